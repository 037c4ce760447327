"""`make redrive QUEUE=events`: what a stream gave up of events is put on the bus again, as it would have been."""

import json
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest

from hailong.adapters.dynamodb.events import DynamoEventOutbox
from hailong.cases import casework
from hailong.events.event import Event, of_case
from hailong.vocabulary.times import to_text
from local import letters
from local.deployment import Deployment
from local.progress import CannotGoOn
from tests import samples

API = "https://api.example.vn/v1"


def _letter(first: datetime, last: datetime) -> str:
    """As Lambda writes it when the records of a stream are too old to be tried once more."""
    return json.dumps(
        {
            "requestContext": {"requestId": "x", "condition": "RetryAttemptsExhausted"},
            "version": "1.0",
            "DDBStreamBatchInfo": {
                "shardId": "shardId-1",
                "approximateArrivalOfFirstRecord": to_text(first),
                "approximateArrivalOfLastRecord": to_text(last),
                "batchSize": 2,
                "streamArn": "arn:aws:dynamodb:ap-southeast-1:123456789012:table/events/stream/1",
            },
        }
    )


class Missed:
    """A stack whose bus hands on to a queue; the bus has missed two events of a case, and not one of a month before."""

    def __init__(self, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sqs, self.bus = boto3.client("sqs"), boto3.client("events")
        self.dead = self.sqs.create_queue(QueueName="dead")["QueueUrl"]
        self.heard = self.sqs.create_queue(QueueName="heard")["QueueUrl"]
        arn = self.sqs.get_queue_attributes(QueueUrl=self.heard, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        self.bus.create_event_bus(Name="hailong")
        self.bus.put_rule(Name="all", EventBusName="hailong", EventPattern=json.dumps({"source": ["hailong"]}))
        self.bus.put_targets(Rule="all", EventBusName="hailong", Targets=[{"Id": "heard", "Arn": arn}])
        outputs = {"EventsTable": table, "EventBusName": "hailong", "ApiUrl": API}
        new_client: Any = boto3.client
        deployed = Deployment("hailong", new_client, outputs, is_local=False)
        monkeypatch.setattr(letters, "deployment", lambda _name: deployed)
        monkeypatch.setattr(Deployment, "resource", lambda _self, _name: self.dead)
        outbox = DynamoEventOutbox(boto3.client("dynamodb"), table)
        case = samples.open_case()
        taken = casework.claim(case, samples.HANDLER, at=samples.RATED).after
        found = [of_case(None, case, samples.RATED), of_case(case, taken, samples.RATED + timedelta(hours=1))]
        self.events: list[Event] = [one for one in found if one is not None]
        long_ago = of_case(None, samples.open_case("103027528811"), samples.RATED - timedelta(days=20))
        assert long_ago is not None
        for event in (*reversed(self.events), long_ago):
            outbox.tell(event)

    def given_up(self, body: str) -> None:
        self.sqs.send_message(QueueUrl=self.dead, MessageBody=body)

    def letters(self) -> int:
        said = self.sqs.get_queue_attributes(QueueUrl=self.dead, AttributeNames=["ApproximateNumberOfMessages"])
        return int(said["Attributes"]["ApproximateNumberOfMessages"])

    def came(self) -> list[Any]:
        found = self.sqs.receive_message(QueueUrl=self.heard, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(one["Body"])["detail"] for one in found]


@pytest.fixture
def missed(events_table: str, monkeypatch: pytest.MonkeyPatch) -> Missed:
    return Missed(events_table, monkeypatch)


def test_what_the_stream_gave_up_is_shown_and_then_put_on_the_bus_in_order(
    missed: Missed, capsys: pytest.CaptureFixture[str]
) -> None:
    arrived = samples.RATED + timedelta(hours=2)
    for _ in range(2):
        missed.given_up(_letter(arrived, arrived + timedelta(minutes=1)))
    letters.give_back("hailong", "events", apply=False)
    assert "2 events of 2 batches would be put: APPLY=1 puts them on the bus." in capsys.readouterr().out
    assert (missed.letters(), missed.came()) == (2, [])
    letters.give_back("hailong", "events", apply=True)
    assert "2 events of 2 batches put on the bus." in capsys.readouterr().out
    came = missed.came()
    assert [one["id"] for one in came] == [event.event_id for event in missed.events]
    assert came[0]["data"]["url"].startswith(f"{API}/ratings/")
    assert missed.letters() == 0


def test_a_bus_that_takes_nothing_leaves_the_letter(missed: Missed) -> None:
    missed.given_up(_letter(samples.RATED, samples.RATED + timedelta(hours=2)))
    missed.bus.remove_targets(Rule="all", EventBusName="hailong", Ids=["heard"])
    missed.bus.delete_rule(Name="all", EventBusName="hailong")
    missed.bus.delete_event_bus(Name="hailong")
    with pytest.raises(CannotGoOn, match="bus"):
        letters.give_back("hailong", "events", apply=True)
    assert missed.letters() == 1


def test_what_says_nothing_of_a_batch_stays(missed: Missed, capsys: pytest.CaptureFixture[str]) -> None:
    missed.given_up(json.dumps({"eventID": "1", "dynamodb": {"NewImage": {"comment": {"S": "words"}}}}))
    missed.given_up(json.dumps({"DDBStreamBatchInfo": {"approximateArrivalOfFirstRecord": "yesterday"}}))
    letters.give_back("hailong", "events", apply=True)
    assert "0 given back; 2 stay." in capsys.readouterr().out
    assert missed.letters() == 2
