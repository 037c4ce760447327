"""Rating without software, on a page and as JSON, against moto."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from tests.contract.links import FORM, HTML, JSON, RATE, heading, rate, see_rate, stored
from tests.contract.submit_desk import API_URL, NUMBER, TAX_CODE, Reply, SubmitDesk, rating


def test_a_page_of_faces_in_both_languages(desk: SubmitDesk, key: str) -> None:
    page = see_rate(desk, key)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert heading(page).startswith("Quý doanh nghiệp hài lòng ở mức nào")
    assert page.text.count('type="radio"') == 15
    assert page.text.count('type="checkbox"') == 11
    assert '<html lang="vi">' in page.text
    english = see_rate(desk, key, query={"lang": "en"})
    assert '<html lang="en">' in english.text
    assert heading(english).startswith("How satisfied are you")
    assert see_rate(desk, key, query={"lang": "fr"}).status == 200


def test_only_what_the_lot_has_is_asked_for(desk: SubmitDesk) -> None:
    key = desk.clear(team=None, officers=[])["rating_key"]
    assert see_rate(desk, key).text.count('type="radio"') == 5
    assert see_rate(desk, key, headers=JSON).json["subjects"] == ["office"]


def test_a_page_leaks_nothing_and_runs_nothing(desk: SubmitDesk, key: str) -> None:
    page = see_rate(desk, key)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for part in ("form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert not re.findall(r"<script|<link|<img|style=|\son\w+=", page.text)
    assert TAX_CODE not in page.text


def test_only_the_headers_are_asked_for(desk: SubmitDesk, key: str) -> None:
    page, head = see_rate(desk, key), desk.send("HEAD", RATE, headers=HTML, at={"rating_key": key})
    assert (head.status, head.text) == (200, "")
    assert head.headers == page.headers
    assert desk.send("HEAD", RATE, at={"rating_key": "10302752870.x"}).status == 403
    assert desk.send("HEAD", "/answers/{token}", at={"token": "x"}).status == 404


def test_a_page_is_asked_for_in_secret_from_then_on(desk: SubmitDesk, key: str) -> None:
    for headers in (HTML, JSON):
        assert "max-age=" in see_rate(desk, key, headers=headers).headers["strict-transport-security"]


@pytest.mark.parametrize("name", ["Host", "X-Forwarded-Host", "Forwarded", "X-Forwarded-Proto", "Origin"])
def test_no_header_says_where_links_lead(desk: SubmitDesk, key: str, name: str) -> None:
    headers = {name: "evil.example", "Accept": "application/json"}
    body = {"levels": {"officer": 1}}
    reply = desk.send("POST", RATE, body, headers=headers, at={"rating_key": key})
    assert reply.json["answer_url"].startswith(f"{API_URL}/answers/")
    assert "evil" not in see_rate(desk, key, headers=HTML | headers).text


def test_looking_at_it_changes_nothing(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    for headers in (HTML, JSON):
        see_rate(desk, key, headers=headers)
    assert stored(submit) is None
    assert see_rate(desk, key, headers=JSON).json["rated"] is False


def test_the_form_rates_and_says_what_follows(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    filled = {
        **FORM,
        "comment": " Chờ lâu.\r\nRất lâu. ",
        "contact_email": "ketoan@example.vn",
        "contact_name": "",
        "contact_phone": "",
    }
    page = rate(desk, key, filled)
    assert page.status == 201
    assert "HL-10302752870" in page.text
    found = stored(submit)
    assert found is not None
    assert {subject.value: level for subject, level in found.levels.items()} == {"officer": 2, "office": 4}
    assert [reason.value for reason in found.reasons] == ["delay", "attitude"]
    assert found.comment == "Chờ lâu.\nRất lâu."
    assert found.contact is not None
    assert found.contact.email == "ketoan@example.vn"
    assert found.client_id == "rating-key"
    other = rate(desk, key, FORM | {"officer": "5"})
    assert (other.status, heading(other)) == (409, "Lô hàng này đã được đánh giá")
    seen = see_rate(desk, key)
    assert (seen.status, heading(seen)) == (200, "Lô hàng này đã được đánh giá")
    assert "Chờ lâu" not in seen.text


def nonce_of(page: Reply) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_a_form_that_is_sent_again_is_answered_as_before(desk: SubmitDesk, key: str) -> None:
    form = FORM | {"nonce": nonce_of(see_rate(desk, key))}
    first = rate(desk, key, form)
    again = rate(desk, key, form)
    assert (first.status, again.status) == (201, 200)
    assert "/answers/" in again.text
    assert rate(desk, key, form | {"officer": "5"}).status == 409


def test_every_form_has_a_nonce_of_its_own_and_keeps_it(desk: SubmitDesk, key: str) -> None:
    nonces = {nonce_of(see_rate(desk, key)) for _ in range(5)}
    assert len(nonces) == 5
    nonce = nonces.pop()
    assert nonce_of(rate(desk, key, {"nonce": nonce})) == nonce
    assert rate(desk, key, FORM | {"nonce": "short"}).status == 422


@pytest.mark.parametrize("by_link", [True, False])
def test_who_holds_the_key_finds_out_nothing_of_a_rating(desk: SubmitDesk, key: str, *, by_link: bool) -> None:
    """The customs side holds it, and is what is rated."""
    said = {"levels": {"officer": 2, "office": 4}, "reasons": ["delay"]}
    if by_link:
        assert rate(desk, key, {"officer": "2", "office": "4", "reasons": ["delay"]}).status == 201
    else:
        assert desk.send("POST", "/ratings", rating(**said)).status == 201
    told = {
        (reply.status, reply.text)
        for body in (said, said | {"levels": {"officer": 5}}, said | {"nonce": "n" * 32})
        for reply in [desk.send("POST", RATE, body, headers=JSON, at={"rating_key": key})]
    }
    assert len(told) == 1
    status, text = told.pop()
    assert (status, json.loads(text)["code"]) == (409, "rated_already")


@pytest.mark.parametrize("raw", [b"{", b'{"levels": {}}', b"\xff", b"x" * 40_000])
def test_what_is_sent_for_a_lot_rated_by_software_is_not_looked_at(desk: SubmitDesk, key: str, raw: bytes) -> None:
    desk.send("POST", "/ratings", rating())
    reply = desk.send("POST", RATE, raw=raw, headers=JSON, at={"rating_key": key})
    assert (reply.status, reply.json["code"]) == (409, "rated_already")


def test_tries_are_counted_a_lot(desk: SubmitDesk, key: str) -> None:
    desk.send("POST", "/ratings", rating())
    codes = [
        desk.send("POST", RATE, {"levels": {"officer": 1}}, headers=JSON, at={"rating_key": key}).json["code"]
        for _ in range(22)
    ]
    assert codes == ["rated_already"] * 20 + ["too_many_tries"] * 2
    assert heading(rate(desk, key, FORM)) == "Lô hàng này đã được đánh giá"
    other = desk.clear("103027529901")["rating_key"]
    assert rate(desk, other, FORM).status == 201


def test_who_was_first_by_link_is_answered_again_however_often_others_try(desk: SubmitDesk, key: str) -> None:
    form = FORM | {"nonce": nonce_of(see_rate(desk, key))}
    rate(desk, key, form)
    for _ in range(22):
        rate(desk, key, FORM)
    assert rate(desk, key, form).status == 200


@pytest.mark.parametrize(
    ("query", "client"), [({}, "rating-key"), ({"via": "qr"}, "rating-key-qr"), ({"via": "x"}, "rating-key")]
)
def test_a_rating_by_qr_code_is_told_from_one_by_link(
    desk: SubmitDesk, submit: ModuleType, key: str, query: dict[str, str], client: str
) -> None:
    assert '<form method="post" class="rate"' in see_rate(desk, key, query=query).text  # to the address of the page
    assert rate(desk, key, FORM, query=query).status == 201
    kept = stored(submit)
    assert kept is not None
    assert kept.client_id == client


def test_a_satisfied_rating_opens_nothing(desk: SubmitDesk, key: str) -> None:
    page = rate(desk, key, {"office": "5", "language": "en"}, query={"lang": "en"})
    assert (page.status, heading(page)) == (201, "Thank you")
    assert "/answers/" not in page.text


def test_json_rates_as_well(desk: SubmitDesk, key: str) -> None:
    body = {"levels": {"officer": 1}, "reasons": ["error"], "language": "en"}
    reply = desk.send("POST", RATE, body, headers=JSON, at={"rating_key": key})
    assert (reply.status, reply.json["case_id"]) == (201, "HL-10302752870")
    assert reply.json["answer_url"].startswith(f"{API_URL}/answers/")
    assert reply.headers["referrer-policy"] == "no-referrer"
    again = desk.send("POST", RATE, body, headers=JSON, at={"rating_key": key})
    assert (again.status, again.json["code"]) == (409, "rated_already")


def test_no_number_or_tax_code_is_sent_by_link(desk: SubmitDesk, key: str) -> None:
    body = {"levels": {"officer": 1}}
    with_number = desk.send("POST", RATE, body | {"tax_code": TAX_CODE}, headers=JSON, at={"rating_key": key})
    assert (with_number.status, with_number.json["code"]) == (422, "invalid")


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({}, "Xin chọn mức độ"),
        ({"officer": "6"}, "Xin chọn mức độ"),
        ({"officer": "2", "contact_email": "ketoan@"}, "Địa chỉ thư điện tử chưa đúng"),
        ({"officer": "2", "contact_phone": "gọi tôi"}, "Số điện thoại chưa đúng"),
        ({"officer": "2", "reasons": ["weather"]}, "không nằm trong danh sách"),
        ({"officer": "2", "comment": "x" * 2001}, "2.000 ký tự"),
        ({"officer": "2", "tax_code": TAX_CODE}, "không đọc được"),
        ({"levels": "x", "officer": "2"}, "Xin chọn mức độ"),
        ({"contact": "x", "officer": "2"}, "không đọc được"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: SubmitDesk, submit: ModuleType, key: str, form: dict[str, Any], told: str
) -> None:
    page = rate(desk, key, {"contact_name": "Trần <b>B</b>", "language": "vi", **form})
    assert page.status == 422
    assert told in html.unescape(page.text)
    assert 'role="alert"' in page.text
    assert 'value="Trần &lt;b&gt;B&lt;/b&gt;"' in page.text
    assert stored(submit) is None


def test_what_is_no_form_is_refused(desk: SubmitDesk, key: str) -> None:
    for raw, status in ((b"officer=%ff", 400), (b"a=1&" * 60, 400), (b"x" * 33_000, 413)):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        page = desk.send("POST", RATE, raw=raw, headers=HTML | kind, at={"rating_key": key})
        assert page.status == status
        assert "trục trặc" not in page.text, "it is no fault of ours"


def test_media_types_are_known_in_capitals_too(desk: SubmitDesk, key: str) -> None:
    assert see_rate(desk, key, headers={"Accept": "Application/JSON"}).json["rated"] is False
    kind = {"Content-Type": "Application/X-WWW-Form-Urlencoded"}
    assert desk.send("POST", RATE, raw=b"office=5", headers=HTML | kind, at={"rating_key": key}).status == 201


def test_after_the_window_there_is_nothing_to_fill_in(desk: SubmitDesk) -> None:
    key = desk.clear(cleared_at=(datetime.now(UTC) - timedelta(days=31)).isoformat())["rating_key"]
    page = see_rate(desk, key)
    assert (page.status, heading(page)) == (200, "Đã hết thời gian đánh giá")
    assert "<form" not in page.text
    late = rate(desk, key, FORM)
    assert (late.status, heading(late)) == (409, "Đã hết thời gian đánh giá")


def test_a_wrong_link_is_a_page_that_helps(desk: SubmitDesk) -> None:
    for wrong in ("nonsense", "10302752870.abc", "10302752870"):
        page = see_rate(desk, wrong)
        assert (page.status, heading(page)) == (403, "Liên kết đánh giá không còn hiệu lực")
        assert page.headers["referrer-policy"] == "no-referrer"


def test_a_fault_of_ours_is_a_page_too(
    desk: SubmitDesk, submit: ModuleType, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret of the house")

    monkeypatch.setattr(submit.ratings, "rating", broken)
    page = see_rate(desk, key)
    assert (page.status, heading(page)) == (500, "Chưa thực hiện được")
    assert "secret" not in page.text


CORRECT = f"{RATE}/correct"


def _correct(desk: SubmitDesk, key: str, form: dict[str, Any], **more: Any) -> Reply:
    return desk.send("POST", CORRECT, form=form, at={"rating_key": key}, **{"headers": HTML} | more)


def test_a_slip_is_corrected_from_the_page_that_thanks(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    form = {**FORM, "nonce": "n" * 22, "comment": "Chờ <lâu>."}
    thanked = rate(desk, key, form)
    assert f'action="{key}/correct?lang=vi"' in thanked.text
    assert "Chờ &lt;lâu&gt;." in thanked.text, "the form is filled in as it was sent"
    page = _correct(desk, key, {"officer": "5", "nonce": "n" * 22})
    assert page.status == 200
    assert "Đánh giá đã được sửa" in page.text
    assert "/correct?" not in page.text
    found = stored(submit)
    assert found is not None
    assert (dict(found.levels), found.negative) == ({"officer": 5}, False)
    assert found.first is not None
    assert found.first.comment == "Chờ <lâu>."
    assert _correct(desk, key, {"officer": "5", "nonce": "n" * 22}).status == 200, "the same again is safe"
    other = _correct(desk, key, {"officer": "1", "nonce": "n" * 22})
    assert (other.status, heading(other)) == (409, "Đánh giá đã được sửa")
    assert rate(desk, key, form).status == 200, "and so is the first one"


def test_the_key_alone_corrects_nothing(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    rate(desk, key, {**FORM, "nonce": "n" * 22})
    before = stored(submit)
    assert heading(_correct(desk, key, {"officer": "5", "nonce": "m" * 22})) == "Lô hàng này đã được đánh giá"
    assert _correct(desk, key, {"officer": "5"}).status == 422
    assert _correct(desk, key, {"officer": "9", "nonce": "n" * 22}).status == 422
    assert stored(submit) == before


def test_what_came_by_software_is_corrected_by_software(desk: SubmitDesk, submit: ModuleType, key: str) -> None:
    body = {"tax_code": TAX_CODE, "levels": {"officer": 2}}
    assert desk.send("POST", "/ratings", {**body, "declaration_no": NUMBER}).status == 201
    at = {"declaration_no": NUMBER}
    told = desk.send("GET", "/ratings/{declaration_no}", at=at, query={"tax_code": TAX_CODE}).json
    assert told["correctable_until"] is not None

    def correct(**changes: Any) -> Reply:
        return desk.send("POST", "/ratings/{declaration_no}/correct", {**body, **changes}, at=at)

    assert correct(tax_code="0100109106").json["code"] == "rating_not_found"
    assert correct(levels={}).status == 422
    reply = correct(levels={"officer": 4})
    assert (reply.status, reply.json["negative"], reply.json["case_id"]) == (200, False, None)
    assert reply.json["corrected_at"] is not None
    assert reply.json["correctable_until"] is None
    assert correct(levels={"officer": 3}).json["code"] == "corrected_already"
    assert heading(_correct(desk, key, {"officer": "5", "nonce": "n" * 22})) == "Lô hàng này đã được đánh giá"
