"""How a case comes to its next version: the case as it becomes, and the timeline entry that tells of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hailong.cases.access import Grant
from hailong.cases.case import APPEAL_LEVEL, Case, Decision, Period
from hailong.cases.evidence import Evidence
from hailong.cases.firewall import WriteCondition
from hailong.cases.notices import Notice
from hailong.cases.timeline import SYSTEM, Entry, digest, salt_of, seal
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Role

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

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
    sealed: Evidence | None = None
    """Evidence that is there already, with the digest that it lacked."""


def caused(transition: Transition, correlation_id: str | None) -> Transition:
    """The same by the request of that correlation id: kept with the case where it moves, and with what is mailed."""
    if correlation_id is None:
        return transition
    before, after = transition.before, transition.after
    moves = before is None or _standing(before) != _standing(after)
    return replace(
        transition,
        after=replace(after, cause=correlation_id) if moves else after,
        notices=tuple(
            replace(notice, correlation_id=notice.correlation_id or correlation_id) for notice in transition.notices
        ),
    )


def by_person(
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
    """What one of the staff does, by what the firewall granted."""
    return _transition(
        before,
        after if allowed.exception is None else excepted(after, person),
        at=at,
        actor=(person.staff_code, person.acting_role),
        action=action,
        text=text,
        allowed=allowed,
        brings=brings,
    )


def by_system(
    before: Case | None,
    after: Case,
    action: str,
    text: str = "",
    *,
    at: datetime,
    notices: Sequence[Notice] = (),
    brings: Mapping[str, "DataclassInstance"] = _NOTHING,
) -> Transition:
    """What the machine does by itself, with the e-mails that tell of it."""
    transition = _transition(before, after, at=at, actor=_MACHINE, action=action, text=text, brings=brings)
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


def excepted(case: Case, person: Person) -> Case:
    """The case with one more who acts by exception, and goes on seeing it."""
    return replace(case, excepted=tuple(dict.fromkeys((*case.excepted, person.staff_code))))


def _standing(case: Case) -> tuple[object, ...]:
    """What people act upon: when this changes, an action that was thought of before comes too late."""
    return case.state, case.level, case.assignee, case.decisions


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
