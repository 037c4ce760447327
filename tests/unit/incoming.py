"""Raw mails as mail programs write them, and what SES says of them."""

import json
from email.message import EmailMessage
from typing import Any

DOMAIN, KEYS = "reply.example.vn", ["an old key", "the key that signs"]
SENDER = "ketoan@example.vn"

GMAIL_VI = """Đã bổ sung biên bản theo yêu cầu.

- trang 1: giờ vào bãi
- trang 2: giờ kiểm hóa

Trân trọng,
Trần Thị Thử

Vào Th 5, 25 thg 6, 2026 vào lúc 09:31 Hài Lòng - Hải quan Quảng Ninh <
hailong@customs.example.vn> đã viết:

> Kính gửi Công ty TNHH Ví dụ,
>
> Chúng tôi sẽ trả lời chậm nhất 17:00.
"""
OUTLOOK_VI = """Doanh nghiệp chưa nhận được điện thoại.

________________________________
Từ: Hài Lòng <hailong@customs.example.vn>
Đã gửi: Thứ Năm, 25 tháng 6, 2026 09:31
Tới: ketoan@example.vn
Chủ đề: [HL-10302752870] Đã tiếp nhận phản ánh

Kính gửi Công ty TNHH Ví dụ,
"""
OUTLOOK_EN = """We were not called.

From: Hai Long <hailong@customs.example.vn>
Sent: Thursday, 25 June 2026 09:31
To: ketoan@example.vn
Subject: [HL-10302752870]

To Example Ltd:
"""
APPLE_EN = (
    "See attached.\n\nOn 25 Jun 2026, at 09:31, Hai Long <hailong@customs.example.vn> wrote:\n\n> To Example Ltd:\n"
)


def mail(
    text: str | None = GMAIL_VI, *, html: str | None = None, headers: dict[str, str] | None = None
) -> EmailMessage:
    """A reply of the enterprise; headers with an empty value are left out."""
    made = EmailMessage()
    given = {"From": f"Trần Thị Thử <{SENDER}>", "To": "Hài Lòng", "Subject": "Re: [HL-10302752870]"} | (headers or {})
    for name, value in given.items():
        if value:
            made[name] = value
    if text is not None:
        made.set_content(text)
    if html is not None:
        if text is None:
            made.set_content(html, subtype="html")
        else:
            made.add_alternative(html, subtype="html")
    return made


def notification(recipient: str, message_id: str = "mail-1", **verdicts: str) -> dict[str, Any]:
    """What SES tells when it has put a mail into the bucket, all checks passed unless `spam="FAIL"` says otherwise."""
    checks = {name: verdicts.get(name, "PASS") for name in ("spam", "virus", "spf", "dkim", "dmarc")}
    return {
        "notificationType": "Received",
        "mail": {"messageId": message_id, "source": SENDER, "destination": [recipient], "commonHeaders": {}},
        "receipt": {
            "recipients": [recipient],
            **{f"{name}Verdict": {"status": status} for name, status in checks.items()},
            "action": {"type": "S3", "bucketName": "inbox", "objectKey": message_id, "topicArn": "arn:aws:sns:::inbox"},
        },
    }


def as_message(told: dict[str, Any]) -> str:
    return json.dumps(told)
