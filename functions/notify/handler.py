"""The notices queue: one e-mail a message, and each morning one that asks for digests; and what SES reports."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.notify import sending
from functions.notify.config import Config
from functions.notify.sending import Delivery, Desk, Later, Patience, PutOff
from hailong.adapters import aws, ses
from hailong.adapters.cognito import CognitoStaffDirectory
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.invitations import DynamoInvitationDays, DynamoOptOuts
from hailong.adapters.dynamodb.notices import DynamoNoticeStore, DynamoOutbox
from hailong.adapters.dynamodb.offices import DynamoOffices
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.secretsmanager import SigningKeys
from hailong.adapters.sqs import SqsQueue
from hailong.cases.case import Case
from hailong.cases.replies import takes_replies
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.lots.clearance import Clearance
from hailong.lots.links import answer_url, invitations_url, rate_url
from hailong.lots.signing import rating_key
from hailong.mail.message import Mail
from hailong.mail.render import TO_STAFF, Invited, render, render_invitations
from hailong.mail.reply_address import reply_address
from hailong.mail.threads import ses_message_id, thread_of
from hailong.vocabulary import offices
from hailong.vocabulary.errors import GiveUp, RetryLater
from hailong.vocabulary.times import now
from hailong.vocabulary.words import NoticeKind

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from functions.notify.digests import Morning
    from hailong.cases.digest import Digest
    from hailong.cases.notices import Correspondence, Notice
    from hailong.vocabulary.people import Person

LEASE = timedelta(seconds=60)
"""Twice the function's timeout: whoever holds a lease past its end is dead."""

_MORNING = {"digests": "of the morning"}
"""What the schedule says, as template.yaml has it."""

LONGEST_HOLD = 43_000
"""Seconds. A queue holds a message back for twelve hours from when it gave it out; after that it is asked again."""

logger = Logger(service="notify")
config = read(Config)
_dynamodb, _sqs = dynamodb.client(), aws.client("sqs")
queue = SqsQueue(_sqs, config.notices_queue_url)
dead_letters = SqsQueue(_sqs, config.dead_letter_queue_url)
signing_keys, reply_keys = SigningKeys(config.signing_secret, now), SigningKeys(config.reply_secret, now)
units = DynamoOffices(lambda: _dynamodb, config.offices_table, now)
window = timedelta(days=config.rating_window_days)
_ses = ses.client()


def _render(kind: NoticeKind, case: Case) -> Mail:
    """The mail with its link: to the console for staff, to the page of the answer for the enterprise."""
    if kind in TO_STAFF:
        return render(kind, case, console_url=f"{config.console_url}cases/{case.case_id}")
    expires_at = now() + timedelta(days=config.answer_link_days)
    # What closes, or is closed already, takes no replies: people read those.
    filed = bool(config.reply_domain) and takes_replies(case) and kind is not NoticeKind.FINAL
    reply_to = reply_address(reply_keys(), case.case_id, config.reply_domain) if filed else None
    mail = render(
        kind,
        case,
        answer_url=answer_url(config.api_url, signing_keys(), case.case_id, expires_at=expires_at),
        write_to=config.reply_to or config.sender_address,
        reads_replies=filed,
    )
    return replace(mail, reply_to=reply_to)


def _render_digest(found: "Digest", at: datetime) -> Mail:
    from hailong.mail.digest import render_digest  # noqa: PLC0415

    return render_digest(found, at=at, console_url=config.console_url)


@cache
def _morning() -> "Morning":
    """Loads the calendar and the queue, for which no mail about a case should have to wait."""
    from functions.notify.digests import Morning  # noqa: PLC0415
    from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue  # noqa: PLC0415
    from hailong.adapters.dynamodb.desks import DynamoDeskStore  # noqa: PLC0415
    from hailong.adapters.dynamodb.news import DynamoNewsBoards  # noqa: PLC0415
    from hailong.vocabulary.workdays import vietnamese_calendar  # noqa: PLC0415

    return Morning(
        boards=DynamoNewsBoards(_dynamodb, config.cases_table),
        desks=DynamoDeskStore(_dynamodb, config.cases_table),
        queue=DynamoCaseQueue(_dynamodb, config.cases_table),
        calendar=vietnamese_calendar(),
        render=_render_digest,
        clock=now,
    )


def _digest(notice: "Notice", letters: "Correspondence", staff: "Sequence[Person]") -> Mail | None:
    from functions.notify import digests  # noqa: PLC0415

    return digests.mail(_morning(), notice, letters, staff)


