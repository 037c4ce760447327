"""Events on their way, in the events table.

`client#subject` is a line: its events (`EVENT#place`) in order, and the line itself, which the sparse index `due` has
as long as something of it waits. `ENDPOINTS` holds where each client's go, `LOG#client#day` every attempt.
"""

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import items, lifetimes
from hailong.adapters.dynamodb.client import transact
from hailong.events.delivery import KEPT, Attempt, Endpoint, Line, Unreadable, Waiting
from hailong.events.event import Event, place_of
from hailong.vocabulary.attempts import Pause
from hailong.vocabulary.errors import GiveUp, Raced
from hailong.vocabulary.times import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

LINE, EVENT_PREFIX, ENDPOINTS = "LINE", "EVENT#", "ENDPOINTS"
DUE = "due"
EVENTS_KEPT = KEPT + timedelta(days=1)
_IS_THERE = "attribute_exists(pk)"
_PAGE = 100


class EventState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class DynamoEventOutbox:
    """`pause` waits between attempts where two transactions met: a line is written by who tells and who delivers."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def tell(self, event: Event) -> bool:
        """The event and its line in one stroke: what is kept is also due."""
        line = _line_key(event.client_id, event.subject)
        values = {
            ":client": event.client_id,
            ":subject": event.subject,
            ":at": to_text(event.at),
            ":expires": _expires(event.at),
            ":one": 1,
        }
        writes: list[Any] = [
            {
                "Put": {
                    "TableName": self._table,
                    "Item": event_item(event),
                    "ConditionExpression": "attribute_not_exists(pk)",
                }
            },
            {
                "Update": {
                    "TableName": self._table,
                    "Key": line,
                    "UpdateExpression": "SET client_id = :client, subject = :subject, expires = :expires, "
                    "due_at = if_not_exists(due_at, :at) ADD events :one",
                    "ExpressionAttributeValues": items.marshal(values),
                }
            },
        ]
        return transact(self._client, writes, self._pause) is None


class DynamoEndpoints:
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def endpoint(self, client_id: str) -> Endpoint | None:
        found = self._client.get_item(TableName=self._table, Key=_endpoint_key(client_id), ConsistentRead=True)
        endpoint = _endpoint_from(found["Item"]) if "Item" in found else None
        if isinstance(endpoint, Unreadable):
            raise GiveUp(f"the endpoint of {client_id} cannot be read: {endpoint.why}")
        return endpoint

    def endpoints(self) -> Iterator[Endpoint | Unreadable]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :endpoints",
            ExpressionAttributeValues=items.marshal({":endpoints": ENDPOINTS}),
        )
        for page in pages:
            yield from map(_endpoint_from, page["Items"])

    def swap(self, before: Endpoint | None, after: Endpoint) -> None:
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before is not None:
            condition = {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": items.marshal({":version": before.version}),
            }
        item = _endpoint_key(after.client_id) | items.marshal(items.stored(Endpoint, after))
        try:
            self._client.put_item(TableName=self._table, Item=item, **condition)
        except self._client.exceptions.ConditionalCheckFailedException as error:
            raise Raced("the endpoint has changed meanwhile") from error


class DynamoEventLines:
    """`pause` as in the outbox."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def due(self, client_id: str, before: datetime) -> Iterator[Line | Unreadable]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=DUE,
            KeyConditionExpression="client_id = :client AND due_at <= :before",
            ExpressionAttributeValues=items.marshal({":client": client_id, ":before": to_text(before)}),
            PaginationConfig={"PageSize": _PAGE},
        )
        for page in pages:
            for key in page["Items"]:
                # The index lags behind.
                found = self._client.get_item(
                    TableName=self._table, Key={"pk": key["pk"], "sk": key["sk"]}, ConsistentRead=True
                ).get("Item")
                line = _line_from(found, client_id) if found else None
                if isinstance(line, Unreadable) or (line is not None and line.due_at and line.due_at <= before):
                    yield line

    def undelivered(self, line: Line, since: datetime) -> list[Waiting]:
        values = {
            ":line": _line(line.client_id, line.subject),
            ":event": EVENT_PREFIX,
            ":waiting": EventState.WAITING.value,
            ":since": to_text(since),
        }
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :line AND begins_with(sk, :event)",
            FilterExpression="#state = :waiting AND (#at >= :since OR attribute_exists(again_at))",
            ExpressionAttributeNames={"#state": "state", "#at": "at"},
            ExpressionAttributeValues=items.marshal(values),
            ConsistentRead=True,
        )
        return [_waiting_from(item) for page in pages for item in page["Items"]]

    def record(self, line: Line, waiting: Waiting, attempt: Attempt, due_at: datetime | None) -> None:
        state = EventState.WAITING
        if due_at is None:
            state = EventState.GIVEN_UP if attempt.given_up else EventState.DELIVERED
        failures = 0 if due_at is None else line.failures + 1
        moved: dict[str, Any] = {
            "UpdateExpression": "SET failures = :failures" + (", due_at = :due" if due_at else ""),
            "ExpressionAttributeValues": items.marshal(
                {":failures": failures} | ({":due": to_text(due_at)} if due_at else {})
            ),
        }
        writes: list[Any] = [
            {
                "Update": {
                    "TableName": self._table,
                    "Key": _event_key(waiting.event),
                    # What time has taken away must not come back as a rest of itself.
                    "ConditionExpression": _IS_THERE,
                    "UpdateExpression": "SET #state = :state, attempts = :attempts",
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": items.marshal({":state": state.value, ":attempts": attempt.number}),
                }
            },
            {
                "Update": {
                    "TableName": self._table,
                    "Key": _line_key(line.client_id, line.subject),
                    "ConditionExpression": _IS_THERE,
                    **moved,
                }
            },
            {"Put": {"TableName": self._table, "Item": _attempt_item(line.client_id, attempt)}},
        ]
        if transact(self._client, writes, self._pause) is not None:
            raise Raced("the event is no longer kept")

    def put_off(self, line: Line | Unreadable, due_at: datetime) -> None:
        update, values = "SET due_at = :due", {":due": to_text(due_at)}
        # What cannot be read is left as it is, for somebody to look at.
        more = {} if isinstance(line, Unreadable) else {":failures": line.failures + 1}
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.update_item(
                TableName=self._table,
                Key=_line_key(line.client_id, str(line.subject)),
                UpdateExpression=update + (", failures = :failures" if more else ""),
                ConditionExpression=_IS_THERE,
                ExpressionAttributeValues=items.marshal(values | more),
            )

    def rest(self, line: Line) -> None:
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.update_item(
                TableName=self._table,
                Key=_line_key(line.client_id, line.subject),
                UpdateExpression="REMOVE due_at",
                ConditionExpression="events = :events",
                ExpressionAttributeValues=items.marshal({":events": line.events}),
            )


