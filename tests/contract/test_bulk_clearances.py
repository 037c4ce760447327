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


@pytest.mark.parametrize("body", [{}, {"clearances": []}, {"clearances": {}}, {"clearances": [1] * 101}, {"more": 1}])
def test_a_bulk_is_a_list_of_at_most_100(desk: SubmitDesk, body: Any) -> None:
    assert desk.send("POST", "/clearances", body).status == 422


def test_a_bulk_has_at_most_512_kib(desk: SubmitDesk) -> None:
    assert desk.send("POST", "/clearances", raw=b"[" * (512 * 1024)).json["code"] == "not_json"
    reply = desk.send("POST", "/clearances", raw=b"[" * (512 * 1024 + 1))
    assert (reply.status, reply.json["code"]) == (413, "body_too_large")