def _invite(lots: Sequence[Clearance]) -> Mail:
    """One click unsubscribes (RFC 8058), and mail programs show it as a button of theirs."""
    keys = signing_keys()
    stop_url = invitations_url(config.api_url, keys, lots[0].enterprise.tax_code)
    invited = [
        Invited(
            clearance=one,
            rate_url=rate_url(config.api_url, rating_key(keys, one)),
            rate_until=one.cleared_at + window,
        )
        for one in lots
    ]
    unsubscribe = ("List-Unsubscribe", f"<{stop_url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
    return replace(render_invitations(invited, stop_url=stop_url), headers=unsubscribe)


def _thread(case_id: str, taken: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return thread_of(
        case_id, [ses_message_id(one, _ses.meta.region_name) for one in taken], sender=config.sender_address
    )


desk = Desk(
    notices=DynamoNoticeStore(_dynamodb, config.cases_table),
    outbox=DynamoOutbox(_dynamodb, config.cases_table),
    lots=DynamoRatingStore(_dynamodb, config.ratings_table),
    staff=CognitoStaffDirectory(aws.client("cognito-idp"), config.user_pool_id, now),
    mailer=ses.SesMailer(
        _ses,
        sender=config.sender_address,
        sender_name=config.sender_name,
        reply_to=config.reply_to,
        configuration_set=config.configuration_set,
    ),
    render=_render,
    digest=_digest,
    invite=_invite,
    days=DynamoInvitationDays(_dynamodb, config.cases_table),
    opt_outs=DynamoOptOuts(_dynamodb, config.ratings_table),
    thread=_thread,
    current=correlation.current,
    window=window,
    clock=now,
    patience=Patience(
        lease=LEASE,
        first_pause=timedelta(seconds=config.first_pause_seconds),
        longest_pause=timedelta(seconds=config.longest_pause_seconds),
        give_up_after=timedelta(hours=config.give_up_hours),
    ),
)


@logger.inject_lambda_context
@offices.in_force(units)
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    failures: list[dict[str, str]] = []
    for record in event["Records"]:
        handle = _report if record["eventSourceARN"] == config.mail_reports_queue_arn else _message
        if not handle(record):
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _message(record: dict[str, Any]) -> bool:
    """False when the message is to come again; it has been told when."""
    try:
        order = json.loads(record["body"])
        if order == _MORNING:
            return _ask_for_digests(record)
        case_id, notice_id = str(order["case_id"]), str(order["notice_id"])
    except (ValueError, KeyError, TypeError):
        _dead_letter(record["body"], "not an order to send a notice")
        return True
    with correlation.following(logger, order.get("correlation_id")):
        return _send(record, case_id, notice_id)


def _send(record: dict[str, Any], case_id: str, notice_id: str) -> bool:
    """What `_message` gives of an order that is one."""
    told = {"case_id": case_id, "notice_id": notice_id}
    try:
        delivery = _delivery(case_id, notice_id)
    except GiveUp as error:
        _dead_letter(record["body"], str(error))
        return True
    except Later as later:
        tries = int(record["attributes"]["ApproximateReceiveCount"])
        pause = later.pause or desk.patience.pause(tries)
        if not isinstance(later, PutOff):
            logger.warning("mail waits", extra=told | {"reason": str(later), "seconds": pause.total_seconds()})
            count("MailDelayed")
        _hold_back(record["receiptHandle"], pause)
        return False
    logger.info("notice handled", extra=told | {"delivery": delivery})
    if delivery in {Delivery.SENT, Delivery.UNDELIVERABLE}:
        count("MailSent" if delivery is Delivery.SENT else "MailUndeliverable")
    return True


def _ask_for_digests(record: dict[str, Any]) -> bool:
    """False when the rest is to be asked for later; what was asked for is not asked for again.

    The moment is when the schedule rang, which the message itself does not say.
    """
    from functions.notify import digests  # noqa: PLC0415

    attributes = record["attributes"]
    at = datetime.fromtimestamp(int(attributes["SentTimestamp"]) // 1000, UTC)
    try:
        asked = digests.ask(desk.outbox, desk.staff.everyone(), _morning().calendar, at=at, now=now())
    except RetryLater as error:
        logger.warning("digests wait", extra={"reason": str(error)})
        count("MailDelayed")
        _hold_back(record["receiptHandle"], desk.patience.pause(int(attributes["ApproximateReceiveCount"])))
        return False
    logger.info("digests asked for", extra={"mails": asked})
    if asked:
        count("DigestAsked", asked)
    return True


def _delivery(case_id: str, notice_id: str) -> Delivery:
    try:
        return sending.deliver(desk, case_id, notice_id)
    except (Later, GiveUp):
        raise
    except Exception as error:
        logger.exception("sending failed", extra={"case_id": case_id, "notice_id": notice_id})
        return sending.failed(desk, case_id, notice_id, type(error).__name__)


def _hold_back(receipt: str, pause: timedelta) -> None:
    """The queue brings the message again after the pause; after its own default when it cannot be told so."""
    try:
        _sqs.change_message_visibility(
            QueueUrl=config.notices_queue_url,
            ReceiptHandle=receipt,
            VisibilityTimeout=min(max(1, round(pause.total_seconds())), LONGEST_HOLD),
        )
    except _sqs.exceptions.ClientError:
        logger.exception("the queue could not be told when to try again")


def _dead_letter(body: str, why: str) -> None:
    logger.error("message put into the dead letters", extra={"reason": why})
    count("MessageDeadLettered")
    dead_letters.send({"body": body, "reason": why})


def _report(record: dict[str, Any]) -> bool:
    """False when the report is to come again, for it came before the mark of the mail that it speaks of."""
    # Its models are slow to make, and no mail should wait for them.
    from functions.notify import feedback  # noqa: PLC0415

    if feedback.tries_out(record["body"]):
        logger.info("SES has tried out the topic")
        return True
    try:
        news = feedback.understood(record["body"])
    except ValueError:
        _dead_letter(record["body"], "not a report about a mail of ours")
        return True
    try:
        notice = feedback.act(desk, queue, news)
    except GiveUp as error:
        _dead_letter(record["body"], str(error))
        return True
    except Later as later:
        logger.warning("report waits", extra={"notice_id": news.notice_id, "reason": str(later)})
        count("MailReportDelayed")
        return False
    with correlation.following(logger, notice.correlation_id):
        logger.info(
            "mail reported on",
            extra={"case_id": news.case_id, "notice_id": news.notice_id, "report": news.report, "state": notice.state},
        )
        if news.report is not feedback.Report.OF_NO_CONSEQUENCE:
            count("MailBounced" if news.report is not feedback.Report.UNWANTED else "MailComplained")
    return True
