"""What no route may fall for, by its row in openapi.json: a new route without it fails here.

Parameters that are unknown or stand twice, bodies that are too big or too deep, hosts that are not ours, and answers
without the headers that guard them.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hailong.cases import casework, course
from hailong.cases.evidence import Evidence
from hailong.cases.texts import Content, StartingText
from hailong.edge.http import BODY_LIMIT
from hailong.lots import links, signing
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import now
from hailong.vocabulary.words import Language, Outcome
from tests import samples
from tests.aws import lambda_context
from tests.conformance import document
from tests.contract.links import FORM, rate
from tests.contract.submit_desk import API_URL, NUMBER, TAX_CODE, SubmitDesk, machine_claims
from tests.contract.tasks_desk import CONSOLE, TasksDesk, claims_of
from tests.contract.test_case_paper import fonts
from tests.contract.test_report_function import FEBRUARY, STAFF, function

__all__ = ["fonts", "function"]

METHODS = ("get", "head", "post", "put", "patch", "delete")
STATIC = {"/openapi.json"}
"""Looks at no parameter: there is one answer."""
EVIDENCE_ID = "ab" * 16
EVIL = "evil.example.com"
HOSTILE = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "http",
    "X-Original-URL": f"https://{EVIL}/",
    "Forwarded": f"host={EVIL};proto=http",
    "Origin": f"https://{EVIL}",
    "Referer": f"https://{EVIL}/",
}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    parameters: tuple[str, ...]
    has_body: bool
    limit: int
    kind: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _routes() -> Iterator[Route]:
    for path, operations in document()["paths"].items():
        for method in METHODS:
            if method not in operations or path in STATIC:
                continue
            found = operations[method]
            known = tuple(one["name"] for one in found.get("parameters", ()) if one["in"] == "query")
            kinds = {name for one in found.get("security", ()) for name in one}
            limit = 512 * 1024 if (method, path) == ("post", "/clearances") else BODY_LIMIT
            yield Route(method.upper(), path, known, "requestBody" in found, limit, (kinds or {"anyone"}).pop())


ROUTES = list(_routes())
LINKS = [route for route in ROUTES if route.kind == "anyone"]
each_route = pytest.mark.parametrize("route", ROUTES, ids=str)
VALID: Mapping[str, Mapping[str, str]] = {
    "/ratings/{declaration_no}": {"tax_code": TAX_CODE},
    "/statistics": FEBRUARY,
    "/statistics/export": FEBRUARY,
    "/statistics/cdci": {"quarter": "2022-Q1"},
}


class Gate:
    """All functions behind one gateway, with a lot that was rated, its case, and everything a path may name."""

    def __init__(self, desk: SubmitDesk, submit: ModuleType, tasks: TasksDesk, report: ModuleType) -> None:
        self.modules = {"submit": submit, "tasks": tasks.module, "report": report}
        key = str(desk.clear()["rating_key"])
        other = str(desk.clear("103027528811")["rating_key"])
        rate(desk, key, {**FORM, "comment": "Chậm."})
        rated = submit.ratings.rating("10302752870")
        opened = course.open_case(rated, at=now(), salt="5a" * 32, due_at=now() + timedelta(days=7))
        attached = Evidence(
            case_id=rated.case_id,
            evidence_id=EVIDENCE_ID,
            name="a.pdf",
            content_type="application/pdf",
            size=1,
            by=samples.INSPECTOR.staff_code,
            at=now(),
        )
        tasks.write(opened)
        tasks.write(casework.attach(tasks.case, samples.INSPECTOR, attached, at=now()))
        content = Content(outcome=next(iter(Outcome)), language=Language.VI, title="Tên", text="Lời")
        by = samples.INSPECTOR.staff_code
        text = StartingText(text_id="20ZZ-01", office="20ZZ", content=content, version=1, by=by, at=now())
        tasks.module.shelf.put(text)
        address = links.answer_url(API_URL, submit.secrets(), rated.case_id, expires_at=now() + timedelta(days=1))
        self.path = {
            "rating_key": other,
            "token": address.rpartition("/")[2],
            "declaration_no": NUMBER,
            "case_id": rated.case_id,
            "evidence_id": EVIDENCE_ID,
            "text_id": "20ZZ-01",
        }
        self.stops = signing.invitations_token(submit.secrets(), TAX_CODE)

    def send(
        self,
        route: Route,
        query: Mapping[str, list[str]] | None = None,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        path: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, str], str]:
        sent = {name: [value] for name, value in VALID.get(route.path, {}).items()} | dict(query or {})
        place = self.path | ({"token": self.stops} if route.path.startswith("/invitations") else {}) | dict(path or {})
        event = {
            "resource": route.path,
            "path": route.path,
            "httpMethod": route.method,
            "headers": {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})},
            "queryStringParameters": {name: values[-1] for name, values in sent.items()} or None,
            "multiValueQueryStringParameters": sent or None,
            "pathParameters": {name: place[name] for name in re.findall(r"{(\w+)}", route.path)} or None,
            "requestContext": {"authorizer": {"claims": self._claims(route)}, "requestId": "r-1"},
            "stageVariables": {"api_url": API_URL, "console_client_id": CONSOLE},
            "body": None if body is None else base64.b64encode(body).decode(),
            "isBase64Encoded": body is not None,
        }
        answer = self.modules[self._function(route)].handler(event, lambda_context())
        text = base64.b64decode(answer["body"]).decode("latin-1") if answer["isBase64Encoded"] else answer["body"]
        return answer["statusCode"], {name: one[-1] for name, one in answer["multiValueHeaders"].items()}, text

    def _function(self, route: Route) -> str:
        if route.path.startswith("/statistics"):
            return "report"
        return "tasks" if route.kind == "staff" else "submit"

    def _claims(self, route: Route) -> dict[str, Any]:
        if route.kind == "anyone":
            return {}
        if route.kind == "machine":
            return machine_claims()
        person: Person = STAFF["leader"] if route.path.startswith("/statistics") else samples.INSPECTOR
        return claims_of(person)


@pytest.fixture
def gate(
    desk: SubmitDesk,
    submit: ModuleType,
    tasks: TasksDesk,
    function: ModuleType,
    fonts: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Gate:
    monkeypatch.setattr(tasks.module, "fonts", fonts)
    return Gate(desk, submit, tasks, function)


def test_no_route_passes_a_parameter_over(gate: Gate) -> None:
    """Unknown ones, and those that stand twice; pages for people take no notice of what they do not know."""
    page = {"Accept": "text/html"}
    for route in ROUTES:
        body = b"{}" if route.has_body else None
        for query in ({"colour": ["red"]}, *({name: ["a", "a"]} for name in route.parameters)):
            (name,) = query
            status, _, text = gate.send(route, query, body=body)
            assert status == 422, (str(route), query, text)
            if route.method != "HEAD":
                assert name in [one["field"] for one in json.loads(text)["errors"]], (str(route), text)
            if route in LINKS and name in route.parameters:
                assert gate.send(route, query, body=body, headers=page)[0] == 422, (str(route), query)
        if route in LINKS and route.method in {"GET", "HEAD"}:
            assert gate.send(route, {"zarsrc": ["30"]}, headers=page)[0] == 200, str(route)


def test_no_body_is_too_big_or_too_deep_for_any_route(gate: Gate) -> None:
    for route in (one for one in ROUTES if one.has_body):
        for kind in ("application/json", "application/x-www-form-urlencoded"):
            headers = {"Content-Type": kind}
            status, _, text = gate.send(route, body=b" " * (route.limit + 1), headers=headers)
            assert (status, json.loads(text)["code"]) == (413, "body_too_large"), (str(route), kind)
        for deep in (b"[" * 20_000, b'{"a":' * 5_000, b'{"a":' * 200 + b"1" + b"}" * 200, b"[" * 900 + b"]" * 900):
            status, _, text = gate.send(route, body=deep)
            assert status in {400, 422}, (str(route), deep[:10], status, text)


def test_no_host_of_a_request_comes_into_any_answer(gate: Gate) -> None:
    """Links are built of the stage's own address."""
    seen = 0
    for route in ROUTES:
        body = b"{}" if route.has_body else None
        for accept in ("application/json", "text/html") if route in LINKS else ("application/json",):
            _, headers, text = gate.send(route, body=body, headers=HOSTILE | {"Accept": accept})
            assert EVIL not in text + json.dumps(headers), str(route)
            seen += API_URL in text
    desk = SubmitDesk(gate.modules["submit"], dict(HOSTILE))
    cleared = desk.clear("103027528921")
    assert cleared["rate_url"].startswith(f"{API_URL}/rate/")
    assert EVIL not in json.dumps(cleared)
    rated = rate(desk, cleared["rating_key"], {**FORM, "comment": "Chậm."})
    assert EVIL not in rated.text
    assert f"{API_URL}/answers/" in rated.text


