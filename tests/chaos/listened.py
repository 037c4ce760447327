"""A vendor that takes the events of a run, and a queue behind the bus."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from local.deploy import STACK_NAME
from local.deployment import described
from local.receiver import Receiver
from local.webhooks import Webhooks
from tests.chaos.checks import Told
from tests.e2e.world import World

_MOST_AT_ONCE = 10


@dataclass
class Listened:
    """`receiver` is the vendor; `on_bus` what has been taken from the queue."""

    world: World
    receiver: Receiver
    queue_url: str
    on_bus: set[Told] = field(default_factory=set)

    def listen(self) -> None:
        """Takes all that waits in the queue."""
        sqs = self.world.cloud.client("sqs")
        while taken := sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=_MOST_AT_ONCE).get("Messages"):
            for one in taken:
                said = json.loads(one["Body"])["detail"]
                self.on_bus.add(Told(said["id"], said["type"], said["data"]["declaration_no"]))
                sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=one["ReceiptHandle"])


@contextmanager
def listening(world: World) -> Iterator[Listened]:
    webhooks = Webhooks(described(STACK_NAME, world.cloud.client, is_local=True))
    secrets: list[str] = []
    with Receiver(lambda: secrets) as receiver:
        secret = webhooks.register(world.stack.clients.software.id, receiver.url)
        if secret is None:
            raise ValueError("the vendor has an endpoint already")
        secrets.append(secret)
        yield Listened(world, receiver, _queue_behind_the_bus(world))


def _queue_behind_the_bus(world: World) -> str:
    events, sqs, bus = world.cloud.client("events"), world.cloud.client("sqs"), world.outputs["EventBusName"]
    url = str(sqs.create_queue(QueueName="chaos-subscriber")["QueueUrl"])
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="chaos", EventBusName=bus, EventPattern=json.dumps({"source": ["hailong"]}))
    events.put_targets(Rule="chaos", EventBusName=bus, Targets=[{"Id": "1", "Arn": arn}])
    return url
