"""What leaders ask beside the satisfied, as tables for the exports. Pure."""

from collections.abc import Mapping
from typing import Any

from functions.report import labels
from functions.report.tables import (
    Answer,
    count,
    levels_table,
    period,
    reasons_table,
    series_table,
    totals_table,
    units_table,
)
from hailong.sheets.table import Cell, Kind, Table, text


def all_tables(answer: Answer) -> tuple[Table, ...]:
    """Everything that an answer says."""
    makers = (totals_table, levels_table, series_table, units_table, reasons_table)
    further = (handling_table, helped_table, causes_table, channels_table, silent_table, silent_names_table)
    return tuple(make(answer) for make in (*makers, *further))


def handling_table(answer: Answer) -> Table:
    """How long decisions took, and whether the change of the satisfied is real."""
    rows = [
        (text(label), count(answer["hours_to_decision"][name]), count(answer["previous"]["hours_to_decision"][name]))
        for name, label in labels.HOURS.items()
    ]
    change = answer["change"] or {}
    rows += [
        (text(label), Cell(change.get(name), Kind.COUNT if name == "enterprises" else Kind.SHARE), count(None))
        for name, label in labels.CHANGE.items()
    ]
    headers = ("Chỉ tiêu / Figure", "Kỳ này / This period", "Kỳ trước / Period before")
    return Table("handling", "Xử lý và thay đổi / Handling and change", headers, rows)


def causes_table(answer: Answer) -> Table:
    """The root causes of the unit, and of each unit below it."""
    rows = []
    for unit in (answer, *answer["children"]):
        causes = unit["root_causes"]
        given = (None if causes is None else causes.get(cause, 0) for cause in labels.CAUSES)
        rows.append((text(unit["name"]), *map(count, given)))
    return Table("causes", "Nguyên nhân / Root causes", ("Đơn vị / Unit", *labels.CAUSES.values()), rows)


def helped_table(answer: Answer) -> Table:
    """Whether answers helped: of the unit, before, by outcome, by how long they had taken, and by unit."""
    said = answer["helped"] or {"by_outcome": {}, "by_hours": {}}
    rows = [
        _said_row(f"{answer['name']}: kỳ này / this period", answer["helped"]),
        _said_row(f"{answer['name']}: kỳ trước / period before", answer["previous"]["helped"]),
    ]
    rows += [_said_row(labels.OUTCOMES[outcome], part) for outcome, part in said["by_outcome"].items()]
    rows += [_said_row(labels.HOUR_BANDS[band], part) for band, part in said["by_hours"].items()]
    rows += [_said_row(child["name"], child["helped"]) for child in answer["children"]]
    headers = ("Kết quả giải quyết / Answers", *labels.HELPED.values(), labels.HELPED_SHARE)
    return Table("helped", "Kết quả có giúp được không / Did the answer help", headers, rows)


def _said_row(label: str, said: Mapping[str, Any] | None) -> tuple[Cell, ...]:
    found = said or dict.fromkeys((*labels.HELPED, "share"))
    return (text(label), *(count(found[word]) for word in labels.HELPED), Cell(found["share"], Kind.SHARE))


def channels_table(answer: Answer) -> Table:
    nothing = dict.fromkeys(("ratings", "enterprises", "share"))
    channels = answer["channels"] or dict.fromkeys(labels.WAYS, nothing) | {"clients": {}}
    rows = [
        (
            text(label),
            count(channels[way]["ratings"]),
            count(channels[way]["enterprises"]),
            Cell(channels[way]["share"], Kind.SHARE),
        )
        for way, label in labels.WAYS.items()
    ]
    rows += [
        (text(f"{labels.WAYS['software']}: {client}"), count(ratings), count(None), Cell(None, Kind.SHARE))
        for client, ratings in channels["clients"].items()
    ]
    headers = (
        "Kênh / Way in",
        labels.TOTALS["ratings"],
        labels.TOTALS["enterprises_rated"],
        "Trên số doanh nghiệp đánh giá / Of those that rated",
    )
    return Table("channels", "Kênh đánh giá / Ways in", headers, rows)


def silent_names_table(answer: Answer) -> Table:
    """Who is silent; empty for whoever is no inspector."""
    names = (answer["silent"]["names"] if answer["silent"] else None) or ()
    rows = [(text(one["name"]), text(labels.YES if one["after_negative"] else labels.NO)) for one in names]
    headers = ("Doanh nghiệp / Enterprise", "Lần cuối không hài lòng / After a negative rating")
    return Table("silent_names", "Doanh nghiệp ngừng đánh giá / Who is silent", headers, rows)


def silent_table(answer: Answer) -> Table:
    """Who is silent at the end of each month; empty for whoever is not told."""
    trend = answer["silent"]["trend"] if answer["silent"] else ()
    rows = [(period(one["month"]), count(one["enterprises"]), count(one["after_negative"])) for one in trend]
    headers = (
        "Tháng / Month",
        "Doanh nghiệp ngừng đánh giá / Enterprises that stopped rating",
        "Trong đó lần cuối không hài lòng / Of them after a negative rating",
    )
    return Table("silent", "Ngừng đánh giá / Silent", headers, rows)
