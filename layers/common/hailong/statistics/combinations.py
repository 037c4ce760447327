"""What adding and subtracting figures of overlapping units can come to: whether it may concern one or two enterprises.

A figure is a vector here: how often it concerns each enterprise. What is computed from figures by adding and
subtracting, however often, is a vector of the space that they span. Pure.
"""

from collections.abc import Mapping

_PRIME = 2**61 - 1
"""Counts are small beside it: that a determinant of them, not 0, is a multiple of it does not happen."""

Vector = Mapping[int, int]
"""By the number of the enterprise; what is 0 is left out."""


class Space:
    """All combinations of vectors, as a basis in which each has a 1 where all others have 0: at its pivot."""

    def __init__(self, basis: Mapping[int, Vector] | None = None) -> None:
        self._basis = dict(basis or {})

    def plus(self, vector: Vector) -> "Space":
        """With one vector more."""
        rest = {number: count % _PRIME for number, count in vector.items() if count % _PRIME}
        for pivot, row in self._basis.items():
            rest = _less(rest, rest.get(pivot, 0), row)
        if not rest:
            return self
        own = min(rest)
        new = _times(rest, pow(rest[own], -1, _PRIME))
        reduced = {pivot: _less(row, row.get(own, 0), new) for pivot, row in self._basis.items()}
        return Space(reduced | {own: new})

    def has_few(self) -> bool:
        """Whether a vector in it concerns one or two enterprises.

        Such a vector is one of the basis, or the difference of two (times something) that are alike beside their
        pivots: every combination of three has at least three pivots in it.
        """
        seen = set()
        for pivot, row in self._basis.items():
            others = {number: count for number, count in row.items() if number != pivot}
            if len(others) <= 1:
                return True
            alike = frozenset(_times(others, pow(others[min(others)], -1, _PRIME)).items())
            if alike in seen:
                return True
            seen.add(alike)
        return False


def _times(vector: Vector, factor: int) -> dict[int, int]:
    return {number: count * factor % _PRIME for number, count in vector.items()}


def _less(vector: Vector, times: int, other: Vector) -> dict[int, int]:
    found = dict(vector)
    if times:
        for number, count in other.items():
            if left := (found.get(number, 0) - times * count) % _PRIME:
                found[number] = left
            else:
                found.pop(number, None)
    return found
