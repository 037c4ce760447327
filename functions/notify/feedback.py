"""What the mail service reports about mails already sent: bounces, complaints, rejections.

A report may come twice, late, or before the sender has marked the notice; it is matched by address and message id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from functions.notify import sending
from functions.notify.sending import Change, Desk, Later
from hailong.cases import notices
from hailong.cases.notices import Correspondence, Notice
from hailong.mail.message import masked_address
from hailong.mail.tags import text_of
from hailong.ports.cases import Queue
from hailong.vocabulary.words import NoticeState

SOFT_BOUNCES = 3
"""So often an address may refuse a notice in passing (a full mailbox) before it counts as refused for good."""

SOFT_PAUSE = timedelta(hours=4)
"""SES itself has tried for hours before it reports one. A queue can hold a message back for 12 hours at most."""


class Report(StrEnum):
    """What it means for the notice."""

    REFUSED = "refused"
    REFUSED_FOR_NOW = "refused_for_now"
    UNWANTED = "unwanted"
    OF_NO_CONSEQUENCE = "of_no_consequence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """One report on one mail; `why` names the kind and the SMTP status, no address and no free text."""

    case_id: str
    notice_id: str
    message_id: str
    address: str
    report: Report
    why: str


class _Part(BaseModel):
    """A part of SES's event that is read; it holds more, and may come to hold more still."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class _Mail(_Part):
    message_id: str = Field(alias="messageId")
    destination: Sequence[str] = Field(min_length=1)
    tags: Mapping[str, Sequence[str]]


class _Recipient(_Part):
    status: str | None = None
    action: str | None = None


class _Bounce(_Part):
    type: str = Field(alias="bounceType")
    subtype: str = Field(alias="bounceSubType")
    recipients: Sequence[_Recipient] = Field(alias="bouncedRecipients")


class _Complaint(_Part):
    type: str | None = Field(alias="complaintFeedbackType", default=None)


class _Event(_Part):
    """https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html"""

    event_type: str = Field(alias="eventType")
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None


def tries_out(message: str) -> bool:
    """Whether SES only sees if the topic takes what it says, as it does when the topic is named; that is no JSON."""
    return message.strip().startswith("Successfully validated SNS topic")


def understood(message: str | bytes) -> Feedback:
    """The report in an SNS message; ValueError (of pydantic) when it is none of SES's."""
    event = _Event.model_validate_json(message)
    report, why = _meaning(event)
    return Feedback(
        case_id=_tag(event.mail, "case_id"),
        notice_id=_tag(event.mail, "notice_id"),
        message_id=event.mail.message_id,
        # Every mail has one recipient; how a bounce writes the address is up to the server that refused it.
        address=event.mail.destination[0],
        report=report,
        why=why,
    )


def act(desk: Desk, queue: Queue, feedback: Feedback) -> Notice:
    """Draws the consequence and gives the notice as it then is; Later while the mail it speaks of is not marked yet."""
    after = sending.amend(
        desk.notices,
        feedback.case_id,
        feedback.notice_id,
        lambda letters, notice: _change(desk, letters, notice, feedback),
    )
    # Also when nothing was left to change: the process may have died here before. A message too many does no harm.
    if after.state is NoticeState.QUEUED:
        queue.send(notices.send_order(after))
    return after


def _change(desk: Desk, letters: Correspondence, notice: Notice, feedback: Feedback) -> Change:
    now = desk.clock()
    if notice.state is NoticeState.SENDING and notice.free_at(now) > now:
        raise Later("the mail is not marked as sent yet")
    if feedback.report is Report.OF_NO_CONSEQUENCE or not _speaks_of(feedback, notice):
        return None
    text = f"{notice.notice_id}, {masked_address(feedback.address)}: {feedback.why}"
    if feedback.report is Report.UNWANTED:
        return notices.complained(notice, feedback.why), sending.mail_failed(letters, text, at=now)
    if feedback.report is Report.REFUSED_FOR_NOW:
        if notice.state is NoticeState.QUEUED or notice.message_id not in {None, feedback.message_id}:
            return None
        if notice.soft_bounces + 1 < SOFT_BOUNCES:
            after = notices.put_back(notice, feedback.why, soft=True, not_before=now + SOFT_PAUSE)
            return after, sending.mail_failed(letters, text, at=now)
    return sending.without(desk, letters, notice, feedback.address, feedback.why)


def _speaks_of(feedback: Feedback, notice: Notice) -> bool:
    """False for what has had its consequence already, or speaks of an address that is given up."""
    return (
        notice.state not in {NoticeState.UNDELIVERABLE, NoticeState.COMPLAINED}
        and feedback.address not in notice.refused_by
        and feedback.address == notice.sent_to
    )


def _meaning(event: _Event) -> tuple[Report, str]:
    if event.event_type == "Bounce" and event.bounce is not None:
        bounce = event.bounce
        status = next((one.status for one in bounce.recipients if one.status), None)
        why = " ".join(part for part in ("bounce", bounce.type, bounce.subtype, status) if part)
        if bounce.type != "Transient":
            return Report.REFUSED, why
        # An out-of-office reply is reported as a transient bounce, too, but without the status of a refusal.
        return (Report.REFUSED_FOR_NOW if status else Report.OF_NO_CONSEQUENCE), why
    if event.event_type == "Complaint" and event.complaint is not None:
        why = f"complaint {event.complaint.type or ''}".strip()
        # Somebody has taken the mail out of the spam again.
        return (Report.OF_NO_CONSEQUENCE if event.complaint.type == "not-spam" else Report.UNWANTED), why
    if event.event_type == "Reject":
        return Report.REFUSED, "rejected by SES"
    return Report.OF_NO_CONSEQUENCE, event.event_type


def _tag(mail: _Mail, name: str) -> str:
    values = mail.tags.get(name)
    if not values:
        raise ValueError(f"the mail has no tag {name}: it is none of ours")
    return text_of(values[0])
