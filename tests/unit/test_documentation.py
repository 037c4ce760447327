"""The documentation speaks of what there is: files, commands, parameters, alarms and metrics by their names."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.paths import ROOT

PAGES = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("clients/*/README.md")])
TEMPLATE = yaml_parse((ROOT / "template.yaml").read_text("utf-8"))
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")
FOLDERS = ("clients", "docs", "functions", "layers", "local", "statemachine", "tests")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def _code(page: Path) -> Iterator[str]:
    """What stands between backticks, and the lines of blocks of code."""
    text = page.read_text("utf-8")
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


@each_page
def test_every_file_that_is_named_is_there(page: Path) -> None:
    named = [code for code in _code(page) if re.fullmatch(rf"({'|'.join(FOLDERS)})/[\w/.-]+", code)]
    assert [path for path in named if not (ROOT / path).exists()] == []


@each_page
def test_every_make_command_is_one_of_the_makefile_with_parameters_of_the_template(page: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    variables = set(re.findall(r"^([A-Z]+) \?=", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for code in _code(page):
        if not (command := re.match(r"make ([a-z0-9-]+)(.*)", code)):
            continue
        target, rest = command[1], command[2].partition("#")[0]
        assert target in targets, code
        assert set(re.findall(r"\b([A-Z]+)=", rest)) <= variables, code
        for parameters in re.findall(r'PARAMETERS="([^"]*)"', rest):
            assert set(re.findall(r"(\w+)=", parameters)) <= set(TEMPLATE["Parameters"]), code


def test_the_runbook_knows_every_alarm_and_no_other() -> None:
    table = RUNBOOK.partition("## When an alarm rings")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    alarms = {name for name, one in TEMPLATE["Resources"].items() if one["Type"] == "AWS::CloudWatch::Alarm"}
    assert {f"{name}Alarm" for row in rows for name in re.findall(r"`(\w+)`", row)} == alarms


def test_the_runbook_knows_every_metric() -> None:
    counted = {
        name
        for module in (ROOT / "functions").rglob("*.py")
        for call in re.findall(r"\bcount\(([^)]*)\)", module.read_text("utf-8"))
        for name in re.findall(r'"([A-Z]\w+)"', call)
    }
    section = RUNBOOK.partition("## What is counted")[2].partition("\n## ")[0]
    assert {"MailSent", "NegativeRating"} <= counted
    assert [name for name in sorted(counted) if f"`{name}`" not in section] == []


def test_the_page_to_read_first_is_read_in_ten_minutes() -> None:
    """At two hundred words a minute."""
    assert len((ROOT / "docs" / "architecture.md").read_text("utf-8").split()) <= 10 * 200


def test_what_is_to_be_done_about_an_alarm_names_queues_that_there_are() -> None:
    table = RUNBOOK.partition("## When an alarm rings")[2].partition("\n## ")[0]
    named = set(re.findall(r"`(\w+Queue)`", table))
    assert {"RefusalsQueue", "MailReportsQueue"} <= named
    assert named <= {name for name, one in TEMPLATE["Resources"].items() if one["Type"] == "AWS::SQS::Queue"}


def test_every_alarm_says_what_to_do() -> None:
    table = RUNBOOK.partition("## When an alarm rings")[2].partition("\n## ")[0]
    rows = [row.strip("|").split(" | ") for row in table.splitlines() if row.startswith("| `")]
    assert rows
    assert [
        row[0] for row in rows if len(row) != len(("alarm", "meaning", "cure")) or not all(map(str.strip, row))
    ] == []


def test_the_map_shows_every_function_and_every_package_of_the_layer() -> None:
    shown = "\n".join(line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| `"))
    for folder in ("functions", "layers/common/hailong"):
        for package in (one.parent for one in (ROOT / folder).glob("*/__init__.py")):
            name = f"functions/{package.name}" if folder == "functions" else f"… /{package.name}"
            assert re.search(rf"`{re.escape(name)}/?`", shown), f"README.md shows no {name}"
