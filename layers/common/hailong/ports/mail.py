"""What mail asks of the outside: notices, those that are invited, and the way out and in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from hailong.cases.invitations import DailyMail
    from hailong.cases.notices import Correspondence, Notice
    from hailong.cases.transitions import Transition
    from hailong.mail.message import Mail
    from hailong.vocabulary.pages import Page


class NoticeReader(Protocol):
    def correspondence(self, case_id: str) -> Correspondence | None:
        """None where there is neither a case nor a notice."""


class NoticeStore(NoticeReader, Protocol):
    def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
        """Writes `after` where `before` stands, and the transition, or neither. Raced when it does not."""


class InvitationDays(Protocol):
    """What an enterprise is sent on a day to be invited."""

    def mail(self, tax_code: str, day: date) -> DailyMail | None: ...

    def take(self, mail: DailyMail) -> bool:
        """Makes it the mail of its day; False, and nothing done, where another notice sends one."""

    def put_off(self, tax_code: str, day: date, declaration_key: str) -> None:
        """Notes that the lot waits for the mail of that day."""

    def waiting(self, tax_code: str, day: date, most: int) -> Sequence[str]:
        """The declarations that wait for the mail of that day, so many at most."""


class OptOuts(Protocol):
    """Enterprises that do not want to be invited."""

    def opted_out(self, tax_code: str) -> bool: ...

    def choose(self, tax_code: str, *, invited: bool, at: datetime) -> None: ...


class IncomingMails(Protocol):
    def read(self, key: str, most: int) -> bytes | None:
        """The mail as it came in, None where it is longer than `most` bytes.

        GiveUp where there is none, LeftAside where it was removed.
        """

    def remove(self, key: str) -> None:
        """Does not keep the mail. May be repeated; RetryLater when it cannot be done now."""


class Outbox(Protocol):
    def ask(self, notice: Notice) -> Notice | None:
        """Asks for a notice; when one of its id was asked for before, nothing is done, and that one is given."""

    def unsettled(self, before: datetime, *, after: str | None = None) -> Page[Notice]:
        """A page of the notices asked for before that moment of which nothing has come yet; no settled one is read."""


class Mailer(Protocol):
    def send(self, address: str, mail: Mail, tags: Mapping[str, str]) -> str:
        """Hands the mail over and gives the message's id. `tags` come back with what is reported about it.

        AddressRefused when it can never go there; RetryLater when it may go through later.
        """
