"""The transitions of a case: from one state to the next, with the timeline entry that tells of it. Pure.

Whether a person may make one is the firewall's to say; these functions say what it does. `staff` is everybody
there is, for the exception when nobody else is left; without it no exception is made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hailong.cases.case import APPEAL_LEVEL, Appeal, Case, Decision, Failure, Period, Seal
from hailong.cases.evidence import Evidence
from hailong.cases.firewall import (
    CONFLICTS,
    Barrier,
    Staff,
    WriteCondition,
    access_decision,
    eligibility,
    hidden_by,
    person_condition,
    write_condition,
)
from hailong.cases.notices import Notice
from hailong.cases.timeline import SYSTEM, Entry, digest, salt_of, seal
from hailong.lots.rating import Rating
from hailong.vocabulary.errors import Conflict, Forbidden, NotFound
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, CaseState, Outcome, Role, RootCause

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

EVIDENCE = "evidence"
"""The timeline's word for a file that was attached."""

_MACHINE, _ENTERPRISE = (SYSTEM, Role.SYSTEM), (Role.ENTERPRISE.value, Role.ENTERPRISE)
_NOTHING: "Mapping[str, DataclassInstance]" = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One change of a case, written as a whole: the case as it becomes, its new entry, and what comes with it."""

    before: Case | None
    after: Case
    entry: Entry
    condition: WriteCondition | None = None
    notices: Sequence[Notice] = ()
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a decider puts down."""

    outcome: Outcome
    root_cause: RootCause
    action_taken: str
    message_to_enterprise: str


_WRITTEN_DOWN = frozenset({Action.NOTE, Action.CALLED})


@dataclass(frozen=True, slots=True)
class Grant:
    """What the firewall gives to who may act: the condition of the write, and the exception by which they may."""

    condition: WriteCondition
    exception: Barrier | None = None


def require(person: Person, case: Case, action: Action, *, version: int | None = None, staff: Staff = None) -> Grant:
    """The permit for `action`; NotFound, Forbidden or Conflict (`stale`, with the current state) when it may not be."""
    visible(person, case, staff)
    found = access_decision(person, case, action, staff)
    if found.barrier is Barrier.STATE or (found.barrier is None and not _knows(case, action, version)):
        raise stale(case)
    if found.barrier is not None:
        raise forbidden(found.barrier, f"You may not {action} this case")
    return Grant(write_condition(person, case, action, found.exception), found.exception)


def _knows(case: Case, action: Action, version: int | None) -> bool:
    """Whether who acts has seen what counts; what is only written down is written once, whoever else writes."""
    if version is None:
        return True
    oldest = case.version if action in _WRITTEN_DOWN else case.revision
    return oldest <= version <= case.version


def visible(person: Person, case: Case, staff: Staff = None) -> None:
    """NotFound when the person may not see the case; it says no more than for a case that does not exist."""
    hidden = hidden_by(person, case, staff)
    if hidden is not None:
        raise not_found(why=hidden)


def not_found(*, why: Barrier | None = None) -> NotFound:
    """The refusal of a case that there is not, or that somebody may not see."""
    return NotFound("case_not_found", "There is no such case in your queue.", why=why)


def forbidden(why: Barrier, what: str, *, about: str | None = None) -> Forbidden:
    """The refusal for a barrier: `conflict_of_interest`, or `forbidden` where it is a matter of role."""
    code = "conflict_of_interest" if why in CONFLICTS else "forbidden"
    return Forbidden(code, f"{what}: {why}.", why=why, about=about)


def stale(case: Case) -> Conflict:
    """The error of an action that comes too late."""
    return Conflict(
        "stale",
        f"The case is {case.state} by now.",
        current={"state": case.state, "level": case.level, "assignee": case.assignee, "version": case.version},
    )


def _within(known: int, limit: int | None, what: str) -> None:
    if limit is not None and known >= limit:
        raise Conflict("quota_reached", f"This case has {known} {what}, and may not have more.")


