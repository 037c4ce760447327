"""The case file on paper, as it comes out of the tasks function: read back with a reader of PDF."""

import base64
import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from functions.tasks import paper, sheet
from functions.tasks.packaging.fonts import cut
from hailong.adapters.dynamodb import case_items
from hailong.cases import casework, deadlines, enterprise, notices
from hailong.cases.evidence import Evidence
from hailong.log.receipts import parse_receipt
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Helped, NoticeKind, Role
from tests import samples
from tests.aws import lambda_context
from tests.contract.tasks_desk import CASE_ID, CONSOLE, TasksDesk, claims_of
from tests.fakes.staff import MemoryStaffDirectory

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DECISION = {
    "outcome": "upheld",
    "root_cause": "process",
    "action_taken": "Đã rút kinh nghiệm ở đội thủ tục.",
    "message_to_enterprise": "Xin lỗi Quý doanh nghiệp vì sự chậm trễ.",
}
POINTS_A_MM = 72 / 25.4


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    cut(folder)
    return folder


@pytest.fixture
def desk(opened: TasksDesk, fonts: Path, monkeypatch: pytest.MonkeyPatch) -> TasksDesk:
    monkeypatch.setattr(opened.module, "fonts", fonts)
    return opened


def asked(desk: TasksDesk, person: Person, **query: str) -> dict[str, Any]:
    """The answer as API Gateway takes it."""
    event = {
        "resource": "/tasks/{case_id}/file",
        "httpMethod": "GET",
        "headers": {},
        "queryStringParameters": query or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()} or None,
        "pathParameters": {"case_id": CASE_ID},
        "requestContext": {"authorizer": {"claims": claims_of(person)}},
        "stageVariables": {"console_client_id": CONSOLE},
    }
    answer: dict[str, Any] = desk.module.handler(event, lambda_context())
    return answer


def read(desk: TasksDesk, person: Person = samples.INSPECTOR) -> PdfReader:
    answer = asked(desk, person)
    assert (answer["statusCode"], answer["isBase64Encoded"]) == (200, True)
    return PdfReader(io.BytesIO(base64.b64decode(answer["body"])))


