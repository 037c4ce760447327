"""What leaders ask beside the satisfied: how cases are dealt with, how ratings come in, who has fallen silent."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from functions.report.reading import Reading
from functions.report.view import View
from hailong.ports.statistics import SheetReader
from hailong.statistics import figure_names, handling, silence
from hailong.statistics.change import change
from hailong.statistics.figures import DECIMALS, rounded
from hailong.statistics.periods import Span
from hailong.statistics.rows import RATINGS_COLUMN
from hailong.statistics.sheets import Sheet
from hailong.statistics.stock import Stock, stock_at, stocks
from hailong.statistics.store import enterprise_key
from hailong.statistics.suppression import LEVELS, few
from hailong.statistics.units import Unit, UnitKind

TREND_MONTHS = 12
MOST_NAMES = 200
NOTHING_IN_STOCK: Mapping[str, None] = {"backlog": None, "overdue": None}


def of_cases(sheet: Sheet | None) -> dict[str, Any]:
    """The totals that are of cases; None where they are withheld."""
    if sheet is None:
        return dict.fromkeys(("appeals", "reversals", "systemic_share"))
    return {
        "appeals": sheet.figures.get(figure_names.APPEALS, 0),
        "reversals": sheet.figures.get(figure_names.REVERSALS, 0),
        "systemic_share": rounded(handling.systemic_share(handling.root_causes(sheet))),
    }


def causes_view(sheet: Sheet | None) -> dict[str, int] | None:
    return None if sheet is None else {cause.value: count for cause, count in handling.root_causes(sheet).items()}


def hours_view(sheet: Sheet | None) -> dict[str, int | None]:
    return asdict(handling.Quantiles() if sheet is None else handling.hours_to_decision(sheet))


def helped_view(sheet: Sheet | None) -> dict[str, Any] | None:
    """What enterprises said of the answers, by outcome and by how long these had taken."""
    if sheet is None:
        return None
    return {
        **_said_view(handling.helpfulness(sheet)),
        "by_outcome": {
            outcome.value: _said_view(said) for outcome, said in handling.helpfulness_by_outcome(sheet).items()
        },
        "by_hours": {band: _said_view(said) for band, said in handling.helpfulness_by_hours(sheet).items()},
    }


def helped_of_child(sheet: Sheet | None) -> dict[str, Any] | None:
    return None if sheet is None else _said_view(handling.helpfulness(sheet))


def _said_view(said: handling.Helpfulness) -> dict[str, Any]:
    return {**asdict(said), "share": rounded(said.share)}


def channels_view(sheet: Sheet | None) -> dict[str, Any] | None:
    """How ratings came in."""
    if sheet is None:
        return None
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
    unit: Unit, reading: Reading, reader: SheetReader, today: date, *, told: bool
) -> dict[str, dict[str, int | None]]:
    """The backlog and what is overdue at the end of each bucket, or now; None where it may not be told."""
    if unit.kind is UnitKind.OFFICER or not told:
        return {label: dict(NOTHING_IN_STOCK) for label in reading.labels}
    buckets = {label: (days, reading.sheet(unit, label)) for label, days in reading.buckets}
    return {label: _stock_view(stock) for label, stock in stocks(_sheets(reader, unit), buckets, today)}


def stock_view(unit: Unit, last: date | None, reader: SheetReader, today: date) -> dict[str, int | None]:
    """The stock at the end of a day, or now."""
    if unit.kind is UnitKind.OFFICER or last is None:
        return dict(NOTHING_IN_STOCK)
    return _stock_view(stock_at(_sheets(reader, unit), last, today))


def change_view(unit: Unit, before: View, now: View) -> dict[str, Any] | None:
    """None where it may not be shown, or there is nothing to compare."""
    family = LEVELS[unit.subject]
    earlier, later = before.sheet(unit, family), now.sheet(unit, family)
    found = change(earlier, later, unit.subject) if earlier and later else None
    if earlier is None or later is None or found is None:
        return None
    # Neither those who rated in both periods nor those who did in one are to be few.
    others = [sheet.rows.having(family.column) - found.enterprises for sheet in (earlier, later)]
    if not now.sight.everything and any(few(len(one)) for one in (found.enterprises, *others)):
        return None
    return {
        "difference": round(found.difference, DECIMALS),
        "low": round(found.low, DECIMALS),
        "high": round(found.high, DECIMALS),
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
    split = everything or not any(few(len(part)) for part in (found.enterprises, found.after_negative, others))
    return {
        "enterprises": len(found.enterprises) if everything or not few(len(found.enterprises)) else None,
        "after_negative": len(found.after_negative) if split else None,
    }


def _stock_view(stock: Stock | None) -> dict[str, int | None]:
    return {"backlog": stock.backlog, "overdue": stock.overdue} if stock else dict(NOTHING_IN_STOCK)


def _sheets(reader: SheetReader, unit: Unit) -> Callable[[Span], Mapping[str, Sheet]]:
    return partial(reader.sheets, str(unit))
