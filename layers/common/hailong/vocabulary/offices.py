"""The customs offices: data with dates of validity, so that a re-organisation is an edit of `offices.json`."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from hailong.vocabulary.words import Language

DEPARTMENT_CODE = "20ZZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office as it was called from `valid_from` to `valid_to`, both inclusive; `valid_to` None: until now."""

    code: str
    vi: str
    en: str
    short: str
    valid_from: date
    valid_to: date | None

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def all_offices() -> tuple[Office, ...]:
    """Every entry of the data file, the department included; an office has one for each time it was renamed."""
    data = json.loads(files("hailong.vocabulary").joinpath("offices.json").read_text("utf-8"))
    return tuple(
        Office(
            code=entry["code"],
            vi=entry["vi"],
            en=entry["en"],
            short=entry["short"],
            valid_from=date.fromisoformat(entry["valid_from"]),
            valid_to=date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
        )
        for entry in data["offices"]
    )


def office(code: str, day: date) -> Office | None:
    """The office as it stood on that day (before its first entry: as it first stood); None if unknown or ended."""
    entries = sorted((entry for entry in all_offices() if entry.code == code), key=lambda entry: entry.valid_from)
    if entries and day < entries[0].valid_from:
        return entries[0]
    return next((entry for entry in entries if entry.valid_on(day)), None)


def office_name(code: str, day: date) -> str:
    """The Vietnamese name on that day; the last known one for an office that has ended, the code for an unknown one."""
    known = office(code, day)
    if known is None:
        entries = [entry for entry in all_offices() if entry.code == code]
        return max(entries, key=lambda entry: entry.valid_from).vi if entries else code
    return known.vi


def name_in(language: Language, code: str, day: date) -> str:
    """The name on that day in the reader's language; of an office that has ended or is unknown as `office_name`."""
    known = office(code, day)
    return known.en if known and language is Language.EN else office_name(code, day)


def is_office(code: str) -> bool:
    """Whether there is or was an office of that code; the department is none."""
    return any(entry.code == code for entry in all_offices() if entry.code != DEPARTMENT_CODE)


def office_codes(day: date) -> tuple[str, ...]:
    """The codes of the offices that exist on that day, without the department."""
    return tuple(entry.code for entry in all_offices() if entry.code != DEPARTMENT_CODE and entry.valid_on(day))
