"""How events are brought to a vendor: in order for each subject, tried again for three days, one vendor by itself."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from hailong.events.event import Event

GIVE_UP_AFTER = timedelta(days=3)
"""Counted from the event; one that was never tried is tried once, however late."""

KEPT = timedelta(days=30)
"""For so long an event, and the log of its deliveries, can be looked at and delivered again."""

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 10, 30, 60, 120, 240))
"""The last one is repeated."""

LEASE = timedelta(seconds=90)
"""Longer than the function may take: whoever holds a lease past its end is dead."""

AWAY_AFTER = 3
"""After so many without an answer, one after the other, it is the vendor that is away, and not one event."""

LONGEST_WAIT = timedelta(hours=1)
"""The longest that a `Retry-After` is heeded."""

MOST_ENDPOINTS = 300
"""How many vendors may have one: their secrets are kept together."""


def pause(failures: int) -> timedelta:
    """The pause after so many failures, from 1 on."""
    return PAUSES[min(failures, len(PAUSES)) - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where the events of a client go that happen from `since` on. `version` grows with every change.

    `failures`: how often in a row there was no answer. `busy_until`: who delivers has it until then. `stopped`: why
    nothing is sent any more. `secrets_at`: when its secrets were changed last.
    """

    client_id: str
    url: str
    since: datetime
    secrets_at: datetime
    version: int = 1
    failures: int = 0
    paused_until: datetime | None = None
    busy_until: datetime | None = None
    stopped: str | None = None

    def free(self, now: datetime) -> bool:
        """Whether it may be sent to by somebody who is not at it."""
        held = (self.paused_until, self.busy_until)
        return self.stopped is None and all(until is None or until <= now for until in held)

    def taken(self, now: datetime) -> Self:
        return replace(self, busy_until=now + LEASE, version=self.version + 1)

    def left(self, failures: int, paused_until: datetime | None, stopped: str | None = None) -> Self:
        """As it is when whoever delivered is done."""
        return replace(
            self,
            failures=failures,
            paused_until=paused_until,
            busy_until=None,
            stopped=stopped,
            version=self.version + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The events of one subject for one client. `events` counts them; `failures`: of the first that waits."""

    client_id: str
    subject: str
    events: int
    failures: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A line, or an endpoint (`subject` None), that cannot be read. `why`: the class of the error, which may itself
    quote what is kept.
    """

    client_id: str
    subject: str | None = None
    why: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one attempt: a status, or why there was none. `wait`: what the vendor asks for."""

    status: int | None = None
    error: str | None = None
    wait: timedelta | None = None

    @property
    def delivered(self) -> bool:
        return self.status is not None and self.status // 100 == 2  # noqa: PLR2004 - HTTP's class of success

    @property
    def gone(self) -> bool:
        """The vendor wants no more of them (Standard Webhooks: 410)."""
        return self.status == 410  # noqa: PLR2004 - HTTP's number

    @property
    def away(self) -> bool:
        """There is nobody who would take anything, whatever is sent."""
        return self.status is None or self.status >= 500 or self.status in {408, 429}  # noqa: PLR2004 - HTTP's


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A row of the log of deliveries."""

    event_id: str
    type: str
    at: datetime
    number: int
    status: int | None = None
    error: str | None = None
    milliseconds: int
    given_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An event that has not been delivered yet. `again_at`: when the operator asked for it once more."""

    event: Event
    attempts: int
    again_at: datetime | None = None

    def too_old(self, now: datetime) -> bool:
        """Whether a failure at `now` is the last."""
        return now - (self.again_at or self.event.at) >= GIVE_UP_AFTER
