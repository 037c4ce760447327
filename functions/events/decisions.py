"""Events out of the outbox: onto the bus, and to the vendors that have an endpoint.

One vendor is served by one process at a time, which goes through its lines in turn and stops where nobody answers:
whoever is away costs the others nothing. An event is marked after it was sent: it may come twice, under the same id.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hailong.events import signing
from hailong.events.delivery import AWAY_AFTER, PAUSES, Answer, Attempt, Endpoint, Line, Unreadable, Waiting, pause
from hailong.events.event import Event
from hailong.events.payload import body_of
from hailong.ports.cases import Queue
from hailong.ports.events import Endpoints, EventBus, EventLines, WebhookPost
from hailong.vocabulary.errors import GiveUp, Raced
from hailong.vocabulary.times import Clock

BUDGET = timedelta(seconds=25)
"""After so long a vendor's turn is over; the queue brings the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What deliveries are made with. `secrets`: those of a client as they are since a moment."""

    endpoints: Endpoints
    lines: EventLines
    secrets: Callable[[str, datetime], Sequence[str]]
    post: WebhookPost
    queue: Queue
    api_url: str
    clock: Clock
    stopwatch: Callable[[], float] = time.monotonic


@dataclass(slots=True)
class Woken:
    """`vendors`: how many are looked after. `unreadable`: endpoints that cannot be."""

    vendors: int = 0
    unreadable: list[Unreadable] = field(default_factory=list)


@dataclass(slots=True)
class Turn:
    """What came of one vendor's turn."""

    failures: int
    paused_until: datetime | None = None
    stopped: str | None = None
    delivered: int = 0
    failed: int = 0
    given_up: int = 0
    tried: list[tuple[Attempt, str | None]] = field(default_factory=list)
    """With the correlation id of the request that made the event."""
    unreadable: list[Unreadable] = field(default_factory=list)
    """What cannot be read, and waits by itself: all else goes on."""

    @property
    def over(self) -> bool:
        return self.stopped is not None or self.paused_until is not None


def told(events: Sequence[Event], bus: EventBus, queue: Queue, api_url: str) -> None:
    """Puts new events on the bus, and has the vendors looked after."""
    bus.publish([body_of(event, api_url) for event in events])
    _wake(sorted({event.client_id for event in events}), queue)


def wake_all(desk: Desk) -> Woken:
    """Looks after every vendor that something is due for: what comes again, and what a crash left."""
    now, woken = desk.clock(), Woken()
    due = []
    for endpoint in desk.endpoints.endpoints():
        if isinstance(endpoint, Unreadable):
            woken.unreadable.append(endpoint)
        elif endpoint.free(now) and any(True for _ in desk.lines.due(endpoint.client_id, now)):
            due.append(endpoint.client_id)
    _wake(due, desk.queue)
    woken.vendors = len(due)
    return woken


def deliver(client_id: str, desk: Desk) -> Turn | None:
    """A vendor's turn; None where it has no endpoint, is paused, or has its turn already.

    Nor is there one while its endpoint cannot be read: the clock comes back to it, and tells of it, each minute.
    """
    start, found = desk.clock(), None
    with suppress(GiveUp):
        found = desk.endpoints.endpoint(client_id)
    if found is None or not found.free(start):
        return None
    endpoint = found.taken(start)
    try:
        desk.endpoints.swap(found, endpoint)
    except Raced:
        return None
    turn = Turn(endpoint.failures)
    try:
        _go_through(endpoint, desk, turn, until=start + BUDGET)
    finally:
        # The operator may have changed it meanwhile: then it is as they left it.
        with suppress(Raced):
            desk.endpoints.swap(endpoint, endpoint.left(turn.failures, turn.paused_until, turn.stopped))
    if not turn.over and any(True for _ in desk.lines.due(client_id, desk.clock())):
        _wake([client_id], desk.queue)
    return turn


def _go_through(endpoint: Endpoint, desk: Desk, turn: Turn, *, until: datetime) -> None:
    for line in desk.lines.due(endpoint.client_id, desk.clock()):
        if turn.over or desk.clock() >= until:
            return
        if isinstance(line, Unreadable):
            turn.unreadable.append(line)
            desk.lines.put_off(line, desk.clock() + PAUSES[-1])
            continue
        try:
            _line(line, endpoint, desk, turn, until=until)
        except (ValueError, LookupError, TypeError) as error:
            # As often as one likes: it waits by itself, and what is due after it goes out.
            turn.unreadable.append(Unreadable(client_id=line.client_id, subject=line.subject, why=type(error).__name__))
            desk.lines.put_off(line, desk.clock() + pause(line.failures + 1))


def _line(line: Line, endpoint: Endpoint, desk: Desk, turn: Turn, *, until: datetime) -> None:
    """In order: what cannot be delivered holds up what comes after it, and nothing else."""
    for waiting in desk.lines.undelivered(line, endpoint.since):
        if desk.clock() >= until:
            return
        answer, attempt = _attempt(waiting, endpoint, desk)
        now = attempt.at
        turn.tried.append((attempt, waiting.event.correlation_id))
        if answer.delivered:
            turn.delivered += 1
            due_at = None
        elif attempt.given_up:
            turn.given_up += 1
            due_at = None
        else:
            turn.failed += 1
            due_at = now + max(pause(line.failures + 1), answer.wait or timedelta())
        desk.lines.record(line, waiting, attempt, due_at)
        _learn(turn, answer, now)
        if due_at is not None or turn.over:
            return
    desk.lines.rest(line)


def _attempt(waiting: Waiting, endpoint: Endpoint, desk: Desk) -> tuple[Answer, Attempt]:
    event, start = waiting.event, desk.stopwatch()
    keys = desk.secrets(endpoint.client_id, endpoint.secrets_at)
    if keys:
        body = body_of(event, desk.api_url).model_dump_json()
        answer = desk.post.send(endpoint.url, signing.headers(keys, event.event_id, desk.clock(), body), body)
    else:
        answer = Answer(error="no_secret")
    now = desk.clock()
    return answer, Attempt(
        event_id=event.event_id,
        type=event.type.value,
        at=now,
        number=waiting.attempts + 1,
        status=answer.status,
        error=answer.error,
        milliseconds=round((desk.stopwatch() - start) * 1000),
        given_up=not answer.delivered and waiting.too_old(now),
    )


def _learn(turn: Turn, answer: Answer, now: datetime) -> None:
    """What an answer says of the vendor, and not of the event."""
    if answer.gone:
        turn.stopped = "gone"
    if not answer.away:
        turn.failures = 0
        return
    turn.failures += 1
    if answer.wait is not None:
        turn.paused_until = now + answer.wait
    if turn.failures >= AWAY_AFTER:
        turn.paused_until = now + max(pause(turn.failures - AWAY_AFTER + 1), answer.wait or timedelta())


def _wake(client_ids: Iterable[str], queue: Queue) -> None:
    for client_id in client_ids:
        queue.send({"client_id": client_id})
