"""The queue that a person may see, and what becomes of an action on a case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from hailong.cases import access, course, firewall
from hailong.cases.case import Case
from hailong.cases.case_file import CaseFile
from hailong.cases.evidence import Evidence, is_evidence_id
from hailong.cases.finding import Wanted
from hailong.cases.firewall import Barrier
from hailong.cases.queue import QueuePage, QueueQuery
from hailong.cases.timeline import UNKNOWN, Refusal, Verification
from hailong.cases.transitions import Transition
from hailong.cases.verification import verify
from hailong.ports.cases import CaseFiles, CaseQueue, CaseReader, CaseStore, EvidenceFiles
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.declaration import is_case_id
from hailong.vocabulary.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Raced,
    RecordUnreadable,
    RetryLater,
)
from hailong.vocabulary.people import Person, who_has
from hailong.vocabulary.words import Action, CaseState, Outcome, Reason, Role

ACTIVE = tuple(state for state in CaseState if state is not CaseState.CLOSED)
"""The states of the queue when none is asked for; with them come closed cases whose enterprise is yet to be called."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, among whom, and when."""

    person: Person
    staff: Sequence[Person]
    at: datetime

    def refused(self, case_id: str, action: str, why: str, *, about: str | None = None) -> Refusal:
        """The record of an attempt of theirs."""
        return Refusal(
            case_id=case_id,
            at=self.at,
            by=self.person.staff_code,
            role=self.person.acting_role,
            action=action,
            why=why,
            about=about,
        )


type Record = Callable[[Refusal], None]
"""Takes down a refused attempt, outside the way of the answer."""


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
    officer: str | None = None
    team: str | None = None
    level: int | None = None
    reason: Reason | None = None
    outcome: Outcome | None = None
    opened_from: date | None = None
    opened_until: date | None = None
    after: str | None = None
    limit: int = 25


def search(queue: CaseQueue, caller: Caller, wanted: Search) -> QueuePage:
    """A page of the queue, soonest due first, of what this person may see and nothing else.

    The read itself passes over the rest, so that neither the length of a page nor the place where it ends tells of it.
    """
    person = caller.person
    query = QueueQuery(
        states=(CaseState.IN_REVIEW,) if wanted.reviewable else tuple(wanted.states) or ACTIVE,
        calls=not wanted.states and not wanted.reviewable,
        office=wanted.office,
        assignee=wanted.assignee,
        overdue=wanted.overdue,
        now=caller.at,
        calls_due=wanted.calls_due,
        wanted=wanted.text,
        officer=wanted.officer,
        team=wanted.team,
        level=wanted.level,
        reason=wanted.reason,
        outcome=wanted.outcome,
        opened_from=wanted.opened_from,
        opened_until=wanted.opened_until,
        reviewable=wanted.reviewable,
        reader=person,
        staff=caller.staff,
        after=wanted.after,
        limit=wanted.limit,
    )
    if not person.has(Role.INSPECTOR, Role.LEADER):
        if wanted.office not in {None, person.office}:
            return QueuePage([], None)
        query = replace(query, office=person.office, restricted=False)
    return queue.page(query)


def colleague(staff: Sequence[Person], staff_code: str) -> Person:
    """The one to whom a case is to be given; Invalid when there is nobody of that code."""
    found = who_has(staff_code, staff)
    if found is None:
        raise Invalid([FieldError("assignee", "is nobody of the staff")])
    return found


def seen(cases: CaseReader, case_id: str, caller: Caller, action: str, record: Record) -> Case:
    """The case; NotFound for one that this person may not see.

    One that they may not see and one that there is not go the same way, so that they take the same time; so does one
    that cannot be read, unless they may know of it: RecordUnreadable.
    """
    if not is_case_id(case_id):
        raise access.not_found()
    try:
        case = cases.get(case_id)
    except RecordUnreadable as error:
        if firewall.may_know_of(caller.person, error.rated_officers):
            raise
        case = None
    hidden = firewall.hidden_by(caller.person, case, caller.staff) if case else UNKNOWN
    if case is None or hidden is not None:
        record(caller.refused(case_id, action, hidden or UNKNOWN))
        raise access.not_found()
    return case


