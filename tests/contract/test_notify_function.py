"""The notify function as Lambda calls it, against moto: orders to send, and reports about what was sent."""

import importlib
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.notices import DynamoNoticeStore, DynamoOutbox
from hailong.cases import notices
from hailong.cases.case import Case
from hailong.lots.signing import case_of, check_rating_key
from hailong.mail.reply_address import case_replied_to
from hailong.vocabulary.times import now
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState
from tests import samples
from tests.aws import lambda_context
from tests.contract.notify_desk import API_URL, CASE_ID, COMPANY, CONTACT, ORDER, SENDER, SIGNING_KEY, Notify


def test_a_message_sends_the_mail_and_is_done_with(notify: Notify) -> None:
    assert notify.receive() == []
    (mail,) = notify.sent
    assert mail.destinations == {"ToAddresses": [CONTACT]}
    assert mail.subject == "[HL-10302752870] Đã tiếp nhận phản ánh của Quý doanh nghiệp"
    assert notify.notice.state is NoticeState.SENT


def test_the_link_in_the_mail_opens_the_answer_of_this_case(notify: Notify) -> None:
    notify.receive()
    found = re.search(rf"{re.escape(API_URL)}/answers/([^\"]+)", notify.sent[0].body)
    assert found is not None
    assert case_of([SIGNING_KEY], found[1], now=now()) == CASE_ID


