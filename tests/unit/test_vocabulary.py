"""The official words stand once, for every code of the API, and nobody else spells them."""

import re
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import pytest

from hailong.cases.firewall import access_decision
from hailong.lots.rating import RESTRICTED_REASONS
from hailong.vocabulary import official
from hailong.vocabulary.people import STAFF_ROLES
from hailong.vocabulary.words import (
    Action,
    CaseState,
    Channel,
    Helped,
    Language,
    Outcome,
    Reason,
    Role,
    RootCause,
    Subject,
)
from tests import samples

ROOT = Path(__file__).parents[2]
SOURCES = {
    "layers/common/hailong": ("*.py", "*.j2"),
    "functions": ("*.py", "*.j2", "*.ts", "*.tsx"),
    "local": ("*.py",),
}
MADE = {
    "functions/console/src/i18n/vi/vocabulary.ts",
    "functions/console/src/i18n/en/vocabulary.ts",
    "functions/console/src/case/helped-words.ts",
}
# Words that these pages use for something else: a heading, a field, a way in.
ELSEWHERE = {
    "Hệ thống", "System", "Doanh nghiệp", "Enterprise", "Công chức", "Officer", "Team", "Đội/tổ", "Đơn vị", "Office",
    "Thông quan", "Clearance", "Process", "Closed", "Answered", "English", "Tiếng Việt", "Delay", "Attitude",
    "Hài lòng", "Satisfied", "Phản ánh đúng", "Upheld", "Workload",
}  # fmt: skip


@pytest.mark.parametrize(
    ("vocabulary", "codes"),
    [
        ("subjects", Subject),
        ("reasons", Reason),
        ("states", CaseState),
        ("outcomes", Outcome),
        ("helped", Helped),
        ("root_causes", RootCause),
        ("roles", Role),
        ("channels", Channel),
        ("languages", Language),
    ],
)
def test_every_code_has_its_words(vocabulary: str, codes: type[StrEnum]) -> None:
    assert set(official.entries()[vocabulary]) == {code.value for code in codes}
    for entry in official.entries()[vocabulary].values():
        assert entry["vi"]
        assert entry["en"]


def test_every_level_and_outcome_has_what_is_said_of_it() -> None:
    assert list(official.words(Language.VI).levels) == [1, 2, 3, 4, 5]
    for entry in official.entries()["outcomes"].values():
        assert set(entry) == {"vi", "en", "hint", "sentence"}


def test_what_is_unfinished_and_who_is_staff_is_as_the_rules_have_it() -> None:
    entries = official.entries()
    unfinished = {code for code, entry in entries["states"].items() if entry.get("unfinished")}
    assert unfinished == set(CaseState) - {CaseState.DECIDED, CaseState.CLOSED}
    grave = {code for code, entry in entries["reasons"].items() if entry.get("grave")}
    assert grave == RESTRICTED_REASONS
    assignable = {code for code, entry in entries["states"].items() if entry.get("assignable")}
    assert assignable == {
        state
        for state in CaseState
        if access_decision(samples.SUPERVISOR, replace(samples.open_case(), state=state), Action.ASSIGN).barrier is None
    }
    assert {code for code, entry in entries["roles"].items() if entry.get("staff")} == set(STAFF_ROLES)


def test_nobody_else_spells_an_official_word() -> None:
    """In quotes or between tags, that is: as a text of its own and not within a sentence."""
    spelt = {
        form[language]
        for entries in official.entries().values()
        for entry in entries.values()
        for form in (entry, entry.get("short", entry), entry.get("sentence", entry))
        for language in Language
    } - ELSEWHERE
    found = []
    for folder, patterns in SOURCES.items():
        for pattern in patterns:
            for path in sorted((ROOT / folder).rglob(pattern)):
                place = path.relative_to(ROOT).as_posix()
                if place in MADE or ".test." in path.name or path.parent.name == "test":
                    continue
                texts = re.findall(r"[\"'>]([^\"'<>\n]{2,120})[\"'<]", path.read_text("utf-8"))
                found += [f"{place}: {text}" for text in texts if text in spelt]
    assert not found, "\n".join(found)


def test_a_label_within_a_sentence_begins_in_lower_case_unless_it_is_an_abbreviation() -> None:
    assert official.in_sentence("Chậm trễ") == "chậm trễ"
    assert official.in_sentence("IT system") == "IT system"
