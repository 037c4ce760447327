"""Stream records as facts. What can never be read is named, so that it becomes a dead letter and holds up nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hailong.adapters.dynamodb.stream import Stored, change_of, hopeless
from hailong.cases.case import Case
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.statistics.facts import Fact
from hailong.statistics.facts_of_records import cleared, dealt, rated
from hailong.vocabulary.errors import GiveUp

type Record = Mapping[str, Any]


@dataclass(slots=True)
class Batch:
    """The facts of some records, the clearances among them, and the records that cannot be read, with the error."""

    facts: list[tuple[Fact, Record]] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    dead_letters: list[tuple[Record, Exception]] = field(default_factory=list)


def read(records: Iterable[Record]) -> Batch:
    """The records of a batch, of either stream."""
    batch = Batch()
    for record in records:
        try:
            after = change_of(record).after
            batch.facts.append((_fact(after), record))
            if isinstance(after, Clearance):
                batch.clearances.append(after)
        except Exception as error:
            if not hopeless(error):
                raise
            batch.dead_letters.append((record, error))
    return batch


def _fact(stored: Stored) -> Fact:
    match stored:
        case Clearance():
            return cleared(stored)
        case Rating():
            return rated(stored)
        case Case():
            # Slow to load, and most batches have no case.
            from hailong.vocabulary.workdays import vietnamese_calendar  # noqa: PLC0415

            return dealt(stored, vietnamese_calendar())
        case _:
            raise GiveUp("a record that the filters should have dropped")
