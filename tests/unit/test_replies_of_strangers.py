"""Who answers a mail that was passed on to them."""

from datetime import timedelta
from typing import Any

import pytest

from hailong.cases import casework, replies, verification
from hailong.cases.news import news_of
from hailong.mail.inbound import LeftAside, Refusal
from tests import samples
from tests.unit.incoming import mail, notification
from tests.unit.reply_office import ADDRESS, ANOTHER, AT, CASE_ID, Office


class TestAStranger:
    """Who answers a mail that was passed on: the case's staff see that somebody did, and nothing of what they wrote."""

    def write(self, office: Office, message_id: str) -> None:
        with pytest.raises(LeftAside, match=Refusal.ANOTHER_SENDER):
            office.receive(
                mail("Tôi trả lời thay.", headers={"From": ANOTHER}), _of_another(message_id), message_id=message_id
            )

    def told(self, office: Office) -> list[tuple[str, str, str]]:
        file = office.store.file(CASE_ID)
        assert file is not None
        assert file.evidence == []
        assert verification.verify(file).intact
        return [(entry.action, entry.by, entry.note) for entry in file.timeline[1:]]

    def test_is_told_of_once_a_day_and_seldom_in_all_and_is_never_answered(self) -> None:
        office = Office()
        before = office.store.correspondence(CASE_ID)
        one = ("reply_unknown", "system", "")
        for day in range(replies.MOST_STRANGERS + 2):
            for number in range(3):
                self.write(office, f"mail-{day}-{number}")
                assert self.told(office) == [one] * min(day + 1, replies.MOST_STRANGERS)
            office.at += timedelta(days=1)
        after = office.store.correspondence(CASE_ID)
        assert before is not None
        assert after is not None
        assert after.notices == before.notices
        # Nor does it take the place of what the enterprise itself writes.
        office.receive(mail("Thêm."), message_id="own")
        assert self.told(office)[-1][0] == "reply"

    def test_makes_no_action_of_staff_stale_and_is_no_news(self) -> None:
        taken = casework.claim(samples.open_case(), samples.HANDLER, at=AT).after
        step = replies.from_a_stranger(taken, at=AT)
        assert step is not None
        assert step.after.revision == taken.revision
        assert news_of(taken, step.after, action=step.entry.action, by=step.entry.by, at=AT) is None

    def test_is_not_told_of_once_the_case_is_closed(self) -> None:
        office = Office()
        office.close()
        told = self.told(office)
        self.write(office, "mail-1")
        assert self.told(office) == told

    def test_whom_nothing_vouches_for_is_not_told_of(self) -> None:
        office = Office()
        told = notification(ADDRESS, dmarc="GRAY", spf="PASS", dkim="PASS")
        told["mail"]["source"] = "me@evil.example"
        with pytest.raises(LeftAside, match=Refusal.NOT_AUTHENTIC):
            office.receive(mail(headers={"From": ANOTHER}), told)
        assert self.told(office) == []


def _of_another(message_id: str) -> dict[str, Any]:
    told = notification(ADDRESS, message_id)
    told["mail"]["source"] = ANOTHER
    return told
