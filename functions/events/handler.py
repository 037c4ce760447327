"""New events of the outbox onto the bus, and vendors' turns, by the queue and once a minute by the clock."""

import json
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.events import decisions
from functions.events.config import Config
from hailong.adapters import aws
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.events import DynamoEndpoints, DynamoEventLines, event_from
from hailong.adapters.dynamodb.stream import each_but_the_hopeless
from hailong.adapters.eventbridge import EventBridgeBus
from hailong.adapters.secretsmanager import WebhookSecrets
from hailong.adapters.sqs import SqsQueue
from hailong.adapters.webhooks import WebhookSender
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.events.delivery import Unreadable
from hailong.vocabulary.times import now

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="events")
config = read(Config)
_dynamodb, _sqs = dynamodb.client(), aws.client("sqs")
bus = EventBridgeBus(aws.client("events"), config.event_bus)
queue = SqsQueue(_sqs, config.deliveries_queue_url)
dead_letters = SqsQueue(_sqs, config.dead_letter_queue_url)
desk = decisions.Desk(
    endpoints=DynamoEndpoints(_dynamodb, config.events_table),
    lines=DynamoEventLines(_dynamodb, config.events_table),
    secrets=WebhookSecrets(config.webhook_secrets, now),
    post=WebhookSender(frozenset(filter(None, config.inside.split(",")))),
    queue=queue,
    api_url=config.api_url,
    clock=now,
)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    if "Records" not in event:
        woken = decisions.wake_all(desk)
        _set_aside(woken.unreadable)
        return {"woken": woken.vendors}
    records = event["Records"]
    if records[0].get("eventSource") == "aws:sqs":
        for message in records:
            _deliver(json.loads(message["body"])["client_id"])
    else:
        _tell(records)
    return {}


def _tell(records: list[dict[str, Any]]) -> None:
    """New events, in order. What can never be read is a dead letter; every other error is raised, and comes again."""

    def tell(some: Any) -> None:
        told = [event_from(record["dynamodb"]["NewImage"]) for record in some]
        decisions.told(told, bus, queue, config.api_url)

    for record, error in each_but_the_hopeless(records, tell):
        logger.error(
            "record put into the dead letters",
            extra={"event_id": record.get("eventID"), "error": type(error.__cause__ or error).__name__},
        )
        dead_letters.send(record)
        count("RecordDeadLettered")


def _deliver(client_id: str) -> None:
    turn = decisions.deliver(client_id, desk)
    if turn is None:
        return
    if turn.delivered:
        count("EventDelivered", turn.delivered)
    if turn.failed:
        count("EventFailed", turn.failed)
    if turn.given_up:
        count("EventGivenUp", turn.given_up)
    if turn.stopped:
        count("EndpointStopped")
    for attempt, correlation_id in turn.tried:
        with correlation.following(logger, correlation_id):
            logger.info(
                "delivery tried",
                extra={
                    "client_id": client_id,
                    "event_id": attempt.event_id,
                    "number": attempt.number,
                    "status": attempt.status,
                    "error": attempt.error,
                    "given_up": attempt.given_up,
                },
            )
    _set_aside(turn.unreadable)
    logger.info(
        "delivered",
        extra={
            "client_id": client_id,
            "delivered": turn.delivered,
            "failed": turn.failed,
            "given_up": turn.given_up,
            "paused": turn.paused_until is not None,
        },
    )


def _set_aside(unreadable: list[Unreadable]) -> None:
    """An alarm rings for each; nothing else waits for it."""
    for one in unreadable:
        logger.error(
            "what is kept cannot be read",
            extra={"client_id": one.client_id, "subject": one.subject, "error": one.why},
        )
    if unreadable:
        count("EventUnreadable", len(unreadable))
