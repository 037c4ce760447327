"""Ratings that came before their clearance: matched when it comes, swept up after a crash, listed as missing."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from hailong.lots.clearance import Clearance
from hailong.lots.rating import PROMOTABLE, Rating, Waited, matched, superseded
from hailong.ports import RatingBook, WaitingList
from hailong.vocabulary.declaration import declaration_key
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.words import RatingStatus

ATTEMPTS = 4
"""How often a lost race is run again before the caller is asked to come back."""

MISSING_AFTER = timedelta(days=30)
"""How long a rating waits before the customs system is asked for its clearance."""

SWEEP_REJECTED = timedelta(days=90)
"""How far back the sweep looks at rejected ratings; a correction that comes later has its own PUT to match them."""

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


class SweptBook(RatingBook, WaitingList, Protocol):
    """The ratings table with its list of what waits."""


def match(store: RatingBook, declaration_key: str, *, window: timedelta) -> Sequence[Rating]:
    """Settles what waits for the clearance of this declaration; gives the ratings that have changed by it.

    Whoever registers a clearance, corrects one or stumbles on a waiting rating calls this: each transition holds only
    for the clearance and the rating that were read, so that any number of them at once promote a rating once.
    """
    changed: list[Rating] = []
    for attempt in range(ATTEMPTS):
        clearance = store.clearance(declaration_key)
        if clearance is None:
            return changed
        try:
            for settled in _reconcile_all(store, clearance, window):
                changed.append(settled)  # noqa: PERF402 - what was settled before a race counts
        except Raced:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return changed
    raise AssertionError("unreachable: the last attempt returns or raises")


def sweep(store: SweptBook, *, now: datetime, window: timedelta) -> Sequence[Rating]:
    """Settles what a crash between a clearance and its matching has left behind."""
    left = [
        *store.waited(RatingStatus.AWAITING_CLEARANCE, since=_EVER, until=now),
        *store.waited(RatingStatus.REJECTED, since=now - SWEEP_REJECTED, until=now),
    ]
    keys = dict.fromkeys(declaration_key(waited.declaration_no) for waited in left)
    return [rating for key in keys for rating in match(store, key, window=window)]


def missing(store: WaitingList, *, now: datetime) -> Iterable[Waited]:
    """The ratings that have waited for their clearance for over 30 days, oldest first."""
    return store.waited(RatingStatus.AWAITING_CLEARANCE, since=_EVER, until=now - MISSING_AFTER - timedelta(seconds=1))


def _reconcile_all(store: RatingBook, clearance: Clearance, window: timedelta) -> Iterator[Rating]:
    for seen in store.waiting_at(clearance.key):
        if seen.status not in PROMOTABLE:
            continue
        settled = matched(seen, clearance, window)
        if settled == seen:
            continue
        if not store.reconcile(seen, settled, clearance):
            settled = superseded(seen, clearance)
            store.reconcile(seen, settled, clearance)
        yield settled
