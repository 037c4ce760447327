"""The sheets that an answer needs, each read once, and what of them must not be shown."""

from collections.abc import Mapping
from functools import cache

from hailong.ports import SheetReader
from hailong.statistics.periods import Bucket, Range, Span, bucket_of_period, buckets, spans, spans_by
from hailong.statistics.sheets import Sheet, merged
from hailong.statistics.suppression import raters, too_few, withheld
from hailong.statistics.units import Unit, UnitKind, parse_unit


class Remembering:
    """Reads each span of a unit once, for answers that are made of several."""

    def __init__(self, reader: SheetReader) -> None:
        self.sheets = cache(reader.sheets)
        self.names = reader.names
        self.knows = reader.knows


class Reading:
    """Sheets of units over one range, whole (`label` None) or by bucket."""

    def __init__(self, reader: SheetReader, within: Range, bucket: Bucket) -> None:
        self._reader = reader
        self._within = within
        self.days = within.days
        self._bucket = bucket
        self.buckets = tuple(buckets(within, bucket))
        self.labels = tuple(label for label, _ in self.buckets)
        self._sheets = cache(self._read)
        self.series = cache(self._series)
        self._total = cache(self._sum)
        self.withheld_below = cache(self._withheld_below)
        self.is_withheld = cache(self._is_withheld)

    def sheet(self, unit: Unit, label: str | None = None) -> Sheet:
        return self._total(unit) if label is None else self.series(unit)[label]

    def kin(self, unit: Unit, label: str | None = None) -> tuple[Unit, ...]:
        """The units right below that had anything to count; for an officer, right above."""
        return tuple(sorted(parse_unit(text) for text in self.sheet(unit, label).kin))

    def withheld_labels(self, unit: Unit) -> frozenset[str]:
        """The buckets of the unit that must not be shown."""
        if self.is_withheld(unit):
            return frozenset(self.labels)
        beside = frozenset(label for label in self.labels if self.is_withheld(unit, label))
        return withheld({label: raters(sheet) for label, sheet in self.series(unit).items()}, beside)

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

    def _withheld_below(self, unit: Unit, label: str | None = None) -> frozenset[str]:
        """Which of the units right below must not be shown."""
        sheet = self.sheet(unit, label)
        return withheld({child: sheet.raters.get(child, frozenset()) for child in sheet.kin})

    def _is_withheld(self, unit: Unit, label: str | None = None) -> bool:
        """Whether the unit must not be shown: for its own sake, for a unit beside it, or for one above it."""
        if too_few(self.sheet(unit, label)):
            return True
        return any(
            str(unit) in self.withheld_below(parent, label) or self.is_withheld(parent, label)
            for parent in self._parents(unit, label)
        )

    def _parents(self, unit: Unit, label: str | None) -> tuple[Unit, ...]:
        if unit.kind is UnitKind.OFFICER:
            return self.kin(unit, label)
        return (unit.parent,) if unit.parent else ()
