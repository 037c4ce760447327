"""What is asked for, from the query string."""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import partial

from hailong.statistics.periods import Bucket, Range, buckets, quarter
from hailong.statistics.units import DEPARTMENT, Unit, parse_unit
from hailong.vocabulary.errors import FieldError, Invalid
from hailong.vocabulary.words import word

DAY = "20[0-9]{2}-[0-9]{2}-[0-9]{2}"
"""The form of a day, as a regular expression."""

MOST_BUCKETS = 1200
"""Three years of days: a longer series is nobody's to read."""
MOST_DAYS = 3660
"""Ten years."""


class Compare(StrEnum):
    BEFORE = "before"
    LAST_YEAR = "last_year"


class Format(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


class Locale(StrEnum):
    """How a CSV is written: for a spreadsheet that speaks Vietnamese, or for machines."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """`compare` is the period beside it: the days, or how these follow from the days that figures are given of.

    `today` is the asker's.
    """

    unit: Unit
    within: Range
    bucket: Bucket
    compare: Range | Compare = Compare.BEFORE
    today: date

    def beside(self, days: Range) -> Range:
        """The period to see beside some days."""
        match self.compare:
            case Range():
                return self.compare
            case Compare.LAST_YEAR:
                return days.a_year_before()
            case Compare.BEFORE:
                return days.before()


def parse_query(parameters: Mapping[str, str], *, today: date) -> Query:
    """The query; Invalid names every parameter that is wrong. Without dates: the year up to today, by month."""
    reading = _Reading(parameters)
    unit = reading.parsed("unit", parse_unit, DEPARTMENT)
    last = reading.parsed("to", _day, today)
    first = reading.parsed("from", _day, last.replace(month=1, day=1))
    bucket = reading.parsed("bucket", partial(word, Bucket), Bucket.MONTH)
    beside = reading.parsed("compare", partial(word, Compare), None)
    compare_from = reading.parsed("compare_from", _day, None)
    compare_to = reading.parsed("compare_to", _day, None)
    if (compare_from is None) != (compare_to is None):
        missing = "compare_from" if compare_from is None else "compare_to"
        reading.errors.setdefault(missing, "must be given, too: a period has two ends")
    within = reading.range("to", first, last)
    compare = reading.range("compare_to", compare_from, compare_to) if compare_from and compare_to else None
    if beside is not None and (compare_from or compare_to):
        reading.errors.setdefault("compare", "cannot be given beside compare_from and compare_to")
    if (
        within
        and len([None for _ in zip(buckets(within, bucket), range(MOST_BUCKETS + 1), strict=False)]) > MOST_BUCKETS
    ):
        reading.errors.setdefault("bucket", f"gives more than {MOST_BUCKETS:,} buckets: choose a longer one")
    reading.finish()
    assert within is not None  # noqa: S101 - `finish` has raised otherwise
    _check_length(to=within, compare_to=compare)
    return Query(unit=unit, within=within, bucket=bucket, compare=compare or beside or Compare.BEFORE, today=today)


def parse_quarter(parameters: Mapping[str, str]) -> Range:
    """The days of the quarter that is asked for; Invalid if none is."""
    reading = _Reading(parameters)
    found = reading.parsed("quarter", quarter, None)
    if found is None:
        reading.errors.setdefault("quarter", "must be given, such as 2026-Q1")
    reading.finish()
    assert found is not None  # noqa: S101 - `finish` has raised otherwise
    return found


def parse_format(parameters: Mapping[str, str]) -> Format:
    """The form of the file that is asked for: a workbook where nothing is said."""
    reading = _Reading(parameters)
    found = reading.parsed("format", partial(word, Format), Format.XLSX)
    reading.finish()
    return found


def parse_locale(parameters: Mapping[str, str]) -> Locale:
    """For whom the file is written: for machines where nothing is said."""
    reading = _Reading(parameters)
    found = reading.parsed("locale", partial(word, Locale), Locale.EN)
    reading.finish()
    return found


class _Reading:
    """Parses parameters one by one and remembers what is wrong with each."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._parameters = parameters
        self.errors: dict[str, str] = {}

    def parsed[T, D](self, name: str, parse: Callable[[str], T], default: D) -> T | D:
        text = self._parameters.get(name)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            self.errors[name] = str(error)
            return default

    def range(self, name: str, first: date, last: date) -> Range | None:
        try:
            return Range(first, last)
        except ValueError as error:
            self.errors.setdefault(name, str(error))
            return None

    def finish(self) -> None:
        if self.errors:
            raise Invalid([FieldError(field, message) for field, message in self.errors.items()])


def _check_length(**ranges: Range | None) -> None:
    errors = [
        FieldError(field, f"ends more than {MOST_DAYS:,} days after the range begins: choose a shorter one")
        for field, days in ranges.items()
        if days is not None and days.days > MOST_DAYS
    ]
    if errors:
        raise Invalid(errors, "A range may have ten years at most.", code="range_too_long")


def _day(text: str) -> date:
    # `fromisoformat` alone takes weeks and other spellings, too.
    if re.fullmatch(DAY, text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ValueError("must be a day from 2000 to 2099, such as 2026-01-31")
