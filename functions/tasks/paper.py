"""The case file as PDF, for the archive. Loaded only when it is asked for.

It says what the case file shows everybody who sees the case; what that shows inspectors alone (refused attempts, what a
corrected rating first said) is not in it: paper goes from hand to hand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from functions.tasks import paper_words
from functions.tasks.sheet import REPLACED, Sheet
from hailong.cases.case import Seal
from hailong.cases.case_file import CaseFile
from hailong.cases.timeline import SYSTEM, Entry
from hailong.log.receipts import Receipt
from hailong.ports.cases import CaseFiles
from hailong.vocabulary import official
from hailong.vocabulary.numbers_in_words import COUNTS
from hailong.vocabulary.offices import DEPARTMENT_CODE, office_name, team_name
from hailong.vocabulary.times import VIETNAM, vietnamese_day
from hailong.vocabulary.words import Language

if TYPE_CHECKING:
    from functions.tasks.answers import CaseFileAnswer, DecisionShown, EvidenceShown, NoticeShown, TimelineEntry

MOST_ENTRIES, MOST_CHARACTERS = 200, 100_000
"""Of the timeline: the latest entries, and what they say in all. More would not be printed within a request."""

PLACE = "Quảng Ninh"
"""Where the department and its offices are: the province stands before the day (Decree 30, appendix I, part II)."""

_count = COUNTS[Language.VI]
_VOCABULARIES = (
    "subjects",
    "levels",
    "reasons",
    "states",
    "outcomes",
    "helped",
    "root_causes",
    "roles",
    "channels",
    "stages",
    "languages",
)

type Words = Mapping[str, Mapping[str, str]]


def printed_entries(cases: CaseFiles, file: CaseFile) -> Sequence[Entry]:
    """The latest entries of the timeline, in their order, as many as are printed."""
    found = list(file.timeline)
    while found and found[0].number > 1 and len(found) < MOST_ENTRIES:
        page = cases.entries(file.case.case_id, before=found[0].number)
        if not page:
            break
        found = [*page, *found]
    kept, left = list[Entry](), MOST_CHARACTERS
    for entry in reversed(found[-MOST_ENTRIES:]):
        decision = entry.decision
        told = (decision.action_taken, decision.message_to_enterprise) if decision else ()
        left -= len(entry.note) + sum(map(len, told))
        if left < 0 and kept:
            break
        kept.append(entry)
    return kept[::-1]


def receipt(case_id: str, entry: Entry) -> Receipt:
    """That of the entry in the public log."""
    return Receipt(case_id, Seal(number=entry.number, hash=entry.hash, salt=entry.salt))


def printed(shown: "CaseFileAnswer", entries: Sequence[Entry], at: datetime, fonts: Path) -> bytes:
    """The PDF. `shown`: the case file with the timeline of `entries`, as it is answered."""
    words: Words = {one: official.labels(one, Language.VI) for one in _VOCABULARIES}
    case, names = shown["case"], _names(shown)
    sheet = Sheet(f"Hồ sơ vụ việc {case['case_id']}", at, fonts)
    day = vietnamese_day(at)
    sheet.letterhead(
        office_name(DEPARTMENT_CODE, day),
        office_name(case["office"], day),
        f"{PLACE}, ngày {day.day:02} tháng {day.month:02} năm {day.year}",
    )
    sheet.heading("HỒ SƠ VỤ VIỆC", f"Giải quyết phản ánh của {case['enterprise']['name']}")
    _summary(sheet, shown, words, names)
    _rating(sheet, shown, words)
    _decisions(sheet, shown, words, names)
    _timeline(sheet, shown, entries, words, names)
    _seal(sheet, case["case_id"], entries, at)
    sheet.signatures([("NGƯỜI LẬP HỒ SƠ", "(Ký, ghi rõ họ tên)"), ("LÃNH ĐẠO ĐƠN VỊ", "(Ký, ghi rõ họ tên, đóng dấu)")])
    for line in ("Nơi nhận:", "- Lưu: VT, hồ sơ vụ việc."):
        sheet.line_of(line, style="I" if line.endswith(":") else "", size=11)
    _evidence(sheet, shown["evidence"], names)
    _mails(sheet, shown["notices"], names)
    return bytes(sheet.output())


def _names(shown: "CaseFileAnswer") -> dict[str, str]:
    return {one["code"]: one["name"] for one in shown["clearance"]["officers"]} | shown["names"]


def _summary(sheet: Sheet, shown: "CaseFileAnswer", words: Words, names: Mapping[str, str]) -> None:
    case, clearance = shown["case"], shown["clearance"]
    opened = datetime.fromisoformat(case["opened_at"])
    sheet.part("I. THÔNG TIN CHUNG")
    sheet.fact("Mã vụ việc", case["case_id"])
    sheet.fact("Doanh nghiệp", f"{case['enterprise']['name']}, mã số thuế {case['enterprise']['tax_code']}")
    sheet.fact(
        "Tờ khai",
        f"{case['declaration_no']}/{clearance['declaration_type']}, {words['channels'][clearance['channel']].lower()}, "
        f"thông quan lúc {_moment(clearance['cleared_at'])}",
    )
    office, team, then = clearance["office"], clearance["team"], vietnamese_day(opened)
    where = [office_name(office, then), *([team_name(office, team, then)] if team else [])]
    sheet.fact("Nơi làm thủ tục", ", ".join(where))
    for officer in clearance["officers"]:
        stage = paper_words.stage(officer["stage"], words["stages"])
        sheet.fact("Công chức làm thủ tục", f"{officer['name']} ({officer['code']}), {official.in_sentence(stage)}")
    sheet.fact("Trạng thái", f"{words['states'][case['state']]}, lần xem xét {case['level']}")
    sheet.fact("Tiếp nhận", f"{_moment(case['opened_at'])}; hạn trả lời: {_moment(case['due_at'])}")
    if case["breached"]:
        sheet.fact("Hạn ban đầu", f"{_moment(case['first_due_at'])}, đã quá hạn")
    if case["assignee"]:
        sheet.fact("Người xử lý", paper_words.named(case["assignee"], names))
    if case["closed_at"]:
        sheet.fact("Kết thúc", _moment(case["closed_at"]))


def _rating(sheet: Sheet, shown: "CaseFileAnswer", words: Words) -> None:
    rating = shown["rating"]
    sheet.part("II. ĐÁNH GIÁ CỦA DOANH NGHIỆP")
    sheet.fact("Gửi lúc", _moment(rating["received_at"]))
    if rating["corrected_at"]:
        sheet.fact("Sửa lúc", _moment(rating["corrected_at"]))
    for subject, level in rating["levels"].items():
        sheet.fact(words["subjects"][subject], official.in_sentence(words["levels"][str(level)]))
    told = "; ".join(official.in_sentence(words["reasons"][reason]) for reason in rating["reasons"])
    sheet.fact("Lý do", told or "không nêu")
    sheet.fact("Ý kiến", rating["comment"] or "không ghi thêm")
    contact = rating["contact"]
    if contact:
        given = [contact["name"], contact["email"], contact["phone"]]
        sheet.fact("Liên hệ", ", ".join(part for part in given if part))
    sheet.fact("Trả lời bằng", words["languages"][rating["language"]])


def _decisions(sheet: Sheet, shown: "CaseFileAnswer", words: Words, names: Mapping[str, str]) -> None:
    case = shown["case"]
    sheet.part("III. KẾT LUẬN")
    made = [*case["earlier_decisions"], *([case["decision"]] if case["decision"] else [])]
    if not made:
        sheet.line_of("Chưa có kết luận.")
    for number, decision in enumerate(made, start=1):
        if len(made) > 1:
            sheet.line_of(f"Lần {number}", style="I")
        _decision(sheet, decision, words)
        sheet.fact("Người kết luận", f"{paper_words.named(decision['by'], names)}, {_moment(decision['at'])}")
        if decision["reviewed_by"] and decision["reviewed_at"]:
            reviewed = paper_words.named(decision["reviewed_by"], names)
            sheet.fact("Người duyệt", f"{reviewed}, {_moment(decision['reviewed_at'])}")
        else:
            sheet.line_of("Kết luận chưa được duyệt.", style="I")
    if case["appeal"]:
        sheet.fact(f"Doanh nghiệp đề nghị xem xét lại lúc {_moment(case['appeal']['at'])}", case["appeal"]["reason"])
    for verdict in case["helped"]:
        said = words["helped"][verdict["helped"]]
        sheet.fact("Ý kiến của doanh nghiệp về kết quả", "\n".join(part for part in (said, verdict["why"]) if part))


def _decision(sheet: Sheet, decision: "DecisionShown", words: Words, *, indent: float = 0) -> None:
    sheet.fact("Kết quả", words["outcomes"][decision["outcome"]], indent=indent)
    sheet.fact("Nguyên nhân", words["root_causes"][decision["root_cause"]], indent=indent)
    sheet.fact("Biện pháp đã thực hiện", decision["action_taken"], indent=indent)
    sheet.fact("Nội dung trả lời doanh nghiệp", decision["message_to_enterprise"], indent=indent)


def _timeline(
    sheet: Sheet, shown: "CaseFileAnswer", entries: Sequence[Entry], words: Words, names: Mapping[str, str]
) -> None:
    sheet.part("IV. QUÁ TRÌNH XỬ LÝ")
    if entries and entries[0].number > 1:
        sheet.line_of(
            f"Bản in này gồm các mục từ {_count(entries[0].number)} đến {_count(entries[-1].number)}; "
            f"các mục từ 1 đến {_count(entries[0].number - 1)} lưu trong hệ thống.",
            style="I",
        )
    for entry, told in zip(entries, shown["timeline"], strict=True):
        _entry(sheet, entry.number, told, words, names)


def _entry(sheet: Sheet, number: int, told: "TimelineEntry", words: Words, names: Mapping[str, str]) -> None:
    role = words["roles"][told["role"]]
    who = role if told["by"] in {SYSTEM, told["role"]} else f"{role} {paper_words.named(told['by'], names)}"
    sheet.line_of(f"{_count(number)}. {paper_words.title(told['action'], told['to'])}. {_moment(told['at'])}; {who}.")
    note = paper_words.note(told["action"], told["note"], words, names)
    if note:
        sheet.line_of(note, indent=8)
    if told["exception"]:
        sheet.line_of(f"{paper_words.EXCEPTION}.", style="I", indent=8)
    if told["decision"]:
        _decision(sheet, told["decision"], words, indent=8)


def _seal(sheet: Sheet, case_id: str, entries: Sequence[Entry], at: datetime) -> None:
    sheet.part("V. XÁC NHẬN TÍNH TOÀN VẸN")
    sheet.fact("Bản in lúc", _moment(at.isoformat()))
    if entries:
        last = entries[-1]
        sheet.fact(f"Mã băm SHA-256 của mục {_count(last.number)}, mục cuối của quá trình xử lý", f"\n{last.hash}")
        if last.salt:
            sheet.fact("Biên nhận trong nhật ký công khai", f"\n{receipt(case_id, last)}")
    sheet.line_of(f"Ký tự không in được thay bằng dấu {REPLACED}.", style="I", size=11)


def _evidence(sheet: Sheet, evidence: "Sequence[EvidenceShown]", names: Mapping[str, str]) -> None:
    sheet.new_part_on_new_page("Phụ lục I", "DANH MỤC TÀI LIỆU, CHỨNG CỨ")
    if not evidence:
        sheet.line_of("Không có tài liệu.")
    for number, one in enumerate(evidence, start=1):
        marks = [
            "đã rút" if one["withdrawn"] else "",
            "đã xóa cùng dữ liệu cá nhân" if one["erased"] else "",
            "chưa tải lên xong" if one["uploaded"] is False and not one["erased"] else "",
        ]
        marked = "".join(f" ({mark})" for mark in marks if mark)
        sheet.line_of(f"{number}. {one['name']}{marked}")
        who = paper_words.named(one["by"], names)
        sheet.line_of(f"{_count(one['size'])} byte; {who} thêm {_moment(one['at'])}", indent=8)
        sheet.line_of(f"SHA-256: {one['sha256'] or 'chưa có'}", size=11, indent=8)


def _mails(sheet: Sheet, notices: "Sequence[NoticeShown]", names: Mapping[str, str]) -> None:
    sheet.new_part_on_new_page("Phụ lục II", "DANH MỤC THƯ ĐIỆN TỬ")
    if not notices:
        sheet.line_of("Chưa gửi thư nào.")
    for number, one in enumerate(notices, start=1):
        sheet.line_of(f"{number}. {paper_words.MAILS[one['kind']]}, {paper_words.MAIL_STATES[one['state']]}")
        reader = paper_words.named(one["recipient"], names) if one["recipient"] else "Doanh nghiệp"
        address = f", {one['sent_to']}" if one["sent_to"] else ""
        when = f"; gửi {_moment(one['sent_at'])}" if one["sent_at"] else ""
        sheet.line_of(f"{reader}{address}; lập {_moment(one['created_at'])}{when}", indent=8)


def _moment(text: str) -> str:
    """`09:31 ngày 20/06/2026`, in Vietnamese time."""
    return f"{datetime.fromisoformat(text).astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
