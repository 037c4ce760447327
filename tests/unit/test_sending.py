"""What `notify` does with a notice: sent once, to the right address, whatever fails in between."""

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.notify import sending
from functions.notify.feedback import Report
from functions.notify.sending import Delivery, Later, Patience
from hailong.cases import casework, course, enterprise, notices
from hailong.cases.notices import Notice
from hailong.cases.transitions import Transition
from hailong.lots.rating import Contact, corrected
from hailong.mail.message import Mail
from hailong.vocabulary.errors import AddressRefused, GiveUp, RetryLater
from hailong.vocabulary.words import NoticeKind, NoticeState, Reason, Subject
from tests import samples
from tests.unit.mail_room import (
    CASE_ID,
    COMPANY,
    CONTACT,
    FIRST_PAUSE,
    GIVE_UP,
    LEASE,
    SECOND,
    DyingStore,
    Killed,
    MailRoom,
    mail_room,
)


def _raise(error: BaseException) -> NoReturn:
    raise error


def test_a_notice_is_sent_to_the_contact_of_the_rating_and_marked() -> None:
    room = mail_room()
    assert room.deliver() is Delivery.SENT
    assert room.told == [CONTACT]
    assert room.mailer.sent[0].tags == {"case_id": CASE_ID, "notice_id": "acknowledgement"}
    assert (
        room.notice.state,
        room.notice.sent_to,
        room.notice.sent_at,
        room.notice.message_id,
        room.notice.attempts,
    ) == (
        NoticeState.SENT,
        CONTACT,
        room.now,
        "message-1",
        1,
    )


def test_a_notice_that_was_sent_leaves_no_entry_and_no_new_version_of_the_case() -> None:
    room = mail_room()
    room.deliver()
    assert room.timeline() == []
    assert room.case == samples.open_case()


def test_a_repeated_message_sends_nothing() -> None:
    room = mail_room()
    room.deliver()
    assert room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert len(room.told) == 1


def _shown(room: MailRoom) -> str:
    room.render = lambda kind, case: Mail(subject=kind, text=f"{case.rating.comment} {case.appeal}", html="")
    room.deliver()
    return room.mailer.sent[-1].mail.text


def test_what_was_written_is_quoted_to_an_address_of_the_clearance_only() -> None:
    written = {"comment": "Thư quảng cáo dài 2.000 chữ."}
    assert "quảng cáo" not in _shown(mail_room(rating=written))
    assert "quảng cáo" in _shown(mail_room(rating=written | {"contact": None}))
    assert "quảng cáo" in _shown(mail_room(emails=(CONTACT,), rating=written))


def test_a_rating_without_contact_goes_to_the_clearances_address_as_corrected_since() -> None:
    room = mail_room(emails=("moi@example.vn",), rating={"contact": None})
    room.deliver()
    assert room.told == ["moi@example.vn"]


def test_a_notice_to_staff_goes_to_the_address_in_the_user_pool() -> None:
    room = mail_room(kind=NoticeKind.REMINDER, suffix="1", recipient="20CF-0101")
    room.staff.staff.append(replace(samples.HANDLER, email="an@customs.example.vn"))
    room.deliver()
    assert room.told == ["an@customs.example.vn"]


def test_a_notice_to_somebody_who_has_left_is_recorded_and_no_enterprise_is_called() -> None:
    room = mail_room(kind=NoticeKind.REMINDER, suffix="1", recipient="20CF-0101")
    assert room.deliver() is Delivery.UNDELIVERABLE
    assert room.notice.state is NoticeState.UNDELIVERABLE
    assert room.timeline() == [("mail_failed", "reminder-1: there is no address")]
    assert room.case.calls_due == ()


def test_there_is_no_such_notice() -> None:
    room = mail_room()
    room.notice_id = "outcome"
    with pytest.raises(GiveUp):
        room.deliver()


def test_what_somebody_else_is_sending_is_left_until_the_lease_is_over() -> None:
    room = mail_room()
    mine = notices.claimed(room.notice, CONTACT, lease_until=room.now + LEASE)
    room.store.swap(room.notice, mine)
    with pytest.raises(Later) as later:
        room.deliver()
    assert later.value.pause == LEASE
    assert room.told == []
    room.later(LEASE)
    assert room.deliver() is Delivery.SENT


def test_of_two_at_once_one_sends() -> None:
    room = mail_room()

    class Overtaken(DyingStore):
        def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
            room.deliver()
            super().swap(before, after, transition)

    with pytest.raises(Later):
        room.deliver(Overtaken(room.store, at_write=9, written=True))
    assert room.told == [CONTACT]


@pytest.mark.parametrize(
    ("at_write", "written", "mails"),
    [
        pytest.param(1, False, 1, id="before the claim"),
        pytest.param(1, True, 1, id="between the claim and the sending"),
        pytest.param(2, False, 2, id="between the sending and the mark: the one window"),
        pytest.param(2, True, 1, id="after the mark"),
    ],
)
def test_a_process_that_dies_loses_nothing(*, at_write: int, written: bool, mails: int) -> None:
    room = mail_room()
    with pytest.raises(Killed):
        room.deliver(DyingStore(room.store, at_write=at_write, written=written))
    room.later(LEASE)
    room.deliver()
    assert room.notice.state is NoticeState.SENT
    assert room.told == [CONTACT] * mails


