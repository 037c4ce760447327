from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from tests.aws import create_cases_table, create_counters_table, create_ratings_table, without_aws_settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(autouse=True)
def _no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    without_aws_settings(monkeypatch)


@pytest.fixture
def dynamodb() -> Iterator["DynamoDBClient"]:
    with mock_aws():
        yield boto3.client("dynamodb")


@pytest.fixture
def ratings_table(dynamodb: "DynamoDBClient") -> str:
    return create_ratings_table(dynamodb)


@pytest.fixture
def cases_table(dynamodb: "DynamoDBClient") -> str:
    return create_cases_table(dynamodb)


@pytest.fixture
def counters_table(dynamodb: "DynamoDBClient") -> str:
    return create_counters_table(dynamodb)
