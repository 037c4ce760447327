"""The case stores that keep to one contract: the one in DynamoDB and the fake."""

from typing import TYPE_CHECKING, Protocol

from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoOutbox
from hailong.adapters.dynamodb.timers import DynamoTimers
from hailong.ports.cases import CaseFiles, CaseQueue, CaseStore, RefusalCounter, Timers, WaitStore
from hailong.ports.mail import Outbox

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Store(CaseStore, CaseFiles, RefusalCounter, WaitStore, CaseQueue, Timers, Outbox, Protocol):
    pass


class StoredCases(DynamoCaseStore, DynamoCaseQueue, DynamoTimers, DynamoOutbox):
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        for store in (DynamoCaseStore, DynamoCaseQueue, DynamoTimers, DynamoOutbox):
            store.__init__(self, client, table)
