"""Events that the bus has missed, put on it again: those of the time of which a stream gave up a batch.

The letter of a batch names no event, but when its records came. Their changes happened before, by at most as long as a
stream is read behind. So some come twice: they bear the same id, as everything on the bus may that is told twice.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.events import EVENT_PREFIX, event_from
from hailong.adapters.eventbridge import EventBridgeBus
from hailong.events.event import Event
from hailong.events.payload import body_of
from hailong.vocabulary.errors import RecordUnreadable, RetryLater
from hailong.vocabulary.times import to_text
from local.deployment import Deployment
from local.progress import CannotGoOn

_BEHIND = timedelta(days=1)
"""What a stream keeps: nothing is read later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Between what moments (ISO 8601, UTC) the changes of a batch happened."""

    first: str
    last: str


def missed_by(letter: str) -> Missed | None:
    """What a dead letter says of a batch of a stream; None where it says nothing of one.

    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """
    try:
        told = json.loads(letter)["DDBStreamBatchInfo"]
        first = datetime.fromisoformat(told["approximateArrivalOfFirstRecord"])
        last = datetime.fromisoformat(told["approximateArrivalOfLastRecord"])
    except (ValueError, LookupError, TypeError):
        return None
    return Missed(first=to_text(first - _BEHIND), last=to_text(last))


def tell_again(deployed: Deployment, missed: Sequence[Missed], *, apply: bool) -> int:
    """Shows how many events there are of those times and, with `apply`, puts them on the bus, each case's in order."""
    if not missed:
        return 0
    found = sorted(_events(deployed, missed), key=lambda one: (one.client_id, one.subject, one.place))
    if apply:
        bus = EventBridgeBus(deployed.client("events"), deployed.outputs["EventBusName"])
        try:
            bus.publish([body_of(event, deployed.outputs["ApiUrl"]) for event in found])
        except RetryLater as error:
            raise CannotGoOn(f"{error}; run it again") from error
    return len(found)


def _events(deployed: Deployment, missed: Sequence[Missed]) -> Iterator[Event]:
    pages = deployed.client("dynamodb").get_paginator("scan").paginate(
        TableName=deployed.outputs["EventsTable"],
        FilterExpression="begins_with(sk, :event) AND #at BETWEEN :first AND :last",
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues=items.marshal(
            {
                ":event": EVENT_PREFIX,
                ":first": min(one.first for one in missed),
                ":last": max(one.last for one in missed),
            }
        ),
        ConsistentRead=True,
    )  # fmt: skip
    for item in (item for page in pages for item in page["Items"]):
        event = _readable(item)
        if event is not None and any(one.first <= to_text(event.at) <= one.last for one in missed):
            yield event


def _readable(item: dict[str, Any]) -> Event | None:
    try:
        return event_from(item)
    except RecordUnreadable as error:
        print(f"{error}: its vendor waits for it, too; see the runbook on EventsUnreadable")
        return None
