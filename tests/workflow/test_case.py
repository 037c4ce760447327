"""A case from its rating to its end, through the real state machine."""

import importlib
import io
import json
from datetime import timedelta

import boto3
import pytest

from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoNoticeStore
from hailong.cases import casework, course, enterprise
from hailong.cases.finding import understood
from hailong.cases.notices import sent
from hailong.cases.queue import QueueQuery
from hailong.lots.clearance import Clearance
from hailong.vocabulary import workdays
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState, WaitStep
from tests import samples
from tests.aws import lambda_context
from tests.workflow.conftest import MACHINE_ARN, Clock, Function, World, definition

CASE_ID = "HL-10302752870"
AT = samples.RATED
APPEAL_UNTIL = AT + timedelta(days=14)


def _rate(world: World, clearance: Clearance | None = None) -> None:
    world.ratings.put_clearance(clearance or samples.clearance(), replaces=None)
    world.ratings.accept(samples.accepted_rating())


def _decide(world: World) -> None:
    claimed = world.write(casework.claim(world.case(CASE_ID), samples.HANDLER, at=AT))
    world.write(casework.decide(claimed, samples.HANDLER, samples.RULING, at=AT))


def _approve(world: World) -> None:
    world.write(casework.approve(world.case(CASE_ID), samples.SUPERVISOR, at=AT, appeal_until=APPEAL_UNTIL))


def _rate_and_decide(world: World) -> None:
    """Up to the review."""
    _rate(world)
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW)


def _notice_ids(world: World) -> list[str]:
    return sorted(notice.notice_id for notice in world.notices(CASE_ID))


def test_decided_told_and_closed_when_the_window_is_over(world: World) -> None:
    _rate(world)
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    assert _notice_ids(world) == ["acknowledgement"]
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW)
    assert _notice_ids(world) == ["acknowledgement"]
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    assert _notice_ids(world) == ["acknowledgement", "outcome"]
    world.write(course.close(world.case(CASE_ID), at=APPEAL_UNTIL))
    world.until(lambda: world.status(CASE_ID) == "SUCCEEDED")
    file = world.cases.file(CASE_ID)
    assert file is not None
    assert [entry.action for entry in file.timeline] == ["open", "claim", "decide", "review", "close"]


def test_every_notice_is_put_on_the_queue_once(world: World) -> None:
    _rate(world)
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    world.deliver()
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="notices")["QueueUrl"]
    messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    assert [message["Body"] for message in messages] == [f'{{"case_id": "{CASE_ID}", "notice_id": "acknowledgement"}}']


def test_sent_back_by_review_and_decided_again(world: World) -> None:
    _rate_and_decide(world)
    world.write(casework.send_back(world.case(CASE_ID), samples.SUPERVISOR, "Xin nêu rõ hơn.", at=AT))
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    assert world.case(CASE_ID).state is CaseState.ASSIGNED
    world.write(casework.decide(world.case(CASE_ID), samples.HANDLER, samples.RULING, at=AT))
    world.until_waiting(CASE_ID, WaitStep.REVIEW)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    assert _notice_ids(world) == ["acknowledgement", "outcome"]


def test_people_who_are_faster_than_the_machine_lose_nothing(world: World) -> None:
    """Claim, decision and approval are all in the table before the execution first asks for anything."""
    world.cases.write(samples.opening())
    _decide(world)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    assert world.case(CASE_ID).state is CaseState.DECIDED
    assert _notice_ids(world) == ["acknowledgement", "outcome"]


def test_an_appeal_that_is_faster_than_the_machine_takes_no_mail_away(world: World) -> None:
    world.cases.write(samples.opening())
    _decide(world)
    _approve(world)
    appeal = enterprise.appeal(world.case(CASE_ID), "Chưa rõ.", at=AT, due_at=samples.DUE, working_days=5)
    world.write(appeal)
    world.until_waiting(CASE_ID, WaitStep.DECISION, level=2)
    assert _notice_ids(world) == ["acknowledgement", "appeal_received", "outcome"]


@pytest.mark.parametrize("world", ["Acknowledge"], indirect=True)
def test_a_failing_step_is_visible_and_resumed_where_it_stood(world: World) -> None:
    _rate(world)
    world.until(lambda: (case := world.cases.get(CASE_ID)) is not None and case.state is CaseState.FAILED)
    world.until(lambda: world.status(CASE_ID) == "FAILED")
    failed = world.case(CASE_ID)
    assert failed.failure is not None
    assert failed.failure.state_before is CaseState.OPEN
    assert _notice_ids(world) == []
    world.machines.update_state_machine(stateMachineArn=MACHINE_ARN, definition=definition())
    world.write(casework.resume(failed, samples.INSPECTOR, at=AT))
    world.until_waiting(CASE_ID, WaitStep.DECISION, attempt=2)
    assert world.case(CASE_ID).state is CaseState.OPEN
    assert _notice_ids(world) == ["acknowledgement"]
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW, attempt=2)


