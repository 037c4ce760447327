"""The entries of all timelines by the day of their writing, from the sparse index `entries` of the cases table."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb.values import marshal, unmarshal
from hailong.cases.case import Seal

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ENTRIES = "entries"


class DynamoEntries:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def written_on(self, day: date) -> Sequence[tuple[str, Seal]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=ENTRIES,
            KeyConditionExpression="written_on = :day",
            ExpressionAttributeValues=marshal({":day": day.isoformat()}),
            ProjectionExpression="pk, #number, #hash, salt",
            ExpressionAttributeNames={"#number": "number", "#hash": "hash"},
        )
        found = [unmarshal(item) for page in pages for item in page["Items"]]
        seals = [(str(one["pk"]), Seal(number=int(one["number"]), hash=one["hash"], salt=one["salt"])) for one in found]
        return sorted(seals, key=lambda one: (one[0], one[1].number))
