"""The sweep of escalate: what the streams have lost is found, however often the sweep must stop and go on."""

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.escalate import sweeping
from functions.escalate.decisions import Promise, rating_came
from functions.escalate.sweeping import Desk, Order, Part, Swept, begin
from functions.escalate.verifying import Archive
from hailong.cases.case import Case
from hailong.cases.notices import queued
from hailong.events.event import EventType
from hailong.vocabulary import workdays
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState, Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore, MemoryVerificationRound
from tests.fakes.events import MemoryEventOutbox
from tests.fakes.executions import MemoryExecutions, MemoryQueue
from tests.fakes.ratings import MemoryRatingStore

AT = samples.RATED + timedelta(seconds=1)
LATER = AT + timedelta(days=1)
PROMISE = Promise(working_days=5, calendar=workdays.vietnamese_calendar())
CASE_ID = "HL-10302752870"


class Listing(MemoryCaseStore):
    """Writes down which cases were listed."""

    def __init__(self) -> None:
        super().__init__()
        self.listed: list[str] = []

    def enlist(self, case: Case, _left: Any = None) -> None:
        self.listed.append(case.case_id)


@dataclass
class World:
    ratings: MemoryRatingStore = field(default_factory=MemoryRatingStore)
    cases: Listing = field(default_factory=Listing)
    executions: MemoryExecutions = field(default_factory=MemoryExecutions)
    mails: MemoryQueue = field(default_factory=MemoryQueue)
    round: MemoryVerificationRound = field(default_factory=MemoryVerificationRound)
    events: MemoryEventOutbox = field(default_factory=MemoryEventOutbox)

    def rated(self, number: int, level: int = 1) -> str:
        declaration = f"1030{number:07d}1"
        self.ratings.put_clearance(samples.clearance(declaration), replaces=None)
        self.ratings.accept(samples.accepted_rating(declaration, levels={Subject.OFFICER: level}))
        return f"HL-{declaration[:11]}"

    @property
    def desk(self) -> Desk:
        return Desk(
            ratings=self.ratings,
            early=self.ratings,
            events=self.events,
            cases=self.cases,
            queue=self.cases,
            executions=self.executions,
            outbox=self.cases,
            notices=self.mails,
            index=self.cases,
            promise=PROMISE,
            archive=Archive(queue=self.cases, files=self.cases, round=self.round),
        )

    def sweep(self, order: Order | None = None, enough: Callable[[], bool] = lambda: False) -> Swept:
        return sweeping.sweep(order or begin(LATER), self.desk, at=LATER, enough=enough)


def test_what_the_streams_lost_is_found_once() -> None:
    world = World()
    known, lost, fine, other = (world.rated(number, level) for number, level in enumerate((2, 1, 3, 1)))
    rating_came(samples.accepted_rating("103000000001"), world.cases, PROMISE, at=AT)
    world.executions.started = {known: {}}
    world.executions.stopped = {known}
    swept = world.sweep()
    assert (swept.opened, swept.failed, swept.rest) == ([lost, other], [known], None)
    assert sorted(swept.started) == [lost, other]
    assert fine not in world.executions.started
    assert set(world.executions.started) == {known, lost, other}
    assert set(world.cases.listed) == {known, lost, other}
    again = world.sweep()
    assert (again.opened, again.started, again.failed) == ([], [], [])


def test_a_rating_that_waited_is_told_of_before_its_lost_case_is_opened() -> None:
    world = World()
    waiting, clearance = samples.rating(), samples.clearance()
    world.ratings.wait(waiting)
    world.ratings.put_clearance(clearance, replaces=None)
    world.ratings.reconcile(waiting, samples.accepted_rating(), clearance)
    assert world.sweep().opened == [CASE_ID]
    assert [event.type for event in world.events.told.values()] == [EventType.RATING_ACCEPTED]


