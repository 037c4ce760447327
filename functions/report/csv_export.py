"""Tables as one CSV file that spreadsheet programs open safely and in Vietnamese."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

from functions.report.query import Locale
from hailong.sheets.table import Cell, Kind, Table
from hailong.statistics.periods import period_in_words

BYTE_ORDER_MARK = "\ufeff"
"""Excel takes UTF-8 for UTF-8 only if the file begins with it."""
_CONTROLS = {"\t", "\r", "\n"}
# At the beginning, and after what separates cells somewhere: a Vietnamese Excel splits at semicolons, quoted or not.
_FORMULA = re.compile(r"""(^|[;,|\t\r\n])([\s"']*)(?=[=+@|＝＋－＠-])""")


def to_csv(heading: str, tables: Iterable[Table], locale: Locale = Locale.EN) -> bytes:
    """The tables one below the other, each under its title. Shares are decimal fractions.

    A Vietnamese spreadsheet splits at semicolons, takes a point for the end of thousands, and `2022-01` for a day.
    """
    written = _for_people if locale is Locale.VI else _for_machines
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out, delimiter=";" if locale is Locale.VI else ",")
    writer.writerow([harmless(heading)])
    for table in tables:
        writer.writerow([])
        writer.writerow([harmless(table.title)])
        writer.writerow([harmless(header) for header in table.headers])
        writer.writerows([written(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def harmless(text: str) -> str:
    """The text, with a quote wherever a spreadsheet would take what follows for a formula (CWE-1236)."""
    if text[:1] in _CONTROLS:
        text = f"'{text}"
    return _FORMULA.sub(r"\1'\2", text)


def _for_people(cell: Cell) -> str | int | float:
    match cell.value:
        case date():
            return f"{cell.value:%d/%m/%Y}"
        case str() if cell.kind is Kind.PERIOD:
            return harmless(period_in_words(cell.value))
        case float():
            return str(_for_machines(cell)).replace(".", ",")
        case _:
            return _for_machines(cell)


def _for_machines(cell: Cell) -> str | int | float:
    match cell.value:
        case None:
            return ""
        case date():
            return cell.value.isoformat()
        case str():
            return harmless(cell.value)
        case float() if cell.kind is Kind.DECIMAL:
            return round(cell.value, 1)
        case value:
            return value
