"""The submit function as Lambda calls it, against moto: its answers, and what they cost in calls to AWS."""

import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from hailong.adapters.secrets import SigningKeys
from hailong.times import now
from tests.aws import lambda_context

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROOT = Path(__file__).parents[2]
NUMBER = "103027528701"
SETTINGS = {
    "RATINGS_TABLE": "ratings",
    "CASES_TABLE": "cases",
    "SIGNING_SECRET": "signing-keys",
    "RATING_WINDOW_DAYS": "30",
    "RATING_KEY": "optional",
    "ANSWER_LINK_DAYS": "180",
    "WORKING_DAYS_TO_DECIDE": "5",
}
type Call = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def submit(
    dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, monkeypatch: pytest.MonkeyPatch
) -> ModuleType:
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    assert dynamodb
    boto3.client("secretsmanager").create_secret(Name="signing-keys", SecretString='{"2021-05-15T00:00:00Z": "secret"}')
    handler = importlib.import_module("functions.submit.handler")
    monkeypatch.setattr(handler, "secrets", SigningKeys("signing-keys", now))
    return handler


@pytest.fixture
def calls(submit: ModuleType) -> Iterator[list[str]]:
    """The operations that submit asked of AWS, in order."""
    made: list[str] = []

    def note(model: Any, **_: Any) -> None:
        made.append(model.name)

    events = submit.ratings._client.meta.events
    events.register("before-call.dynamodb", note, unique_id="counting")
    yield made
    events.unregister("before-call.dynamodb", unique_id="counting")


@pytest.fixture
def call(submit: ModuleType) -> Call:
    def call(
        method: str,
        resource: str,
        body: Any = None,
        *,
        scope: str = "hailong/rating.write hailong/rating.read hailong/clearance.write",
        number: str | None = None,
        query: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        event = {
            "resource": resource,
            "path": resource,
            "httpMethod": method,
            "headers": {"Content-Type": "application/json"},
            "multiValueHeaders": {},
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()},
            "pathParameters": {"declaration_no": number} if number else None,
            "requestContext": {
                "authorizer": {"claims": {"token_use": "access", "scope": scope, "client_id": "vendor"}}
            },
            "stageVariables": {"api_url": "https://api.example.vn/v1"},
            "body": None if body is None else json.dumps(body),
            "isBase64Encoded": False,
        }
        answer = submit.handler(event, lambda_context())
        return answer["statusCode"], json.loads(answer["body"])

    return call


def _clearance(**changes: Any) -> dict[str, Any]:
    return {
        "declaration_type": "A11",
        "channel": "green",
        "enterprise": {"tax_code": "5700100256", "name": "Công ty TNHH Ví dụ", "emails": ["xnk@example.vn"]},
        "office": "20CF",
        "team": "01",
        "officers": [{"code": "20CF-0012", "name": "Nguyễn Văn A", "stage": "inspection"}],
        "cleared_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
    } | changes


RATING = {"declaration_no": NUMBER, "tax_code": "5700100256", "levels": {"officer": 2}}


@pytest.fixture
def cleared(call: Call, calls: list[str]) -> None:
    assert call("PUT", "/clearances/{declaration_no}", _clearance(), number=NUMBER)[0] == 201
    calls.clear()


@pytest.mark.usefixtures("cleared")
def test_a_new_rating_costs_one_read_and_one_write(call: Call, calls: list[str]) -> None:
    status, answer = call("POST", "/ratings", RATING)
    assert (status, answer["case_id"]) == (201, "HL-10302752870")
    assert calls == ["GetItem", "TransactWriteItems"]


@pytest.mark.usefixtures("cleared")
def test_the_same_again_costs_no_more(call: Call, calls: list[str]) -> None:
    call("POST", "/ratings", RATING)
    calls.clear()
    assert call("POST", "/ratings", RATING | {"declaration_no": "10302752870/A11"})[0] == 200
    assert calls == ["GetItem", "TransactWriteItems"]


def test_what_is_refused_costs_nothing(call: Call, calls: list[str]) -> None:
    assert call("POST", "/ratings", RATING | {"levels": {}})[0] == 422
    assert call("POST", "/ratings", RATING, scope="hailong/rating.read")[1]["code"] == "missing_scope"
    assert calls == []


@pytest.mark.usefixtures("cleared")
def test_the_printed_number_with_its_slash_finds_the_declaration(call: Call) -> None:
    call("POST", "/ratings", RATING)
    query = {"tax_code": "5700100256"}
    for number in ("10302752870/A11", "10302752870%2FA11", NUMBER):
        status, answer = call("GET", "/ratings/{declaration_no}", number=number, query=query)
        assert (status, answer["levels"]) == (200, {"officer": 2})


def test_a_route_that_is_not_there_is_a_problem(call: Call) -> None:
    assert call("GET", "/nowhere")[1]["code"] == "no_such_route"


def test_an_unexpected_error_is_a_problem_and_says_nothing_of_the_inside(
    call: Call, submit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(submit.ratings, "clearance", broken)
    status, answer = call("POST", "/ratings", RATING)
    assert (status, answer["code"]) == (500, "internal_error")
    assert "secret" not in json.dumps(answer)


def test_submit_loads_nothing_that_it_does_not_need() -> None:
    """In a process of its own, as Lambda does it."""
    heavy = {"jinja2", "holidays", "xlsxwriter", "pyroaring", "moto", "hailong.workdays", "hailong.mail.render"}
    program = "import sys, json; import functions.submit.handler; print(json.dumps(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={
            **SETTINGS,
            "PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'common'}",
            "AWS_DEFAULT_REGION": "ap-southeast-1",
        },
    ).stdout
    assert heavy.isdisjoint(json.loads(loaded))
