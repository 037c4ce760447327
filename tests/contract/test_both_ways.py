"""Every write may fail both ways, and whoever asked asks again: in the end all is as if it had not failed."""

import importlib
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import BotoCoreError

from functions.deadline import decisions as deadline
from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.timers import DynamoTimers
from hailong.cases import casework, transitions
from hailong.cases.case import Wait
from hailong.cases.notices import queued
from hailong.cases.verification import verify
from hailong.statistics.recount import differences, recount
from hailong.vocabulary import workdays
from hailong.vocabulary.words import CaseState, NoticeKind, WaitStep
from local.recount import read_counters, read_records
from local.stack import Tables
from tests import samples
from tests.aws import lambda_context
from tests.contract.submit_desk import NUMBER, TAX_CODE, SubmitDesk, clearance, rating
from tests.contract.tasks_desk import CASE_ID, TasksDesk
from tests.contract.test_tally_function import Tally, record
from tests.failing import Failing, empty, every_failure, failing, stored, stubbornly
from tests.fakes.staff import MemoryStaffDirectory

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["failing"]

AT = samples.RATED
OVER_TIME = timedelta(days=30)


def _received(url: str) -> set[str]:
    """What lies in a queue, each once; it is empty then."""
    sqs, found = boto3.client("sqs"), set()
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            found.add(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return found


# ------------------------------------------------------------------ the enterprise API


def _put(desk: SubmitDesk) -> int:
    """The same moment of clearance in every try, as the customs system sends it."""
    body = clearance(cleared_at="2026-06-19T09:31:00+07:00")
    return desk.send("PUT", "/clearances/{declaration_no}", body, at={"declaration_no": NUMBER}).status


def _rate(desk: SubmitDesk) -> int:
    return desk.send("POST", "/ratings", rating()).status


SENDINGS: dict[str, list[Callable[[SubmitDesk], int]]] = {
    "a clearance, then its rating": [_put, _rate],
    "a rating, then its clearance": [_rate, _put],
    "a clearance twice, then its rating twice": [_put, _put, _rate, _rate],
}


@pytest.fixture
def long_window(submit: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clearance of these tests stays open to be rated, whenever they run."""
    monkeypatch.setattr(submit, "window", timedelta(days=36_500))


@pytest.mark.usefixtures("long_window")
@pytest.mark.parametrize("name", SENDINGS)
def test_whatever_write_of_submit_fails_the_software_sends_again_and_one_rating_stands(
    desk: SubmitDesk, dynamodb: "DynamoDBClient", failing: Failing, name: str
) -> None:
    def act() -> None:
        for send in SENDINGS[name]:
            if send(desk) >= 500:
                assert send(desk) < 300

    for what in every_failure(failing, lambda: empty(dynamodb, "ratings"), act):
        (kept,) = stored(dynamodb, "ratings", "RATING")
        assert (kept["status"], kept["case_id"], kept["tax_code"]) == ("accepted", CASE_ID, TAX_CODE), what
        assert len(stored(dynamodb, "ratings", "CLEARANCE")) == 1
        assert {one["status"] for one in stored(dynamodb, "ratings", "WAITING")} <= {"accepted"}, what


def test_whatever_write_of_an_appeal_fails_it_is_made_once(
    desk: SubmitDesk, dynamodb: "DynamoDBClient", failing: Failing
) -> None:
    store = DynamoCaseStore(dynamodb, "cases")
    accepted = samples.accepted_rating()

    def prepare() -> None:
        empty(dynamodb, "ratings", "cases")
        dynamodb.put_item(TableName="ratings", Item=items.clearance_item(samples.clearance()))
        dynamodb.put_item(TableName="ratings", Item=items.rating_item(accepted))
        _write(store, *_to_decided())

    def act() -> None:
        path = ("POST", "/ratings/{declaration_no}/appeal", {"tax_code": TAX_CODE, "reason": "Chưa thoả đáng."})
        reply = desk.send(*path, at={"declaration_no": NUMBER})
        if reply.status >= 500:
            reply = desk.send(*path, at={"declaration_no": NUMBER})
        assert reply.status == 201 or reply.json["code"] == "already_appealed"

    for what in every_failure(failing, prepare, act):
        file = store.file(CASE_ID)
        assert file is not None
        assert [entry.action for entry in file.timeline].count("appeal") == 1, what
        assert file.case.state is CaseState.APPEALED
        assert verify(file).intact


# ------------------------------------------------------------------ staff


def _to_decided() -> list[transitions.Transition]:
    far = AT + timedelta(days=36_500)
    steps = [samples.opening()]
    steps.append(casework.claim(steps[-1].after, samples.HANDLER, at=AT))
    steps.append(casework.decide(steps[-1].after, samples.HANDLER, samples.RULING, at=AT))
    steps.append(casework.approve(steps[-1].after, samples.SUPERVISOR, at=AT, appeal_until=far))
    return steps


def _write(store: DynamoCaseStore, *transitions: transitions.Transition) -> None:
    for transition in transitions:
        store.write(transition)


DECISION = {
    "outcome": "upheld",
    "root_cause": "process",
    "action_taken": "Đã rút kinh nghiệm.",
    "message_to_enterprise": "Chi cục xin lỗi doanh nghiệp.",
}
PRESSED: list[tuple[Any, str, dict[str, Any]]] = [
    (samples.HANDLER, "claim", {}),
    (samples.HANDLER, "note", {"text": "Đã gọi điện."}),
    (samples.HANDLER, "release", {}),
    (samples.SUPERVISOR, "assign", {"assignee": samples.HANDLER.staff_code}),
    (samples.HANDLER, "decide", DECISION),
    (samples.SUPERVISOR, "review", {"approve": False, "note": "Chưa rõ."}),
    (samples.HANDLER, "decide", DECISION),
    (samples.SUPERVISOR, "review", {"approve": True}),
]


def test_whatever_write_of_an_action_fails_who_presses_again_does_it_once(
    tasks: TasksDesk, dynamodb: "DynamoDBClient", failing: Failing
) -> None:
    def prepare() -> None:
        empty(dynamodb, "cases")
        tasks.write(samples.opening())

    def act() -> None:
        for person, action, body in PRESSED:
            seen = tasks.case.version
            status, answer = tasks.act(person, action, {**body, "version": seen})
            if status >= 500:
                status, answer = tasks.act(person, action, {**body, "version": seen})
            assert status == 200 or answer["code"] == "stale", (action, answer)

    for what in every_failure(failing, prepare, act):
        file = tasks.store.file(CASE_ID)
        assert file is not None
        assert [entry.action for entry in file.timeline] == ["open", *(action for _, action, _ in PRESSED)], what
        assert verify(file).intact
        assert file.case.state is CaseState.DECIDED


# ------------------------------------------------------------------ escalate


@pytest.fixture
def escalate(ratings_table: str, cases_table: str, events_table: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    sqs, machines = boto3.client("sqs"), boto3.client("stepfunctions")
    definition = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    role = "arn:aws:iam::123456789012:role/machine"
    machine = machines.create_state_machine(name="hailong-case", definition=definition, roleArn=role)
    for name, value in {
        "RATINGS_TABLE": ratings_table,
        "CASES_TABLE": cases_table,
        "EVENTS_TABLE": events_table,
        "NOTICES_QUEUE_URL": sqs.create_queue(QueueName="notices")["QueueUrl"],
        "LISTINGS_QUEUE_URL": sqs.create_queue(QueueName="listings")["QueueUrl"],
        "DEAD_LETTER_QUEUE_URL": sqs.create_queue(QueueName="dead-letters")["QueueUrl"],
        "STATE_MACHINE_ARN": machine["stateMachineArn"],
        "WORKING_DAYS_TO_DECIDE": "5",
        "RATING_WINDOW_DAYS": "30",
        "INVITATION_MINUTES": "60",
    }.items():
        monkeypatch.setenv(name, value)
    return importlib.reload(importlib.import_module("functions.escalate.handler"))


def _streamed(item: items.Item, event: str = "INSERT") -> dict[str, Any]:
    change = record(item, event)
    change["dynamodb"]["ApproximateCreationDateTime"] = AT.timestamp()
    return {"Records": [change]}


def test_whatever_write_of_escalate_fails_the_stream_brings_it_again_and_it_is_done_once(
    escalate: ModuleType, dynamodb: "DynamoDBClient", failing: Failing
) -> None:
    asked = queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, AT)
    machines = boto3.client("stepfunctions")
    # Another lot each time: an execution's name is used once for all.
    lots = (f"1030275{number:04d}1" for number in range(1000, 10_000))

    def prepare() -> None:
        empty(dynamodb, "cases", "events")
        _received(escalate.config.notices_queue_url)

    def act() -> None:
        lot = next(lots)
        opening = samples.opening(lot)
        notice = replace(asked, case_id=opening.after.case_id)
        for item in (
            items.rating_item(samples.accepted_rating(lot)),
            case_items.case_item(opening.after),
            case_items.notice_item(notice),
        ):
            stubbornly(partial(escalate.handler, _streamed(item), lambda_context()))

    for what in every_failure(failing, prepare, act):
        (case,) = stored(dynamodb, "cases", "CASE")
        assert len(stored(dynamodb, "cases", "ENTRY")) == 1, what
        name = str(case["pk"])
        arn = f"{escalate.config.state_machine_arn.replace(':stateMachine:', ':execution:')}:{name}"
        assert machines.describe_execution(executionArn=arn)["name"] == name
        told = _received(escalate.config.notices_queue_url)
        assert told == {json.dumps({"case_id": name, "notice_id": "acknowledgement"})}
        found = {(item["pk"], item["sk"]) for item in stored(dynamodb, "cases", "") if item["pk"].startswith("FIND#")}
        assert found, what
        kept = stored(dynamodb, "events", "EVENT#")
        assert [(one["case_id"], one["type"]) for one in kept] == [(name, "case.opened")], what
        (line,) = stored(dynamodb, "events", "LINE")
        assert line["events"] == 1, what


def test_whatever_write_of_an_answer_or_an_end_fails_the_case_closes_once(
    escalate: ModuleType, dynamodb: "DynamoDBClient", failing: Failing
) -> None:
    store = DynamoCaseStore(dynamodb, "cases")
    wait = Wait(case_id=CASE_ID, step=WaitStep.CLOSING, level=2, attempt=1, token="t" * 40)

    def prepare() -> None:
        empty(dynamodb, "cases")
        decided = replace(_to_decided()[-1].after, level=2)
        dynamodb.put_item(TableName="cases", Item=case_items.case_item(decided))
        dynamodb.put_item(TableName="cases", Item=case_items.wait_item(wait))

    def act() -> None:
        stubbornly(partial(escalate.handler, _streamed(case_items.wait_item(wait)), lambda_context()))

    for what in every_failure(failing, prepare, act):
        case = store.get(CASE_ID)
        assert case is not None
        assert case.state is CaseState.CLOSED, what
        assert [item["action"] for item in stored(dynamodb, "cases", "ENTRY")] == ["close"]


# ------------------------------------------------------------------ the clock

PERIODS = deadline.Periods(calendar=workdays.vietnamese_calendar(), reminder=1, extension=3)
RINGS = {
    "a reminder": (samples.DUE - timedelta(hours=8), "remind"),
    "a breach": (samples.DUE + timedelta(days=3), "breach"),
}


@pytest.mark.parametrize("name", RINGS)
def test_whatever_write_of_the_clock_fails_the_next_run_does_it_once(
    dynamodb: "DynamoDBClient", cases_table: str, failing: Failing, name: str
) -> None:
    store, timers = DynamoCaseStore(dynamodb, cases_table), DynamoTimers(dynamodb, cases_table)
    directory = MemoryStaffDirectory(*samples.STAFF)
    at, action = RINGS[name]

    def prepare() -> None:
        empty(dynamodb, cases_table)
        _write(store, *_to_decided()[:2])
        if action == "breach":
            deadline.run(store, timers, directory, PERIODS, at=samples.DUE - timedelta(hours=8))

    def act() -> None:
        for _ in range(2):
            deadline.run(store, timers, directory, PERIODS, at=at)

    for what in every_failure(failing, prepare, act):
        file = store.file(CASE_ID)
        assert file is not None
        assert [entry.action for entry in file.timeline].count(action) == 1, what
        assert verify(file).intact


def test_whatever_write_of_the_correction_fails_the_runs_after_it_come_to_the_same_end(
    dynamodb: "DynamoDBClient", cases_table: str, failing: Failing
) -> None:
    store, timers = DynamoCaseStore(dynamodb, cases_table), DynamoTimers(dynamodb, cases_table)
    saturday = replace(PERIODS, calendar=replace(PERIODS.calendar, working_days=frozenset({date(2026, 6, 20)})))
    night = datetime(2026, 6, 20, 17, 0, tzinfo=UTC)

    def prepare() -> None:
        empty(dynamodb, cases_table)
        _write(store, *_to_decided()[:2])

    def act() -> None:
        # The last is no longer in the night, when nothing is begun.
        for at in (night, night + timedelta(minutes=15), night + timedelta(hours=1)):
            with suppress(BotoCoreError):
                deadline.run(store, timers, MemoryStaffDirectory(), saturday, at=at)

    for what in every_failure(failing, prepare, act):
        file = store.file(CASE_ID)
        assert file is not None
        assert [entry.action for entry in file.timeline].count("calendar") == 1, what
        assert verify(file).intact
        assert timers.correction_place() is None, what


# ------------------------------------------------------------------ counters


def test_whatever_write_of_the_tally_fails_the_batch_comes_again_and_the_figures_are_exact(
    dynamodb: "DynamoDBClient",
    ratings_table: str,
    cases_table: str,
    counters_table: str,
    monkeypatch: pytest.MonkeyPatch,
    failing: Failing,
) -> None:
    tables = Tables(ratings=ratings_table, cases=cases_table, counters=counters_table)
    kept = [items.clearance_item(samples.clearance()), items.rating_item(samples.accepted_rating())]
    case = case_items.case_item(samples.opening().after)
    for item in kept:
        dynamodb.put_item(TableName=ratings_table, Item=item)
    dynamodb.put_item(TableName=cases_table, Item=case)
    batch = [record(item) for item in (*kept, case)]
    records = read_records(dynamodb, tables)
    counted = recount(records.clearances, records.ratings, records.cases)

    running: list[Tally] = []

    def prepare() -> None:
        # A new process: what it knows of the table goes with the table.
        empty(dynamodb, counters_table)
        running[:] = [Tally(dynamodb, counters_table, monkeypatch)]

    def act() -> None:
        for news in batch:
            stubbornly(partial(running[0].deliver, news))

    for what in every_failure(failing, prepare, act):
        assert not list(differences(read_counters(dynamodb, tables), counted)), what
