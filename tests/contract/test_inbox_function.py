"""The inbox function as Lambda calls it, against moto: a mail in the bucket, told of by SES, into a case's file."""

import importlib
import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoNoticeStore
from hailong.cases import notices, replies
from hailong.cases.case_file import CaseFile
from hailong.mail.reply_address import reply_address
from hailong.vocabulary.words import NoticeKind
from tests import samples
from tests.aws import lambda_context
from tests.unit.incoming import DOMAIN, SENDER, mail, notification

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CASE_ID = "HL-10302752870"
KEY = "k" * 64
ADDRESS = reply_address([KEY], CASE_ID, DOMAIN)
SAID = "Chờ từ 8 giờ sáng."


class Inbox:
    """The function with its buckets and queues, and a case whose acknowledgement went to `SENDER`."""

    def __init__(self, dynamodb: "DynamoDBClient", table: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.s3, self.sqs = boto3.client("s3"), boto3.client("sqs")
        for bucket in ("inbox", "evidence"):
            self.create(bucket)
        versions: Any = {"Status": "Enabled"}
        self.s3.put_bucket_versioning(Bucket="inbox", VersioningConfiguration=versions)
        self.aside = self.sqs.create_queue(QueueName="aside")["QueueUrl"]
        secret = boto3.client("secretsmanager").create_secret(
            Name="replies", SecretString=json.dumps({"2021-05-15T00:00:00Z": KEY})
        )["ARN"]
        self.cases, self.letters = DynamoCaseStore(dynamodb, table), DynamoNoticeStore(dynamodb, table)
        asked = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, samples.RATED)
        self.cases.write(replace(samples.opening(), notices=(asked,)))
        going = notices.claimed(asked, SENDER, lease_until=samples.RATED)
        self.letters.swap(asked, going)
        self.letters.swap(going, notices.sent(going, "id", at=samples.RATED))
        for name, value in {
            "CASES_TABLE": table,
            "INBOX_BUCKET": "inbox",
            "EVIDENCE_BUCKET": "evidence",
            "EVIDENCE_PER_CASE": "50",
            "DEAD_LETTER_QUEUE_URL": self.aside,
            "REPLY_DOMAIN": DOMAIN,
            "REPLY_SECRET": secret,
            "SENDER_ADDRESS": "hailong@customs.example.vn",
            "REPLY_TO": "",
        }.items():
            monkeypatch.setenv(name, value)
        self.module = importlib.reload(importlib.import_module("functions.inbox.handler"))

    def create(self, bucket: str) -> None:
        self.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "ap-southeast-1"})

    def receive(self, raw: bytes, told: dict[str, Any]) -> list[str]:
        self.s3.put_object(Bucket="inbox", Key=told["receipt"]["action"]["objectKey"], Body=raw)
        return self.told(json.dumps(told))

    def told(self, body: str) -> list[str]:
        """Gives the ids of the messages that are to come again."""
        answer = self.module.handler({"Records": [{"messageId": "m1", "body": body}]}, lambda_context())
        return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]

    @property
    def kept(self) -> list[str]:
        """The keys of the mails that are in the bucket."""
        return [one["Key"] for one in self.s3.list_objects_v2(Bucket="inbox").get("Contents", [])]

    @property
    def file(self) -> CaseFile:
        file = self.cases.file(CASE_ID)
        assert file is not None
        return file

    @property
    def dead_letters(self) -> list[str]:
        return [one["Body"] for one in self.sqs.receive_message(QueueUrl=self.aside).get("Messages", [])]


@pytest.fixture
def inbox(dynamodb: "DynamoDBClient", cases_table: str, monkeypatch: pytest.MonkeyPatch) -> Inbox:
    return Inbox(dynamodb, cases_table, monkeypatch)


def a_reply() -> bytes:
    message = mail(f"{SAID}\n\nVào Th 6, 19 thg 6, 2026, Hài Lòng đã viết:\n> Kính gửi\n")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="bien-ban.pdf")
    return message.as_bytes()


def test_a_reply_comes_into_the_file_once_and_its_file_into_the_bucket_as_it_is_sealed(inbox: Inbox) -> None:
    for _ in range(2):
        assert inbox.receive(a_reply(), notification(ADDRESS)) == []
    assert [(entry.action, entry.role) for entry in inbox.file.timeline[1:]] == [
        ("reply", "enterprise"),
        ("evidence", "enterprise"),
    ]
    assert inbox.file.timeline[1].note == SAID
    (evidence,) = inbox.file.evidence
    stored = inbox.s3.get_object(Bucket="evidence", Key=f"{CASE_ID}/{evidence.evidence_id}", ChecksumMode="ENABLED")
    assert (stored["Body"].read(), stored["ContentType"]) == (b"%PDF-1.7", "application/pdf")
    assert evidence.size == 8
    assert inbox.dead_letters == []


