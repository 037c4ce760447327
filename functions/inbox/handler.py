"""The queue of mails that SES has received: replies of enterprises into the files of their cases."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.inbox import decisions, received
from functions.inbox.config import Config
from hailong.adapters import aws, s3
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoNoticeStore, DynamoOutbox
from hailong.adapters.s3_mails import S3IncomingMails
from hailong.adapters.secretsmanager import SigningKeys
from hailong.adapters.sqs import SqsQueue
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.mail.inbound import LeftAside
from hailong.vocabulary.errors import GiveUp, RetryLater
from hailong.vocabulary.times import now

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="inbox")
config = read(Config)
_dynamodb, _s3 = dynamodb.client(), s3.client()
dead_letters = SqsQueue(aws.client("sqs"), config.dead_letter_queue_url)
_cases = DynamoCaseStore(_dynamodb, config.cases_table, cause=correlation.current)
desk = decisions.Desk(
    mails=S3IncomingMails(_s3, config.inbox_bucket),
    letters=DynamoNoticeStore(_dynamodb, config.cases_table),
    cases=_cases,
    evidence=_cases,
    shelf=s3.S3EvidenceShelf(_s3, config.evidence_bucket),
    outbox=DynamoOutbox(_dynamodb, config.cases_table, cause=correlation.current),
    secrets=SigningKeys(config.reply_secret, now),
    domain=config.reply_domain,
    own=tuple(filter(None, (config.sender_address, config.reply_to))),
    most_files=config.evidence_per_case,
    clock=now,
)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    failures = [{"itemIdentifier": record["messageId"]} for record in event["Records"] if not _message(record["body"])]
    return {"batchItemFailures": failures}


def _message(body: str) -> bool:
    """False when the message is to come again."""
    if not body.lstrip().startswith("{"):
        logger.info("SES has tried out the topic")
        return True
    try:
        news = received.understood(body)
    except ValueError:
        _dead_letter(body, "not a notification of a mail received")
        return True
    told = {"message_id": news.mail.message_id}
    try:
        filed = decisions.file_reply(desk, news)
    except LeftAside as aside:
        logger.info("mail left aside", extra=told | {"reason": aside.why})
        count("ReplyLeftAside")
        return True
    except GiveUp as error:
        _dead_letter(body, str(error))
        return True
    except RetryLater as error:
        logger.warning("mail waits", extra=told | {"error": type(error).__name__})
        count("ReplyDelayed")
        return False
    logger.info(
        "reply filed",
        extra=told | {"case_id": filed.case_id, "files": filed.files, "files_too_many": filed.too_many},
    )
    count("ReplyFiled")
    return True


def _dead_letter(body: str, why: str) -> None:
    logger.error("message put into the dead letters", extra={"reason": why})
    count("MessageDeadLettered")
    dead_letters.send({"body": body, "reason": why})
