"""What the tally writes and takes for the made-up half-year, by the size of its batches."""

import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import batched

from functions.tally.decisions import tally
from hailong.adapters.dynamodb.counters import stored_item, stored_value
from hailong.statistics.facts import Fact
from hailong.statistics.facts_of_records import cleared, rated
from hailong.statistics.store import Kept, Key, LotKey, Value
from hailong.vocabulary.times import vietnamese_day
from local.halfyear import HALF_YEAR, lots
from tests.bench.report import Report, table
from tests.bench.simulated import Item, size

BATCHES = (1, 10, 40, 100, 200, 500)
_FACTS = 6000


class SerialisedCounters:
    """Keeps items as DynamoDB gets them, so that their making and reading is measured; counts what is written."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._items: dict[Key, tuple[Item, int]] = {}
        self.writes = self.write_units = self.reads = 0

    def numbers(self, enterprises: Collection[str]) -> Mapping[str, int]:
        return {one: self._numbers.setdefault(one, len(self._numbers)) for one in enterprises}

    def load(self, keys: Collection[Key]) -> Mapping[Key, Kept[Value]]:
        self.reads += len(keys)
        found = {key: self._items[key] for key in keys if key in self._items}
        return {key: Kept(stored_value(key, item), revision) for key, (item, revision) in found.items()}

    def commit(self, changes: Mapping[Key, Kept[Value]]) -> None:
        for key, change in changes.items():
            item = stored_item(key, change.value)
            self._items[key] = (item, change.revision + 1)
            self.writes += 1
            # A transaction costs two units for each KiB of each item.
            self.write_units += 2 * -(-size(item) // 1024)

    def sheets(self) -> int:
        return sum(not isinstance(key, LotKey) for key in self._items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    batch: int
    facts: int
    ratings: int
    seconds: float
    transactions: int
    writes: int
    write_units: int
    reads: int


def half_year_facts() -> list[Fact]:
    """Clearances and ratings in the order of their coming, from the first working day of the half-year."""
    facts: list[tuple[str, Fact]] = []
    for lot in lots():
        if vietnamese_day(lot.clearances[0].cleared_at) < HALF_YEAR.first:
            continue
        facts += [(one.recorded_at.isoformat(), cleared(one)) for one in lot.clearances]
        if lot.rating is not None:
            facts.append((lot.rating.received_at.isoformat(), rated(lot.rating)))
    return [fact for _, fact in sorted(facts, key=lambda one: one[0])][:_FACTS]


def measure(batches: tuple[int, ...] = BATCHES) -> Iterator[Measured]:
    facts = half_year_facts()
    ratings = sum(not hasattr(fact, "number") for fact in facts)
    for batch in batches:
        counters = SerialisedCounters()
        started, transactions = time.process_time(), 0
        for part in batched(facts, batch, strict=False):
            transactions += tally(part, counters, pause=time.sleep).transactions
        yield Measured(
            batch=batch,
            facts=len(facts),
            ratings=ratings,
            seconds=time.process_time() - started,
            transactions=transactions,
            writes=counters.writes,
            write_units=counters.write_units,
            reads=counters.reads,
        )


def run() -> Report:
    measured = list(measure())
    headers = (
        "records a batch",
        "records a second of processor time",
        "transactions",
        "writes per 1,000 records",
        "writes per 1,000 ratings",
        "write units per 1,000 ratings",
    )
    rows = [
        (
            one.batch,
            f"{one.facts / one.seconds:,.0f}",
            f"{one.transactions:,}",
            f"{1000 * one.writes / one.facts:,.0f}",
            f"{1000 * one.writes / one.ratings:,.0f}",
            f"{1000 * one.write_units / one.ratings:,.0f}",
        )
        for one in measured
    ]
    return Report(
        title="The tally",
        text="The made-up half-year, counted in batches of different sizes.",
        tables=(table(headers, rows),),
        raw=[asdict(one) for one in measured],
    )
