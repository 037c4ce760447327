"""Streams of the ratings and cases tables, cases to be listed anew, the end of executions, and the daily sweep."""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger
from pydantic import ValidationError

from functions.escalate import decisions
from functions.escalate.config import Config
from hailong.adapters import aws
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.adapters.dynamodb.notices import DynamoOutbox
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.sqs import SqsQueue
from hailong.adapters.stepfunctions import StepFunctionsExecutions
from hailong.cases.case import Case
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.lots.clearance import Clearance
from hailong.vocabulary.declaration import CASE_PREFIX
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
    """One change of a table. What can never be read is a dead letter; every other error is raised, and comes again."""
    try:
        act = _understood(record)
    except (ValidationError, KeyError, ValueError, TypeError) as error:
        logger.error(  # noqa: TRY400 - the error may quote what people wrote
            "record put into the dead letters",
            extra={"event_id": record.get("eventID"), "error": type(error).__name__},
        )
        dead_letters.send(record)
        count("RecordDeadLettered")
        return
    act()


def _understood(record: dict[str, Any]) -> Any:
    """What is to be done about the record, once it has been read whole."""
    change = record["dynamodb"]
    kind, image = change["Keys"]["sk"]["S"], change.get("NewImage") or {}
    at = datetime.fromtimestamp(int(change["ApproximateCreationDateTime"]), UTC)
    if kind == items.RATING:
        rating = items.rating_from(image)
        if rating.case_id is None:
            raise ValueError("neither accepted nor negative")
        return lambda: _open(rating, at)
    if kind == items.CLEARANCE:
        cleared = items.clearance_from(image)
        return lambda: _cleared(cleared, at)
    if kind == items.CASE:
        case = items.case_from(image)
        old = change.get("OldImage")
        return lambda: _case(items.case_from(old) if old else None, case, at)
    if kind == items.WAIT:
        wait = items.wait_from(image)
        return lambda: decisions.reconcile(wait.case_id, cases, cases, executions, at=at)
    if kind.startswith(items.NOTICE_PREFIX):
        notice = items.notice_from(image)
        return lambda: decisions.notice_asked(notice, notices)
    raise ValueError("a record that the filters should have dropped")


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
