from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.workdays import WorkingTime, due_after, public_calendar, vietnamese_calendar, working_time

CALENDAR = vietnamese_calendar()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-06-19T10:00", "2026-06-26T17:00"),  # Friday: the fifth working day after is the next Friday
        ("2026-06-19T17:00", "2026-06-26T17:00"),  # on the stroke of five is still that day
        ("2026-06-19T17:01", "2026-06-29T17:00"),  # after five: counted from Monday
        ("2026-06-20T09:00", "2026-06-29T17:00"),  # Saturday: counted from Monday
        ("2026-06-19T00:30", "2026-06-26T17:00"),  # the Vietnamese day, not the one of UTC
        ("2026-04-24T10:00", "2026-05-06T17:00"),  # Hung Kings (Sunday, moved to Monday), 30 April and 1 May are off
        ("2026-02-13T10:00", "2026-02-27T17:00"),  # Tet 2026: 16 to 20 February are off
        ("2025-12-31T10:00", "2026-01-09T17:00"),  # Friday 2 January 2026 is off by dispatch 12729
        ("2026-01-05T10:00", "2026-01-10T17:00"),  # and Saturday 10 January is worked instead
    ],
)
def test_five_working_days_end_at_the_close_of_business(opened: str, due: str) -> None:
    assert due_after(_at(opened), 5, CALENDAR) == _at(due)


OVERRULED: dict[str, Any] = {
    "office_hours": [["07:30", "11:30"], ["13:30", "16:30"]],
    "days_off": {"2026-06-22": "decree"},
    "working_days": {"2026-06-27": "decree"},
    "confirmed": {"2026": "decree"},
}


def test_days_off_and_on_and_office_hours_are_data() -> None:
    calendar = working_time(OVERRULED)
    assert due_after(_at("2026-06-19T10:00"), 1, calendar) == _at("2026-06-23T16:30")  # Monday is taken off
    assert due_after(_at("2026-06-19T16:31"), 4, calendar) == _at("2026-06-27T16:30")  # and a Saturday is worked
    assert due_after(_at("2026-06-19T10:00"), 5, calendar) == _at("2026-06-27T16:30")


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-06-19T07:59", False),
        ("2026-06-19T08:00", True),
        ("2026-06-19T12:30", False),
        ("2026-06-19T17:00", True),
        ("2026-06-19T17:01", False),
        ("2026-06-20T10:00", False),  # Saturday
        ("2026-09-02T10:00", False),  # National Day
        ("2026-02-17T10:00", False),  # Tet
    ],
)
def test_offices_are_open_in_office_hours_of_working_days(moment: str, *, is_open: bool) -> None:
    assert CALENDAR.open_at(_at(moment)) is is_open
    assert CALENDAR.open_at(_at(moment).astimezone(UTC)) is is_open


@given(
    st.datetimes(datetime(2021, 5, 15), datetime(2027, 12, 1), timezones=st.just(VIETNAM)),  # noqa: DTZ001 - given a zone
    st.integers(1, 15),
)
def test_a_due_date_is_the_close_of_a_working_day_with_as_many_working_days_before_it(moment: datetime, n: int) -> None:
    due = due_after(moment, n, CALENDAR)
    assert CALENDAR.works_on(due.date())
    assert due.time() == CALENDAR.closes
    days = [moment.date() + timedelta(days=k) for k in range(1, (due.date() - moment.date()).days + 1)]
    counted_from_next = not CALENDAR.works_on(moment.date()) or moment.time() > CALENDAR.closes
    assert sum(map(CALENDAR.works_on, days)) == n + counted_from_next


@pytest.mark.parametrize(
    "change",
    [
        {"office_hours": []},
        {"office_hours": [["12:00", "08:00"]]},
        {"office_hours": [["08:00", "12:00"], ["11:00", "17:00"]]},
        {"working_days": {"2026-06-22": "decree"}},
        {"confirmed": {"2026": " "}},
    ],
)
def test_working_time_that_makes_no_sense_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"office_hours|both|source"):
        working_time(OVERRULED | change)


def test_the_data_file_is_read_once_and_makes_sense() -> None:
    assert isinstance(CALENDAR, WorkingTime)
    assert vietnamese_calendar() is CALENDAR


def test_a_swap_across_new_year_is_known() -> None:
    # 31 December 2018 was off for Saturday 5 January 2019, 2 January 2015 for Saturday 27 December 2014.
    asked = [date(2019, 1, 5), date(2014, 12, 27), date(2018, 12, 31), date(2015, 1, 2)]
    assert [working_time(OVERRULED).works_on(day) for day in asked] == [True, True, False, False]


def test_the_public_calendar_is_what_holidays_says_and_reaches_far_enough() -> None:
    """After an update of `holidays` (a new decree): `make holidays`."""
    public, said = public_calendar(), country_holidays("VN", years=range(2013, 2063))
    assert (public.first, public.last) == (date(2014, 1, 1), date(2060, 12, 31))
    days = [public.first + timedelta(days=n) for n in range((public.last - public.first).days + 1)]
    assert [day for day in days if public.works_on(day) != said.is_working_day(day)] == []
    with pytest.raises(ValueError, match="2061"):
        public.works_on(date(2061, 1, 1))


@pytest.mark.parametrize(
    ("day", "year"),
    [("2026-06-01", None), ("2026-11-30", None), ("2026-12-01", 2027), ("2027-01-02", 2027), ("2025-12-01", 2025)],
)
def test_next_years_swapped_days_are_to_be_confirmed_by_1_december(day: str, year: int | None) -> None:
    assert working_time(OVERRULED).unconfirmed(date.fromisoformat(day)) == year


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-06-19T09:00", "2026-06-19T11:30", 2.5),
        ("2026-06-19T11:00", "2026-06-19T14:00", 2),  # over lunch
        ("2026-06-19T16:00", "2026-06-22T09:00", 2),  # over a weekend
        ("2026-06-20T09:00", "2026-06-21T09:00", 0),
        ("2025-12-31T16:00", "2026-01-05T09:00", 2),  # Friday 2 January is off
        ("2026-06-19T18:00", "2026-06-26T17:00", 40),
    ],
)
def test_working_time_is_counted_in_office_hours_alone(start: str, end: str, hours: float) -> None:
    assert CALENDAR.worked_between(_at(start), _at(end).astimezone(UTC)) == timedelta(hours=hours)
