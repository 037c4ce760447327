"""Sends a notice: which address, when, and what is recorded whatever becomes of it.

A notice is claimed before it is sent and marked afterwards, each by one conditional write. Whoever comes second, or
after a crash, finds in the notice what is left to do. One window remains, for SES knows no idempotency key: when the
process dies (or the answer is lost) inside the call that sends, or before the mark, the mail goes out again once the
lease is over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from functions.notify.invitations import invited_to, todays_lots, told_already
from hailong.cases import course, notices
from hailong.cases.case import Case
from hailong.cases.invitations import next_morning
from hailong.cases.notices import Correspondence, Notice
from hailong.cases.transitions import Transition
from hailong.lots.clearance import Clearance
from hailong.mail.message import Mail, ascii_form, masked_address
from hailong.ports.lots import LotReader
from hailong.ports.mail import InvitationDays, Mailer, NoticeStore, OptOuts, Outbox
from hailong.ports.staff import StaffDirectory
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.correlation import HEADER, correlation_id_in
from hailong.vocabulary.errors import AddressRefused, GiveUp, Raced, RetryLater
from hailong.vocabulary.people import Person, who_has
from hailong.vocabulary.times import Clock
from hailong.vocabulary.words import NoticeKind, NoticeState


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """`lease`: how long a process may take to send one mail. `give_up_after`: from then on, somebody must call."""

    lease: timedelta
    first_pause: timedelta
    longest_pause: timedelta
    give_up_after: timedelta

    def pause(self, tries: int) -> timedelta:
        """How long to wait after so many tries: twice as long each time, up to the longest."""
        factor: int = 2 ** min(max(tries - 1, 0), 20)
        return min(self.first_pause * factor, self.longest_pause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The collaborators. `render` makes the mail of a kind about a case, `invite` the invitation to rate lots, `digest`
    what somebody is told of in the morning (None: nothing, or they want none).

    `window`: for how long after its clearance a lot can be rated. `current`: the correlation id of what is being dealt
    with. `thread` gives the headers of a mail about a case,
    by the ids with which the mail service has taken those before it.
    """

    notices: NoticeStore
    outbox: Outbox
    lots: LotReader
    staff: StaffDirectory
    mailer: Mailer
    render: Callable[[NoticeKind, Case], Mail]
    digest: Callable[[Notice, Correspondence, Sequence[Person]], Mail | None]
    invite: Callable[[Sequence[Clearance]], Mail]
    days: InvitationDays
    opt_outs: OptOuts
    thread: Callable[[str, Sequence[str]], tuple[tuple[str, str], ...]]
    current: Callable[[], str | None]
    window: timedelta
    clock: Clock
    patience: Patience


