"""`make audit`: nothing passes for clean that was not looked at, and no exception outlives its reason."""

import json
from collections.abc import Callable, Iterable

import pytest

from local import audit
from local.audit import Excepted, Finding, OutOfReach, ToolFailed

TABLE = Finding("CKV_AWS_119", "CasesTable", "no key of one's own")
KNOWN = Excepted("checkov", "CKV_AWS_119", ("*Table",), "not built yet")


def test_what_is_explained_is_passed_over_and_nothing_else() -> None:
    other = Finding("CKV_AWS_119", "Elsewhere", "")
    assert audit.unexplained("checkov", [TABLE, other], [KNOWN]) == [other]
    assert audit.unexplained("bandit", [TABLE], [KNOWN]) == [TABLE]


def test_an_exception_that_covers_nothing_is_a_finding() -> None:
    assert [one.check for one in audit.unexplained("checkov", [], [KNOWN])] == ["CKV_AWS_119"]


@pytest.mark.parametrize("why", ["", "  ", "one\\nand another line"])
def test_an_exception_says_why_in_one_line(why: str) -> None:
    with pytest.raises(ValueError, match="says why"):
        audit.exceptions(f'[[checkov]]\ncheck = "A"\nplaces = ["*"]\nwhy = "{why}"\n')


def test_every_exception_of_the_file_is_of_a_tool_that_runs() -> None:
    known = audit.exceptions(audit.EXCEPTIONS.read_text("utf-8"))
    assert {one.tool for one in known} <= {"cfn-lint", "checkov", "bandit", "pip-audit", "npm audit"}


def test_packages_without_advisories_are_not_audited() -> None:
    skipped = {"name": "jinja2", "skip_reason": "Dependency not found on PyPI and could not be audited: jinja2 (3.1.6)"}
    with pytest.raises(OutOfReach, match="any of 1 packages"):
        list(audit.of_pip_audit(json.dumps({"dependencies": [skipped]})))
    sound = {"name": "pydantic", "version": "2.13.0", "vulns": []}
    found = list(audit.of_pip_audit(json.dumps({"dependencies": [skipped, sound]})))
    assert [(one.check, one.place) for one in found] == [("not-audited", "jinja2")]


def test_a_hole_in_a_package_is_named_with_what_mends_it() -> None:
    hole = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}
    out = json.dumps({"dependencies": [{"name": "made-up", "version": "1.0", "vulns": [hole]}]})
    assert list(audit.of_pip_audit(out)) == [Finding("PYSEC-2026-1", "made-up", "1.0; mended in 2.0")]


def test_a_registry_that_takes_no_questions_is_out_of_reach() -> None:
    said = {"message": "405 Method Not Allowed - POST /-/npm/v1/security/advisories/bulk", "statusCode": 405}
    with pytest.raises(OutOfReach, match="405 Method Not Allowed"):
        list(audit.of_npm_audit(json.dumps(said)))


def test_each_advisory_of_npm_is_named_once() -> None:
    via = {"url": "https://github.com/advisories/GHSA-0000", "severity": "high", "title": "made up"}
    vulnerabilities = {"inner": {"via": [via]}, "outer": {"via": ["inner"]}}
    found = list(audit.of_npm_audit(json.dumps({"vulnerabilities": vulnerabilities})))
    assert found == [Finding("GHSA-0000", "inner", "high: made up")]


@pytest.mark.parametrize(
    ("read", "out"),
    [
        (audit.of_checkov, {"summary": {"resource_count": 0, "parsing_errors": 1}}),
        (audit.of_checkov, {"summary": {"resource_count": 3, "parsing_errors": 1}}),
        (audit.of_bandit, {"errors": [], "metrics": {"_totals": {"loc": 0}}, "results": []}),
    ],
)
def test_a_tool_that_could_not_read_has_not_found_nothing(
    read: Callable[[str], Iterable[Finding]], out: dict[str, object]
) -> None:
    with pytest.raises(ToolFailed):
        list(read(json.dumps(out)))
