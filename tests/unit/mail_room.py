"""A mail room for tests: a case with a notice to send, memory all around, and a clock that stands until it is moved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from functions.notify import feedback, sending
from functions.notify.feedback import Feedback, Report
from functions.notify.sending import Delivery, Desk, Patience
from hailong.cases import notices
from hailong.cases.case import Case
from hailong.cases.notices import Correspondence, Notice
from hailong.cases.transitions import Transition
from hailong.lots.clearance import Clearance, Enterprise
from hailong.mail.message import Mail
from hailong.mail.threads import thread_of
from hailong.ports.mail import NoticeStore
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import NoticeKind
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.invitations import MemoryInvitationDays, MemoryOptOuts
from tests.fakes.mail import MemoryMailer, MemoryQueue
from tests.fakes.ratings import MemoryRatingStore
from tests.fakes.staff import MemoryStaffDirectory

CASE_ID = "HL-10302752870"
CONTACT, COMPANY, SECOND = "ketoan@example.vn", "xnk@example.vn", "giamdoc@example.vn"
WINDOW = timedelta(days=30)
LEASE, FIRST_PAUSE, GIVE_UP = timedelta(seconds=60), timedelta(seconds=30), timedelta(days=4)


def _render(kind: NoticeKind, case: Case) -> Mail:
    return Mail(subject=f"[{case.case_id}] {kind}", text="", html="")


def _invite(lots: Sequence[Clearance]) -> Mail:
    named = " ".join(lot.declaration_no for lot in lots)
    return Mail(subject=f"{named} of {lots[0].enterprise.tax_code}", text="", html="")


@dataclass
class MailRoom:
    notice_id: str = "acknowledgement"
    now: datetime = samples.RATED
    store: MemoryCaseStore = field(default_factory=MemoryCaseStore)
    ratings: MemoryRatingStore = field(default_factory=MemoryRatingStore)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    staff: MemoryStaffDirectory = field(default_factory=MemoryStaffDirectory)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    days: MemoryInvitationDays = field(default_factory=MemoryInvitationDays)
    opt_outs: MemoryOptOuts = field(default_factory=MemoryOptOuts)
    current: str | None = None
    render: Callable[[NoticeKind, Case], Mail] = _render
    digest: Callable[[Notice, Correspondence, Sequence[Person]], Mail | None] = lambda *_: None

    def desk(self, store: NoticeStore | None = None) -> Desk:
        return Desk(
            notices=store or self.store,
            outbox=self.store,
            lots=self.ratings,
            staff=self.staff,
            mailer=self.mailer,
            render=self.render,
            digest=self.digest,
            invite=_invite,
            days=self.days,
            opt_outs=self.opt_outs,
            thread=lambda case_id, taken: thread_of(case_id, taken, sender="hailong@customs.example.vn"),
            current=lambda: self.current,
            window=WINDOW,
            clock=lambda: self.now,
            patience=Patience(
                lease=LEASE, first_pause=FIRST_PAUSE, longest_pause=timedelta(hours=1), give_up_after=GIVE_UP
            ),
        )

    def deliver(self, store: NoticeStore | None = None) -> Delivery:
        return sending.deliver(self.desk(store), CASE_ID, self.notice_id)

    def report(self, report: Report, *, address: str = CONTACT, message_id: str | None = None) -> Notice:
        """What the mail service says about the mail that was sent last to the address, or about `message_id`."""
        told = message_id or next(
            (mail.message_id for mail in reversed(self.mailer.sent) if mail.address == address), "message-0"
        )
        news = Feedback(
            case_id=CASE_ID,
            notice_id=self.notice_id,
            message_id=told,
            address=address,
            report=report,
            why=f"bounce {report}",
        )
        return feedback.act(self.desk(), self.queue, news)

    def later(self, pause: timedelta) -> None:
        self.now += pause

    @property
    def notice(self) -> Notice:
        letters = self.store.correspondence(CASE_ID)
        assert letters is not None
        return letters.notices[self.notice_id]

    @property
    def case(self) -> Case:
        case = self.store.get(CASE_ID)
        assert case is not None
        return case

    @property
    def told(self) -> list[str]:
        """The addresses that mails were sent to."""
        return [mail.address for mail in self.mailer.sent]

    def timeline(self) -> list[tuple[str, str]]:
        file = self.store.file(CASE_ID)
        assert file is not None
        return [(entry.action, entry.note) for entry in file.timeline[1:]]


def mail_room(
    *,
    emails: tuple[str, ...] = (COMPANY,),
    kind: NoticeKind = NoticeKind.ACKNOWLEDGEMENT,
    rating: Mapping[str, Any] | None = None,
    **notice: Any,
) -> MailRoom:
    """A case whose notice of that kind has been asked for; `emails` are what the clearance says by now."""
    room = MailRoom()
    asked = notices.queued(CASE_ID, kind, samples.RATED, **notice)
    room.notice_id = asked.notice_id
    room.store.write(replace(samples.opening(**(rating or {})), notices=(asked,)))
    enterprise = Enterprise(tax_code=samples.TAX_CODE, name="Công ty TNHH Ví dụ", emails=emails)
    room.ratings.put_clearance(samples.clearance(enterprise=enterprise), None)
    return room


class Killed(BaseException):
    """The process dies here."""


class DyingStore:
    """A store whose process dies at the n-th write, before it is written or after."""

    def __init__(self, store: MemoryCaseStore, *, at_write: int, written: bool) -> None:
        self._store, self._at_write, self._written = store, at_write, written
        self._writes = 0

    def correspondence(self, case_id: str) -> Correspondence | None:
        return self._store.correspondence(case_id)

    def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
        self._writes += 1
        if self._writes == self._at_write and not self._written:
            raise Killed
        self._store.swap(before, after, transition)
        if self._writes == self._at_write:
            raise Killed