def open_case(
    rating: Rating, *, at: datetime, due_at: datetime, salt: str, working_days: int | None = None
) -> Transition:
    """The case of a new negative rating; `working_days` are those that `due_at` was worked out with.

    `salt` is random (hex, 32 bytes): without it nobody can tell which leaves of the public log are the case's.
    """
    opened = Case(
        rating=rating,
        state=CaseState.OPEN,
        opened_at=at,
        due_at=due_at,
        first_due_at=due_at,
        version=0,
        salt=salt,
        period=period(at, working_days),
    )
    return _transition(None, opened, at=at, actor=_MACHINE, action="open", brings={"rating": rating})


def claim(case: Case, person: Person, *, at: datetime, version: int | None = None, staff: Staff = None) -> Transition:
    allowed = require(person, case, Action.CLAIM, version=version, staff=staff)
    after = replace(case, state=CaseState.ASSIGNED, assignee=person.staff_code)
    return _by(person, case, after, Action.CLAIM, at=at, allowed=allowed)


def assign(
    case: Case,
    person: Person,
    assignee: Person,
    *,
    at: datetime,
    version: int | None = None,
    staff: Staff = None,
) -> Transition:
    """Gives the case to somebody who may decide it, from whoever has it; Forbidden when they may not."""
    allowed = require(person, case, Action.ASSIGN, version=version, staff=staff)
    fit = eligibility(assignee, case, Action.DECIDE, staff)
    if fit.barrier is not None:
        raise forbidden(fit.barrier, f"{assignee.staff_code} may not be given this case", about=assignee.staff_code)
    if case.assignee == assignee.staff_code:
        raise stale(case)
    after = replace(case, state=CaseState.ASSIGNED, assignee=assignee.staff_code)
    if fit.exception is not None:
        after = _excepted(after, assignee)
    both = Grant(
        replace(allowed.condition, assignee=person_condition(assignee, Action.CLAIM, fit.exception)),
        allowed.exception or fit.exception,
    )
    return _by(person, case, after, Action.ASSIGN, at=at, allowed=both, text=assignee.staff_code)


def release(case: Case, person: Person, *, at: datetime, version: int | None = None, staff: Staff = None) -> Transition:
    allowed = require(person, case, Action.RELEASE, version=version, staff=staff)
    after = replace(case, state=waiting_state(case), assignee=None)
    return _by(person, case, after, Action.RELEASE, at=at, allowed=allowed)


def note(
    case: Case,
    person: Person,
    text: str,
    *,
    at: datetime,
    version: int | None = None,
    staff: Staff = None,
    limit: int | None = None,
) -> Transition:
    """Conflict `quota_reached` when the case has `limit` notes already."""
    allowed = require(person, case, Action.NOTE, version=version, staff=staff)
    _within(case.notes, limit, "notes")
    return _by(person, case, replace(case, notes=case.notes + 1), Action.NOTE, at=at, allowed=allowed, text=text)


def attach(
    case: Case,
    person: Person,
    evidence: Evidence,
    *,
    at: datetime,
    version: int | None = None,
    staff: Staff = None,
    limit: int | None = None,
) -> Transition:
    """By whoever may write a note. Conflict `quota_reached` when there are `limit` files already."""
    allowed = require(person, case, Action.NOTE, version=version, staff=staff)
    _within(case.files, limit, "files")
    text = f"{evidence.name} ({evidence.evidence_id})"
    grown = replace(case, files=case.files + 1)
    attached = _by(person, case, grown, EVIDENCE, at=at, allowed=allowed, text=text, brings={EVIDENCE: evidence})
    return replace(attached, evidence=evidence)


def decide(
    case: Case, person: Person, ruling: Ruling, *, at: datetime, version: int | None = None, staff: Staff = None
) -> Transition:
    allowed = require(person, case, Action.DECIDE, version=version, staff=staff)
    decision = Decision(
        outcome=ruling.outcome,
        root_cause=ruling.root_cause,
        action_taken=ruling.action_taken,
        message_to_enterprise=ruling.message_to_enterprise,
        by=person.staff_code,
        at=at,
    )
    after = replace(
        case,
        state=CaseState.IN_REVIEW,
        decisions={**case.decisions, case.level: decision},
        deciders=_with(case.deciders, case.level, person.staff_code),
    )
    return _by(
        person, case, after, Action.DECIDE, at=at, allowed=allowed, text=ruling.outcome, brings={"decision": decision}
    )


