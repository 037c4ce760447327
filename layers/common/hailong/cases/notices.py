"""Notices: the e-mails about a lot and its case, from being asked for to being delivered. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hailong.cases.case import Case
from hailong.lots.clearance import Clearance
from hailong.vocabulary.declaration import case_id_of
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import NoticeKind, NoticeState

STAFF_PREFIX = "STAFF#"
"""Before the staff code: in place of a case, what is sent to somebody about no single one."""

SETTLED = frozenset({NoticeState.SENT, NoticeState.COMPLAINED, NoticeState.UNDELIVERABLE, NoticeState.WITHDRAWN})
"""The states in which nothing is left to send."""

INVITATION_KEPT = timedelta(days=400)
DIGEST_KEPT = timedelta(days=30)
"""How long it is known who was invited to rate a lot. What is sent about a case is kept with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One e-mail to send. `notice_id` is its kind, with a number where a kind may occur more than once.

    `recipient` is a staff code for notices to staff, None for the enterprise. One with `recipients` is none to send: it
    calls for one to each of these staff codes, however many they are. `version` grows with every change.
    `attempts` counts the calls that were to send it. `lease_until`: until then the process that is sending it has it
    alone. `not_before`: no earlier is it tried again. `refused_by` are the addresses that it will never reach,
    `soft_bounces` counts the refusals that may pass. `sent_to` is the address it went to last. An invitation follows
    the clearance of `declaration_key` for as long as that is of `tax_code`; its `case_id` is that of the case which the
    lot may come to have. A digest is of no case: in its place stands who gets it, after `STAFF_PREFIX`.
    `correlation_id`: of the request that it tells of; empty where that is not known.
    """

    case_id: str
    notice_id: str
    kind: NoticeKind
    state: NoticeState
    created_at: datetime
    recipient: str | None = None
    recipients: tuple[str, ...] = ()
    declaration_key: str | None = None
    tax_code: str | None = None
    version: int = 1
    attempts: int = 0
    lease_until: datetime | None = None
    not_before: datetime | None = None
    refused_by: tuple[str, ...] = ()
    soft_bounces: int = 0
    sent_at: datetime | None = None
    sent_to: str | None = None
    message_id: str | None = None
    last_error: str | None = None
    correlation_id: str | None = None

    @property
    def settled(self) -> bool:
        return self.state in SETTLED

    @property
    def to_staff(self) -> bool:
        return self.recipient is not None or bool(self.recipients)

    def free_at(self, now: datetime) -> datetime:
        """From when on it may be sent: `now`, unless somebody has it or it has to wait."""
        if self.state is NoticeState.SENDING and self.lease_until is not None:
            return max(now, self.lease_until)
        return max(now, self.not_before or now)


def queued(
    case_id: str,
    kind: NoticeKind,
    at: datetime,
    *,
    suffix: str = "",
    recipient: str | None = None,
    recipients: Iterable[str] = (),
) -> Notice:
    """A notice that is asked for at `at`."""
    notice_id = f"{kind}-{suffix}" if suffix else kind.value
    return Notice(
        case_id=case_id,
        notice_id=notice_id,
        kind=kind,
        state=NoticeState.QUEUED,
        created_at=at,
        recipient=recipient,
        recipients=tuple(recipients),
    )


def to_each(notice: Notice) -> Iterator[Notice]:
    """The notices that one with `recipients` calls for."""
    for code in notice.recipients:
        yield replace(
            notice,
            notice_id=f"{notice.notice_id}-{code}",
            recipient=code,
            recipients=(),
            version=1,
            state=NoticeState.QUEUED,
            last_error=None,
        )


def passed_on(notice: Notice, *, at: datetime) -> Notice:
    """A notice with `recipients` once all that it calls for have been asked for."""
    return replace(notice, version=notice.version + 1, state=NoticeState.SENT, sent_at=at, last_error=None)


def invitation(clearance: Clearance, at: datetime, *, number: int = 1, not_before: datetime | None = None) -> Notice:
    """An invitation to rate the lot: the first for all its declarations, others where corrections name others."""
    suffix = str(number) if number > 1 else ""
    asked = queued(case_id_of(clearance.lot_key), NoticeKind.INVITATION, at, suffix=suffix)
    return replace(asked, declaration_key=clearance.key, tax_code=clearance.enterprise.tax_code, not_before=not_before)


def send_order(notice: Notice) -> dict[str, str]:
    """What asks `notify` to send it."""
    asked = {"case_id": notice.case_id, "notice_id": notice.notice_id}
    return asked | ({"correlation_id": notice.correlation_id} if notice.correlation_id else {})


def digest(staff_code: str, at: datetime) -> Notice:
    """What somebody is to be told on the morning of `at`: one a person and day."""
    asked = queued(f"{STAFF_PREFIX}{staff_code}", NoticeKind.DIGEST, at, suffix=str(vietnamese_day(at)))
    return replace(asked, recipient=staff_code)


def put_off(notice: Notice, until: datetime) -> Notice:
    """It has to wait, and there is nothing wrong with that."""
    return replace(notice, version=notice.version + 1, not_before=until)


def claimed(notice: Notice, address: str, *, lease_until: datetime) -> Notice:
    """Somebody is about to send it to `address`."""
    return replace(
        notice,
        version=notice.version + 1,
        state=NoticeState.SENDING,
        attempts=notice.attempts + 1,
        lease_until=lease_until,
        not_before=None,
        sent_to=address,
    )


def sent(notice: Notice, message_id: str, *, at: datetime) -> Notice:
    """The mail service has taken it."""
    return replace(
        notice,
        version=notice.version + 1,
        state=NoticeState.SENT,
        lease_until=None,
        sent_at=at,
        message_id=message_id,
        last_error=None,
    )


def put_back(
    notice: Notice, error: str, *, refused: str | None = None, soft: bool = False, not_before: datetime | None = None
) -> Notice:
    """It did not arrive, and is tried again: without the address `refused`; `soft` if the refusal may pass."""
    return replace(
        notice,
        version=notice.version + 1,
        state=NoticeState.QUEUED,
        lease_until=None,
        not_before=not_before,
        refused_by=_and(notice.refused_by, refused),
        soft_bounces=0 if refused else notice.soft_bounces + soft,
        last_error=error,
    )


def undeliverable(notice: Notice, error: str, *, refused: str | None = None) -> Notice:
    """It will not arrive by e-mail."""
    return replace(
        notice,
        version=notice.version + 1,
        state=NoticeState.UNDELIVERABLE,
        lease_until=None,
        refused_by=_and(notice.refused_by, refused),
        last_error=error,
    )


def withdrawn(notice: Notice) -> Notice:
    """It has become pointless before it went out."""
    return replace(notice, version=notice.version + 1, state=NoticeState.WITHDRAWN, lease_until=None, not_before=None)


def complained(notice: Notice, error: str) -> Notice:
    """It arrived, and its reader called it spam."""
    return replace(notice, version=notice.version + 1, state=NoticeState.COMPLAINED, lease_until=None, last_error=error)


def _and(addresses: tuple[str, ...], one: str | None) -> tuple[str, ...]:
    return addresses if one is None or one in addresses else (*addresses, one)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The notices about a lot, by their ids, and its case; before it has one, there can only be invitations."""

    case: Case | None
    notices: Mapping[str, Notice]
