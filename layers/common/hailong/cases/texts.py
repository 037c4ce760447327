"""Texts to start from: how a message to an enterprise may begin, kept by each office and by the department. Pure."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from hailong.vocabulary.codes import OFFICE
from hailong.vocabulary.errors import Conflict, Forbidden
from hailong.vocabulary.offices import DEPARTMENT_CODE
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Language, Outcome, Role, RootCause

MAX_TEXTS = 60
"""Texts of one office, withdrawn ones included: they can be put to use again."""

MAX_VERSIONS = 99
"""Of one text. Who wants to change it more often starts another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What supervisors put down. Without a root cause it is for every one."""

    outcome: Outcome
    root_cause: RootCause | None = None
    language: Language
    title: str
    text: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StartingText:
    """One version of a text; `by` wrote this version, `at` then."""

    text_id: str
    office: str
    content: Content
    version: int
    by: str
    at: datetime


TEXT_ID = f"{OFFICE}-[0-9]{{2}}"
"""As a regular expression."""


def text_id(office: str, number: int) -> str:
    """`20CF-07`."""
    return f"{office}-{number:02d}"


def is_text_id(text: str) -> bool:
    """True for what `text_id` gives."""
    return re.fullmatch(TEXT_ID, text) is not None


def office_of(text_id: str) -> str:
    """Whose text it is."""
    return text_id.partition("-")[0]


def shelves(person: Person, office: str | None = None) -> tuple[str, ...]:
    """The offices whose texts a person starts from: their own, and the department.

    Who sees all offices may name another one; Forbidden for others.
    """
    own = office or person.office
    if own not in {person.office, DEPARTMENT_CODE} and not person.has(Role.INSPECTOR, Role.LEADER):
        raise Forbidden("forbidden", "The texts of another office are not yours to see.")
    return (own,) if own == DEPARTMENT_CODE else (own, DEPARTMENT_CODE)


def may_keep(person: Person, office: str) -> bool:
    """Supervisors keep the texts of their office, inspectors those of any, and of the department."""
    return person.has(Role.INSPECTOR) or (person.has(Role.SUPERVISOR) and person.office == office)


def first(text_id: str, content: Content, person: Person, *, at: datetime) -> StartingText:
    """A text that was not there."""
    return StartingText(
        text_id=text_id, office=office_of(text_id), content=content, version=1, by=person.staff_code, at=at
    )


def revised(
    before: StartingText, content: Content, person: Person, *, at: datetime, version: int | None
) -> StartingText:
    """The next version; the one before stays in the history. The same again is no new version.

    Conflict `stale` when it is no longer the version that the person saw, `quota_reached` after `MAX_VERSIONS`.
    """
    if content == before.content:
        return before
    if version is not None and version != before.version:
        raise Conflict("stale", "Somebody has changed this text meanwhile.", current={"version": before.version})
    if before.version >= MAX_VERSIONS:
        raise Conflict("quota_reached", f"A text may have at most {MAX_VERSIONS} versions; start another one.")
    return replace(before, content=content, version=before.version + 1, by=person.staff_code, at=at)


def not_kept_by(office: str) -> Forbidden:
    """For who may not keep the texts of that office."""
    return Forbidden("forbidden", f"The texts of {office} are kept by its supervisors, and by inspectors.")


def full(office: str) -> Conflict:
    """For one text too many."""
    return Conflict("quota_reached", f"{office} may have at most {MAX_TEXTS} texts; put a withdrawn one to use.")
