"""The functions around an event as AWS calls them: `escalate` keeps what changed, `events` hands it on and delivers."""

import importlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.events import decisions
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.events import DynamoEventOutbox, event_item
from hailong.adapters.eventbridge import EventBridgeBus
from hailong.events.event import of_case
from hailong.vocabulary.times import now
from hailong.vocabulary.words import RatingStatus
from tests import samples
from tests.aws import lambda_context
from tests.contract.events_desk import CLIENT, URL, new_queue
from tests.failing import stored
from tests.fakes.events import MemoryVendors
from tests.fakes.executions import MemoryQueue

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def _record(after: items.Item, before: items.Item | None = None, event: str = "INSERT") -> dict[str, Any]:
    change: dict[str, Any] = {
        "Keys": {name: after[name] for name in ("pk", "sk")},
        "NewImage": after,
        "ApproximateCreationDateTime": samples.RATED.timestamp(),
    }
    return {"eventName": event, "dynamodb": change | ({"OldImage": before} if before else {})}


def _messages(url: str) -> list[dict[str, Any]]:
    taken = boto3.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(one["Body"]) for one in taken]


@pytest.fixture
def escalate(ratings_table: str, cases_table: str, events_table: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    for name, value in {
        "RATINGS_TABLE": ratings_table,
        "CASES_TABLE": cases_table,
        "EVENTS_TABLE": events_table,
        "NOTICES_QUEUE_URL": new_queue("notices"),
        "LISTINGS_QUEUE_URL": new_queue("listings"),
        "DEAD_LETTER_QUEUE_URL": new_queue("dead-letters"),
        "STATE_MACHINE_ARN": "arn:aws:states:ap-southeast-1:123456789012:stateMachine:hailong-case",
        "WORKING_DAYS_TO_DECIDE": "5",
        "RATING_WINDOW_DAYS": "30",
        "INVITATION_MINUTES": "60",
    }.items():
        monkeypatch.setenv(name, value)
    return importlib.reload(importlib.import_module("functions.escalate.handler"))


@pytest.mark.parametrize(
    ("settled", "told"),
    [
        (samples.accepted_rating(), "rating.accepted"),
        (samples.rating(status=RatingStatus.REJECTED), "rating.rejected"),
    ],
)
def test_a_rating_that_waited_is_told_of_once_and_opens_nothing_by_itself(
    escalate: ModuleType, dynamodb: "DynamoDBClient", settled: Any, told: str
) -> None:
    change = _record(items.waiting_item(settled), items.waiting_item(samples.rating()), "MODIFY")
    for _ in range(2):
        escalate.handler({"Records": [change]}, lambda_context())
    (event,) = stored(dynamodb, "events", "EVENT#")
    assert (event["type"], event["client_id"], event["declaration_no"]) == (told, CLIENT, settled.declaration_no)
    assert stored(dynamodb, "cases", "CASE") == []


def test_a_rating_that_waited_is_told_of_before_its_case_whichever_stream_is_faster(
    escalate: ModuleType, dynamodb: "DynamoDBClient"
) -> None:
    """Its vendor is promised the events of a rating in order, and the other stream has not come yet."""
    accepted = samples.accepted_rating()
    waited = items.waiting_item(accepted)
    dynamodb.put_item(TableName="ratings", Item=waited)
    escalate.handler({"Records": [_record(items.rating_item(accepted))]}, lambda_context())
    (told,) = stored(dynamodb, "events", "EVENT#")
    assert (told["type"], len(stored(dynamodb, "cases", "CASE"))) == ("rating.accepted", 1)
    change = _record(waited, items.waiting_item(samples.rating()), "MODIFY")
    escalate.handler({"Records": [change]}, lambda_context())
    assert stored(dynamodb, "events", "EVENT#") == [told]


def test_a_waiting_rating_that_is_corrected_opens_nothing(escalate: ModuleType, dynamodb: "DynamoDBClient") -> None:
    corrected = replace(samples.rating(), corrected_at=samples.RATED, first=samples.rating())
    change = _record(items.waiting_item(corrected), items.waiting_item(samples.rating()), "MODIFY")
    escalate.handler({"Records": [change]}, lambda_context())
    assert stored(dynamodb, "cases", "CASE") == stored(dynamodb, "events", "EVENT#") == []


def test_an_event_goes_from_the_stream_by_the_queue_to_the_vendor(
    events: ModuleType, dynamodb: "DynamoDBClient", register: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    vendors = MemoryVendors()
    monkeypatch.setattr(events, "desk", replace(events.desk, post=vendors))
    register()
    case = samples.open_case()
    event = of_case(None, replace(case, rating=replace(case.rating, correlation_id="rated")), now())
    assert event is not None
    DynamoEventOutbox(dynamodb, "events").tell(event)
    events.handler({"Records": [_record(event_item(event))]}, lambda_context())
    (message,) = _messages(events.config.deliveries_queue_url)
    assert message == {"client_id": CLIENT}
    monkeypatch.setattr(events.logger.registered_handler, "stream", log := io.StringIO())
    events.handler({"Records": [{"eventSource": "aws:sqs", "body": json.dumps(message)}]}, lambda_context())
    assert [one.event_id for one in vendors.got[URL]] == [event.event_id]
    # Our logs name the request; the vendor is not told.
    tried, delivered = map(json.loads, log.getvalue().splitlines())
    assert (tried["message"], tried["event_id"], tried["correlation_id"]) == ("delivery tried", event.event_id, "rated")
    assert delivered["correlation_id"] == lambda_context().aws_request_id
    assert "rated" not in vendors.got[URL][0].body.replace("/ratings/", "")
    assert events.handler({"time": "2026-06-20T10:00:00Z"}, lambda_context()) == {"woken": 0}


def test_the_clock_brings_what_the_stream_has_lost(
    events: ModuleType, dynamodb: "DynamoDBClient", register: Callable[[], None]
) -> None:
    register()
    event = of_case(None, samples.open_case(), samples.RATED)
    assert event is not None
    DynamoEventOutbox(dynamodb, "events").tell(event)
    assert events.handler({"time": "2026-06-20T10:00:00Z"}, lambda_context()) == {"woken": 1}
    assert _messages(events.config.deliveries_queue_url) == [{"client_id": CLIENT}]


def test_what_can_never_be_read_is_a_dead_letter_and_holds_up_nothing(
    events: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    event = of_case(None, samples.open_case(), samples.RATED)
    assert event is not None
    good, bad = _record(event_item(event)), _record(event_item(event) | {"type": {"S": "case.unheard"}})
    events.handler({"Records": [bad, good]}, lambda_context())
    assert _messages(events.config.dead_letter_queue_url) == [bad]
    assert _messages(events.config.deliveries_queue_url) == [{"client_id": CLIENT}]
    assert "RecordDeadLettered" in capsys.readouterr().out


def test_what_cannot_be_read_rings_and_the_rest_is_looked_after(
    events: ModuleType,
    dynamodb: "DynamoDBClient",
    register: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    vendors = MemoryVendors()
    monkeypatch.setattr(events, "desk", replace(events.desk, post=vendors))
    register()
    broken = {"pk": {"S": "ENDPOINTS"}, "sk": {"S": "a"}, "client_id": {"S": "a"}, "url": {"S": "secret"}}
    dynamodb.put_item(TableName="events", Item=broken)
    opened = [of_case(None, samples.open_case(number), now()) for number in ("103027528701", "103027528801")]
    first, second = (event for event in opened if event)
    for event in (first, second):
        DynamoEventOutbox(dynamodb, "events").tell(event)
    dynamodb.update_item(
        TableName="events",
        Key={"pk": {"S": f"{CLIENT}#{first.subject}"}, "sk": {"S": "LINE"}},
        UpdateExpression="SET failures = :x",
        ExpressionAttributeValues={":x": {"S": "secret"}},
    )
    assert events.handler({"time": "2026-06-20T10:00:00Z"}, lambda_context()) == {"woken": 1}
    assert '"EventUnreadable": 1' in capsys.readouterr().out
    for client_id in ("a", CLIENT):
        body = json.dumps({"client_id": client_id})
        events.handler({"Records": [{"eventSource": "aws:sqs", "body": body}]}, lambda_context())
    assert capsys.readouterr().out.count('"EventUnreadable": 1') == 1
    named = [vars(one) for one in caplog.records if one.levelname == "ERROR"]
    assert [(one["client_id"], one.get("subject")) for one in named] == [("a", None), (CLIENT, first.subject)]
    assert "secret" not in str(named)
    assert [one.event_id for one in vendors.got[URL]] == [second.event_id]


@pytest.fixture
def received(aws: None) -> Callable[[], list[dict[str, Any]]]:
    """A bus with a queue behind it."""
    events, sqs = boto3.client("events"), boto3.client("sqs")
    events.create_event_bus(Name="hailong")
    url = sqs.create_queue(QueueName="subscriber")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="all", EventBusName="hailong", EventPattern='{"source": ["hailong"]}')
    events.put_targets(Rule="all", EventBusName="hailong", Targets=[{"Id": "1", "Arn": arn}])

    def receive() -> list[dict[str, Any]]:
        return [
            json.loads(one["Body"])
            for _ in range(3)
            for one in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        ]

    return receive


def test_the_same_events_are_on_the_bus_however_many(received: Callable[[], list[dict[str, Any]]]) -> None:
    opened = [of_case(None, samples.open_case(f"1030275{number:04d}1"), samples.RATED) for number in range(12)]
    wanted = [event for event in opened if event is not None]
    bus = EventBridgeBus(boto3.client("events"), "hailong")
    decisions.told(wanted, bus, MemoryQueue(), "https://api.example.vn/v1")
    found = received()
    assert {one["detail"]["id"] for one in found} == {event.event_id for event in wanted}
    assert {(one["source"], one["detail-type"]) for one in found} == {("hailong", "case.opened")}
