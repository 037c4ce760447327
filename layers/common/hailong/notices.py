"""Notices: the e-mails of a case, from being asked for to being delivered."""

from dataclasses import dataclass
from datetime import datetime

from hailong.words import NoticeKind, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One e-mail to send. `notice_id` is its kind, with a number where a kind may occur more than once.

    `recipient` is a staff code for notices to staff, None for the enterprise. `sent_to` is the address it went to.
    `lease_until`: until then the process that is sending it has it alone.
    """

    case_id: str
    notice_id: str
    kind: NoticeKind
    state: NoticeState
    created_at: datetime
    recipient: str | None = None
    attempts: int = 0
    lease_until: datetime | None = None
    sent_at: datetime | None = None
    sent_to: str | None = None
    message_id: str | None = None
    last_error: str | None = None


def queued(case_id: str, kind: NoticeKind, at: datetime, *, suffix: str = "", recipient: str | None = None) -> Notice:
    """A notice that is asked for at `at`."""
    notice_id = f"{kind}-{suffix}" if suffix else kind.value
    return Notice(
        case_id=case_id,
        notice_id=notice_id,
        kind=kind,
        state=NoticeState.QUEUED,
        created_at=at,
        recipient=recipient,
    )
