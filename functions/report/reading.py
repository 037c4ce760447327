"""The sheets that an answer needs, each read once."""

from collections.abc import Mapping
from functools import cache

from hailong.ports.statistics import SheetReader
from hailong.statistics.periods import Bucket, Range, Span, bucket_of_period, buckets, spans, spans_by
from hailong.statistics.sheets import Sheet, merged
from hailong.statistics.suppression import Family
from hailong.statistics.units import Unit, parse_unit

Decided = tuple[Unit, Family, str]
"""Of a unit, a family and an atom, by its label."""


class Remembering:
    """Reads each span of a unit once, for answers that are made of several.

    `hidden` and `withheld_below` are what has been decided of a unit, a family and an atom: it is the same for all.
    """

    def __init__(self, reader: SheetReader) -> None:
        self.hidden: dict[Decided, bool] = {}
        self.withheld_below: dict[Decided, frozenset[str]] = {}
        self.sheets = cache(reader.sheets)
        self.latest = reader.latest
        self.names = reader.names
        self.knows = reader.knows


def remembering(reader: SheetReader) -> Remembering:
    """The reader itself where it remembers already."""
    return reader if isinstance(reader, Remembering) else Remembering(reader)


class Reading:
    """Sheets of units over one range, whole (`label` None) or by bucket."""

    def __init__(self, reader: SheetReader, within: Range, bucket: Bucket) -> None:
        self._reader = reader
        self._within = within
        self._bucket = bucket
        self.buckets = tuple(buckets(within, bucket))
        self.labels = tuple(label for label, _ in self.buckets)
        self._sheets = cache(self._read)
        self.series = cache(self._series)
        self._total = cache(self._sum)

    def sheet(self, unit: Unit, label: str | None = None) -> Sheet:
        return self._total(unit) if label is None else self.series(unit)[label]

    def kin(self, unit: Unit, label: str | None = None) -> tuple[Unit, ...]:
        """The units right below that had anything to count; for an officer, right above."""
        return tuple(sorted(parse_unit(text) for text in self.sheet(unit, label).kin))

    def _read(self, unit: Unit, span: Span) -> Mapping[str, Sheet]:
        return self._reader.sheets(str(unit), span)

    def _series(self, unit: Unit) -> dict[str, Sheet]:
        found = {label: Sheet() for label in self.labels}
        for span in spans_by(self._within, self._bucket):
            for period, sheet in self._sheets(unit, span).items():
                found[bucket_of_period(period, self._bucket)].merge(sheet)
        return found

    def _sum(self, unit: Unit) -> Sheet:
        return merged(sheet for span in spans(self._within) for sheet in self._sheets(unit, span).values())
