"""The sweep of escalate in moto, in a month in which the stream has lost all that came."""

import importlib
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.vocabulary.words import Subject
from tests import samples
from tests.aws import lambda_context
from tests.contract.submit_desk import SETTINGS
from tests.fakes.executions import MemoryExecutions, MemoryQueue

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LOST = 30
AT = samples.RATED + timedelta(days=1)


@dataclass
class Sweeper:
    module: ModuleType
    executions: MemoryExecutions
    listings: MemoryQueue

    def call(self, event: dict[str, Any], *, milliseconds: int = 1_000) -> dict[str, Any]:
        """A second is never enough: the call stops after its first page."""
        context = lambda_context()
        context.get_remaining_time_in_millis = lambda: milliseconds
        answer: dict[str, Any] = self.module.handler(event, context)
        return answer

    def deliver(self) -> int:
        """Brings what is on the queue, and what follows from it, until there is nothing left; how many messages."""
        delivered = 0
        while self.listings.messages:
            message = self.listings.messages.pop(0)
            self.call({"Records": [{"eventSource": "aws:sqs", "body": json.dumps(message)}]})
            delivered += 1
        return delivered


def new_sweeper(
    dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, monkeypatch: pytest.MonkeyPatch
) -> Sweeper:
    """A month in which the stream has lost all that came."""
    sqs = boto3.client("sqs")
    settings = SETTINGS | {"RATINGS_TABLE": ratings_table, "CASES_TABLE": cases_table, "EVENTS_TABLE": "events"}
    settings |= {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("NOTICES_QUEUE_URL",)}
    settings |= {"LISTINGS_QUEUE_URL": "https://listings", "DEAD_LETTER_QUEUE_URL": "https://dead"}
    settings |= {"STATE_MACHINE_ARN": "arn:aws:states:ap-southeast-1:123456789012:stateMachine:hailong-case"}
    settings |= {"WORKING_DAYS_TO_DECIDE": "5", "RATING_WINDOW_DAYS": "30", "INVITATION_MINUTES": "60"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    module = importlib.reload(importlib.import_module("functions.escalate.handler"))
    executions, listings = MemoryExecutions(), MemoryQueue()
    monkeypatch.setattr(module, "desk", replace(module.desk, executions=executions))
    monkeypatch.setattr(module, "listings", listings)
    monkeypatch.setattr(module, "now", lambda: AT)
    store = DynamoRatingStore(dynamodb, ratings_table)
    for number in range(LOST):
        declaration = f"1030{number:07d}1"
        store.put_clearance(samples.clearance(declaration), replaces=None)
        store.accept(samples.accepted_rating(declaration, levels={Subject.OFFICER: 1}))
    return Sweeper(module, executions, listings)
