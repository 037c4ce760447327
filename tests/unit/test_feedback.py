"""What is done about bounces and complaints."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.notify import feedback
from functions.notify.feedback import SOFT_BOUNCES, SOFT_PAUSE, Report
from functions.notify.sending import Delivery, Later
from hailong.cases import notices
from hailong.vocabulary.words import NoticeKind, NoticeState
from tests import samples
from tests.unit.mail_room import CASE_ID, COMPANY, CONTACT, LEASE, mail_room

ORDER = {"case_id": CASE_ID, "notice_id": "acknowledgement"}


def test_a_bounce_queues_the_notice_for_the_next_address() -> None:
    room = mail_room()
    room.deliver()
    notice = room.report(Report.REFUSED)
    assert (notice.state, notice.refused_by) == (NoticeState.QUEUED, (CONTACT,))
    assert room.queue.messages == [ORDER]
    assert room.timeline() == [("mail_failed", "acknowledgement, k•••@example.vn: bounce refused")]
    room.deliver()
    assert room.told == [CONTACT, COMPANY]


def test_a_bounce_of_the_last_address_asks_for_a_call() -> None:
    room = mail_room(emails=())
    room.deliver()
    notice = room.report(Report.REFUSED)
    assert notice.state is NoticeState.UNDELIVERABLE
    assert room.queue.messages == []
    assert room.timeline() == [("call_needed", "acknowledgement, k•••@example.vn: bounce refused")]
    assert room.case.calls_due == ("acknowledgement",)


def test_a_report_that_comes_twice_counts_once_and_the_message_is_queued_again() -> None:
    room = mail_room()
    room.deliver()
    first = room.report(Report.REFUSED)
    assert room.report(Report.REFUSED) == first
    assert room.queue.messages == [ORDER, ORDER]
    assert len(room.timeline()) == 1


def test_a_bounce_that_comes_before_the_mark_waits_for_it() -> None:
    room = mail_room()
    room.store.swap(room.notice, notices.claimed(room.notice, CONTACT, lease_until=room.now + LEASE))
    with pytest.raises(Later):
        room.report(Report.REFUSED, message_id="message-1")
    room.later(LEASE)
    assert room.report(Report.REFUSED, message_id="message-1").refused_by == (CONTACT,)


def test_a_late_report_about_an_address_given_up_changes_nothing() -> None:
    room = mail_room()
    room.deliver()
    room.report(Report.REFUSED)
    room.deliver()
    sent = room.notice
    assert room.report(Report.REFUSED, address=CONTACT) == sent
    assert sent.sent_to == COMPANY


def test_a_full_mailbox_is_tried_again_after_a_pause() -> None:
    room = mail_room()
    room.deliver()
    room.report(Report.REFUSED_FOR_NOW)
    with pytest.raises(Later) as later:
        room.deliver()
    assert later.value.pause == SOFT_PAUSE
    room.later(SOFT_PAUSE)
    assert room.deliver() is Delivery.SENT
    assert room.told == [CONTACT, CONTACT]


def test_a_full_mailbox_reported_twice_counts_once() -> None:
    room = mail_room()
    room.deliver()
    first = room.report(Report.REFUSED_FOR_NOW)
    assert room.report(Report.REFUSED_FOR_NOW) == first
    room.later(SOFT_PAUSE)
    room.deliver()
    assert room.report(Report.REFUSED_FOR_NOW, message_id="message-1").state is NoticeState.SENT


def test_a_mailbox_that_stays_full_is_given_up_for_the_next_address() -> None:
    room = mail_room()
    for _ in range(SOFT_BOUNCES):
        room.deliver()
        room.report(Report.REFUSED_FOR_NOW)
        room.later(SOFT_PAUSE)
    room.deliver()
    assert room.told == [CONTACT] * SOFT_BOUNCES + [COMPANY]


def test_a_complaint_is_recorded_and_that_address_gets_no_further_mail() -> None:
    room = mail_room()
    room.deliver()
    assert room.report(Report.UNWANTED).state is NoticeState.COMPLAINED
    assert room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    room.store.ask(notices.queued(CASE_ID, NoticeKind.OUTCOME, samples.RATED))
    room.notice_id = "outcome"
    room.deliver()
    assert room.told == [CONTACT, COMPANY]


def test_an_out_of_office_reply_changes_nothing() -> None:
    room = mail_room()
    room.deliver()
    sent = room.notice
    assert room.report(Report.OF_NO_CONSEQUENCE) == sent
    assert room.timeline() == []


def test_a_bounced_reminder_is_recorded_and_no_enterprise_is_called() -> None:
    room = mail_room(kind=NoticeKind.REMINDER, suffix="1", recipient="20CF-0101")
    room.staff.staff.append(replace(samples.HANDLER, email=CONTACT))
    room.deliver()
    assert room.report(Report.REFUSED).state is NoticeState.UNDELIVERABLE
    assert [action for action, _ in room.timeline()] == ["mail_failed"]


def _event(event_type: str, **parts: Any) -> str:
    """An event as SES publishes it, with members that we do not read."""
    mail = {
        "timestamp": "2026-06-19T03:00:01.000Z",
        "source": "hailong@customs.example.vn",
        "messageId": "m-1",
        "destination": [CONTACT],
        "headersTruncated": False,
        "commonHeaders": {"subject": "[HL-10302752870] …"},
        "tags": {
            "ses:configuration-set": ["hailong"],
            "case_id": [CASE_ID],
            "notice_id": ["acknowledgement"],
        },
    }
    return json.dumps({"eventType": event_type, "mail": mail} | parts)


def _bounce(kind: str, subtype: str, **recipient: str) -> dict[str, Any]:
    return {
        "bounce": {
            "feedbackId": "f-1",
            "bounceType": kind,
            "bounceSubType": subtype,
            "bouncedRecipients": [{"emailAddress": CONTACT} | recipient],
            "timestamp": "2026-06-19T03:00:02.000Z",
        }
    }


@pytest.mark.parametrize(
    ("message", "report", "why"),
    [
        (
            _event(
                "Bounce",
                **_bounce("Permanent", "General", status="5.1.1", action="failed", diagnosticCode="smtp; 550 5.1.1"),
            ),
            Report.REFUSED,
            "bounce Permanent General 5.1.1",
        ),
        (
            _event("Bounce", **_bounce("Permanent", "OnAccountSuppressionList")),
            Report.REFUSED,
            "bounce Permanent OnAccountSuppressionList",
        ),
        (
            _event("Bounce", **_bounce("Undetermined", "Undetermined")),
            Report.REFUSED,
            "bounce Undetermined Undetermined",
        ),
        (
            _event("Bounce", **_bounce("Transient", "MailboxFull", status="4.2.2", action="failed")),
            Report.REFUSED_FOR_NOW,
            "bounce Transient MailboxFull 4.2.2",
        ),
        (
            _event("Bounce", **_bounce("Transient", "General")),
            Report.OF_NO_CONSEQUENCE,
            "bounce Transient General",
        ),
        (
            _event("Complaint", complaint={"complaintFeedbackType": "abuse", "complainedRecipients": []}),
            Report.UNWANTED,
            "complaint abuse",
        ),
        (_event("Complaint", complaint={"complainedRecipients": []}), Report.UNWANTED, "complaint"),
        (_event("Reject", reject={"reason": "Bad content"}), Report.REFUSED, "rejected by SES"),
        (_event("Delivery", delivery={}), Report.OF_NO_CONSEQUENCE, "Delivery"),
    ],
)
def test_an_event_of_ses_is_understood(message: str, report: Report, why: str) -> None:
    news = feedback.understood(message)
    assert (news.case_id, news.notice_id, news.message_id, news.address) == (
        CASE_ID,
        "acknowledgement",
        "m-1",
        CONTACT,
    )
    assert (news.report, news.why) == (report, why)


@pytest.mark.parametrize("message", ["", "[]", "{}", '{"eventType": "Bounce", "mail": {}}'])
def test_what_is_no_event_of_ses_is_refused(message: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        feedback.understood(message)


def test_a_mail_that_is_none_of_ours_is_refused() -> None:
    event = json.loads(_event("Bounce", **_bounce("Permanent", "General")))
    del event["mail"]["tags"]["case_id"]
    with pytest.raises(ValueError, match="none of ours"):
        feedback.understood(json.dumps(event))


def test_pauses_fit_into_what_a_queue_can_hold_back() -> None:
    assert timedelta(0) < SOFT_PAUSE <= timedelta(hours=12)


def test_a_mail_taken_out_of_the_spam_again_is_no_complaint() -> None:
    message = _event("Complaint", complaint={"complaintFeedbackType": "not-spam"})
    assert feedback.understood(message).report is Report.OF_NO_CONSEQUENCE


def test_a_report_about_a_mail_to_nobody_is_none_of_ours() -> None:
    event = json.loads(_event("Complaint", complaint={}))
    event["mail"]["destination"] = []
    with pytest.raises(ValueError, match="destination"):
        feedback.understood(json.dumps(event))
