"""Enterprises that rated, are still cleared, and have stopped: the first sign of retaliation, or of giving up. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hailong.statistics.periods import Span, month_key
from hailong.statistics.rows import CLEARANCES_COLUMN, NEGATIVE_COLUMN, RATINGS_COLUMN
from hailong.statistics.sheets import Sheet

QUIET_MONTHS, EARLIER_MONTHS = 3, 12
"""Nothing said in the latest three months, a rating in the twelve before."""


@dataclass(frozen=True, slots=True)
class Silent:
    """The enterprises, and those of them who gave a negative rating in the last month in which they rated."""

    enterprises: frozenset[int]
    after_negative: frozenset[int]


@dataclass(frozen=True, slots=True)
class Month:
    """Who was cleared, who rated, and who rated negative."""

    cleared: frozenset[int]
    rated: frozenset[int]
    negative: frozenset[int]


def months_needed(last: date, count: int) -> tuple[tuple[str, ...], Span]:
    """The months whose silence is asked for, up to that of a day, and the span that has to be read for them."""
    keys = _months_back(last, count + QUIET_MONTHS + EARLIER_MONTHS - 1)
    return keys[-count:], Span(keys[0], keys[-1])


def month_of(sheet: Sheet) -> Month:
    having = sheet.rows.having
    return Month(having(CLEARANCES_COLUMN), having(RATINGS_COLUMN), having(NEGATIVE_COLUMN))


def silent(months: Mapping[str, Month], last: str) -> Silent:
    """Who is silent at the end of a month (a key such as `M2026-06`), by the months up to it."""
    keys = _months_back(date.fromisoformat(f"{last[1:]}-01"), QUIET_MONTHS + EARLIER_MONTHS)
    quiet = [months[key] for key in keys[-QUIET_MONTHS:] if key in months]
    earlier = [months[key] for key in reversed(keys[:-QUIET_MONTHS]) if key in months]
    candidates = _all([month.cleared for month in quiet]) - _all([month.rated for month in quiet])
    found: set[int] = set()
    negative: set[int] = set()
    for month in earlier:
        last_heard = (candidates & month.rated) - found
        negative |= last_heard & month.negative
        found |= last_heard
    return Silent(frozenset(found), frozenset(negative))


def _all(sets: Sequence[frozenset[int]]) -> frozenset[int]:
    return frozenset().union(*sets)


def _months_back(last: date, count: int) -> tuple[str, ...]:
    """That many months up to that of a day, in order."""
    number = last.year * 12 + last.month - 1
    return tuple(month_key(date(n // 12, n % 12 + 1, 1)) for n in range(number - count + 1, number + 1))
