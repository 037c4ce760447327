"""Every alarm of the template is made to ring once, by what it is there for, and is still without it.

An alarm on a metric of ours: the function itself is brought to write it, for as many periods as the alarm asks for.
An alarm on a metric that AWS publishes: held to what AWS publishes of that resource, and to numbers of a bad hour.
"""

import importlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.escalate import sweeping
from functions.submit.waiting import MISSING_AFTER
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.events import DynamoEventOutbox
from hailong.adapters.dynamodb.notices import DynamoNoticeStore
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.dynamodb.timers import DynamoTimers
from hailong.cases import notices
from hailong.cases.deadlines import CorrectionPlace
from hailong.events.delivery import GIVE_UP_AFTER, Answer
from hailong.events.event import of_case
from hailong.vocabulary.people import STAFF_ROLES
from hailong.vocabulary.times import now
from hailong.vocabulary.words import Timer
from tests import samples
from tests.alarms import metric_of, rings, to_ring, written
from tests.aws import lambda_context
from tests.contract.events_desk import CLIENT, URL
from tests.contract.notify_desk import CONTACT, SENDER, Notify
from tests.contract.submit_desk import NUMBER, SubmitDesk, clearance
from tests.contract.sweeper import AT, Sweeper
from tests.contract.tasks_desk import CASE_ID, TasksDesk
from tests.fakes.events import MemoryVendors
from tests.template.stack_template import Template, load, target

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Ask = pytest.FixtureRequest
type Once = Callable[[], object]
"""Has go wrong, in one period, what the alarm is there for."""

TRIALS: dict[str, Callable[[Ask], Once]] = {}
"""By the alarm's logical id, for metrics of ours."""


def trial[T: Callable[[Ask], Once]](alarm: str) -> Callable[[T], T]:
    def register(made: T) -> T:
        TRIALS[alarm] = made
        return made

    return register


@trial("NoticesDelayedAlarm")
def _ses_takes_no_mail(ask: Ask) -> Once:
    notify: Notify = ask.getfixturevalue("notify")
    notify.ses.delete_identity(Identity=SENDER)
    return notify.receive


@trial("MailReportsDelayedAlarm")
def _a_bounce_comes_before_the_mark(ask: Ask) -> Once:
    notify: Notify = ask.getfixturevalue("notify")
    claimed = notices.claimed(notify.notice, CONTACT, lease_until=now() + timedelta(minutes=1))
    DynamoNoticeStore(notify.dynamodb, notify.table).swap(notify.notice, claimed)
    return lambda: notify.report("message-1")


@trial("ClearancesMissingAlarm")
def _clearances_never_come(ask: Ask) -> Once:
    submit: ModuleType = ask.getfixturevalue("submit")
    store = DynamoRatingStore(ask.getfixturevalue("dynamodb"), ask.getfixturevalue("ratings_table"))
    long_ago = now() - MISSING_AFTER - timedelta(hours=1)
    for number in range(101):
        store.wait(samples.rating(f"1030{number:07d}1", received_at=long_ago))
    return lambda: submit.handler({"sweep": True}, lambda_context())


def _vendor(ask: Ask, answer: Answer, *, at: datetime) -> Once:
    events: ModuleType = ask.getfixturevalue("events")
    ask.getfixturevalue("register")()
    vendors = MemoryVendors(answers={URL: lambda _got: answer})
    ask.getfixturevalue("monkeypatch").setattr(events, "desk", replace(events.desk, post=vendors))
    event = of_case(None, samples.open_case(), at)
    assert event is not None
    DynamoEventOutbox(ask.getfixturevalue("dynamodb"), "events").tell(event)
    turn = {"eventSource": "aws:sqs", "body": json.dumps({"client_id": CLIENT})}
    return lambda: events.handler({"Records": [turn]}, lambda_context())


@trial("EventsGivenUpAlarm")
def _a_vendor_takes_nothing_for_three_days(ask: Ask) -> Once:
    return _vendor(ask, Answer(status=400), at=now() - GIVE_UP_AFTER)


@trial("EndpointStoppedAlarm")
def _a_vendor_wants_no_more(ask: Ask) -> Once:
    return _vendor(ask, Answer(status=410), at=now())


@trial("EventsUnreadableAlarm")
def _an_endpoint_is_torn(ask: Ask) -> Once:
    events: ModuleType = ask.getfixturevalue("events")
    ask.getfixturevalue("register")()
    ask.getfixturevalue("dynamodb").update_item(
        TableName="events",
        Key=items.marshal({"pk": "ENDPOINTS", "sk": CLIENT}),
        UpdateExpression="SET since = :torn",
        ExpressionAttributeValues=items.marshal({":torn": "torn"}),
    )
    return lambda: events.handler({"time": "2026-06-20T10:00:00Z"}, lambda_context())