@pytest.mark.parametrize("world", ["TellOutcome"], indirect=True)
def test_a_failure_late_in_the_case_repeats_nothing_that_was_done(world: World) -> None:
    _rate_and_decide(world)
    _approve(world)
    world.until(lambda: world.case(CASE_ID).state is CaseState.FAILED)
    world.machines.update_state_machine(stateMachineArn=MACHINE_ARN, definition=definition())
    world.write(casework.resume(world.case(CASE_ID), samples.INSPECTOR, at=AT))
    world.until_waiting(CASE_ID, WaitStep.WINDOW, attempt=2)
    assert world.case(CASE_ID).state is CaseState.DECIDED
    assert _notice_ids(world) == ["acknowledgement", "outcome"]


@pytest.mark.parametrize("world", ["AwaitWindow"], indirect=True)
def test_a_resumed_run_sends_no_outcome_that_was_sent(world: World) -> None:
    _rate_and_decide(world)
    _approve(world)
    world.until(lambda: world.case(CASE_ID).state is CaseState.FAILED)
    (asked,) = [notice for notice in world.notices(CASE_ID) if notice.kind is NoticeKind.OUTCOME]
    marked = sent(asked, "message-1", at=AT)
    DynamoNoticeStore(world.dynamodb, "cases").swap(asked, marked)
    world.machines.update_state_machine(stateMachineArn=MACHINE_ARN, definition=definition())
    world.write(casework.resume(world.case(CASE_ID), samples.INSPECTOR, at=AT))
    world.until_waiting(CASE_ID, WaitStep.WINDOW, attempt=2)
    (kept,) = [notice for notice in world.notices(CASE_ID) if notice.kind is NoticeKind.OUTCOME]
    assert (kept.state, kept.message_id, kept.version) == (NoticeState.SENT, "message-1", marked.version)


@pytest.mark.parametrize("world", ["AwaitWindow"], indirect=True)
def test_an_appeal_is_taken_though_the_execution_gave_up(world: World) -> None:
    world.write(samples.opening())
    _decide(world)
    _approve(world)
    world.until(lambda: world.case(CASE_ID).state is CaseState.FAILED)
    world.machines.update_state_machine(stateMachineArn=MACHINE_ARN, definition=definition())
    world.write(enterprise.appeal(world.case(CASE_ID), "Chưa thoả đáng.", at=AT, due_at=samples.DUE))
    world.until_waiting(CASE_ID, WaitStep.DECISION, level=2, attempt=2)
    assert (world.case(CASE_ID).state, world.case(CASE_ID).failure) == (CaseState.APPEALED, None)


def test_an_appeal_is_decided_by_others_and_final(world: World) -> None:
    _rate_and_decide(world)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    world.write(enterprise.appeal(world.case(CASE_ID), "Chưa thoả đáng.", at=AT, due_at=samples.DUE))
    world.until_waiting(CASE_ID, WaitStep.DECISION, level=2)
    claimed = world.write(casework.claim(world.case(CASE_ID), samples.INSPECTOR, at=AT))
    world.write(casework.decide(claimed, samples.INSPECTOR, samples.RULING, at=AT))
    world.until_waiting(CASE_ID, WaitStep.REVIEW, level=2)
    world.write(casework.approve(world.case(CASE_ID), samples.SECOND_INSPECTOR, at=AT, appeal_until=APPEAL_UNTIL))
    world.until(lambda: world.status(CASE_ID) == "SUCCEEDED")
    assert world.case(CASE_ID).state is CaseState.CLOSED
    assert _notice_ids(world) == ["acknowledgement", "appeal_received", "final", "outcome"]


def test_breached_raised_and_still_answered(world: World, clock: Clock) -> None:
    _rate(world)
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    opened = world.case(CASE_ID)
    calendar = workdays.vietnamese_calendar()
    in_time = opened.due_at - timedelta(hours=1)
    late = calendar.close_of_business(calendar.day_after(vietnamese_day(opened.due_at), 1))
    assert clock(in_time) == {"remind": [CASE_ID], "breach": [], "close": []}
    first, again = clock(late), clock(late)
    assert (first["breach"], again["breach"]) == ([CASE_ID], [])
    breached = world.case(CASE_ID)
    assert (breached.breached, breached.first_due_at, breached.state) == (True, opened.due_at, CaseState.OPEN)
    assert breached.due_at > opened.due_at
    world.deliver()
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    assert _notice_ids(world) == [
        "acknowledgement",
        "breach-1",
        "interim-1",
        "outcome",
        f"reminder-{vietnamese_day(opened.due_at)}",
    ]


