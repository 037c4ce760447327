"""The queue that a person may see, and what becomes of an action on a case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hailong import casework
from hailong.case import Case
from hailong.casework import Move
from hailong.errors import NotFound, Raced
from hailong.firewall import may_see
from hailong.people import Person
from hailong.ports import CaseFile, CaseQueue, CaseStore, QueuePage, QueueQuery
from hailong.words import CaseState, Role

ACTIVE = tuple(state for state in CaseState if state is not CaseState.CLOSED)
"""The states of the queue when none is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a person asks the queue for. `overdue`: True for those past their due date, False for the others."""

    states: Sequence[CaseState] = ()
    office: str | None = None
    assignee: str | None = None
    overdue: bool | None = None
    after: str | None = None
    limit: int = 25


def search(queue: CaseQueue, person: Person, wanted: Search, *, now: datetime) -> QueuePage:
    """A page of the queue, soonest due first, of what this person may see and nothing else."""
    query = QueueQuery(
        states=tuple(wanted.states) or ACTIVE,
        office=wanted.office,
        assignee=wanted.assignee,
        due_before=now if wanted.overdue is True else None,
        due_from=now if wanted.overdue is False else None,
        after=wanted.after,
        limit=wanted.limit,
    )
    if not person.has(Role.INSPECTOR, Role.LEADER):
        if wanted.office not in {None, person.office}:
            return QueuePage([], None)
        query = replace(query, office=person.office, restricted=False)
    found: list[Case] = []
    while True:
        page = queue.page(replace(query, limit=wanted.limit - len(found)))
        found += [case for case in page.cases if may_see(person, case) and _timely(case, wanted, now)]
        if page.last is None or len(found) == wanted.limit:
            return QueuePage(found, page.last)
        query = replace(query, after=page.last)


def case_file(cases: CaseStore, case_id: str, person: Person) -> CaseFile:
    """Everything kept of the case; NotFound for one that this person may not see."""
    file = cases.file(case_id)
    if file is None or not may_see(person, file.case):
        raise NotFound("case_not_found", "There is no such case in your queue.")
    return file


def act(cases: CaseStore, case_id: str, person: Person, move: Callable[[Case], Move]) -> CaseFile:
    """Makes the move that a person asked for, once; Conflict `stale` when the case has moved meanwhile."""
    case = cases.get(case_id)
    if case is None or not may_see(person, case):
        raise NotFound("case_not_found", "There is no such case in your queue.")
    try:
        cases.write(move(case))
    except Raced as error:
        raise casework.stale(cases.get(case_id) or case) from error
    return case_file(cases, case_id, person)


def _timely(case: Case, wanted: Search, now: datetime) -> bool:
    return wanted.overdue is None or case.overdue(now) == wanted.overdue
