"""The conflict firewall: who may see a case, and what each person may do to it. One pure place for all of it.

The API answers with it, the queue filters with it, and `guard` carries it into the condition of the write itself.
"""

from dataclasses import dataclass
from enum import StrEnum

from hailong.case import APPEAL_LEVEL, FIRST_LEVEL, Case
from hailong.people import Person
from hailong.words import Action, CaseState, Role, Subject


class Barrier(StrEnum):
    """Why somebody may not do something; the console explains each in words."""

    ROLE = "role"
    OTHER_OFFICE = "other_office"
    RATED_OFFICER = "rated_officer"
    RATED_TEAM = "rated_team"
    RESTRICTED = "restricted"
    APPEAL = "appeal"
    OWN_DECISION = "own_decision"
    TOOK_PART_BEFORE = "took_part_before"
    NOT_ASSIGNEE = "not_assignee"
    STATE = "state"


CONFLICTS = frozenset(
    {
        Barrier.RATED_OFFICER,
        Barrier.RATED_TEAM,
        Barrier.RESTRICTED,
        Barrier.OWN_DECISION,
        Barrier.TOOK_PART_BEFORE,
    }
)
"""The barriers that are conflicts of interest; the others are a matter of role or of state."""

_CASEWORKERS = (Role.HANDLER, Role.SUPERVISOR, Role.INSPECTOR)
_ROLES: dict[Action, tuple[Role, ...]] = {
    Action.CLAIM: _CASEWORKERS,
    Action.ASSIGN: (Role.SUPERVISOR, Role.INSPECTOR),
    Action.RELEASE: _CASEWORKERS,
    Action.NOTE: _CASEWORKERS,
    Action.DECIDE: _CASEWORKERS,
    Action.REVIEW: (Role.SUPERVISOR, Role.INSPECTOR),
    Action.RESUME: (Role.INSPECTOR,),
}
_STATES: dict[Action, frozenset[CaseState]] = {
    Action.CLAIM: frozenset({CaseState.OPEN, CaseState.APPEALED}),
    Action.ASSIGN: frozenset({CaseState.OPEN, CaseState.APPEALED, CaseState.ASSIGNED}),
    Action.RELEASE: frozenset({CaseState.ASSIGNED}),
    Action.NOTE: frozenset(CaseState) - {CaseState.CLOSED},
    Action.DECIDE: frozenset({CaseState.ASSIGNED}),
    Action.REVIEW: frozenset({CaseState.IN_REVIEW}),
    Action.RESUME: frozenset({CaseState.FAILED}),
}


def hidden_by(person: Person, case: Case) -> Barrier | None:
    """Why the person may not even see the case; None when they may."""
    if person.staff_code in case.rated_officers:
        return Barrier.RATED_OFFICER
    if _of_rated_team(person, case):
        return Barrier.RATED_TEAM
    if person.has(Role.INSPECTOR, Role.LEADER):
        return None
    if not person.has(Role.HANDLER, Role.SUPERVISOR):
        return Barrier.ROLE
    if person.office != case.office:
        return Barrier.OTHER_OFFICE
    if case.restricted:
        return Barrier.RESTRICTED
    return None


def may_see(person: Person, case: Case) -> bool:
    return hidden_by(person, case) is None


def barrier(person: Person, case: Case, action: Action) -> Barrier | None:
    """Why the person may not do `action` now; None when they may. State comes last: it is what passes by itself."""
    hidden = hidden_by(person, case)
    if hidden is not None:
        return hidden
    if not person.has(*_ROLES[action]):
        return Barrier.ROLE
    conflict = _conflict(person, case, action)
    if conflict is not None:
        return conflict
    if case.state not in _STATES[action]:
        return Barrier.STATE
    if action is Action.DECIDE and case.assignee != person.staff_code:
        return Barrier.NOT_ASSIGNEE
    if (
        action is Action.RELEASE
        and case.assignee != person.staff_code
        and not person.has(Role.SUPERVISOR, Role.INSPECTOR)
    ):
        return Barrier.NOT_ASSIGNEE
    return None


def actions(person: Person, case: Case) -> dict[Action, Barrier | None]:
    """Every action with its barrier, None where it is allowed."""
    return {action: barrier(person, case, action) for action in Action}


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """The part of the firewall that the condition of the write repeats, so that no outdated read gets past it.

    `actor` must not be a rated officer. `office`: the case's office must be this one and the case unrestricted.
    `not_decided_by`: who must not have decided at the case's level. `state`: the case must stand there.
    """

    actor: str
    office: str | None = None
    not_decided_by: str | None = None
    state: CaseState | None = None


def guard(person: Person, case: Case, action: Action) -> Guard:
    """The guard of an action that `barrier` allowed."""
    return Guard(
        actor=person.staff_code,
        office=None if person.has(Role.INSPECTOR) else person.office,
        not_decided_by=person.staff_code if action is Action.REVIEW else None,
        state=case.state,
    )


def _of_rated_team(person: Person, case: Case) -> bool:
    return (
        Subject.TEAM in case.negative_subjects
        and case.clearance.team is not None
        and person.office == case.office
        and person.team == case.clearance.team
    )


def _conflict(person: Person, case: Case, action: Action) -> Barrier | None:
    code = person.staff_code
    if action is Action.REVIEW and case.decision is not None and case.decision.by == code:
        return Barrier.OWN_DECISION
    if case.level == APPEAL_LEVEL and action in {Action.CLAIM, Action.DECIDE, Action.REVIEW, Action.ASSIGN}:
        if not person.has(Role.INSPECTOR):
            return Barrier.APPEAL
        decided_before = code in case.deciders.get(FIRST_LEVEL, ())
        reviewed_before = code in case.reviewers.get(FIRST_LEVEL, ())
        if action in {Action.CLAIM, Action.DECIDE} and (decided_before or reviewed_before):
            return Barrier.TOOK_PART_BEFORE
        if action is Action.REVIEW and decided_before:
            return Barrier.TOOK_PART_BEFORE
    return None
