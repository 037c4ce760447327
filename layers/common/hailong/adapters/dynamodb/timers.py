"""What is due, by the sparse index `timers` of the cases table."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb import items
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import Timer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TIMERS = "timers"


class DynamoTimers:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def due(self, timer: Timer, before: datetime) -> Iterator[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=TIMERS,
            KeyConditionExpression="timer = :timer AND timer_at <= :before",
            ExpressionAttributeValues=items.marshal({":timer": timer.value, ":before": to_text(before)}),
        )
        for page in pages:
            yield from (item["pk"]["S"] for item in page["Items"])
