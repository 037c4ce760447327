"""Sheets: what is counted of one unit in one period, with a row an enterprise. Sheets add up. Pure.

The rows are why any range has exact figures of enterprises: who rated, who was cleared, and how the ratings
bunch by enterprise. An enterprise is a dense number here; a sheet holds the enterprises of one block of numbers, so
that it stays small however many there are. A row has one count for each of `COLUMNS`.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from hailong.statistics.facts import CLEARANCES, RATINGS, Posting, level_figure
from hailong.statistics.periods import period_keys
from hailong.statistics.units import Unit
from hailong.words import Subject

BLOCK = 4096
"""Enterprises a sheet; a full one has about 25 kB of rows."""

LEVELS = (1, 2, 3, 4, 5)
SATISFIED_LEVELS = (4, 5)
COLUMNS = (CLEARANCES, RATINGS, *(f"{subject}_{what}" for subject in Subject for what in ("given", "satisfied")))
CLEARANCES_COLUMN, RATINGS_COLUMN = 0, 1
_FORMAT = b"\x01"


def given_column(subject: Subject) -> int:
    """The column of how many ratings gave the subject a level; the next one holds how many of them 4 or 5."""
    return COLUMNS.index(f"{subject}_given")


class SheetKey(NamedTuple):
    """`unit` as text, `period` as its key."""

    unit: str
    period: str
    block: int


@dataclass(slots=True)
class Sheet:
    """`kin` counts postings by the unit right below that shared them (for an officer: right above)."""

    figures: dict[str, int] = field(default_factory=dict)
    kin: dict[str, int] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=dict)

    def copy(self) -> "Sheet":
        return Sheet(dict(self.figures), dict(self.kin), {number: list(row) for number, row in self.rows.items()})

    def post(self, posting: Posting, kin: Iterable[Unit], number: int) -> None:
        """Adds (or, where it is withdrawn, takes away) a posting of the enterprise of that number."""
        _add(self.figures, posting.figures, posting.times)
        _add(self.kin, {str(unit): 1 for unit in kin}, posting.times)
        addition = row_of(posting.figures)
        if any(addition):
            row = self.rows.setdefault(number, [0] * len(COLUMNS))
            for column, value in enumerate(addition):
                row[column] += value * posting.times
            if not any(row):
                del self.rows[number]

    def merge(self, other: "Sheet") -> None:
        """Adds another sheet, of any period or block of the same unit."""
        _add(self.figures, other.figures, 1)
        _add(self.kin, other.kin, 1)
        for number, addition in other.rows.items():
            row = self.rows.get(number)
            if row is None:
                self.rows[number] = list(addition)
            else:
                self.rows[number] = [one + another for one, another in zip(row, addition, strict=True)]


def merged(sheets: Iterable[Sheet]) -> Sheet:
    """The sum of sheets."""
    total = Sheet()
    for sheet in sheets:
        total.merge(sheet)
    return total


def row_of(figures: Mapping[str, int]) -> list[int]:
    """What a posting adds to its enterprise's row."""
    row = [0] * len(COLUMNS)
    row[CLEARANCES_COLUMN] = figures.get(CLEARANCES, 0)
    row[RATINGS_COLUMN] = figures.get(RATINGS, 0)
    for subject in Subject:
        given = given_column(subject)
        row[given] = sum(figures.get(level_figure(subject, level), 0) for level in LEVELS)
        row[given + 1] = sum(figures.get(level_figure(subject, level), 0) for level in SATISFIED_LEVELS)
    return row


def keys_of(posting: Posting, number: int) -> Iterator[tuple[SheetKey, tuple[Unit, ...]]]:
    """Every sheet that a posting of the enterprise of that number belongs on, with the kin to note there."""
    for unit, kin in posting.place.units():
        for period in period_keys(posting.day):
            yield SheetKey(str(unit), period, number // BLOCK), kin


def pack_rows(rows: Mapping[int, list[int]]) -> bytes:
    """The stored form: a version byte, then deflated columns of 32-bit counts, the gaps between numbers first."""
    numbers = sorted(rows)
    gaps = [number - before for before, number in zip([0, *numbers], numbers, strict=False)]
    columns = [gaps, *([rows[number][column] for number in numbers] for column in range(len(COLUMNS)))]
    return _FORMAT + zlib.compress(b"".join(struct.pack(f"<{len(numbers)}I", *column) for column in columns))


def unpack_rows(data: bytes) -> dict[int, list[int]]:
    """Rows from the stored form; ValueError if it is of another version."""
    if data[:1] != _FORMAT:
        raise ValueError("rows of an unknown format")
    content = zlib.decompress(data[1:])
    values = struct.unpack(f"<{len(content) // 4}I", content)
    height = len(values) // (len(COLUMNS) + 1)
    gaps = values[:height]
    columns = [values[height * column : height * (column + 1)] for column in range(1, len(COLUMNS) + 1)]
    rows, number = {}, 0
    for gap, *row in zip(gaps, *columns, strict=True):
        number += gap
        rows[number] = row
    return rows


def _add(into: dict[str, int], figures: Mapping[str, int], times: int) -> None:
    for name, value in figures.items():
        total = into.get(name, 0) + value * times
        if total:
            into[name] = total
        else:
            into.pop(name, None)
