"""The working-day clock: Vietnamese public holidays, Tết, substitute and swapped days, from `holidays`."""

from datetime import date, datetime, time, timedelta

from holidays import HolidayBase, country_holidays

from hailong.times import VIETNAM

CLOSE_OF_BUSINESS = time(17, 0)


def vietnamese_calendar() -> HolidayBase:
    """Vietnam's public holidays, grown year by year as they are asked for."""
    return country_holidays("VN", language="vi")


def due_after(moment: datetime, working_days: int, calendar: HolidayBase) -> datetime:
    """17:00 in Vietnam on the n-th working day after the day of `moment`.

    A moment after 17:00, or on a day off, counts as the next working day.
    """
    local = moment.astimezone(VIETNAM)
    first = local.date()
    if not calendar.is_working_day(first) or local.time() > CLOSE_OF_BUSINESS:
        first = calendar.get_nth_working_day(first, 1)
    return close_of_business(calendar.get_nth_working_day(first, working_days))


def close_of_business(day: date) -> datetime:
    """17:00 in Vietnam on that day."""
    return datetime.combine(day, CLOSE_OF_BUSINESS, tzinfo=VIETNAM)


def working_days_between(start: date, end: date, calendar: HolidayBase) -> int:
    """How many working days lie after `start` up to and including `end`."""
    days = (end - start).days
    return sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(1, days + 1))
