"""What staff do to a case: from one state to the next, with the timeline entry that tells of it. Pure.

Whether a person may is the firewall's to say; these functions say what it does. `staff` is everybody
there is, for the exception when nobody else is left; without it no exception is made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from hailong.cases.access import Grant, forbidden, require, stale
from hailong.cases.case import APPEAL_LEVEL, Case, Decision, Seal
from hailong.cases.evidence import Evidence
from hailong.cases.firewall import Barrier, Staff, eligibility, person_condition
from hailong.cases.transitions import Transition, by_person, excepted, period, waiting_state
from hailong.vocabulary.errors import Conflict
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, CaseState, Outcome, Role, RootCause

EVIDENCE, EVIDENCE_WITHDRAWN = "evidence", "evidence_withdrawn"
"""The timeline's words for a file that was attached, and for one that was withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What a decider puts down."""

    outcome: Outcome
    root_cause: RootCause
    action_taken: str
    message_to_enterprise: str


def claim(case: Case, person: Person, *, at: datetime, version: int | None = None, staff: Staff = None) -> Transition:
    allowed = require(person, case, Action.CLAIM, version=version, staff=staff)
    after = replace(case, state=CaseState.ASSIGNED, assignee=person.staff_code)
    return by_person(person, case, after, Action.CLAIM, at=at, allowed=allowed)


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
        after = excepted(after, assignee)
    both = Grant(
        replace(allowed.condition, assignee=person_condition(assignee, Action.CLAIM, fit.exception)),
        allowed.exception or fit.exception,
    )
    return by_person(person, case, after, Action.ASSIGN, at=at, allowed=both, text=assignee.staff_code)


def release(case: Case, person: Person, *, at: datetime, version: int | None = None, staff: Staff = None) -> Transition:
    allowed = require(person, case, Action.RELEASE, version=version, staff=staff)
    after = replace(case, state=waiting_state(case), assignee=None)
    return by_person(person, case, after, Action.RELEASE, at=at, allowed=allowed)


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
    return by_person(person, case, replace(case, notes=case.notes + 1), Action.NOTE, at=at, allowed=allowed, text=text)


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
    attached = by_person(person, case, grown, EVIDENCE, at=at, allowed=allowed, text=text, brings={EVIDENCE: evidence})
    return replace(attached, evidence=evidence)


def withdraw_file(
    case: Case,
    person: Person,
    evidence: Evidence,
    text: str,
    *,
    at: datetime,
    version: int | None = None,
    staff: Staff = None,
) -> Transition:
    """Marks a file that was attached by mistake; it stays where it is. By who attached it, or who reviews.

    Conflict `stale` when it has been withdrawn already.
    """
    allowed = require(person, case, Action.NOTE, version=version, staff=staff)
    if evidence.by != person.staff_code and not person.has(Role.SUPERVISOR, Role.INSPECTOR):
        raise forbidden(Barrier.ROLE, "Only who attached a file, or who reviews, may withdraw it")
    if evidence.evidence_id in case.withdrawn_files:
        raise stale(case)
    after = replace(case, withdrawn_files=(*case.withdrawn_files, evidence.evidence_id))
    said = f"{evidence.name} ({evidence.evidence_id}): {text}"
    return by_person(person, case, after, EVIDENCE_WITHDRAWN, at=at, allowed=allowed, text=said)


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
    return by_person(
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
    approved = by_person(person, case, after, Action.REVIEW, at=at, allowed=allowed, text=text)
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
    return by_person(person, case, after, Action.REVIEW, at=at, allowed=allowed, text=text)


def resume(case: Case, person: Person, *, at: datetime, version: int | None = None, staff: Staff = None) -> Transition:
    """Back to the state where it failed, for a new run of the execution."""
    allowed = require(person, case, Action.RESUME, version=version, staff=staff)
    if case.failure is None:
        raise stale(case)
    after = replace(case, state=case.failure.state_before, failure=None, attempt=case.attempt + 1)
    return by_person(person, case, after, Action.RESUME, at=at, allowed=allowed)


def called(
    case: Case, person: Person, text: str, *, at: datetime, version: int | None = None, staff: Staff = None
) -> Transition:
    """Somebody has told the enterprise by telephone what the e-mails could not; `text` says whom and what."""
    allowed = require(person, case, Action.CALLED, version=version, staff=staff)
    return by_person(person, case, replace(case, calls_due=()), Action.CALLED, at=at, allowed=allowed, text=text)


def _within(known: int, limit: int | None, what: str) -> None:
    if limit is not None and known >= limit:
        raise Conflict("quota_reached", f"This case has {known} {what}, and may not have more.")


def _with(acted: Mapping[int, tuple[str, ...]], level: int, code: str) -> dict[int, tuple[str, ...]]:
    known = dict(acted)
    here = known.get(level, ())
    return {**known, level: here if code in here else (*here, code)}
