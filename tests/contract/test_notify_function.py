"""The notify function as Lambda calls it, against moto: orders to send, and reports about what was sent."""

import importlib
import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoNoticeStore, DynamoOutbox
from hailong.cases import notices
from hailong.cases.case import Case
from hailong.cases.case_file import CaseFile
from hailong.cases.notices import Notice
from hailong.lots.signing import case_of, check_rating_key
from hailong.mail.reply_address import case_replied_to
from hailong.vocabulary.times import now
from hailong.vocabulary.words import NoticeKind, NoticeState
from tests import samples
from tests.aws import REGION, lambda_context

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CASE_ID = "HL-10302752870"
SENDER = "hailong@customs.example.vn"
REPORTS = "arn:aws:sqs:ap-southeast-1:123456789012:reports"
ORDER = {"case_id": CASE_ID, "notice_id": "acknowledgement"}
API_URL, SIGNING_KEY = "https://hailong.example.vn/v1", "k" * 64
CONTACT, COMPANY = "ketoan@example.vn", "xnk@example.vn"


class Notify:
    """The function with its queues, and a case whose acknowledgement has been asked for."""

    def __init__(self, dynamodb: "DynamoDBClient", cases: str, ratings: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sqs, self.ses = boto3.client("sqs"), boto3.client("ses")
        self.queue = self.sqs.create_queue(QueueName="notices", Attributes={"VisibilityTimeout": "180"})["QueueUrl"]
        self.aside = self.sqs.create_queue(QueueName="aside")["QueueUrl"]
        pool = boto3.client("cognito-idp").create_user_pool(PoolName="staff")["UserPool"]["Id"]
        self.ses.verify_email_identity(EmailAddress=SENDER)
        secret = boto3.client("secretsmanager").create_secret(
            Name="signing", SecretString=json.dumps({"2021-05-15T00:00:00Z": SIGNING_KEY})
        )["ARN"]
        self.dynamodb, self.table, self.ratings = dynamodb, cases, ratings
        self.cases = DynamoCaseStore(dynamodb, cases)
        asked = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, samples.RATED)
        self.cases.write(replace(samples.opening(), notices=(asked,)))
        dynamodb.put_item(TableName=ratings, Item=items.clearance_item(samples.clearance()))
        for name, value in {
            "RATINGS_TABLE": ratings,
            "CASES_TABLE": cases,
            "NOTICES_QUEUE_URL": self.queue,
            "MAIL_REPORTS_QUEUE_ARN": REPORTS,
            "DEAD_LETTER_QUEUE_URL": self.aside,
            "USER_POOL_ID": pool,
            "SENDER_ADDRESS": SENDER,
            "SENDER_NAME": "Hải quan Quảng Ninh",
            "REPLY_TO": "",
            "REPLY_DOMAIN": "",
            "REPLY_SECRET": secret,
            "CONFIGURATION_SET": "hailong",
            "CONSOLE_URL": f"{API_URL}/console/",
            "API_URL": API_URL,
            "SIGNING_SECRET": secret,
            "RATING_WINDOW_DAYS": "1000000",
            "ANSWER_LINK_DAYS": "180",
            "FIRST_PAUSE_SECONDS": "60",
            "LONGEST_PAUSE_SECONDS": "3600",
            "GIVE_UP_HOURS": "1000000",
        }.items():
            monkeypatch.setenv(name, value)
        self.module: ModuleType = importlib.reload(importlib.import_module("functions.notify.handler"))

    def receive(self, body: str = json.dumps(ORDER), *, tries: int = 1) -> list[str]:
        """Sends a message through the queue to the function; gives the ids of those that are to come again."""
        self.sqs.send_message(QueueUrl=self.queue, MessageBody=body)
        (message,) = self.sqs.receive_message(QueueUrl=self.queue)["Messages"]
        record = {
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:ap-southeast-1:123456789012:notices",
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": {"ApproximateReceiveCount": str(tries)},
        }
        answer = self.module.handler({"Records": [record]}, lambda_context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    def report(self, message_id: str, **tags: str) -> list[str]:
        """SES says that the mail bounced; gives the ids of the reports that are to come again."""
        event = {
            "eventType": "Bounce",
            "mail": {
                "messageId": message_id,
                "destination": [CONTACT],
                "tags": {name: [value] for name, value in (ORDER | tags).items()},
            },
            "bounce": {
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": CONTACT, "status": "5.1.1"}],
            },
        }
        return self.reported(json.dumps(event))

    def reported(self, body: str) -> list[str]:
        """A report comes out of its queue; gives the ids of those that are to come again."""
        record = {"eventSource": "aws:sqs", "eventSourceARN": REPORTS, "messageId": "report-1", "body": body}
        answer = self.module.handler({"Records": [record]}, lambda_context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    @property
    def sent(self) -> list[Any]:
        return ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages

    @property
    def file(self) -> CaseFile:
        file = self.cases.file(CASE_ID)
        assert file is not None
        return file

    @property
    def notice(self) -> Notice:
        (notice,) = self.file.notices
        return notice

    def messages(self, queue: str) -> list[Any]:
        found = self.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]


@pytest.fixture
def notify(dynamodb: "DynamoDBClient", cases_table: str, ratings_table: str, monkeypatch: pytest.MonkeyPatch) -> Notify:
    return Notify(dynamodb, cases_table, ratings_table, monkeypatch)


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
