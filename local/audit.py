"""`make audit`: what others' tools say of the template, the code and the packages, held against what is explained.

The tools live in .venv-audit. An exception stands in audit.toml with its reason; one that covers nothing any more is a
finding itself, so that none outlives its reason.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from local.advisories import NoAdvisories, asked_at_loopback, newest, of_folder
from local.paths import ROOT, STATE
from local.region import REGION
from local.transform import transformed, written

TOOLS = ROOT / ".venv-audit" / "bin"
EXCEPTIONS = ROOT / "local" / "audit.toml"
CODE = ("functions", "layers", "clients/python", "local")
_LONGEST_SECONDS = 300


class OutOfReach(Exception):
    """A source of advisories did not answer; the text says which, and how."""


class ToolFailed(Exception):
    """A tool ended without an answer that can be read: nothing is known, which is not the same as clean."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Excepted:
    """`check` of `tool` at places that match one of `places` is as it should be, or known: `why`."""

    tool: str
    check: str
    places: tuple[str, ...]
    why: str

    def covers(self, tool: str, finding: Finding) -> bool:
        return (
            self.tool == tool
            and self.check == finding.check
            and any(fnmatchcase(finding.place, one) for one in self.places)
        )


def exceptions(text: str) -> list[Excepted]:
    """Those of the file; each has to say why, in one line."""
    found = [
        Excepted(tool, one["check"], tuple(one["places"]), one["why"].strip())
        for tool, listed in tomllib.loads(text).items()
        for one in listed
    ]
    for one in found:
        if not one.why or "\n" in one.why:
            raise ValueError(f"{one.tool} {one.check}: an exception says why, in one line")
    return found


def unexplained(tool: str, findings: Iterable[Finding], known: Iterable[Excepted]) -> list[Finding]:
    """What no exception covers, and each exception that covers nothing."""
    mine, listed = [one for one in known if one.tool == tool], list(findings)
    left = [finding for finding in listed if not any(one.covers(tool, finding) for one in mine)]
    idle = [one for one in mine if not any(one.covers(tool, finding) for finding in listed)]
    return left + [Finding(one.check, ", ".join(one.places), "is excepted and no longer found") for one in idle]


def of_cfn_lint(out: str) -> Iterator[Finding]:
    for one in json.loads(out or "[]"):
        yield Finding(one["Rule"]["Id"], f"template.yaml:{one['Location']['Start']['LineNumber']}", one["Message"])


def of_checkov(out: str) -> Iterator[Finding]:
    found = json.loads(out)
    if not found["summary"]["resource_count"] or found["summary"]["parsing_errors"]:
        raise ToolFailed("it could not read the template")
    for one in found["results"]["failed_checks"]:
        yield Finding(one["check_id"], one["resource"].rpartition(".")[2], one["check_name"])


def of_bandit(out: str) -> Iterator[Finding]:
    found = json.loads(out)
    if found["errors"] or not found["metrics"]["_totals"]["loc"]:
        raise ToolFailed(f"it could not read {found['errors'] or 'anything'}")
    for one in found["results"]:
        yield Finding(one["test_id"], one["filename"], f"line {one['line_number']}: {one['issue_text']}")


def of_pip_audit(out: str) -> Iterator[Finding]:
    """What pip-audit skips, and calls no vulnerability, has not been looked at; if it skips all, nothing has."""
    packages = json.loads(out)["dependencies"]
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if len(skipped) == len(packages):
        raise OutOfReach(f"the package registry gave no advisories for any of {len(packages)} packages")
    for name in skipped:
        yield Finding("not-audited", name, "the registry gave no advisories for it")
    for one in packages:
        for hole in one.get("vulns", ()):
            fixed = ", ".join(hole["fix_versions"]) or "none yet"
            yield Finding(hole["id"], one["name"], f"{one['version']}; mended in {fixed}")


def of_npm_audit(out: str) -> Iterator[Finding]:
    found = json.loads(out)
    if "vulnerabilities" not in found:
        raise OutOfReach(str(found.get("message") or found.get("error") or "no answer").partition("\n")[0])
    for name, one in found["vulnerabilities"].items():
        for via in one["via"]:
            # A text names the package through which this one is concerned; it is listed itself.
            if isinstance(via, dict):
                yield Finding(str(via["url"]).rpartition("/")[2], name, f"{via['severity']}: {via['title']}")


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    command: tuple[str, ...]
    read: Callable[[str], Iterator[Finding]]


