"""The sweep: what the streams have lost, found in the tables, page after page, and on from where it had to stop.

Last comes the day's share of the timelines, each verified.

It may run twice, or twice at once: all that it does is done once, or is harmless the second time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from functions.escalate import verifying
from functions.escalate.decisions import Promise, accepted_told, rating_came
from hailong.cases import course, machine
from hailong.cases.notices import send_order
from hailong.cases.queue import QueueQuery
from hailong.ports.cases import CaseIndex, CaseQueue, CaseStore, Executions, Queue
from hailong.ports.events import EventOutbox
from hailong.ports.lots import NegativeRatings, WaitedRatings
from hailong.ports.mail import Outbox
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import CaseState

SWEEP_DAYS = 62
"""How far back negative ratings without a case are looked for, unless more is asked for."""

LONGEST = timedelta(hours=20)
"""A sweep that takes longer is given up, and somebody told: the next one is about to begin."""

STUCK_AFTER = timedelta(hours=1)
"""How long an e-mail may lie about that nothing keeps waiting."""

OUTAGE = 10
"""After so many faults on end something is out that all cases need."""

_CASES_A_PAGE = 25
_UNDER_WAY = tuple(state for state in CaseState if state not in {CaseState.CLOSED, CaseState.FAILED})


class Part(StrEnum):
    """What is looked at, in this order: what an enterprise misses soonest comes first."""

    NOTICES = "notices"
    RATINGS = "ratings"
    EXECUTIONS = "executions"
    LISTS = "lists"
    TIMELINES = "timelines"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sweep goes on: in a part, of ratings in a month (UTC), after a page; of timelines, `number` of them."""

    part: Part = Part.NOTICES
    month: str | None = None
    after: str | None = None
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A sweep, or what is left of one."""

    since: date
    begun_at: datetime
    place: Place = Place()

    @property
    def months(self) -> list[str]:
        """The months in which negative ratings are looked for, the latest first: theirs are the freshest losses."""
        days = (self.begun_at.date() - self.since).days
        return sorted({f"{self.since + timedelta(days=n):%Y-%m}" for n in range(days + 1)}, reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the sweep works with."""

    ratings: NegativeRatings
    early: WaitedRatings
    events: EventOutbox
    cases: CaseStore
    queue: CaseQueue
    executions: Executions
    outbox: Outbox
    notices: Queue
    index: CaseIndex
    promise: Promise
    archive: verifying.Archive


@dataclass(slots=True)
class Swept:
    """What was put right: ids of cases that had not been opened, whose execution was not started, or gone; of e-mails.

    `broken`: case files that are not as they were written, among `verified`. `unreadable`: keys of what cannot
    be read. `skipped`: tried in vain, for now; `faults`: the errors' classes. `rest`: what is left; None at the end.
    """

    opened: list[str] = field(default_factory=list)
    started: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    broken: list[verifying.Broken] = field(default_factory=list)
    verified: int = 0
    skipped: int = 0
    faults: set[str] = field(default_factory=set)
    unreadable: set[str] = field(default_factory=set)
    rest: Order | None = None
    on_end: int = 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """What meets a fault waits for the next sweep, and keeps nothing else waiting, whatever the fault.

        `OUTAGE` faults on end are none of single cases: the last is raised, and the call is made again later.
        """
        try:
            yield
        except Exception as error:
            self.on_end += 1
            if self.on_end >= OUTAGE:
                raise
            self.skipped += 1
            self.faults.add(type(error).__name__)
        else:
            self.on_end = 0


def begin(at: datetime, since: date | None = None) -> Order:
    """A new sweep."""
    return Order(since=since or at.date() - timedelta(days=SWEEP_DAYS), begun_at=at)


def to_message(order: Order) -> dict[str, Any]:
    """As it travels."""
    place = order.place
    return {
        "since": order.since.isoformat(),
        "begun_at": to_text(order.begun_at),
        "place": {"part": place.part.value, "month": place.month, "after": place.after, "number": place.number},
    }


def from_message(message: dict[str, Any]) -> Order:
    """ValueError or KeyError for what `to_message` has not made."""
    place = message["place"]
    return Order(
        since=date.fromisoformat(message["since"]),
        begun_at=datetime.fromisoformat(message["begun_at"]).astimezone(UTC),
        # What was on its way before timelines were counted has no number.
        place=Place(Part(place["part"]), place["month"], place["after"], place.get("number", 0)),
    )


