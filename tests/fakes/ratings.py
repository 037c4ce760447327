"""The rating store in memory, by the contract of `tests/contract/test_rating_store.py`."""

from collections.abc import Iterator

from hailong.clearance import Clearance, same_facts
from hailong.errors import Conflict, Raced
from hailong.rating import Rating
from hailong.times import to_text


class MemoryRatingStore:
    def __init__(self) -> None:
        self._clearances: dict[str, Clearance] = {}
        self._ratings: dict[str, Rating] = {}
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
        self._clearances[clearance.key] = clearance

    def accept(self, rating: Rating) -> Rating | None:
        self.writes += 1
        if rating.clearance is None or rating.lot_key is None:
            raise ValueError("only a rating that has its clearance can be accepted")
        if rating.lot_key in self._ratings:
            return self._ratings[rating.lot_key]
        known = self._clearances.get(rating.clearance.key)
        if known is None or known.version != rating.clearance.version:
            raise Raced("the clearance has changed meanwhile")
        self._ratings[rating.lot_key] = rating
        return None

    def negative(self, month: str) -> Iterator[Rating]:
        found = [r for r in self._ratings.values() if r.negative and to_text(r.received_at).startswith(month)]
        yield from sorted(found, key=lambda rating: rating.received_at)
