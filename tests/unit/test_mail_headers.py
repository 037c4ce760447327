"""The headers of a mail: one thread a case, and a sender's name that every mail program can read."""

import re
from dataclasses import replace
from email import message_from_string
from email.header import decode_header, make_header
from email.utils import parseaddr

from hypothesis import given
from hypothesis import strategies as st

from hailong.cases import notices
from hailong.mail.message import sender_field
from hailong.mail.render import TEMPLATES
from hailong.mail.threads import ses_message_id, thread_of
from hailong.vocabulary.words import NoticeKind
from tests import samples
from tests.unit.mail_room import CASE_ID, mail_room

ROOT = f"<{CASE_ID.lower()}@customs.example.vn>"
GROUNDS = {"white": "#ffffff", "Outlook, dark": "#292929", "Gmail, dark": "#1f1f1f", "black": "#000000"}


def test_mails_about_a_case_hang_from_one_id_and_follow_each_other() -> None:
    room = mail_room()
    room.deliver()
    first = room.mailer.sent[-1]
    assert dict(first.mail.headers) == {"References": ROOT, "In-Reply-To": ROOT}
    room.store.ask(notices.queued(CASE_ID, NoticeKind.INTERIM, room.now))
    room.notice_id = "interim"
    room.deliver()
    second = room.mailer.sent[-1]
    assert dict(second.mail.headers) == {
        "References": f"{ROOT} <{first.message_id}>",
        "In-Reply-To": f"<{first.message_id}>",
    }


def test_mails_to_staff_are_in_no_thread_of_the_enterprise() -> None:
    room = mail_room(kind=NoticeKind.REMINDER, suffix="1", recipient="20CF-0101")
    room.staff.staff.append(replace(samples.HANDLER, email="an@customs.example.vn"))
    room.deliver()
    assert [mail.mail.headers for mail in room.mailer.sent] == [()]


def test_ses_names_a_mail_after_its_region() -> None:
    assert ses_message_id("0100", "ap-southeast-1") == "0100@ap-southeast-1.amazonses.com"
    assert ses_message_id("0100", "us-east-1") == "0100@email.amazonses.com"


def test_a_thread_fits_into_a_header_however_long_it_is() -> None:
    earlier = [ses_message_id(f"{number:060d}", "ap-southeast-1") for number in range(50)]
    references, in_reply_to = thread_of(CASE_ID, earlier, sender="hailong@customs.example.vn")
    assert len(references[1]) < 870
    assert references[1].startswith(ROOT)
    assert in_reply_to[1] == f"<{earlier[-1]}>"


@given(st.text(st.characters(categories=("L", "N", "Zs", "P"), exclude_characters="\u2028\u2029"), max_size=200))
def test_a_sender_of_any_length_is_read_as_it_was_written(name: str) -> None:
    field = sender_field(name, "hailong@customs.example.vn")
    assert field.isascii()
    assert all(len(word) <= 75 for word in re.findall(r"=\?[^ ]*\?=", field))
    shown, address = parseaddr(message_from_string(f"From: {field}\n\n")["From"])
    assert address == "hailong@customs.example.vn"
    assert str(make_header(decode_header(shown))).split() == name.split()


def test_an_over_long_name_is_several_words() -> None:
    field = sender_field("Chi cục Hải quan khu vực VIII - Bộ phận tiếp nhận ý kiến của doanh nghiệp", "a@example.vn")
    assert field.count("=?utf-8?") > 1
    assert "\n" not in field


def test_what_is_pressed_is_told_apart_from_every_ground_in_light_and_in_dark() -> None:
    """WCAG 2.2, 1.4.11: 3 to 1; what is written on it 4.5 to 1."""
    kit = (TEMPLATES / "kit.html.j2").read_text("utf-8")
    (button,) = set(re.findall(r'bgcolor="(#[0-9a-f]{6})"', kit))
    borders = set(re.findall(r"border:1px solid (#[0-9a-f]{6}); border-radius", kit))
    assert borders
    for colour in (button, *borders):
        for ground in GROUNDS.values():
            assert _contrast(colour, ground) >= 3, (colour, ground)
    assert _contrast(button, "#ffffff") >= 4.5


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