def test_a_process_that_dies_inside_the_call_sends_at_most_twice() -> None:
    room = mail_room()
    room.mailer.after = lambda _address: _raise(Killed())
    with pytest.raises(Killed):
        room.deliver()
    room.mailer.after = lambda _address: None
    with pytest.raises(Later):
        room.deliver()
    room.later(LEASE)
    assert room.deliver() is Delivery.SENT
    assert room.told == [CONTACT, CONTACT]
    assert room.notice.attempts == 2


def test_a_mail_service_that_refuses_for_now_is_tried_again_and_the_notice_says_so() -> None:
    room = mail_room()
    room.mailer.before = lambda _address: _raise(RetryLater("TooManyRequestsException"))
    for attempt in (1, 2, 3):
        with pytest.raises(Later) as later:
            room.deliver()
        assert later.value.pause is None
        assert (room.notice.state, room.notice.attempts, room.notice.last_error) == (
            NoticeState.QUEUED,
            attempt,
            "TooManyRequestsException",
        )
    room.mailer.before = lambda _address: None
    assert room.deliver() is Delivery.SENT
    assert room.notice.last_error is None


def test_after_days_of_refusal_somebody_has_to_call() -> None:
    room = mail_room()
    room.mailer.before = lambda _address: _raise(RetryLater("AccountSuspendedException"))
    room.later(GIVE_UP)
    assert room.deliver() is Delivery.UNDELIVERABLE
    assert room.timeline() == [("call_needed", "acknowledgement: AccountSuspendedException")]
    assert room.case.calls_due == ("acknowledgement",)


def test_after_days_a_mail_that_can_be_sent_is_sent() -> None:
    room = mail_room()
    room.later(GIVE_UP * 2)
    assert room.deliver() is Delivery.SENT


def test_an_address_that_is_refused_is_followed_by_the_next_one() -> None:
    room = mail_room()
    room.mailer.before = lambda address: _raise(AddressRefused("MessageRejected")) if address == CONTACT else None
    assert room.deliver() is Delivery.SENT
    assert room.told == [COMPANY]
    assert room.timeline() == [("mail_failed", "acknowledgement, k•••@example.vn: MessageRejected")]


def test_when_no_address_is_left_somebody_has_to_call() -> None:
    room = mail_room()
    room.mailer.before = lambda _address: _raise(AddressRefused("MessageRejected"))
    assert room.deliver() is Delivery.UNDELIVERABLE
    assert room.notice.refused_by == (CONTACT, COMPANY)
    assert room.timeline()[-1] == ("call_needed", "acknowledgement, x•••@example.vn: MessageRejected")
    assert room.case.calls_due == ("acknowledgement",)


def test_an_address_that_is_none_is_passed_over() -> None:
    room = mail_room(rating={"contact": Contact(email="a@example.vn\r\nBcc: b@example.vn")})
    room.deliver()
    assert room.told == [COMPANY]


def test_an_address_that_refused_one_notice_is_not_asked_to_take_the_next() -> None:
    room = mail_room()
    room.deliver()
    room.report(Report.REFUSED)
    room.store.ask(notices.queued(CASE_ID, NoticeKind.OUTCOME, samples.RATED))
    room.notice_id = "outcome"
    room.deliver()
    assert room.told == [CONTACT, COMPANY]


def test_a_fault_in_a_template_is_tried_again_until_patience_ends() -> None:
    room = mail_room()
    room.render = lambda _kind, _case: _raise(KeyError("officer"))
    with pytest.raises(KeyError):
        room.deliver()
    with pytest.raises(Later):
        sending.failed(room.desk(), CASE_ID, room.notice_id, "KeyError")
    assert (room.notice.state, room.notice.last_error) == (NoticeState.QUEUED, "KeyError")
    room.later(GIVE_UP)
    assert sending.failed(room.desk(), CASE_ID, room.notice_id, "KeyError") is Delivery.UNDELIVERABLE
    assert room.case.calls_due == ("acknowledgement",)


def test_a_case_that_moves_at_the_same_time_is_no_obstacle() -> None:
    room = mail_room(emails=())
    room.mailer.before = lambda _address: _raise(AddressRefused("MessageRejected"))

    class Busy(DyingStore):
        def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
            if transition is not None and room.case.assignee is None:
                room.store.write(casework.claim(room.case, samples.HANDLER, at=room.now))
            super().swap(before, after, transition)

    room.deliver(Busy(room.store, at_write=9, written=True))
    assert [action for action, _ in room.timeline()] == ["claim", "call_needed"]


