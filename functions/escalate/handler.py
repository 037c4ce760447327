"""Streams of the ratings and cases tables, cases to be listed anew, the end of executions, and the daily sweep."""

import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.escalate import decisions, sweeping, verifying
from functions.escalate.config import Config
from hailong.adapters import aws
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.events import DynamoEventOutbox
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.adapters.dynamodb.news import DynamoNewsBoards
from hailong.adapters.dynamodb.notices import DynamoOutbox
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.dynamodb.rounds import DynamoVerificationRound
from hailong.adapters.dynamodb.stream import Change, change_of, each_but_the_hopeless
from hailong.adapters.sqs import SqsQueue
from hailong.adapters.stepfunctions import StepFunctionsExecutions
from hailong.cases.case import Case, Wait
from hailong.cases.notices import Notice
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.events.event import of_case, of_rating
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.declaration import CASE_PREFIX
from hailong.vocabulary.errors import GiveUp
from hailong.vocabulary.times import now
from hailong.vocabulary.words import RatingStatus
from hailong.vocabulary.workdays import vietnamese_calendar

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

SWEEP_RESERVE = 20_000
"""Milliseconds that a sweep leaves for the page that it is in the middle of, and for what is told in the end."""

logger = Logger(service="escalate")
config = read(Config)
_dynamodb, _sqs = dynamodb.client(), aws.client("sqs")
ratings = DynamoRatingStore(_dynamodb, config.ratings_table)
cases = DynamoCaseStore(_dynamodb, config.cases_table, cause=correlation.current)
queue = DynamoCaseQueue(_dynamodb, config.cases_table)
events = DynamoEventOutbox(_dynamodb, config.events_table)
outbox = DynamoOutbox(_dynamodb, config.cases_table, cause=correlation.current)
boards = DynamoNewsBoards(_dynamodb, config.cases_table)
index = DynamoCaseIndex(_dynamodb, config.cases_table)
executions = StepFunctionsExecutions(aws.client("stepfunctions"), config.state_machine_arn)
notices = SqsQueue(_sqs, config.notices_queue_url)
listings = SqsQueue(_sqs, config.listings_queue_url)
dead_letters = SqsQueue(_sqs, config.dead_letter_queue_url)
window = timedelta(days=config.rating_window_days)
patience = timedelta(minutes=config.invitation_minutes)
promise = decisions.Promise(working_days=config.working_days_to_decide, calendar=vietnamese_calendar())
desk = sweeping.Desk(
    ratings=ratings,
    early=ratings,
    events=events,
    cases=cases,
    queue=queue,
    executions=executions,
    outbox=outbox,
    notices=notices,
    index=index,
    promise=promise,
    archive=verifying.Archive(queue=queue, files=cases, round=DynamoVerificationRound(_dynamodb, config.cases_table)),
)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    if "Records" in event:
        for record in event["Records"]:
            if record.get("eventSource") == "aws:sqs":
                _message(record, context)
            else:
                _record(record)
        return {}
    if event.get("detail-type") == "Step Functions Execution Status Change":
        _stopped(event["detail"])
        return {}
    return _sweep_as_asked(event, context)


def _record(record: dict[str, Any]) -> None:
    """One change of a table. What can never succeed is a dead letter; every other error is raised, and comes again."""
    for _, error in each_but_the_hopeless([record], lambda records: _follow(change_of(records[0]))):
        logger.error(
            "record put into the dead letters",
            # The error itself may quote what people wrote.
            extra={"event_id": record.get("eventID"), "error": type(error.__cause__ or error).__name__},
        )
        dead_letters.send(record)
        count("RecordDeadLettered")


def _follow(change: Change) -> None:
    """Goes on under the name of the request that has made the change; of old items nobody knows it."""
    with correlation.following(logger, decisions.made_by(change.after)):
        _act(change)


