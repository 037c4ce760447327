"""Whether the share of the satisfied has really changed: over the enterprises that rated in both periods. Pure.

The difference of two ratio estimates over the same clusters, by linearisation: each enterprise adds the difference of
what it adds to either ratio (W. G. Cochran, Sampling Techniques, 3rd ed. 1977, 6.3 and 6.9; L. Kish, Survey Sampling,
1965, 12.4), and the variance is that of these sums over enterprises, with Student's t of one degree less than these.
"""

from dataclasses import dataclass
from math import sqrt

from hailong.statistics.intervals import student_t
from hailong.statistics.rows import given_column
from hailong.statistics.sheets import Sheet
from hailong.vocabulary.words import Subject

_FEWEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`difference` of the shares, now less before, with its 95 % interval; `enterprises` are those in both periods."""

    difference: float
    low: float
    high: float
    enterprises: frozenset[int]


def change(before: Sheet, now: Sheet, subject: Subject) -> Change | None:
    """None with fewer than two enterprises in both periods."""
    earlier, later = _clusters(before, subject), _clusters(now, subject)
    both = sorted(earlier.keys() & later.keys())
    if len(both) < _FEWEST:
        return None
    share_before, n_before = _share([earlier[number] for number in both])
    share_now, n_now = _share([later[number] for number in both])
    squares = 0.0
    for number in both:
        (given_before, satisfied_before), (given, satisfied) = earlier[number], later[number]
        part = (satisfied - share_now * given) / n_now - (satisfied_before - share_before * given_before) / n_before
        squares += part * part
    half = student_t(len(both) - 1) * sqrt(len(both) / (len(both) - 1) * squares)
    difference = share_now - share_before
    return Change(
        difference=difference,
        low=max(-1.0, difference - half),
        high=min(1.0, difference + half),
        enterprises=frozenset(both),
    )


def _clusters(sheet: Sheet, subject: Subject) -> dict[int, tuple[int, int]]:
    given = given_column(subject)
    pairs = zip(sheet.rows.column(given), sheet.rows.column(given + 1), strict=True)
    return {number: pair for number, pair in enumerate(pairs) if pair[0]}


def _share(clusters: list[tuple[int, int]]) -> tuple[float, int]:
    n = sum(given for given, _ in clusters)
    return sum(satisfied for _, satisfied in clusters) / n, n
