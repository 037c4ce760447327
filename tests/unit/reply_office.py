"""A case that takes replies by mail, and the function that files them, for tests."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from functions.inbox import decisions, received
from functions.inbox.decisions import Desk, Filed
from hailong.cases import casework, course, notices
from hailong.cases.case import Case
from hailong.mail.inbound import LeftAside, Refusal
from hailong.mail.reply_address import reply_address
from hailong.vocabulary.words import NoticeKind
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.evidence import MemoryEvidenceFiles
from tests.unit.incoming import DOMAIN, KEYS, SENDER, as_message, mail, notification

AT = samples.RATED + timedelta(hours=2)
CASE_ID = "HL-10302752870"
ANOTHER = "dong-nghiep@example.vn"
ADDRESS = reply_address(KEYS, CASE_ID, DOMAIN)


@dataclass
class Mails:
    kept: dict[str, bytes] = field(default_factory=dict)

    def read(self, key: str, most: int) -> bytes | None:
        return self.kept[key] if len(self.kept[key]) <= most else None

    def remove(self, key: str) -> None:
        self.kept.pop(key, None)


class Office:
    """A case whose acknowledgement has gone to `SENDER`, and the function that takes replies to it."""

    def __init__(self, **changes: Any) -> None:
        self.store, self.files, self.mails = MemoryCaseStore(), MemoryEvidenceFiles(), Mails()
        asked = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, samples.RATED)
        self.store.write(replace(samples.opening(**changes), notices=(asked,)))
        going = notices.claimed(asked, SENDER, lease_until=AT)
        self.store.swap(asked, going)
        self.store.swap(going, notices.sent(going, "id", at=samples.RATED))
        self.at = AT
        self.desk = Desk(
            mails=self.mails,
            letters=self.store,
            cases=self.store,
            evidence=self.store,
            shelf=self.files,
            outbox=self.store,
            secrets=lambda: KEYS,
            domain=DOMAIN,
            own=("hailong@customs.example.vn",),
            most_files=50,
            clock=lambda: self.at,
        )

    def receive(
        self, message: EmailMessage, told: dict[str, Any] | None = None, *, message_id: str = "mail-1"
    ) -> Filed:
        self.mails.kept[message_id] = message.as_bytes()
        news = received.understood(as_message(told or notification(ADDRESS, message_id)))
        return decisions.file_reply(self.desk, news)

    def left_aside(self, told: dict[str, Any]) -> Refusal:
        """Why the mail that lies there as bytes is not put into the file."""
        with pytest.raises(LeftAside) as caught:
            decisions.file_reply(self.desk, received.understood(as_message(told)))
        return caught.value.why

    def refuses(self, message: EmailMessage, told: dict[str, Any] | None = None, **given: str) -> Refusal:
        """Why nothing is put into the file."""
        before = self.store.file(CASE_ID)
        with pytest.raises(LeftAside) as caught:
            self.receive(message, told, **given)
        after = self.store.file(CASE_ID)
        assert before is not None
        assert after is not None
        # But for a word to its staff that there was a mail.
        added = after.timeline[len(before.timeline) :]
        assert all((one.by, one.note) == ("system", "") for one in added)
        assert after.evidence == before.evidence
        return caught.value.why

    @property
    def case(self) -> Case:
        case = self.store.get(CASE_ID)
        assert case is not None
        return case

    def close(self) -> None:
        taken = casework.claim(self.case, samples.HANDLER, at=AT)
        decided = casework.decide(taken.after, samples.HANDLER, samples.RULING, at=AT)
        approved = casework.approve(decided.after, samples.SUPERVISOR, at=AT, appeal_until=AT)
        for step in (taken, decided, approved, course.close(approved.after, at=AT)):
            self.store.write(step)


def with_file(text: str = "Kèm biên bản.", name: str = "bien-ban.pdf") -> EmailMessage:
    message = mail(text)
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename=name)
    return message
