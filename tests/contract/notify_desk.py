"""The notify function in moto, with its queues and a case whose acknowledgement has been asked for."""

import importlib
import json
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.cases import notices
from hailong.cases.case_file import CaseFile
from hailong.cases.notices import Notice
from hailong.vocabulary.words import NoticeKind
from tests import samples
from tests.aws import REGION, create_offices_table, lambda_context

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
            "OFFICES_TABLE": create_offices_table(dynamodb),
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
