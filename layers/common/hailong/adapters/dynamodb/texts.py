"""Texts to start from, in the cases table: the current ones of an office together, the versions of each beside them."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.client import cancellation
from hailong.cases.texts import StartingText, office_of
from hailong.vocabulary.errors import Raced

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTextShelf:
    """Each change writes the current text and its version as a whole or not at all."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def of_office(self, office: str) -> list[StartingText]:
        return self._all(items.texts_place(office))

    def get(self, text_id: str) -> StartingText | None:
        key = items.text_key(office_of(text_id), text_id)
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return items.text_from(item) if item else None

    def versions(self, text_id: str) -> list[StartingText]:
        return self._all(items.text_versions_place(text_id))[::-1]

    def put(self, text: StartingText) -> None:
        current, version = items.text_item(text), items.text_version_item(text)
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if text.version > 1:
            condition = {
                "ConditionExpression": "version = :before",
                "ExpressionAttributeValues": items.marshal({":before": text.version - 1}),
            }
        try:
            self._client.transact_write_items(
                TransactItems=[
                    {"Put": {"TableName": self._table, "Item": current, **condition}},  # type: ignore[typeddict-item]
                    {"Put": {"TableName": self._table, "Item": version}},
                ]
            )
        except ClientError as error:
            cancellation(error)
            raise Raced("somebody else was faster") from error

    def _all(self, place: str) -> list[StartingText]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :place",
            ExpressionAttributeValues=items.marshal({":place": place}),
            ConsistentRead=True,
        )
        return [items.text_from(item) for page in pages for item in page["Items"]]
