"""What is asked of the queue, from the query string."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date

from functions.tasks.decisions import Search
from hailong.cases.access import forbidden
from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL
from hailong.cases.finding import understood
from hailong.cases.firewall import Barrier
from hailong.vocabulary.codes import STAFF, TEAM
from hailong.vocabulary.errors import FieldError, Invalid
from hailong.vocabulary.offices import DEPARTMENT_CODE, is_office
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Outcome, Reason, Role, word

MAX_PAGE = 100
PARAMETERS = (
    *("state", "office", "assignee", "overdue", "calls_due", "q", "reviewable", "officer", "team", "level", "reason"),
    *("outcome", "opened_from", "opened_until", "limit", "cursor"),
)
FOR_A_FILE = tuple(name for name in PARAMETERS if name not in {"limit", "cursor"})
_OF_THE_PAGE = ("limit", "cursor")
"""Those that say where in the answer one is, and not what is asked."""


def question(person: Person, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Who asks, and what: a cursor is good for this alone. Forbidden for who may not ask by officer."""
    if parameters.get("officer") and not person.has(Role.INSPECTOR):
        raise forbidden(Barrier.ROLE, "Only inspectors see the cases of an officer")
    asked = sorted((name, text) for name, text in parameters.items() if name not in _OF_THE_PAGE and text)
    return (person.staff_code, "queue", *(part for pair in asked for part in pair))


def read(parameters: Mapping[str, str], *, after: Callable[[str], str]) -> Search:
    """The query as the person wrote it; Invalid names every parameter that is wrong. `after`: the place of a cursor."""
    errors: list[FieldError] = []

    def parsed[T](name: str, parse: Callable[[str], T], default: T) -> T:
        text = parameters.get(name)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            errors.append(FieldError(name, str(error)))
            return default

    wanted = Search(
        states=parsed("state", lambda text: tuple(word(CaseState, one) for one in text.split(",")), ()),
        office=parsed("office", _office, None),
        assignee=parsed("assignee", _staff_code, None),
        overdue=parsed("overdue", _flag, None),
        calls_due=parsed("calls_due", _flag, None),
        text=parsed("q", understood, None),
        reviewable=parsed("reviewable", _flag, None) is True,
        officer=parsed("officer", _staff_code, None),
        team=parsed("team", _team, None),
        level=parsed("level", _level, None),
        reason=parsed("reason", lambda text: word(Reason, text), None),
        outcome=parsed("outcome", lambda text: word(Outcome, text), None),
        opened_from=parsed("opened_from", _day, None),
        opened_until=parsed("opened_until", _day, None),
        limit=parsed("limit", _limit, 25),
        after=after(parameters["cursor"]) if parameters.get("cursor") else None,
    )
    if errors:
        raise Invalid(errors)
    return wanted


def office(parameters: Mapping[str, str]) -> str | None:
    """The office (or the department) that is asked for alone; Invalid for one that is none."""
    text = parameters.get("office")
    if text and text != DEPARTMENT_CODE and not is_office(text):
        raise Invalid([FieldError("office", "is no office")])
    return text or None


def only_office(parameters: Mapping[str, str]) -> str | None:
    """The office whose cases are asked for alone; Invalid for one that is none."""
    text = parameters.get("office")
    if text and not is_office(text):
        raise Invalid([FieldError("office", "is no office")])
    return text or None


def to_view(parameters: Mapping[str, str]) -> bool:
    """Whether a file is to be looked at instead of saved; Invalid for what says neither."""
    try:
        return _flag(parameters.get("view") or "false") is True
    except ValueError as error:
        raise Invalid([FieldError("view", str(error))]) from error


def _office(text: str) -> str | None:
    if not is_office(text):
        raise ValueError("is no office")
    return text


def _staff_code(text: str) -> str | None:
    if not re.fullmatch(STAFF, text):
        raise ValueError("is no staff code")
    return text


def _team(text: str) -> str | None:
    if not re.fullmatch(TEAM, text):
        raise ValueError("is no team")
    return text


def _level(text: str) -> int | None:
    if text not in {str(FIRST_LEVEL), str(APPEAL_LEVEL)}:
        raise ValueError(f"must be {FIRST_LEVEL} or {APPEAL_LEVEL}")
    return int(text)


def _day(text: str) -> date | None:
    # `fromisoformat` alone takes weeks and other spellings, too.
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ValueError("must be a day, such as 2026-01-31")


def _flag(text: str) -> bool | None:
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def _limit(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= MAX_PAGE:
        raise ValueError(f"must be a number from 1 to {MAX_PAGE}")
    return int(text)
