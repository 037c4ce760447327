"""Ratings that are corrected, with their cases: one transaction over both tables."""

import time
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.cases import Cause, no_cause, writes_of
from hailong.adapters.dynamodb.client import transact
from hailong.cases.transitions import Transition, caused
from hailong.lots.rating import Rating, fingerprint
from hailong.vocabulary.attempts import Pause
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.words import RatingStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoRatingCorrections:
    """`pause` waits between attempts where two transactions met. `cause`: by which request it writes."""

    def __init__(
        self,
        client: "DynamoDBClient",
        ratings: str,
        cases: str,
        pause: Pause = time.sleep,
        cause: Cause = no_cause,
    ) -> None:
        self._client = client
        self._ratings = ratings
        self._cases = cases
        self._pause = pause
        self._cause = cause

    def correct(self, seen: Rating, corrected: Rating, transition: Transition | None) -> None:
        writes: list[Any] = [self._rating(seen, corrected)]
        if transition is not None:
            writes += writes_of(caused(transition, self._cause()), self._cases)
        elif seen.case_id is not None:
            absent = {"TableName": self._cases, "Key": items.case_key(seen.case_id)}
            writes.append({"ConditionCheck": absent | {"ConditionExpression": "attribute_not_exists(pk)"}})
        if transact(self._client, writes, self._pause) is not None:
            raise Raced("the rating or its case has changed meanwhile")

    def _rating(self, seen: Rating, corrected: Rating) -> dict[str, Any]:
        """The put of the rating over what was read: under its lot, or where it waits for its clearance."""
        waits = seen.status is RatingStatus.AWAITING_CLEARANCE
        return {
            "Put": {
                "TableName": self._ratings,
                "Item": items.waiting_item(corrected) if waits else items.rating_item(corrected),
                "ConditionExpression": "#status = :status AND fingerprint = :seen AND attribute_not_exists(#first)",
                "ExpressionAttributeNames": {"#status": "status", "#first": "first"},
                "ExpressionAttributeValues": items.marshal({":status": seen.status, ":seen": fingerprint(seen)}),
            }
        }
