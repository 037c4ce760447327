"""The CDCI evidence pack of a quarter: what the department is known by, component by component."""

from collections.abc import Mapping, Sequence
from datetime import date

from functions.report import labels
from functions.report.decisions import statistics, unit_figures, views
from functions.report.query import Query
from functions.report.reading import Remembering
from functions.report.tables import Answer, count, levels_table, series_table, totals_table, units_table
from functions.report.xlsx_export import CHARTS, to_xlsx
from hailong.ports.statistics import SheetReader
from hailong.sheets.table import Cell, Kind, Table, text
from hailong.sheets.workbook import Chart
from hailong.statistics.cdci import COMPONENTS, OUTSIDE, Component
from hailong.statistics.periods import ONE_DAY, Bucket, Range, bucket_of
from hailong.statistics.units import DEPARTMENT, parse_unit
from hailong.vocabulary.people import Person

_CHARTS = {
    **CHARTS,
    "components": Chart("Lượt nêu lý do theo thành phần / Reasons given by component", [3], kind="bar"),
}


def pack_query(days: Range, today: date) -> Query:
    """The department's quarter by month, beside the quarter before."""
    last = days.first - ONE_DAY
    before = Range(date(last.year, last.month - 2, 1), last)
    return Query(unit=DEPARTMENT, within=days, bucket=Bucket.MONTH, compare=before, today=today)


def evidence_pack(query: Query, person: Person, reader: SheetReader) -> bytes:
    """The workbook of a quarter, with what the person may see."""
    remembering = Remembering(reader)
    department = statistics(query, person, remembering)
    view, _ = views(query, person, remembering)
    offices = [
        {"name": child["name"]} | unit_figures(parse_unit(child["unit"]), view) for child in department["children"]
    ]
    title = bucket_of(query.within.first, Bucket.QUARTER)
    heading = f"Bằng chứng CDCI {title} / CDCI evidence: {department['name']}"
    tables = [
        _components_table(department),
        _figures_table(department),
        _offices_table(offices),
        *(table(department) for table in (totals_table, levels_table, series_table, units_table)),
    ]
    return to_xlsx(heading, tables, _CHARTS)


def _components_table(answer: Answer) -> Table:
    rows = []
    for component in (*COMPONENTS, OUTSIDE):
        now, then = given(component, answer["reasons"]), given(component, answer["previous"]["reasons"])
        ratings = answer["totals"]["ratings"]
        share = now / ratings if now is not None and ratings else None
        rows.append(
            (
                text(f"{component.vi} / {component.en}"),
                text("; ".join(labels.REASONS[reason] for reason in component.reasons) or "–"),
                text("; ".join(labels.TOTALS[name] for name in component.figures) or "–"),
                count(now),
                Cell(share, Kind.SHARE),
                count(then),
            )
        )
    headers = (
        "Thành phần / Component",
        "Lý do trong đánh giá / Reasons in ratings",
        "Chỉ tiêu liên quan / Figures that bear on it",
        "Lượt nêu / Times given",
        "Trên tổng lượt đánh giá / Of all ratings",
        "Quý trước / Quarter before",
    )
    return Table("components", "Thành phần / Components", headers, rows)


def _figures_table(answer: Answer) -> Table:
    rows = []
    for component in COMPONENTS:
        for name in component.figures:
            kind = Kind.SHARE if name in labels.SHARES else Kind.COUNT
            rows.append(
                (
                    text(f"{component.vi} / {component.en}"),
                    text(labels.TOTALS[name]),
                    Cell(answer["totals"][name], kind),
                    Cell(answer["previous"][name], kind),
                )
            )
    headers = ("Thành phần / Component", "Chỉ tiêu / Figure", "Quý này / This quarter", "Quý trước / Quarter before")
    return Table("figures", "Chỉ tiêu / Figures", headers, rows)


def _offices_table(offices: Sequence[Answer]) -> Table:
    rows = [
        (
            text(answer["name"]),
            count(answer["totals"]["ratings"]),
            *(count(given(component, answer["reasons"])) for component in _WITH_REASONS),
            Cell(answer["totals"]["on_time_rate"], Kind.SHARE),
        )
        for answer in offices
    ]
    headers = (
        "Đơn vị / Unit",
        labels.TOTALS["ratings"],
        *(f"{component.vi} / {component.en}" for component in _WITH_REASONS),
        labels.TOTALS["on_time_rate"],
    )
    return Table("offices", "Thành phần theo đơn vị / Components by unit", headers, rows)


def given(component: Component, reasons: Mapping[str, int] | None) -> int | None:
    """How often the reasons of a component were given; None where that is withheld, or there are none."""
    return (
        None
        if reasons is None or not component.reasons
        else sum(reasons.get(reason.value, 0) for reason in component.reasons)
    )


_WITH_REASONS: tuple[Component, ...] = tuple(one for one in (*COMPONENTS, OUTSIDE) if one.reasons)