def _tools(osv_url: str | None) -> Iterator[Tool]:
    yield Tool(
        "cfn-lint",
        (str(TOOLS / "cfn-lint"), "--regions", REGION, "--format", "json", "--", "template.yaml"),
        of_cfn_lint,
    )
    # What is deployed, and not the SAM form of it: checkov knows few of the latter's resources.
    template = STATE / "audit" / "template.json"
    template.parent.mkdir(parents=True, exist_ok=True)
    template.write_text(json.dumps(transformed(written()), ensure_ascii=False, indent=1), "utf-8")
    yield Tool(
        "checkov",
        (
            *(str(TOOLS / "checkov"), "--file", str(template), "--framework", "cloudformation"),
            *("--compact", "--skip-download", "--output", "json"),
        ),
        of_checkov,
    )
    yield Tool(
        "bandit",
        (str(TOOLS / "bandit"), "--quiet", "--format", "json", "--exclude", "node_modules", "--recursive", *CODE),
        of_bandit,
    )
    yield Tool(
        "pip-audit",
        (
            *(str(TOOLS / "pip-audit"), "--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json"),
            *("--requirement", str(_packages())),
            *(("--vulnerability-service", "osv", "--osv-url", osv_url) if osv_url else ()),
        ),
        of_pip_audit,
    )
    yield Tool("npm audit", ("npm", "audit", "--json"), of_npm_audit)


def _packages() -> str:
    """A file of all Python packages that uv.lock gives the functions, the local cloud and the tests."""
    listed = STATE / "audit" / "requirements.txt"
    command = [os.environ.get("UV", "uv"), "export", "--frozen", "--quiet", "--no-header", "--no-hashes"]
    subprocess.run([*command, "--output-file", str(listed)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return str(listed)


def _answer(tool: Tool) -> list[Finding]:
    try:
        # Most end with 1 where they have found something: what they print tells.
        done = subprocess.run(
            tool.command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=_LONGEST_SECONDS
        )
        return list(tool.read(done.stdout))
    except subprocess.TimeoutExpired as error:
        raise ToolFailed(f"no answer within {_LONGEST_SECONDS} s") from error
    except (ValueError, KeyError, TypeError) as error:
        said = done.stderr.strip().splitlines()
        raise ToolFailed(said[-1] if said else f"its answer cannot be read ({error!r})") from error


def main() -> int:
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__, add_help=True)
    parser.add_argument(
        "--advisories",
        type=Path,
        metavar="FOLDER",
        help="a clone of PyPA's advisory database, for pip-audit; without it the package registry is asked",
    )
    folder = parser.parse_args().advisories
    with ExitStack() as until_done:
        if folder is None:
            return _audited(None)
        try:
            known = of_folder(folder)
        except NoAdvisories as error:
            print(error, file=sys.stderr)
            return 2
        print(
            f"pip-audit is told of {sum(map(len, known.values())):,} advisories on {len(known)} packages,"
            f" the last changed on {newest(folder)}: it knows nothing later"
        )
        return _audited(until_done.enter_context(asked_at_loopback(known)))


def _audited(osv_url: str | None) -> int:
    # It warns that it was not told what AWS tries out.
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    known = exceptions(EXCEPTIONS.read_text("utf-8"))
    clean = True
    for tool in _tools(osv_url):
        try:
            findings = _answer(tool)
        except OutOfReach as error:
            print(f"{tool.name}: NOT AUDITED, {error}")
            continue
        except ToolFailed as error:
            print(f"{tool.name}: FAILED, {error}")
            clean = False
            continue
        left = unexplained(tool.name, findings, known)
        explained = sum(any(one.covers(tool.name, finding) for one in known) for finding in findings)
        print(f"{tool.name}: {len(left)} unexplained, {explained} explained in local/audit.toml")
        for finding in left:
            print(f"  {finding.check} {finding.place}: {finding.text}")
        clean = clean and not left
    return 0 if clean else 1


if __name__ == "__main__":
    sys.exit(main())
