"""A row of counts for each enterprise, as big numbers of a few rows each. Pure.

Each count has 32 bits, each row its place by the enterprise's number, in a chunk of `CHUNK` rows. So the rows of two
sheets are added by one addition a chunk: months of hundreds of enterprises add up in microseconds, whatever the number
of ratings in them, and a sheet takes the memory of the enterprises on it, whatever their numbers. No count is ever
negative or beyond 32 bits (four thousand million), so none runs into its neighbour.
"""

import zlib
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hailong.statistics.figure_names import (
    CASE_EVENTS,
    CASES_IN,
    CASES_LATE,
    CASES_MISSED,
    CASES_OUT,
    CLEARANCES,
    HELPED,
    NEGATIVE,
    RATINGS,
    REASONED,
    Way,
    level_figure,
    way_figure,
)
from hailong.vocabulary.words import Subject

LEVELS = (1, 2, 3, 4, 5)
SATISFIED_LEVELS = (4, 5)
_OLD_COLUMNS = (CLEARANCES, RATINGS, *(f"{subject}_{what}" for subject in Subject for what in ("given", "satisfied")))
_COLUMNS_BEFORE = (
    *_OLD_COLUMNS,
    NEGATIVE,
    REASONED,
    "cases",
    CASES_IN,
    CASES_OUT,
    CASES_MISSED,
    CASES_LATE,
    *map(way_figure, Way),
)
COLUMNS = (*_COLUMNS_BEFORE, HELPED)
CLEARANCES_COLUMN, RATINGS_COLUMN = 0, 1
NEGATIVE_COLUMN, REASONED_COLUMN, CASES_COLUMN, HELPED_COLUMN = (
    COLUMNS.index(name) for name in (NEGATIVE, REASONED, "cases", HELPED)
)
"""Negative ratings, ratings with a reason, anything about cases, whether answers helped."""

CHUNK = 64

_COUNT_BITS, _COUNT_CODE = 32, "I"
_ROW_BITS = _COUNT_BITS * len(COLUMNS)
_CHUNK_COUNTS = CHUNK * len(COLUMNS)
_FORMAT = b"\x03"
_COLUMNS_OF = {b"\x01": len(_OLD_COLUMNS), b"\x02": len(_COLUMNS_BEFORE), _FORMAT: len(COLUMNS)}
"""How many columns the stored forms have: the older ones lack what is last by now."""


def given_column(subject: Subject) -> int:
    """The column of how many ratings gave the subject a level; the next one holds how many of them 4 or 5."""
    return COLUMNS.index(f"{subject}_given")


def way_column(way: Way) -> int:
    """The column of how many ratings came in by the way."""
    return COLUMNS.index(way_figure(way))


