"""The answer and the appeal behind the link of an e-mail, as pages and as JSON, against moto."""

from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

import pytest

from hailong.cases import casework, course, transitions
from hailong.cases.case import Case
from hailong.lots import links, signing
from hailong.lots.rating import Rating
from hailong.vocabulary.times import now
from tests import samples
from tests.contract.links import ANSWER, APPEAL, FORM, HTML, JSON, heading, rate, stored
from tests.contract.submit_desk import API_URL, NUMBER, TAX_CODE, Reply, SubmitDesk


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

    def write(self, transition: transitions.Transition) -> Case:
        self.submit.cases().write(transition)
        return transition.after

    def open(self) -> Case:
        at = now()
        return self.write(course.open_case(self.rating, at=at, salt="5a" * 32, due_at=at + timedelta(days=7)))

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

    def say(self, **more: Any) -> Reply:
        more = {"headers": HTML} | more
        return self.desk.send("POST", f"{ANSWER}/helped", at={"token": self.token}, claims={}, **more)


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
    assert answered.submit.cases().get(case.case_id) == case


def test_appeals_once_by_the_form(answered: Answered) -> None:
    case = answered.decided()
    page = answered.appeal(form={"reason": "Chúng tôi đã chờ ba ngày."})
    assert (page.status, heading(page)) == (201, "Đã nhận đề nghị xem xét lại")
    appealed = answered.submit.cases().get(case.case_id)
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
        assert f'href="../{answered.token}?lang=en"' in page.text, "there is nothing to see at …/appeal"
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


def test_opening_the_link_of_a_choice_shows_it_as_chosen_and_records_nothing(answered: Answered) -> None:
    case = answered.decided()
    page = answered.see(query={"helped": "no", "lang": "vi"})
    assert 'value="no" checked' in page.text
    assert "&amp;helped=no" in page.text
    assert answered.submit.cases().get(case.case_id) == case
    assert '" checked' not in answered.see(query={"helped": "<script>"}).text


def test_the_enterprise_says_by_the_form_that_it_did_not_help_and_is_led_to_the_appeal(answered: Answered) -> None:
    case = answered.decided()
    page = answered.say(form={"helped": "no", "why": "Vẫn <chưa> rõ."})
    assert (page.status, heading(page)) == (201, "Kết quả xử lý phản ánh")
    assert 'id="appeal" open' in page.text
    assert 'action="appeal?lang=vi"' in page.text
    verdict = answered.submit.cases().get(case.case_id).verdict
    assert (verdict.helped, verdict.why) == ("no", "Vẫn <chưa> rõ.")
    again = answered.see()
    assert 'value="no" checked' in again.text
    assert "Vẫn &lt;chưa&gt; rõ." in again.text
    changed = answered.say(form={"helped": "yes"})
    assert changed.status == 200
    assert 'id="appeal" open' not in changed.text
    assert answered.see(headers=JSON).json["case"]["helped"]["helped"] == "yes"


def test_what_the_form_lacks_is_asked_for_again(answered: Answered) -> None:
    answered.decided()
    for form in ({"why": "x"}, {"helped": "maybe"}):
        page = answered.say(form=form)
        assert page.status == 422
        assert "Xin chọn một trong ba câu trả lời." in page.text
    page = answered.say(form={"helped": "yes", "why": "x" * 2001})
    assert page.status == 422
    assert 'value="yes" checked' in page.text


def test_a_closed_case_keeps_what_was_said(answered: Answered) -> None:
    case = answered.decided()
    early = answered.say(form={"helped": "partly"})
    assert early.status == 201
    answered.write(course.close(answered.submit.cases().get(case.case_id), at=now()))
    late = answered.say(form={"helped": "no"})
    assert (late.status, heading(late)) == (409, "Vụ việc đã kết thúc")
    page = answered.see()
    assert "Chỉ giúp được một phần" in page.text
    assert 'name="helped"' not in page.text
    assert answered.say(body={"helped": "partly"}, headers=JSON).status == 200


def test_the_software_says_it_for_its_own_enterprise_only(answered: Answered) -> None:
    def say(body: dict[str, Any]) -> Reply:
        return answered.desk.send("POST", "/ratings/{declaration_no}/helped", body, at={"declaration_no": NUMBER})

    assert say({"tax_code": TAX_CODE, "helped": "yes"}).json["code"] == "no_outcome_yet"
    answered.decided()
    assert say({"tax_code": "0100109106", "helped": "no"}).json["code"] == "rating_not_found"
    assert say({"tax_code": TAX_CODE, "helped": "never"}).status == 422
    first = say({"tax_code": TAX_CODE, "helped": "yes", "why": None})
    assert (first.status, first.json["case"]["helped"]["helped"]) == (201, "yes")
    assert say({"tax_code": TAX_CODE, "helped": "yes"}).status == 200
