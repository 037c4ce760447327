"""Bad input over HTTP: each a clear 4xx with a stable code, and nothing written."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from local.signin import machine_token
from tests.e2e.world import Json, Lot, World, clearance, rating

type Change = Callable[[Json], Any]


def _post(world: World, body: bytes, path: str = "/ratings") -> httpx.Response:
    with world.software() if path == "/ratings" else world.customs() as client:
        return client.post(path, content=body, headers={"Content-Type": "application/json"})


def _nothing_written(world: World, lot: Lot) -> None:
    assert world.item("ratings", f"L#{lot.lot_key}", "RATING") is None
    assert world.item("ratings", f"D#{lot.lot_key}", f"WAITING#{lot.tax_code}") is None


@pytest.fixture(scope="module")
def lot(world: World) -> Lot:
    return world.cleared_lot()


WRONG: dict[str, Change] = {
    "levels beyond five": lambda body: body | {"levels": {"officer": 6}},
    "a level of zero": lambda body: body | {"levels": {"officer": 0}},
    "a level of true": lambda body: body | {"levels": {"officer": True}},
    "a level as text": lambda body: body | {"levels": {"officer": "2"}},
    "a level with a fraction": lambda body: body | {"levels": {"officer": 2.5}},
    "no subject at all": lambda body: body | {"levels": {}},
    "no levels": lambda body: {name: value for name, value in body.items() if name != "levels"},
    "an unknown subject": lambda body: body | {"levels": {"minister": 5}},
    "an unknown field": lambda body: body | {"stars": 5},
    "a list": lambda body: [body],
    "text": lambda _body: "hài lòng",
    "nothing": lambda _body: None,
    "a number of ten digits": lambda body: body | {"declaration_no": "1030275287"},
    "a number of thirteen digits": lambda body: body | {"declaration_no": "1030275287011"},
    "a number with letters": lambda body: body | {"declaration_no": "1030275287O"},
    "another suffix": lambda body: body | {"declaration_no": "10302752870/11A"},
    "a number that is a number": lambda body: body | {"declaration_no": 103027528701},
    "a wrong check digit": lambda body: body | {"tax_code": "5700100257"},
    "a tax code of eleven digits": lambda body: body | {"tax_code": "57001002560"},
    "an unknown reason": lambda body: body | {"reasons": ["weather"]},
    "2,001 characters": lambda body: body | {"comment": "x" * 2001},
    "a control character": lambda body: body | {"comment": "a\u0007b"},
    "a lone surrogate": lambda body: body | {"comment": "\ud800"},
    "a direction mark": lambda body: body | {"comment": "a\u202eb"},
    "an unknown language": lambda body: body | {"language": "fr"},
    "no address": lambda body: body | {"contact": {"email": "ketoan@"}},
    "a header in an address": lambda body: body | {"contact": {"email": "a@example.vn\r\nBcc: b@example.vn"}},
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(world: World, lot: Lot, change: Change) -> None:
    # ASCII, so that a lone surrogate arrives as its escape.
    answer = _post(world, json.dumps(change(rating(lot))).encode("ascii"))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert all(set(error) == {"field", "message"} for error in answer.json()["errors"])
    _nothing_written(world, lot)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"declaration_no=1", "not_json"),
        (b'{"levels": {"officer": NaN}}', "not_json"),
        (b'{"comment": "\xff"}', "not_json"),
        (b"[" * 20_000, "not_json"),
        (b'{"tax_code": "5700100256", "tax_code": "0100109106"}', "duplicate_field"),
        (b'{"levels": {"officer": 1, "officer": 5}}', "duplicate_field"),
    ],
)
def test_what_is_no_json_is_refused(world: World, body: bytes, code: str) -> None:
    answer = _post(world, body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_body_has_at_most_32_kib_and_a_bulk_512(world: World, lot: Lot) -> None:
    most = json.dumps(rating(lot, comment="x" * 2001)).encode()
    assert _post(world, most.ljust(32 * 1024)).json()["code"] == "invalid"
    too_much = _post(world, most.ljust(32 * 1024 + 1))
    assert (too_much.status_code, too_much.json()["code"]) == (413, "body_too_large")
    bulk = _post(world, b'{"clearances": []}'.ljust(512 * 1024 + 1), "/clearances")
    assert (bulk.status_code, bulk.json()["code"]) == (413, "body_too_large")
    _nothing_written(world, lot)


@pytest.mark.parametrize(
    "change",
    [
        {"office": "99ZZ"},
        {"office": "hon gai"},
        {"cleared_at": "2026-06-20T09:31:00"},
        {"cleared_at": "2099-06-20T09:31:00+07:00"},
        {"cleared_at": 1_781_918_000},
        {"channel": "blue"},
        {"enterprise": {"tax_code": "5700100256", "name": ""}},
        {"officers": [{"code": "20CF-0012", "name": "A", "stage": "x"}] * 2},
        {"first_declaration_no": "1"},
    ],
)
def test_a_clearance_that_is_wrong_is_named(world: World, change: Json) -> None:
    fresh = world.new_lot()
    with world.customs() as customs:
        answer = customs.put(f"/clearances/{fresh.declaration_no}", json=clearance(fresh, **change))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert world.item("ratings", f"D#{fresh.lot_key}", "CLEARANCE") is None


def test_text_is_stored_composed_and_a_three_opens_nothing(world: World) -> None:
    lot = world.cleared_lot()
    decomposed = "Ha\u0300i lo\u0300ng"
    world.rate(lot, levels={"officer": 3, "team": 3, "office": 3}, comment=decomposed).raise_for_status()
    answer = world.answer(lot)
    assert answer["comment"] == "Hài lòng"
    assert (answer["negative"], answer["case_id"], answer["case"]) == (False, None, None)


def test_the_same_number_in_every_spelling(world: World) -> None:
    lot = world.cleared_lot()
    assert world.rate(lot).status_code == 201
    for spelling in (lot.lot_key, f"{lot.lot_key}/A11", f"{lot.declaration_no}/A11", f" {lot.lot_key}2 "):
        assert world.rate(lot, declaration_no=spelling).status_code == 200


def test_a_token_of_another_kind_or_scope_is_worth_nothing(world: World, lot: Lot) -> None:
    stack = world.stack
    reader = machine_token(stack, stack.clients.software, "hailong/rating.read")
    customs = machine_token(stack, stack.clients.customs)
    expired = base64.urlsafe_b64encode(b"{}").decode()
    with world.handler() as staff:
        foreign = staff.headers["Authorization"].removeprefix("Bearer ")
    for token in (reader, customs, foreign, expired, "x"):
        with world.anyone() as anyone:
            answer = anyone.post("/ratings", json=rating(lot), headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code in {401, 403}, token[:20]
    with world.software() as software:
        assert software.put(f"/clearances/{lot.declaration_no}", json=clearance(lot)).status_code in {401, 403}
        assert software.get("/tasks").status_code in {401, 403}
    _nothing_written(world, lot)
