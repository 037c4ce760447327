"""The overview of who has which work, for who gives it out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.tasks.decisions import Caller
from hailong.cases import workload
from hailong.cases.access import forbidden
from hailong.cases.case import Case
from hailong.cases.firewall import Barrier
from hailong.cases.queue import QueueQuery
from hailong.cases.workload import Load
from hailong.ports.cases import CaseQueue
from hailong.vocabulary import workdays
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Role

MOST_SHOWN = 100
"""Cases that want attention and are listed, soonest due first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """`complete` is False where there are more cases than are counted."""

    total: Load
    people: Sequence[tuple[Person, Load]]
    attention: Sequence[Case]
    soon: datetime
    complete: bool


def admitted(caller: Caller) -> None:
    """Forbidden for who does not give out work."""
    if not caller.person.has(Role.SUPERVISOR, Role.INSPECTOR):
        raise forbidden(Barrier.ROLE, "You give out no cases")


def overview(queue: CaseQueue, caller: Caller, office: str | None, calendar: workdays.WorkingTime) -> Overview:
    """Counted over what this person may see: of restricted cases, and of those about them, it tells nothing."""
    person, now = caller.person, caller.at
    if not person.has(Role.INSPECTOR):
        if office not in {None, person.office}:
            raise forbidden(Barrier.OTHER_OFFICE, "You give out no cases there")
        office = person.office
    page = queue.page(
        QueueQuery(
            states=workload.UNDER_WAY,
            office=office,
            restricted=None if person.has(Role.INSPECTOR) else False,
            reader=person,
            staff=caller.staff,
            limit=workload.MOST_CASES,
        )
    )
    soon = workload.soon_after(now, calendar)
    of_person = _by_assignee(page.cases)
    people = [
        (one, workload.load_of(of_person.get(one.staff_code, ()), now=now, soon=soon))
        for one in workload.colleagues(person, office, caller.staff)
    ]
    attention = [case for case in page.cases if workload.wants_attention(case, now=now, soon=soon)]
    return Overview(
        total=workload.load_of(page.cases, now=now, soon=soon),
        people=sorted(people, key=lambda one: (-one[1].cases, one[0].staff_code)),
        attention=attention[:MOST_SHOWN],
        soon=soon,
        complete=page.last is None,
    )


def _by_assignee(cases: Sequence[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        # While a decision waits for review, the work is somebody else's.
        if case.assignee is not None and case.state is not CaseState.IN_REVIEW:
            found.setdefault(case.assignee, []).append(case)
    return found
