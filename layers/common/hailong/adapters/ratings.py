"""Clearances and ratings in DynamoDB."""

import random
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong import items
from hailong.adapters.dynamodb import cancellation, failed
from hailong.clearance import Clearance, same_facts
from hailong.errors import Conflict, Raced, RetryLater
from hailong.rating import Rating

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NEGATIVE = "negative"
_ATTEMPTS = 6


class DynamoRatingStore:
    """The ratings table. `pause` waits between attempts where two transactions met."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Callable[[float], None] = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def clearance(self, declaration_key: str) -> Clearance | None:
        item = self._get(items.clearance_key(declaration_key))
        return items.clearance_from(item) if item else None

    def rating(self, lot_key: str) -> Rating | None:
        item = self._get(items.rating_key(lot_key))
        return items.rating_from(item) if item else None

    def put_clearance(self, clearance: Clearance, replaces: Clearance | None) -> None:
        put: dict[str, Any] = {"TableName": self._table, "Item": items.clearance_item(clearance)}
        if replaces is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put |= {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": items.wire({":version": replaces.version}),
            }
        transaction: list[Any] = [{"Put": put}]
        if replaces is not None and not same_facts(clearance, replaces):
            transaction.append(self._unrated(replaces.lot_key))
        reasons = self._transact(transaction)
        if reasons is None:
            return
        if len(reasons) > 1 and failed(reasons[1]):
            raise Conflict("clearance_rated", "The lot has been rated; what the rating rests on can no longer change.")
        raise Raced("the clearance has changed meanwhile")

    def accept(self, rating: Rating) -> Rating | None:
        clearance = rating.clearance
        if clearance is None:
            raise ValueError("only a rating that has its clearance can be accepted")
        reasons = self._transact(
            [
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": items.rating_item(rating),
                        "ConditionExpression": "attribute_not_exists(pk)",
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
                {
                    "ConditionCheck": {
                        "TableName": self._table,
                        "Key": items.clearance_key(clearance.key),
                        "ConditionExpression": "version = :version",
                        "ExpressionAttributeValues": items.wire({":version": clearance.version}),
                    }
                },
            ]
        )
        if reasons is None:
            return None
        if failed(reasons[0]):
            return items.rating_from(reasons[0]["Item"])
        raise Raced("the clearance has changed meanwhile")

    def negative(self, month: str) -> Iterator[Rating]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=NEGATIVE,
            KeyConditionExpression="negative_month = :month",
            ExpressionAttributeValues=items.wire({":month": month}),
        )
        for page in pages:
            yield from (items.rating_from(item) for item in page["Items"])

    def _unrated(self, lot_key: str) -> dict[str, Any]:
        return {
            "ConditionCheck": {
                "TableName": self._table,
                "Key": items.rating_key(lot_key),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
        }

    def _get(self, key: items.Item) -> dict[str, Any] | None:
        return self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")

    def _transact(self, transaction: list[Any]) -> list[dict[str, Any]] | None:
        """None when it went through, else a reason an item; transactions that met are tried again."""
        for attempt in range(_ATTEMPTS):
            try:
                self._client.transact_write_items(TransactItems=transaction)
            except ClientError as error:
                try:
                    return cancellation(error)
                except RetryLater:
                    if attempt == _ATTEMPTS - 1:
                        raise
                self._pause(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter is no secret
            else:
                return None
        raise AssertionError("unreachable: the last attempt returns or raises")
