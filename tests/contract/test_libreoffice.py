"""The CSV for Vietnamese spreadsheets, opened by one: LibreOffice Calc with the language Vietnamese (1066)."""

import os
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from functions.report.csv_export import harmless, to_csv
from functions.report.query import Locale
from hailong.sheets.table import Cell, Kind, Table

SOFFICE = shutil.which("soffice")
# Semicolons, double quotes, UTF-8, from the first line on, Vietnamese; what is quoted is read like the rest, days too.
FILTER = "CSV:59,34,76,1,,1066,false,true"

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (libreoffice-calc-nogui) is not installed")


def test_libreoffice_in_vietnamese_reads_periods_as_text_and_figures_as_figures(tmp_path: Path) -> None:
    row = [
        *(Cell(bucket, Kind.PERIOD) for bucket in ("2022-01", "2022-Q1", "2022", "2022-01-05")),
        Cell(date(2022, 2, 1), Kind.DAY),
        Cell(0.9996, Kind.SHARE),
        Cell(20738, Kind.COUNT),
        Cell(1234.5, Kind.DECIMAL),
        Cell("=1+1; =2", Kind.TEXT),
    ]
    (tmp_path / "t.csv").write_bytes(to_csv("", [Table("t", "Kỳ", [""] * len(row), [row])], Locale.VI))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    to_workbook = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", f"--infilter={FILTER}", "t.csv"]
    subprocess.run(
        [str(SOFFICE), "--headless", profile, *to_workbook],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        timeout=180,
    )
    read = [cell.value for cell in list(openpyxl.load_workbook(tmp_path / "t.xlsx").active.iter_rows())[-1]]
    assert read == [
        *("Tháng 01/2022", "Quý I/2022", "Năm 2022", "Ngày 05/01/2022"),
        datetime(2022, 2, 1),  # noqa: DTZ001 - as spreadsheets have it
        *(0.9996, 20738, 1234.5, harmless("=1+1; =2")),
    ]
