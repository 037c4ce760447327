"""The post office of the events: the tables on moto, vendors that answer as they are told, and a clock."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from functions.events import decisions
from hailong.adapters.dynamodb.events import (
    DynamoDeliveryLog,
    DynamoEndpoints,
    DynamoEventLines,
    DynamoEventOutbox,
)
from hailong.events.delivery import Answer, Endpoint
from hailong.events.event import Event, EventType
from hailong.events.signing import new_secret
from tests import samples
from tests.failing import stored
from tests.fakes.events import Got, MemoryBus, MemoryVendors
from tests.fakes.executions import MemoryQueue

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

START = samples.RATED
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ONE, OTHER = "client-one", "client-other"
DOWN = Answer(error="no_answer")


def url_of(client_id: str) -> str:
    return f"https://{client_id}.example.vn/events"


@dataclass
class Post:
    """The whole post office: the tables, the vendors, the queue, and the time."""

    dynamodb: "DynamoDBClient"
    table: str
    now: datetime = START
    vendors: MemoryVendors = field(default_factory=MemoryVendors)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    secrets: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outbox = DynamoEventOutbox(self.dynamodb, self.table)
        self.endpoints = DynamoEndpoints(self.dynamodb, self.table)
        self.log = DynamoDeliveryLog(self.dynamodb, self.table)
        self.desk = decisions.Desk(
            endpoints=self.endpoints,
            lines=DynamoEventLines(self.dynamodb, self.table),
            secrets=lambda client_id, _since: self.secrets.get(client_id, []),
            post=self.vendors,
            queue=self.queue,
            api_url="https://api.example.vn/v1",
            clock=lambda: self.now,
            stopwatch=self._seconds,
        )

    def _seconds(self) -> float:
        return self.now.timestamp()

    def register(self, *client_ids: str) -> None:
        for client_id in client_ids:
            self.secrets[client_id] = [new_secret()]
            self.endpoints.swap(
                None, Endpoint(client_id=client_id, url=url_of(client_id), since=self.now, secrets_at=self.now)
            )

    def happens(self, client_id: str, lot: int, version: int) -> Event:
        """A case moves, and its event is kept and handed on, as by the streams."""
        event = Event(
            client_id=client_id,
            subject=f"{lot:011d}-{'0' * 16}",
            place=f"1-{version:06d}",
            type=EventType.CASE_PROGRESSED,
            at=self.now,
            declaration_no=f"{lot:011d}1",
            lot_key=f"{lot:011d}",
            case_id=f"HL-{lot:011d}",
        )
        self.outbox.tell(event)
        decisions.told([event], MemoryBus(), self.queue, "https://api.example.vn/v1")
        return event

    def work(self) -> None:
        """All messages of the queue, as Lambda takes them."""
        while self.queue.messages:
            decisions.deliver(self.queue.messages.pop(0)["client_id"], self.desk)

    def passes(self, period: timedelta, step: timedelta = MINUTE) -> None:
        """Time, minute by minute as by the clock of the template, or in longer steps."""
        end = self.now + period
        while self.now < end:
            self.now += step
            decisions.wake_all(self.desk)
            self.work()

    def got(self, client_id: str) -> list[str]:
        """The ids of what a vendor took, in the order of it."""
        return [one.event_id for one in self.vendors.got[url_of(client_id)]]

    def tries(self, client_id: str) -> int:
        return len(self.vendors.asked[url_of(client_id)])

    def answers(self, client_id: str, answer: Callable[[Got], Answer]) -> None:
        self.vendors.answers[url_of(client_id)] = answer

    def states(self) -> list[str]:
        return [one["state"] for one in stored(self.dynamodb, self.table, "EVENT#")]


def in_order_of_each_case(ids: list[str]) -> bool:
    """Whether the events of each case come as they happened; an event that comes twice counts once."""
    first = list(dict.fromkeys(ids))
    subjects = {one[:28] for one in first}
    return all(
        [one for one in first if one[:28] == subject] == sorted(one for one in first if one[:28] == subject)
        for subject in subjects
    )
