"""The conflict firewall: who may see a case, and what each person may do to it. One pure place for all of it.

The API answers with it, the queue filters with it, and `write_condition` carries it into the write itself.

Where `staff` (everybody in the user pool) is given, the exception counts too: when nobody is left who may take a step
of the case, any inspector may, but for a rated officer and for the review of one's own decision.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL, Case
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, CaseState, Role


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

_LIFTED_BY_EXCEPTION = frozenset({Barrier.RATED_TEAM, Barrier.TOOK_PART_BEFORE})
"""What else could keep every inspector away; never the rated officer, nor whoever would review the own decision."""

_CASEWORKERS = (Role.HANDLER, Role.SUPERVISOR, Role.INSPECTOR)
_ROLES: dict[Action, tuple[Role, ...]] = {
    Action.CLAIM: _CASEWORKERS,
    Action.ASSIGN: (Role.SUPERVISOR, Role.INSPECTOR),
    Action.RELEASE: _CASEWORKERS,
    Action.NOTE: _CASEWORKERS,
    Action.DECIDE: _CASEWORKERS,
    Action.REVIEW: (Role.SUPERVISOR, Role.INSPECTOR),
    Action.RESUME: (Role.INSPECTOR,),
    Action.CALLED: _CASEWORKERS,
}
_STATES: dict[Action, frozenset[CaseState]] = {
    Action.CLAIM: frozenset({CaseState.OPEN, CaseState.APPEALED}),
    Action.ASSIGN: frozenset({CaseState.OPEN, CaseState.APPEALED, CaseState.ASSIGNED}),
    Action.RELEASE: frozenset({CaseState.ASSIGNED}),
    Action.NOTE: frozenset(CaseState) - {CaseState.CLOSED},
    Action.DECIDE: frozenset({CaseState.ASSIGNED}),
    Action.REVIEW: frozenset({CaseState.IN_REVIEW}),
    Action.RESUME: frozenset({CaseState.FAILED}),
    Action.CALLED: frozenset(CaseState),
}
_STEPS: dict[Action, tuple[Action, ...]] = {
    Action.CLAIM: (Action.CLAIM,),
    Action.ASSIGN: (Action.ASSIGN,),
    Action.RELEASE: (Action.ASSIGN, Action.DECIDE),
    Action.DECIDE: (Action.DECIDE,),
    Action.REVIEW: (Action.REVIEW,),
    Action.RESUME: (Action.RESUME,),
    Action.CALLED: (Action.CALLED,),
}
"""The actions without which a case may stand still, and those that somebody must be left for (one of them)."""
_INSPECTORS_AT_LEVEL_2 = frozenset({Action.CLAIM, Action.ASSIGN, Action.RELEASE, Action.DECIDE, Action.REVIEW})

Staff = Sequence[Person] | None
"""Everybody there is; None where the exception is not asked about, as if somebody were always left."""


@dataclass(frozen=True, slots=True)
class AccessDecision:
    """`barrier`: why not, None when allowed. `exception`: the barrier that was lifted since nobody else is left."""

    barrier: Barrier | None = None
    exception: Barrier | None = None


def hidden_by(person: Person, case: Case, staff: Staff = None) -> Barrier | None:
    """Why the person may not even see the case; None when they may.

    Who acts by exception sees the case, and goes on seeing what they have dealt with.
    """
    barriers = tuple(_hiding(person, case))
    if not barriers:
        return None
    if _LIFTED_BY_EXCEPTION.issuperset(barriers) and (
        person.staff_code in case.excepted
        or any(access_decision(person, case, action, staff).exception in barriers for action in _STEPS)
    ):
        return None
    return barriers[0]


def may_know_of(person: Person, rated_officers: Collection[str] | None) -> bool:
    """Whether to tell somebody of a case that cannot be read: who sees all cases, unless they may be rated in it."""
    if rated_officers is None or person.staff_code in rated_officers or person.team_code is not None:
        return False
    return person.has(Role.INSPECTOR, Role.LEADER)


def may_see(person: Person, case: Case, staff: Staff = None) -> bool:
    return hidden_by(person, case, staff) is None


def access_decision(person: Person, case: Case, action: Action, staff: Staff = None) -> AccessDecision:
    """Whether the person may do `action` now, and if so by which exception. State comes last: it passes by itself."""
    fit = eligibility(person, case, action, staff)
    if fit.barrier is not None:
        return fit
    if case.state not in _STATES[action] or (action is Action.CALLED and not case.calls_due):
        return AccessDecision(fit.exception or Barrier.STATE)
    if case.assignee != person.staff_code and (
        action is Action.DECIDE or (action is Action.RELEASE and not person.has(Role.SUPERVISOR, Role.INSPECTOR))
    ):
        return AccessDecision(Barrier.NOT_ASSIGNEE)
    return fit


def eligibility(person: Person, case: Case, action: Action, staff: Staff = None) -> AccessDecision:
    """Whether the person is one who may do `action`, whatever the state of the case and whoever has it."""
    barriers = tuple(_standing(person, case, action))
    if not barriers:
        return AccessDecision()
    if (
        person.has(Role.INSPECTOR)
        and _LIFTED_BY_EXCEPTION.issuperset(barriers)
        and any(nobody_left(case, step, staff) for step in _STEPS.get(action, ()))
    ):
        return AccessDecision(exception=barriers[0])
    return AccessDecision(barriers[0])


def nobody_left(case: Case, action: Action, staff: Staff) -> bool:
    """True when no one of the staff is free of every barrier to `action`. State and assignee are not looked at."""
    return staff is not None and not any(_is_free(person, case, action) for person in staff)


def barrier(person: Person, case: Case, action: Action, staff: Staff = None) -> Barrier | None:
    """Why the person may not do `action` now; None when they may."""
    return access_decision(person, case, action, staff).barrier


def actions(person: Person, case: Case, staff: Staff = None) -> dict[Action, Barrier | None]:
    """Every action with its barrier, None where it is allowed."""
    return {action: barrier(person, case, action, staff) for action in Action}


def who_may(case: Case, action: Action, staff: Sequence[Person]) -> list[Person]:
    """Everybody of the staff who is fit for `action`, by exception too, whatever the state of the case."""
    return [person for person in staff if eligibility(person, case, action, staff).barrier is None]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCondition:
    """What the condition of the write asks of the case on account of one person.

    That they are no rated officer, always. `not_team`: that this is not the rated team. `only_office`: that this is
    the case's office, and the case unrestricted. `only_level`: that the case stands at it. `took_no_part`: that at
    level 2 they neither decided nor reviewed at level 1; `not_first_decider`: that they did not decide there.
    `not_decider`: that the decision that stands is not theirs; `has_it`: that they are the assignee.
    What an exception has lifted is not asked.
    """

    person: str
    not_team: str | None = None
    only_office: str | None = None
    only_level: int | None = None
    took_no_part: bool = False
    not_first_decider: bool = False
    not_decider: bool = False
    has_it: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteCondition:
    """The firewall once more, as the condition of the write, so that no outdated read gets past it."""

    state: CaseState
    actor: PersonCondition
    assignee: PersonCondition | None = None


def write_condition(person: Person, case: Case, action: Action, exception: Barrier | None = None) -> WriteCondition:
    """The condition of an action that `access_decision` allowed."""
    return WriteCondition(state=case.state, actor=person_condition(person, action, exception))


def person_condition(person: Person, action: Action, exception: Barrier | None = None) -> PersonCondition:
    """What must hold for the person to do `action`; nothing of what an exception has lifted."""
    inspector, by_exception = person.has(Role.INSPECTOR), exception is not None
    return PersonCondition(
        person=person.staff_code,
        not_team=None if by_exception else person.team_code,
        only_office=None if inspector else person.office,
        only_level=None if inspector or action not in _INSPECTORS_AT_LEVEL_2 else FIRST_LEVEL,
        took_no_part=action in {Action.CLAIM, Action.DECIDE} and not by_exception,
        not_first_decider=action is Action.REVIEW and not by_exception,
        not_decider=action is Action.REVIEW,
        has_it=action is Action.DECIDE,
    )


def holds(condition: WriteCondition, case: Case) -> bool:
    """Whether the case as it stands meets the condition: what the store's condition says, in Python."""
    person_conditions = [condition.actor] + ([condition.assignee] if condition.assignee else [])
    return case.state is condition.state and all(_met_by(one, case) for one in person_conditions)


