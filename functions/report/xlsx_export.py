"""Statistics as a workbook, with their charts."""

from collections.abc import Mapping, Sequence

from functions.report import labels
from hailong.sheets.table import Table
from hailong.sheets.workbook import Chart, workbook

CHARTS = {
    "levels": Chart("Mức độ / Levels", range(1, 6), kind="bar", stacked=True),
    "series": Chart("Lượt đánh giá và tỷ lệ hài lòng / Ratings and satisfied", [2], line=8),
    "units": Chart(labels.SATISFIED, [3], kind="bar", shares=True),
    "reasons": Chart("Lý do / Reasons", [1], kind="bar"),
    "silent": Chart("Ngừng đánh giá / Silent", [1, 2]),
}


def to_xlsx(heading: str, tables: Sequence[Table], charts: Mapping[str, Chart] = CHARTS) -> bytes:
    """The workbook."""
    return workbook(heading, tables, charts)