def test_nothing_that_a_mail_says_and_no_address_is_logged(inbox: Inbox, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="inbox"):
        inbox.receive(a_reply(), notification(ADDRESS))
        inbox.receive(a_reply(), notification(ADDRESS, "m2", spam="FAIL"))
        inbox.told(json.dumps({"notificationType": "Received", "mail": SAID}))
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "spam" in logged
    for secret in (SAID, SENDER, ADDRESS, "bien-ban", ADDRESS[18:50]):
        assert secret not in logged


def test_what_is_left_aside_is_done_with(inbox: Inbox) -> None:
    assert inbox.receive(a_reply(), notification(ADDRESS, spam="FAIL")) == []
    assert inbox.receive(a_reply(), notification(f"reply@{DOMAIN}")) == []
    assert [entry.action for entry in inbox.file.timeline] == ["open", "reply_unreadable"]
    assert inbox.dead_letters == []


def test_what_is_no_notification_or_tells_of_no_mail_is_a_dead_letter(inbox: Inbox) -> None:
    assert inbox.told('{"notificationType": "Bounce"}') == []
    assert inbox.told(json.dumps(notification(ADDRESS, "never-put"))) == []
    assert [json.loads(one)["reason"] for one in (*inbox.dead_letters, *inbox.dead_letters)] == [
        "not a notification of a mail received",
        "there is no such mail (any more)",
    ]


def test_ses_may_try_out_the_topic(inbox: Inbox) -> None:
    assert inbox.told("Successfully validated SNS topic for Amazon SES event publishing.") == []
    assert inbox.dead_letters == []


def test_a_bucket_that_cannot_be_written_to_brings_the_mail_again_and_then_all_of_it_is_there(inbox: Inbox) -> None:
    inbox.s3.delete_bucket(Bucket="evidence")
    assert inbox.receive(a_reply(), notification(ADDRESS)) == ["m1"]
    inbox.create("evidence")
    assert inbox.receive(a_reply(), notification(ADDRESS)) == []
    assert [entry.action for entry in inbox.file.timeline] == ["open", "reply", "evidence"]


def a_strangers() -> bytes:
    return mail("Tôi trả lời thay.", headers={"From": "dong-nghiep@example.vn"}).as_bytes()


def test_what_strangers_send_is_not_kept_however_much_it_is(inbox: Inbox) -> None:
    """A mail that is taken, and one that its sender may still ask about, stay for the month."""
    inbox.receive(a_reply(), notification(ADDRESS, "taken"))
    for number, check in enumerate(("spam", "virus", "dmarc")):
        assert inbox.receive(a_reply(), notification(ADDRESS, f"warned-{number}", **{check: "FAIL"})) == []
    assert inbox.receive(a_reply(), notification(f"x@{DOMAIN}", "to-nobody")) == []
    assert inbox.receive(b"\x00", notification(ADDRESS, "unreadable")) == []
    assert inbox.receive(a_strangers(), notification(ADDRESS, "from-another")) == []
    assert inbox.kept == ["taken"]
    for number in range(replies.MOST_A_DAY):
        inbox.receive(a_reply(), notification(ADDRESS, f"again-{number}"))
    assert f"again-{replies.MOST_A_DAY - 1}" in inbox.kept
    assert (len(inbox.file.case.replies), inbox.dead_letters) == (replies.MOST_A_DAY, [])


def test_a_message_that_comes_again_after_its_mail_was_removed_is_done_with(inbox: Inbox) -> None:
    told = notification(ADDRESS, "from-another")
    inbox.receive(a_strangers(), told)
    assert inbox.told(json.dumps(told)) == []
    assert inbox.dead_letters == []


def test_a_mail_that_cannot_be_removed_now_is_removed_when_its_message_comes_again(
    inbox: Inbox,
) -> None:
    told = notification(ADDRESS, "spam", spam="FAIL")

    def away(model: Any, **_: Any) -> None:
        if model.name == "DeleteObject":
            raise EndpointConnectionError(endpoint_url="s3")

    events = inbox.module._s3.meta.events
    events.register("before-call.s3", away, unique_id="away")
    assert inbox.receive(a_reply(), told) == ["m1"]
    events.unregister("before-call.s3", unique_id="away")
    assert inbox.told(json.dumps(told)) == []
    assert inbox.kept == []
