"""`make audit ADVISORIES=`: a folder of advisories answers as OSV's API does."""

import json
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from packaging.version import Version

from local.advisories import NoAdvisories, asked_at_loopback, concerns, newest, of_folder


def ranges(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


@pytest.mark.parametrize(
    ("affected", "version", "concerned"),
    [
        (ranges({"introduced": "0"}), "9.9", True),
        (ranges({"introduced": "0"}, {"fixed": "1.10"}), "1.9", True),
        (ranges({"introduced": "0"}, {"fixed": "1.10"}), "1.10", False),
        (ranges({"introduced": "0"}, {"fixed": "1.10"}), "1.10rc1", True),
        (ranges({"fixed": "1.10"}, {"introduced": "1.2"}), "1.1", False),
        (ranges({"introduced": "1"}, {"last_affected": "2"}), "2", True),
        (ranges({"introduced": "1"}, {"last_affected": "2"}), "2.0.1", False),
        (ranges({"introduced": "0"}, {"fixed": "1"}, {"introduced": "2"}, {"fixed": "3"}), "1.5", False),
        (ranges({"introduced": "0"}, {"fixed": "1"}, {"introduced": "2"}, {"fixed": "3"}), "2.5", True),
        (ranges({"introduced": "0"}, {"fixed": "2"}, {"introduced": "2"}), "2", True),
        (ranges({"introduced": "0"}, {"fixed": "no-version-at-all"}), "2", True),
        ({"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}, "2", False),
        ({"versions": ["1.0.0", "not one"]}, "1.0", True),
        ({"versions": ["1.0.0"]}, "1.0.1", False),
        ({}, "1.0", False),
    ],
)
def test_the_schema_says_which_versions_are_concerned(
    affected: dict[str, Any], version: str, concerned: object
) -> None:
    assert concerns(affected, Version(version)) is concerned


ADVISORY = """id: PYSEC-2026-1
modified: 2026-08-02T10:00:00.587279Z
published: 2026-07-07T18:15:00+00:00
affected:
- package: {name: Made_Up, ecosystem: PyPI}
  ranges:
  - type: ECOSYSTEM
    events: [{introduced: '0'}, {fixed: '2.0'}]
"""


def put(folder: Path, package: str, text: str) -> None:
    path = folder / "vulns" / package / f"{len(list(folder.rglob('*.yaml')))}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def ask(address: str, name: str, version: str) -> dict[str, Any]:
    query = {"package": {"name": name, "ecosystem": "PyPI"}, "version": version}
    request = Request(address, data=json.dumps(query).encode())  # noqa: S310
    with urlopen(request, timeout=10) as answer:  # noqa: S310
        return dict(json.load(answer))


def test_a_package_is_asked_for_by_any_spelling_of_its_name(tmp_path: Path) -> None:
    put(tmp_path, "made-up", ADVISORY)
    put(tmp_path, "another", ADVISORY.replace("Made_Up", "another").replace("2026-08", "2025-01"))
    with asked_at_loopback(of_folder(tmp_path)) as address:
        [found] = ask(address, "made.up", "1.9")["vulns"]
        assert (found["id"], found["published"]) == ("PYSEC-2026-1", "2026-07-07T18:15:00Z")
        assert ask(address, "made-up", "2.0") == {}
        assert ask(address, "unheard-of", "1") == {}
    assert newest(tmp_path) == "2026-08-02"


def test_a_folder_without_advisories_is_not_a_clean_one(tmp_path: Path) -> None:
    with pytest.raises(NoAdvisories, match="a clone of PyPA's advisory database"):
        of_folder(tmp_path)
