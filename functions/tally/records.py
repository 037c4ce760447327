"""Stream records as facts. What can never be read is named, so that it becomes a dead letter and holds up nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from hailong.adapters.dynamodb import items
from hailong.lots.clearance import Clearance
from hailong.statistics.facts import Fact, cleared, dealt, rated


@dataclass(slots=True)
class Batch:
    """The facts of some records, the clearances among them, and the records that cannot be read, with the error."""

    facts: list[Fact] = field(default_factory=list)
    clearances: list[Clearance] = field(default_factory=list)
    dead_letters: list[tuple[Mapping[str, Any], Exception]] = field(default_factory=list)


def read(records: Iterable[Mapping[str, Any]]) -> Batch:
    """The records of a batch, of either stream."""
    batch = Batch()
    for record in records:
        try:
            _read(record, batch)
        except (ValidationError, KeyError, ValueError, TypeError, AttributeError) as error:
            batch.dead_letters.append((record, error))
    return batch


def _read(record: Mapping[str, Any], batch: Batch) -> None:
    image = record["dynamodb"]["NewImage"]
    match record["dynamodb"]["Keys"]["sk"]["S"]:
        case items.CLEARANCE:
            clearance = items.clearance_from(image)
            batch.facts.append(cleared(clearance))
            batch.clearances.append(clearance)
        case items.RATING:
            batch.facts.append(rated(items.rating_from(image)))
        case items.CASE:
            # Slow to load, and most batches have no case.
            from hailong.vocabulary.workdays import vietnamese_calendar  # noqa: PLC0415

            batch.facts.append(dealt(items.case_from(image), vietnamese_calendar()))
        case other:
            raise ValueError(f"a record that the filters should have dropped: {other}")