def approve(
    case: Case,
    person: Person,
    *,
    at: datetime,
    appeal_until: datetime,
    working_days: int | None = None,
    text: str = "",
    version: int | None = None,
    staff: Staff = None,
) -> Transition:
    """A second person agrees: the outcome may go out. At level 1 the enterprise may appeal until `appeal_until`."""
    allowed = require(person, case, Action.REVIEW, version=version, staff=staff)
    decision = case.decisions[case.level]
    after = replace(
        case,
        state=CaseState.DECIDED,
        decisions={**case.decisions, case.level: replace(decision, reviewed_by=person.staff_code, reviewed_at=at)},
        reviewers=_with(case.reviewers, case.level, person.staff_code),
        appeal_until=appeal_until if case.level < APPEAL_LEVEL else case.appeal_until,
        period=period(at, working_days) if case.level < APPEAL_LEVEL else None,
    )
    approved = _by(person, case, after, Action.REVIEW, at=at, allowed=allowed, text=text)
    seal_of_it = Seal(number=approved.entry.number, hash=approved.entry.hash, salt=approved.entry.salt)
    sealed = replace(approved.after, approvals={**case.approvals, case.level: seal_of_it})
    return replace(approved, after=sealed)


def send_back(
    case: Case, person: Person, text: str, *, at: datetime, version: int | None = None, staff: Staff = None
) -> Transition:
    """A second person disagrees: the decider works on, with the note. The decision is no longer one."""
    allowed = require(person, case, Action.REVIEW, version=version, staff=staff)
    after = replace(
        case,
        state=CaseState.ASSIGNED,
        decisions={level: made for level, made in case.decisions.items() if level != case.level},
        reviewers=_with(case.reviewers, case.level, person.staff_code),
    )
    return _by(person, case, after, Action.REVIEW, at=at, allowed=allowed, text=text)


def resume(case: Case, person: Person, *, at: datetime, version: int | None = None, staff: Staff = None) -> Transition:
    """Back to the state where it failed, for a new run of the execution."""
    allowed = require(person, case, Action.RESUME, version=version, staff=staff)
    if case.failure is None:
        raise stale(case)
    after = replace(case, state=case.failure.state_before, failure=None, attempt=case.attempt + 1)
    return _by(person, case, after, Action.RESUME, at=at, allowed=allowed)


def fail(case: Case, *, error: str, at: datetime) -> Transition:
    """The execution gave up: an operator must look."""
    failure = Failure(error=error, at=at, state_before=case.state)
    after = replace(case, state=CaseState.FAILED, failure=failure)
    return _transition(case, after, at=at, actor=_MACHINE, action="fail", text=error)


def close(case: Case, *, at: datetime) -> Transition:
    """The end: the appeal window is over, or the appeal was answered."""
    if case.state is not CaseState.DECIDED:
        raise stale(case)
    after = replace(case, state=CaseState.CLOSED, closed_at=at)
    return _transition(case, after, at=at, actor=_MACHINE, action="close")


def appeal(case: Case, reason: str, *, at: datetime, due_at: datetime, working_days: int | None = None) -> Transition:
    """The enterprise does not accept the outcome: level 2, with a new due date. Conflict when it may not (any more).

    That an execution gave up meanwhile is no concern of the enterprise's: the appeal starts a new one.
    """
    stood = case.failure.state_before if case.failure else case.state
    if case.level >= APPEAL_LEVEL:
        raise Conflict("already_appealed", "This case has already been appealed.")
    if case.told is None:
        raise Conflict("no_outcome_yet", "There is no outcome yet that could be appealed.")
    if stood is not CaseState.DECIDED or case.appeal_until is None or at > case.appeal_until:
        raise Conflict("appeal_window_over", "The time for an appeal is over.")
    after = replace(
        case,
        state=CaseState.APPEALED,
        level=APPEAL_LEVEL,
        assignee=None,
        appeal=Appeal(reason=reason, at=at, due_at=due_at),
        due_at=due_at,
        period=period(at, working_days),
        failure=None,
        attempt=case.attempt + 1 if case.failure else case.attempt,
    )
    return by_enterprise(case, after, "appeal", reason, at=at)


