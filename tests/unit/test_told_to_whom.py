"""Who does not read every case cannot tell by any figure which of two enterprises was dissatisfied.

Two worlds that differ in nothing else give the same answers and files, word for word: so this needs no list of attacks.
"""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from functions.report.csv_export import to_csv
from functions.report.decisions import statistics
from functions.report.further_tables import all_tables
from functions.report.query import parse_query
from functions.report.tables import heading
from hailong.ports.statistics import SheetReader
from hailong.vocabulary.people import Person
from tests.samples import HANDLER, INSPECTOR, LEADER, RATED_OFFICER
from tests.unit.counted import counted, rating

TODAY = date(2022, 12, 24)
UNITS = ("department", "office:20CF", "team:20CF-01", "officer:20CF-0012")
RANGES = (("2022-01-01", "2022-03-31"), ("2022-02-01", "2022-02-28"), ("2022-04-01", "2022-06-30"))
JUDGEMENTS = {"tier", "strength"}
"""A word on a unit, of three: it rests on the clustered interval, and is told to everybody."""


def world(times: list[int], dissatisfied: int, level: int) -> SheetReader:
    """Enterprises that came so many times in either quarter; one of them was once dissatisfied, in February."""
    days = (date(2022, 2, 10), date(2022, 5, 10))
    return counted(
        rating(number, day=day, level=level if (day, number, one) == (days[0], dissatisfied, 0) else 5)
        for number, often in enumerate(times)
        for day in days
        for one in range(often)
    )


def told(reader: SheetReader, person: Person) -> list[Any]:
    found: list[Any] = []
    for unit in UNITS:
        for first, last in RANGES:
            query = parse_query({"unit": unit, "from": first, "to": last}, today=TODAY)
            answer = statistics(query, person, reader)
            answer["children"] = [child | dict.fromkeys(JUDGEMENTS) for child in answer["children"]]
            found.append((answer, to_csv(heading(answer), all_tables(answer))))
    return found


@pytest.mark.parametrize("person", [HANDLER, RATED_OFFICER], ids=["handler", "rated officer"])
@given(
    times=st.lists(st.integers(1, 9), min_size=4, max_size=9),
    one=st.integers(0, 8),
    other=st.integers(0, 8),
    level=st.integers(1, 3),
)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_which_of_two_was_dissatisfied_is_told_to_nobody_who_does_not_read_the_cases(
    person: Person, times: list[int], one: int, other: int, level: int
) -> None:
    assume(one < other < len(times))
    assert told(world(times, one, level), person) == told(world(times, other, level), person)


def test_the_two_worlds_are_told_apart_by_who_may() -> None:
    """Enterprises that came once and nine times; so the interval is not the same, which a leader is shown."""
    times = [1, 9, 2, 3, 4]
    for person in (LEADER, INSPECTOR):
        assert told(world(times, 0, 3), person) != told(world(times, 1, 3), person)


def test_a_leader_whom_enterprises_rate_is_told_no_more_than_other_rated_people() -> None:
    reader = world([3, 4, 5, 6], 0, 1)
    query = parse_query({"from": "2022-01-01", "to": "2022-06-30"}, today=TODAY)
    plain, rated = (
        statistics(query, Person(staff_code=code, roles=LEADER.roles, office="20CF"), reader)
        for code in ("20CF-9999", "20CF-0012")
    )
    for name in ("change", "silent"):
        assert rated[name] is None
    assert plain["silent"] is not None
    for name in ("low_clustered", "high_clustered", "effective_n"):
        assert plain["subjects"]["office"][name] is not None
        assert rated["subjects"]["office"][name] is None
