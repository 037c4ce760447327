"""Ratings that came before their clearance: matched when it comes, swept up after a crash, listed as missing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Protocol

from hailong.lots.clearance import Clearance
from hailong.lots.rating import PROMOTABLE, Rating, SweepPlace, Waited, matched, superseded
from hailong.ports.lots import RatingBook, SweepPlaces, WaitingList
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.declaration import declaration_key
from hailong.vocabulary.errors import Raced, RetryLater
from hailong.vocabulary.words import RatingStatus

MISSING_AFTER = timedelta(days=30)
"""How long a rating waits before the customs system is asked for its clearance."""

SWEEP_BACK = {RatingStatus.AWAITING_CLEARANCE: timedelta(days=365), RatingStatus.REJECTED: timedelta(days=90)}
"""How far back the sweep looks; a clearance or correction that comes later has its own PUT to match them."""

SWEEP_FIRST = timedelta(days=2)
"""What came in since then is looked at first."""

SWEEP_FIRST_MOST = 2_000
"""But no more of it: all else has its turn within the same hour."""

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


class SweptBook(RatingBook, WaitingList, SweepPlaces, Protocol):
    """The ratings table with its list of what waits."""


def match(store: RatingBook, declaration_key: str, *, window: timedelta, at: datetime) -> Sequence[Rating]:
    """Settles what waits for the clearance of this declaration; gives the ratings that have changed by it.

    Whoever registers a clearance, corrects one or stumbles on a waiting rating calls this: each transition holds only
    for the clearance and the rating that were read, so that any number of them at once promote a rating once.
    """
    changed: list[Rating] = []
    for _ in attempts():
        clearance = store.clearance(declaration_key)
        if clearance is None:
            return changed
        try:
            for settled in _reconcile_all(store, clearance, window, at):
                changed.append(settled)  # noqa: PERF402 - what was settled before a race counts
        except Raced:
            continue
        return changed
    raise Raced("the clearance was changed by others all the time")


@dataclass(frozen=True, slots=True)
class Swept:
    """`place`: where the next sweep goes on; None where this one came to the end. `skipped`: tried in vain, for now."""

    settled: Sequence[Rating]
    place: SweepPlace | None
    skipped: int = 0


def sweep(store: SweptBook, *, now: datetime, window: timedelta, enough: Callable[[], bool] = lambda: False) -> Swept:
    """Settles what a crash between a clearance and its matching has left behind.

    What came in lately is looked at first, then everything from where the sweep before had to stop (`enough`): however
    many ratings wait for clearances that never come, they hide no other, and each is looked at in its turn.
    """
    place = store.place()
    settled: list[Rating] = []
    skipped = 0
    for waited, status, in_turn in _to_look_at(store, place, now):
        if enough():
            stopped = SweepPlace(status, waited.received_at) if in_turn else place
            store.keep_place(stopped)
            return Swept(settled, stopped, skipped)
        try:
            settled += match(store, declaration_key(waited.declaration_no), window=window, at=now)
        except RetryLater:
            skipped += 1
    store.keep_place(None)
    return Swept(settled, None, skipped)


def _to_look_at(
    store: WaitingList, place: SweepPlace | None, now: datetime
) -> Iterator[tuple[Waited, RatingStatus, bool]]:
    lately = store.waited(RatingStatus.AWAITING_CLEARANCE, since=now - SWEEP_FIRST, until=now)
    for one in islice(lately, SWEEP_FIRST_MOST):
        yield one, RatingStatus.AWAITING_CLEARANCE, False
    begun = place is None
    for status, longest in SWEEP_BACK.items():
        since = now - longest
        if place is not None and place.status is status:
            since, begun = max(since, place.received_at), True
        if begun:
            for one in store.waited(status, since=since, until=now):
                yield one, status, True


def missing(store: WaitingList, *, now: datetime) -> Iterable[Waited]:
    """The ratings that have waited for their clearance for over 30 days, oldest first."""
    return store.waited(RatingStatus.AWAITING_CLEARANCE, since=_EVER, until=_overdue(now))


@dataclass(frozen=True, slots=True)
class Cursor:
    """The end of a page: the last moment on it, and how many ratings of that moment have been given."""

    received_at: datetime
    given: int


def missing_page(
    store: WaitingList, *, now: datetime, after: Cursor | None, limit: int
) -> tuple[Sequence[Waited], Cursor | None]:
    """At most `limit` of them after a cursor, with the cursor of the page that follows."""
    since, given = (after.received_at, after.given) if after else (_EVER, 0)
    rest = store.waited(RatingStatus.AWAITING_CLEARANCE, since=since, until=_overdue(now))
    page = list(islice(rest, given, given + limit + 1))
    if len(page) <= limit:
        return page, None
    last = page[limit - 1].received_at
    of_last = sum(one.received_at == last for one in page[:limit])
    return page[:limit], Cursor(last, of_last + (given if last == since else 0))


def _overdue(now: datetime) -> datetime:
    return now - MISSING_AFTER - timedelta(seconds=1)


def _reconcile_all(store: RatingBook, clearance: Clearance, window: timedelta, at: datetime) -> Iterator[Rating]:
    for seen in store.waiting_at(clearance.key):
        if seen.status not in PROMOTABLE:
            continue
        settled = matched(seen, clearance, window, at=at)
        if settled == seen:
            continue
        if not store.reconcile(seen, settled, clearance):
            settled = superseded(seen, clearance)
            store.reconcile(seen, settled, clearance)
        yield settled
