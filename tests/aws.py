"""The template's tables in moto, and the context of a call."""

import os
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from samtranslator.yaml_helper import yaml_parse

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TEMPLATE = Path(__file__).parents[1] / "template.yaml"
REGION = "ap-southeast-1"


def lambda_context() -> Any:
    """What Lambda tells a function about its call."""
    return SimpleNamespace(
        function_name="test",
        function_version="1",
        memory_limit_in_mb=128,
        invoked_function_arn=f"arn:aws:lambda:{REGION}:123456789012:function:test",
        aws_request_id="00000000-0000-0000-0000-000000000000",
        get_remaining_time_in_millis=lambda: 300_000,
    )


def without_aws_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaves only made-up credentials, so that no test can reach a real account."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


def create_ratings_table(client: "DynamoDBClient", *, streamed: bool = False) -> str:
    return _create_table(client, "RatingsTable", "ratings", streamed=streamed)


def create_cases_table(client: "DynamoDBClient", *, streamed: bool = False) -> str:
    return _create_table(client, "CasesTable", "cases", streamed=streamed)


def create_counters_table(client: "DynamoDBClient") -> str:
    return _create_table(client, "CountersTable", "counters")


def create_events_table(client: "DynamoDBClient", *, streamed: bool = False) -> str:
    return _create_table(client, "EventsTable", "events", streamed=streamed)


def create_offices_table(client: "DynamoDBClient") -> str:
    return _create_table(client, "OfficesTable", "offices")


@cache
def tables_of_the_template() -> dict[str, Any]:
    resources = yaml_parse(TEMPLATE.read_text())["Resources"]
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == "AWS::DynamoDB::Table"}


def _create_table(client: "DynamoDBClient", logical_id: str, name: str, *, streamed: bool = False) -> str:
    """The template's table: its keys and indexes, and its stream where it is followed: moto is slow to keep one."""
    table = tables_of_the_template()[logical_id]
    copied = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    settings = {setting: table[setting] for setting in copied if setting in table}
    if streamed:
        settings["StreamSpecification"] = {"StreamEnabled": True, **table["StreamSpecification"]}
    client.create_table(TableName=name, **settings)
    return name
