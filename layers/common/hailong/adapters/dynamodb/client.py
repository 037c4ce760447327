"""What the DynamoDB adapters share: the client, and the reading of why a transaction was cancelled."""

import json
import time
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from hailong.adapters import aws
from hailong.vocabulary.attempts import Pause, attempts
from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import QueryOutputTypeDef

PAGE = 100
"""Items that one page of a sweep reads."""

CONDITION_FAILED, CONFLICT = "ConditionalCheckFailed", "TransactionConflict"
_PASSING = frozenset({CONFLICT, "ThrottlingError", "ProvisionedThroughputExceeded"})


def client() -> "DynamoDBClient":
    """A low-level client with short timeouts: a function has little time to wait in."""
    found: DynamoDBClient = aws.client(
        "dynamodb", Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 4})
    )
    return found


def starting(after: str | None) -> dict[str, Any]:
    """What a query needs to go on after a page that `ending` told of; nothing at the beginning."""
    return {"ExclusiveStartKey": json.loads(after)} if after else {}


def ending(page: "QueryOutputTypeDef") -> str | None:
    """Where a page ended, as text; None for the last one."""
    last = page.get("LastEvaluatedKey")
    return json.dumps(last, separators=(",", ":")) if last else None


def cancellation(error: ClientError) -> list[dict[str, Any]]:
    """A reason for each item of a cancelled transaction, in its order; re-raises every other error.

    RetryLater where the transaction only met another one.
    """
    if error.response["Error"]["Code"] == "TransactionInProgressException":
        raise RetryLater("the same transaction is under way") from error
    reasons: list[dict[str, Any]] | None = error.response.get("CancellationReasons")  # type: ignore[assignment]
    if error.response["Error"]["Code"] != "TransactionCanceledException" or not reasons:
        raise error
    codes = {reason.get("Code") for reason in reasons}
    if CONDITION_FAILED not in codes:
        if codes & _PASSING:
            raise RetryLater("the transaction met another one") from error
        raise error
    return reasons


def transact(client: "DynamoDBClient", writes: list[Any], pause: Pause = time.sleep) -> list[dict[str, Any]] | None:
    """None when all of it was written, else nothing was, and a reason an item; what met another is tried again."""
    for _ in attempts(pause):
        try:
            client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            try:
                return cancellation(error)
            except RetryLater:
                continue
        return None
    raise RetryLater("the transaction met another one each time")


def failed(reason: dict[str, Any]) -> bool:
    """True when it was this item's condition that did not hold."""
    return reason.get("Code") == CONDITION_FAILED
