"""Moments and Vietnamese days. Nothing here reads a clock: the time is an argument everywhere."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7), "UTC+7")
"""Vietnam has had no daylight saving since it took UTC+7 in 1975."""

Clock = Callable[[], datetime]


def now() -> datetime:
    """The present moment, in UTC, to the second: the clock that handlers pass in."""
    return datetime.now(UTC).replace(microsecond=0)


def to_text(moment: datetime) -> str:
    """`2026-06-20T02:31:00Z`: the stored form, of one width so that it sorts as text."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_local_text(moment: datetime) -> str:
    """`2026-06-20T09:31:00+07:00`: the form of the API's answers."""
    return moment.astimezone(VIETNAM).isoformat(timespec="seconds")


def vietnamese_day(moment: datetime) -> date:
    """The calendar day in Vietnam (UTC+7)."""
    return moment.astimezone(VIETNAM).date()
