"""What is due, by the sparse index `bells` of the cases table."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb import items
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import Bell

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BELLS = "bells"


class DynamoBells:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def due(self, bell: Bell, before: datetime) -> Iterator[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=BELLS,
            KeyConditionExpression="bell = :bell AND bell_at <= :before",
            ExpressionAttributeValues=items.wire({":bell": bell.value, ":before": to_text(before)}),
        )
        for page in pages:
            yield from (item["pk"]["S"] for item in page["Items"])
