"""Bad input gets a named field and nothing else; good input one spelling."""

import time
from typing import Any

import pytest

from functions.submit.requests import AppealRequest, ClearanceRequest, RatingRequest
from functions.tasks.requests import DecideRequest, NoteRequest, ReviewRequest
from hailong.edge import http
from hailong.vocabulary.errors import BadRequest, Invalid, TooLarge
from hailong.vocabulary.words import Reason, Subject
from tests import samples

RATING: dict[str, Any] = {
    "declaration_no": "10302752870/A11",
    "tax_code": "5700100256",
    "levels": {"officer": 2, "team": None, "office": 4},
}
CLEARANCE: dict[str, Any] = {
    "declaration_type": "A11",
    "channel": "green",
    "enterprise": {"tax_code": "5700100256", "name": "Công ty TNHH Ví dụ", "emails": ["xnk@example.vn"]},
    "office": "20CF",
    "team": "01",
    "officers": [{"code": "20CF-0012", "name": "Nguyễn Văn A", "stage": "inspection"}],
    "cleared_at": "2026-06-20T09:31:00+07:00",
}


def _wrong_fields(model: Any, data: Any) -> list[str]:
    with pytest.raises(Invalid) as refused:
        http.parse(model, data)
    assert refused.value.code == "invalid"
    return [error.field for error in refused.value.errors]


def test_the_least_rating_is_enough() -> None:
    rating = http.parse(RatingRequest, RATING).to_rating(
        received_at=samples.RATED, client_id="software", correlation_id=None
    )
    assert rating.declaration_no == "10302752870"
    assert rating.levels == {Subject.OFFICER: 2, Subject.OFFICE: 4}
    assert rating.contact is None


@pytest.mark.parametrize("level", [0, 6, -1, True, False, "2", 2.5, [2], {}])
def test_a_level_is_a_whole_number_from_one_to_five(level: object) -> None:
    assert _wrong_fields(RatingRequest, RATING | {"levels": {"officer": level}}) == ["levels.officer"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"levels": {}}, "levels"),
        ({"levels": {"officer": None}}, "levels"),
        ({"levels": {"department": 3}}, "levels.department"),
        ({"declaration_no": "123"}, "declaration_no"),
        ({"declaration_no": 10302752870}, "declaration_no"),
        ({"tax_code": "5700100257"}, "tax_code"),
        ({"reasons": ["weather"]}, "reasons.0"),
        ({"reasons": "delay"}, "reasons"),
        ({"comment": "x" * 2001}, "comment"),
        ({"comment": "a\u0000b"}, "comment"),
        ({"comment": "\ud800"}, "comment"),
        ({"language": "fr"}, "language"),
        ({"contact": {"email": "nobody"}}, "contact.email"),
        ({"contact": {"email": "a@example.vn\nBcc: b@example.vn"}}, "contact.email"),
        ({"contact": {"phone": "call me"}}, "contact.phone"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_names_the_field_of_a_rating_that_is_wrong(change: dict[str, object], field: str) -> None:
    assert _wrong_fields(RatingRequest, RATING | change) == [field]


def test_a_comment_of_two_thousand_characters_is_welcome() -> None:
    assert http.parse(RatingRequest, RATING | {"comment": "ễ" * 2000}).comment == "ễ" * 2000


def test_reasons_stand_once_and_in_order() -> None:
    request = http.parse(RatingRequest, RATING | {"reasons": ["other", "delay", "other"]})
    rating = request.to_rating(received_at=samples.RATED, client_id="software", correlation_id=None)
    assert rating.reasons == (Reason.DELAY, Reason.OTHER)


@pytest.mark.parametrize("data", [None, [], "text", 5, True])
def test_a_rating_is_an_object(data: object) -> None:
    assert _wrong_fields(RatingRequest, data) == ["body"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"declaration_type": "11A"}, "declaration_type"),
        ({"channel": "blue"}, "channel"),
        ({"office": "20cf"}, "office"),
        ({"team": ""}, "team"),
        ({"cleared_at": "2026-06-20T09:31:00"}, "cleared_at"),
        ({"cleared_at": 1781922660}, "cleared_at"),
        ({"cleared_at": "1781922660"}, "cleared_at"),
        ({"cleared_at": "0001-01-01T00:00:00+14:00"}, "cleared_at"),
        ({"cleared_at": "0999-06-20T09:31:00+07:00"}, "cleared_at"),
        ({"cleared_at": "9999-12-31T23:59:59-14:00"}, "cleared_at"),
        ({"cleared_at": "yesterday"}, "cleared_at"),
        ({"enterprise": {"tax_code": "5700100256"}}, "enterprise.name"),
        ({"officers": [{"code": "0012", "name": "A", "stage": "x"}]}, "officers.0.code"),
        ({"first_declaration_no": "1"}, "first_declaration_no"),
    ],
)
def test_names_the_field_of_a_clearance_that_is_wrong(change: dict[str, object], field: str) -> None:
    assert _wrong_fields(ClearanceRequest, CLEARANCE | change) == [field]


