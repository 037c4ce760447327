"""An answer as tables, which the exports write down. Pure."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.report import labels
from hailong.sheets.table import Cell, Kind, Table, text
from hailong.statistics.periods import Bucket, Range, buckets
from hailong.vocabulary.words import Subject

Answer = Mapping[str, Any]


def heading(answer: Answer) -> str:
    """What the figures are of."""
    within, previous = _period(answer), _period(answer["previous"])
    said = f"{answer['name']} ({answer['unit']}), {within}; kỳ trước / period before: {previous}"
    handled = answer["handled"]
    if handled and _period(handled) != within:
        said += f"; không hài lòng, lý do, vụ việc / negative, reasons, cases: {_period(handled)}"
    return said


def totals_table(answer: Answer) -> Table:
    rows = [
        (
            text(label),
            _share(answer["totals"][name]) if name in labels.SHARES else count(answer["totals"][name]),
            _share(answer["previous"][name]) if name in labels.SHARES else count(answer["previous"][name]),
        )
        for name, label in labels.TOTALS.items()
    ]
    headers = ("Chỉ tiêu / Figure", f"Kỳ này / {_period(answer)}", f"Kỳ trước / {_period(answer['previous'])}")
    return Table("totals", "Tổng hợp / Totals", headers, rows)


def levels_table(answer: Answer) -> Table:
    rows = []
    for subject in (Subject.OFFICE, Subject.TEAM, Subject.OFFICER):
        found = answer["subjects"][subject.value]
        counts = found["counts"] or [None] * len(labels.LEVELS)
        rows.append((text(labels.SUBJECTS[subject]), *(count(one) for one in counts), *_assessment(found)))
    headers = ("Đối tượng / Subject", *labels.LEVELS, *_ASSESSMENT_HEADERS)
    return Table("levels", "Mức độ / Levels", headers, rows)


def series_table(answer: Answer) -> Table:
    within = Range(date.fromisoformat(answer["from"]), date.fromisoformat(answer["to"]))
    days = {label: days.first for label, days in buckets(within, Bucket(answer["bucket"]))}
    rows = []
    for point in answer["series"]:
        counts = point["counts"] or [None] * len(labels.LEVELS)
        rows.append(
            (
                period(point["bucket"]),
                Cell(days[point["bucket"]], Kind.DAY),
                count(point["ratings"]),
                *(count(one) for one in counts),
                _share(point["satisfied"]),
                count(point["backlog"]),
                count(point["overdue"]),
                text(labels.YES if point["partial"] else ""),
            )
        )
    headers = (
        "Kỳ / Period",
        "Từ ngày / From",
        labels.TOTALS["ratings"],
        *labels.LEVELS,
        labels.SATISFIED,
        labels.TOTALS["backlog"],
        labels.TOTALS["overdue"],
        labels.PARTIAL,
    )
    return Table("series", "Theo thời gian / Series", headers, rows)


def units_table(answer: Answer) -> Table:
    rows = [
        (
            text(child["unit"]),
            text(child["name"]),
            count(child["ratings"]),
            *_assessment(child),
            text(labels.TIERS[child["tier"], child["strength"]] if child["tier"] else ""),
        )
        for child in answer["children"]
    ]
    headers = (
        "Mã / Code",
        "Đơn vị / Unit",
        labels.TOTALS["ratings"],
        *_ASSESSMENT_HEADERS,
        "So với toàn cục / Beside the department",
    )
    return Table("units", "Đơn vị / Units", headers, rows)


def reasons_table(answer: Answer) -> Table:
    reasons = answer["reasons"]
    rows = (
        [(text(labels.WITHHELD), count(None))]
        if reasons is None
        else [(text(labels.REASONS[reason]), count(times)) for reason, times in reasons.items()]
    )
    return Table("reasons", "Lý do / Reasons", ("Lý do / Reason", labels.TOTALS["ratings"]), rows)


def period(bucket: str) -> Cell:
    """A day, month, quarter or year, as buckets are called."""
    return Cell(bucket, Kind.PERIOD)


def count(value: int | None) -> Cell:
    return Cell(value, Kind.COUNT)


_ASSESSMENT_HEADERS = (
    labels.SATISFIED,
    labels.LOW,
    labels.HIGH,
    labels.LOW_CLUSTERED,
    labels.HIGH_CLUSTERED,
    labels.EFFECTIVE_N,
    labels.SINGLE_ENTERPRISE,
)


def _assessment(found: Mapping[str, Any]) -> tuple[Cell, ...]:
    single = found["single_enterprise"]
    return (
        *(_share(found[name]) for name in ("satisfied", "low", "high", "low_clustered", "high_clustered")),
        Cell(found["effective_n"], Kind.DECIMAL),
        text("" if single is None else labels.YES if single else labels.NO),
    )


def _share(value: float | None) -> Cell:
    return Cell(value, Kind.SHARE)


def _period(days: Mapping[str, Any]) -> str:
    first, last = date.fromisoformat(days["from"]), date.fromisoformat(days["to"])
    return f"{first:%d/%m/%Y} – {last:%d/%m/%Y}"