def test_every_answer_is_guarded_whatever_became_of_the_request(gate: Gate) -> None:
    """HSTS, no guessing of types, no cache on the way; pages behind links name no referrer and run nothing."""
    broken = {"rating_key": "x", "token": "x"}
    for route in ROUTES:
        body = b"{}" if route.has_body else None
        for accept in ("application/json", "text/html") if route in LINKS else ("application/json",):
            for path in ({}, broken):
                for query in ({}, {"lang": ["vi", "en"]}) if route in LINKS else ({},):
                    headers = {"Accept": accept}
                    status, found, _ = gate.send(route, query, body=body, headers=headers, path=path)
                    told = (str(route), accept, path, query, status)
                    assert status < 500, told
                    assert found["Strict-Transport-Security"] == "max-age=31536000", told
                    assert found["X-Content-Type-Options"] == "nosniff", told
                    assert "no-store" in found["Cache-Control"] or "no-cache" in found["Cache-Control"], told
                    if found.get("Content-Type", "").startswith("text/html"):
                        assert found["Referrer-Policy"] == "no-referrer", told
                        assert "default-src 'none'" in found["Content-Security-Policy"], told
                        assert found["X-Robots-Tag"] == "noindex, nofollow", told


def test_headers_of_any_size_and_kind_are_no_fault(gate: Gate) -> None:
    """What the gateway lets through: 10 KiB in all."""
    long = '"' * 9_000
    names = ("Accept", "Content-Type", "If-None-Match", "Accept-Language", "User-Agent", "Cookie")
    for route in ROUTES:
        body = b"{}" if route.has_body else None
        for value in (long, "\u202e\u0000\r\nX-Evil: 1", ""):
            status, found, _ = gate.send(route, body=body, headers=dict.fromkeys(names, value))
            assert status < 500, (str(route), value[:9])
            assert "X-Evil" not in json.dumps(found)
