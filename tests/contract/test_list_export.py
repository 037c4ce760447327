"""The queue as a workbook: what its reader is listed, as text that no spreadsheet takes for anything else."""

import base64
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from functions.tasks import list_export
from functions.tasks.decisions import Caller, Search
from hailong.cases.queue import QueuePage, QueueQuery
from hailong.lots.clearance import Enterprise
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Reason
from tests import samples
from tests.contract.tasks_desk import TasksDesk
from tests.fakes.cases import MemoryCaseStore

EVIL = '=HYPERLINK("https://evil.example","x")'


def asked(desk: TasksDesk, person: Person, **query: str) -> tuple[int, Any]:
    answer = desk.answer(person, "GET", "/tasks/export", query=query)
    return answer["statusCode"], answer


def rows(desk: TasksDesk, person: Person, **query: str) -> list[tuple[Any, ...]]:
    status, answer = asked(desk, person, **query)
    assert status == 200, answer
    assert answer["isBase64Encoded"]
    return sheet(base64.b64decode(answer["body"]))


def sheet(workbook: bytes) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(workbook))["Vụ việc"].iter_rows(values_only=True))


@pytest.fixture
def listed(tasks: TasksDesk) -> TasksDesk:
    """10 is as usual, 11 is restricted, 12 is of somebody whose name is a formula and whose tax code is their own."""
    tasks.store.write(samples.opening("103027528101"))
    tasks.store.write(samples.opening("103027528111", reasons=(Reason.HARASSMENT,)))
    opened = samples.opening("103027528121", comment=EVIL)
    enterprise = Enterprise(tax_code="001099012345", name=EVIL)
    clearance = replace(opened.after.clearance, enterprise=enterprise)
    tasks.store.write(
        replace(opened, after=replace(opened.after, rating=replace(opened.after.rating, clearance=clearance)))
    )
    return tasks


def test_each_has_in_the_file_what_they_are_listed(listed: TasksDesk) -> None:
    for person in (samples.SUPERVISOR, samples.INSPECTOR, samples.RATED_OFFICER, samples.ELSEWHERE, samples.LEADER):
        shown = [item["case_id"] for item in listed.queue(person, limit="100")["items"]]
        assert [row[0] for row in rows(listed, person)[3:]] == shown, person
    assert [row[0] for row in rows(listed, samples.INSPECTOR, reason="harassment")[3:]] == ["HL-10302752811"]


def test_a_row_says_what_the_queue_says_and_no_cell_is_a_formula(listed: TasksDesk) -> None:
    heading, _, headers, first, last = rows(listed, samples.SUPERVISOR)
    assert str(heading[0]).startswith("Danh sách vụ việc / Cases, ")
    assert str(heading[0]).endswith(": 2")
    said = dict(zip(headers, first, strict=True))
    assert said["Mã vụ việc / Case"] == "HL-10302752810"
    assert said["Trạng thái / State"] == "Chờ nhận / To be claimed"
    assert f"{said['Hạn trả lời / Due']:%d/%m/%Y}" == "26/06/2026"
    assert said["Lần / Level"] == 1
    told = dict(zip(headers, last, strict=True))
    assert told["Doanh nghiệp / Enterprise"] == told["Ý kiến / Comment"] == EVIL
    # A personal tax code is masked outside its case.
    assert told["Mã số thuế / Tax code"] != "001099012345"
    _, answer = asked(listed, samples.SUPERVISOR)
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(answer["body"])))
    assert {cell.data_type for row in book["Vụ việc"].iter_rows() for cell in row} <= {"s", "n", "d"}


def test_that_there_are_more_than_the_file_holds_is_said(listed: TasksDesk) -> None:
    caller = Caller(person=samples.SUPERVISOR, staff=samples.STAFF, at=samples.RATED)
    found = sheet(list_export.list_file(listed.module.queue, caller, Search(), most=1))
    assert "chỉ phần đầu" in str(found[0][0])
    assert len(found) == 4


def test_how_many_there_are_is_written_as_each_language_does() -> None:
    class Full(MemoryCaseStore):
        def page(self, query: QueueQuery) -> QueuePage:
            return QueuePage([samples.open_case("103027528101")] * query.limit, None)

    caller = Caller(person=samples.SUPERVISOR, staff=samples.STAFF, at=samples.RATED)
    assert str(sheet(list_export.list_file(Full(), caller, Search()))[0][0]).endswith(": 1.000 / 1,000")
    assert str(sheet(list_export.list_file(Full(), caller, Search(), most=12))[0][0]).endswith(": 12")


@pytest.mark.parametrize(
    ("person", "query", "status"),
    [
        (samples.SUPERVISOR, {"officer": "20CF-0012"}, 403),
        (samples.SUPERVISOR, {"state": "nowhere"}, 422),
        (samples.SUPERVISOR, {"limit": "5"}, 422),
        (samples.SUPERVISOR, {"cursor": "x"}, 422),
    ],
)
def test_what_may_not_be_asked_is_refused(
    listed: TasksDesk, person: Person, query: dict[str, str], status: int
) -> None:
    found, answer = asked(listed, person, **query)
    assert (found, answer["isBase64Encoded"]) == (status, False)
