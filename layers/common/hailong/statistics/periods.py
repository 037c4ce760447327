"""Days, months and buckets: how a range of days is cut into what counters are kept for. Pure."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
QUARTER = "20[0-9]{2}-Q[1-4]"
"""The form of a quarter, as a regular expression."""


class Bucket(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Range:
    """Days from `first` to `last`, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("must not end before it begins")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Range":
        """The range of equal length right before: of whole months, as many whole months."""
        months = self._whole_months()
        first = _months_earlier(self.first, months) if months else self.first - timedelta(days=self.days)
        return Range(first, self.first - ONE_DAY)

    def a_year_before(self) -> "Range":
        """The same days of the year before; of a month, its last day stays its last day."""
        first, last = (_months_earlier(day, 12) for day in (self.first, self.last))
        return Range(first, _month_end(last) if self.last == _month_end(self.last) else last)

    def _whole_months(self) -> int:
        """How many months the range is; 0 where it is not made of whole ones."""
        if self.first.day != 1 or self.last != _month_end(self.last):
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1


@dataclass(frozen=True, slots=True)
class Span:
    """Periods without a gap, as the keys that counters have: all days, or all months, from `first` to `last`."""

    first: str
    last: str


def day_key(day: date) -> str:
    return f"D{day.isoformat()}"


def month_key(day: date) -> str:
    return f"M{day.isoformat()[:7]}"


def year_key(day: date) -> str:
    return f"Y{day.year:04d}"


def period_keys(day: date) -> tuple[str, str]:
    """The periods that something on that day is counted in."""
    return day_key(day), month_key(day)


def spans(within: Range) -> tuple[Span, ...]:
    """The range as its edge days and its whole months: at most 30 days, months, and 30 days."""
    first_month = within.first if within.first.day == 1 else _month_end(within.first) + ONE_DAY
    last_day = within.last if within.last == _month_end(within.last) else within.last.replace(day=1) - ONE_DAY
    if first_month > last_day:
        return (Span(day_key(within.first), day_key(within.last)),)
    found = [Span(month_key(first_month), month_key(last_day))]
    if within.first < first_month:
        found.insert(0, Span(day_key(within.first), day_key(first_month - ONE_DAY)))
    if last_day < within.last:
        found.append(Span(day_key(last_day + ONE_DAY), day_key(within.last)))
    return tuple(found)


def since_ever(last: date) -> tuple[Span, ...]:
    """Everything up to a day, of what is kept by year, too."""
    years = Span("Y2000", year_key(last.replace(year=last.year - 1, day=1)))
    return years, *spans(Range(last.replace(month=1, day=1), last))


def spans_by(within: Range, bucket: Bucket) -> tuple[Span, ...]:
    """The range as periods of which none lies in two buckets."""
    return (Span(day_key(within.first), day_key(within.last)),) if bucket is Bucket.DAY else spans(within)


def bucket_of(day: date, bucket: Bucket) -> str:
    """`2022-01-05`, `2022-01`, `2022-Q1` or `2022`."""
    match bucket:
        case Bucket.DAY:
            return day.isoformat()
        case Bucket.MONTH:
            return day.isoformat()[:7]
        case Bucket.QUARTER:
            return f"{day.year:04d}-Q{(day.month + 2) // 3}"
        case Bucket.YEAR:
            return f"{day.year:04d}"


_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV"}


def period_in_words(bucket: str) -> str:
    """`Ngày 05/01/2022`, `Tháng 01/2022`, `Quý I/2022` or `Năm 2022`, of what `bucket_of` gives."""
    year, _, rest = bucket.partition("-")
    if rest.startswith("Q"):
        return f"Quý {_ROMAN[rest[1:]]}/{year}"
    month, _, day = rest.partition("-")
    if day:
        return f"Ngày {day}/{month}/{year}"
    return f"Tháng {month}/{year}" if month else f"Năm {year}"


def bucket_of_period(period: str, bucket: Bucket) -> str:
    """The bucket of a period's key, which must not be longer than the bucket."""
    return bucket_of(date.fromisoformat(period[1:] if period[0] == "D" else f"{period[1:]}-01"), bucket)


def buckets(within: Range, bucket: Bucket) -> Iterator[tuple[str, Range]]:
    """The buckets of the range in order, each with its days that lie in the range."""
    first = within.first
    while first <= within.last:
        last = min(bucket_end(first, bucket), within.last)
        yield bucket_of(first, bucket), Range(first, last)
        first = last + ONE_DAY


def is_cut(days: Range, bucket: Bucket, today: date) -> bool:
    """Whether days of a bucket are not the whole of it, or it is not over yet."""
    return days.first != bucket_start(days.first, bucket) or min(days.last, today) < bucket_end(days.first, bucket)


def quarter(text: str) -> Range:
    """The days of `2026-Q1`; ValueError if `text` is no quarter of this century."""
    if not re.fullmatch(QUARTER, text):
        raise ValueError("must be a quarter such as 2026-Q1")
    year, number = text.split("-Q")
    first = date(int(year), 3 * int(number) - 2, 1)
    return Range(first, bucket_end(first, Bucket.QUARTER))


def _months_earlier(day: date, months: int) -> date:
    """The same day so many months before, or the last one of a month that is shorter."""
    number = day.year * 12 + day.month - 1 - months
    first = date(number // 12, number % 12 + 1, 1)
    return first.replace(day=min(day.day, _month_end(first).day))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def bucket_start(day: date, bucket: Bucket) -> date:
    match bucket:
        case Bucket.DAY:
            return day
        case Bucket.MONTH:
            return day.replace(day=1)
        case Bucket.QUARTER:
            return day.replace(day=1, month=(day.month - 1) // 3 * 3 + 1)
        case Bucket.YEAR:
            return day.replace(month=1, day=1)


def bucket_end(day: date, bucket: Bucket) -> date:
    match bucket:
        case Bucket.DAY:
            return day
        case Bucket.MONTH:
            return _month_end(day)
        case Bucket.QUARTER:
            return _month_end(day.replace(day=1, month=(day.month + 2) // 3 * 3))
        case Bucket.YEAR:
            return day.replace(month=12, day=31)
