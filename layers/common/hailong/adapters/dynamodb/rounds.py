"""How far the round through all case files has come, in the cases table."""

from typing import TYPE_CHECKING

from hailong.adapters.dynamodb import items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoVerificationRound:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def reached(self) -> str | None:
        key = items.verification_key()
        item = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item", {})
        place: str | None = items.unmarshal(item).get("after")
        return place

    def keep_reached(self, place: str | None) -> None:
        kept = items.marshal({"after": place} if place else {})
        self._client.put_item(TableName=self._table, Item=items.verification_key() | kept)