def text_of(reader: PdfReader) -> str:
    """All that is on its pages, with single blanks."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def noted(desk: TasksDesk, text: str) -> None:
    desk.write(casework.note(desk.case, samples.INSPECTOR, text=text, at=samples.RATED))


def decided(desk: TasksDesk) -> None:
    for person, action, body in (
        (samples.SUPERVISOR, "assign", {"assignee": samples.HANDLER.staff_code}),
        (samples.HANDLER, "note", {"text": "Đã gọi điện cho đội."}),
        (samples.HANDLER, "decide", DECISION),
        (samples.SUPERVISOR, "review", {"approve": True}),
    ):
        assert desk.act(person, action, body)[0] == 200


def test_it_is_a_file_of_a_case_that_nobody_keeps_on_the_way(desk: TasksDesk) -> None:
    headers = asked(desk, samples.HANDLER)["multiValueHeaders"]
    assert headers["Content-Type"] == ["application/pdf"]
    assert headers["Content-Disposition"] == [f'attachment; filename="{CASE_ID}.pdf"']
    assert headers["Cache-Control"] == ["no-store"]


def test_it_is_laid_out_as_the_decree_asks(desk: TasksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    decided(desk)
    monkeypatch.setattr(desk.module.staff, "clock", lambda: samples.RATED.replace(year=2026))
    reader = read(desk)
    sizes = {
        (round(page.mediabox.width / POINTS_A_MM), round(page.mediabox.height / POINTS_A_MM)) for page in reader.pages
    }
    assert sizes == {(210, 297)}
    text = text_of(reader)
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "CHI CỤC HẢI QUAN KHU VỰC VIII",
        "HỒ SƠ VỤ VIỆC",
        "Số: ",
        "NGƯỜI LẬP HỒ SƠ",
        "LÃNH ĐẠO ĐƠN VỊ",
        "Nơi nhận:",
    ):
        assert said in text
    assert f"Quảng Ninh, ngày {samples.RATED.day:02} tháng {samples.RATED.month:02} năm 2026" in text
    first, second, *_ = reader.pages
    assert second.extract_text().startswith("2")
    assert not first.extract_text().startswith("1")
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = {font.get_object()["/BaseFont"] for one in resources for font in one["/Font"].values()}
    assert fonts
    assert all("Serif" in name for name in fonts)
    lefts: list[float] = []

    def take(text: str, _matrix: Any, place: Any, *_: Any) -> None:
        if text.strip():
            lefts.append(place[4])

    first.extract_text(visitor_text=take)
    assert min(lefts) >= 30 * POINTS_A_MM - 0.1


def test_it_tells_the_whole_case_in_words(desk: TasksDesk, dynamodb: "DynamoDBClient", cases_table: str) -> None:
    decided(desk)
    mail = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, samples.RATED)
    dynamodb.put_item(TableName=cases_table, Item=case_items.notice_item(mail))
    text = text_of(read(desk))
    for said in (
        CASE_ID,
        "1. Mở vụ việc.",
        "2. Giao xử lý.",
        "3. Ghi chú.",
        "Đã gọi điện cho đội.",
        "4. Trình kết luận.",
        "5. Đồng ý kết luận.",
        DECISION["action_taken"],
        DECISION["message_to_enterprise"],
        "Phản ánh đúng",
        "Quy trình thủ tục",
        samples.clearance().enterprise.tax_code,
        "Phụ lục I",
        "Phụ lục II",
        "1. Thư xác nhận tiếp nhận, đang chờ gửi",
    ):
        assert said in text
    for code in ("upheld", "process", "acknowledgement", "assigned", "in_review"):
        assert code not in text


def test_names_stand_before_codes(desk: TasksDesk) -> None:
    desk.directory.staff.remove(samples.HANDLER)
    desk.directory.staff.append(replace(samples.HANDLER, name="Trần Thị Bưởi"))
    decided(desk)
    officer = samples.clearance().officers[0]
    text = text_of(read(desk))
    assert f"Trần Thị Bưởi ({samples.HANDLER.staff_code})" in text
    assert f"{officer.name} ({officer.code})" in text


def test_the_last_hash_and_its_receipt_are_those_of_the_log(desk: TasksDesk) -> None:
    decided(desk)
    file = desk.store.file(CASE_ID)
    assert file is not None
    last = file.timeline[-1]
    text = "".join(text_of(read(desk)).split())
    assert last.hash in text
    receipt = paper.receipt(CASE_ID, last)
    assert str(receipt) in text
    assert parse_receipt(str(receipt)).leaf() == receipt.leaf()
    assert (receipt.seal.hash, receipt.seal.number) == (desk.case.head_hash, desk.case.entries)


EVIDENCE = Evidence(
    case_id=CASE_ID,
    evidence_id="0" * 32,
    name="biên bản.pdf",
    content_type="application/pdf",
    size=120_000,
    by=samples.INSPECTOR.staff_code,
    at=samples.RATED,
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
)


def test_a_file_that_was_erased_is_called_so_and_not_one_that_never_came(desk: TasksDesk) -> None:
    erased = replace(EVIDENCE, erased_at=samples.RATED)
    desk.write(casework.attach(desk.case, samples.INSPECTOR, erased, at=samples.RATED, limit=2))
    text = text_of(read(desk))
    assert "biên bản.pdf (đã xóa cùng dữ liệu cá nhân)" in text
    (shown,) = desk.file(samples.INSPECTOR)["evidence"]
    assert (shown["erased"], shown["uploaded"]) == (True, False)


def test_evidence_is_listed_with_its_digest(desk: TasksDesk) -> None:
    evidence = EVIDENCE
    desk.write(casework.attach(desk.case, samples.INSPECTOR, evidence, at=samples.RATED, limit=2))
    text = text_of(read(desk))
    assert "biên bản.pdf (chưa tải lên xong)" in text
    assert "120.000 byte" in text
    assert str(evidence.sha256) in "".join(text.split())
    assert evidence.evidence_id not in text


@pytest.mark.parametrize("person", [samples.RATED_OFFICER, samples.ELSEWHERE], ids=["rated", "elsewhere"])
def test_who_may_not_see_the_case_learns_nothing_and_that_is_taken_down(desk: TasksDesk, person: Person) -> None:
    for query in ({}, {"nonsense": "1"}):
        answer = asked(desk, person, **query)
        assert answer["statusCode"] == 404
        assert '"case_not_found"' in answer["body"]
    assert len(desk.refused.messages) == 2
    assert asked(desk, samples.HANDLER, nonsense="1")["statusCode"] == 422


def test_what_the_case_file_shows_inspectors_alone_is_not_on_paper(desk: TasksDesk) -> None:
    asked(desk, samples.RATED_OFFICER)
    desk.take_down()
    texts = {text_of(read(desk, person)) for person in (samples.HANDLER, samples.INSPECTOR, samples.LEADER)}
    assert all("từ chối" not in text for text in texts)


def test_what_the_enterprise_says_of_the_answer_waits_until_the_case_is_closed(desk: TasksDesk) -> None:
    decided(desk)
    case = desk.case
    assert case.told is not None
    assert case.told.reviewed_at is not None
    at = case.told.reviewed_at
    said = enterprise.say_helped(case, Helped.NO, "Vẫn phải chờ lâu.", at=at)
    assert said is not None
    desk.write(said)
    text = text_of(read(desk))
    assert "Doanh nghiệp cho ý kiến về kết quả" in text
    assert "Vẫn phải chờ lâu." not in text


def test_who_was_reminded_stands_there_by_name(desk: TasksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    named = replace(samples.HANDLER, name="Đỗ Thu Hà")
    directory = MemoryStaffDirectory(named, samples.SUPERVISOR, samples.INSPECTOR)
    monkeypatch.setattr(desk.module.staff, "directory", directory)
    told = deadlines.Told([named, samples.SUPERVISOR], Role.SUPERVISOR)
    desk.write(deadlines.remind(desk.case, told, at=samples.RATED))
    assert f"Đỗ Thu Hà ({named.staff_code}), {samples.SUPERVISOR.staff_code}" in text_of(read(desk))


def test_of_a_long_timeline_the_latest_entries_are_printed_and_that_is_said(desk: TasksDesk) -> None:
    for number in range(60):
        noted(desk, f"Ghi chú số {number}.")
    whole = text_of(read(desk))
    assert "1. Mở vụ việc." in whole
    assert all(f"Ghi chú số {number}." in whole for number in range(60))
    assert "lưu trong hệ thống" not in whole
    for number in range(60, 210):
        noted(desk, f"Ghi chú số {number}.")
    cut_short = text_of(read(desk))
    assert "Bản in này gồm các mục từ 12 đến 211; các mục từ 1 đến 11 lưu trong hệ thống." in cut_short
    assert "Ghi chú số 9." not in cut_short
    assert "12. Ghi chú." in cut_short


def test_no_more_is_printed_than_a_request_has_time_for(desk: TasksDesk) -> None:
    for _ in range(51):
        noted(desk, "Ă" * 2000)
    entries = paper.printed_entries(desk.store, desk.store.first_page(desk.case, refusals=False))
    assert [entries[0].number, entries[-1].number] == [3, 52]


def test_what_is_hostile_or_has_no_letter_is_printed_and_breaks_nothing(
    desk: TasksDesk, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("😀 漢字 \u202eabc **đậm** <b>x</b> {nb}", "Ă" * 2000, "a\r\nb\tc"):
        noted(desk, text)
    told = text_of(read(desk))
    assert f"{sheet.REPLACED} {sheet.REPLACED}{sheet.REPLACED}" in told
    assert "**đậm** <b>x</b> {nb}" in told
    assert told.replace(" ", "").count("Ă") == 2000
    assert "missing" not in caplog.text + capsys.readouterr().out