def _act(change: Change) -> None:
    match change.after:
        case Rating() as rating if isinstance(change.before, Rating):
            # One that waited is settled; one that is recorded of a lot is corrected.
            _count_event(decisions.changed(of_rating(change.before, rating, change.at), events))
            if change.before.status is not RatingStatus.ACCEPTED or not _just_corrected(rating, change.before):
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
            logger.info("notice queued", extra={"case_id": notice.case_id, "notice_id": notice.notice_id})


def _just_corrected(after: Rating, before: Rating) -> bool:
    return after.corrected_at is not None and before.corrected_at is None


def _case(before: Case | None, after: Case, at: datetime) -> None:
    decisions.case_changed(after, before.attempt if before else None, cases, cases, executions, at=at)
    decisions.case_listed(before, after, index, listings)
    decisions.case_told(before, after, cases, boards, at=at)
    _count_event(decisions.changed(of_case(before, after, at), events))


def _count_event(told: bool) -> None:  # noqa: FBT001 - it is all that it takes
    if told:
        count("EventTold")


def _message(message: dict[str, Any], context: "LambdaContext") -> None:
    """What may take its time. A message that fails comes again, and ends in the dead letters."""
    body = json.loads(message["body"])
    if "sweep" in body:
        _go_on(_sweep(sweeping.from_message(body["sweep"]), context))
        return
    decisions.case_relisted(body["case_id"], [(one, place) for one, place in body["left"]], cases, index)


def _cleared(clearance: Clearance, at: datetime) -> None:
    if decisions.lot_cleared(clearance, outbox, at=at, window=window, patience=patience):
        count("InvitationAsked")


def _open(rating: Any, at: datetime) -> None:
    _count_event(decisions.accepted_told(rating, ratings, events, at=at))
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


def _sweep_as_asked(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    """The daily sweep goes on by itself, by the queue. `make redrive` takes the rest in hand, and asks for it.

    `{"by_hand": true, "from": "2026-01-01", "rest": …}`: `from` looks further back, `rest` is what was answered before.
    """
    if "rest" in event:
        order = sweeping.from_message(event["rest"])
    else:
        order = sweeping.begin(now(), date.fromisoformat(event["from"]) if "from" in event else None)
    swept = _sweep(order, context)
    if not event.get("by_hand"):
        _go_on(swept)
    return {
        "opened": swept.opened,
        "started": swept.started,
        "failed": swept.failed,
        "notices": swept.notices,
        "broken": [one.case_id for one in swept.broken],
        "skipped": swept.skipped,
        "unreadable": sorted(swept.unreadable),
        "rest": sweeping.to_message(swept.rest) if swept.rest else None,
    }


def _sweep(order: sweeping.Order, context: "LambdaContext") -> sweeping.Swept:
    swept = sweeping.sweep(order, desk, at=now(), enough=lambda: context.get_remaining_time_in_millis() < SWEEP_RESERVE)
    logger.info(
        "swept",
        extra={
            "opened": len(swept.opened),
            "started": len(swept.started),
            "failed": len(swept.failed),
            "notices": len(swept.notices),
            "verified": swept.verified,
            "skipped": swept.skipped,
            "done": swept.rest is None,
        },
    )
    for broken in swept.broken:
        logger.error("timeline broken", extra={"case_id": broken.case_id, "entry": broken.number, "what": broken.what})
    if swept.broken:
        count("TimelineBroken", len(swept.broken))
    if swept.skipped:
        count("SweepSkipped", swept.skipped)
        logger.error("passed over by the sweep", extra={"times": swept.skipped, "errors": sorted(swept.faults)})
    if swept.unreadable:
        count("RecordUnreadable", len(swept.unreadable))
        logger.error("what is kept cannot be read", extra={"keys": sorted(swept.unreadable)})
    return swept


def _go_on(swept: sweeping.Swept) -> None:
    """Leaves the rest to another call, unless the next sweep is about to begin: then somebody must look."""
    if swept.rest is None:
        return
    if now() - swept.rest.begun_at > sweeping.LONGEST:
        logger.error("sweep given up", extra={"part": swept.rest.place.part, "month": swept.rest.place.month})
        count("SweepTooSlow")
        return
    listings.send({"sweep": sweeping.to_message(swept.rest)})
