"""Streams of the ratings and cases tables, cases to be listed anew, the end of executions, and the daily sweep."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.escalate import decisions
from functions.escalate.config import Config
from hailong.adapters import aws
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.adapters.dynamodb.notices import DynamoOutbox
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.dynamodb.stream import Change, change_of, each_but_the_hopeless
from hailong.adapters.sqs import SqsQueue
from hailong.adapters.stepfunctions import StepFunctionsExecutions
from hailong.cases.case import Case, Wait
from hailong.cases.notices import Notice
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.declaration import CASE_PREFIX
from hailong.vocabulary.errors import GiveUp
from hailong.vocabulary.times import now
from hailong.vocabulary.workdays import vietnamese_calendar

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

SWEEP_DAYS = 62
"""How far back the daily sweep looks for negative ratings without a case."""

logger = Logger(service="escalate")
config = read(Config)
_dynamodb, _sqs = dynamodb.client(), aws.client("sqs")
ratings = DynamoRatingStore(_dynamodb, config.ratings_table)
cases = DynamoCaseStore(_dynamodb, config.cases_table)
queue = DynamoCaseQueue(_dynamodb, config.cases_table)
outbox = DynamoOutbox(_dynamodb, config.cases_table)
index = DynamoCaseIndex(_dynamodb, config.cases_table)
executions = StepFunctionsExecutions(aws.client("stepfunctions"), config.state_machine_arn)
notices = SqsQueue(_sqs, config.notices_queue_url)
listings = SqsQueue(_sqs, config.listings_queue_url)
dead_letters = SqsQueue(_sqs, config.dead_letter_queue_url)
window = timedelta(days=config.rating_window_days)
promise = decisions.Promise(working_days=config.working_days_to_decide, calendar=vietnamese_calendar())


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    if "Records" in event:
        for record in event["Records"]:
            if record.get("eventSource") == "aws:sqs":
                _relist(record)
            else:
                _record(record)
        return {}
    if event.get("detail-type") == "Step Functions Execution Status Change":
        _stopped(event["detail"])
        return {}
    return _sweep(event)


def _record(record: dict[str, Any]) -> None:
    """One change of a table. What can never succeed is a dead letter; every other error is raised, and comes again."""
    for _, error in each_but_the_hopeless([record], lambda records: _act(change_of(records[0]))):
        logger.error(
            "record put into the dead letters",
            # The error itself may quote what people wrote.
            extra={"event_id": record.get("eventID"), "error": type(error.__cause__ or error).__name__},
        )
        dead_letters.send(record)
        count("RecordDeadLettered")


def _act(change: Change) -> None:
    match change.after:
        case Rating() as rating if isinstance(change.before, Rating):
            if not _just_corrected(rating, change.before):
                return
            if decisions.rating_corrected(rating, cases, promise, at=change.at):
                count("RatingCorrectedLate")
        case Rating(case_id=None):
            raise GiveUp("neither accepted nor negative")
        case Rating() as rating:
            _open(rating, change.at)
        case Clearance() as clearance:
            _cleared(clearance, change.at)
        case Case() as case:
            _case(change.before if isinstance(change.before, Case) else None, case, change.at)
        case Wait() as wait:
            decisions.reconcile(wait.case_id, cases, cases, executions, at=change.at)
        case Notice() as notice:
            decisions.notice_asked(notice, notices)


def _just_corrected(after: Rating, before: Rating) -> bool:
    return after.corrected_at is not None and before.corrected_at is None


def _case(before: Case | None, after: Case, at: datetime) -> None:
    decisions.case_changed(after, before.attempt if before else None, cases, cases, executions, at=at)
    decisions.case_listed(before, after, index, listings)


def _relist(message: dict[str, Any]) -> None:
    """A message that fails comes again, and ends in the dead letters."""
    order = json.loads(message["body"])
    decisions.case_relisted(order["case_id"], [(one, place) for one, place in order["left"]], cases, index)


def _cleared(clearance: Clearance, at: datetime) -> None:
    if decisions.lot_cleared(clearance, outbox, at=at, window=window):
        count("InvitationAsked")


def _open(rating: Any, at: datetime) -> None:
    if decisions.rating_came(rating, cases, promise, at=at):
        count("CaseOpened")
        logger.info("case opened", extra={"case_id": rating.case_id})


def _stopped(detail: dict[str, Any]) -> None:
    name = str(detail["name"])
    case_id, _, attempt = name.partition("-r")
    if not case_id.startswith(CASE_PREFIX):
        return
    logger.warning("execution ended", extra={"case_id": case_id, "status": detail["status"]})
    count("CaseFailed")
    decisions.execution_stopped(case_id, int(attempt or 1), str(detail["status"]), cases, cases, at=now())


def _sweep(event: dict[str, Any]) -> dict[str, Any]:
    """`{"from": "2026-01-01"}` looks further back than the daily sweep does."""
    moment = now()
    first = (
        datetime.fromisoformat(str(event["from"])).replace(tzinfo=UTC)
        if "from" in event
        else moment - timedelta(days=SWEEP_DAYS)
    )
    months = sorted({f"{day:%Y-%m}" for day in (first + timedelta(days=n) for n in range((moment - first).days + 1))})
    swept = decisions.sweep(months, ratings, cases, queue, executions, promise, at=moment)
    found = {
        "opened": list(swept.opened),
        "failed": list(swept.failed),
        "notices": decisions.sweep_notices(outbox, notices, at=moment),
    }
    decisions.sweep_index(queue, index)
    logger.info("swept", extra={what: len(ids) for what, ids in found.items()})
    return found