class Later(RetryLater):
    """Not now: the message is to come again after `pause` (None: after the pause that its tries call for)."""

    def __init__(self, reason: str, pause: timedelta | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class PutOff(Later):
    """The same, as it is meant to be: nothing is wrong with the mail."""


class Delivery(StrEnum):
    """What became of a message."""

    SENT = "sent"
    NOTHING_LEFT_TO_DO = "nothing_left_to_do"
    PASSED_ON = "passed_on"
    UNDELIVERABLE = "undeliverable"


def deliver(desk: Desk, case_id: str, notice_id: str) -> Delivery:
    """Sends the notice unless that has been done; Later when it cannot be sent now, GiveUp when there is none."""
    while True:
        letters, notice = find(desk.notices, case_id, notice_id)
        now = desk.clock()
        if notice.settled:
            return Delivery.NOTHING_LEFT_TO_DO
        _wait(notice, now)
        if notice.recipients:
            return _pass_on(desk, notice)
        errand = _errand(desk, letters, notice)
        if errand is None:
            _take(desk, notice, notices.withdrawn(notice))
            return Delivery.NOTHING_LEFT_TO_DO
        address = _next_address(errand, letters, notice)
        if address is None:
            give_up(desk, case_id, notice_id, notice.last_error or "there is no address")
            return Delivery.UNDELIVERABLE
        if notice.kind is NoticeKind.INVITATION:
            errand = replace(errand, render=_todays_mail(desk, notice, errand))
        # Rendered before the claim: a fault in a template leaves the notice to be sent as soon as it is mended.
        mail = _named(errand.render(address), notice.correlation_id, desk.current())
        mine = notices.claimed(notice, address, lease_until=now + desk.patience.lease)
        _take(desk, notice, mine)
        try:
            message_id = desk.mailer.send(address, mail, {"case_id": case_id, "notice_id": notice_id})
        except AddressRefused as error:
            if refuse(desk, case_id, notice_id, address, str(error)).settled:
                return Delivery.UNDELIVERABLE
            continue
        except RetryLater as error:
            desk.notices.swap(mine, notices.put_back(mine, str(error)))
            return not_sent(desk, case_id, notice_id, str(error))
        desk.notices.swap(mine, notices.sent(mine, message_id, at=desk.clock()))
        return Delivery.SENT


def _named(mail: Mail, *candidates: str | None) -> Mail:
    """The mail with the first correlation id that there is: who has the mail has the key to all that led to it."""
    found = next((one for one in map(correlation_id_in, candidates) if one is not None), None)
    return mail if found is None else replace(mail, headers=(*mail.headers, (HEADER, found)))


def _wait(notice: Notice, now: datetime) -> None:
    """Later where somebody else has it, or it is not to be sent yet."""
    free_at = notice.free_at(now)
    if free_at > now:
        invites = notice.kind is NoticeKind.INVITATION and notice.state is NoticeState.QUEUED
        raise (PutOff if invites else Later)("it is being sent, or has to wait", free_at - now)


def not_sent(desk: Desk, case_id: str, notice_id: str, error: str) -> Delivery:
    """What follows from a failure that may pass: Later, or a call once patience is at its end."""
    _, notice = find(desk.notices, case_id, notice_id)
    if notice.settled:
        return Delivery.NOTHING_LEFT_TO_DO
    if desk.clock() - notice.created_at < desk.patience.give_up_after:
        raise Later(error)
    give_up(desk, case_id, notice_id, error)
    return Delivery.UNDELIVERABLE


def failed(desk: Desk, case_id: str, notice_id: str, error: str) -> Delivery:
    """A fault of ours (a template, a permission): put down in the notice for staff to see, then like any failure."""

    def change(_letters: Correspondence, notice: Notice) -> Change:
        # A notice that is `sending` may have been sent: only its lease's end tells.
        return (notices.put_back(notice, error), None) if notice.state is NoticeState.QUEUED else None

    amend(desk.notices, case_id, notice_id, change)
    return not_sent(desk, case_id, notice_id, error)


def refuse(desk: Desk, case_id: str, notice_id: str, address: str, why: str) -> Notice:
    """An address will never take the notice: it is queued for the next one, or somebody must call."""
    return amend(desk.notices, case_id, notice_id, lambda letters, notice: without(desk, letters, notice, address, why))


def without(
    desk: Desk, letters: Correspondence, notice: Notice, address: str, why: str
) -> tuple[Notice, Transition | None]:
    """The notice once `address` has refused it, with what the timeline says, if there is one."""
    now = desk.clock()
    after = notices.put_back(notice, why, refused=address)
    text = f"{notice.notice_id}, {masked_address(address)}: {why}"
    errand = _errand(desk, letters, after)
    if errand is None or _next_address(errand, letters, after) is None:
        return _undeliverable(letters, notice, why, text, at=now, refused=address)
    return after, mail_failed(letters, text, at=now)


def mail_failed(letters: Correspondence, text: str, *, at: datetime) -> Transition | None:
    """What the timeline says of a mail that did not arrive; nothing before there is a case."""
    return course.mail_failed(letters.case, text, at=at) if letters.case else None


def give_up(desk: Desk, case_id: str, notice_id: str, why: str) -> Notice:
    """No e-mail will do: the enterprise is to be called. Of a notice to staff it is only recorded."""

    def change(letters: Correspondence, notice: Notice) -> Change:
        if notice.settled:
            return None
        return _undeliverable(letters, notice, why, f"{notice_id}: {why}", at=desk.clock())

    return amend(desk.notices, case_id, notice_id, change)


def _pass_on(desk: Desk, notice: Notice) -> Delivery:
    """Asks for the e-mail to each that the notice calls for; who begins again asks for none twice."""
    for one in notices.to_each(notice):
        desk.outbox.ask(one)
    _take(desk, notice, notices.passed_on(notice, at=desk.clock()))
    return Delivery.PASSED_ON


@dataclass(frozen=True, slots=True)
class Errand:
    """What a notice comes to: the addresses to try, the best one first, and what makes its mail to one of them.

    `lot`: to which it invites.
    """

    addresses: Sequence[str]
    render: Callable[[str], Mail]
    lot: Clearance | None = None


def _errand(desk: Desk, letters: Correspondence, notice: Notice) -> Errand | None:
    """None for what has become pointless: an invitation, a digest, or a mail about a rating that was a slip.

    GiveUp for any other notice without a case.

    An enterprise is told at what the rating says, then at what the clearance says, as corrected since.
    """
    if notice.kind is NoticeKind.INVITATION:
        lot = invited_to(notice, desk.lots, now=desk.clock(), window=desk.window)
        if lot is None or told_already(notice, desk.days, desk.opt_outs, now=desk.clock()):
            return None
        return Errand(lot.enterprise.emails, lambda _address: desk.invite([lot]), lot)
    if notice.kind is NoticeKind.DIGEST:
        return _morning(desk, letters, notice)
    case = _case(letters)
    if case.withdrawn:
        return None
    if notice.recipient is not None:
        person = who_has(notice.recipient, desk.staff.everyone())
        addresses = (person.email,) if person and person.email else ()
        return Errand(addresses, lambda _address: desk.render(notice.kind, case))
    current = desk.lots.clearance(case.clearance.key) or case.clearance
    contact = case.rating.contact
    known = {ascii_form(one) for one in current.enterprise.emails}
    thread = desk.thread(case.case_id, _taken_before(letters, notice))

    def render(address: str) -> Mail:
        return replace(desk.render(notice.kind, case if address in known else _unquoted(case)), headers=thread)

    return Errand((*((contact.email,) if contact and contact.email else ()), *current.enterprise.emails), render)


def _morning(desk: Desk, letters: Correspondence, notice: Notice) -> Errand | None:
    """None, too, for who cannot be reached: that is put down where it was found out, and not every morning."""
    staff = desk.staff.everyone()
    person = who_has(notice.recipient or "", staff)
    mail = desk.digest(notice, letters, staff)
    if person is None or person.email is None or mail is None:
        return None
    errand = Errand((person.email,), lambda _address: mail)
    return errand if _next_address(errand, letters, notice) else None


def _todays_mail(desk: Desk, notice: Notice, errand: Errand) -> Callable[[str], Mail]:
    """The invitation to all lots of the enterprise that wait for it; PutOff where its mail of the day is another."""
    now = desk.clock()
    if errand.lot is None:
        raise GiveUp("an invitation to no lot")
    lots = todays_lots(notice, errand.lot, desk.days, desk.lots, now=now, window=desk.window)
    if lots is None:
        until = next_morning(now)
        _take(desk, notice, notices.put_off(notice, until))
        raise PutOff("one mail a day invites", until - now)
    return lambda _address: desk.invite(lots)


def _taken_before(letters: Correspondence, notice: Notice) -> list[str]:
    """The ids of the other mails about the case that have gone to the enterprise, oldest first."""
    sent = [
        (one.sent_at, one.message_id)
        for one in letters.notices.values()
        if one.notice_id != notice.notice_id
        and not one.to_staff
        and one.kind is not NoticeKind.INVITATION
        and one.sent_at is not None
        and one.message_id is not None
    ]
    return [message_id for _, message_id in sorted(sent)]


def _unquoted(case: Case) -> Case:
    """Without what was written: nobody has shown that the contact of a rating is the enterprise's own."""
    appeal = replace(case.appeal, reason="") if case.appeal else None
    return replace(case, rating=replace(case.rating, comment=None), appeal=appeal)


def _next_address(errand: Errand, letters: Correspondence, notice: Notice) -> str | None:
    """The first address that has refused no notice of this case yet."""
    refused = {address.casefold() for address in notice.refused_by} | _refused_elsewhere(letters)
    plain = (ascii_form(one) for one in errand.addresses)
    return next((one for one in plain if one is not None and one.casefold() not in refused), None)


type Change = tuple[Notice, Transition | None] | None
"""A notice as it becomes, with the transition of its case; None where nothing is left to change."""


def amend(
    store: NoticeStore, case_id: str, notice_id: str, change: Callable[[Correspondence, Notice], Change]
) -> Notice:
    """Makes the change on what stands, again if somebody else was faster; gives the notice as it then is."""
    for _ in attempts():
        letters, notice = find(store, case_id, notice_id)
        changed = change(letters, notice)
        if changed is None:
            return notice
        after, transition = changed
        try:
            store.swap(notice, after, transition)
        except RetryLater:
            continue
        return after
    raise Later("others were faster each time")


def find(store: NoticeStore, case_id: str, notice_id: str) -> tuple[Correspondence, Notice]:
    """The notice with its case; GiveUp when there is none, for it is there before any message about it."""
    letters = store.correspondence(case_id)
    if letters is None or notice_id not in letters.notices:
        raise GiveUp("there is no such notice")
    return letters, letters.notices[notice_id]


def _case(letters: Correspondence) -> Case:
    """GiveUp for a notice about a case that does not exist: none is asked for before it does."""
    if letters.case is None:
        raise GiveUp("there is no such case")
    return letters.case


def _take(desk: Desk, notice: Notice, mine: Notice) -> None:
    try:
        desk.notices.swap(notice, mine)
    except Raced as error:
        raise Later("somebody else is sending it", desk.patience.first_pause) from error


def _refused_elsewhere(letters: Correspondence) -> set[str]:
    """What bounced once will bounce again, and who called one mail spam does not want the next.

    But who did not want to be invited may still have asked for an answer.
    """
    bounced = {address for other in letters.notices.values() for address in other.refused_by}
    unwanted = {
        other.sent_to
        for other in letters.notices.values()
        if other.state is NoticeState.COMPLAINED
        and other.sent_to is not None
        and other.kind is not NoticeKind.INVITATION
    }
    return {address.casefold() for address in bounced | unwanted}


def _undeliverable(
    letters: Correspondence, notice: Notice, why: str, text: str, *, at: datetime, refused: str | None = None
) -> tuple[Notice, Transition | None]:
    """Nobody is called for a mail to staff, for an invitation, or about a rating that was a slip."""
    after = notices.undeliverable(notice, why, refused=refused)
    pointless = letters.case is not None and letters.case.withdrawn
    if notice.to_staff or pointless or notice.kind is NoticeKind.INVITATION:
        return after, mail_failed(letters, text, at=at)
    return after, course.call_enterprise(_case(letters), notice.notice_id, text, at=at)