def _alter(dynamodb: "DynamoDBClient", case_id: str) -> None:
    dynamodb.update_item(
        TableName="cases",
        Key=items.case_key(case_id),
        UpdateExpression="SET rating.#comment = :other",
        ExpressionAttributeNames={"#comment": "comment"},
        ExpressionAttributeValues=items.marshal({":other": "Rất tốt."}),
    )


@trial("TimelineBrokenAlarm")
def _an_inspector_verifies_what_was_altered(ask: Ask) -> Once:
    desk: TasksDesk = ask.getfixturevalue("opened")
    _alter(ask.getfixturevalue("dynamodb"), CASE_ID)
    return lambda: desk.call(samples.INSPECTOR, "GET", "/tasks/{case_id}/timeline/verify", case_id=CASE_ID)


@trial("SweptTimelineBrokenAlarm")
def _the_sweep_comes_to_what_was_altered(ask: Ask) -> Once:
    sweeper: Sweeper = ask.getfixturevalue("sweeper")
    opened = sweeper.call({"sweep": True}, milliseconds=100_000)
    assert opened["broken"] == []
    _alter(ask.getfixturevalue("dynamodb"), opened["opened"][7])
    return lambda: sweeper.call({"sweep": True}, milliseconds=100_000)


@trial("SweepTooSlowAlarm")
def _the_next_sweep_is_about_to_begin(ask: Ask) -> Once:
    sweeper: Sweeper = ask.getfixturevalue("sweeper")
    order = sweeping.begin(AT - sweeping.LONGEST - timedelta(seconds=1))
    message = {"eventSource": "aws:sqs", "body": json.dumps({"sweep": sweeping.to_message(order)})}
    return lambda: sweeper.call({"Records": [message]})


@trial("RecordsUnreadableAlarm")
def _the_sweep_comes_to_what_is_torn(ask: Ask) -> Once:
    sweeper: Sweeper = ask.getfixturevalue("sweeper")
    opened = sweeper.call({"sweep": True}, milliseconds=100_000)
    assert opened["unreadable"] == []
    ask.getfixturevalue("dynamodb").update_item(
        TableName="cases",
        Key=items.case_key(opened["opened"][7]),
        UpdateExpression="SET opened_at = :torn",
        ExpressionAttributeValues=items.marshal({":torn": "torn"}),
    )
    return lambda: sweeper.call({"sweep": True}, milliseconds=100_000)


@trial("TasksUnreadableAlarm")
def _an_inspector_opens_what_is_torn(ask: Ask) -> Once:
    desk: TasksDesk = ask.getfixturevalue("opened")
    ask.getfixturevalue("dynamodb").update_item(
        TableName="cases",
        Key=items.case_key(CASE_ID),
        UpdateExpression="SET opened_at = :torn",
        ExpressionAttributeValues=items.marshal({":torn": "torn"}),
    )
    return lambda: desk.call(samples.INSPECTOR, "GET", "/tasks/{case_id}", case_id=CASE_ID)


@trial("SubmitUnreadableAlarm")
def _the_customs_system_corrects_what_is_torn(ask: Ask) -> Once:
    desk: SubmitDesk = ask.getfixturevalue("desk")
    desk.clear()
    ask.getfixturevalue("dynamodb").update_item(
        TableName="ratings",
        Key=items.clearance_key(NUMBER[:-1]),
        UpdateExpression="SET cleared_at = :torn",
        ExpressionAttributeValues=items.marshal({":torn": "torn"}),
    )
    return lambda: desk.send("PUT", "/clearances/{declaration_no}", clearance(), at={"declaration_no": NUMBER})


def _ring(ask: Ask, at: datetime, *, milliseconds: int = 300_000) -> Once:
    """The schedule's call of deadline, with nobody among the staff."""
    table, monkeypatch = ask.getfixturevalue("cases_table"), ask.getfixturevalue("monkeypatch")
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="staff")["UserPool"]["Id"]
    for role in STAFF_ROLES:
        cognito.create_group(UserPoolId=pool, GroupName=role)
    settings = {"CASES_TABLE": table, "USER_POOL_ID": pool}
    for name, value in (settings | {"REMINDER_DAYS": "1", "EXTENSION_DAYS": "3"}).items():
        monkeypatch.setenv(name, value)
    deadline = importlib.reload(importlib.import_module("functions.deadline.handler"))
    context = lambda_context()
    context.get_remaining_time_in_millis = lambda: milliseconds
    return lambda: deadline.handler({"time": at.isoformat()}, context)


@trial("NobodyLeftAlarm")
def _nobody_may_act(ask: Ask) -> Once:
    store = DynamoCaseStore(ask.getfixturevalue("dynamodb"), ask.getfixturevalue("cases_table"))
    store.write(samples.opening())
    return _ring(ask, samples.DUE + timedelta(days=3) - timedelta(hours=7))


