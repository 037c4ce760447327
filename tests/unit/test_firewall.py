"""Who sees a case, and who may do what to it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from hailong.cases import casework, enterprise
from hailong.cases.case import Case
from hailong.cases.firewall import Barrier, actions, barrier, hidden_by, may_see, who_may
from hailong.cases.transitions import Transition
from hailong.vocabulary.errors import Conflict, Forbidden, NotFound
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, Reason, Role, Subject
from tests import samples

AT = samples.RATED
OPEN = samples.open_case()
ASSIGNED = casework.claim(OPEN, samples.HANDLER, at=AT).after
IN_REVIEW = casework.decide(ASSIGNED, samples.HANDLER, samples.RULING, at=AT).after
DECIDED = casework.approve(IN_REVIEW, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE).after
APPEALED = enterprise.appeal(DECIDED, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
TEAM_RATED = samples.open_case(levels={Subject.TEAM: 1})
OFFICE_RATED = samples.open_case(levels={Subject.OFFICE: 2})
GRAVE = samples.open_case(reasons=(Reason.MISCONDUCT,))
NOBODY = Person(staff_code="20CF-0900", roles=frozenset(), office="20CF")
OF_TEAM_01 = replace(samples.OTHER_HANDLER, team="01")


@pytest.mark.parametrize(
    ("person", "case", "why"),
    [
        (samples.HANDLER, OPEN, None),
        (samples.SUPERVISOR, OPEN, None),
        (samples.LEADER, OPEN, None),
        (samples.INSPECTOR, OPEN, None),
        (samples.ELSEWHERE, OPEN, Barrier.OTHER_OFFICE),
        (samples.RATED_OFFICER, OPEN, Barrier.RATED_OFFICER),
        (replace(samples.INSPECTOR, staff_code="20CF-0012"), OPEN, Barrier.RATED_OFFICER),
        (NOBODY, OPEN, Barrier.ROLE),
        (OF_TEAM_01, OPEN, None),
        (OF_TEAM_01, TEAM_RATED, Barrier.RATED_TEAM),
        (replace(OF_TEAM_01, office="20BB"), TEAM_RATED, Barrier.OTHER_OFFICE),
        (samples.HANDLER, OFFICE_RATED, Barrier.RESTRICTED),
        (samples.SUPERVISOR, GRAVE, Barrier.RESTRICTED),
        (samples.INSPECTOR, GRAVE, None),
        (samples.LEADER, GRAVE, None),
    ],
)
def test_who_sees_a_case(person: Person, case: Case, why: Barrier | None) -> None:
    assert hidden_by(person, case) is why


def _allowed(person: Person, case: Case) -> set[str]:
    return {action.value for action, why in actions(person, case).items() if why is None}


@pytest.mark.parametrize(
    ("person", "case", "allowed"),
    [
        (samples.HANDLER, OPEN, {"claim", "note"}),
        (samples.SUPERVISOR, OPEN, {"claim", "note", "assign"}),
        (samples.INSPECTOR, OPEN, {"claim", "note", "assign"}),
        (samples.LEADER, OPEN, set()),
        (samples.RATED_OFFICER, OPEN, set()),
        (samples.HANDLER, ASSIGNED, {"decide", "note", "release"}),
        (samples.OTHER_HANDLER, ASSIGNED, {"note"}),
        (samples.SUPERVISOR, ASSIGNED, {"note", "release", "assign"}),
        (samples.HANDLER, IN_REVIEW, {"note"}),
        (samples.SUPERVISOR, IN_REVIEW, {"note", "review"}),
        (samples.INSPECTOR, GRAVE, {"claim", "note", "assign"}),
        (samples.HANDLER, APPEALED, {"note"}),
        (samples.SUPERVISOR, APPEALED, {"note"}),
        (samples.INSPECTOR, APPEALED, {"claim", "note", "assign"}),
    ],
)
def test_who_may_do_what(person: Person, case: Case, allowed: set[str]) -> None:
    assert _allowed(person, case) == allowed


def test_a_leader_who_is_a_handler_elsewhere_reads_and_does_nothing() -> None:
    both = replace(samples.ELSEWHERE, roles=frozenset({Role.HANDLER, Role.LEADER}))
    assert hidden_by(both, OPEN) is None
    assert barrier(both, OPEN, Action.CLAIM) is Barrier.OTHER_OFFICE


def test_nobody_reviews_their_own_decision() -> None:
    claimed = casework.claim(OPEN, samples.SUPERVISOR, at=AT).after
    decided = casework.decide(claimed, samples.SUPERVISOR, samples.RULING, at=AT).after
    assert barrier(samples.SUPERVISOR, decided, Action.REVIEW) is Barrier.OWN_DECISION
    assert barrier(samples.INSPECTOR, decided, Action.REVIEW) is None


def test_an_appeal_is_for_an_inspector_who_took_no_part() -> None:
    claimed = casework.claim(OPEN, samples.INSPECTOR, at=AT).after
    decided = casework.decide(claimed, samples.INSPECTOR, samples.RULING, at=AT).after
    reviewed = casework.approve(decided, samples.SECOND_INSPECTOR, at=AT, appeal_until=samples.DUE).after
    appealed = enterprise.appeal(reviewed, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
    third = replace(samples.INSPECTOR, staff_code="20ZZ-0003")
    assert barrier(samples.INSPECTOR, appealed, Action.CLAIM) is Barrier.TOOK_PART_BEFORE
    assert barrier(samples.SECOND_INSPECTOR, appealed, Action.CLAIM) is Barrier.TOOK_PART_BEFORE
    assert barrier(third, appealed, Action.CLAIM) is None
    again = casework.decide(casework.claim(appealed, third, at=AT).after, third, samples.RULING, at=AT).after
    assert barrier(third, again, Action.REVIEW) is Barrier.OWN_DECISION
    assert barrier(samples.INSPECTOR, again, Action.REVIEW) is Barrier.TOOK_PART_BEFORE
    assert barrier(samples.SECOND_INSPECTOR, again, Action.REVIEW) is None


def test_who_reviewed_a_round_that_was_sent_back_took_part() -> None:
    sent_back = casework.send_back(IN_REVIEW, samples.INSPECTOR, "Chưa rõ.", at=AT).after
    decided = casework.decide(sent_back, samples.HANDLER, samples.RULING, at=AT).after
    reviewed = casework.approve(decided, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE).after
    appealed = enterprise.appeal(reviewed, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
    assert barrier(samples.INSPECTOR, appealed, Action.CLAIM) is Barrier.TOOK_PART_BEFORE


@pytest.mark.parametrize(
    ("transition", "error", "code"),
    [
        (lambda: casework.claim(OPEN, samples.ELSEWHERE, at=AT), NotFound, "case_not_found"),
        (lambda: casework.claim(OPEN, samples.RATED_OFFICER, at=AT), NotFound, "case_not_found"),
        (lambda: casework.claim(OPEN, samples.LEADER, at=AT), Forbidden, "forbidden"),
        (lambda: casework.claim(ASSIGNED, samples.OTHER_HANDLER, at=AT), Conflict, "stale"),
        (lambda: casework.claim(OPEN, samples.HANDLER, at=AT, version=99), Conflict, "stale"),
        (lambda: casework.decide(ASSIGNED, samples.OTHER_HANDLER, samples.RULING, at=AT), Forbidden, "forbidden"),
        (
            lambda: casework.approve(
                replace(IN_REVIEW, decisions={1: replace(IN_REVIEW.decisions[1], by="20CF-0001")}),
                samples.SUPERVISOR,
                at=AT,
                appeal_until=samples.DUE,
            ),
            Forbidden,
            "conflict_of_interest",
        ),
        (lambda: casework.resume(OPEN, samples.INSPECTOR, at=AT), Conflict, "stale"),
    ],
)
def test_each_refusal_says_its_reason_by_its_code(
    transition: Callable[[], Transition], error: type[NotFound | Forbidden | Conflict], code: str
) -> None:
    with pytest.raises(error) as refused:
        transition()
    assert refused.value.code == code


def test_a_stale_action_is_told_the_current_state() -> None:
    with pytest.raises(Conflict) as refused:
        casework.claim(ASSIGNED, samples.OTHER_HANDLER, at=AT)
    assert refused.value.current == {"state": "assigned", "level": 1, "assignee": "20CF-0101", "version": 2}


def test_the_strongest_role_is_written_down() -> None:
    both = replace(samples.SUPERVISOR, roles=frozenset({Role.HANDLER, Role.SUPERVISOR}))
    assert casework.claim(OPEN, both, at=AT).entry.role is Role.SUPERVISOR


OF_THE_RATED_TEAM = replace(samples.INSPECTOR, office="20CF", team="01")


def test_who_acted_by_exception_sees_on_and_gives_back_what_they_have() -> None:
    alone = [OF_THE_RATED_TEAM, samples.RATED_OFFICER]
    assert hidden_by(OF_THE_RATED_TEAM, TEAM_RATED) is Barrier.RATED_TEAM
    claimed = casework.claim(TEAM_RATED, OF_THE_RATED_TEAM, at=AT, staff=alone)
    assert (claimed.entry.exception, claimed.after.excepted) == ("rated_team", ("20ZZ-0001",))
    assert barrier(OF_THE_RATED_TEAM, claimed.after, Action.RELEASE, alone) is None
    no_longer_alone = [*alone, samples.SECOND_INSPECTOR]
    assert hidden_by(OF_THE_RATED_TEAM, claimed.after, no_longer_alone) is None
    assert barrier(OF_THE_RATED_TEAM, claimed.after, Action.DECIDE, no_longer_alone) is Barrier.RATED_TEAM
    assert hidden_by(replace(OF_THE_RATED_TEAM, staff_code="20CF-0800"), claimed.after, no_longer_alone) is not None


def test_the_exception_is_for_inspectors() -> None:
    handler = replace(samples.HANDLER, team="01")
    assert barrier(handler, TEAM_RATED, Action.CLAIM, [handler]) is Barrier.RATED_TEAM
    assert barrier(OF_THE_RATED_TEAM, TEAM_RATED, Action.CLAIM, [handler, OF_THE_RATED_TEAM]) is None


def test_the_exception_is_never_for_a_rated_officer_or_the_own_decision() -> None:
    rated = replace(samples.INSPECTOR, staff_code="20CF-0012")
    assert barrier(rated, OPEN, Action.CLAIM, [rated]) is Barrier.RATED_OFFICER
    decided = casework.decide(
        casework.claim(OPEN, samples.INSPECTOR, at=AT).after, samples.INSPECTOR, samples.RULING, at=AT
    ).after
    assert barrier(samples.INSPECTOR, decided, Action.REVIEW, [samples.INSPECTOR]) is Barrier.OWN_DECISION


def test_who_acts_by_exception_sees_the_case_and_is_among_those_who_may() -> None:
    of_the_team = replace(samples.INSPECTOR, office="20CF", team="01")
    assert not may_see(of_the_team, TEAM_RATED)
    assert may_see(of_the_team, TEAM_RATED, [of_the_team])
    assert actions(of_the_team, TEAM_RATED)[Action.CLAIM] is Barrier.RATED_TEAM
    assert actions(of_the_team, TEAM_RATED, [of_the_team])[Action.CLAIM] is None
    assert who_may(TEAM_RATED, Action.CLAIM, [of_the_team]) == [of_the_team]
    assert who_may(TEAM_RATED, Action.CLAIM, [of_the_team, samples.INSPECTOR]) == [samples.INSPECTOR]
