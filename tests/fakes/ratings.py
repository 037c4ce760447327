"""The rating store in memory, by the contract of `tests/contract/test_rating_store.py`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from hailong.lots.clearance import (
    MOST_DECLARATIONS,
    Clearance,
    lot_is_full,
    lot_of_another_enterprise,
    same_facts,
)
from hailong.lots.rating import PROMOTABLE, Rating, SweepPlace, Waited
from hailong.vocabulary.errors import Conflict, Raced
from hailong.vocabulary.pages import Page
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import RatingStatus
from tests.fakes.pages import page_of


class MemoryRatingStore:
    def __init__(self) -> None:
        self._clearances: dict[str, Clearance] = {}
        self._ratings: dict[str, Rating] = {}
        self._waiting: dict[tuple[str, str], Rating] = {}
        self._quota: dict[str, tuple[date, int]] = {}
        self._place: SweepPlace | None = None
        self._tries: Counter[str] = Counter()
        self.reads = 0
        self.writes = 0

    def clearance(self, declaration_key: str) -> Clearance | None:
        self.reads += 1
        return self._clearances.get(declaration_key)

    def rating(self, lot_key: str) -> Rating | None:
        self.reads += 1
        return self._ratings.get(lot_key)

    def put_clearance(self, clearance: Clearance, replaces: Clearance | None) -> None:
        self.writes += 1
        known = self._clearances.get(clearance.key)
        if replaces is not None and not same_facts(clearance, replaces) and replaces.lot_key in self._ratings:
            raise Conflict("clearance_rated", "The lot has been rated.")
        if (known.version if known else None) != (replaces.version if replaces else None):
            raise Raced("the clearance has changed meanwhile")
        lot = [
            one for one in self._clearances.values() if one.lot_key == clearance.lot_key and one.key != clearance.key
        ]
        if any(one.enterprise.tax_code != clearance.enterprise.tax_code for one in lot):
            raise lot_of_another_enterprise()
        if len(lot) >= MOST_DECLARATIONS and (replaces is None or replaces.lot_key != clearance.lot_key):
            raise lot_is_full()
        self._clearances[clearance.key] = clearance

    def count_waiting(self, client_id: str, day: date, most: int) -> bool:
        counted = self._quota.get(client_id, (day, 0))
        times = counted[1] if counted[0] == day else 0
        if times >= most:
            return False
        self._quota[client_id] = (day, times + 1)
        return True

    def place(self) -> SweepPlace | None:
        return self._place

    def keep_place(self, place: SweepPlace | None) -> None:
        self._place = place

    def count_try(self, declaration_key: str, most: int) -> bool:
        if self._tries[declaration_key] >= most:
            return False
        self._tries[declaration_key] += 1
        return True

    def accept(self, rating: Rating) -> Rating | None:
        self.writes += 1
        if rating.clearance is None or rating.lot_key is None:
            raise ValueError("only a rating that has its clearance can be accepted")
        if rating.lot_key in self._ratings:
            return self._ratings[rating.lot_key]
        self._require(rating.clearance)
        waiting = self._waiting.get((rating.key, rating.tax_code))
        if waiting is not None and waiting.status is RatingStatus.AWAITING_CLEARANCE:
            raise Raced("the enterprise's earlier rating still waits")
        self._ratings[rating.lot_key] = rating
        return None

    def put_corrected(self, rating: Rating) -> None:
        if rating.lot_key is None:
            self._waiting[rating.key, rating.tax_code] = rating
        else:
            self._ratings[rating.lot_key] = rating

    def waiting(self, declaration_key: str, tax_code: str) -> Rating | None:
        self.reads += 1
        return self._waiting.get((declaration_key, tax_code))

    def waiting_at(self, declaration_key: str) -> Sequence[Rating]:
        self.reads += 1
        return [rating for _, rating in sorted(self._waiting.items()) if rating.key == declaration_key]

    def wait(self, rating: Rating) -> Rating | None:
        self.writes += 1
        if rating.key in self._clearances:
            raise Raced("the clearance has come meanwhile")
        known = self._waiting.get((rating.key, rating.tax_code))
        if known is None:
            self._waiting[rating.key, rating.tax_code] = rating
        return known

    def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        self.writes += 1
        self._require(clearance)
        key = (seen.key, seen.tax_code)
        if key not in self._waiting or self._waiting[key].status is not seen.status:
            raise Raced("the waiting rating has changed meanwhile")
        if settled.status is RatingStatus.ACCEPTED:
            lot_key = clearance.lot_key
            if lot_key in self._ratings:
                return False
            self._ratings[lot_key] = settled
        self._waiting[key] = settled
        return True

    def waited(self, status: RatingStatus, *, since: datetime, until: datetime) -> Iterator[Waited]:
        found = [
            r
            for r in self._waiting.values()
            if r.status is status and status in PROMOTABLE and since <= r.received_at <= until
        ]
        for rating in sorted(found, key=lambda one: one.received_at):
            yield Waited(rating.declaration_no, rating.received_at)

    def negative(self, month: str, *, after: str | None = None) -> Page[Rating]:
        found = [r for r in self._ratings.values() if r.negative and to_text(r.received_at).startswith(month)]
        return page_of(sorted(found, key=lambda rating: rating.received_at), after)

    def _require(self, clearance: Clearance) -> None:
        known = self._clearances.get(clearance.key)
        if known is None or known.version != clearance.version:
            raise Raced("the clearance has changed meanwhile")
