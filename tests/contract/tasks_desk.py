"""The tasks function in moto, called as one person or another."""

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.cases import transitions
from hailong.cases.case import Case
from hailong.edge.cursors import Cursors
from hailong.vocabulary.people import Person
from tests import samples
from tests.aws import lambda_context
from tests.fakes.executions import MemoryQueue
from tests.fakes.staff import MemoryStaffDirectory

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CASE_ID = "HL-10302752870"
BUCKET, CONSOLE = "evidence", "console-client"


@dataclass
class TasksDesk:
    """Calls the function as one person or another."""

    module: ModuleType
    store: DynamoCaseStore
    directory: MemoryStaffDirectory
    refused: MemoryQueue

    def call(
        self,
        person: Person,
        method: str,
        resource: str,
        body: Any = None,
        *,
        query: Mapping[str, str | list[str]] | None = None,
        request_id: str = "a-request",
        **path: str,
    ) -> tuple[int, dict[str, Any]]:
        answer = self.answer(person, method, resource, body, query=query, request_id=request_id, **path)
        return answer["statusCode"], json.loads(answer["body"])

    def answer(
        self,
        person: Person,
        method: str,
        resource: str,
        body: Any = None,
        *,
        query: Mapping[str, str | list[str]] | None = None,
        request_id: str = "a-request",
        **path: str,
    ) -> dict[str, Any]:
        """As API Gateway takes it."""
        sent = {name: [value] if isinstance(value, str) else value for name, value in (query or {}).items()}
        event = {
            "resource": resource,
            "path": resource,
            "httpMethod": method,
            "headers": {"Content-Type": "application/json"},
            "multiValueHeaders": {},
            "queryStringParameters": {name: values[-1] for name, values in sent.items()} or None,
            "multiValueQueryStringParameters": sent or None,
            "pathParameters": path or None,
            "requestContext": {"requestId": request_id, "authorizer": {"claims": claims_of(person)}},
            "stageVariables": {"console_client_id": CONSOLE},
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer: dict[str, Any] = self.module.handler(event, lambda_context())
        return answer

    def take_down(self) -> None:
        """What the queue of refusals does: brings each once, and then all of them again."""
        for message in self.refused.messages:
            record = {"messageId": "1", "body": json.dumps(message)}
            for _ in range(2):
                assert self.module.handler({"Records": [record]}, lambda_context()) == {"batchItemFailures": []}
        self.refused.messages.clear()

    def act(
        self, person: Person, action: str, body: Any = None, *, request_id: str = "a-request"
    ) -> tuple[int, dict[str, Any]]:
        return self.call(person, "POST", f"/tasks/{{case_id}}/{action}", body, request_id=request_id, case_id=CASE_ID)

    def file(self, person: Person) -> dict[str, Any]:
        status, file = self.call(person, "GET", "/tasks/{case_id}", case_id=CASE_ID)
        assert status == 200
        return file

    def queue(self, person: Person, **query: str) -> dict[str, Any]:
        status, page = self.call(person, "GET", "/tasks", query=query or None)
        assert status == 200
        return page

    def write(self, *transitions: transitions.Transition) -> Case:
        for transition in transitions:
            self.store.write(transition)
        return transitions[-1].after

    @property
    def case(self) -> Case:
        case = self.store.get(CASE_ID)
        assert case is not None
        return case


def claims_of(person: Person) -> dict[str, str]:
    return {
        "token_use": "id",
        "aud": CONSOLE,
        "cognito:groups": ",".join(sorted(person.roles)),
        "custom:staff_code": person.staff_code,
        "custom:office": person.office,
        "iat": "Tue Nov 24 02:31:00 UTC 2026",
    } | ({"custom:team": person.team} if person.team else {})


def new_desk(dynamodb: "DynamoDBClient", cases_table: str, monkeypatch: pytest.MonkeyPatch) -> TasksDesk:
    """A desk with everybody of the samples around it."""
    settings = {
        "CASES_TABLE": cases_table,
        "OFFICES_TABLE": "offices",
        "USER_POOL_ID": "ap-southeast-1_staff",
        "EVIDENCE_BUCKET": BUCKET,
        "REFUSALS_QUEUE_URL": "https://queue.example.vn/refusals",
        "CURSOR_SECRET": "cursor-keys",
        "NOTES_PER_CASE": "3",
        "EVIDENCE_PER_CASE": "2",
        "APPEAL_WINDOW_DAYS": "10",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})
    module = importlib.import_module("functions.tasks.handler")
    directory, refused = MemoryStaffDirectory(*samples.STAFF), MemoryQueue()
    monkeypatch.setattr(module.staff, "directory", directory)
    monkeypatch.setattr(module, "refused", refused)
    monkeypatch.setattr(module, "cursors", Cursors(lambda: ["a secret of the tests"]))
    return TasksDesk(module, DynamoCaseStore(dynamodb, cases_table), directory, refused)
