"""What every queue of cases, and what waits for a time, keeps to: in DynamoDB (moto) and the fake."""

from dataclasses import replace
from datetime import timedelta

from hailong.cases import casework, course, deadlines, transitions
from hailong.cases.case import Case
from hailong.cases.deadlines import CorrectionPlace
from hailong.cases.notices import queued
from hailong.cases.queue import QueueQuery
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState, Reason, Role, Timer
from tests import samples
from tests.contract.case_stores import Store
from tests.fakes.pages import all_of

CASE_ID = "HL-10302752870"


def _fill(case_store: Store) -> list[Case]:
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
        case_store.write(transition)
    return [transition.after for transition in transitions]


def test_the_queue_is_in_due_order_page_by_page(case_store: Store) -> None:
    cases = _fill(case_store)
    first = case_store.page(QueueQuery(limit=2))
    assert list(first.cases) == cases[:2]
    second = case_store.page(QueueQuery(limit=2, after=first.last))
    assert list(second.cases) == cases[2:4]
    third = case_store.page(QueueQuery(limit=2, after=second.last))
    assert list(third.cases) == cases[4:]
    assert third.last is None


def test_a_full_last_page_says_that_it_is_the_last(case_store: Store) -> None:
    cases = _fill(case_store)
    page = case_store.page(QueueQuery(limit=len(cases)))
    assert list(page.cases) == cases
    assert page.last is None


def test_the_queue_of_an_office_may_leave_out_restricted_cases(case_store: Store) -> None:
    cases = _fill(case_store)
    assert list(case_store.page(QueueQuery(office="20CF")).cases) == [cases[0], cases[2], cases[3], cases[4]]
    assert list(case_store.page(QueueQuery(office="20CF", restricted=False)).cases) == [cases[0], cases[2], cases[3]]
    assert list(case_store.page(QueueQuery(office="20CF", restricted=True)).cases) == [cases[4]]


def test_the_queue_by_due_date_and_state(case_store: Store) -> None:
    cases = _fill(case_store)
    middle = samples.DUE + timedelta(days=2, hours=1)
    assert list(case_store.page(QueueQuery(overdue=True, now=middle)).cases) == cases[:3]
    assert list(case_store.page(QueueQuery(overdue=False, now=middle)).cases) == cases[3:]
    assert list(case_store.page(QueueQuery(states=(CaseState.ASSIGNED,))).cases) == []


def test_my_tasks_are_those_assigned_to_me(case_store: Store) -> None:
    cases = _fill(case_store)
    claim = casework.claim(cases[2], samples.HANDLER, at=samples.RATED)
    case_store.write(claim)
    mine = QueueQuery(assignee=samples.HANDLER.staff_code)
    assert list(case_store.page(mine).cases) == [claim.after]
    case_store.write(casework.release(claim.after, samples.HANDLER, at=samples.RATED))
    assert list(case_store.page(mine).cases) == []


def test_waits_for_nothing_before_the_machine_says_so(case_store: Store) -> None:
    assert case_store.wait(CASE_ID) is None


def test_only_what_is_due_rings(case_store: Store) -> None:
    cases = _fill(case_store)
    moment = samples.DUE + timedelta(days=1)
    assert list(case_store.due(Timer.REMIND, moment)) == [cases[0].case_id, cases[1].case_id]
    assert list(case_store.due(Timer.BREACH, moment)) == []
    reminded = deadlines.remind(cases[0], deadlines.Told([samples.SUPERVISOR], Role.SUPERVISOR), at=samples.RATED)
    case_store.write(reminded)
    assert list(case_store.due(Timer.REMIND, moment)) == [cases[1].case_id]
    assert list(case_store.due(Timer.BREACH, moment)) == [cases[0].case_id]
    assert list(case_store.due(Timer.BREACH, samples.DUE - timedelta(seconds=1))) == []
    assert case_store.get(cases[0].case_id) == reminded.after


def test_a_decided_case_rings_at_the_end_of_its_window_and_a_closed_one_never(case_store: Store) -> None:
    case_store.write(samples.opening())
    decided = replace(samples.open_case(), state=CaseState.DECIDED, appeal_until=samples.DUE)
    transition = transitions.by_system(samples.open_case(), decided, "x", "", at=samples.RATED)
    case_store.write(transition)
    assert list(case_store.due(Timer.CLOSE, samples.DUE)) == [CASE_ID]
    case_store.write(course.close(transition.after, at=samples.DUE))
    assert [list(case_store.due(timer, samples.DUE)) for timer in Timer] == [[], [], []]


def test_all_that_wait_for_a_timer_are_met_page_after_page_however_they_move(case_store: Store) -> None:
    opened = [samples.opening(f"1030275{number:04d}1") for number in range(60)]
    for opening in opened:
        case_store.write(opening)
    first = case_store.waiting(Timer.REMIND)
    # Nearer by a day, and so before the place where the page ended.
    for opening in opened[:25]:
        nearer = replace(opening.after, due_at=samples.DUE - timedelta(days=1))
        case_store.write(transitions.by_system(opening.after, nearer, "x", "", at=samples.RATED))
    rest = all_of(lambda after: case_store.waiting(Timer.REMIND, after=after or first.after))
    assert first.after is not None
    assert sorted([*first.found, *rest]) == [opening.after.case_id for opening in opened]
    assert list(case_store.waiting(Timer.BREACH).found) == []


def test_the_place_of_the_correction_is_kept_and_given_up(case_store: Store) -> None:
    assert case_store.correction_place() is None
    for place in (
        CorrectionPlace(samples.RATED, Timer.REMIND),
        CorrectionPlace(samples.RATED, Timer.CLOSE, "after this"),
        None,
    ):
        case_store.keep_correction_place(place)
        assert case_store.correction_place() == place
    assert [list(case_store.due(timer, samples.DUE)) for timer in Timer] == [[], [], []]


def test_the_outbox_holds_what_is_not_settled(case_store: Store) -> None:
    moments = [samples.RATED + timedelta(minutes=n) for n in range(4)]
    first, sent, taken, new = (queued(CASE_ID, NoticeKind.INTERIM, at, suffix=str(n)) for n, at in enumerate(moments))
    taken = replace(taken, state=NoticeState.SENDING)
    case_store.write(replace(samples.opening(), notices=(first, replace(sent, state=NoticeState.SENT), taken, new)))
    assert set(all_of(lambda after: case_store.unsettled(moments[3], after=after))) == {first, taken}