@trial("CorrectionTooSlowAlarm")
def _the_next_night_comes(ask: Ask) -> Once:
    timers = DynamoTimers(ask.getfixturevalue("dynamodb"), ask.getfixturevalue("cases_table"))
    timers.keep_correction_place(CorrectionPlace(samples.RATED, Timer.REMIND))
    return _ring(ask, samples.RATED + timedelta(hours=21), milliseconds=1_000)


@trial("CalendarUnconfirmedAlarm")
def _it_is_december(ask: Ask) -> Once:
    return _ring(ask, datetime(2059, 12, 1, 3, tzinfo=UTC))


@dataclass(frozen=True)
class Published:
    """A metric of AWS: the statistic that says something of it, and what it is in a bad period.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html
    """

    statistic: str
    bad: float


_OF_AWS: dict[tuple[str, tuple[str, ...]], dict[str, Published]] = {
    ("AWS/States", ("StateMachineArn",)): {
        name: Published("Sum", 1) for name in ("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted")
    },
    ("AWS/SQS", ("QueueName",)): {"ApproximateNumberOfMessagesVisible": Published("Maximum", 1)},
    ("AWS/Lambda", ("FunctionName",)): {
        "Errors": Published("Sum", 1),
        # Milliseconds: somebody waits for more than ten minutes.
        "IteratorAge": Published("Maximum", 601_000),
    },
    ("AWS/ApiGateway", ("ApiName", "Stage")): {"5XXError": Published("Sum", 1)},
}
_KINDS = {
    "StateMachineArn": "AWS::StepFunctions::StateMachine",
    "QueueName": "AWS::SQS::Queue",
    "FunctionName": "AWS::Lambda::Function",
}

TEMPLATE = load()
ALARMS = TEMPLATE.properties("AWS::CloudWatch::Alarm")
OURS = sorted(name for name, alarm in ALARMS.items() if alarm["Namespace"] == "HaiLong")
AWS_OWN = sorted(ALARMS.keys() - OURS)


def test_there_is_a_trial_for_every_alarm_and_for_no_other() -> None:
    assert sorted(TRIALS) == OURS


@contextmanager
def _as_service(service: str) -> Iterator[None]:
    """What a function counts under is what the template calls it."""
    names = {one["Environment"]["Variables"]["POWERTOOLS_SERVICE_NAME"] for one in TEMPLATE.functions.values()}
    assert service in names
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("POWERTOOLS_SERVICE_NAME", service)
        yield


@pytest.mark.parametrize("name", OURS)
def test_an_alarm_of_ours_rings_by_what_it_is_there_for(
    name: str, request: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    alarm = ALARMS[name]
    once, metric = TRIALS[name](request), metric_of(alarm)
    periods: list[list[float]] = [[] for _ in range(alarm["EvaluationPeriods"])]
    assert not rings(alarm, periods)
    ((_, service),) = metric.dimensions
    with _as_service(service):
        for _ in range(to_ring(alarm)):
            assert not rings(alarm, periods)
            capsys.readouterr()
            once()
            periods.append([number for found, number in written(capsys.readouterr().out) if found == metric])
    assert rings(alarm, periods)
    quiet: list[list[float]] = [[] for _ in range(alarm["EvaluationPeriods"])]
    assert not rings(alarm, [*periods, *quiet])


@pytest.mark.parametrize("name", AWS_OWN)
def test_an_alarm_on_what_aws_publishes_rings_in_a_bad_hour_and_in_no_other(name: str) -> None:
    alarm = ALARMS[name]
    dimensions = {one["Name"]: one["Value"] for one in alarm["Dimensions"]}
    published = _OF_AWS[alarm["Namespace"], tuple(sorted(dimensions))][alarm["MetricName"]]
    assert alarm["Statistic"] == published.statistic
    assert _unknown(TEMPLATE, alarm["MetricName"], dimensions) == []
    bad = [[published.bad]] * to_ring(alarm)
    assert rings(alarm, bad)
    assert not rings(alarm, bad[1:])
    assert not rings(alarm, [[0.0]] * alarm["EvaluationPeriods"])
    assert not rings(alarm, [[]] * alarm["EvaluationPeriods"])


def _unknown(template: Template, metric: str, dimensions: dict[str, Any]) -> list[str]:
    """The dimensions under which AWS publishes nothing."""
    if "ApiName" in dimensions:
        apis = [(api["Name"], "v1") for api in template.properties("AWS::ApiGateway::RestApi").values()]
        return [] if (dimensions["ApiName"], dimensions["Stage"]) in apis else ["ApiName"]
    wrong = [name for name, value in dimensions.items() if target(value) not in template.properties(_KINDS[name])]
    if metric == "IteratorAge":
        fed = {function for _, function, source, _ in template.mappings() if source and "Table" in source}
        wrong += [name for name, value in dimensions.items() if target(value) not in fed]
    return wrong
