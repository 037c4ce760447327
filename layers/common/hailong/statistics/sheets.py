"""Sheets: what is counted of one unit in one period, with a row an enterprise. Sheets add up. Pure.

The rows are why any range has exact figures of enterprises: who rated, who was cleared, and how the ratings
bunch by enterprise. An enterprise is a dense number here; a stored sheet holds the enterprises of one block of numbers,
so that it stays small however many there are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hailong.statistics.figure_names import RATINGS
from hailong.statistics.postings import Posting
from hailong.statistics.rows import NO_ROWS, Rows, row_of
from hailong.statistics.units import Unit, UnitKind

BLOCK = 4096
"""Enterprises a stored sheet: a full and busy one has less than 40 kB of rows."""


class SheetKey(NamedTuple):
    """`unit` as text, `period` as its key."""

    unit: str
    period: str
    block: int

    @property
    def of_officer(self) -> bool:
        return self.unit.startswith(f"{UnitKind.OFFICER}:")


@dataclass(slots=True)
class Sheet:
    """`kin` counts postings by the unit right below that shared them (for an officer: right above).

    `raters` names the enterprises that rated each unit right below: whom to withhold is told by the sheet above,
    however many there are below.
    """

    figures: dict[str, int] = field(default_factory=dict)
    kin: dict[str, int] = field(default_factory=dict)
    rows: Rows = NO_ROWS
    raters: dict[str, frozenset[int]] = field(default_factory=dict)

    def copy(self) -> "Sheet":
        return Sheet(dict(self.figures), dict(self.kin), self.rows, dict(self.raters))

    def post(self, posting: Posting, kin: Iterable[Unit], number: int, *, kin_below: bool) -> None:
        """Adds (or, where it is withdrawn, takes away) a posting of the enterprise of that number."""
        _add(self.figures, posting.figures, posting.times)
        names = [str(unit) for unit in kin]
        _add(self.kin, dict.fromkeys(names, 1), posting.times)
        if kin_below and RATINGS in posting.figures and posting.times > 0:
            self._add_raters(dict.fromkeys(names, frozenset({number})))
        # Of a rating only an operator takes away what was counted, and with it all there was of a unit.
        for name in names:
            if name not in self.kin:
                self.raters.pop(name, None)
        self.rows = self.rows.plus(number, row_of(posting.figures), posting.times)

    def merge(self, other: "Sheet") -> None:
        """Adds another sheet, of any period or block of the same unit."""
        _add(self.figures, other.figures, 1)
        _add(self.kin, other.kin, 1)
        self.rows += other.rows
        self._add_raters(other.raters)

    def _add_raters(self, raters: Mapping[str, frozenset[int]]) -> None:
        for unit, numbers in raters.items():
            self.raters[unit] = self.raters.get(unit, frozenset()) | numbers


def merged(sheets: Iterable[Sheet]) -> Sheet:
    """The sum of sheets."""
    total = Sheet()
    for sheet in sheets:
        total.merge(sheet)
    return total


def keys_of(posting: Posting, number: int) -> Iterator[tuple[SheetKey, tuple[Unit, ...]]]:
    """Every sheet that a posting of the enterprise of that number belongs on, with the kin to note there."""
    for unit, period, kin in posting.sheets():
        yield SheetKey(str(unit), period, number // BLOCK), kin


def _add(into: dict[str, int], figures: Mapping[str, int], times: int) -> None:
    for name, value in figures.items():
        total = into.get(name, 0) + value * times
        if total:
            into[name] = total
        else:
            into.pop(name, None)
