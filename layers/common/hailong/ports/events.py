"""What the events to vendors ask of the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from hailong.events.delivery import Answer, Attempt, Endpoint, Line, Unreadable, Waiting
    from hailong.events.event import Event
    from hailong.events.payload import EventBody


class EventOutbox(Protocol):
    def tell(self, event: Event) -> bool:
        """Keeps the event until it is delivered; False, and nothing done, where it is kept already."""


class EventBus(Protocol):
    def publish(self, bodies: Sequence[EventBody]) -> None:
        """RetryLater unless all are taken; some may have been by then."""


class Endpoints(Protocol):
    """Where the events of each client go."""

    def endpoint(self, client_id: str) -> Endpoint | None:
        """GiveUp for one that cannot be read."""

    def endpoints(self) -> Iterator[Endpoint | Unreadable]: ...

    def swap(self, before: Endpoint | None, after: Endpoint) -> None:
        """Writes `after` where `before` (None: nothing) stands. Raced when it does not."""


class EventLines(Protocol):
    """What is still to be delivered, a line for each subject."""

    def due(self, client_id: str, before: datetime) -> Iterator[Line | Unreadable]:
        """The lines that have something to be tried by that moment, longest due first."""

    def undelivered(self, line: Line, since: datetime) -> Sequence[Waiting]:
        """In order, as they stand at this moment; of what happened before `since` only what was asked for again."""

    def record(self, line: Line, waiting: Waiting, attempt: Attempt, due_at: datetime | None) -> None:
        """Logs the attempt and what came of it. `due_at`: when it is tried again; None: it has been dealt with."""

    def put_off(self, line: Line | Unreadable, due_at: datetime) -> None:
        """The line could not be gone through at all: it is looked at again then."""

    def rest(self, line: Line) -> None:
        """The line has nothing left, unless another event has come meanwhile."""


class WebhookPost(Protocol):
    def send(self, url: str, headers: Mapping[str, str], body: str) -> Answer: ...
