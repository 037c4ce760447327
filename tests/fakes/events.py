"""Vendors that take webhooks, and a bus, in memory."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hailong.events.delivery import Answer
from hailong.events.event import Event
from hailong.events.payload import EventBody


@dataclass(frozen=True, slots=True)
class Got:
    headers: Mapping[str, str]
    body: str

    @property
    def event_id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def content(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class MemoryVendors:
    """Each URL answers as it is told to; `got` is what it took, `asked` every attempt."""

    answers: dict[str, Callable[[Got], Answer]] = field(default_factory=dict)
    got: defaultdict[str, list[Got]] = field(default_factory=lambda: defaultdict(list))
    asked: defaultdict[str, list[Got]] = field(default_factory=lambda: defaultdict(list))

    def send(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        got = Got(headers, body)
        self.asked[url].append(got)
        answer = self.answers[url](got) if url in self.answers else Answer(status=204)
        if answer.delivered:
            self.got[url].append(got)
        return answer


@dataclass
class MemoryEventOutbox:
    """`told`: in the order in which they came first."""

    told: dict[str, Event] = field(default_factory=dict)

    def tell(self, event: Event) -> bool:
        new = event.event_id not in self.told
        self.told.setdefault(event.event_id, event)
        return new


@dataclass
class MemoryBus:
    bodies: list[EventBody] = field(default_factory=list)

    def publish(self, bodies: Sequence[EventBody]) -> None:
        self.bodies += bodies