@given(st.integers(min_value=1, max_value=1000))
def test_pauses_grow_and_stay_within_what_a_queue_can_hold_back(tries: int) -> None:
    patience = Patience(
        lease=LEASE, first_pause=FIRST_PAUSE, longest_pause=timedelta(hours=1), give_up_after=timedelta(days=4)
    )
    assert FIRST_PAUSE <= patience.pause(tries) <= patience.pause(tries + 1) <= timedelta(hours=1)


def test_somebody_who_called_says_so_once_and_the_case_leaves_the_list() -> None:
    room = mail_room(emails=())
    room.mailer.before = lambda _address: _raise(AddressRefused("MessageRejected"))
    room.deliver()
    transition = casework.called(room.case, samples.HANDLER, "Đã gọi điện cho bà B.", at=room.now)
    room.store.write(transition)
    assert room.case.calls_due == ()
    assert room.timeline()[-1] == ("called", "Đã gọi điện cho bà B.")


def test_a_grave_case_is_called_about_by_an_inspector() -> None:
    opened = samples.open_case(reasons=(Reason.HARASSMENT,))
    due = course.call_enterprise(opened, "outcome", "no address", at=samples.RATED).after
    assert casework.called(due, samples.INSPECTOR, "Đã gọi.", at=samples.RATED).after.calls_due == ()


# What may befall a notice, in any order and as often as it likes.
_EVENTS = st.lists(
    st.sampled_from(
        ["message", "killed before", "killed after", "outage", "lease over", "hard", "soft", "complaint", "old report"]
    ),
    max_size=25,
)


@given(_EVENTS)
def test_whatever_happens_the_enterprise_is_told_or_called_and_never_told_twice_without_a_kill(
    events: list[str],
) -> None:
    room = mail_room(emails=(COMPANY, SECOND))
    kills = 0
    for event in events:
        kills += _befall(room, event)
    _calm(room)
    told_by_mail = room.notice.state in {NoticeState.SENT, NoticeState.COMPLAINED}
    assert told_by_mail or room.case.calls_due == (room.notice_id,)
    bounces = sum(action in {"mail_failed", "call_needed"} for action, _ in room.timeline())
    assert len(room.told) <= 1 + bounces + kills


def _befall(room: MailRoom, event: str) -> int:
    """1 if a mail may have gone out that nobody could mark."""
    before = len(room.mailer.sent)
    match event:
        case "message":
            _quietly(room)
        case "killed before":
            room.mailer.before = lambda _address: _raise(Killed())
            _quietly(room)
        case "killed after":
            room.mailer.after = lambda _address: _raise(Killed())
            _quietly(room)
        case "outage":
            room.mailer.before = lambda _address: _raise(RetryLater("outage"))
            _quietly(room)
        case "lease over":
            room.later(timedelta(hours=5))
        case "old report":
            _reported(room, Report.REFUSED, "message-1")
        case _:
            kinds = {"hard": Report.REFUSED, "soft": Report.REFUSED_FOR_NOW, "complaint": Report.UNWANTED}
            _reported(room, kinds[event], None)
    room.mailer.before = room.mailer.after = lambda _address: None
    return int(event == "killed after" and len(room.mailer.sent) > before)


def _quietly(room: MailRoom) -> None:
    try:
        room.deliver()
    except (Later, Killed):
        return


def _reported(room: MailRoom, report: Report, message_id: str | None) -> None:
    """The mail service reports on a mail that it was given: the last one, or an old one, to its own address."""
    mails = {mail.message_id: mail for mail in room.mailer.sent}
    mail = mails.get(message_id or f"message-{len(mails)}")
    if mail is None:
        return
    try:
        room.report(report, address=mail.address, message_id=mail.message_id)
    except Later:
        return


def _calm(room: MailRoom) -> None:
    """Everything works again, and messages come as long as the notice is not settled."""
    for _ in range(10):
        room.later(timedelta(hours=5))
        _quietly(room)
    assert room.notice.settled


@pytest.mark.parametrize("kind", [NoticeKind.ACKNOWLEDGEMENT, NoticeKind.OUTCOME, NoticeKind.REMINDER])
def test_nobody_is_written_to_or_called_about_a_rating_that_was_a_slip(kind: NoticeKind) -> None:
    room = mail_room(kind=kind, recipient=samples.SUPERVISOR.staff_code if kind is NoticeKind.REMINDER else None)
    meant = replace(room.case.rating, levels={Subject.OFFICER: 5})
    room.store.write(
        enterprise.correct(room.case, corrected(room.case.rating, meant, at=room.now), at=room.now),
    )
    assert room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert room.notice.state is NoticeState.WITHDRAWN
    assert room.told == []


def test_a_bounce_about_a_slip_makes_nobody_call() -> None:
    room = mail_room(emails=())
    room.deliver()
    meant = replace(room.case.rating, levels={Subject.OFFICER: 5})
    room.store.write(enterprise.correct(room.case, corrected(room.case.rating, meant, at=room.now), at=room.now))
    room.report(Report.REFUSED)
    assert room.case.calls_due == ()
