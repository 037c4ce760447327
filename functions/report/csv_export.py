"""Tables as one CSV file that spreadsheet programs open safely and in Vietnamese."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import date

from functions.report.tables import Cell, Kind, Table

BYTE_ORDER_MARK = "\ufeff"
"""Excel takes UTF-8 for UTF-8 only if the file begins with it."""
_CONTROLS = {"\t", "\r", "\n"}
# At the beginning, and after what separates cells somewhere: a Vietnamese Excel splits at semicolons, quoted or not.
_FORMULA = re.compile(r"""(^|[;,|\t\r\n])([\s"']*)(?=[=+@|＝＋－＠-])""")


def to_csv(heading: str, tables: Iterable[Table]) -> bytes:
    """The tables one below the other, each under its title. Shares are decimal fractions."""
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow([harmless(heading)])
    for table in tables:
        writer.writerow([])
        writer.writerow([harmless(table.title)])
        writer.writerow([harmless(header) for header in table.headers])
        writer.writerows([_written(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode()


def harmless(text: str) -> str:
    """The text, with a quote wherever a spreadsheet would take what follows for a formula (CWE-1236)."""
    if text[:1] in _CONTROLS:
        text = f"'{text}"
    return _FORMULA.sub(r"\1'\2", text)


def _written(cell: Cell) -> str | int | float:
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
