"""Many clearances in one request, against moto."""

from typing import Any

import pytest

from tests.contract.submit_desk import NUMBER, SubmitDesk, clearance


def test_a_bad_clearance_spoils_no_other(desk: SubmitDesk) -> None:
    one, two = {"declaration_no": NUMBER, **clearance()}, {"declaration_no": "103027528801", **clearance()}
    unknown_office = one | {"declaration_no": "103027528901", "office": "99ZZ"}
    items = [one, "nonsense", two | {"more": 1}, unknown_office, {"declaration_no": 5}, one, two]
    reply = desk.send("POST", "/clearances", {"clearances": items})
    results = reply.json["results"]
    assert [result["status"] for result in results] == [201, 422, 422, 422, 422, 200, 201]
    assert [result["declaration_no"] for result in results[1:5]] == [None, "103027528801", "103027528901", None]
    assert [error["field"] for error in results[3]["errors"]] == ["office"]
    assert results[0]["rating_key"] == results[5]["rating_key"]


def test_a_number_that_is_no_text_spoils_no_other(desk: SubmitDesk) -> None:
    items = [{"declaration_no": NUMBER, **clearance()}, {"declaration_no": "\ud800"}]
    reply = desk.send("POST", "/clearances", {"clearances": items})
    assert reply.text.encode()
    assert [result["status"] for result in reply.json["results"]] == [201, 422]
    assert reply.json["results"][1]["declaration_no"] == "\ud800"


@pytest.mark.parametrize("year", ["0001", "0999", "9999"])
def test_a_year_that_cannot_be_stored_spoils_no_other(desk: SubmitDesk, year: str) -> None:
    one = {"declaration_no": NUMBER, **clearance()}
    strange = {"declaration_no": "103027528801", **clearance(cleared_at=f"{year}-12-31T23:59:59-14:00")}
    results = desk.send("POST", "/clearances", {"clearances": [strange, one]}).json["results"]
    assert [result["status"] for result in results] == [422, 201]
    assert [error["field"] for error in results[0]["errors"]] == ["cleared_at"]
    assert desk.clear("103027528801")["lot_key"] == "10302752880"


@pytest.mark.parametrize("body", [{}, {"clearances": []}, {"clearances": {}}, {"clearances": [1] * 101}, {"more": 1}])
def test_a_bulk_is_a_list_of_at_most_100(desk: SubmitDesk, body: Any) -> None:
    assert desk.send("POST", "/clearances", body).status == 422


def test_a_bulk_has_at_most_512_kib(desk: SubmitDesk) -> None:
    assert desk.send("POST", "/clearances", raw=b"[" * (512 * 1024)).json["code"] == "not_json"
    reply = desk.send("POST", "/clearances", raw=b"[" * (512 * 1024 + 1))
    assert (reply.status, reply.json["code"]) == (413, "body_too_large")