def test_a_clearance_keeps_what_it_was_given() -> None:
    request = http.parse(ClearanceRequest, CLEARANCE)
    clearance = request.to_clearance("103027528701", recorded_at=samples.RATED, client_id="customs")
    assert clearance.enterprise == samples.clearance().enterprise
    assert clearance.officers == samples.clearance().officers
    assert clearance.cleared_at.isoformat() == "2026-06-20T09:31:00+07:00"


@pytest.mark.parametrize(
    "text", ["", "{", "nul", '{"a": NaN}', '{"a": Infinity}', "{}\ufeff", "\ufeff\ufeff{}", "[" * 100_000, '{"a": 1} x']
)
def test_refuses_what_is_not_json(text: str) -> None:
    with pytest.raises(BadRequest, match="not_json"):
        http.body({"body": text}, limit=200_000)


def test_a_byte_order_mark_before_json_is_ignored() -> None:
    assert http.body({"body": '\ufeff{"a": 1}'}) == {"a": 1}


def test_fields_that_stand_twice_are_found_in_one_pass() -> None:
    """A quadratic search takes seconds for what fits into a bulk request, and its answer would repeat every name."""
    fields = ",".join(f'"{number}":0' for number in range(40_000))
    started = time.process_time()
    with pytest.raises(BadRequest) as refused:
        http.body({"body": f"{{{fields},{fields}}}"}, limit=1_000_000)
    assert time.process_time() - started < 1
    assert len(refused.value.detail) < 200


def test_a_whole_number_is_one_however_it_is_written() -> None:
    assert http.parse(RatingRequest, RATING | {"levels": {"officer": 2.0}}).levels.officer == 2
    for level in (2.5, "2", True, 1e300):
        assert _wrong_fields(RatingRequest, RATING | {"levels": {"officer": level}}) == ["levels.officer"]


@pytest.mark.parametrize("reason", ["", "\u2800", "\u200b\u00ad", "…"])
def test_a_reason_is_something_that_can_be_read(reason: str) -> None:
    assert _wrong_fields(AppealRequest, {"tax_code": "5700100256", "reason": reason}) == ["reason"]
    ruling = {"outcome": "upheld", "root_cause": "skill", "action_taken": "a", "message_to_enterprise": reason}
    assert _wrong_fields(DecideRequest, ruling) == ["message_to_enterprise"]
    assert _wrong_fields(NoteRequest, {"text": reason}) == ["text"]
    assert _wrong_fields(ReviewRequest, {"approve": False, "note": reason}) == ["body"]


def test_refuses_bytes_that_are_not_utf8() -> None:
    with pytest.raises(BadRequest, match="not_json"):
        http.body({"body": "/w==", "isBase64Encoded": True})


def test_refuses_a_field_that_stands_twice() -> None:
    with pytest.raises(BadRequest, match="duplicate_field"):
        http.body({"body": '{"levels": {"officer": 5, "officer": 1}}'})


def test_a_body_has_a_limit_in_bytes() -> None:
    fits = '"' + "ễ" * ((http.BODY_LIMIT - 2) // 3) + '"'
    http.body({"body": fits})
    with pytest.raises(TooLarge, match="body_too_large"):
        http.body({"body": fits + " " * 3})
