"""Who has how many cases, due when, and what nobody moves: counted over the cases that a reader may see. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hailong.cases.case import Case
from hailong.cases.transitions import waiting_state
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import CaseState, Role
from hailong.vocabulary.workdays import WorkingTime

UNDER_WAY = (CaseState.OPEN, CaseState.ASSIGNED, CaseState.IN_REVIEW, CaseState.APPEALED, CaseState.FAILED)
"""The states in which a case is somebody's load, or should be."""

MOST_CASES = 1_000
"""Cases that are counted; beyond that the count says that it is not complete."""

_CASEWORKERS = (Role.HANDLER, Role.SUPERVISOR, Role.INSPECTOR)

SOON_WORKING_DAYS = 2
"""What is due by the close of business of that working day after today is due soon."""


def soon_after(now: datetime, calendar: WorkingTime) -> datetime:
    """The last moment that is soon: two working days after today, in the evening and on a day off, too.

    So it is counted how the console says how many working days are left; `due_after` would count an evening as the
    next working day.
    """
    return calendar.close_of_business(calendar.day_after(vietnamese_day(now), SOON_WORKING_DAYS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """`due_soon` includes nothing that is overdue. `stuck`: the machine gave up, or an earlier due date was missed."""

    cases: int = 0
    unassigned: int = 0
    in_review: int = 0
    due_soon: int = 0
    overdue: int = 0
    stuck: int = 0
    next_due: datetime | None = None


def load_of(cases: Iterable[Case], *, now: datetime, soon: datetime) -> Load:
    """What the cases weigh; due soon is what is due until `soon`."""
    load = Load()
    for case in cases:
        load = replace(
            load,
            cases=load.cases + 1,
            unassigned=load.unassigned + unassigned(case),
            in_review=load.in_review + (case.state is CaseState.IN_REVIEW),
            due_soon=load.due_soon + due_soon(case, now=now, soon=soon),
            overdue=load.overdue + case.overdue(now),
            stuck=load.stuck + stuck(case),
            next_due=min(load.next_due or case.due_at, case.due_at),
        )
    return load


def unassigned(case: Case) -> bool:
    return case.state is waiting_state(case)


def due_soon(case: Case, *, now: datetime, soon: datetime) -> bool:
    return case.under_way and now <= case.due_at <= soon


def stuck(case: Case) -> bool:
    return case.state is CaseState.FAILED or (case.breached and case.under_way)


def wants_attention(case: Case, *, now: datetime, soon: datetime) -> bool:
    """Whether somebody who gives out work should look at the case."""
    return unassigned(case) or stuck(case) or case.overdue(now) or due_soon(case, now=now, soon=soon)


def colleagues(reader: Person, office: str | None, staff: Sequence[Person]) -> list[Person]:
    """Those whose load the reader is shown: who works on cases of the office, and for inspectors the inspectors."""
    return [
        person
        for person in staff
        if person.has(*_CASEWORKERS)
        and (office in {None, person.office} or (reader.has(Role.INSPECTOR) and person.has(Role.INSPECTOR)))
    ]
