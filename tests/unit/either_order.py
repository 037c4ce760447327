"""Ratings and clearances that come in either order, and a store that knows what was recorded."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from functions.submit import decisions, waiting
from hailong.lots.clearance import Clearance, Enterprise
from hailong.lots.rating import Rating
from hailong.vocabulary.words import RatingStatus
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.ratings import MemoryRatingStore

WINDOW = timedelta(days=30)
NOW = samples.RATED + timedelta(hours=1)
KEY = "10302752870"
ACCEPTED, AWAITING = RatingStatus.ACCEPTED, RatingStatus.AWAITING_CLEARANCE
REJECTED, SUPERSEDED = RatingStatus.REJECTED, RatingStatus.SUPERSEDED
STRANGER = Enterprise(tax_code=samples.OTHER_TAX_CODE, name="Công ty TNHH Mẫu")


class CountingStore(MemoryRatingStore):
    """Knows how often a rating was recorded for a lot."""

    def __init__(self) -> None:
        super().__init__()
        self.recorded: list[Rating] = []

    def accept(self, rating: Rating) -> Rating | None:
        known = super().accept(rating)
        if known is None:
            self.recorded.append(rating)
        return known

    def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        done = super().reconcile(seen, settled, clearance)
        if done and settled.status is ACCEPTED:
            self.recorded.append(settled)
        return done


def rate(rating: Rating | None = None) -> Callable[[Any], decisions.Rated]:
    return lambda store: decisions.rate(store, rating or samples.rating(), window=WINDOW)


def clear(clearance: Clearance | None = None) -> Callable[[Any], decisions.Registered]:
    return lambda store: decisions.register_and_match(store, clearance or samples.clearance(), now=NOW, window=WINDOW)


def swept(store: Any) -> Any:
    return waiting.sweep(store, now=NOW, window=WINDOW)


def status_at(store: MemoryRatingStore, key: str = KEY, tax_code: str = samples.TAX_CODE) -> RatingStatus | None:
    kept = store.waiting(key, tax_code)
    return kept.status if kept else None


def shown(store: MemoryRatingStore, key: str = KEY, tax_code: str = samples.TAX_CODE) -> Rating:
    return decisions.look_up(store, MemoryCaseStore(), key, tax_code).rating
