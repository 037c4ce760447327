"""Texts to start from, in the cases table: the current ones of an office together, the versions of each beside them."""

import time
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import desk_items, items
from hailong.adapters.dynamodb.client import transact
from hailong.cases.texts import StartingText, office_of
from hailong.vocabulary.attempts import Pause
from hailong.vocabulary.errors import Raced

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTextShelf:
    """Each change writes the current text and its version as a whole or not at all.

    `pause` waits between attempts where two transactions met.
    """

    def __init__(self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def of_office(self, office: str) -> list[StartingText]:
        return self._all(desk_items.texts_place(office))

    def get(self, text_id: str) -> StartingText | None:
        key = desk_items.text_key(office_of(text_id), text_id)
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return desk_items.text_from(item) if item else None

    def versions(self, text_id: str) -> list[StartingText]:
        return self._all(desk_items.text_versions_place(text_id))[::-1]

    def put(self, text: StartingText) -> None:
        current, version = desk_items.text_item(text), desk_items.text_version_item(text)
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if text.version > 1:
            condition = {
                "ConditionExpression": "version = :before",
                "ExpressionAttributeValues": items.marshal({":before": text.version - 1}),
            }
        writes: list[Any] = [
            {"Put": {"TableName": self._table, "Item": current, **condition}},
            {"Put": {"TableName": self._table, "Item": version}},
        ]
        if transact(self._client, writes, self._pause) is not None:
            raise Raced("somebody else was faster")

    def _all(self, place: str) -> list[StartingText]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :place",
            ExpressionAttributeValues=items.marshal({":place": place}),
            ConsistentRead=True,
        )
        return [desk_items.text_from(item) for page in pages for item in page["Items"]]
