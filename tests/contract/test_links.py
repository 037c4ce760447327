"""What opens with a link: rating without software, the answer page, the appeal. As pages and as JSON, against moto."""

import html
import re
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from hailong import casework, links, signing
from hailong.case import Case
from hailong.rating import Rating
from hailong.times import now
from tests import samples
from tests.contract.submit_desk import API_URL, NUMBER, TAX_CODE, Reply, SubmitDesk, clearance, rating

RATE, ANSWER, APPEAL = "/rate/{rating_key}", "/answers/{token}", "/answers/{token}/appeal"
JSON, HTML = {"Accept": "application/json"}, {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
FORM = {"officer": "2", "office": "4", "reasons": ["delay", "attitude"], "language": "vi"}
KEY = "10302752870"


@pytest.fixture
def key(desk: SubmitDesk) -> str:
    return str(desk.clear()["rating_key"])


def rate(desk: SubmitDesk, key: str, form: dict[str, Any], **more: Any) -> Reply:
    return desk.send("POST", RATE, form=form, headers=HTML, at={"rating_key": key}, **more)


def see_rate(desk: SubmitDesk, key: str, **more: Any) -> Reply:
    return desk.send("GET", RATE, at={"rating_key": key}, claims={}, **{"headers": HTML} | more)


def heading(reply: Reply) -> str:
    found = re.search(r"<h1>(.*?)</h1>", reply.text, re.DOTALL)
    assert found is not None, reply.text
    return html.unescape(found[1])


def stored(submit: ModuleType) -> Rating | None:
    found: Rating | None = submit.ratings.rating(KEY)
    return found


# ---------------------------------------------------------------- rating keys


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


# ---------------------------------------------------------------- the rating page


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
    assert rate(desk, key, filled).status == 200
    other = rate(desk, key, FORM | {"officer": "5"})
    assert (other.status, heading(other)) == (409, "Lô hàng này đã được đánh giá")
    seen = see_rate(desk, key)
    assert (seen.status, heading(seen)) == (200, "Lô hàng này đã được đánh giá")
    assert "Chờ lâu" not in seen.text


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
    again = desk.send("POST", RATE, body, at={"rating_key": key})
    assert again.status == 200
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
        assert desk.send("POST", RATE, raw=raw, headers=HTML | kind, at={"rating_key": key}).status == status


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


# ---------------------------------------------------------------- the answer page


@pytest.fixture
def answered(desk: SubmitDesk, submit: ModuleType, key: str) -> "Answered":
    rate(desk, key, {**FORM, "office": "4", "comment": "Chờ <lâu>."})
    found = stored(submit)
    assert found is not None
    return Answered(desk, submit, found)


class Answered:
    """A rated lot, its case, and the link to the answer."""

    def __init__(self, desk: SubmitDesk, submit: ModuleType, rated: Rating) -> None:
        self.desk, self.submit, self.rating = desk, submit, rated
        self.token = self.link(now() + timedelta(days=1))

    def link(self, expires_at: datetime) -> str:
        assert self.rating.case_id is not None
        address = links.answer_url(API_URL, self.submit.secrets(), self.rating.case_id, expires_at=expires_at)
        return address.removeprefix(f"{API_URL}/answers/")

    def write(self, move: casework.Move) -> Case:
        self.submit.cases.write(move)
        return move.after

    def open(self) -> Case:
        at = now()
        return self.write(casework.open_case(self.rating, at=at, due_at=at + timedelta(days=7)))

    def decided(self) -> Case:
        case = self.write(casework.claim(self.open(), samples.HANDLER, at=now()))
        case = self.write(casework.decide(case, samples.HANDLER, samples.RULING, at=now()))
        until = now() + timedelta(days=14)
        return self.write(casework.approve(case, samples.SUPERVISOR, at=now(), appeal_until=until))

    def see(self, **more: Any) -> Reply:
        return self.desk.send("GET", ANSWER, at={"token": self.token}, claims={}, **{"headers": HTML} | more)

    def appeal(self, **more: Any) -> Reply:
        more = {"headers": HTML} | more
        return self.desk.send("POST", APPEAL, at={"token": self.token}, claims={}, **more)


def test_the_answer_before_there_is_a_case_and_before_there_is_an_outcome(answered: Answered) -> None:
    assert "đã được tiếp nhận" in answered.see().text
    assert answered.see(headers=JSON).json["case"] is None
    answered.open()
    page = answered.see()
    assert "đã được tiếp nhận" in page.text
    assert "Tôi chưa đồng ý" not in page.text
    assert "Chờ &lt;lâu&gt;." in page.text
    early = answered.appeal(form={"reason": "Chưa đồng ý."})
    assert (early.status, heading(early)) == (409, "Chưa có kết quả")


def test_the_outcome_in_plain_words_and_no_name_of_staff(answered: Answered) -> None:
    answered.decided()
    page = answered.see()
    assert "Phản ánh của Quý doanh nghiệp là đúng." in page.text
    assert samples.RULING.message_to_enterprise in page.text
    for secret in (samples.HANDLER.staff_code, samples.SUPERVISOR.staff_code, "20CF-0012", "Nguyễn Văn A"):
        assert secret not in page.text
    assert samples.RULING.action_taken not in page.text
    assert "The outcome of your feedback" in answered.see(query={"lang": "en"}).text
    assert answered.see(headers=JSON).json["case"]["outcome"] == "upheld"
    assert page.headers["referrer-policy"] == "no-referrer"


def test_following_the_link_changes_nothing(answered: Answered) -> None:
    case = answered.decided()
    for _ in range(3):
        answered.see()
    assert answered.submit.cases.get(case.case_id) == case


def test_appeals_once_by_the_form(answered: Answered) -> None:
    case = answered.decided()
    page = answered.appeal(form={"reason": "Chúng tôi đã chờ ba ngày."})
    assert (page.status, heading(page)) == (201, "Đã nhận đề nghị xem xét lại")
    appealed = answered.submit.cases.get(case.case_id)
    assert (appealed.state, appealed.level, appealed.appeal.reason) == ("appealed", 2, "Chúng tôi đã chờ ba ngày.")
    assert appealed.due_at > now()
    assert appealed.first_due_at == case.first_due_at
    again = answered.appeal(form={"reason": "Một lần nữa."})
    assert (again.status, heading(again)) == (409, "Đã có đề nghị xem xét lại")
    assert "Chúng tôi đã chờ ba ngày." in answered.see().text


def test_appeals_by_json_and_in_the_software(answered: Answered) -> None:
    answered.decided()
    reply = answered.appeal(body={"reason": "Đã chờ ba ngày."}, headers=JSON)
    assert (reply.status, reply.json["case"]["state"]) == (201, "appealed")
    body = {"tax_code": TAX_CODE, "reason": "Đã chờ ba ngày."}
    in_software = answered.desk.send("POST", "/ratings/{declaration_no}/appeal", body, at={"declaration_no": NUMBER})
    assert (in_software.status, in_software.json["code"]) == (409, "already_appealed")


def test_the_software_appeals_for_its_enterprise_only(answered: Answered) -> None:
    answered.decided()

    def appeal(body: dict[str, Any]) -> Reply:
        return answered.desk.send("POST", "/ratings/{declaration_no}/appeal", body, at={"declaration_no": NUMBER})

    assert appeal({"tax_code": "0100109106", "reason": "x"}).json["code"] == "rating_not_found"
    assert appeal({"tax_code": TAX_CODE, "reason": " "}).status == 422
    assert appeal({"tax_code": TAX_CODE, "reason": "Đã chờ ba ngày."}).status == 201


def test_an_appeal_says_why(answered: Answered) -> None:
    answered.decided()
    for form in ({}, {"reason": "  "}, {"reason": "x" * 2001}):
        page = answered.appeal(form=form or {"reason": ""})
        assert page.status == 422
        assert "Xin cho biết lý do" in page.text
    assert answered.appeal(body={}, headers=JSON).status == 422


def test_the_window_of_an_appeal_ends(answered: Answered, monkeypatch: pytest.MonkeyPatch) -> None:
    case = answered.decided()
    assert case.appeal_until is not None
    later = case.appeal_until + timedelta(seconds=1)
    answered.token = answered.link(later + timedelta(days=1))
    monkeypatch.setattr(answered.submit, "now", lambda: later)
    answered.submit._public.cache_clear()
    assert "Tôi chưa đồng ý" not in answered.see().text
    page = answered.appeal(form={"reason": "Quá muộn."})
    assert (page.status, heading(page)) == (409, "Đã hết thời gian đề nghị xem xét lại")


def test_a_link_opens_its_case_until_it_expires(answered: Answered) -> None:
    answered.open()
    answered.token = answered.link(now() - timedelta(seconds=1))
    page = answered.see()
    assert (page.status, heading(page)) == (403, "Liên kết đã hết hạn")
    assert answered.see(headers=JSON).json["code"] == "link_expired"
    for wrong in ("x", answered.token[:-3], signing.rating_key(answered.submit.secrets(), samples.clearance())):
        answered.token = wrong
        page = answered.see()
        assert (page.status, heading(page)) == (404, "Không mở được liên kết")


# ---------------------------------------------------------------- conditional requests, and the description


def test_what_has_not_changed_costs_no_body(desk: SubmitDesk, key: str) -> None:
    assert key

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


# ---------------------------------------------------------------- many clearances at once


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


def test_what_waited_is_promoted_and_shown_by_the_next_look(desk: SubmitDesk) -> None:
    waiting = desk.send("POST", "/ratings", rating())
    assert (waiting.status, waiting.json["status"], waiting.json["lot_key"]) == (202, "awaiting_clearance", None)
    assert desk.send("POST", "/ratings", rating()).status == 202
    desk.clear()
    query, at = {"tax_code": TAX_CODE}, {"declaration_no": NUMBER}
    found = desk.send("GET", "/ratings/{declaration_no}", query=query, at=at).json
    assert (found["status"], found["lot_key"], found["case_id"]) == ("accepted", KEY, "HL-10302752870")
    assert found["received_at"] == waiting.json["received_at"]
