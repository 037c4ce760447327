"""The submit function as Lambda calls it, against moto: its answers, and what they cost in calls to AWS."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.contract.links import KEY
from tests.contract.submit_desk import (
    NUMBER,
    SCOPES,
    SETTINGS,
    TAX_CODE,
    Reply,
    SubmitDesk,
    clearance,
    machine_claims,
    rating,
)

ROOT = Path(__file__).parents[2]
type Call = Callable[..., tuple[int, dict[str, Any]]]


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
def call(desk: SubmitDesk) -> Call:
    def call(
        method: str,
        resource: str,
        body: Any = None,
        *,
        scope: str = SCOPES,
        number: str | None = None,
        query: dict[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        at = {"declaration_no": number} if number else None
        reply = desk.send(method, resource, body, query=query, claims=machine_claims(scope), at=at)
        return reply.status, reply.json

    return call


RATING = {"declaration_no": NUMBER, "tax_code": "5700100256", "levels": {"officer": 2}}


@pytest.fixture
def cleared(call: Call, calls: list[str]) -> None:
    assert call("PUT", "/clearances/{declaration_no}", clearance(), number=NUMBER)[0] == 201
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
    heavy = {
        "jinja2",
        "holidays",
        "xlsxwriter",
        "pyroaring",
        "moto",
        "hailong.vocabulary.workdays",
        "hailong.mail.render",
    }
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


def test_what_waited_is_promoted_and_shown_by_the_next_look(desk: SubmitDesk) -> None:
    waiting = desk.send("POST", "/ratings", rating())
    assert (waiting.status, waiting.json["status"], waiting.json["lot_key"]) == (202, "awaiting_clearance", None)
    assert desk.send("POST", "/ratings", rating()).status == 202
    desk.clear()
    query, at = {"tax_code": TAX_CODE}, {"declaration_no": NUMBER}
    found = desk.send("GET", "/ratings/{declaration_no}", query=query, at=at).json
    assert (found["status"], found["lot_key"], found["case_id"]) == ("accepted", KEY, "HL-10302752870")
    assert found["received_at"] == waiting.json["received_at"]


@pytest.mark.usefixtures("key")
def test_what_has_not_changed_costs_no_body(desk: SubmitDesk) -> None:
    def look(known: str | None = None) -> Reply:
        headers = {"If-None-Match": known} if known else None
        query = {"tax_code": TAX_CODE}
        at = {"declaration_no": NUMBER}
        return desk.send("GET", "/ratings/{declaration_no}", query=query, headers=headers, at=at)

    desk.send("POST", "/ratings", rating())
    first = look()
    tag = first.headers["etag"]
    for known in (tag, f'W/"x", {tag}', "*"):
        again = look(known)
        assert (again.status, again.text, again.headers["etag"]) == (304, "", tag)
    assert look('"something else"').status == 200


def test_the_description_is_served(desk: SubmitDesk) -> None:
    reply = desk.send("GET", "/openapi.json", claims={})
    assert reply.json["openapi"] == "3.1.0"
    assert desk.send("GET", "/openapi.json", headers={"If-None-Match": reply.headers["etag"]}, claims={}).status == 304


def test_a_rating_keeps_the_id_of_its_request_whatever_the_caller_calls_it(
    desk: SubmitDesk, submit: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.clear()
    hostile = {"X-Correlation-Id": "mine\r\nSet-Cookie: a=b", "X-Request-Id": "mine"}
    reply = desk.send("POST", "/ratings", rating(), headers=hostile, request_id="6f2a1c1e-6a55")
    assert reply.headers["x-correlation-id"] == "6f2a1c1e-6a55"
    kept = submit.ratings.rating(KEY)
    assert (kept.correlation_id, kept.status) == ("6f2a1c1e-6a55", "accepted")
    assert "correlation_id" not in reply.json
    counted = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "RatingAccepted" in line]
    assert [line["correlation_id"] for line in counted] == ["6f2a1c1e-6a55"]


def test_a_rating_that_waits_keeps_the_id_of_its_own_request_when_its_clearance_comes(
    desk: SubmitDesk, submit: ModuleType
) -> None:
    assert desk.send("POST", "/ratings", rating(), request_id="rated").status == 202
    cleared = desk.send(
        "PUT", "/clearances/{declaration_no}", clearance(), at={"declaration_no": NUMBER}, request_id="cleared"
    )
    assert cleared.status == 201
    assert submit.ratings.rating(KEY).correlation_id == "rated"
