"""What every case store and queue keeps to: the ones in DynamoDB (moto) and the fake."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from hailong.cases import casework, deadlines, enterprise
from hailong.cases.case import Case
from hailong.cases.case_file import REFUSALS_SHOWN, TIMELINE_PAGE
from hailong.cases.firewall import PersonCondition
from hailong.cases.notices import queued
from hailong.cases.timeline import Refusal
from hailong.cases.transitions import Transition
from hailong.cases.verification import verify
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, NoticeKind, Reason, Role, Subject
from tests import samples
from tests.contract.case_stores import Store
from tests.fakes.pages import all_of

CASE_ID = "HL-10302752870"


def test_a_case_is_opened_once(case_store: Store) -> None:
    case_store.write(samples.opening())
    with pytest.raises(Raced):
        case_store.write(samples.opening())
    file = case_store.file(CASE_ID)
    assert file is not None
    assert file.case == case_store.get(CASE_ID) == samples.open_case()
    assert [entry.action for entry in file.timeline] == ["open"]


def test_of_two_claims_one_wins(case_store: Store) -> None:
    case_store.write(samples.opening())
    case = samples.open_case()
    case_store.write(casework.claim(case, samples.HANDLER, at=samples.RATED))
    with pytest.raises(Raced):
        case_store.write(casework.claim(case, samples.OTHER_HANDLER, at=samples.RATED))
    now = case_store.get(CASE_ID)
    assert now is not None
    assert now.assignee == samples.HANDLER.staff_code


def test_the_timeline_grows_with_every_move_and_its_chain_holds(case_store: Store) -> None:
    case_store.write(samples.opening())
    claim = casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED)
    note = casework.note(claim.after, samples.HANDLER, "Đã gọi điện.", at=samples.RATED)
    decision = casework.decide(note.after, samples.HANDLER, samples.RULING, at=samples.RATED)
    for transition in (claim, note, decision):
        case_store.write(transition)
    file = case_store.file(CASE_ID)
    assert file is not None
    assert file.case == decision.after
    assert [entry.action for entry in file.timeline] == ["open", "claim", "note", "decide"]
    assert verify(file).intact


def test_notices_are_written_with_the_move_or_not_at_all(case_store: Store) -> None:
    notice = queued(CASE_ID, NoticeKind.INTERIM, samples.RATED, suffix="1")
    case_store.write(replace(samples.opening(), notices=(notice,)))
    again = replace(casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED), notices=(notice,))
    with pytest.raises(Raced):
        case_store.write(again)
    file = case_store.file(CASE_ID)
    assert file is not None
    assert list(file.notices) == [notice]
    assert file.case.state is CaseState.OPEN


def _claimed_by(person: Person) -> Transition:
    return casework.claim(samples.open_case(), person, at=samples.RATED)


def _as_if(transition: Transition, person_condition: PersonCondition) -> Transition:
    """The transition as it would be written by somebody who passed the check before it."""
    assert transition.condition is not None
    return replace(transition, condition=replace(transition.condition, actor=person_condition))


OTHER = samples.OTHER_HANDLER.staff_code
FENCES = [
    ("a rated officer", samples.opening(), PersonCondition(person="20CF-0012"), False),
    (
        "of the rated team",
        samples.opening(levels={Subject.TEAM: 1}),
        PersonCondition(person=OTHER, not_team="20CF-01"),
        False,
    ),
    (
        "of another team",
        samples.opening(levels={Subject.TEAM: 1}),
        PersonCondition(person=OTHER, not_team="20CF-02"),
        True,
    ),
    ("of a team not rated", samples.opening(), PersonCondition(person=OTHER, not_team="20CF-01"), True),
    ("of the office", samples.opening(), PersonCondition(person=OTHER, only_office="20CF"), True),
    ("of another office", samples.opening(), PersonCondition(person=OTHER, only_office="20BB"), False),
    (
        "restricted",
        samples.opening(reasons=(Reason.HARASSMENT,)),
        PersonCondition(person=OTHER, only_office="20CF"),
        False,
    ),
    ("at level 1", samples.opening(), PersonCondition(person=OTHER, only_level=1), True),
    ("not at level 2", samples.opening(), PersonCondition(person=OTHER, only_level=2), False),
    ("who does not have it", samples.opening(), PersonCondition(person=OTHER, has_it=True), False),
]


@pytest.mark.parametrize(
    ("opening", "person_condition", "passes"), [row[1:] for row in FENCES], ids=[row[0] for row in FENCES]
)
def test_the_condition_of_the_write_repeats_the_firewall(
    case_store: Store, opening: Transition, person_condition: PersonCondition, *, passes: bool
) -> None:
    case_store.write(opening)
    transition = _as_if(casework.claim(opening.after, samples.INSPECTOR, at=samples.RATED), person_condition)
    with nullcontext() if passes else pytest.raises(Raced):
        case_store.write(transition)


def test_the_condition_of_the_write_repeats_the_state(case_store: Store) -> None:
    case_store.write(samples.opening())
    transition = _claimed_by(samples.HANDLER)
    assert transition.condition is not None
    with pytest.raises(Raced):
        case_store.write(replace(transition, condition=replace(transition.condition, state=CaseState.IN_REVIEW)))


def test_the_condition_of_an_assignment_fences_the_assignee_too(case_store: Store) -> None:
    case_store.write(samples.opening())
    transition = casework.assign(samples.open_case(), samples.SUPERVISOR, samples.HANDLER, at=samples.RATED)
    assert transition.condition is not None
    for barred in (PersonCondition(person="20CF-0012"), PersonCondition(person=OTHER, only_office="20BB")):
        with pytest.raises(Raced):
            case_store.write(replace(transition, condition=replace(transition.condition, assignee=barred)))
    case_store.write(transition)


def test_the_condition_of_a_review_refuses_the_decider(case_store: Store) -> None:
    case_store.write(samples.opening())
    claim = _claimed_by(samples.HANDLER)
    decision = casework.decide(claim.after, samples.HANDLER, samples.RULING, at=samples.RATED)
    review = casework.approve(decision.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
    case_store.write(claim)
    case_store.write(decision)
    with pytest.raises(Raced):
        case_store.write(_as_if(review, PersonCondition(person=samples.HANDLER.staff_code, not_decider=True)))
    case_store.write(review)


def _appealed(case_store: Store) -> Case:
    """A case at level 2, after the handler decided and the supervisor reviewed."""
    transitions = [samples.opening(), _claimed_by(samples.HANDLER)]
    transitions.append(casework.decide(transitions[-1].after, samples.HANDLER, samples.RULING, at=samples.RATED))
    transitions.append(
        casework.approve(transitions[-1].after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
    )
    transitions.append(
        enterprise.appeal(transitions[-1].after, "Chưa thoả đáng.", at=samples.RATED, due_at=samples.DUE)
    )
    for transition in transitions:
        case_store.write(transition)
    return transitions[-1].after


@pytest.mark.parametrize(
    ("person_condition", "passes"),
    [
        (PersonCondition(person=samples.HANDLER.staff_code, took_no_part=True), False),
        (PersonCondition(person=samples.SUPERVISOR.staff_code, took_no_part=True), False),
        (PersonCondition(person=OTHER, took_no_part=True), True),
        (PersonCondition(person=samples.HANDLER.staff_code, not_first_decider=True), False),
        (PersonCondition(person=samples.SUPERVISOR.staff_code, not_first_decider=True), True),
        (PersonCondition(person=samples.HANDLER.staff_code), True),
        (PersonCondition(person=OTHER, only_level=1), False),
    ],
)
def test_the_condition_at_level_2_asks_who_took_part_before(
    case_store: Store, person_condition: PersonCondition, *, passes: bool
) -> None:
    appealed = _appealed(case_store)
    transition = _as_if(casework.claim(appealed, samples.INSPECTOR, at=samples.RATED), person_condition)
    with nullcontext() if passes else pytest.raises(Raced):
        case_store.write(transition)


def test_what_a_transaction_cannot_hold_is_refused_by_every_store(case_store: Store) -> None:
    notices = [queued(CASE_ID, NoticeKind.BREACH, samples.RATED, suffix=str(number)) for number in range(99)]
    with pytest.raises((ValueError, ClientError)):
        case_store.write(replace(samples.opening(), notices=notices))
    assert case_store.get(CASE_ID) is None
    case_store.write(replace(samples.opening(), notices=notices[:-1]))


def test_a_breach_is_written_however_many_are_told(case_store: Store) -> None:
    case_store.write(samples.opening())
    told = [replace(samples.INSPECTOR, staff_code=f"20ZZ-{number:04d}") for number in range(400)]
    inspectors = deadlines.Told(told, Role.INSPECTOR)
    case_store.write(deadlines.breach(samples.open_case(), inspectors, at=samples.RATED, due_at=samples.DUE))
    case_store.write(deadlines.remind(_case(case_store), inspectors, at=samples.RATED))
    unsettled = all_of(lambda after: case_store.unsettled(samples.DUE, after=after))
    assert sorted(len(one.recipients) for one in unsettled) == [0, 400, 400]


def _case(case_store: Store) -> Case:
    case = case_store.get(CASE_ID)
    assert case is not None
    return case


def _refused(why: str, at: datetime) -> Refusal:
    return Refusal(case_id=CASE_ID, at=at, by="20CF-0012", role=Role.HANDLER, action="claim", why=why)


def test_refusals_are_counted_by_person_action_barrier_and_day(case_store: Store) -> None:
    case_store.write(samples.opening())
    later = samples.RATED + timedelta(minutes=5)
    for delivery, why, at in (
        ("1", "role", samples.RATED),
        ("2", "role", later),
        ("2", "role", later),
        ("3", "state", later),
        ("4", "role", samples.RATED + timedelta(days=1)),
    ):
        case_store.count_refusal(_refused(why, at), delivery)
    file = case_store.first_page(_case(case_store), refusals=True)
    assert [(one.why, one.times, one.first_at, one.last_at) for one in file.refusals] == [
        ("role", 2, samples.RATED, later),
        ("state", 1, later, later),
        ("role", 1, samples.RATED + timedelta(days=1), samples.RATED + timedelta(days=1)),
    ]
    assert not case_store.first_page(_case(case_store), refusals=False).refusals


def test_a_file_shows_the_latest_of_what_can_grow(case_store: Store) -> None:
    case_store.write(samples.opening())
    case = _case(case_store)
    for number in range(TIMELINE_PAGE + 5):
        note = casework.note(case, samples.HANDLER, str(number), at=samples.RATED)
        case_store.write(note)
        case = note.after
    for day in range(REFUSALS_SHOWN + 3):
        case_store.count_refusal(_refused("role", samples.RATED + timedelta(days=day)), str(day))
    file = case_store.first_page(case, refusals=True)
    assert [entry.number for entry in file.timeline] == list(range(7, TIMELINE_PAGE + 7))
    assert [entry.number for entry in case_store.entries(CASE_ID, before=7)] == [1, 2, 3, 4, 5, 6]
    assert case_store.entries(CASE_ID, before=1) == []
    days = [(one.first_at - samples.RATED).days for one in file.refusals]
    assert days == list(range(3, REFUSALS_SHOWN + 3))
