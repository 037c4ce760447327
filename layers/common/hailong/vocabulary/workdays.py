"""The working-day clock: Vietnamese public holidays, Tết, substitute and swapped days.

They stand in `public_holidays.json`, written by `make holidays` from `holidays`, which takes as long to load as half
of what a function needs.

Office hours, and days that a decree or the department adds or takes, each with its source, are data:
`working_time.json`. So are the years whose swapped days somebody has compared with what the government announced.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hailong.vocabulary.times import VIETNAM

_CONFIRMED_BY_MONTH = 12
_SATURDAY = 5
_SOURCED = ("days_off", "working_days", "confirmed")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicCalendar:
    """The public calendar from `first` to `last`: weekdays that are `off`, days of weekends that are `worked`."""

    first: date
    last: date
    off: frozenset[date]
    worked: frozenset[date]

    def works_on(self, day: date) -> bool:
        """ValueError for a day of which the calendar does not tell."""
        if not self.first <= day <= self.last:
            raise ValueError(f"the public holidays of {day.year} are not known: make holidays")
        return day in self.worked or (day.weekday() < _SATURDAY and day not in self.off)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingTime:
    """When the offices work. `days_off` and `working_days` overrule the public calendar; the latter are Saturdays,
    say, that are worked. `office_hours` are spans of a day, in order: the last one ends at the close of business.
    """

    public: PublicCalendar
    office_hours: tuple[tuple[time, time], ...]
    days_off: frozenset[date] = frozenset()
    working_days: frozenset[date] = frozenset()
    confirmed: frozenset[int] = frozenset()
    """The years whose swapped days are known for certain."""

    @property
    def opens(self) -> time:
        return self.office_hours[0][0]

    @property
    def closes(self) -> time:
        return self.office_hours[-1][1]

    def works_on(self, day: date) -> bool:
        if day in self.days_off:
            return False
        return day in self.working_days or self.public.works_on(day)

    def unconfirmed(self, day: date) -> int | None:
        """The year whose swapped days ought to be confirmed by that day and are not; next year's from 1 December."""
        due = (day.year, day.year + 1) if day.month >= _CONFIRMED_BY_MONTH else (day.year,)
        return next((year for year in due if year not in self.confirmed), None)

    def open_at(self, moment: datetime) -> bool:
        """True within office hours, the stroke of closing included."""
        local = moment.astimezone(VIETNAM)
        return self.works_on(local.date()) and any(
            start <= local.time().replace(tzinfo=None) <= end for start, end in self.office_hours
        )

    def worked_between(self, start: datetime, end: datetime) -> timedelta:
        """How long the offices worked from one moment to a later one."""
        first, last = (moment.astimezone(VIETNAM).replace(tzinfo=None) for moment in (start, end))
        worked, day = timedelta(), first.date()
        while day <= last.date():
            if self.works_on(day):
                for opens, closes in self.office_hours:
                    within = min(last, datetime.combine(day, closes)) - max(first, datetime.combine(day, opens))
                    worked += max(within, timedelta())
            day += timedelta(days=1)
        return worked

    def day_after(self, day: date, working_days: int) -> date:
        """The n-th working day after `day`."""
        following = (later for later in _days_from(day + timedelta(days=1)) if self.works_on(later))
        for _ in range(working_days - 1):
            next(following)
        return next(following)

    def close_of_business(self, day: date) -> datetime:
        """The end of office hours (17:00 in Vietnam) on that day."""
        return datetime.combine(day, self.closes, tzinfo=VIETNAM)


@cache
def vietnamese_calendar() -> WorkingTime:
    """The working time of the offices, as the data file has it."""
    return working_time(_data("working_time.json"))


@cache
def public_calendar() -> PublicCalendar:
    """The public calendar of Vietnam, as the data file has it."""
    data = _data("public_holidays.json")
    return PublicCalendar(
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]),
        off=frozenset(map(date.fromisoformat, data["off"])),
        worked=frozenset(map(date.fromisoformat, data["worked"])),
    )


def working_time(data: Mapping[str, Any]) -> WorkingTime:
    """Working time from its data, days and years each with their source; ValueError where that makes no sense."""
    hours = tuple((time.fromisoformat(start), time.fromisoformat(end)) for start, end in data["office_hours"])
    stops = [stop for span in hours for stop in span]
    if not hours or stops != sorted(set(stops)):
        raise ValueError("office_hours: each span must end after it starts, and start after the one before")
    days_off = frozenset(date.fromisoformat(day) for day in data["days_off"])
    working_days = frozenset(date.fromisoformat(day) for day in data["working_days"])
    if days_off & working_days:
        raise ValueError("a day cannot be both off and worked")
    if not all(source.strip() for part in _SOURCED for source in data[part].values()):
        raise ValueError("every day and year must have a source")
    return WorkingTime(
        public=public_calendar(),
        office_hours=hours,
        days_off=days_off,
        working_days=working_days,
        confirmed=frozenset(map(int, data["confirmed"])),
    )


def due_after(moment: datetime, working_days: int, calendar: WorkingTime) -> datetime:
    """The close of business on the n-th working day after the day of `moment`.

    A moment after the close of business, or on a day off, counts as the next working day.
    """
    local = moment.astimezone(VIETNAM)
    first = local.date()
    if not calendar.works_on(first) or local.time() > calendar.closes:
        first = calendar.day_after(first, 1)
    return calendar.close_of_business(calendar.day_after(first, working_days))


def _data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name(name).read_text("utf-8"))
    return found


def _days_from(day: date) -> Iterator[date]:
    while True:
        yield day
        day += timedelta(days=1)