def mail_failed(case: Case, text: str, *, at: datetime) -> Transition:
    """An e-mail did not reach an address. Only recorded: the next address or a later try follows by itself."""
    return by_system(case, case, "mail_failed", text, at=at)


def call_enterprise(case: Case, notice_id: str, text: str, *, at: datetime) -> Transition:
    """An e-mail reaches the enterprise at no address: somebody must call. It is in the queue until they have."""
    after = replace(case, calls_due=(*(due for due in case.calls_due if due != notice_id), notice_id))
    return by_system(case, after, "call_needed", text, at=at)


def called(
    case: Case, person: Person, text: str, *, at: datetime, version: int | None = None, staff: Staff = None
) -> Transition:
    """Somebody has told the enterprise by telephone what the e-mails could not; `text` says whom and what."""
    allowed = require(person, case, Action.CALLED, version=version, staff=staff)
    return _by(person, case, replace(case, calls_due=()), Action.CALLED, at=at, allowed=allowed, text=text)


def by_system(
    before: Case, after: Case, action: str, text: str, *, at: datetime, notices: Sequence[Notice] = ()
) -> Transition:
    """What the machine does by itself, with the e-mails that tell of it."""
    transition = _transition(before, after, at=at, actor=_MACHINE, action=action, text=text)
    return replace(transition, notices=notices)


def by_enterprise(
    before: Case,
    after: Case,
    action: str,
    text: str,
    *,
    at: datetime,
    brings: Mapping[str, "DataclassInstance"] = _NOTHING,
) -> Transition:
    """What the enterprise does about its own case."""
    return _transition(before, after, at=at, actor=_ENTERPRISE, action=action, text=text, brings=brings)


def period(since: datetime, working_days: int | None) -> Period | None:
    """None of a date that is not by working days: no calendar changes it."""
    return None if working_days is None else Period(since=since, working_days=working_days)


def waiting_state(case: Case) -> CaseState:
    """The state in which a case waits for somebody to take it: `open`, or `appealed` at level 2."""
    return CaseState.APPEALED if case.level == APPEAL_LEVEL else CaseState.OPEN


def _with(acted: Mapping[int, tuple[str, ...]], level: int, code: str) -> dict[int, tuple[str, ...]]:
    known = dict(acted)
    here = known.get(level, ())
    return {**known, level: here if code in here else (*here, code)}


def _by(
    person: Person,
    before: Case,
    after: Case,
    action: str,
    *,
    at: datetime,
    allowed: Grant,
    text: str = "",
    brings: Mapping[str, "DataclassInstance"] = _NOTHING,
) -> Transition:
    return _transition(
        before,
        after if allowed.exception is None else _excepted(after, person),
        at=at,
        actor=(person.staff_code, person.acting_role),
        action=action,
        text=text,
        allowed=allowed,
        brings=brings,
    )


def _standing(case: Case) -> tuple[object, ...]:
    """What people act upon: when this changes, an action that was thought of before comes too late."""
    return case.state, case.level, case.assignee, case.decisions


def _excepted(case: Case, person: Person) -> Case:
    return replace(case, excepted=tuple(dict.fromkeys((*case.excepted, person.staff_code))))


def _transition(
    before: Case | None,
    after: Case,
    *,
    at: datetime,
    actor: tuple[str, Role],
    action: str,
    text: str = "",
    allowed: Grant | None = None,
    brings: Mapping[str, "DataclassInstance"] = _NOTHING,
) -> Transition:
    entry = Entry(
        number=after.entries + 1,
        at=at,
        by=actor[0],
        role=actor[1],
        action=action,
        state_from=before.state if before else "",
        state_to=after.state,
        note=text,
        exception=allowed.exception or "" if allowed else "",
        sealed={name: digest(thing) for name, thing in brings.items()},
        decision=decision if isinstance(decision := brings.get("decision"), Decision) else None,
    )
    entry = replace(entry, hash=seal(entry, after.head_hash or after.case_id), salt=salt_of(after.salt, entry.number))
    version = after.version + 1
    grown = replace(
        after,
        version=version,
        revision=after.revision if before and _standing(before) == _standing(after) else version,
        entries=entry.number,
        head_hash=entry.hash,
    )
    return Transition(before=before, after=grown, entry=entry, condition=allowed.condition if allowed else None)
