"""A queue as a workbook: what the list shows its reader, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from functions.tasks import decisions, views
from functions.tasks.decisions import Caller, Search
from hailong.cases.case import Case
from hailong.ports.cases import CaseQueue
from hailong.sheets.table import Cell, Kind, Table, text
from hailong.sheets.workbook import workbook
from hailong.vocabulary.numbers_in_words import COUNTS
from hailong.vocabulary.official import bilingual
from hailong.vocabulary.times import VIETNAM

if TYPE_CHECKING:
    from functions.tasks.answers import CaseItem

MOST_CASES = 1_000
"""Cases of one file; where there are more, it says so."""

_HEADERS = (
    "Mã vụ việc / Case",
    "Số tờ khai / Declaration",
    "Doanh nghiệp / Enterprise",
    "Mã số thuế / Tax code",
    "Đơn vị / Office",
    "Đội/tổ / Team",
    "Trạng thái / State",
    "Lần / Level",
    "Tiếp nhận / Received",
    "Hạn trả lời / Due",
    "Quá hạn / Overdue",
    "Người xử lý / Person in charge",
    "Chưa hài lòng về / Dissatisfied with",
    "Lý do / Reasons",
    "Ý kiến / Comment",
)


def list_file(queue: CaseQueue, caller: Caller, wanted: Search, most: int = MOST_CASES) -> bytes:
    """The cases that the caller would be listed, soonest due first, as XLSX in both languages.

    One page of the queue, so that it reads no more than that is allowed to.
    """
    page = decisions.search(queue, caller, replace(wanted, limit=most, after=None))
    heading = f"Danh sách vụ việc / Cases, {caller.at.astimezone(VIETNAM):%H:%M %d/%m/%Y}: {_found(len(page.cases))}"
    if page.last is not None:
        heading += "; chỉ phần đầu, hãy lọc thêm / only the first, filter further"
    names = views.names({case.assignee for case in page.cases}, caller.staff)
    return workbook(heading, [_table(page.cases, names, caller.at)], {})


def _found(number: int) -> str:
    """`12`, and `1.000 / 1,000` where the languages write it differently."""
    return " / ".join(dict.fromkeys(write(number) for write in COUNTS.values()))


def _table(cases: Sequence[Case], names: Mapping[str, str], now: datetime) -> Table:
    rows = [_row(case, views.item_view(case, now), names) for case in cases]
    return Table("cases", "Vụ việc / Cases", _HEADERS, rows)


def _row(case: Case, item: "CaseItem", names: Mapping[str, str]) -> Sequence[Cell]:
    assignee = item["assignee"] or ""
    who = f"{names[assignee]} ({assignee})" if assignee in names else assignee
    return (
        text(item["case_id"]),
        text(item["declaration_no"]),
        text(item["enterprise"]["name"]),
        text(item["enterprise"]["tax_code"]),
        text(item["office"]),
        text(item["team"] or ""),
        text(bilingual("states")[item["state"]]),
        Cell(item["level"], Kind.COUNT),
        _day(case.opened_at),
        _day(case.due_at),
        text("Có / Yes" if item["overdue"] else ""),
        text(who),
        text(", ".join(bilingual("subjects")[one] for one in item["negative_subjects"])),
        text(", ".join(bilingual("reasons")[one] for one in item["reasons"])),
        text(item["comment"] or ""),
    )


def _day(moment: datetime) -> Cell:
    return Cell(moment.astimezone(VIETNAM).date(), Kind.DAY)
