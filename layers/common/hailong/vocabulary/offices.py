"""The customs offices and their teams: data with dates of validity. What an operator has set goes before our own file.

A function says in `in_force` where its own are read, once a call is being handled and somebody asks.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hailong.vocabulary.words import Language

DEPARTMENT_CODE = "20ZZ"
FIRST_DAY = date(2021, 5, 15)
"""On which the department began to ask for ratings, and from which on it is known what units were called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office, or a team of one, as it was called from `valid_from` to `valid_to`, both inclusive (None: until now).

    `code`: 20CF for an office, 20CF-01 for a team.
    """

    code: str
    vi: str
    en: str
    short: str
    valid_from: date
    valid_to: date | None

    @property
    def office(self) -> str:
        """The code of the office that it is, or that it is a team of."""
        return self.code.partition("-")[0]

    @property
    def is_team(self) -> bool:
        return "-" in self.code

    def valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Offices:
    """Every entry, the department and the teams included; a unit has one for each time it was renamed."""

    def __init__(self, entries: Iterable[Office]) -> None:
        self.entries = tuple(sorted(entries, key=lambda entry: (entry.code, entry.valid_from)))
        self._of_code: dict[str, list[Office]] = defaultdict(list)
        for entry in self.entries:
            self._of_code[entry.code].append(entry)

    def of(self, code: str) -> tuple[Office, ...]:
        """The entries of a unit, in the order of time; none for an unknown one."""
        return tuple(self._of_code.get(code, ()))

    def on(self, code: str, day: date) -> Office | None:
        """The unit as it stood on that day; None for one that is unknown, has ended or has yet to begin.

        Those of FIRST_DAY had been there before.
        """
        return next((one for one in self.of(code) if one.valid_on(max(day, FIRST_DAY))), None)

    def called(self, code: str, day: date) -> Office | None:
        """The same; of a unit that is not there, as it was called last before, else first after."""
        entries = self.of(code)
        return next((one for one in reversed(entries) if one.valid_from <= day), entries[0] if entries else None)


def from_json(text: str) -> Offices:
    """The entries as they are kept."""
    return Offices(
        Office(
            code=entry["code"],
            vi=entry["vi"],
            en=entry["en"],
            short=entry["short"],
            valid_from=date.fromisoformat(entry["valid_from"]),
            valid_to=date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
        )
        for entry in json.loads(text)["offices"]
    )


def to_json(offices: Offices) -> str:
    """What `from_json` reads."""
    return json.dumps({"offices": [as_json(entry) for entry in offices.entries]}, ensure_ascii=False)


def as_json(entry: Office) -> dict[str, Any]:
    return {
        "code": entry.code,
        "vi": entry.vi,
        "en": entry.en,
        "short": entry.short,
        "valid_from": entry.valid_from.isoformat(),
        "valid_to": entry.valid_to.isoformat() if entry.valid_to else None,
    }


@cache
def packaged() -> Offices:
    """Those of our own file, which count where an operator has set none."""
    return from_json(Path(__file__).with_name("offices.json").read_text("utf-8"))


type Source = Callable[[str | None], Offices]
"""Gives the offices; it may look anew where what it has does not know the code that is asked for."""

_source: ContextVar[Source] = ContextVar("offices", default=lambda _code: packaged())


@contextmanager
def in_force(source: Source) -> Iterator[None]:
    """Meanwhile the offices are those of the source, which is asked only when somebody needs one."""
    before = _source.set(source)
    try:
        yield
    finally:
        _source.reset(before)


def known(code: str | None = None) -> Offices:
    """Those in force, in which somebody looks for a code."""
    return _source.get()(code)


def all_offices() -> tuple[Office, ...]:
    """The entries of the offices, the department included, without the teams."""
    return tuple(entry for entry in known().entries if not entry.is_team)


def office(code: str, day: date) -> Office | None:
    """The office as it stood on that day; None for one that is unknown, has ended or has yet to begin."""
    return known(code).on(code, day)


def office_name(code: str, day: date) -> str:
    """The Vietnamese name on that day; the last known one for an office that has ended, the code for an unknown one."""
    found = known(code).called(code, day)
    return found.vi if found else code


def team_name(office_code: str, team: str, day: date) -> str:
    """The Vietnamese name of the team on that day; "Đội 01" for one that nobody has named."""
    found = known(office_code).called(f"{office_code}-{team}", day)
    return found.vi if found else f"Đội {team}"


def name_in(language: Language, code: str, day: date) -> str:
    """The name on that day in the reader's language; of an office that has ended or is unknown as `office_name`."""
    known = office(code, day)
    return known.en if known and language is Language.EN else office_name(code, day)


def is_office(code: str) -> bool:
    """Whether there is or was an office of that code; the department is none, nor is a team."""
    return code != DEPARTMENT_CODE and any(not entry.is_team for entry in known(code).of(code))


def office_codes(day: date) -> tuple[str, ...]:
    """The codes of the offices that exist on that day, without the department."""
    return tuple(entry.code for entry in all_offices() if entry.code != DEPARTMENT_CODE and entry.valid_on(day))
