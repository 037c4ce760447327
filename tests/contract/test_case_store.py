"""What every case store and queue keeps to: the ones in DynamoDB (moto) and the fake."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import pytest
from botocore.exceptions import ClientError

from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoOutbox
from hailong.adapters.dynamodb.timers import DynamoTimers
from hailong.cases import casework, course, deadlines, enterprise, transitions
from hailong.cases.case import Case
from hailong.cases.case_file import REFUSALS_SHOWN, TIMELINE_PAGE
from hailong.cases.deadlines import CorrectionPlace
from hailong.cases.firewall import PersonCondition
from hailong.cases.notices import queued
from hailong.cases.queue import QueueQuery
from hailong.cases.timeline import Refusal
from hailong.cases.transitions import Transition
from hailong.cases.verification import verify
from hailong.ports import CaseFiles, CaseQueue, CaseStore, Outbox, RefusalCounter, Timers, WaitStore
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState, Reason, Role, Subject, Timer
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.pages import all_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Store(CaseStore, CaseFiles, RefusalCounter, WaitStore, CaseQueue, Timers, Outbox, Protocol):
    pass


class _Both(DynamoCaseStore, DynamoCaseQueue, DynamoTimers, DynamoOutbox):
    pass


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryCaseStore()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return _Both(client, request.getfixturevalue("cases_table"))


CASE_ID = "HL-10302752870"


def test_a_case_is_opened_once(store: Store) -> None:
    store.write(samples.opening())
    with pytest.raises(Raced):
        store.write(samples.opening())
    file = store.file(CASE_ID)
    assert file is not None
    assert file.case == store.get(CASE_ID) == samples.open_case()
    assert [entry.action for entry in file.timeline] == ["open"]


def test_of_two_claims_one_wins(store: Store) -> None:
    store.write(samples.opening())
    case = samples.open_case()
    store.write(casework.claim(case, samples.HANDLER, at=samples.RATED))
    with pytest.raises(Raced):
        store.write(casework.claim(case, samples.OTHER_HANDLER, at=samples.RATED))
    now = store.get(CASE_ID)
    assert now is not None
    assert now.assignee == samples.HANDLER.staff_code


def test_the_timeline_grows_with_every_move_and_its_chain_holds(store: Store) -> None:
    store.write(samples.opening())
    claim = casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED)
    note = casework.note(claim.after, samples.HANDLER, "Đã gọi điện.", at=samples.RATED)
    decision = casework.decide(note.after, samples.HANDLER, samples.RULING, at=samples.RATED)
    for transition in (claim, note, decision):
        store.write(transition)
    file = store.file(CASE_ID)
    assert file is not None
    assert file.case == decision.after
    assert [entry.action for entry in file.timeline] == ["open", "claim", "note", "decide"]
    assert verify(file).intact


def test_notices_are_written_with_the_move_or_not_at_all(store: Store) -> None:
    notice = queued(CASE_ID, NoticeKind.INTERIM, samples.RATED, suffix="1")
    store.write(replace(samples.opening(), notices=(notice,)))
    again = replace(casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED), notices=(notice,))
    with pytest.raises(Raced):
        store.write(again)
    file = store.file(CASE_ID)
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
    store: Store, opening: Transition, person_condition: PersonCondition, *, passes: bool
) -> None:
    store.write(opening)
    transition = _as_if(casework.claim(opening.after, samples.INSPECTOR, at=samples.RATED), person_condition)
    with nullcontext() if passes else pytest.raises(Raced):
        store.write(transition)


def test_the_condition_of_the_write_repeats_the_state(store: Store) -> None:
    store.write(samples.opening())
    transition = _claimed_by(samples.HANDLER)
    assert transition.condition is not None
    with pytest.raises(Raced):
        store.write(replace(transition, condition=replace(transition.condition, state=CaseState.IN_REVIEW)))


def test_the_condition_of_an_assignment_fences_the_assignee_too(store: Store) -> None:
    store.write(samples.opening())
    transition = casework.assign(samples.open_case(), samples.SUPERVISOR, samples.HANDLER, at=samples.RATED)
    assert transition.condition is not None
    for barred in (PersonCondition(person="20CF-0012"), PersonCondition(person=OTHER, only_office="20BB")):
        with pytest.raises(Raced):
            store.write(replace(transition, condition=replace(transition.condition, assignee=barred)))
    store.write(transition)


def test_the_condition_of_a_review_refuses_the_decider(store: Store) -> None:
    store.write(samples.opening())
    claim = _claimed_by(samples.HANDLER)
    decision = casework.decide(claim.after, samples.HANDLER, samples.RULING, at=samples.RATED)
    review = casework.approve(decision.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
    store.write(claim)
    store.write(decision)
    with pytest.raises(Raced):
        store.write(_as_if(review, PersonCondition(person=samples.HANDLER.staff_code, not_decider=True)))
    store.write(review)


def _appealed(store: Store) -> Case:
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
        store.write(transition)
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
    store: Store, person_condition: PersonCondition, *, passes: bool
) -> None:
    appealed = _appealed(store)
    transition = _as_if(casework.claim(appealed, samples.INSPECTOR, at=samples.RATED), person_condition)
    with nullcontext() if passes else pytest.raises(Raced):
        store.write(transition)


def _fill(store: Store) -> list[Case]:
    """Five cases of two offices, due a day apart; the last is restricted."""
    transitions = []
    for n in range(5):
        number = f"1030275288{n}1"
        grave = {"reasons": (Reason.HARASSMENT,)} if n == 4 else {}
        transition = samples.opening(number, **grave)
        clearance = replace(transition.after.clearance, office="20BB" if n == 1 else "20CF")
        case = replace(
            transition.after,
            rating=replace(transition.after.rating, clearance=clearance),
            due_at=samples.DUE + timedelta(days=n),
        )
        transitions.append(replace(transition, after=case))
    for transition in reversed(transitions):
        store.write(transition)
    return [transition.after for transition in transitions]


def test_the_queue_is_in_due_order_page_by_page(store: Store) -> None:
    cases = _fill(store)
    first = store.page(QueueQuery(limit=2))
    assert list(first.cases) == cases[:2]
    second = store.page(QueueQuery(limit=2, after=first.last))
    assert list(second.cases) == cases[2:4]
    third = store.page(QueueQuery(limit=2, after=second.last))
    assert list(third.cases) == cases[4:]
    assert third.last is None


def test_a_full_last_page_says_that_it_is_the_last(store: Store) -> None:
    cases = _fill(store)
    page = store.page(QueueQuery(limit=len(cases)))
    assert list(page.cases) == cases
    assert page.last is None


def test_the_queue_of_an_office_may_leave_out_restricted_cases(store: Store) -> None:
    cases = _fill(store)
    assert list(store.page(QueueQuery(office="20CF")).cases) == [cases[0], cases[2], cases[3], cases[4]]
    assert list(store.page(QueueQuery(office="20CF", restricted=False)).cases) == [cases[0], cases[2], cases[3]]
    assert list(store.page(QueueQuery(office="20CF", restricted=True)).cases) == [cases[4]]


def test_the_queue_by_due_date_and_state(store: Store) -> None:
    cases = _fill(store)
    middle = samples.DUE + timedelta(days=2, hours=1)
    assert list(store.page(QueueQuery(overdue=True, now=middle)).cases) == cases[:3]
    assert list(store.page(QueueQuery(overdue=False, now=middle)).cases) == cases[3:]
    assert list(store.page(QueueQuery(states=(CaseState.ASSIGNED,))).cases) == []


def test_my_tasks_are_those_assigned_to_me(store: Store) -> None:
    cases = _fill(store)
    claim = casework.claim(cases[2], samples.HANDLER, at=samples.RATED)
    store.write(claim)
    mine = QueueQuery(assignee=samples.HANDLER.staff_code)
    assert list(store.page(mine).cases) == [claim.after]
    store.write(casework.release(claim.after, samples.HANDLER, at=samples.RATED))
    assert list(store.page(mine).cases) == []


def test_waits_for_nothing_before_the_machine_says_so(store: Store) -> None:
    assert store.wait(CASE_ID) is None


def test_only_what_is_due_rings(store: Store) -> None:
    cases = _fill(store)
    moment = samples.DUE + timedelta(days=1)
    assert list(store.due(Timer.REMIND, moment)) == [cases[0].case_id, cases[1].case_id]
    assert list(store.due(Timer.BREACH, moment)) == []
    reminded = deadlines.remind(cases[0], deadlines.Told([samples.SUPERVISOR], Role.SUPERVISOR), at=samples.RATED)
    store.write(reminded)
    assert list(store.due(Timer.REMIND, moment)) == [cases[1].case_id]
    assert list(store.due(Timer.BREACH, moment)) == [cases[0].case_id]
    assert list(store.due(Timer.BREACH, samples.DUE - timedelta(seconds=1))) == []
    assert store.get(cases[0].case_id) == reminded.after


def test_a_decided_case_rings_at_the_end_of_its_window_and_a_closed_one_never(store: Store) -> None:
    store.write(samples.opening())
    decided = replace(samples.open_case(), state=CaseState.DECIDED, appeal_until=samples.DUE)
    transition = transitions.by_system(samples.open_case(), decided, "x", "", at=samples.RATED)
    store.write(transition)
    assert list(store.due(Timer.CLOSE, samples.DUE)) == [CASE_ID]
    store.write(course.close(transition.after, at=samples.DUE))
    assert [list(store.due(timer, samples.DUE)) for timer in Timer] == [[], [], []]


def test_all_that_wait_for_a_timer_are_met_page_after_page_however_they_move(store: Store) -> None:
    opened = [samples.opening(f"1030275{number:04d}1") for number in range(60)]
    for opening in opened:
        store.write(opening)
    first = store.waiting(Timer.REMIND)
    # Nearer by a day, and so before the place where the page ended.
    for opening in opened[:25]:
        nearer = replace(opening.after, due_at=samples.DUE - timedelta(days=1))
        store.write(transitions.by_system(opening.after, nearer, "x", "", at=samples.RATED))
    rest = all_of(lambda after: store.waiting(Timer.REMIND, after=after or first.after))
    assert first.after is not None
    assert sorted([*first.found, *rest]) == [opening.after.case_id for opening in opened]
    assert list(store.waiting(Timer.BREACH).found) == []


def test_the_place_of_the_correction_is_kept_and_given_up(store: Store) -> None:
    assert store.correction_place() is None
    for place in (
        CorrectionPlace(samples.RATED, Timer.REMIND),
        CorrectionPlace(samples.RATED, Timer.CLOSE, "after this"),
        None,
    ):
        store.keep_correction_place(place)
        assert store.correction_place() == place
    assert [list(store.due(timer, samples.DUE)) for timer in Timer] == [[], [], []]


def test_the_outbox_holds_what_is_not_settled(store: Store) -> None:
    moments = [samples.RATED + timedelta(minutes=n) for n in range(4)]
    first, sent, taken, new = (queued(CASE_ID, NoticeKind.INTERIM, at, suffix=str(n)) for n, at in enumerate(moments))
    taken = replace(taken, state=NoticeState.SENDING)
    store.write(replace(samples.opening(), notices=(first, replace(sent, state=NoticeState.SENT), taken, new)))
    assert set(all_of(lambda after: store.unsettled(moments[3], after=after))) == {first, taken}


def test_what_a_transaction_cannot_hold_is_refused_by_every_store(store: Store) -> None:
    notices = [queued(CASE_ID, NoticeKind.BREACH, samples.RATED, suffix=str(number)) for number in range(99)]
    with pytest.raises((ValueError, ClientError)):
        store.write(replace(samples.opening(), notices=notices))
    assert store.get(CASE_ID) is None
    store.write(replace(samples.opening(), notices=notices[:-1]))


def test_a_breach_is_written_however_many_are_told(store: Store) -> None:
    store.write(samples.opening())
    told = [replace(samples.INSPECTOR, staff_code=f"20ZZ-{number:04d}") for number in range(400)]
    inspectors = deadlines.Told(told, Role.INSPECTOR)
    store.write(deadlines.breach(samples.open_case(), inspectors, at=samples.RATED, due_at=samples.DUE))
    store.write(deadlines.remind(_case(store), inspectors, at=samples.RATED))
    assert sorted(len(one.recipients) for one in all_of(lambda after: store.unsettled(samples.DUE, after=after))) == [
        0,
        400,
        400,
    ]


def _case(store: Store) -> Case:
    case = store.get(CASE_ID)
    assert case is not None
    return case


def _refused(why: str, at: datetime) -> Refusal:
    return Refusal(case_id=CASE_ID, at=at, by="20CF-0012", role=Role.HANDLER, action="claim", why=why)


def test_refusals_are_counted_by_person_action_barrier_and_day(store: Store) -> None:
    store.write(samples.opening())
    later = samples.RATED + timedelta(minutes=5)
    for delivery, why, at in (
        ("1", "role", samples.RATED),
        ("2", "role", later),
        ("2", "role", later),
        ("3", "state", later),
        ("4", "role", samples.RATED + timedelta(days=1)),
    ):
        store.count_refusal(_refused(why, at), delivery)
    file = store.first_page(_case(store), refusals=True)
    assert [(one.why, one.times, one.first_at, one.last_at) for one in file.refusals] == [
        ("role", 2, samples.RATED, later),
        ("state", 1, later, later),
        ("role", 1, samples.RATED + timedelta(days=1), samples.RATED + timedelta(days=1)),
    ]
    assert not store.first_page(_case(store), refusals=False).refusals


def test_a_file_shows_the_latest_of_what_can_grow(store: Store) -> None:
    store.write(samples.opening())
    case = _case(store)
    for number in range(TIMELINE_PAGE + 5):
        note = casework.note(case, samples.HANDLER, str(number), at=samples.RATED)
        store.write(note)
        case = note.after
    for day in range(REFUSALS_SHOWN + 3):
        store.count_refusal(_refused("role", samples.RATED + timedelta(days=day)), str(day))
    file = store.first_page(case, refusals=True)
    assert [entry.number for entry in file.timeline] == list(range(7, TIMELINE_PAGE + 7))
    assert [entry.number for entry in store.entries(CASE_ID, before=7)] == [1, 2, 3, 4, 5, 6]
    assert store.entries(CASE_ID, before=1) == []
    days = [(one.first_at - samples.RATED).days for one in file.refusals]
    assert days == list(range(3, REFUSALS_SHOWN + 3))