def sweep(order: Order, desk: Desk, *, at: datetime, enough: Callable[[], bool] = lambda: False) -> Swept:
    """Goes through the tables from the order's place on, until the end, or until it is `enough` after a page."""
    swept = Swept()
    place: Place | None = order.place
    while place is not None:
        place = _STEPS[place.part](place, order, desk, swept, at)
        if place is not None and enough():
            swept.rest = Order(since=order.since, begun_at=order.begun_at, place=place)
            break
    return swept


def _send_on(place: Place, order: Order, desk: Desk, swept: Swept, at: datetime) -> Place:
    """Puts back on the queue what should long have been sent; one that is sent meanwhile is dropped by `notify`."""
    page = desk.outbox.unsettled(at - STUCK_AFTER, after=place.after)
    swept.unreadable.update(page.unreadable)
    for notice in page.found:
        if notice.settled or notice.free_at(at - STUCK_AFTER) > at - STUCK_AFTER:
            continue
        with swept.passing():
            desk.notices.send(send_order(notice))
            swept.notices.append(f"{notice.case_id}/{notice.notice_id}")
    return Place(Part.NOTICES, after=page.after) if page.after else Place(Part.RATINGS, order.months[0])


def _open_cases(place: Place, order: Order, desk: Desk, swept: Swept, at: datetime) -> Place:
    """Opens the cases of negative ratings that have none."""
    months = order.months
    month = place.month or months[0]
    page = desk.ratings.negative(month, after=place.after)
    swept.unreadable.update(page.unreadable)
    for rating in page.found:
        with swept.passing():
            if rating.case_id is None or desk.cases.get(rating.case_id) is not None:
                continue
            accepted_told(rating, desk.early, desk.events, at=at)
            if rating_came(rating, desk.cases, desk.promise, at=at):
                swept.opened.append(str(rating.case_id))
    if page.after:
        return Place(Part.RATINGS, month, page.after)
    earlier = months[months.index(month) + 1 :]
    return Place(Part.RATINGS, earlier[0]) if earlier else Place(Part.EXECUTIONS)


def _see_executions(place: Place, _order: Order, desk: Desk, swept: Swept, at: datetime) -> Place:
    """Starts executions that there should be; a case whose execution is gone for good turns `failed`."""
    page = desk.queue.page(QueueQuery(states=_UNDER_WAY, after=place.after, limit=_CASES_A_PAGE))
    swept.unreadable.update(page.unreadable)
    for case in page.cases:
        with swept.passing():
            name = machine.execution_name(case)
            if desk.executions.running(name):
                continue
            if desk.executions.start(name, machine.execution_input(case)):
                swept.started.append(case.case_id)
            elif not desk.executions.running(name):  # nor started by the stream between the two calls before
                desk.cases.write(course.fail(case, error="ExecutionGone", at=at))
                swept.failed.append(case.case_id)
    return Place(Part.EXECUTIONS, after=page.last) if page.last else Place(Part.LISTS)


def _list_again(place: Place, _order: Order, desk: Desk, swept: Swept, _at: datetime) -> Place:
    """Lists every case once more that still concerns somebody, where it can be found."""
    concerns = QueueQuery(states=(*_UNDER_WAY, CaseState.FAILED), calls=True, after=place.after, limit=_CASES_A_PAGE)
    page = desk.queue.page(concerns)
    swept.unreadable.update(page.unreadable)
    for case in page.cases:
        with swept.passing():
            desk.index.enlist(case)
    return Place(Part.LISTS, after=page.last) if page.last else Place(Part.TIMELINES)


def _verify(place: Place, _order: Order, desk: Desk, swept: Swept, _at: datetime) -> Place | None:
    """Verifies the case files whose turn it is, up to the day's share or the end of the round.

    How far the round has come is kept in the table: the next day goes on from there.
    """
    archive = desk.archive
    case_ids, following = verifying.next_cases(archive, verifying.MOST_A_DAY - place.number)
    for case_id in case_ids:
        with swept.passing():
            broken = verifying.look_at(case_id, archive.files)
            swept.verified += 1
            if broken is not None:
                swept.broken.append(broken)
    archive.round.keep_reached(following)
    number = place.number + len(case_ids)
    return Place(Part.TIMELINES, number=number) if following and number < verifying.MOST_A_DAY else None


_STEPS: dict[Part, Callable[[Place, Order, Desk, Swept, datetime], Place | None]] = {
    Part.NOTICES: _send_on,
    Part.RATINGS: _open_cases,
    Part.EXECUTIONS: _see_executions,
    Part.LISTS: _list_again,
    Part.TIMELINES: _verify,
}
