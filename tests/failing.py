"""Makes one write to AWS fail, both ways: it does not take place, or it does and the answer is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import botocore.client
import pytest
from botocore.exceptions import BotoCoreError, ClientError, ConnectionClosedError, ReadTimeoutError

from hailong.adapters.dynamodb import items
from hailong.vocabulary.errors import HaiLongError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WRITES = frozenset(
    {
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "TransactWriteItems",
        "BatchWriteItem",
        "SendMessage",
        "StartExecution",
        "SendTaskSuccess",
        "SendEmail",
    }
)
ENDPOINT = "https://aws.example.vn"


class How(StrEnum):
    REFUSED = "it does not take place"
    LOST = "it does, and the answer is lost"
    REPEATED = "it does, the SDK asks once more, and the second answer is what comes back"


class Failing:
    """Counts the writes of all clients, and lets one of them fail."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self._at: int | None = None
        self._how = How.REFUSED
        self._real: Callable[..., Any] = botocore.client.BaseClient._make_api_call  # type: ignore[attr-defined]

    @contextmanager
    def armed(self, at: int | None, how: How = How.REFUSED) -> Iterator[None]:
        """Within, the write of that number (from 0) fails; None lets all of them pass."""
        self.made, self._at, self._how = [], at, how
        yield
        self._at = None

    def call(self, client: Any, operation: str, request: dict[str, Any]) -> Any:
        if operation not in WRITES:
            return self._real(client, operation, request)
        self.made.append(operation)
        if len(self.made) - 1 != self._at:
            return self._real(client, operation, request)
        if self._how is How.REFUSED:
            raise ConnectionClosedError(endpoint_url=ENDPOINT)
        answer = self._real(client, operation, request)
        if self._how is How.LOST:
            raise ReadTimeoutError(endpoint_url=ENDPOINT)
        # The SDK gives a transaction a token of its own, under which AWS does it once.
        return answer if operation == "TransactWriteItems" else self._real(client, operation, request)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    found = Failing()

    def call(client: Any, operation: str, request: dict[str, Any]) -> Any:
        return found.call(client, operation, request)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", call)
    return found


def every_failure(failing: Failing, prepare: Callable[[], None], act: Callable[[], None]) -> Iterator[str]:
    """Prepares and acts anew with each write of `act` failing, each way; gives what failed, for whoever judges."""
    prepare()
    with failing.armed(None):
        act()
    writes = list(failing.made)
    assert writes, "nothing is written"
    for at, operation in enumerate(writes):
        for how in How:
            prepare()
            with failing.armed(at, how):
                act()
            yield f"{operation} number {at + 1}: {how}"


def empty(client: "DynamoDBClient", *tables: str) -> None:
    for table in tables:
        for item in client.scan(TableName=table)["Items"]:
            client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})


def stored(client: "DynamoDBClient", table: str, sk: str) -> list[dict[str, Any]]:
    found = [items.unmarshal(item) for item in client.scan(TableName=table)["Items"]]
    return [item for item in found if str(item["sk"]).startswith(sk)]


def stubbornly(act: Callable[[], Any]) -> None:
    """As a stream, a queue or a schedule does: what raised is brought again."""
    try:
        act()
    except (BotoCoreError, ClientError, HaiLongError):
        act()