def test_with_a_domain_for_replies_each_case_has_an_address_of_its_own(
    notify: Notify, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPLY_DOMAIN", "reply.example.vn")
    notify.module = importlib.reload(notify.module)
    sent: list[dict[str, Any]] = []

    def take(**asked: Any) -> dict[str, str]:
        sent.append(asked)
        return {"MessageId": "m"}

    monkeypatch.setattr(notify.module._ses, "send_email", take)
    notify.receive()
    (asked,) = sent
    assert case_replied_to([SIGNING_KEY], asked["ReplyToAddresses"], "reply.example.vn") == CASE_ID
    assert "được đưa vào hồ sơ vụ việc" in asked["Content"]["Simple"]["Body"]["Text"]["Data"]


@pytest.mark.parametrize(("kind", "state"), [("reply_closed", "closed"), ("interim", "closed"), ("final", "decided")])
def test_where_a_reply_would_come_into_no_file_people_read_it_and_the_mail_says_so(
    notify: Notify, monkeypatch: pytest.MonkeyPatch, kind: str, state: str
) -> None:
    monkeypatch.setenv("REPLY_DOMAIN", "reply.example.vn")
    module = importlib.reload(notify.module)
    rendered = module.render
    monkeypatch.setattr(module, "render", lambda _kind, case, **given: rendered(NoticeKind.INTERIM, case, **given))
    mail = module._render(NoticeKind(kind), replace(notify.file.case, state=CaseState(state)))
    assert mail.reply_to is None
    assert "công chức phụ trách tiếp nhận ý kiến sẽ đọc thư trả lời" in mail.text


def test_without_one_the_mail_says_whom_to_write_to(notify: Notify) -> None:
    notify.receive()
    assert f"viết tới {SENDER}" in notify.sent[0].body
    assert "được đưa vào hồ sơ vụ việc" not in notify.sent[0].body


def test_the_faces_in_an_invitation_open_the_rating_page_of_this_lot(notify: Notify) -> None:
    other = samples.clearance("103027529901")
    notify.dynamodb.put_item(TableName=notify.ratings, Item=items.clearance_item(other))
    DynamoOutbox(notify.dynamodb, notify.table).ask(notices.invitation(other, samples.CLEARED))
    assert notify.receive(json.dumps({"case_id": "HL-10302752990", "notice_id": "invitation"})) == []
    (mail,) = notify.sent
    assert mail.destinations == {"ToAddresses": [COMPANY]}
    found = re.findall(rf"{re.escape(API_URL)}/rate/([^?\"]+)\?officer=[1-5]", mail.body)
    assert len(found) == 5
    check_rating_key([SIGNING_KEY], found[0], other)


def test_the_same_message_again_sends_nothing(notify: Notify) -> None:
    notify.receive()
    assert notify.receive() == []
    assert len(notify.sent) == 1


def test_a_refusal_holds_the_message_back_for_longer_each_time(notify: Notify, monkeypatch: pytest.MonkeyPatch) -> None:
    notify.ses.delete_identity(Identity=SENDER)
    asked: list[int] = []
    change = notify.module._sqs.change_message_visibility

    def note(**request: Any) -> Any:
        asked.append(request["VisibilityTimeout"])
        return change(**request)

    monkeypatch.setattr(notify.module._sqs, "change_message_visibility", note)
    for tries in (1, 2, 3, 20):
        assert len(notify.receive(tries=tries)) == 1
    assert asked == [60, 120, 240, 3600]
    assert (notify.notice.state, notify.notice.attempts) == (NoticeState.QUEUED, 4)
    assert notify.notice.last_error == "MessageRejected"
    notify.ses.verify_email_identity(EmailAddress=SENDER)
    assert notify.receive() == []
    assert notify.notice.state is NoticeState.SENT


def test_a_fault_of_ours_comes_again_and_stands_in_the_notice(notify: Notify, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_kind: NoticeKind, _case: Case) -> None:
        raise KeyError("officer")

    monkeypatch.setattr(notify.module, "desk", replace(notify.module.desk, render=broken))
    assert len(notify.receive()) == 1
    assert notify.notice.last_error == "KeyError"


@pytest.mark.parametrize(
    "body", ["", "[]", '{"case_id": "HL-1"}', json.dumps({"case_id": "HL-99999999999", "notice_id": "outcome"})]
)
def test_a_message_that_can_never_succeed_is_put_aside(notify: Notify, body: str) -> None:
    # SQS takes no empty message, but a function does not choose its callers.
    assert notify.receive(body or " ") == []
    (aside,) = notify.messages(notify.aside)
    assert aside["body"] == (body or " ")


def test_a_bounce_puts_the_next_address_on_its_way_and_stands_in_the_timeline(notify: Notify) -> None:
    notify.receive()
    notify.report(notify.notice.message_id or "")
    assert notify.messages(notify.queue) == [ORDER]
    assert notify.file.timeline[-1].note == "acknowledgement, k•••@example.vn: bounce Permanent General 5.1.1"
    notify.receive()
    assert [mail.destinations["ToAddresses"] for mail in notify.sent] == [[CONTACT], [COMPANY]]


def test_a_bounce_that_is_reported_before_the_mail_is_marked_as_sent_comes_again_and_is_counted(
    notify: Notify, capsys: pytest.CaptureFixture[str]
) -> None:
    claimed = notices.claimed(notify.notice, CONTACT, lease_until=now() + timedelta(minutes=1))
    DynamoNoticeStore(notify.dynamodb, notify.table).swap(notify.notice, claimed)
    assert notify.report("message-1") == ["report-1"]
    assert '"MailReportDelayed": 1' in capsys.readouterr().out
    assert notify.notice == claimed
    assert notify.messages(notify.aside) == []


def test_a_report_that_can_never_be_acted_on_is_put_aside(notify: Notify) -> None:
    assert notify.reported("{}") == []
    assert notify.report("message-1", case_id="HL-99999999999") == []
    reasons = {message["reason"] for message in notify.messages(notify.aside)}
    assert reasons == {"not a report about a mail of ours", "there is no such notice"}


def test_what_ses_says_to_try_out_the_topic_is_no_dead_letter(notify: Notify) -> None:
    assert notify.reported("Successfully validated SNS topic for Amazon SES event publishing.") == []
    assert notify.messages(notify.aside) == []


def test_no_address_and_no_word_of_a_mail_is_logged(notify: Notify) -> None:
    log = io.StringIO()
    before = notify.module.logger.registered_handler.setStream(log)
    notify.receive()
    notify.report(notify.notice.message_id or "")
    notify.module.logger.registered_handler.setStream(before)
    logged = log.getvalue()
    assert CASE_ID in logged
    for secret in (CONTACT, COMPANY, "Chờ kiểm hoá", "Công ty TNHH"):
        assert secret not in logged


@pytest.mark.parametrize(
    ("sent", "named"), [("6f2a1c1e-6a55", "6f2a1c1e-6a55"), ("a\r\nb", None), ({"a": 1}, None), (None, None)], ids=repr
)
def test_each_line_about_a_mail_names_the_request_that_it_follows_from(
    notify: Notify, sent: object, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify.module.logger.registered_handler, "stream", log := io.StringIO())
    notify.receive(json.dumps(ORDER | {"correlation_id": sent}))
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert {line["correlation_id"] for line in lines} == {named or lambda_context().aws_request_id}
    assert lines[-1]["delivery"] == "sent"
