"""What every case store and queue keeps to: the ones in DynamoDB (moto) and the fake."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from hailong import casework, timeline
from hailong.adapters.cases import DynamoCaseQueue, DynamoCaseStore
from hailong.case import Case
from hailong.errors import Raced
from hailong.firewall import Guard
from hailong.notices import queued
from hailong.ports import CaseQueue, CaseStore, QueueQuery, WaitStore
from hailong.words import CaseState, NoticeKind, Reason
from tests import samples
from tests.fakes.cases import MemoryCaseStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Store(CaseStore, WaitStore, CaseQueue, Protocol):
    pass


class _Both(DynamoCaseStore, DynamoCaseQueue):
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
    for move in (claim, note, decision):
        store.write(move)
    file = store.file(CASE_ID)
    assert file is not None
    assert file.case == decision.after
    assert [entry.action for entry in file.timeline] == ["open", "claim", "note", "decide"]
    assert timeline.verify(file.timeline, expected_entries=file.case.entries, expected_head=file.case.head_hash).intact


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


@pytest.mark.parametrize(
    "spoil",
    [
        lambda guard: replace(guard, actor="20CF-0012"),
        lambda guard: replace(guard, office="20BB"),
        lambda guard: replace(guard, state=CaseState.IN_REVIEW),
    ],
    ids=["a rated officer", "another office", "another state"],
)
def test_the_condition_of_the_write_repeats_the_firewall(store: Store, spoil: Callable[[Guard | None], Guard]) -> None:
    store.write(samples.opening())
    move = casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED)
    with pytest.raises(Raced):
        store.write(replace(move, guard=spoil(move.guard)))


def test_the_condition_of_a_review_refuses_the_decider(store: Store) -> None:
    store.write(samples.opening())
    claim = casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED)
    decision = casework.decide(claim.after, samples.HANDLER, samples.RULING, at=samples.RATED)
    review = casework.approve(decision.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
    store.write(claim)
    store.write(decision)
    assert review.guard is not None
    with pytest.raises(Raced):
        store.write(replace(review, guard=replace(review.guard, not_decided_by=samples.HANDLER.staff_code)))
    store.write(review)


def _fill(store: Store) -> list[Case]:
    """Five cases of two offices, due a day apart; the last is restricted."""
    moves = []
    for n in range(5):
        number = f"1030275288{n}1"
        grave = {"reasons": (Reason.HARASSMENT,)} if n == 4 else {}
        move = samples.opening(number, **grave)
        clearance = replace(move.after.clearance, office="20BB" if n == 1 else "20CF")
        case = replace(
            move.after,
            rating=replace(move.after.rating, clearance=clearance),
            due_at=samples.DUE + timedelta(days=n),
        )
        moves.append(replace(move, after=case))
    for move in reversed(moves):
        store.write(move)
    return [move.after for move in moves]


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
    assert list(store.page(QueueQuery(due_before=middle)).cases) == cases[:3]
    assert list(store.page(QueueQuery(due_from=middle)).cases) == cases[3:]
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
