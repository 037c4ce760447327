"""What leaders ask beside the satisfied: how cases are dealt with, how ratings come in, who has fallen silent."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from functions.report.reading import Reading
from hailong.ports import SheetReader
from hailong.statistics import facts, handling, silence
from hailong.statistics.change import change
from hailong.statistics.figures import rounded
from hailong.statistics.periods import Span
from hailong.statistics.rows import CASES_COLUMN, RATINGS_COLUMN
from hailong.statistics.sheets import Sheet
from hailong.statistics.stock import Stock, stock_at, stocks
from hailong.statistics.store import enterprise_key
from hailong.statistics.suppression import FEWEST_ENTERPRISES
from hailong.statistics.units import Unit, UnitKind

TREND_MONTHS = 12
MOST_NAMES = 200
NOTHING_IN_STOCK: Mapping[str, None] = {"backlog": None, "overdue": None}


def shown(enterprises: Collection[int], *, everything: bool) -> bool:
    """Whether a figure may be shown that concerns these enterprises: none of them, or enough."""
    return everything or not 0 < len(enterprises) < FEWEST_ENTERPRISES


def of_cases(sheet: Sheet, *, suppressed: bool, everything: bool) -> dict[str, Any]:
    """The totals that are of cases; None where they concern too few enterprises."""
    causes = handling.root_causes(sheet)
    totals = {
        "appeals": sheet.figures.get(facts.APPEALS, 0),
        "reversals": sheet.figures.get(facts.REVERSALS, 0),
        "systemic_share": rounded(handling.systemic_share(causes)),
    }
    return totals if _cases_shown(sheet, suppressed=suppressed, everything=everything) else dict.fromkeys(totals)


def causes_view(sheet: Sheet, *, suppressed: bool, everything: bool) -> dict[str, int] | None:
    if not _cases_shown(sheet, suppressed=suppressed, everything=everything):
        return None
    return {cause.value: count for cause, count in handling.root_causes(sheet).items()}


def hours_view(sheet: Sheet, *, suppressed: bool, everything: bool) -> dict[str, int | None]:
    if not _cases_shown(sheet, suppressed=suppressed, everything=everything):
        return asdict(handling.Quantiles())
    return asdict(handling.hours_to_decision(sheet))


def channels_view(sheet: Sheet) -> dict[str, Any]:
    """How ratings came in. It tells nothing of what they say, so that it is shown as they are."""
    raters = len(sheet.rows.having(RATINGS_COLUMN))
    ways = {
        way.value: {
            "ratings": ratings,
            "enterprises": enterprises,
            "share": rounded(enterprises / raters) if raters else None,
        }
        for way, (ratings, enterprises) in handling.ways_in(sheet).items()
    }
    return {**ways, "clients": handling.clients(sheet)}


def stock_series(
    unit: Unit, reading: Reading, reader: SheetReader, today: date, *, everything: bool
) -> dict[str, dict[str, int | None]]:
    """The backlog and what is overdue at the end of each bucket, or now; None where it may not be shown or told.

    What a bucket adds to the stock is what the stock before and after it differ by: a bucket that concerns too few
    enterprises is only shown together with the next ones, until they are enough.
    """
    if unit.kind is UnitKind.OFFICER:
        return {label: dict(NOTHING_IN_STOCK) for label in reading.labels}
    found: dict[str, dict[str, int | None]] = {}
    added: frozenset[int] = frozenset()
    buckets = {label: (days, reading.sheet(unit, label)) for label, days in reading.buckets}
    for label, stock in stocks(_sheets(reader, unit), buckets, today):
        added |= buckets[label][1].rows.having(CASES_COLUMN)
        if stock is not None and shown(added, everything=everything):
            found[label], added = _stock_view(stock, everything=everything), frozenset()
        else:
            found[label] = dict(NOTHING_IN_STOCK)
    return found


def stock_view(unit: Unit, last: date, reader: SheetReader, today: date, *, everything: bool) -> dict[str, int | None]:
    """The stock at the end of a day, or now."""
    if unit.kind is UnitKind.OFFICER:
        return dict(NOTHING_IN_STOCK)
    return _stock_view(stock_at(_sheets(reader, unit), last, today), everything=everything)


def change_view(unit: Unit, before: Reading, now: Reading, *, everything: bool) -> dict[str, Any] | None:
    """None where it may not be shown, or there is nothing to compare."""
    if not everything and (before.is_withheld(unit) or now.is_withheld(unit)):
        return None
    found = change(before.sheet(unit), now.sheet(unit), unit.subject)
    if found is None or not shown(found.enterprises, everything=everything):
        return None
    return {
        "difference": rounded(found.difference),
        "low": rounded(found.low),
        "high": rounded(found.high),
        "enterprises": len(found.enterprises),
    }


def silent_view(unit: Unit, last: date, reader: SheetReader, *, everything: bool) -> dict[str, Any] | None:
    """Who has fallen silent by the month of a day, and the months before; None of an officer or a team.

    `trend` ends with that month.
    """
    if unit.kind not in {UnitKind.DEPARTMENT, UnitKind.OFFICE}:
        return None
    labels, span = silence.months_needed(last, TREND_MONTHS)
    months = {key: silence.month_of(sheet) for key, sheet in reader.sheets(str(unit), span).items()}
    trend = [
        {"month": label[1:], **_silent_counts(silence.silent(months, label), everything=everything)} for label in labels
    ]
    latest = {name: trend[-1][name] for name in ("enterprises", "after_negative")}
    names = _silent_names(silence.silent(months, labels[-1]), reader) if everything else None
    return latest | {"trend": trend, "names": names}


def _silent_names(found: silence.Silent, reader: SheetReader) -> list[dict[str, Any]]:
    """By name, those first whose last word was negative; as many as can be read at one sitting."""
    wanted = sorted(found.enterprises, key=lambda number: (number not in found.after_negative, number))[:MOST_NAMES]
    keys = {number: enterprise_key(number).unit for number in wanted}
    names = reader.names(list(keys.values()))
    return [
        {"name": names.get(key, key), "after_negative": number in found.after_negative} for number, key in keys.items()
    ]


def _silent_counts(found: silence.Silent, *, everything: bool) -> dict[str, int | None]:
    others = found.enterprises - found.after_negative
    split = all(shown(part, everything=everything) for part in (found.enterprises, found.after_negative, others))
    return {
        "enterprises": len(found.enterprises) if shown(found.enterprises, everything=everything) else None,
        "after_negative": len(found.after_negative) if split else None,
    }


def _cases_shown(sheet: Sheet, *, suppressed: bool, everything: bool) -> bool:
    return not suppressed and shown(sheet.rows.having(CASES_COLUMN), everything=everything)


def _stock_view(stock: Stock, *, everything: bool) -> dict[str, int | None]:
    parts = (stock.waiting, stock.late, stock.waiting - stock.late)
    split = all(shown(part, everything=everything) for part in parts)
    return {
        "backlog": stock.backlog if shown(stock.waiting, everything=everything) else None,
        "overdue": stock.overdue if split else None,
    }


def _sheets(reader: SheetReader, unit: Unit) -> Callable[[Span], Mapping[str, Sheet]]:
    return partial(reader.sheets, str(unit))
