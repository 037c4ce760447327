"""The firewall in the condition of the write: what was allowed by an outdated read does not pass."""

from dataclasses import replace

import pytest

from hailong.cases import casework, enterprise
from hailong.cases.case import Case
from hailong.cases.firewall import Barrier, access_decision, holds, person_condition, write_condition
from hailong.lots.clearance import Officer
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, Reason, Subject
from tests import samples

AT = samples.RATED
INSPECTOR, SECOND = samples.INSPECTOR.staff_code, samples.SECOND_INSPECTOR.staff_code
OF_TEAM_01 = replace(samples.OTHER_HANDLER, team="01")
THIRD = replace(samples.INSPECTOR, staff_code="20ZZ-0003")

OPEN = samples.open_case()
ASSIGNED = casework.claim(OPEN, samples.HANDLER, at=AT).after
IN_REVIEW = casework.decide(ASSIGNED, samples.HANDLER, samples.RULING, at=AT).after
DECIDED = casework.approve(IN_REVIEW, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE).after
APPEALED = enterprise.appeal(DECIDED, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
AT_LEVEL_2 = casework.claim(APPEALED, THIRD, at=AT).after
IN_REVIEW_AT_LEVEL_2 = casework.decide(AT_LEVEL_2, THIRD, samples.RULING, at=AT).after


def of_office(case: Case, office: str) -> Case:
    clearance = replace(case.clearance, office=office)
    return replace(case, rating=replace(case.rating, clearance=clearance))


def decided_by(case: Case, code: str) -> Case:
    assert case.decision is not None
    return replace(case, decisions={**case.decisions, case.level: replace(case.decision, by=code)})


@pytest.mark.parametrize(
    ("person", "action", "read", "became"),
    [
        pytest.param(OF_TEAM_01, Action.CLAIM, OPEN, samples.open_case(levels={Subject.TEAM: 1}), id="team rated"),
        pytest.param(samples.HANDLER, Action.CLAIM, OPEN, of_office(OPEN, "20BB"), id="another office"),
        pytest.param(
            samples.HANDLER, Action.CLAIM, OPEN, samples.open_case(reasons=(Reason.MISCONDUCT,)), id="restricted"
        ),
        pytest.param(samples.HANDLER, Action.CLAIM, OPEN, replace(OPEN, level=2), id="level 2"),
        pytest.param(samples.HANDLER, Action.NOTE, ASSIGNED, OPEN, id="another state"),
        pytest.param(
            samples.HANDLER,
            Action.DECIDE,
            ASSIGNED,
            replace(ASSIGNED, assignee=samples.OTHER_HANDLER.staff_code),
            id="somebody else's",
        ),
        pytest.param(
            samples.SUPERVISOR,
            Action.REVIEW,
            IN_REVIEW,
            decided_by(IN_REVIEW, samples.SUPERVISOR.staff_code),
            id="own decision",
        ),
        pytest.param(
            samples.INSPECTOR, Action.CLAIM, APPEALED, replace(APPEALED, deciders={1: (INSPECTOR,)}), id="decided first"
        ),
        pytest.param(
            samples.INSPECTOR,
            Action.CLAIM,
            APPEALED,
            replace(APPEALED, reviewers={1: (INSPECTOR,)}),
            id="reviewed first",
        ),
        pytest.param(
            samples.INSPECTOR,
            Action.REVIEW,
            IN_REVIEW_AT_LEVEL_2,
            replace(IN_REVIEW_AT_LEVEL_2, deciders={1: (INSPECTOR,), 2: (THIRD.staff_code,)}),
            id="reviews after having decided first",
        ),
    ],
)
def test_what_has_become_barred_since_it_was_read_is_not_written(
    person: Person, action: Action, read: Case, became: Case
) -> None:
    assert access_decision(person, read, action).barrier is None
    condition = write_condition(person, read, action)
    assert holds(condition, read)
    assert not holds(condition, became)


def test_a_rated_officer_never_passes_whatever_else_is_allowed() -> None:
    rated = Person(staff_code="20CF-0012", roles=samples.INSPECTOR.roles, office="20ZZ")
    for action in Action:
        condition = write_condition(samples.INSPECTOR, OPEN, action)
        assert not holds(replace(condition, actor=person_condition(rated, action)), OPEN)


def test_who_reviewed_first_may_review_again_at_level_2() -> None:
    condition = write_condition(samples.SECOND_INSPECTOR, IN_REVIEW_AT_LEVEL_2, Action.REVIEW)
    assert holds(condition, replace(IN_REVIEW_AT_LEVEL_2, reviewers={1: (SECOND,)}))


def test_what_an_exception_lifts_is_not_asked_again_but_the_own_decision_is() -> None:
    lifted = person_condition(samples.INSPECTOR, Action.REVIEW, Barrier.TOOK_PART_BEFORE)
    assert not lifted.not_first_decider
    assert lifted.not_team is None
    assert lifted.not_decider
    claiming = person_condition(samples.INSPECTOR, Action.CLAIM, Barrier.RATED_TEAM)
    assert not claiming.took_no_part


def test_the_condition_asks_for_whom_the_case_is_given_to_as_well() -> None:
    given = casework.assign(samples.open_case(), samples.SUPERVISOR, samples.HANDLER, at=samples.RATED)
    assert given.condition is not None
    assert holds(given.condition, samples.open_case())
    officers = (Officer(code=samples.HANDLER.staff_code, name="Nguyễn Văn A", stage="inspection"),)
    rating = replace(samples.accepted_rating(), clearance=samples.clearance(officers=officers))
    assert not holds(given.condition, replace(samples.open_case(), rating=rating))
