"""Events on the deployed template: from a rating to a vendor's endpoint that checks the signature, and onto the bus."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.deploy import STACK_NAME
from local.deployment import described
from local.receiver import Receiver
from local.webhooks import Webhooks
from tests.e2e.waiting import poll
from tests.e2e.world import World

ON_THE_WAY = ["case.opened", "case.progressed", "case.progressed", "case.decided"]


@pytest.fixture
def secrets() -> list[str]:
    return []


@pytest.fixture
def webhooks(world: World) -> Webhooks:
    return Webhooks(described(STACK_NAME, world.cloud.client, is_local=True))


@pytest.fixture
def receiver(world: World, webhooks: Webhooks, secrets: list[str]) -> Iterator[Receiver]:
    client_id = world.stack.clients.software.id
    with Receiver(lambda: secrets) as made:
        secret = webhooks.register(client_id, made.url)
        assert secret is not None
        secrets.append(secret)
        yield made
        webhooks.stop(client_id)


def test_a_vendor_is_told_of_all_that_becomes_of_a_rating_and_again_after_it_was_away(
    world: World, webhooks: Webhooks, receiver: Receiver, secrets: list[str]
) -> None:
    lot = world.cleared_lot()
    world.rate(lot)
    opened = poll(lambda: receiver.events(lot.case_id), what="the event of the opening")[0]
    assert (opened.type, opened.declaration_no, opened.lot_key) == ("case.opened", lot.declaration_no, lot.lot_key)
    assert opened.url == f"{world.stack.api_url}/ratings/{lot.declaration_no}"

    client_id = world.stack.clients.software.id
    secrets.append(webhooks.rotate(client_id))
    receiver.status = 503
    world.decide(lot)
    world.approve(lot)
    poll(lambda: len(receiver.events(lot.case_id)) > 1, what="the event that is not taken")
    receiver.status = 204
    seconds = 150  # a pause of a minute, and the minute of the clock that ends it
    poll(lambda: receiver.events(lot.case_id)[-1].type == "case.decided", seconds, what="the event of the decision")
    ids = list(dict.fromkeys(event.id for event in receiver.events(lot.case_id)))
    types = {event.id: event.type for event in receiver.events(lot.case_id)}
    assert [types[one] for one in ids] == ON_THE_WAY
    assert ids == sorted(ids)
    assert [one.why_not for one in receiver.delivered if not one.event] == []
    assert len(receiver.delivered[-1].headers["webhook-signature"].split(" ")) == 2


def test_the_same_events_are_on_the_bus(world: World) -> None:
    events, sqs = world.cloud.client("events"), world.cloud.client("sqs")
    url = sqs.create_queue(QueueName="subscriber")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus = world.outputs["EventBusName"]
    events.put_rule(Name="everything", EventBusName=bus, EventPattern='{"source": ["hailong"]}')
    events.put_targets(Rule="everything", EventBusName=bus, Targets=[{"Id": "1", "Arn": arn}])
    lot = world.cleared_lot()
    world.rate(lot)

    def told() -> list[dict[str, Any]]:
        taken = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        found = [json.loads(one["Body"]) for one in taken]
        return [one for one in found if one["detail"]["data"]["case_id"] == lot.case_id]

    (opened, *_) = poll(told, what="the event on the bus")
    assert (opened["source"], opened["detail-type"], opened["detail"]["type"]) == (
        "hailong",
        "case.opened",
        "case.opened",
    )
    events.remove_targets(Rule="everything", EventBusName=bus, Ids=["1"])
    events.delete_rule(Name="everything", EventBusName=bus)
