"""The key that a clearance is answered with, and what it opens, against moto."""

from types import ModuleType

import pytest

from tests.contract.links import JSON, see_rate, stored
from tests.contract.submit_desk import API_URL, SubmitDesk, rating


def test_a_clearance_is_answered_with_its_key_and_address(desk: SubmitDesk) -> None:
    answer = desk.clear()
    assert answer["rate_url"] == f"{API_URL}/rate/{answer['rating_key']}"
    assert desk.clear()["rating_key"] == answer["rating_key"]


def test_a_right_key_rates_and_a_wrong_one_does_not(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    other = desk.clear("103027528801", enterprise={"tax_code": "0100109106", "name": "Khác"})["rating_key"]
    for wrong in ("", "x", other, key[:-1], f"{key}A"):
        reply = desk.send("POST", "/ratings", rating(rating_key=wrong))
        assert (reply.status, reply.json["code"]) == (403, "wrong_rating_key"), wrong
    assert stored(submit) is None
    assert desk.send("POST", "/ratings", rating(rating_key=key)).status == 201


def test_no_key_rates_before_the_clearance(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    reply = desk.send("POST", "/ratings", rating(declaration_no="103027528801", rating_key=key))
    assert (reply.status, reply.json["code"]) == (403, "wrong_rating_key")
    assert submit.ratings.waiting_at("10302752880") == []


def test_a_corrected_tax_code_or_lot_ends_the_key(desk: SubmitDesk, key: str) -> None:
    for correction in (
        {"first_declaration_no": "103027528601"},
        {"enterprise": {"tax_code": "0100109106", "name": "Khác"}},
    ):
        desk.clear(**correction)
        assert see_rate(desk, key).status == 403
        assert see_rate(desk, key, headers=JSON).json["code"] == "wrong_rating_key"
    desk.clear()
    assert see_rate(desk, key).status == 200


def test_a_required_key_is_required(desk: SubmitDesk, submit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    class Required:
        rating_key = "required"

    key = desk.clear()["rating_key"]
    monkeypatch.setattr(submit, "config", Required)
    reply = desk.send("POST", "/ratings", rating())
    assert (reply.status, [one["field"] for one in reply.json["errors"]]) == (422, ["rating_key"])
    assert desk.send("POST", "/ratings", rating(rating_key=key)).status == 201
