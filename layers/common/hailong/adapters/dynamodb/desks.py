"""What each member of staff keeps for themselves, in the cases table."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from hailong.adapters.dynamodb import desk_items, items
from hailong.cases.desk import Desk, View
from hailong.vocabulary.times import to_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDeskStore:
    """One item a person; each part of it is written by itself."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def desk(self, staff_code: str) -> Desk:
        answer = self._client.get_item(TableName=self._table, Key=desk_items.desk_key(staff_code), ConsistentRead=True)
        return desk_items.desk_from(answer.get("Item", {}), staff_code)

    def seen(self, staff_code: str, until: datetime) -> None:
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.update_item(
                TableName=self._table,
                Key=desk_items.desk_key(staff_code),
                UpdateExpression="SET seen_until = :until",
                ConditionExpression="attribute_not_exists(seen_until) OR seen_until < :until",
                ExpressionAttributeValues=items.marshal({":until": to_text(until)}),
            )

    def want_digest(self, staff_code: str, *, wanted: bool) -> None:
        self._client.update_item(
            TableName=self._table,
            Key=desk_items.desk_key(staff_code),
            UpdateExpression="SET digest = :wanted",
            ExpressionAttributeValues=items.marshal({":wanted": wanted}),
        )

    def keep_views(self, staff_code: str, views: Sequence[View]) -> None:
        kept = [{"name": view.name, "address": view.address} for view in views]
        self._client.update_item(
            TableName=self._table,
            Key=desk_items.desk_key(staff_code),
            UpdateExpression="SET #views = :views",
            ExpressionAttributeNames={"#views": "views"},
            ExpressionAttributeValues=items.marshal({":views": kept}),
        )
