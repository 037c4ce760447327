"""Tables of the template's own shape in moto, and the context of a call."""

import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "ap-southeast-1"


def lambda_context() -> Any:
    """What Lambda tells a function about its call."""
    return SimpleNamespace(
        function_name="test",
        function_version="1",
        memory_limit_in_mb=128,
        invoked_function_arn=f"arn:aws:lambda:{REGION}:123456789012:function:test",
        aws_request_id="00000000-0000-0000-0000-000000000000",
        get_remaining_time_in_millis=lambda: 3000,
    )


def without_aws_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves only made-up credentials, so that no test can reach a real account."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


def create_ratings_table(client: "DynamoDBClient") -> str:
    return _create_table(
        client, "ratings", {"negative": ("negative_month", "received_at"), "waiting": ("waiting_status", "received_at")}
    )


def create_cases_table(client: "DynamoDBClient") -> str:
    return _create_table(
        client,
        "cases",
        {
            "office-queue": ("queue_office", "queue_due"),
            "state-queue": ("queue_state", "queue_due"),
            "assignee-queue": ("queue_assignee", "queue_due"),
            "bells": ("bell", "bell_at"),
            "notices": ("state", "created_at"),
        },
    )


def _create_table(client: "DynamoDBClient", name: str, indexes: dict[str, tuple[str, str]]) -> str:
    """A table with `pk` and `sk`, and an index (partition, sort) a name."""
    keys = ["pk", "sk", *dict.fromkeys(key for pair in indexes.values() for key in pair)]
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        KeySchema=_schema("pk", "sk"),
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        GlobalSecondaryIndexes=[
            {"IndexName": index, "KeySchema": _schema(*pair), "Projection": {"ProjectionType": "ALL"}}
            for index, pair in indexes.items()
        ],
    )
    return name


def _schema(partition: str, sort: str) -> Any:
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
