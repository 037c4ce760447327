"""What is due, by the sparse index `timers` of the cases table."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.client import ending, starting
from hailong.cases.deadlines import CorrectionPlace
from hailong.vocabulary.pages import Page
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import Timer

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TIMERS = "timers"
_PAGE = 25
"""Cases that may all have to be written before the place is kept."""


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

    def waiting(self, timer: Timer, *, after: str | None = None) -> Page[str]:
        page = self._client.query(
            TableName=self._table,
            IndexName=TIMERS,
            KeyConditionExpression="timer = :timer",
            ExpressionAttributeValues=items.marshal({":timer": timer.value}),
            Limit=_PAGE,
            **starting(after),
        )
        return Page([item["pk"]["S"] for item in page["Items"]], ending(page))

    def correction_place(self) -> CorrectionPlace | None:
        key = items.correction_key()
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        kept = items.unmarshal(item) if item else {}
        if "begun_at" not in kept:
            return None
        return CorrectionPlace(datetime.fromisoformat(kept["begun_at"]), Timer(kept["among"]), kept.get("after"))

    def keep_correction_place(self, place: CorrectionPlace | None) -> None:
        kept = {}
        if place is not None:
            # Not under the names by which what is due is listed.
            kept = {"begun_at": to_text(place.begun_at), "among": place.timer.value}
            kept |= {"after": place.after} if place.after else {}
        self._client.put_item(TableName=self._table, Item=items.correction_key() | items.marshal(kept))
