"""What the case file on paper calls what the official vocabulary has no words for; Vietnamese, for the archive."""

import re
from collections.abc import Mapping

ENTRIES = {
    "open": "Mở vụ việc",
    "claim": "Nhận xử lý",
    "assign": "Giao xử lý",
    "release": "Trả về hàng chờ",
    "note": "Ghi chú",
    "decide": "Trình kết luận",
    "review": "Duyệt kết luận",
    "resume": "Tiếp tục xử lý",
    "fail": "Hệ thống dừng, cần kiểm tra",
    "close": "Kết thúc vụ việc",
    "appeal": "Doanh nghiệp đề nghị xem xét lại",
    "corrected": "Doanh nghiệp sửa đánh giá",
    "helped": "Doanh nghiệp cho ý kiến về kết quả",
    "reply": "Doanh nghiệp trả lời qua thư",
    "reply_unknown": "Có thư trả lời không nhận, vì chưa rõ là thư của ai",
    "reply_unreadable": "Có thư trả lời không nhận, vì quá lớn, không đọc được hoặc không an toàn",
    "remind": "Nhắc hạn",
    "breach": "Quá hạn, báo cấp trên",
    "calendar": "Tính lại hạn theo lịch nghỉ, làm bù",
    "extend": "Gia hạn",
    "evidence": "Thêm tài liệu",
    "evidence_withdrawn": "Rút tài liệu",
    "file_sealed": "Niêm phong nội dung tài liệu",
    "mail_failed": "Thư không đến nơi",
    "call_needed": "Cần gọi điện cho doanh nghiệp",
    "called": "Đã gọi điện cho doanh nghiệp",
    "erase": "Đã xóa dữ liệu cá nhân",
}
APPROVED, SENT_BACK = "Đồng ý kết luận", "Yêu cầu làm rõ"
MAILS = {
    "acknowledgement": "Thư xác nhận tiếp nhận",
    "interim": "Thư báo gia hạn",
    "outcome": "Thư trả lời kết quả",
    "appeal_received": "Thư xác nhận đề nghị xem xét lại",
    "final": "Thư trả lời lần cuối",
    "reply_closed": "Thư báo hồ sơ đã đóng",
    "reminder": "Thư nhắc hạn xử lý",
    "breach": "Thư báo quá hạn",
    "invitation": "Thư mời đánh giá",
}
MAIL_STATES = {
    "queued": "đang chờ gửi",
    "sending": "đang gửi",
    "sent": "đã gửi",
    "complained": "bị báo là thư rác",
    "undeliverable": "không gửi được",
    "withdrawn": "không cần gửi nữa",
}
EXCEPTION = "Xử lý theo trường hợp ngoại lệ: không còn ai khác có thể xử lý"

_CODE = re.compile(r"[\w.-]+", re.ASCII)
_FILE_NUMBER = re.compile(r" \([0-9a-f]{32}\)(?=$|: )")
_MAIL_TROUBLE = re.compile(r"([a-z_]+)[^,:]*(?:, (\S+))?: ", re.ASCII)


def stage(code: str, known: Mapping[str, str]) -> str:
    """What an officer did for the lot; a code that is not ours says nothing, words of the customs system stay."""
    return known.get(code) or (known["other"] if _CODE.fullmatch(code) else code)


def title(action: str, state_to: str) -> str:
    """What an entry of the timeline is called."""
    if action == "review":
        return APPROVED if state_to == "decided" else SENT_BACK
    return ENTRIES.get(action, "Việc khác")


def note(action: str, text: str, words: Mapping[str, Mapping[str, str]], names: Mapping[str, str]) -> str:
    """What stands beside an entry, in words where the system noted codes. `words`: official labels by vocabulary."""
    match action:
        case "decide":
            # The decision itself is printed below.
            return ""
        case "assign" | "remind" | "breach":
            return ", ".join(named(code, names) for code in text.split(", "))
        case "helped":
            said, *why = text.split("\n")
            return "\n".join([words["helped"].get(said, said), *why])
        case "mail_failed" | "call_needed":
            found = _MAIL_TROUBLE.match(text)
            told = [MAILS.get(found[1], "Thư khác"), found[2]] if found else []
            return ", ".join(part for part in told if part)
        case "fail":
            return f"Mã lỗi: {text}" if text else ""
        case "evidence" | "evidence_withdrawn" | "file_sealed":
            # Behind the name stands the number under which the file is kept.
            return _FILE_NUMBER.sub("", text)
        case _:
            return text


def named(code: str, names: Mapping[str, str]) -> str:
    """`Nguyễn Văn A (20CF-0012)`: the name before the code, which alone is unique."""
    name = names.get(code)
    return f"{name} ({code})" if name else code
