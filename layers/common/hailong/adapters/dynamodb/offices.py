"""The offices and teams that an operator has set: one item, read at the first need and kept for minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.offices import Offices, from_json, packaged
from hailong.vocabulary.times import Clock

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_FOR = timedelta(minutes=5)
LOOKED_ANEW = timedelta(seconds=5)
"""After this a code that is not among them is looked for once more: a clearance that is refused does not come again."""

KEY = {"pk": {"S": "OFFICES"}, "sk": {"S": "CURRENT"}}


class DynamoOffices:
    """Our own file where nothing was set. Whoever has read them once goes on with those while the table is away."""

    def __init__(self, client: "Callable[[], DynamoDBClient]", table: str, clock: Clock) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._read_at: datetime | None = None
        self._found: Offices | None = None

    def __call__(self, code: str | None = None) -> Offices:
        moment = self._clock()
        if self._found is None or self._read_at is None or moment - self._read_at >= self._good_for(code):
            self._found, self._read_at = self._read(), moment
        return self._found

    def _good_for(self, code: str | None) -> timedelta:
        return KEPT_FOR if code is None or self._found is None or self._found.of(code) else LOOKED_ANEW

    def _read(self) -> Offices:
        try:
            item: Any = self._client().get_item(TableName=self._table, Key=KEY).get("Item")
        except (ClientError, BotoCoreError) as error:
            if self._found is None:
                raise RetryLater(f"the offices cannot be read: {type(error).__name__}") from error
            return self._found
        return from_json(item["offices"]["S"]) if item else packaged()
