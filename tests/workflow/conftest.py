"""The real state machine in moto, with the real escalate function fed from the tables' streams."""

import importlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.cases.case import Case
from hailong.cases.notices import Notice
from hailong.cases.transitions import Transition
from hailong.vocabulary.people import STAFF_ROLES, Person
from hailong.vocabulary.words import WaitStep
from tests import samples
from tests.aws import REGION, create_cases_table, create_events_table, create_ratings_table, lambda_context

if TYPE_CHECKING:
    from moto.core.models import MockAWS
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_stepfunctions import SFNClient

MACHINE = Path(__file__).parents[2] / "statemachine" / "case.asl.json"
ACCOUNT = "123456789012"
MACHINE_ARN = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:hailong-case"
PATIENCE = 20.0

type Function = Callable[[dict[str, Any], Any], dict[str, Any]]
type Clock = Callable[[datetime], dict[str, Any]]


def definition(*, broken_step: str | None = None) -> str:
    """The machine with its tables filled in and few retries; `broken_step` writes to a table that is not there."""
    machine = json.loads(MACHINE.read_text().replace("${CasesTable}", "cases"))
    for state in machine["States"].values():
        for retry in state.get("Retry", []):
            if retry["MaxAttempts"]:
                retry.update(MaxAttempts=1, IntervalSeconds=1)
    if broken_step:
        machine["States"][broken_step]["Parameters"]["TableName"] = "no-such-table"
    return json.dumps(machine)


class FollowedStream:
    """The stream of a table, read from its beginning on, as an event source mapping reads it."""

    def __init__(self, dynamodb: "DynamoDBClient", streams: "DynamoDBStreamsClient", table: str) -> None:
        self._streams = streams
        self._stream = dynamodb.describe_table(TableName=table)["Table"]["LatestStreamArn"]
        (shard,) = streams.describe_stream(StreamArn=self._stream)["StreamDescription"]["Shards"]
        self._shard = shard["ShardId"]
        self._start: dict[str, str] = {"ShardIteratorType": "TRIM_HORIZON"}

    def new_records(self) -> list[dict[str, Any]]:
        # moto's iterators lose track when a transaction is cancelled: a new one is asked for each time.
        place = self._streams.get_shard_iterator(StreamArn=self._stream, ShardId=self._shard, **self._start)  # type: ignore[arg-type]
        records: list[dict[str, Any]] = self._streams.get_records(ShardIterator=place["ShardIterator"])["Records"]  # type: ignore[assignment]
        for record in records:
            change = record["dynamodb"]
            change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
            self._start = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": change["SequenceNumber"]}
        return [record for record in map(_as_aws_tells, records) if record is not None]


@dataclass
class World:
    """What a test of the workflow sees and does: tables, streams and executions."""

    dynamodb: "DynamoDBClient"
    machines: "SFNClient"
    escalate: Function
    followed: tuple[FollowedStream, ...]

    @property
    def ratings(self) -> DynamoRatingStore:
        return DynamoRatingStore(self.dynamodb, "ratings")

    @property
    def cases(self) -> DynamoCaseStore:
        return DynamoCaseStore(self.dynamodb, "cases")

    def case(self, case_id: str) -> Case:
        case = self.cases.get(case_id)
        assert case is not None
        return case

    def notices(self, case_id: str) -> list[Notice]:
        file = self.cases.file(case_id)
        return list(file.notices) if file else []

    def write(self, transition: Transition) -> Case:
        self.cases.write(transition)
        return transition.after

    def deliver(self) -> None:
        """Brings what is new in both streams and in the queue of listings to escalate, as the mappings would."""
        for stream in self.followed:
            for record in stream.new_records():
                if _passes_the_filters(record):
                    self.escalate({"Records": [record]}, lambda_context())
        sqs, listings = boto3.client("sqs"), os.environ["LISTINGS_QUEUE_URL"]
        while found := sqs.receive_message(QueueUrl=listings).get("Messages"):
            for message in found:
                record = {"eventSource": "aws:sqs", "body": message["Body"]}
                self.escalate({"Records": [record]}, lambda_context())
                sqs.delete_message(QueueUrl=listings, ReceiptHandle=message["ReceiptHandle"])

    def until(self, reached: Callable[[], bool]) -> None:
        """Delivers records until `reached`; the machine runs in a thread of its own."""
        give_up = time.monotonic() + PATIENCE
        while time.monotonic() < give_up:
            self.deliver()
            if reached():
                return
            time.sleep(0.02)
        pytest.fail("the workflow did not get there in time")

    def until_waiting(self, case_id: str, step: WaitStep, *, level: int = 1, attempt: int = 1) -> None:
        def waits() -> bool:
            wait = self.cases.wait(case_id)
            return wait is not None and (wait.step, wait.level, wait.attempt) == (step, level, attempt)

        self.until(waits)

    def status(self, name: str) -> str:
        arn = f"{MACHINE_ARN.replace(':stateMachine:', ':execution:')}:{name}"
        return self.machines.describe_execution(executionArn=arn)["status"]


