"""What is read out of a raw mail: what somebody wrote and the files with it, or why it is left aside."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.mail.inbound import MOST_FILES, LeftAside, Refusal, WrittenReply, read_reply
from hailong.mail.plain_text import plain_text
from hailong.mail.quoting import LONGEST, written
from hailong.mail.reply_address import case_replied_to, reply_address
from hailong.vocabulary.text import Prose
from tests.unit.incoming import APPLE_EN, DOMAIN, GMAIL_VI, KEYS, OUTLOOK_EN, OUTLOOK_VI, SENDER, mail

CASE_ID = "HL-10302752870"
OWN = ("hailong@customs.example.vn", f"@{DOMAIN}")
PDF = b"%PDF-1.7 " + b"x" * 100


def read(message: EmailMessage | bytes, *, return_path: str = SENDER, files: bool = True) -> WrittenReply:
    raw = message if isinstance(message, bytes) else message.as_bytes()
    return read_reply(raw, return_path=return_path, own=OWN, files=files)


def refused(message: EmailMessage | bytes, *, return_path: str = SENDER) -> Refusal:
    with pytest.raises(LeftAside) as caught:
        read(message, return_path=return_path)
    return caught.value.why


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GMAIL_VI,
            (
                "Đã bổ sung biên bản theo yêu cầu.\n\n- trang 1: giờ vào bãi\n- trang 2: giờ kiểm hóa\n\n"
                "Trân trọng,\nTrần Thị Thử"
            ),
        ),
        (OUTLOOK_VI, "Doanh nghiệp chưa nhận được điện thoại."),
        (OUTLOOK_EN, "We were not called."),
        (APPLE_EN, "See attached."),
        ("Xong.\n\n-----Original Message-----\nFrom: x\n", "Xong."),
        ("Ngày 25/6 chúng tôi đã viết:\nxin nhắc lại.", "Ngày 25/6 chúng tôi đã viết:\nxin nhắc lại."),
        ("Từ: ga đến cảng\nchờ 3 giờ.", "Từ: ga đến cảng\nchờ 3 giờ."),
        (
            "> Có bị chờ không?\nCó, ba giờ.\n> Ai trực?\nKhông rõ.",
            "> Có bị chờ không?\nCó, ba giờ.\n> Ai trực?\nKhông rõ.",
        ),
        (
            "Vào Th 5, 25 thg 6, 2026, Hài Lòng đã viết:\n> Xin bổ sung.\n\nĐã bổ sung.",
            "Vào Th 5, 25 thg 6, 2026, Hài Lòng đã viết:\n> Xin bổ sung.\n\nĐã bổ sung.",
        ),
    ],
    ids=["gmail", "outlook", "outlook-en", "apple", "original", "a sentence", "a field", "between", "below"],
)
def test_the_mail_that_is_answered_is_cut_off_and_nothing_else(text: str, said: str) -> None:
    # Of `đã viết:` alone with nothing above it, nothing may be lost.
    assert written(text) == said


def test_html_alone_is_made_plain_without_what_it_answers_hides_or_runs() -> None:
    html = (
        "<html><head><style>p{}</style><title>t</title></head><body><!-- x --><p>Đã gửi &lt;biên bản&gt;</p>"
        "<script>alert(1)</script><div>Dòng 2<br>Dòng 3</div>"
        '<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">Vào lúc, X đã viết:</div>'
        "<blockquote>Kính gửi</blockquote></div></body></html>"
    )
    assert read(mail(None, html=html)).text == "Đã gửi <biên bản>\n\nDòng 2\nDòng 3"
    assert read(mail(None, html='<blockquote type="cite">Chỉ có thế</blockquote>')).text == "Chỉ có thế"


def test_what_is_plain_goes_before_what_is_html() -> None:
    assert read(mail("Văn bản", html="<p>Khác</p>")).text == "Văn bản"


def test_marks_that_nobody_sees_are_taken_out_and_a_long_text_ends_with_a_sign() -> None:
    found = read(mail("Đúng\u202egiờ\x07" + "ấ" * LONGEST))
    assert found.text.startswith("Đúnggiờấ")
    assert (len(found.text), found.text[-1]) == (LONGEST, "…")


def test_an_old_charset_and_an_unknown_one_are_read() -> None:
    head = f"From: {SENDER}\r\nContent-Type: text/plain; charset=".encode()
    assert read(head + b"windows-1258\r\n\r\nch\xe2\xf2\r\n").text
    assert read(head + b"x-none\r\n\r\n" + "đúng giờ".encode()).text == "đúng giờ"


AUTOMATIC = [
    {"Auto-Submitted": "auto-replied"},
    {"Auto-Submitted": "auto-generated; owner=x"},
    {"Precedence": "bulk"},
    {"Precedence": "Auto_Reply"},
    {"X-Auto-Response-Suppress": "All"},
    {"X-Autoreply": "yes"},
    {"List-Id": "<x.example.vn>"},
    {"List-Unsubscribe": "<https://example.vn>"},
    {"Return-Path": "<>"},
    {"From": "MAILER-DAEMON@example.vn"},
    {"From": "no-reply@example.vn"},
]


@pytest.mark.parametrize("headers", AUTOMATIC, ids=str)
def test_what_no_person_has_written_is_left_aside(headers: dict[str, str]) -> None:
    assert refused(mail(headers=headers)) is Refusal.AUTOMATIC


@pytest.mark.parametrize("path", ["", "<>", "MAILER-DAEMON@example.vn", "bounces+12=x@example.vn"])
def test_an_empty_return_path_or_that_of_a_machine_is_left_aside(path: str) -> None:
    assert refused(mail(), return_path=path) is Refusal.AUTOMATIC


def test_a_report_of_a_bounce_is_left_aside() -> None:
    report = b"From: a@example.vn\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nfailed\r\n--b--\r\n"
    assert refused(report) is Refusal.AUTOMATIC


def test_headers_that_people_send_are_let_through() -> None:
    kept = {
        "Auto-Submitted": "no",
        "X-Auto-Response-Suppress": "None",
        "Precedence": "normal",
        "Return-Path": f"<{SENDER}>",
    }
    assert read(mail("Đúng", headers=kept)).text == "Đúng"


@pytest.mark.parametrize(
    "sender", ["hailong@customs.example.vn", "Hai Long <HAILONG@customs.example.vn>", f"x@{DOMAIN}"]
)
def test_our_own_mails_are_left_aside(sender: str) -> None:
    assert refused(mail(headers={"From": sender})) is Refusal.OURS


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"From: a@example.vn\r\nFrom: b@example.vn\r\n\r\nhi", Refusal.UNREADABLE),
        (b"From: \r\n\r\nhi", Refusal.ANOTHER_SENDER),
        (b"Subject: x\r\n\r\nhi", Refusal.UNREADABLE),
        (b"From: a@example.vn\r\n\r\n \r\n", Refusal.NOTHING_SAID),
        (b"From: " + b"<" * 5000 + b"\r\n\r\nhi", Refusal.UNREADABLE),
        (b"", Refusal.UNREADABLE),
        (b"X: " + b"y" * 200_000, Refusal.UNREADABLE),
        (b"From: a@b.vn\r\nContent-Type: text/plain; " + b"a=b; " * 9000 + b"\r\n\r\nhi", Refusal.UNREADABLE),
        (
            b"From: a@b.vn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 900,
            Refusal.UNREADABLE,
        ),
        (
            b"From: a@b.vn\r\n"
            + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at) for at in range(40)),
            Refusal.UNREADABLE,
        ),
        (b"From: a@b.vn\r\n\r\n" + b"\n" * 700_000, Refusal.UNREADABLE),
    ],
    ids=[
        "two senders",
        "no address",
        "no sender",
        "nothing",
        "long",
        "empty",
        "head",
        "params",
        "parts",
        "deep",
        "lines",
    ],
)
def test_what_cannot_be_read_or_would_take_minutes_is_left_aside(raw: bytes, why: Refusal) -> None:
    assert refused(raw) is why


def test_files_are_taken_by_the_rules_of_evidence_and_the_others_named() -> None:
    message = mail("Kèm theo.")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="../../biên bản.pdf")
    message.add_attachment(PDF, maintype="application", subtype="octet-stream", filename="tờ khai.PDF")
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="chay.exe")
    message.add_attachment(b"<b>", maintype="text", subtype="html", filename="trang.html")
    message.add_attachment(b"", maintype="image", subtype="png", filename="rong.png")
    message.add_attachment(
        b"p" * 500, maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<1>"
    )
    message.add_attachment(
        b"p" * 30_000, maintype="image", subtype="png", filename="anh.png", disposition="inline", cid="<2>"
    )
    message.add_attachment(b"m" * 90, maintype="audio", subtype="x-m4a", filename="goi.m4a")
    found = read(message)
    assert [(one.name, one.content_type, len(one.content)) for one in found.files] == [
        ("biên bản.pdf", "application/pdf", len(PDF)),
        ("tờ khai.pdf", "application/pdf", len(PDF)),
        ("anh.png", "image/png", 30_000),
        ("goi.m4a", "audio/mp4", 90),
    ]
    assert found.left_out == [
        "chay.exe (loại tệp không nhận)",
        "trang.html (loại tệp không nhận)",
        "rong.png (tệp rỗng)",
    ]
    unchecked = read(message, files=False)
    assert unchecked.files == []
    assert "biên bản.pdf (không kiểm tra được vi-rút)" in "".join(unchecked.left_out)


def test_no_more_and_no_larger_files_than_evidence_may_have() -> None:
    message = mail("Kèm theo.")
    for at in range(MOST_FILES + 1):
        message.add_attachment(b"x", maintype="image", subtype="jpeg", filename=f"{at}.jpg")
    found = read(message)
    assert (len(found.files), found.left_out) == (MOST_FILES, [f"{MOST_FILES}.jpg (quá {MOST_FILES} tệp)"])
    with pytest.raises(LeftAside, match="too_large"):
        read(b"x" * (30 * 1024 * 1024 + 1))


@given(
    st.binary(max_size=600),
    st.sampled_from(
        [b"", b"From: a@example.vn\r\n", b"From: a@b.vn\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"]
    ),
)
def test_whatever_comes_is_read_or_left_aside(noise: bytes, head: bytes) -> None:
    try:
        found = read(head + noise)
    except LeftAside:
        return
    assert len(found.text) <= LONGEST


@given(st.text(max_size=400))
def test_what_is_kept_can_be_stored_and_nothing_is_made_up(text: str) -> None:
    from pydantic import TypeAdapter  # noqa: PLC0415

    try:
        said = read(mail(text.encode("utf-8", "replace").decode())).text
    except LeftAside:
        return
    assert TypeAdapter(Prose).validate_python(said) == said


@given(st.text(alphabet="<>/abdiv! -=\"'&;", max_size=300))
def test_any_html_becomes_text(html: str) -> None:
    assert "\n\n\n" not in plain_text(html)


class TestReplyAddress:
    def test_it_is_found_again_whatever_a_server_makes_of_its_capitals(self) -> None:
        address = reply_address(KEYS, CASE_ID, DOMAIN)
        assert address.startswith("reply+10302752870-")
        assert len(address.partition("@")[0]) <= 64
        assert case_replied_to(KEYS, ["other@x.vn", address.upper()], DOMAIN) == CASE_ID
        assert case_replied_to([*KEYS, "a newer one"], [address], DOMAIN) == CASE_ID

    @pytest.mark.parametrize("at", range(6, 50, 4))
    def test_no_other_is(self, at: int) -> None:
        address = reply_address(KEYS, CASE_ID, DOMAIN)
        changed = address[:at] + ("3" if address[at] != "3" else "4") + address[at + 1 :]
        assert case_replied_to(KEYS, [changed, f"reply+x@{DOMAIN}", f"reply@{DOMAIN}"], DOMAIN) is None
        assert case_replied_to(["another key"], [address], DOMAIN) is None
        assert case_replied_to(KEYS, [address], "other.example.vn") is None
