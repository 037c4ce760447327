"""The report function as the gateway calls it, against moto."""

import base64
import importlib
import json
import time
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from functions.tally.decisions import tally
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Role
from tests.aws import lambda_context
from tests.contract.tasks_desk import CONSOLE, claims_of
from tests.fakes.staff import MemoryStaffDirectory
from tests.unit.counted import rating

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


STAFF = {
    "handler": Person(staff_code="20CF-0101", roles=frozenset({Role.HANDLER}), office="20CF"),
    "leader": Person(staff_code="20ZZ-0101", roles=frozenset({Role.LEADER}), office="20ZZ"),
}


@pytest.fixture
def function(
    dynamodb: "DynamoDBClient", counters_table: str, offices_table: str, monkeypatch: pytest.MonkeyPatch
) -> ModuleType:
    monkeypatch.setenv("COUNTERS_TABLE", counters_table)
    monkeypatch.setenv("OFFICES_TABLE", offices_table)
    monkeypatch.setenv("USER_POOL_ID", "ap-southeast-1_staff")
    tally([rating(n) for n in range(5)], DynamoCounters(dynamodb, counters_table), pause=time.sleep)
    module = importlib.reload(importlib.import_module("functions.report.handler"))
    monkeypatch.setattr(module, "directory", MemoryStaffDirectory(*STAFF.values()))
    return module


def get(function: ModuleType, path: str, group: str = "leader", **parameters: str) -> dict[str, Any]:
    event = {
        "resource": path,
        "path": path,
        "httpMethod": "GET",
        "headers": {},
        "queryStringParameters": parameters or None,
        "pathParameters": None,
        "requestContext": {"authorizer": {"claims": claims_of(STAFF[group])}, "resourcePath": path},
        "stageVariables": {"console_client_id": CONSOLE},
        "body": None,
        "isBase64Encoded": False,
    }
    found: dict[str, Any] = function.handler(event, lambda_context())
    return found


def test_figures_are_for_who_is_of_the_staff_now(function: ModuleType) -> None:
    """Whatever the token still says: the directory is asked, as it is for cases."""
    directory = function.directory
    office = {**FEBRUARY, "unit": "office:20CF"}
    for path, parameters in (
        ("/statistics", office),
        ("/statistics/export", office | {"format": "csv"}),
        ("/statistics/cdci", {"quarter": "2022-Q1"}),
    ):
        directory.staff = [replace(STAFF["handler"], office="20BB"), STAFF["leader"]]
        moved = get(function, path, group="handler", **parameters)
        assert moved["statusCode"] == (403 if "unit" in parameters else 200), path
        directory.staff = [STAFF["leader"]]
        dismissed = get(function, path, group="handler", **parameters)
        assert (dismissed["statusCode"], json.loads(dismissed["body"])["code"]) == (403, "not_staff")
        assert get(function, path, **parameters)["statusCode"] == 200


FEBRUARY = {"from": "2022-02-01", "to": "2022-02-28"}


def test_statistics_are_answered_from_the_table(function: ModuleType) -> None:
    answer = get(function, "/statistics", **FEBRUARY, unit="office:20CF")
    assert answer["statusCode"] == 200
    content = json.loads(answer["body"])
    assert content["totals"]["ratings"] == 5
    assert content["subjects"]["office"]["counts"] == [0, 0, 0, 0, 5]


def test_what_one_may_not_see_is_refused_in_every_form(function: ModuleType) -> None:
    for path in ("/statistics", "/statistics/export"):
        answer = get(function, path, group="handler", **FEBRUARY, unit="office:20BB")
        assert (answer["statusCode"], json.loads(answer["body"])["code"]) == (403, "forbidden")


def test_wrong_parameters_are_named(function: ModuleType) -> None:
    answer = get(function, "/statistics", unit="nonsense", bucket="week")
    assert answer["statusCode"] == 422
    assert {error["field"] for error in json.loads(answer["body"])["errors"]} == {"unit", "bucket"}
    assert get(function, "/statistics/cdci")["statusCode"] == 422
    assert get(function, "/statistics/export", format="pdf")["statusCode"] == 422


@pytest.mark.parametrize(
    ("path", "parameters", "content_type", "name", "start"),
    [
        (
            "/statistics/export",
            {**FEBRUARY, "unit": "office:20CF", "format": "csv"},
            "text/csv; charset=utf-8",
            "hailong-office-20CF-2022-02-01-2022-02-28.csv",
            b"\xef\xbb\xbf",
        ),
        ("/statistics/export", FEBRUARY, XLSX, "hailong-department-2022-02-01-2022-02-28.xlsx", b"PK"),
        ("/statistics/cdci", {"quarter": "2022-Q1"}, XLSX, "hailong-cdci-2022-Q1.xlsx", b"PK"),
    ],
)
def test_files_are_named_and_typed(
    function: ModuleType, path: str, parameters: dict[str, str], content_type: str, name: str, start: bytes
) -> None:
    answer = get(function, path, **parameters)
    assert answer["statusCode"] == 200
    assert answer["isBase64Encoded"] is True
    assert base64.b64decode(answer["body"]).startswith(start)
    headers = answer["multiValueHeaders"]
    assert headers["Content-Type"] == [content_type]
    assert headers["Content-Disposition"] == [f'attachment; filename="{name}"']
    assert headers["Cache-Control"] == ["no-store"]