class DynamoDeliveryLog:
    """For the operator: what was tried, and what is to be delivered again."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def attempts(self, client_id: str, day: str, most: int) -> list[Attempt]:
        """The latest attempts of a day (UTC, `2026-06-20`), latest first."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :log",
            ExpressionAttributeValues=items.marshal({":log": f"LOG#{client_id}#{day}"}),
            ScanIndexForward=False,
            PaginationConfig={"MaxItems": most},
        )
        return [items.read(Attempt, item) for page in pages for item in page["Items"]]

    def again(self, client_id: str, event_id: str, at: datetime) -> bool:
        """Has the event delivered once more, and tried for three days from `at`; False where none is kept."""
        subject, place = place_of(event_id)
        writes: list[Any] = [
            {
                "Update": {
                    "TableName": self._table,
                    "Key": items.marshal({"pk": _line(client_id, subject), "sk": f"{EVENT_PREFIX}{place}"}),
                    "ConditionExpression": _IS_THERE,
                    "UpdateExpression": "SET #state = :waiting, again_at = :at",
                    "ExpressionAttributeNames": {"#state": "state"},
                    "ExpressionAttributeValues": items.marshal(
                        {":waiting": EventState.WAITING.value, ":at": to_text(at)}
                    ),
                }
            },
            {
                "Update": {
                    "TableName": self._table,
                    "Key": _line_key(client_id, subject),
                    "ConditionExpression": _IS_THERE,
                    "UpdateExpression": "SET due_at = :at, failures = :none ADD events :one",
                    "ExpressionAttributeValues": items.marshal({":at": to_text(at), ":none": 0, ":one": 1}),
                }
            },
        ]
        return transact(self._client, writes) is None


def event_item(event: Event) -> items.Item:
    """As `escalate` writes it."""
    more = {"event_id": event.event_id, "state": EventState.WAITING.value, "attempts": 0, "expires": _expires(event.at)}
    return _event_key(event) | items.marshal(items.stored(Event, event) | more)


def event_from(item: "Mapping[str, Any]") -> Event:
    return items.read(Event, item)


def _endpoint_from(item: "Mapping[str, Any]") -> Endpoint | Unreadable:
    try:
        return items.read(Endpoint, item)
    except items.UNREADABLE as error:
        return Unreadable(client_id=item["sk"]["S"], why=type(error).__name__)


def _line_from(item: "Mapping[str, Any]", client_id: str) -> Line | Unreadable:
    try:
        return items.read(Line, item)
    except items.UNREADABLE as error:
        subject = item["pk"]["S"].removeprefix(f"{client_id}#")
        return Unreadable(client_id=client_id, subject=subject, why=type(error).__name__)


def _waiting_from(item: "Mapping[str, Any]") -> Waiting:
    again = item.get("again_at")
    return Waiting(
        event=event_from(item),
        attempts=int(item["attempts"]["N"]),
        again_at=datetime.fromisoformat(again["S"]) if again else None,
    )


def _attempt_item(client_id: str, attempt: Attempt) -> items.Item:
    at = to_text(attempt.at)
    key = {"pk": f"LOG#{client_id}#{at[:10]}", "sk": f"{at}#{attempt.event_id}#{attempt.number:06d}"}
    return items.marshal(key | items.stored(Attempt, attempt) | {"expires": _expires(attempt.at)})


def _endpoint_key(client_id: str) -> items.Item:
    return items.marshal({"pk": ENDPOINTS, "sk": client_id})


def _line(client_id: str, subject: str) -> str:
    return f"{client_id}#{subject}"


def _line_key(client_id: str, subject: str) -> items.Item:
    return items.marshal({"pk": _line(client_id, subject), "sk": LINE})


def _event_key(event: Event) -> items.Item:
    return items.marshal({"pk": _line(event.client_id, event.subject), "sk": f"{EVENT_PREFIX}{event.place}"})


def _expires(at: datetime) -> int:
    """When the table itself takes it away, in seconds since 1970."""
    return lifetimes.end(at, EVENTS_KEPT)
