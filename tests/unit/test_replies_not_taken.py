"""A reply that is not taken: the case's staff are told that there was one, and nothing of what it said."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from hailong.cases import casework, replies, verification
from hailong.cases.news import news_of
from hailong.mail.inbound import MOST_BYTES, LeftAside, Refusal
from tests import samples
from tests.unit.incoming import mail, notification
from tests.unit.reply_office import ADDRESS, ANOTHER, AT, CASE_ID, Office

UNKNOWN, UNREADABLE = ("reply_unknown", "system", ""), ("reply_unreadable", "system", "")


def told(office: Office) -> list[tuple[str, str, str]]:
    file = office.store.file(CASE_ID)
    assert file is not None
    assert file.evidence == []
    assert verification.verify(file).intact
    return [(entry.action, entry.by, entry.note) for entry in file.timeline[1:]]


def turned_away(office: Office, message: EmailMessage, said: dict[str, Any]) -> Refusal:
    with pytest.raises(LeftAside) as caught:
        office.receive(message, said, message_id=said["mail"]["messageId"])
    return caught.value.why


def of_another(message_id: str = "mail-1") -> tuple[EmailMessage, dict[str, Any]]:
    said = notification(ADDRESS, message_id)
    said["mail"]["source"] = ANOTHER
    return mail("Tôi trả lời thay.", headers={"From": ANOTHER}), said


def from_the_domain_of_another() -> dict[str, Any]:
    said = notification(ADDRESS, dmarc="GRAY", spf="PASS", dkim="PASS")
    said["mail"]["source"] = "me@evil.example"
    return said


class TestItIsTold:
    def test_once_a_day_and_seldom_in_all_and_is_never_answered(self) -> None:
        office = Office()
        before = office.store.correspondence(CASE_ID)
        for day in range(replies.MOST_NOT_TAKEN + 2):
            for number in range(3):
                assert turned_away(office, *of_another(f"mail-{day}-{number}")) is Refusal.ANOTHER_SENDER
                assert told(office) == [UNKNOWN] * min(day + 1, replies.MOST_NOT_TAKEN)
            office.at += timedelta(days=1)
        after = office.store.correspondence(CASE_ID)
        assert before is not None
        assert after is not None
        assert after.notices == before.notices
        # Nor does it take the place of what the enterprise itself writes.
        office.receive(mail("Thêm."), message_id="own")
        assert told(office)[-1][0] == "reply"

    @pytest.mark.parametrize(
        ("said", "why", "entry"),
        [
            (from_the_domain_of_another(), Refusal.NOT_AUTHENTIC, UNKNOWN),
            (notification(ADDRESS, dmarc="FAIL"), Refusal.NOT_AUTHENTIC, UNKNOWN),
            (notification(ADDRESS, dmarc="GRAY", spf="GRAY"), Refusal.NOT_AUTHENTIC, UNKNOWN),
            (notification(ADDRESS, spam="FAIL"), Refusal.SPAM, UNREADABLE),
            (notification(ADDRESS, virus="FAIL"), Refusal.VIRUS, UNREADABLE),
        ],
    )
    def test_whatever_the_reason_that_its_sender_cannot_know(
        self, said: dict[str, Any], why: Refusal, entry: tuple[str, str, str]
    ) -> None:
        office = Office()
        assert turned_away(office, mail(), said) is why
        assert told(office) == [entry]
        assert office.mails.kept == {}

    def test_where_it_is_too_large_or_cannot_be_read(self) -> None:
        office = Office()
        office.mails.kept["mail-1"] = b"x" * (MOST_BYTES + 1)
        assert office.left_aside(notification(ADDRESS)) is Refusal.TOO_LARGE
        office.at += timedelta(days=1)
        office.mails.kept["mail-2"] = b"\x00"
        assert office.left_aside(notification(ADDRESS, "mail-2")) is Refusal.UNREADABLE
        assert told(office) == [UNREADABLE] * 2

    def test_each_kind_for_itself(self) -> None:
        office = Office()
        for number in range(2):
            turned_away(office, *of_another(f"another-{number}"))
            turned_away(office, mail(), notification(ADDRESS, f"spam-{number}", spam="FAIL"))
        assert told(office) == [UNKNOWN, UNREADABLE]

    def test_without_making_an_action_of_staff_stale_or_news(self) -> None:
        taken = casework.claim(samples.open_case(), samples.HANDLER, at=AT).after
        step = replies.not_taken(taken, replies.UNKNOWN, at=AT)
        assert step is not None
        assert step.after.revision == taken.revision
        assert news_of(taken, step.after, action=step.entry.action, by=step.entry.by, at=AT) is None


class TestItIsNotTold:
    def test_once_the_case_is_closed(self) -> None:
        office = Office()
        office.close()
        before = told(office)
        turned_away(office, *of_another())
        assert told(office) == before

    @pytest.mark.parametrize("verdicts", [{}, {"dmarc": "GRAY", "spf": "GRAY"}, {"dmarc": "FAIL"}])
    def test_of_what_no_person_has_written(self, verdicts: dict[str, str]) -> None:
        office = Office()
        machine = mail(headers={"Auto-Submitted": "auto-replied"})
        assert turned_away(office, machine, notification(ADDRESS, **verdicts)) is Refusal.AUTOMATIC
        assert told(office) == []

    def test_of_what_was_sent_to_no_address_of_the_case(self) -> None:
        office = Office()
        forged = ADDRESS.replace(ADDRESS[20:24], "aaaa")
        assert turned_away(office, mail(), notification(forged, dmarc="FAIL")) is Refusal.NO_REPLY_ADDRESS
        assert told(office) == []