def admitted(
    cases: CaseReader, case_id: str, caller: Caller, action: Action, record: Record, *, name: str = ""
) -> Case:
    """The case, for who may see it and do `action`: asked before it is looked at what they sent.

    That it is not the time for the action is no refusal: what was sent may be wrong all the same. `name`: what the
    action is called in the record, where that is not its own name.
    """
    case = seen(cases, case_id, caller, name or action, record)
    barrier = firewall.barrier(caller.person, case, action, caller.staff)
    if barrier not in {None, Barrier.STATE}:
        record(caller.refused(case_id, name or action, barrier))
        raise access.forbidden(barrier, f"You may not {action} this case")
    return case


def verified(cases: CaseFiles, case: Case, files: EvidenceFiles, caller: Caller, record: Record) -> Verification:
    """Whether the case's timeline and its files are as they were; for inspectors."""
    if not caller.person.has(Role.INSPECTOR):
        record(caller.refused(case.case_id, "verify", Barrier.ROLE))
        raise access.forbidden(Barrier.ROLE, "Only inspectors verify timelines")
    try:
        file = cases.file(case.case_id)
    except RecordUnreadable:
        return Verification(intact=False, entries=case.entries, first_broken=None, what="unreadable")
    if file is None:
        raise access.not_found()
    there = files.arrived(case.case_id) if file.evidence else frozenset()
    return verify(file, {one.evidence_id: files.sha256(one) for one in file.evidence if one.evidence_id in there})


def arrived(file: CaseFile, files: EvidenceFiles) -> frozenset[str] | None:
    """The ids of the evidence that is there; None when the files cannot be asked: the case can be read all the same."""
    if not file.evidence:
        return frozenset()
    try:
        return files.arrived(file.case.case_id)
    except RetryLater:
        return None


class Cases(CaseFiles, CaseStore, Protocol):
    """Cases with what is kept beside them."""


def evidence_of(cases: CaseFiles, case: Case, evidence_id: str) -> Evidence:
    """NotFound where the case has no such file."""
    evidence = cases.evidence(case.case_id, evidence_id) if is_evidence_id(evidence_id) else None
    if evidence is None:
        raise NotFound("evidence_not_found", "This case has no such file.")
    return evidence


def evidence_link(
    cases: Cases, case: Case, files: EvidenceFiles, evidence_id: str, *, at: datetime, view: bool = False
) -> str:
    """Where a file of the case can be fetched; with `view` looked at, where its type is for that.

    Conflict `not_uploaded` while it is not there, `file_altered` when another one is. NotFound once it was erased.
    """
    evidence = evidence_of(cases, case, evidence_id)
    if evidence.erased_at is not None:
        raise NotFound("evidence_not_found", "This file was erased, as the timeline says; its digest is kept.")
    if evidence_id not in files.arrived(evidence.case_id):
        raise Conflict("not_uploaded", "The file was announced and has not been uploaded.")
    found = files.sha256(evidence)
    sealed = evidence.sha256 or _sealed(cases, evidence, found, at)
    if found != sealed:
        raise Conflict("file_altered", "What is stored is not the file that was attached.")
    return files.link(evidence, view=view)


def _sealed(cases: Cases, evidence: Evidence, found: str, at: datetime) -> str:
    """The SHA-256 that counts of a file that was announced without: that of what is first fetched."""
    for _ in attempts():
        case, known = cases.get(evidence.case_id), cases.evidence(evidence.case_id, evidence.evidence_id)
        if case is None or known is None:
            raise access.not_found()
        if known.sha256 is not None:
            return known.sha256
        try:
            cases.write(course.seal_file(case, replace(known, sha256=found), at=at))
        except RetryLater:
            continue
        return found
    raise RetryLater("the case was being written by others all the time")


def act(
    cases: CaseStore, case: Case, caller: Caller, action: str, transition: Callable[[Case], Transition], record: Record
) -> Case:
    """Makes the transition that a person asked for, once, and gives the case as it becomes.

    Conflict `stale` when the case has moved on meanwhile so that it can no longer be; what the firewall refuses is
    recorded. A transition that only met another one is made on the case as it has become.
    """
    lost: RetryLater | None = None
    for attempt in attempts():
        try:
            made = transition(case)
        except (Forbidden, NotFound) as error:
            if error.why is not None:
                record(caller.refused(case.case_id, action, error.why, about=error.about))
            if attempt and isinstance(error, Forbidden):
                raise access.stale(case) from error
            raise
        try:
            cases.write(made)
        except RetryLater as error:
            lost = error
            if isinstance(error, Raced):
                case = cases.get(case.case_id) or case
        else:
            return made.after
    if isinstance(lost, Raced):
        raise access.stale(case) from lost
    raise RetryLater("the case was being written by others all the time") from lost
