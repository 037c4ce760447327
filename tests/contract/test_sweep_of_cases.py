"""The sweep as escalate's function does it: by the clock of its context, on by the queue, or step by step by hand."""

import importlib
import json
from dataclasses import dataclass, replace
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.escalate import sweeping
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


@pytest.fixture
def sweeper(
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


def test_the_daily_sweep_goes_on_by_the_queue_until_all_is_found(sweeper: Sweeper) -> None:
    first = sweeper.call({"sweep": True})
    assert first["rest"] is not None
    assert sweeper.deliver() > 3
    assert len(sweeper.executions.started) == LOST


def test_with_time_enough_one_call_does_it_all(sweeper: Sweeper) -> None:
    swept = sweeper.call({"sweep": True}, milliseconds=100_000)
    assert (len(swept["opened"]), swept["rest"], sweeper.listings.messages) == (LOST, None, [])


def test_by_hand_the_rest_is_answered_and_nothing_is_queued(sweeper: Sweeper) -> None:
    swept = sweeper.call({"sweep": True, "by_hand": True, "from": "2026-06-01"})
    opened = list(swept["opened"])
    while swept["rest"] is not None:
        swept = sweeper.call({"sweep": True, "by_hand": True, "rest": swept["rest"]})
        opened += swept["opened"]
    assert (len(opened), len(set(opened)), sweeper.listings.messages) == (LOST, LOST, [])


def test_a_sweep_that_the_next_one_overtakes_is_given_up_and_somebody_told(
    sweeper: Sweeper, capsys: pytest.CaptureFixture[str]
) -> None:
    order = replace(sweeping.begin(AT - sweeping.LONGEST - timedelta(seconds=1)))
    message = {"sweep": sweeping.to_message(order)}
    sweeper.call({"Records": [{"eventSource": "aws:sqs", "body": json.dumps(message)}]})
    assert sweeper.listings.messages == []
    assert '"SweepTooSlow": 1' in capsys.readouterr().out
