"""Streams of the ratings and cases tables into the counters."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.tally import decisions, records
from functions.tally.config import Config
from hailong.adapters import aws
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.adapters.dynamodb.stream import each_but_the_hopeless
from hailong.adapters.sqs import SqsQueue
from hailong.edge import correlation
from hailong.edge.config import read
from hailong.edge.metrics import count
from hailong.statistics.facts import Fact

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="tally")
config = read(Config)
counters = DynamoCounters(dynamodb.client(), config.counters_table)
dead_letters = SqsQueue(aws.client("sqs"), config.dead_letter_queue_url)


@logger.inject_lambda_context
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> None:
    """One batch. An error is raised and the batch comes again: what has been counted of it is not counted twice."""
    batch = records.read(event["Records"])
    work = decisions.Work()

    def enter(facts: Sequence[tuple[Fact, records.Record]]) -> None:
        nonlocal work
        work += decisions.tally([fact for fact, _ in facts], counters, pause=time.sleep)

    hopeless = each_but_the_hopeless(batch.facts, enter)
    decisions.name_officers(batch.clearances, counters, pause=time.sleep)
    decisions.name_enterprises(batch.clearances, counters, pause=time.sleep)
    for record, error in (*batch.dead_letters, *((record, error) for (_, record), error in hopeless)):
        dead_letters.send(dict(record))
        # The error may quote what people wrote.
        logger.error(
            "record put into the dead letters",
            extra={"event_id": record.get("eventID"), "error": type(error.__cause__ or error).__name__},
        )
        count("RecordDeadLettered")
    logger.info(
        "counted",
        extra={
            "records": len(event["Records"]),
            "entered": work.entered,
            "transactions": work.transactions,
            "writes": work.writes,
        },
    )