def test_the_clock_closes_what_can_no_longer_be_appealed_and_the_execution_ends(world: World, clock: Clock) -> None:
    _rate_and_decide(world)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    assert clock(APPEAL_UNTIL)["close"] == []
    assert clock(APPEAL_UNTIL + timedelta(minutes=1))["close"] == [CASE_ID]
    world.until(lambda: world.status(CASE_ID) == "SUCCEEDED")
    assert world.case(CASE_ID).state is CaseState.CLOSED


def test_the_clock_takes_no_time_but_the_event_s(deadline: Function, subtests: pytest.Subtests) -> None:
    for time in ({}, {"time": "2026-06-29T08:00:00"}, {"time": "soon"}):
        with subtests.test(time=time), pytest.raises((KeyError, ValueError)):
            deadline(time, lambda_context())


def test_what_staff_look_for_follows_the_case(world: World, clock: Clock) -> None:
    queue = DynamoCaseQueue(world.dynamodb, "cases")

    def found(*states: CaseState) -> list[str]:
        query = QueueQuery(wanted=understood("cong ty vi du"), states=states)
        return [case.case_id for case in queue.page(query).cases]

    _rate(world)
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    world.deliver()
    assert found(CaseState.OPEN) == [CASE_ID]
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    clock(APPEAL_UNTIL + timedelta(minutes=1))
    world.until(lambda: world.status(CASE_ID) == "SUCCEEDED")
    assert (found(CaseState.OPEN, CaseState.DECIDED), found(CaseState.CLOSED)) == ([], [CASE_ID])


def test_a_poison_record_is_put_aside_and_later_ones_pass(world: World) -> None:
    world.dynamodb.put_item(
        TableName="ratings",
        Item={"pk": {"S": "L#1"}, "sk": {"S": "RATING"}, "negative": {"BOOL": True}, "levels": {"S": "?"}},
    )
    _rate(world)
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="dead-letters")["QueueUrl"]
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    assert '"L#1"' in message["Body"]


def _by(world: World, correlation_id: str) -> DynamoCaseStore:
    """The cases as a function writes them for this request."""
    return DynamoCaseStore(world.dynamodb, "cases", cause=lambda: correlation_id)


def _causes(world: World) -> dict[str, str | None]:
    return {notice.notice_id: notice.correlation_id for notice in world.notices(CASE_ID)}


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What escalate logs."""
    assert world
    handler = importlib.import_module("functions.escalate.handler").logger.registered_handler
    monkeypatch.setattr(handler, "stream", found := io.StringIO())
    return found


def test_each_mail_goes_by_the_request_that_it_follows_from(world: World, told: io.StringIO) -> None:
    world.ratings.put_clearance(samples.clearance(), replaces=None)
    world.ratings.accept(samples.accepted_rating(correlation_id="rating"))
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    assert world.case(CASE_ID).correlation_id == "rating"
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW)
    _by(world, "review").write(
        casework.approve(world.case(CASE_ID), samples.SUPERVISOR, at=AT, appeal_until=APPEAL_UNTIL)
    )
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    appeal = enterprise.appeal(world.case(CASE_ID), "Chưa rõ.", at=AT, due_at=APPEAL_UNTIL, working_days=5)
    _by(world, "appeal").write(appeal)
    world.until_waiting(CASE_ID, WaitStep.DECISION, level=2)
    assert _causes(world) == {"acknowledgement": "rating", "outcome": "review", "appeal_received": "appeal"}
    wait = world.cases.wait(CASE_ID)
    assert wait is not None
    assert (wait.correlation_id, world.case(CASE_ID).correlation_id) == ("appeal", "rating")
    world.deliver()
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName="notices")["QueueUrl"]
    queued = [json.loads(one["Body"]) for one in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert {one["notice_id"]: one["correlation_id"] for one in queued} == _causes(world)
    lines = {(line["message"], line["correlation_id"]) for line in map(json.loads, told.getvalue().splitlines())}
    assert {("case opened", "rating"), *(("notice queued", by) for by in ("rating", "review", "appeal"))} <= lines


def test_a_run_that_escalate_of_before_has_started_goes_on_without_a_name(world: World) -> None:
    """While a new version is rolled out, the old one starts runs of the new machine, and answers them."""
    world.cases.write(samples.opening())
    started = {"case_id": CASE_ID, "attempt": 1, "level": 1, "start": "acknowledgement"}
    world.machines.start_execution(stateMachineArn=MACHINE_ARN, name=CASE_ID, input=json.dumps(started))
    world.until_waiting(CASE_ID, WaitStep.DECISION)
    assert _causes(world) == {"acknowledgement": ""}
    _decide(world)
    world.until_waiting(CASE_ID, WaitStep.REVIEW)
    _approve(world)
    world.until_waiting(CASE_ID, WaitStep.WINDOW)
    assert _causes(world)["outcome"] == ""