def test_what_has_lain_about_for_an_hour_is_sent_on() -> None:
    world = World()
    lying = queued(CASE_ID, NoticeKind.INTERIM, AT, suffix="1")
    waiting = replace(queued(CASE_ID, NoticeKind.INTERIM, AT, suffix="2"), not_before=LATER + timedelta(hours=1))
    in_hand = replace(queued(CASE_ID, NoticeKind.INTERIM, AT, suffix="3"), state=NoticeState.SENDING, lease_until=LATER)
    dropped = replace(in_hand, notice_id="interim-4", lease_until=AT + timedelta(minutes=1))
    done = replace(lying, notice_id="interim-5", state=NoticeState.SENT)
    new = queued(CASE_ID, NoticeKind.INTERIM, LATER - timedelta(minutes=59), suffix="6")
    world.cases.write(replace(samples.opening(), notices=(lying, waiting, in_hand, dropped, done, new)))
    assert world.sweep().notices == [f"{CASE_ID}/interim-1", f"{CASE_ID}/interim-4"]
    assert [message["notice_id"] for message in world.mails.messages] == ["interim-1", "interim-4"]


def test_a_sweep_that_must_stop_after_every_page_comes_to_the_same_end() -> None:
    """A hundred ratings are a page: with 250 there are three of them, and ten of cases."""
    world = World()
    lost = [world.rated(number) for number in range(250)]
    found, order, calls = list[str](), begin(LATER), 0
    while order is not None:
        calls += 1
        swept = world.sweep(sweeping.from_message(json.loads(json.dumps(sweeping.to_message(order)))), lambda: True)
        found += swept.opened
        order = swept.rest  # type: ignore[assignment]
    assert sorted(found) == sorted(lost)
    assert set(world.executions.started) == set(lost)
    assert sorted(set(world.cases.listed)) == sorted(lost)
    assert calls > 20


def test_a_page_that_comes_twice_changes_nothing_the_second_time() -> None:
    world = World()
    lost = [world.rated(number) for number in range(120)]
    first = world.sweep(enough=lambda: len(world.cases._cases) > 0)
    assert first.rest is not None
    for _ in range(2):
        world.sweep(first.rest)
    assert set(world.executions.started) == set(lost)


def test_mails_come_first_and_late_months_before_early_ones() -> None:
    order = begin(LATER, date(2026, 4, 30))
    assert order.place.part is Part.NOTICES
    assert order.months == ["2026-06", "2026-05", "2026-04"]
    assert list(Part) == [Part.NOTICES, Part.RATINGS, Part.EXECUTIONS, Part.LISTS, Part.TIMELINES]
    assert begin(LATER).since == LATER.date() - timedelta(days=sweeping.SWEEP_DAYS)


THROTTLED = ClientError({"Error": {"Code": "ThrottlingException"}}, "DescribeExecution")


class Failing(MemoryExecutions):
    """Asked for some names, Step Functions gives an error."""

    def __init__(self, error: Exception = THROTTLED, names: Collection[str] = ()) -> None:
        super().__init__()
        self.error, self.names = error, names

    def running(self, name: str) -> bool:
        if name in self.names:
            raise self.error
        return super().running(name)


@pytest.mark.parametrize("error", [RetryLater("busy"), THROTTLED, KeyError("torn")], ids=repr)
def test_what_meets_a_fault_keeps_nothing_else_waiting_whatever_the_fault(error: Exception) -> None:
    executions = Failing(error)
    world = World(executions=executions)
    lost = [world.rated(number) for number in range(40)]
    executions.names = lost[::2]
    swept = world.sweep()
    assert (swept.skipped, swept.opened, swept.failed) == (20, lost, [])
    assert swept.faults == {type(error).__name__}
    assert set(executions.started) == {*lost[1::2]}
    assert len(world.cases.listed) == 40


def test_what_all_cases_need_and_is_out_ends_the_call_so_that_it_is_made_again() -> None:
    executions = Failing()
    world = World(executions=executions)
    lost = [world.rated(number) for number in range(sweeping.OUTAGE)]
    executions.names = lost
    with pytest.raises(ClientError, match="Throttling"):
        world.sweep()
    executions.names = lost[1:]
    assert world.sweep().skipped == sweeping.OUTAGE - 1
    first = world.cases.get(lost[0])
    assert first is not None
    assert first.state is CaseState.OPEN


@pytest.mark.parametrize("broken", [{}, {"since": "2026-01-01"}, {"since": "x", "begun_at": "x", "place": {}}])
def test_what_is_no_order_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        sweeping.from_message(broken)
