"""The events function in moto, and a vendor that wants what it tells."""

import importlib
import json
from collections.abc import Callable
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING

import boto3
import pytest

from hailong.adapters.dynamodb.events import DynamoEndpoints
from hailong.events.delivery import Endpoint
from hailong.events.signing import new_secret
from tests import samples

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

URL = "https://vendor.example.vn/events"
CLIENT = "software"


def new_queue(name: str) -> str:
    return str(boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"])


def new_events(events_table: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    boto3.client("events").create_event_bus(Name="hailong")
    secret = boto3.client("secretsmanager").create_secret(
        Name="webhooks", SecretString=json.dumps({CLIENT: [new_secret()]})
    )
    for name, value in {
        "EVENTS_TABLE": events_table,
        "EVENT_BUS": "hailong",
        "DELIVERIES_QUEUE_URL": new_queue("deliveries"),
        "DEAD_LETTER_QUEUE_URL": new_queue("dead-letters"),
        "WEBHOOK_SECRETS": secret["ARN"],
        "API_URL": "https://api.example.vn/v1",
        "INSIDE": "",
    }.items():
        monkeypatch.setenv(name, value)
    return importlib.reload(importlib.import_module("functions.events.handler"))


def registering(dynamodb: "DynamoDBClient", events_table: str) -> Callable[[], None]:
    def made() -> None:
        since = samples.RATED - timedelta(days=1)
        endpoint = Endpoint(client_id=CLIENT, url=URL, since=since, secrets_at=since)
        DynamoEndpoints(dynamodb, events_table).swap(None, endpoint)

    return made