@contextmanager
def refusals_as_on_aws(client: "SFNClient") -> Iterator[None]:
    """An answer to an execution that has just ended is a TaskDoesNotExist on AWS; moto calls the token invalid."""

    def translate(parsed: dict[str, Any], **_: Any) -> None:
        running = client.list_executions(stateMachineArn=MACHINE_ARN, statusFilter="RUNNING")["executions"]
        if parsed.get("Error", {}).get("Code") == "InvalidToken" and not running:
            parsed["Error"]["Code"] = "TaskDoesNotExist"

    event = "after-call.stepfunctions.SendTaskSuccess"
    client.meta.events.register(event, translate)
    yield
    client.meta.events.unregister(event, translate)


def _as_aws_tells(record: dict[str, Any]) -> dict[str, Any] | None:
    """An item that an update makes is one INSERT on AWS; moto tells of bare keys first and of a MODIFY then."""
    change = record["dynamodb"]
    if record["eventName"] == "INSERT" and change["NewImage"] == change["Keys"]:
        return None
    if record["eventName"] == "MODIFY" and change["OldImage"] == change["Keys"]:
        return {**record, "eventName": "INSERT"}
    return record


def _passes_the_filters(record: dict[str, Any]) -> bool:
    """The event filters of the template, which its own tests hold."""
    kind, image = record["dynamodb"]["Keys"]["sk"]["S"], record["dynamodb"].get("NewImage", {})
    if kind == "RATING":
        return bool(record["eventName"] == "INSERT" and image["negative"]["BOOL"])
    return kind in {"CASE", "WAIT"} or (kind.startswith("NOTICE#") and record["eventName"] == "INSERT")


def _user_pool(*people: Person) -> str:
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="staff")["UserPool"]["Id"]
    for role in STAFF_ROLES:
        cognito.create_group(UserPoolId=pool, GroupName=role)
    for person in people:
        attributes = {"custom:office": person.office, "custom:staff_code": person.staff_code}
        cognito.admin_create_user(
            UserPoolId=pool,
            Username=person.staff_code,
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        for role in person.roles:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.staff_code, GroupName=role)
    return pool


@pytest.fixture(scope="module")
def _moto() -> Iterator["MockAWS"]:
    """Once a module: to start moto, and to read what botocore knows of a service, takes long."""
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}) as moto:
        yield moto


@pytest.fixture(params=[None])
def world(request: pytest.FixtureRequest, _moto: "MockAWS", monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A deployed workflow; parametrise indirectly with the name of a step to break it."""
    _moto.reset()
    dynamodb, sqs, machines = boto3.client("dynamodb"), boto3.client("sqs"), boto3.client("stepfunctions")
    for name, value in {
        "RATINGS_TABLE": create_ratings_table(dynamodb, streamed=True),
        "CASES_TABLE": create_cases_table(dynamodb, streamed=True),
        "EVENTS_TABLE": create_events_table(dynamodb),
        "NOTICES_QUEUE_URL": sqs.create_queue(QueueName="notices")["QueueUrl"],
        "LISTINGS_QUEUE_URL": sqs.create_queue(QueueName="listings")["QueueUrl"],
        "DEAD_LETTER_QUEUE_URL": sqs.create_queue(QueueName="dead-letters")["QueueUrl"],
        "STATE_MACHINE_ARN": MACHINE_ARN,
        "WORKING_DAYS_TO_DECIDE": "5",
        "RATING_WINDOW_DAYS": "30",
        "INVITATION_MINUTES": "60",
    }.items():
        monkeypatch.setenv(name, value)
    machines.create_state_machine(
        name="hailong-case",
        definition=definition(broken_step=request.param),
        roleArn=f"arn:aws:iam::{ACCOUNT}:role/machine",
    )
    # It reads its settings when imported, and another test may have imported it with others.
    escalate = importlib.reload(importlib.import_module("functions.escalate.handler"))

    streams = boto3.client("dynamodbstreams")
    followed = tuple(FollowedStream(dynamodb, streams, table) for table in ("ratings", "cases"))
    with refusals_as_on_aws(escalate.executions._client):
        yield World(dynamodb, machines, escalate.handler, followed)
    os.environ.pop("_X_AMZN_TRACE_ID", None)


@pytest.fixture
def deadline(world: World, monkeypatch: pytest.MonkeyPatch) -> Function:
    """The function that the schedule calls, and the staff whom it writes to."""
    pool = _user_pool(samples.SUPERVISOR, samples.HANDLER)
    for name, value in {"USER_POOL_ID": pool, "REMINDER_DAYS": "1", "EXTENSION_DAYS": "3"}.items():
        monkeypatch.setenv(name, value)
    from functions.deadline import handler  # noqa: PLC0415 - it reads its settings when imported

    # A new pool each time, and the module is loaded once.
    monkeypatch.setattr(handler.directory, "_user_pool_id", pool)
    monkeypatch.setattr(handler.directory, "_read_at", None)
    return handler.handler


@pytest.fixture
def clock(deadline: Function) -> Clock:
    """Rings the schedule at a time."""
    return lambda at: deadline({"time": at.isoformat()}, lambda_context())
