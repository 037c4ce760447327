"""Tables as a workbook: a sheet a table, frozen headers, real dates and percentages, charts."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from hailong.sheets.table import Cell, Kind, Table

_HEADER_ROW = 2
_FIRST_ROW = _HEADER_ROW + 1
_WIDEST, _NARROWEST = 60, 14
_LINE_HEIGHT = 15
_HEADER_HEIGHT = 5 * _LINE_HEIGHT
"""Headers say everything twice."""
_FORMATS = {
    Kind.TEXT: "@",
    Kind.PERIOD: "@",
    Kind.COUNT: "#,##0",
    # As exact as shares are told: with one decimal 2,499 of 2,500 would be 100 %.
    Kind.SHARE: "0.00%",
    Kind.DECIMAL: "#,##0.0",
    Kind.DAY: "dd/mm/yyyy",
}
_LEVEL_COLOURS = ("#9b2c2c", "#dd6b20", "#a0aec0", "#68a063", "#276749")
_COLOUR = "#2b6cb0"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart below a table: bars of `columns` over the first column, and a line of `line` on an axis of its own."""

    title: str
    columns: Sequence[int]
    line: int | None = None
    kind: str = "column"
    stacked: bool = False
    shares: bool = False


def workbook(heading: str, tables: Sequence[Table], charts: Mapping[str, Chart]) -> bytes:
    """The workbook, with the charts of the tables of those keys. Text is always text: no formula, and no link."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        # A fixed moment: the same figures give the same file.
        book.set_properties({"title": heading, "created": datetime(2021, 5, 15, tzinfo=UTC)})
        formats = _Formats(book)
        for table in tables:
            sheet = book.add_worksheet(_sheet_name(table.title))
            _write(sheet, heading, table, formats)
            chart = charts.get(table.key)
            if chart is not None and table.rows:
                _draw(book, sheet, table, chart)
    return out.getvalue()


class _Formats:
    def __init__(self, workbook: Any) -> None:
        self.heading = workbook.add_format({"bold": True, "font_size": 12})
        self.header = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#e2e8f0"}
        )
        self.cells = {
            kind: workbook.add_format({"num_format": text, "valign": "top", "text_wrap": kind is Kind.TEXT})
            for kind, text in _FORMATS.items()
        }


def _write(sheet: Any, heading: str, table: Table, formats: _Formats) -> None:
    sheet.write_string(0, 0, heading, formats.heading)
    sheet.write_string(1, 0, table.title)
    for column, header in enumerate(table.headers):
        sheet.write_string(_HEADER_ROW, column, header, formats.header)
    widths = [_width(table, column) for column in range(len(table.headers))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    for number, row in enumerate(table.rows, start=_FIRST_ROW):
        sheet.set_row(number, _LINE_HEIGHT * max(1, *map(_lines, row, widths)))
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, formats)
    sheet.set_row(_HEADER_ROW, _HEADER_HEIGHT)
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    form = formats.cells[cell.kind]
    match cell.value:
        case None:
            sheet.write_blank(row, column, None, form)
        case str():
            sheet.write_string(row, column, cell.value, form)
        case date():
            sheet.write_datetime(row, column, cell.value, form)
        case value:
            sheet.write_number(row, column, value, form)


def _draw(workbook: Any, sheet: Any, table: Table, chart: Chart) -> None:
    name = sheet.get_name()
    last = _HEADER_ROW + len(table.rows)
    names = 1 if table.key == "units" else 0

    def one(column: int, colour: str, **more: Any) -> dict[str, Any]:
        return {
            "name": [name, _HEADER_ROW, column],
            "categories": [name, _FIRST_ROW, names, last, names],
            "values": [name, _FIRST_ROW, column, last, column],
            **more,
            "fill": {"color": colour},
        }

    drawn = workbook.add_chart({"type": chart.kind, **({"subtype": "percent_stacked"} if chart.stacked else {})})
    for place, column in enumerate(chart.columns):
        drawn.add_series(one(column, _LEVEL_COLOURS[place] if chart.stacked else _COLOUR))
    if chart.line is not None:
        line = workbook.add_chart({"type": "line"})
        line.add_series(one(chart.line, _COLOUR, y2_axis=True, line={"color": _LEVEL_COLOURS[4], "width": 2}))
        line.set_y2_axis({"num_format": "0%", "min": 0, "max": 1})
        drawn.combine(line)
    if chart.kind == "bar":
        # As in the table, from top to bottom.
        drawn.set_y_axis({"reverse": True})
        drawn.set_x_axis(
            {"num_format": "0%", "min": 0, "max": 1} if chart.shares or chart.stacked else {"num_format": "0"}
        )
    drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
    drawn.set_legend({"position": "bottom"} if chart.stacked or chart.line is not None else {"none": True})
    drawn.set_size({"width": 900, "height": max(320, 60 + 26 * (len(table.rows) if chart.kind == "bar" else 0))})
    sheet.insert_chart(last + 2, 0, drawn)


def _width(table: Table, column: int) -> int:
    texts = [str(row[column].value) for row in table.rows if row[column].kind is Kind.TEXT]
    # Headers are wrapped: their longest word counts.
    words = max((len(word) for word in table.headers[column].split()), default=0)
    return min(_WIDEST, max([_NARROWEST, words, *(len(one) + 2 for one in texts)]))


def _lines(cell: Cell, width: int) -> int:
    """How many lines the cell's text takes in a column of that width."""
    return -(-len(str(cell.value)) // width) if cell.kind is Kind.TEXT else 1


def _sheet_name(title: str) -> str:
    """Sheets are called by the Vietnamese part: a slash may not be in their name."""
    return title.partition(" / ")[0][:31]
