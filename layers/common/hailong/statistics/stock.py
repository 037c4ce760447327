"""What waits to be decided, and what of it is overdue, on any day: sums from the beginning. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hailong.statistics.figure_names import CASES_IN, CASES_LATE, CASES_MISSED, CASES_OUT
from hailong.statistics.periods import ONE_DAY, Range, Span, day_key, since_ever
from hailong.statistics.rows import COLUMNS
from hailong.statistics.sheets import Sheet, merged

Sheets = Callable[[Span], Mapping[str, Sheet]]
"""The sheets of a unit over a span."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """At the end of a day (or now), with the enterprises whose cases these are."""

    backlog: int
    overdue: int
    waiting: frozenset[int]
    late: frozenset[int]


def stock_of(everything: Sheet) -> Stock:
    """The stock, of all that was counted until then."""
    figure = everything.figures.get
    return Stock(
        backlog=figure(CASES_IN, 0) - figure(CASES_OUT, 0),
        overdue=figure(CASES_MISSED, 0) - figure(CASES_LATE, 0),
        waiting=_left(everything, CASES_IN, CASES_OUT),
        late=_left(everything, CASES_MISSED, CASES_LATE),
    )


def stocks(
    sheets: Sheets, buckets: Mapping[str, tuple[Range, Sheet]], today: date
) -> Iterator[tuple[str, Stock | None]]:
    """The stock at the end of each bucket, or now; None of a bucket that has not begun."""
    if not buckets:
        return
    first = next(iter(buckets.values()))[0].first
    total = merged(sheet for span in since_ever(first - ONE_DAY) for sheet in sheets(span).values())
    for label, (days, sheet) in buckets.items():
        total.merge(sheet)
        if days.first > today:
            yield label, None
        elif days.last < today:
            yield label, stock_of(total)
        else:
            yield label, _now(total, sheets(Span(day_key(today), day_key(days.last))))


def stock_at(sheets: Sheets, last: date, today: date) -> Stock:
    """The stock at the end of a day, or now where that day is not over."""
    total = merged(sheet for span in since_ever(min(last, today)) for sheet in sheets(span).values())
    return stock_of(total) if last < today else _now(total, sheets(Span(day_key(today), day_key(today))))


def _now(total: Sheet, still_to_come: Mapping[str, Sheet]) -> Stock:
    """What falls due today or later is not overdue yet."""
    sheet, later = total.copy(), merged(still_to_come.values())
    sheet.figures[CASES_MISSED] = sheet.figures.get(CASES_MISSED, 0) - later.figures.get(CASES_MISSED, 0)
    found, upcoming = stock_of(sheet), later.rows.having(COLUMNS.index(CASES_MISSED))
    column = COLUMNS.index(CASES_MISSED)
    counts, ahead = total.rows.column(column), later.rows.column(column)
    settled = total.rows.column(COLUMNS.index(CASES_LATE))
    gone = {number for number in upcoming if counts[number] - ahead[number] <= settled[number]}
    return Stock(backlog=found.backlog, overdue=found.overdue, waiting=found.waiting, late=found.late - gone)


def _left(sheet: Sheet, came: str, went: str) -> frozenset[int]:
    pairs = zip(sheet.rows.column(COLUMNS.index(came)), sheet.rows.column(COLUMNS.index(went)), strict=True)
    return frozenset(number for number, (one, other) in enumerate(pairs) if one > other)
