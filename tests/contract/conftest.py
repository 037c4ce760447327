import importlib
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from hailong.adapters.secretsmanager import SigningKeys
from hailong.vocabulary.times import now
from tests import samples
from tests.aws import (
    create_cases_table,
    create_counters_table,
    create_events_table,
    create_offices_table,
    create_ratings_table,
)
from tests.contract.case_stores import Store, StoredCases
from tests.contract.events_desk import new_events, registering
from tests.contract.events_post import ONE, OTHER, Post
from tests.contract.notify_desk import Notify
from tests.contract.submit_desk import SETTINGS, SubmitDesk
from tests.contract.sweeper import Sweeper, new_sweeper
from tests.contract.tasks_desk import TasksDesk, new_desk
from tests.fakes.cases import MemoryCaseStore

if TYPE_CHECKING:
    from moto.core.models import MockAWS
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="module")
def _moto() -> "Iterator[MockAWS]":
    """Once a module: to start moto, and to read what botocore knows of a service, takes longer than most tests."""
    with mock_aws() as moto:
        yield moto


@pytest.fixture
def aws(_moto: "MockAWS") -> None:
    """An account in which there is nothing yet."""
    _moto.reset()


@pytest.fixture
def dynamodb(aws: None) -> "DynamoDBClient":
    return boto3.client("dynamodb")


@pytest.fixture
def ratings_table(dynamodb: "DynamoDBClient") -> str:
    return create_ratings_table(dynamodb)


@pytest.fixture
def cases_table(dynamodb: "DynamoDBClient") -> str:
    return create_cases_table(dynamodb)


@pytest.fixture
def counters_table(dynamodb: "DynamoDBClient") -> str:
    return create_counters_table(dynamodb)


@pytest.fixture
def events_table(dynamodb: "DynamoDBClient") -> str:
    return create_events_table(dynamodb)


@pytest.fixture
def offices_table(dynamodb: "DynamoDBClient") -> str:
    return create_offices_table(dynamodb)


@pytest.fixture
def submit(
    ratings_table: str, cases_table: str, offices_table: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ModuleType]:
    """The function, with its tables and the secret that it signs with."""
    tables = {"RATINGS_TABLE": ratings_table, "CASES_TABLE": cases_table, "OFFICES_TABLE": offices_table}
    for name, value in (SETTINGS | tables).items():
        monkeypatch.setenv(name, value)
    secret = '{"2021-05-15T00:00:00Z": "a secret of the tests"}'
    boto3.client("secretsmanager").create_secret(Name=SETTINGS["SIGNING_SECRET"], SecretString=secret)
    handler = importlib.import_module("functions.submit.handler")
    monkeypatch.setattr(handler, "secrets", SigningKeys(SETTINGS["SIGNING_SECRET"], now))
    handler._public.cache_clear()
    yield handler
    handler._public.cache_clear()


@pytest.fixture
def desk(submit: ModuleType) -> SubmitDesk:
    return SubmitDesk(submit)


@pytest.fixture
def key(desk: SubmitDesk) -> str:
    """The rating key of a clearance that is there."""
    return str(desk.clear()["rating_key"])


@pytest.fixture
def tasks(
    dynamodb: "DynamoDBClient", cases_table: str, offices_table: str, monkeypatch: pytest.MonkeyPatch
) -> TasksDesk:
    return new_desk(dynamodb, cases_table, monkeypatch)


@pytest.fixture
def opened(tasks: TasksDesk) -> TasksDesk:
    tasks.write(samples.opening())
    return tasks


@pytest.fixture(params=["memory", "dynamodb"])
def case_store(request: pytest.FixtureRequest) -> Store:
    """Each in its turn."""
    if request.param == "memory":
        return MemoryCaseStore()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return StoredCases(client, request.getfixturevalue("cases_table"))


@pytest.fixture
def notify(dynamodb: "DynamoDBClient", cases_table: str, ratings_table: str, monkeypatch: pytest.MonkeyPatch) -> Notify:
    return Notify(dynamodb, cases_table, ratings_table, monkeypatch)


@pytest.fixture
def sweeper(
    dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, monkeypatch: pytest.MonkeyPatch
) -> Sweeper:
    return new_sweeper(dynamodb, ratings_table, cases_table, monkeypatch)


@pytest.fixture
def events(events_table: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    return new_events(events_table, monkeypatch)


@pytest.fixture
def register(dynamodb: "DynamoDBClient", events_table: str) -> Callable[[], None]:
    """Registers the vendor's endpoint."""
    return registering(dynamodb, events_table)


@pytest.fixture
def post(dynamodb: "DynamoDBClient", events_table: str) -> Post:
    made = Post(dynamodb, events_table)
    made.register(ONE, OTHER)
    return made
