"""The queue that a person may see, and what becomes of an action on a case."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from hailong.cases import casework
from hailong.cases.case import Case
from hailong.cases.case_file import CaseFile
from hailong.cases.casework import Transition
from hailong.cases.finding import Wanted
from hailong.cases.firewall import barrier, may_see
from hailong.cases.queue import QueuePage, QueueQuery
from hailong.cases.timeline import Refusal, Verification
from hailong.cases.verification import verify
from hailong.ports import CaseQueue, CaseStore, EvidenceFiles, StaffDirectory
from hailong.vocabulary.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Raced, RetryLater
from hailong.vocabulary.people import Person, who_has
from hailong.vocabulary.words import Action, CaseState, Outcome, Reason, Role

ATTEMPTS = 3
"""How often a transition that lost a race is made again on the case as it has become."""

READS = 3
"""How often the queue is read for one page, when what it gives is not for this person."""

ACTIVE = tuple(state for state in CaseState if state is not CaseState.CLOSED)
"""The states of the queue when none is asked for; with them come closed cases whose enterprise is yet to be called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What a person asks the queue for.

    `overdue`: True for those past their due date, False for the others. `calls_due`: True for those whose enterprise is
    still to be called, False for the others. `reviewable`: only decisions that this person may review now. The days of
    `opened_from` and `opened_until` are included.
    """

    states: Sequence[CaseState] = ()
    office: str | None = None
    assignee: str | None = None
    overdue: bool | None = None
    calls_due: bool | None = None
    text: Wanted | None = None
    reviewable: bool = False
    team: str | None = None
    level: int | None = None
    reason: Reason | None = None
    outcome: Outcome | None = None
    opened_from: date | None = None
    opened_until: date | None = None
    after: str | None = None
    limit: int = 25


def search(queue: CaseQueue, person: Person, wanted: Search, staff: Sequence[Person], *, now: datetime) -> QueuePage:
    """A page of the queue, soonest due first, of what this person may see and nothing else.

    It may be short, even empty, before the end: no page reads through all that somebody may not see.
    """
    query = QueueQuery(
        states=(CaseState.IN_REVIEW,) if wanted.reviewable else tuple(wanted.states) or ACTIVE,
        calls=not wanted.states and not wanted.reviewable,
        office=wanted.office,
        assignee=wanted.assignee,
        overdue=wanted.overdue,
        now=now,
        calls_due=wanted.calls_due,
        wanted=wanted.text,
        team=wanted.team,
        level=wanted.level,
        reason=wanted.reason,
        outcome=wanted.outcome,
        opened_from=wanted.opened_from,
        opened_until=wanted.opened_until,
        after=wanted.after,
        limit=wanted.limit,
    )
    if not person.has(Role.INSPECTOR, Role.LEADER):
        if wanted.office not in {None, person.office}:
            return QueuePage([], None)
        query = replace(query, office=person.office, restricted=False)
    found: list[Case] = []
    for _ in range(READS):
        page = queue.page(replace(query, limit=wanted.limit - len(found)))
        found += [case for case in page.cases if _shown(case, person, staff, wanted)]
        query = replace(query, after=page.last)
        if page.last is None or len(found) == wanted.limit:
            break
    return QueuePage(found, query.after)


def _shown(case: Case, person: Person, staff: Sequence[Person], wanted: Search) -> bool:
    return may_see(person, case, staff) and (
        not wanted.reviewable or barrier(person, case, Action.REVIEW, staff) is None
    )


def as_known(directory: StaffDirectory, claimed: Person, *, issued_at: datetime) -> Person:
    """The person of a token as the directory has them now; Forbidden for who is not of the staff (any more).

    A token that says something else than the directory is asked about again if it is the later word of the two.
    """
    known = who_has(claimed.staff_code, directory.everyone())
    if known != claimed:
        known = who_has(claimed.staff_code, directory.everyone(as_of=issued_at))
    if known is None:
        raise Forbidden("not_staff", "This account is not, or no longer, one of the staff.")
    return known


def colleague(staff: Sequence[Person], staff_code: str) -> Person:
    """The one to whom a case is to be given; Invalid when there is nobody of that code."""
    found = who_has(staff_code, staff)
    if found is None:
        raise Invalid([FieldError("assignee", "is nobody of the staff")])
    return found


def case_file(cases: CaseStore, case_id: str, person: Person, staff: Sequence[Person], *, at: datetime) -> CaseFile:
    """Everything kept of the case; NotFound for one that this person may not see."""
    file = cases.file(case_id)
    if file is None:
        raise NotFound("case_not_found", "There is no such case in your queue.")
    with _recorded(cases, case_id, person, "view", at=at):
        casework.visible(person, file.case, staff)
    return file


def verified(cases: CaseStore, case_id: str, person: Person, staff: Sequence[Person], *, at: datetime) -> Verification:
    """Whether the case's timeline is as it was written; for inspectors."""
    file = case_file(cases, case_id, person, staff, at=at)
    if not person.has(Role.INSPECTOR):
        raise Forbidden("forbidden", "Only inspectors verify timelines.")
    return verify(file)


def arrived(file: CaseFile, files: EvidenceFiles) -> frozenset[str] | None:
    """The ids of the evidence that is there; None when the files cannot be asked: the case can be read all the same."""
    if not file.evidence:
        return frozenset()
    try:
        return files.arrived(file.case.case_id)
    except RetryLater:
        return None


def evidence_link(file: CaseFile, files: EvidenceFiles, evidence_id: str) -> str:
    """Where a file of the case can be fetched; Conflict `not_uploaded` while it is not there."""
    evidence = next((one for one in file.evidence if one.evidence_id == evidence_id), None)
    if evidence is None:
        raise NotFound("evidence_not_found", "This case has no such file.")
    if evidence_id not in files.arrived(evidence.case_id):
        raise Conflict("not_uploaded", "The file was announced and has not been uploaded.")
    return files.link(evidence)


def act(
    cases: CaseStore,
    case_id: str,
    person: Person,
    action: str,
    transition: Callable[[Case], Transition],
    *,
    at: datetime,
) -> None:
    """Makes the transition that a person asked for, once.

    Conflict `stale` when the case has moved on meanwhile so that it can no longer be; what the firewall refuses is
    recorded. A transition that only met another one is made on the case as it has become.
    """
    for attempt in range(ATTEMPTS):
        case = cases.get(case_id)
        if case is None:
            raise NotFound("case_not_found", "There is no such case in your queue.")
        try:
            with _recorded(cases, case_id, person, action, at=at):
                made = transition(case)
        except Forbidden as error:
            if attempt:
                raise casework.stale(case) from error
            raise
        try:
            cases.write(made)
        except Raced as error:
            if attempt == ATTEMPTS - 1:
                raise casework.stale(cases.get(case_id) or case) from error
        except RetryLater:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return
    raise AssertionError("unreachable: the last attempt returns or raises")


@contextmanager
def _recorded(cases: CaseStore, case_id: str, person: Person, action: str, *, at: datetime) -> Iterator[None]:
    """Records what the firewall refuses within, before it goes on its way to the caller."""
    try:
        yield
    except (Forbidden, NotFound) as error:
        if error.why is not None:
            cases.refuse(
                Refusal(
                    case_id=case_id,
                    at=at,
                    by=person.staff_code,
                    role=person.acting_role,
                    action=action,
                    why=error.why,
                    about=error.about,
                )
            )
        raise
