"""The files: what opens in a spreadsheet is what the API answers, and nothing in it is a formula."""

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.report.cdci import evidence_pack, pack_query
from functions.report.csv_export import harmless, to_csv
from functions.report.decisions import statistics
from functions.report.further_tables import all_tables
from functions.report.query import Locale, parse_locale, parse_query
from functions.report.tables import heading
from functions.report.xlsx_export import to_xlsx
from hailong.sheets.table import Cell, Kind, Table
from hailong.statistics.cdci import COMPONENTS, OUTSIDE
from hailong.statistics.periods import period_in_words, quarter
from hailong.statistics.store import Kept, Name, NameKey
from hailong.vocabulary.errors import Invalid
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Reason, RootCause
from tests.fakes.counters import MemoryCounters
from tests.samples import HANDLER, INSPECTOR, LEADER
from tests.unit.counted import DAY, case, counted, lot, rating


@pytest.fixture
def store() -> MemoryCounters:
    return counted(
        [lot(n) for n in range(8)],
        [rating(n) for n in range(4)],
        [rating(4, level=2, reason=Reason.DELAY), rating(5, level=1, reason=Reason.HARASSMENT)],
        [rating(n, office="20BB") for n in range(5)],
        [rating(n, office="20BB", day=date(2021, 11, 9), level=2, reason=Reason.DELAY) for n in range(3)],
        [case(4, decided=DAY, on_time=True), case(5)],
    )


def answer(store: MemoryCounters, person: Person = LEADER, **parameters: str) -> dict[str, Any]:
    query = parse_query({"from": "2022-02-01", "to": "2022-02-28", **parameters}, today=date(2023, 1, 31))
    return statistics(query, person, store)


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def sheet_rows(workbook: Any, name: str) -> list[tuple[Any, ...]]:
    """The rows below the header."""
    return [row for row in workbook[name].iter_rows(min_row=4, values_only=True) if row[0] is not None]


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_excel_shows_vietnamese_in_the_csv(store: MemoryCounters) -> None:
    found = answer(store)
    content = to_csv(heading(found), all_tables(found))
    assert content.startswith(b"\xef\xbb\xbf")
    rows = csv_rows(content)
    assert ["Lượt đánh giá / Ratings", "11", "0"] in rows
    assert ["Chậm trễ / Delay", "1"] in rows
    units = [row for row in rows if row and row[0] == "office:20BB"]
    assert units[0][1:4] == ["Chi cục Hải quan cửa khẩu Móng Cái", "5", "1.0"]


