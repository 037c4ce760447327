"""Tables of the template's own shape in moto."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "ap-southeast-1"


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


@pytest.fixture
def dynamodb() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield boto3.client("dynamodb")


def create_table(client: "DynamoDBClient", name: str, indexes: dict[str, tuple[str, str]]) -> str:
    """A table with `pk` and `sk`, and an index (partition, sort) a name."""
    keys = ["pk", "sk", *dict.fromkeys(key for pair in indexes.values() for key in pair)]
    settings: dict[str, Any] = {}
    if indexes:
        settings["GlobalSecondaryIndexes"] = [
            {"IndexName": index, "KeySchema": _schema(*pair), "Projection": {"ProjectionType": "ALL"}}
            for index, pair in indexes.items()
        ]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=_schema("pk", "sk"),
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        **settings,
    )
    return name


def _schema(partition: str, sort: str) -> Any:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]


@pytest.fixture
def ratings_table(dynamodb: "DynamoDBClient") -> str:
    return create_table(dynamodb, "ratings", {"negative": ("negative_month", "received_at")})


@pytest.fixture
def cases_table(dynamodb: "DynamoDBClient") -> str:
    return create_table(
        dynamodb,
        "cases",
        {
            "office-queue": ("queue_office", "queue_due"),
            "state-queue": ("queue_state", "queue_due"),
            "assignee-queue": ("queue_assignee", "queue_due"),
        },
    )
