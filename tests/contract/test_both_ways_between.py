"""What goes on between the functions, or is counted beside a record: every write of it may fail both ways."""

import json
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.notices import DynamoOutbox
from hailong.adapters.sqs import SqsQueue
from hailong.cases import notices
from hailong.vocabulary.words import NoticeKind, NoticeState
from tests import samples
from tests.aws import lambda_context
from tests.contract.notify_desk import Notify
from tests.contract.submit_desk import NUMBER, SubmitDesk, clearance, rating
from tests.contract.tasks_desk import CASE_ID, TasksDesk
from tests.failing import Failing, How, empty, every_failure, failing, stored
from tests.fakes.staff import MemoryStaffDirectory

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

__all__ = ["failing"]


# ------------------------------------------------------------------ refused attempts


def _bring_all(sqs: "SQSClient", url: str, function: ModuleType) -> None:
    """As SQS does: what the function did not take comes again under the id that it had."""
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            event = {"Records": [{"messageId": message["MessageId"], "body": message["Body"]}]}
            if function.handler(event, lambda_context())["batchItemFailures"]:
                assert not function.handler(event, lambda_context())["batchItemFailures"]
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def test_whatever_write_of_a_refused_attempt_fails_its_answer_is_the_same_and_it_is_counted_at_most_once(
    tasks: TasksDesk, dynamodb: "DynamoDBClient", failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs = boto3.client("sqs")
    url = sqs.create_queue(QueueName="refusals")["QueueUrl"]
    monkeypatch.setattr(tasks.module, "refused", SqsQueue(sqs, url))

    def prepare() -> None:
        empty(dynamodb, "cases")
        tasks.write(samples.opening())

    def act() -> None:
        for _ in range(2):
            status, answer = tasks.act(samples.RATED_OFFICER, "claim", {})
            assert (status, answer["code"]) == (404, "case_not_found")
        _bring_all(sqs, url, tasks.module)

    for what in every_failure(failing, prepare, act):
        (counted,) = stored(dynamodb, "cases", "REFUSED")
        # An attempt that never came into the queue is told by a metric; its answer does not wait for it.
        lost = what.startswith("SendMessage") and what.endswith(How.REFUSED)
        assert counted["times"] == (1 if lost else 2), what


# ------------------------------------------------------------------ one notice for many people

TOLD = [replace(samples.INSPECTOR, staff_code=f"20ZZ-10{n:02d}", email=f"thanh-tra-{n}@example.vn") for n in range(3)]


def test_whatever_write_of_a_breach_notice_fails_each_of_its_people_is_told_once(
    dynamodb: "DynamoDBClient",
    cases_table: str,
    ratings_table: str,
    monkeypatch: pytest.MonkeyPatch,
    failing: Failing,
) -> None:
    notify = Notify(dynamodb, cases_table, ratings_table, monkeypatch)
    monkeypatch.setattr(notify.module, "desk", replace(notify.module.desk, staff=MemoryStaffDirectory(*TOLD)))
    told = [person.staff_code for person in TOLD]
    breach = notices.queued(CASE_ID, NoticeKind.BREACH, samples.DUE, suffix="1", recipients=told)
    order = {"case_id": CASE_ID, "notice_id": breach.notice_id}

    def prepare() -> None:
        empty(dynamodb, cases_table)
        notify.sent.clear()
        notify.cases.write(samples.opening())
        DynamoOutbox(dynamodb, cases_table).ask(breach)

    def bring(order: dict[str, str]) -> bool:
        """True when the message is to come again."""
        record = {
            "eventSourceARN": "arn:aws:sqs:ap-southeast-1:123456789012:notices",
            "messageId": "1",
            "receiptHandle": "held back by nobody",
            "body": json.dumps(order),
            "attributes": {"ApproximateReceiveCount": "1"},
        }
        return bool(notify.module.handler({"Records": [record]}, lambda_context())["batchItemFailures"])

    def act() -> None:
        assert not (bring(order) and bring(order))

    for what in every_failure(failing, prepare, act):
        asked = {notice.notice_id: notice for notice in notify.file.notices}
        assert asked.pop(breach.notice_id).state is NoticeState.SENT, what
        assert {notice.recipient: notice.state for notice in asked.values()} == dict.fromkeys(
            told, NoticeState.QUEUED
        ), what
        for notice_id in asked:
            assert not bring(order | {"notice_id": notice_id})
        assert [mail.destinations for mail in notify.sent] == [{"ToAddresses": [one.email]} for one in TOLD], what


# ------------------------------------------------------------------ what submit counts


def _counted(dynamodb: "DynamoDBClient") -> dict[str, tuple[Any, Any]]:
    return {item["pk"]: (item["tax_code"], item["members"]) for item in stored(dynamodb, "ratings", "LOT")}


def test_whatever_write_of_a_lot_fails_its_declarations_are_counted_exactly(
    desk: SubmitDesk, dynamodb: "DynamoDBClient", failing: Failing
) -> None:
    others = ("103027528801", "103027528901")
    cleared_at = "2026-06-19T09:31:00+07:00"
    sendings = [
        (NUMBER, clearance(cleared_at=cleared_at)),
        *((other, clearance(cleared_at=cleared_at, first_declaration_no=NUMBER)) for other in others),
        # One leaves the lot again.
        (others[1], clearance(cleared_at=cleared_at)),
    ]

    def act() -> None:
        for number, body in sendings:
            path = ("PUT", "/clearances/{declaration_no}", body)
            if desk.send(*path, at={"declaration_no": number}).status >= 500:
                assert desk.send(*path, at={"declaration_no": number}).status < 300

    def prepare() -> None:
        empty(dynamodb, "ratings")

    prepare()
    act()
    exact = _counted(dynamodb)
    assert sorted(members for _, members in exact.values()) == [1, 2]
    for what in every_failure(failing, prepare, act):
        assert _counted(dynamodb) == exact, what


def test_whatever_write_of_a_waiting_rating_fails_a_client_is_counted_no_more_than_it_asked(
    desk: SubmitDesk, dynamodb: "DynamoDBClient", failing: Failing
) -> None:
    def act() -> None:
        if desk.send("POST", "/ratings", rating()).status >= 500:
            assert desk.send("POST", "/ratings", rating()).status == 202

    for what in every_failure(failing, lambda: empty(dynamodb, "ratings"), act):
        (kept,) = stored(dynamodb, "ratings", items.WAITING_PREFIX)
        assert kept["status"] == "awaiting_clearance"
        (quota,) = stored(dynamodb, "ratings", items.QUOTA)
        assert 1 <= quota["waiting"] <= 2, what
