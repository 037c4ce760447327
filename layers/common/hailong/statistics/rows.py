"""A row of counts for each enterprise, as one big number. Pure.

Each count has 32 bits, each row its place by the enterprise's number. So the rows of two sheets are added by one
addition: months of hundreds of enterprises add up in microseconds, whatever the number of ratings in them. No
count is ever negative or beyond 32 bits (four thousand million), so none runs into its neighbour.
"""

import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hailong.statistics.facts import CLEARANCES, RATINGS, level_figure
from hailong.vocabulary.words import Subject

LEVELS = (1, 2, 3, 4, 5)
SATISFIED_LEVELS = (4, 5)
COLUMNS = (CLEARANCES, RATINGS, *(f"{subject}_{what}" for subject in Subject for what in ("given", "satisfied")))
CLEARANCES_COLUMN, RATINGS_COLUMN = 0, 1

_COUNT_BITS, _COUNT_CODE = 32, "I"
_ROW_BITS = _COUNT_BITS * len(COLUMNS)
_FORMAT = b"\x01"


def given_column(subject: Subject) -> int:
    """The column of how many ratings gave the subject a level; the next one holds how many of them 4 or 5."""
    return COLUMNS.index(f"{subject}_given")


def row_of(figures: Mapping[str, int]) -> tuple[int, ...]:
    """What figures of an enterprise add to its row: a count for each of `COLUMNS`."""
    levels = []
    for subject in Subject:
        levels += [
            sum(figures.get(level_figure(subject, level), 0) for level in which) for which in (LEVELS, SATISFIED_LEVELS)
        ]
    return (figures.get(CLEARANCES, 0), figures.get(RATINGS, 0), *levels)


@dataclass(frozen=True, slots=True)
class Rows:
    bits: int = 0

    @classmethod
    def of(cls, rows: Mapping[int, Sequence[int]]) -> "Rows":
        """Rows by the number of their enterprise."""
        return cls(sum(_bits(number, row) for number, row in rows.items()))

    def __add__(self, other: "Rows") -> "Rows":
        return Rows(self.bits + other.bits)

    def __bool__(self) -> bool:
        return self.bits != 0

    def plus(self, number: int, row: Sequence[int], times: int) -> "Rows":
        """With a row added to an enterprise's, so many times (negative: taken away)."""
        return Rows(self.bits + times * _bits(number, row))

    def column(self, column: int) -> Sequence[int]:
        """The counts of a column, by the number of the enterprise."""
        return self._counts()[column :: len(COLUMNS)]

    def items(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The rows in which there is anything, with the numbers of their enterprises."""
        columns = [self.column(column) for column in range(len(COLUMNS))]
        return ((number, row) for number, row in enumerate(zip(*columns, strict=True)) if any(row))

    def pack(self, first: int) -> bytes:
        """The stored form: a version byte, then deflated columns; `first` is the number that the rows begin with."""
        rows = Rows(self.bits >> (_ROW_BITS * first))
        columns = b"".join(rows._counts()[column :: len(COLUMNS)].tobytes() for column in range(len(COLUMNS)))
        return _FORMAT + zlib.compress(columns)

    @classmethod
    def unpack(cls, data: bytes, first: int) -> "Rows":
        """Rows from the stored form; ValueError if it is of another version."""
        if data[:1] != _FORMAT:
            raise ValueError("rows of an unknown format")
        columns = array(_COUNT_CODE, zlib.decompress(data[1:]))
        height = len(columns) // len(COLUMNS)
        counts = array(_COUNT_CODE, bytes(len(columns) * columns.itemsize))
        for column in range(len(COLUMNS)):
            counts[column :: len(COLUMNS)] = columns[column * height : (column + 1) * height]
        return cls(int.from_bytes(counts.tobytes(), "little") << (_ROW_BITS * first))

    def _counts(self) -> "array[int]":
        """All counts, row by row."""
        height = -(-self.bits.bit_length() // _ROW_BITS)
        return array(_COUNT_CODE, self.bits.to_bytes(height * _ROW_BITS // 8, "little"))


NO_ROWS = Rows()


def _bits(number: int, row: Sequence[int]) -> int:
    return sum(count << (_COUNT_BITS * column) for column, count in enumerate(row)) << (_ROW_BITS * number)
