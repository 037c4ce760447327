from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.periods import (
    Bucket,
    Range,
    Span,
    bucket_of,
    bucket_of_period,
    buckets,
    day_key,
    is_cut,
    month_key,
    quarter,
    since_ever,
    spans,
    spans_by,
)

days = st.dates(date(2021, 1, 1), date(2024, 12, 31))
ranges = st.tuples(days, st.integers(0, 900)).map(lambda one: Range(one[0], one[0] + timedelta(days=one[1])))


DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(3000)]
KEYS_OF_DAYS = [(day_key(day), day) for day in DAYS]
KEYS_OF_MONTHS = [(month_key(day), day) for day in DAYS]


def days_of(span: Span) -> list[date]:
    """Every day that a run of counters stands for."""
    keys = KEYS_OF_DAYS if span.first.startswith("D") else KEYS_OF_MONTHS
    return [day for key, day in keys if span.first <= key <= span.last]


@given(ranges)
def test_months_and_edge_days_are_the_range_and_each_day_once(within: Range) -> None:
    found = [day for span in spans(within) for day in days_of(span)]
    assert found == [within.first + timedelta(days=n) for n in range(within.days)]


@given(ranges)
def test_a_range_takes_at_most_its_months_and_sixty_edge_days(within: Range) -> None:
    single_days = sum(len(days_of(span)) for span in spans(within) if span.first.startswith("D"))
    assert single_days <= 60


@given(ranges, st.sampled_from(Bucket))
def test_buckets_follow_each_other_and_cover_the_range(within: Range, bucket: Bucket) -> None:
    found = list(buckets(within, bucket))
    assert len({label for label, _ in found}) == len(found)
    assert [label for label, _ in found] == sorted(label for label, _ in found)
    covered = [part.first + timedelta(days=n) for _, part in found for n in range(part.days)]
    assert covered == [within.first + timedelta(days=n) for n in range(within.days)]
    assert all(bucket_of(part.first, bucket) == bucket_of(part.last, bucket) == label for label, part in found)


@given(ranges, st.sampled_from(Bucket))
def test_no_period_that_is_read_lies_in_two_buckets(within: Range, bucket: Bucket) -> None:
    labels = {label for label, _ in buckets(within, bucket)}
    for span in spans_by(within, bucket):
        for day in days_of(span):
            key = day_key(day) if span.first.startswith("D") else month_key(day)
            assert bucket_of_period(key, bucket) == bucket_of(day, bucket)
            assert bucket_of(day, bucket) in labels


def test_the_half_year_is_five_months_and_twenty_days() -> None:
    assert spans(Range(date(2022, 1, 1), date(2022, 6, 20))) == (
        Span("M2022-01", "M2022-05"),
        Span("D2022-06-01", "D2022-06-20"),
    )


def test_the_period_before_is_of_equal_length_and_ends_the_day_before() -> None:
    assert Range(date(2022, 3, 1), date(2022, 3, 10)).before() == Range(date(2022, 2, 19), date(2022, 2, 28))


def test_before_whole_months_are_as_many_whole_months() -> None:
    q2 = Range(date(2022, 4, 1), date(2022, 6, 30))
    assert q2.before() == Range(date(2022, 1, 1), date(2022, 3, 31))
    assert Range(date(2022, 3, 1), date(2022, 3, 31)).before() == Range(date(2022, 2, 1), date(2022, 2, 28))
    assert Range(date(2022, 1, 1), date(2022, 12, 31)).before() == Range(date(2021, 1, 1), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "before"),
    [
        ("2022-04-01", "2022-06-20", ("2021-04-01", "2021-06-20")),
        ("2024-02-01", "2024-02-29", ("2023-02-01", "2023-02-28")),
        ("2025-02-01", "2025-02-28", ("2024-02-01", "2024-02-29")),
        ("2024-02-29", "2024-03-01", ("2023-02-28", "2023-03-01")),
    ],
)
def test_the_same_days_of_the_year_before(first: str, last: str, before: tuple[str, str]) -> None:
    found = Range(date.fromisoformat(first), date.fromisoformat(last)).a_year_before()
    assert (str(found.first), str(found.last)) == before


@pytest.mark.parametrize(
    ("first", "last", "bucket", "cut"),
    [
        ("2022-06-01", "2022-06-20", Bucket.MONTH, True),
        ("2022-06-02", "2022-06-30", Bucket.MONTH, True),
        ("2022-06-01", "2022-06-30", Bucket.MONTH, False),
        ("2022-04-01", "2022-06-30", Bucket.QUARTER, False),
        ("2022-05-01", "2022-06-30", Bucket.QUARTER, True),
        ("2022-01-01", "2022-12-31", Bucket.YEAR, True),  # it is not over
        ("2022-06-30", "2022-06-30", Bucket.DAY, False),
    ],
)
def test_a_bucket_is_cut_where_days_of_it_are_missing(first: str, last: str, bucket: Bucket, *, cut: bool) -> None:
    days = Range(date.fromisoformat(first), date.fromisoformat(last))
    assert is_cut(days, bucket, date(2022, 6, 30)) is cut


@given(days)
def test_everything_since_ever_is_years_months_and_days_without_a_gap(last: date) -> None:
    years, *rest = since_ever(last)
    assert years.last == f"Y{last.year - 1}"
    assert tuple(rest) == spans(Range(date(last.year, 1, 1), last))


def test_a_quarter_is_its_three_months() -> None:
    assert quarter("2026-Q1") == Range(date(2026, 1, 1), date(2026, 3, 31))
    assert quarter("2024-Q4") == Range(date(2024, 10, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-Q0", "2026-Q5", "26-Q1", "2026-q1", "2026-Q11", "２０２６-Q1", "-Q1", "0001-Q1"]
)
def test_refuses_what_is_no_quarter(text: str) -> None:
    with pytest.raises(ValueError, match="quarter"):
        quarter(text)


def test_a_range_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Range(date(2022, 1, 2), date(2022, 1, 1))