def _met_by(one: PersonCondition, case: Case) -> bool:
    appealed = case.level == APPEAL_LEVEL
    decided_first = one.person in case.deciders.get(FIRST_LEVEL, ())
    reviewed_first = one.person in case.reviewers.get(FIRST_LEVEL, ())
    return (
        one.person not in case.rated_officers
        and (one.not_team is None or one.not_team != case.rated_team)
        and (one.only_office is None or (one.only_office == case.office and not case.restricted))
        and one.only_level in {None, case.level}
        and not (one.took_no_part and appealed and (decided_first or reviewed_first))
        and not (one.not_first_decider and appealed and decided_first)
        and not (one.not_decider and case.decision is not None and case.decision.by == one.person)
        and (not one.has_it or case.assignee == one.person)
    )


def _is_free(person: Person, case: Case, action: Action) -> bool:
    return next(_standing(person, case, action), None) is None


def _standing(person: Person, case: Case, action: Action) -> Iterator[Barrier]:
    """Every barrier between the person and the action that does not pass by itself, the weightiest first."""
    yield from _conflicts(person, case)
    if not person.has(*_ROLES[action]):
        yield Barrier.ROLE
    yield from _out_of_reach(person, case)
    if action is Action.REVIEW and case.decision is not None and case.decision.by == person.staff_code:
        yield Barrier.OWN_DECISION
    if case.level == APPEAL_LEVEL and action in _INSPECTORS_AT_LEVEL_2:
        if not person.has(Role.INSPECTOR):
            yield Barrier.APPEAL
        decided = person.staff_code in case.deciders.get(FIRST_LEVEL, ())
        reviewed = person.staff_code in case.reviewers.get(FIRST_LEVEL, ())
        if (action in {Action.CLAIM, Action.DECIDE} and (decided or reviewed)) or (action is Action.REVIEW and decided):
            yield Barrier.TOOK_PART_BEFORE


def _hiding(person: Person, case: Case) -> Iterator[Barrier]:
    """Every barrier that keeps the person from seeing the case."""
    yield from _conflicts(person, case)
    if person.has(Role.LEADER):
        return
    if person.has(Role.HANDLER, Role.SUPERVISOR, Role.INSPECTOR):
        yield from _out_of_reach(person, case)
    else:
        yield Barrier.ROLE


def _conflicts(person: Person, case: Case) -> Iterator[Barrier]:
    if person.staff_code in case.rated_officers:
        yield Barrier.RATED_OFFICER
    if case.rated_team is not None and person.team_code == case.rated_team:
        yield Barrier.RATED_TEAM


def _out_of_reach(person: Person, case: Case) -> Iterator[Barrier]:
    """Where handlers and supervisors do not reach; that somebody is a leader, too, does not widen it."""
    if person.has(Role.INSPECTOR):
        return
    if person.office != case.office:
        yield Barrier.OTHER_OFFICE
    elif case.restricted:
        yield Barrier.RESTRICTED