@given(st.text())
def test_no_cell_of_the_csv_begins_like_a_formula(text: str) -> None:
    table = Table("t", text, [text], [[Cell(text, Kind.TEXT)]])
    content = to_csv(text, [table]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(content, newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_quote_makes_it_text(text: str) -> None:
    assert harmless(text).startswith("'")
    assert harmless("Nguyễn = A") == "Nguyễn = A"
    assert harmless("Xuất-nhập khẩu | A") == "Xuất-nhập khẩu | A"


@pytest.mark.parametrize("text", ["A;=1+1", "A; =1+1", 'A;"=1+1', "A,=1", "A|=1", "A\n=1", "A\t@x", "A;＝1+1", "A; -1"])
def test_what_is_a_cell_of_its_own_elsewhere_is_text_there(text: str) -> None:
    for separator in ";,|\t\n":
        for cell in harmless(text).split(separator):
            assert not cell.strip(' "').startswith(tuple("=+-@＝＋－＠"))


@pytest.mark.parametrize("text", ["＝1+1", "＠SUM(A1)", "－1", "＋1", "|cmd", ' "=1'])
def test_full_width_signs_are_signs(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_the_workbook_says_what_the_answer_says(store: MemoryCounters) -> None:
    found = answer(store, INSPECTOR, bucket="day")
    workbook = opened(to_xlsx(heading(found), all_tables(found)))
    assert workbook.sheetnames == [
        *("Tổng hợp", "Mức độ", "Theo thời gian", "Đơn vị", "Lý do"),
        *("Xử lý và thay đổi", "Kết quả có giúp được không", "Nguyên nhân", "Kênh đánh giá", "Ngừng đánh giá"),
        "Doanh nghiệp ngừng đánh giá",
    ]
    totals = {row[0]: row[1] for row in sheet_rows(workbook, "Tổng hợp")}
    assert totals["Lượt đánh giá / Ratings"] == 11
    assert totals["Tỷ lệ doanh nghiệp tham gia / Participation"] == 0.75
    tenth = sheet_rows(workbook, "Theo thời gian")[9]
    assert tenth[:9] == ("2022-02-10", datetime(2022, 2, 10), 11, 1, 1, 0, 0, 9, 0.8182)  # noqa: DTZ001 - as Excel has it
    assert set(sheet_rows(workbook, "Lý do")) == {("Chậm trễ / Delay", 1), ("Sách nhiễu / Extortion or harassment", 1)}
    for sheet in workbook:
        assert sheet.freeze_panes == "B4"
    for name in ("Mức độ", "Theo thời gian", "Đơn vị", "Lý do"):
        assert len(workbook[name]._charts) == 1


def test_dates_and_shares_are_shown_as_such(store: MemoryCounters) -> None:
    found = answer(store)
    sheet = opened(to_xlsx(heading(found), all_tables(found)))["Theo thời gian"]
    assert sheet["B4"].is_date
    assert sheet["B4"].number_format == "dd/mm/yyyy"
    assert sheet["I4"].number_format == "0.00%"


def test_names_from_outside_are_text_in_the_workbook(store: MemoryCounters) -> None:
    store.commit({NameKey("officer:20CF-0012"): Kept(Name("=HYPERLINK(1)", "2022"), 0)})
    found = answer(store, unit="team:20CF-01")
    cell = opened(to_xlsx(heading(found), all_tables(found)))["Đơn vị"]["B4"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")
    assert ["'=HYPERLINK(1)"] in [row[1:2] for row in csv_rows(to_csv(heading(found), all_tables(found)))]


def test_the_same_figures_give_the_same_file(store: MemoryCounters) -> None:
    found = answer(store)
    assert to_xlsx(heading(found), all_tables(found)) == to_xlsx(heading(found), all_tables(found))


def test_what_is_withheld_is_empty_in_both_files() -> None:
    found = answer(counted([rating(1, level=1, reason=Reason.DELAY)]))
    tables = all_tables(found)
    totals = {row[0]: row[1] for row in csv_rows(to_csv(heading(found), tables)) if len(row) == 3}
    assert totals["Lượt đánh giá / Ratings"] == "1"
    assert totals["Đánh giá không hài lòng / Negative ratings"] == ""
    workbook = opened(to_xlsx(heading(found), tables))
    assert sheet_rows(workbook, "Mức độ")[0][1:9] == (None,) * 8
    assert sheet_rows(workbook, "Lý do") == [("không hiển thị / withheld", None)]


def pack(store: MemoryCounters, person: Person) -> Any:
    return opened(evidence_pack(pack_query(quarter("2022-Q1"), date(2022, 6, 20)), person, store))


def components(workbook: Any) -> dict[str, Sequence[Any]]:
    return {row[0].partition(" / ")[2]: row[3:6] for row in sheet_rows(workbook, "Thành phần")}


def test_the_evidence_of_a_quarter_by_component_beside_the_quarter_before(store: MemoryCounters) -> None:
    found = components(pack(store, LEADER))
    assert list(found) == [component.en for component in (*COMPONENTS, OUTSIDE)]
    assert found["Time and cost"] == (1, 1 / 11, 3)
    assert found["Unofficial fees"] == (1, 1 / 11, 0)
    assert found["Leadership"] == (None, None, None)


def test_the_evidence_by_office_withholds_what_the_statistics_withhold(store: MemoryCounters) -> None:
    sparse = counted([rating(n, office="20BB") for n in range(9)], [rating(1, level=1, reason=Reason.DELAY)])
    for person, shown in ((LEADER, None), (INSPECTOR, 1)):
        offices = {row[0]: row for row in sheet_rows(pack(sparse, person), "Thành phần theo đơn vị")}
        assert offices["Chi cục Hải quan cửa khẩu cảng Hòn Gai"][4] == shown
    own = sheet_rows(pack(store, HANDLER), "Thành phần theo đơn vị")
    assert [row[0] for row in own] == ["Chi cục Hải quan cửa khẩu cảng Hòn Gai"]


def test_the_first_quarter_of_all_has_one_before_it() -> None:
    pack = pack_query(quarter("2000-Q1"), DAY)
    before = pack.beside(pack.within)
    assert (before.first, before.last) == (date(1999, 10, 1), date(1999, 12, 31))


def test_no_reason_is_evidence_twice_and_none_is_forgotten() -> None:
    listed = [reason for component in (*COMPONENTS, OUTSIDE) for reason in component.reasons]
    assert sorted(listed) == sorted(Reason)


def test_the_files_say_how_cases_are_dealt_with_and_who_is_silent() -> None:
    more: dict[str, Any] = {"due": DAY, "hours": 12, "cause": RootCause.SYSTEM}
    store = counted([rating(n) for n in range(4)], [case(n, decided=DAY, on_time=True, **more) for n in range(3)])
    found = answer(store)
    workbook = opened(to_xlsx(heading(found), all_tables(found)))
    handling = {row[0]: row[1] for row in sheet_rows(workbook, "Xử lý và thay đổi")}
    assert [value for name, value in handling.items() if name.startswith("Giờ làm việc")] == [12, 12]
    header = [cell.value for cell in workbook["Nguyên nhân"][3]]
    causes = {
        row[0]: row[header.index("Hệ thống công nghệ thông tin / IT system")]
        for row in sheet_rows(workbook, "Nguyên nhân")
    }
    assert causes["Chi cục Hải quan cửa khẩu cảng Hòn Gai"] == 3
    assert [row[0] for row in sheet_rows(workbook, "Ngừng đánh giá")][-1] == "2022-02"
    assert sheet_rows(opened(to_xlsx("", all_tables(answer(store, HANDLER)))), "Ngừng đánh giá") == []
    rows = csv_rows(to_csv(heading(found), all_tables(found)))
    assert ["2022-02", "2022-02-01", "4", "0", "0", "0", "0", "4", "1.0", "0", "0", ""] in rows


@pytest.mark.parametrize("person", [LEADER, HANDLER, INSPECTOR])
@pytest.mark.parametrize("unit", ["department", "office:20CF", "team:20CF-01"])
def test_the_workbook_tells_nothing_that_the_csv_does_not(store: MemoryCounters, person: Person, unit: str) -> None:
    """The attackers of `test_subtraction.py` read the CSV: what holds for it holds for the workbook."""
    found = answer(store, person, unit=unit, **{"from": "2021-10-01", "to": "2022-12-31"})
    tables = all_tables(found)
    workbook = opened(to_xlsx(heading(found), tables))
    in_csv = csv_rows(to_csv(heading(found), tables))
    in_workbook = [[heading(found)]]
    for sheet in workbook:
        assert sheet.sheet_state == "visible"
        title, header, *rows = [[*row] for row in sheet.iter_rows(min_row=2, values_only=True)]
        in_workbook += [[], title[:1], header, *([as_in_csv(value) for value in row] for row in rows)]
    assert in_workbook == [[as_in_csv(number(text)) for text in row] for row in in_csv]


def number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def as_in_csv(value: Any) -> Any:
    match value:
        case None:
            return ""
        case datetime():
            return value.date().isoformat()
        case float() | int():
            return round(float(value), 4)
        case _:
            return value


# What a Vietnamese spreadsheet takes for a number or a day when it opens a CSV: the point ends thousands there.
VIETNAMESE_NUMBER = re.compile(r"[-+]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?|[-+]?[0-9]+(,[0-9]+)?")
VIETNAMESE_DAY = re.compile(r"[0-9]{1,4}[-/][0-9]{1,2}([-/][0-9]{1,4})?")


def as_a_vietnamese_spreadsheet_reads(content: bytes) -> list[list[str | float | date | None]]:
    def cell(text: str) -> str | float | date | None:
        if VIETNAMESE_NUMBER.fullmatch(text):
            return float(text.replace(".", "").replace(",", "."))
        if VIETNAMESE_DAY.fullmatch(text):
            assert re.fullmatch("[0-9]{2}/[0-9]{2}/[0-9]{4}", text), f"{text} turns into a day"
            return date(int(text[6:]), int(text[3:5]), int(text[:2]))
        return text or None

    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return [[cell(text) for text in row] for row in rows]


@pytest.mark.parametrize("bucket", ["day", "month", "quarter", "year"])
def test_a_vietnamese_spreadsheet_reads_the_same_figures_from_the_csv_as_from_the_workbook(
    store: MemoryCounters, bucket: str
) -> None:
    found = answer(store, INSPECTOR, bucket=bucket)
    tables = all_tables(found)
    read = as_a_vietnamese_spreadsheet_reads(to_csv(heading(found), tables, Locale.VI))
    expected: list[list[Any]] = [[heading(found)]]
    for table in tables:
        rows = [[plain(cell) for cell in row] for row in table.rows]
        expected += [[], [table.title], [*table.headers], *rows]
    assert read == expected


def plain(cell: Cell) -> Any:
    if isinstance(cell.value, str):
        return (period_in_words(cell.value) if cell.kind is Kind.PERIOD else cell.value) or None
    return round(cell.value, 1) if cell.kind is Kind.DECIMAL and isinstance(cell.value, float) else cell.value


def test_the_csv_is_for_machines_unless_a_locale_is_named() -> None:
    assert parse_locale({}) is Locale.EN
    assert parse_locale({"locale": "vi"}) is Locale.VI
    with pytest.raises(Invalid):
        parse_locale({"locale": "fr"})


@pytest.mark.parametrize("text", ["=1+1", "A;=1+1", "-1"])
def test_no_text_of_the_vietnamese_csv_is_a_formula(text: str) -> None:
    content = to_csv("", [Table("t", "", [text], [[Cell(text, Kind.TEXT)]])], Locale.VI).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content), delimiter=";") for cell in row]
    assert cells.count(harmless(text)) == 2


def test_a_share_that_is_not_all_is_never_shown_as_all() -> None:
    nearly = counted([rating(n % 50) for n in range(2_499)], [rating(50, level=3)])
    found = answer(nearly, INSPECTOR)
    assert found["subjects"]["office"]["satisfied"] == 0.9996
    levels = opened(to_xlsx("", all_tables(found)))["Mức độ"]
    assert (levels["G4"].value, levels["G4"].number_format) == (0.9996, "0.00%")
    assert "0,9996" in to_csv("", all_tables(found), Locale.VI).decode()