def row_of(figures: Mapping[str, int]) -> tuple[int, ...]:
    """What figures of an enterprise add to its row: a count for each of `COLUMNS`."""
    figure = figures.get
    levels = []
    for subject in Subject:
        levels += [
            sum(figure(level_figure(subject, level), 0) for level in which) for which in (LEVELS, SATISFIED_LEVELS)
        ]
    cases = sum(figure(name, 0) for name in CASE_EVENTS)
    others = {"cases": cases}
    return (
        figure(CLEARANCES, 0),
        figure(RATINGS, 0),
        *levels,
        *(others.get(name) or figure(name, 0) for name in COLUMNS[len(_OLD_COLUMNS) :]),
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """`chunks` by their number; none of them is 0."""

    chunks: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Mapping[int, Sequence[int]]) -> "Rows":
        """Rows by the number of their enterprise."""
        chunks: dict[int, int] = {}
        for number, row in rows.items():
            _add(chunks, number // CHUNK, _bits(number % CHUNK, row))
        return cls(chunks)

    def __add__(self, other: "Rows") -> "Rows":
        chunks = dict(self.chunks)
        for number, bits in other.chunks.items():
            _add(chunks, number, bits)
        return Rows(chunks)

    def __bool__(self) -> bool:
        return bool(self.chunks)

    def plus(self, number: int, row: Sequence[int], times: int) -> "Rows":
        """With a row added to an enterprise's, so many times (negative: taken away)."""
        chunks = dict(self.chunks)
        _add(chunks, number // CHUNK, times * _bits(number % CHUNK, row))
        return Rows(chunks)

    def column(self, column: int) -> Sequence[int]:
        """The counts of a column, by the number of the enterprise."""
        counts = array(_COUNT_CODE, bytes(self._height() * array(_COUNT_CODE).itemsize))
        for number, chunk in self.chunks.items():
            counts[number * CHUNK : (number + 1) * CHUNK] = _counts(chunk)[column :: len(COLUMNS)]
        return counts

    def having(self, column: int) -> frozenset[int]:
        """The enterprises with anything in the column."""
        return frozenset(self.counts(column))

    def counts(self, column: int) -> dict[int, int]:
        """The counts of a column that are not 0, by the number of the enterprise."""
        mask = _masks[column]
        found: dict[int, int] = {}
        for number, chunk in self.chunks.items():
            # Most columns of most chunks have nothing: that is seen without taking the chunk apart.
            if some := chunk & mask:
                counts = enumerate(_counts(some)[column :: len(COLUMNS)], number * CHUNK)
                found |= {place: count for place, count in counts if count}
        return found

    def items(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The rows in which there is anything, with the numbers of their enterprises, in order."""
        for number in sorted(self.chunks):
            counts = _counts(self.chunks[number])
            for place in range(CHUNK):
                row = tuple(counts[place * len(COLUMNS) : (place + 1) * len(COLUMNS)])
                if any(row):
                    yield number * CHUNK + place, row

    def pack(self, first: int) -> bytes:
        """The stored form: a version byte, then deflated columns from number `first` on, which begins a chunk."""
        counts = array(_COUNT_CODE)
        for number in range(first // CHUNK, self._height() // CHUNK):
            counts.extend(_counts(self.chunks.get(number, 0)))
        columns = b"".join(counts[column :: len(COLUMNS)].tobytes() for column in range(len(COLUMNS)))
        return _FORMAT + zlib.compress(columns)

    @classmethod
    def unpack(cls, data: bytes, first: int) -> "Rows":
        """Rows from the stored form; ValueError if it is of another version."""
        stored = _COLUMNS_OF.get(data[:1])
        if stored is None:
            raise ValueError("rows of an unknown format")
        columns = array(_COUNT_CODE, zlib.decompress(data[1:]))
        height = len(columns) // stored
        counts = array(_COUNT_CODE, bytes(height * len(COLUMNS) * columns.itemsize))
        for column in range(stored):
            counts[column :: len(COLUMNS)] = columns[column * height : (column + 1) * height]
        chunks = {}
        for start in range(0, len(counts), _CHUNK_COUNTS):
            if bits := int.from_bytes(counts[start : start + _CHUNK_COUNTS].tobytes(), "little"):
                chunks[first // CHUNK + start // _CHUNK_COUNTS] = bits
        return cls(chunks)

    def _height(self) -> int:
        """The number that no enterprise has, nor any after it: the end of the last chunk."""
        return (max(self.chunks) + 1) * CHUNK if self.chunks else 0


NO_ROWS = Rows()


def _add(chunks: dict[int, int], number: int, bits: int) -> None:
    total = chunks.get(number, 0) + bits
    if total:
        chunks[number] = total
    else:
        chunks.pop(number, None)


def _counts(chunk: int) -> "array[int]":
    """The counts of a chunk, row by row."""
    return array(_COUNT_CODE, chunk.to_bytes(_ROW_BITS * CHUNK // 8, "little"))


_ONES = sum(1 << (_ROW_BITS * place) for place in range(CHUNK))
_masks = tuple(_ONES * ((1 << _COUNT_BITS) - 1) << (_COUNT_BITS * column) for column in range(len(COLUMNS)))
"""Where the counts of each column stand in a chunk."""


def _bits(place: int, row: Sequence[int]) -> int:
    return sum(count << (_COUNT_BITS * column) for column, count in enumerate(row)) << (_ROW_BITS * place)
