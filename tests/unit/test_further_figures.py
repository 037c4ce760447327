"""What leaders ask: how cases are dealt with, how ratings come in, whether a change is real, who has fallen silent."""

import calendar
import random
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from functions.report.decisions import statistics
from functions.report.query import parse_query
from hailong.ports.statistics import SheetReader
from hailong.statistics.change import change
from hailong.statistics.facts import Dealt, Rated
from hailong.statistics.rows import COLUMNS, Rows, given_column
from hailong.statistics.sheets import Sheet
from hailong.statistics.store import Kept, Name, enterprise_key
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import RootCause, Subject
from tests.samples import HANDLER, INSPECTOR, LEADER
from tests.unit.counted import case, counted, lot, rating

TODAY = date(2022, 6, 20)


def ask(reader: SheetReader, person: Person = INSPECTOR, today: date = TODAY, **parameters: str) -> dict[str, Any]:
    asked = {"from": "2022-01-01", "to": "2022-06-20", **{name.rstrip("_"): text for name, text in parameters.items()}}
    return statistics(parse_query(asked, today=today), person, reader)


def _case(enterprise: int, opened: str, decided: str | None = None, **more: Any) -> Dealt:
    """Due a week after it was opened."""
    first = date.fromisoformat(opened)
    due = first + timedelta(days=7)
    day = date.fromisoformat(decided) if decided else None
    return case(enterprise, opened=first, due=due, decided=day, on_time=day is not None and day <= due, **more)


def test_hours_to_a_decision_are_half_and_nine_in_ten_of_them() -> None:
    cases = [
        _case(n, "2022-03-01", "2022-03-02", hours=hours) for n, hours in enumerate([1, 2, 3, 4, 5, 6, 7, 8, 9, 40])
    ]
    answer = ask(counted(cases))
    assert answer["hours_to_decision"] == {"median": 5, "p90": 9}
    assert ask(counted([_case(1, "2022-03-01")]))["hours_to_decision"] == {"median": None, "p90": None}


@given(st.lists(st.integers(0, 999), min_size=1, max_size=30))
def test_quantiles_are_those_of_the_sorted_list(hours: list[int]) -> None:
    answer = ask(counted([_case(n, "2022-03-01", "2022-03-02", hours=one) for n, one in enumerate(hours)]))
    ranked = sorted(hours)
    assert answer["hours_to_decision"] == {
        "median": ranked[-(-len(hours) * 50 // 100) - 1],
        "p90": ranked[-(-len(hours) * 90 // 100) - 1],
    }


def test_root_causes_are_counted_by_unit_with_the_share_that_lies_with_nobody() -> None:
    causes = [RootCause.SYSTEM, RootCause.SYSTEM, RootCause.POLICY, RootCause.CONDUCT]
    reader = counted([_case(n, "2022-03-01", "2022-03-02", cause=cause) for n, cause in enumerate(causes)])
    answer = ask(reader)
    assert answer["root_causes"] == {"system": 2, "conduct": 1, "policy": 1}
    assert answer["totals"]["systemic_share"] == 0.75
    office = next(one for one in answer["children"] if one["unit"] == "office:20CF")
    assert office["root_causes"] == answer["root_causes"]


def test_appeals_and_what_they_reversed() -> None:
    day = date(2022, 3, 2)
    appealed = {"appealed": day, "appeal_due": day + timedelta(days=9), "answered": day + timedelta(days=3)}
    reader = counted(
        [_case(1, "2022-03-01", "2022-03-02", **appealed, answered_on_time=True, reversed=True)],
        [_case(2, "2022-03-01", "2022-03-02", **appealed, answered_on_time=True)],
        [_case(3, "2022-03-01", "2022-03-02")],
    )
    totals = ask(reader)["totals"]
    assert (totals["appeals"], totals["reversals"], totals["backlog"]) == (2, 1, 0)


def test_the_backlog_and_what_is_overdue_stand_at_the_end_of_each_month_and_now() -> None:
    reader = counted(
        [_case(1, "2021-11-10", "2022-02-02")],  # waits since the year before
        [_case(2, "2022-01-28", "2022-02-03")],
        [_case(3, "2022-03-01")],
        [_case(4, "2022-06-13")],  # due today
        [_case(5, "2022-06-15")],
    )
    answer = ask(reader)
    ends = [(point["bucket"], point["backlog"], point["overdue"]) for point in answer["series"]]
    assert ends == [
        ("2022-01", 2, 1),
        ("2022-02", 0, 0),
        ("2022-03", 1, 1),
        ("2022-04", 1, 1),
        ("2022-05", 1, 1),
        ("2022-06", 3, 1),
    ]
    assert (answer["totals"]["backlog"], answer["totals"]["overdue"]) == (3, 1)
    assert (answer["previous"]["backlog"], answer["previous"]["overdue"]) == (1, 1)
    tomorrow = ask(reader, today=TODAY + timedelta(days=1), to="2022-06-30")
    assert (tomorrow["series"][-1]["backlog"], tomorrow["series"][-1]["overdue"]) == (3, 2)
    ahead = ask(reader, to="2022-08-31")["series"]
    assert [(point["backlog"], point["overdue"]) for point in ahead[-3:]] == [(3, 1), (None, None), (None, None)]


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40) | st.none()), max_size=12))
def test_the_stock_is_what_a_plain_look_at_the_cases_gives(cases: list[tuple[int, int | None]]) -> None:
    first = date(2021, 12, 15)
    made = [
        (first + timedelta(days=opened), None if took is None else first + timedelta(days=opened + took))
        for opened, took in cases
        if first + timedelta(days=opened + (took or 0)) <= TODAY
    ]
    reader = counted(
        [_case(n, str(opened), str(decided) if decided else None) for n, (opened, decided) in enumerate(made)]
    )
    for point in ask(reader, from_="2022-01-10", bucket="month")["series"]:
        year, month = map(int, point["bucket"].split("-"))
        end = min(date(year, month, calendar.monthrange(year, month)[1]), TODAY)
        waiting = [opened for opened, decided in made if opened <= end and (decided is None or decided > end)]
        late_from = end if end == TODAY else end + timedelta(days=1)
        overdue = [opened for opened in waiting if opened + timedelta(days=7) < late_from]
        assert (point["backlog"], point["overdue"]) == (len(waiting), len(overdue))


def test_the_backlog_is_told_to_who_reads_every_case_and_to_nobody_else() -> None:
    reader = counted([rating(n, day=date(2022, 3, 5)) for n in range(9)], [_case(n, "2022-03-10") for n in range(4)])
    assert ask(reader, LEADER)["totals"]["backlog"] == ask(reader)["totals"]["backlog"] == 4
    own = ask(reader, HANDLER, unit="office:20CF")
    assert own["totals"]["backlog"] is None
    assert {point["backlog"] for point in own["series"]} == {None}


def test_an_officer_has_no_backlog() -> None:
    answer = ask(counted([_case(1, "2022-03-01")]), unit="officer:20CF-0012")
    assert {point["backlog"] for point in answer["series"]} | {answer["totals"]["backlog"]} == {None}


def test_ratings_are_told_apart_by_the_way_they_came_in() -> None:
    def by(enterprise: int, *figures: str) -> Rated:
        one = rating(enterprise, day=date(2022, 3, 1))
        return Rated(
            lot=one.lot,
            day=one.day,
            enterprise=one.enterprise,
            place=one.place,
            figures=dict(one.figures) | dict.fromkeys(figures, 1),
        )

    reader = counted(
        [by(n, "way_software", "client_one") for n in (1, 1, 2)],
        [by(3, "way_software", "client_two"), by(1, "way_link"), by(4, "way_qr")],
    )
    assert ask(reader)["channels"] == {
        "software": {"ratings": 4, "enterprises": 3, "share": 0.75},
        "link": {"ratings": 1, "enterprises": 1, "share": 0.25},
        "qr": {"ratings": 1, "enterprises": 1, "share": 0.25},
        "clients": {"one": 3, "two": 1},
    }


def _sheet(rows: dict[int, tuple[int, int]]) -> Sheet:
    wide = {}
    for number, (given_levels, satisfied) in rows.items():
        row = [0] * len(COLUMNS)
        row[given_column(Subject.OFFICE)], row[given_column(Subject.OFFICE) + 1] = given_levels, satisfied
        wide[number] = row
    return Sheet(rows=Rows.of(wide))


def test_a_change_is_that_of_the_enterprises_in_both_periods() -> None:
    before = _sheet({1: (10, 5), 2: (10, 5), 3: (10, 5), 8: (900, 0)})
    now = _sheet({1: (10, 9), 2: (10, 8), 3: (20, 17), 9: (900, 900)})
    found = change(before, now, Subject.OFFICE)
    assert found is not None
    assert (found.enterprises, round(found.difference, 6)) == (frozenset({1, 2, 3}), 0.35)
    assert 0 < found.low < 0.35 < found.high
    assert change(before, _sheet({9: (5, 5)}), Subject.OFFICE) is None


def test_the_interval_of_a_change_holds_what_it_promises() -> None:
    """Forty enterprises of different minds, nothing changes: in 95 of 100 pairs of periods the interval holds 0."""
    rng = random.Random(12)  # noqa: S311 - the same every time
    held, rounds = 0, 600
    for _ in range(rounds):
        minds = [rng.betavariate(9, 1) for _ in range(40)]
        sizes = [rng.randint(1, 30) for _ in minds]

        def period(minds: list[float] = minds, sizes: list[int] = sizes) -> Sheet:
            return _sheet(
                {n: (size, sum(rng.random() < minds[n] for _ in range(size))) for n, size in enumerate(sizes)}
            )

        found = change(period(), period(), Subject.OFFICE)
        assert found is not None
        held += found.low <= 0 <= found.high
    assert 0.93 <= held / rounds <= 0.97


def _rated_in(enterprise: int, *months: int, level: int = 5) -> list[Rated]:
    return [
        rating(enterprise, day=date(2021 + (month - 1) // 12, (month - 1) % 12 + 1, 5), level=level) for month in months
    ]


def _cleared_in(enterprise: int, *months: int) -> list[Any]:
    return [lot(enterprise, day=date(2021 + (month - 1) // 12, (month - 1) % 12 + 1, 6)) for month in months]


def test_silent_is_who_is_cleared_and_has_stopped_to_rate() -> None:
    reader = counted(
        *[_cleared_in(n, 17, 18) for n in (1, 2, 3, 4, 6, 7)],
        _rated_in(1, 10, 12),
        _rated_in(2, 10) + _rated_in(2, 14, level=1),  # the last one was negative
        _rated_in(3, 10, level=1) + _rated_in(3, 14),  # one before was
        _rated_in(4, 10, 18),  # has rated this month
        _rated_in(5, 10),  # is no longer cleared
        _rated_in(6, 1),  # long ago
        # 7 has never rated
    )
    reader.commit({enterprise_key(reader.numbers(["2"])["2"]): Kept(Name("Công ty TNHH Hai (5700100256)", "2022"), 0)})
    answer = ask(reader)["silent"]
    assert answer["names"][0] == {"name": "Công ty TNHH Hai (5700100256)", "after_negative": True}
    assert [one["after_negative"] for one in answer["names"]] == [True, False, False]
    assert (answer["enterprises"], answer["after_negative"]) == (3, 1)
    assert len(answer["trend"]) == 12
    assert answer["trend"][-1] == {"month": "2022-06", "enterprises": 3, "after_negative": 1}
    assert answer["trend"][-2] == {"month": "2022-05", "enterprises": 4, "after_negative": 1}


def test_silence_is_told_to_leaders_and_inspectors_alone_and_not_of_teams() -> None:
    reader = counted(
        *[_cleared_in(n, 18) + _rated_in(n, 10) for n in range(4)], _cleared_in(9, 18), _rated_in(9, 10, level=1)
    )
    silent = ask(reader, LEADER, today=date(2022, 7, 20), to="2022-06-20")["silent"]
    assert silent["enterprises"] == 5
    assert silent["after_negative"] is None  # it is one
    assert silent["names"] is None
    assert ask(reader)["silent"]["after_negative"] == 1
    assert ask(reader, HANDLER)["silent"] is None
    assert ask(reader, unit="team:20CF-01")["silent"] is None


def test_a_cut_bucket_says_so() -> None:
    answer = ask(counted([rating(n, day=date(2022, 3, 1)) for n in range(3)]), from_="2022-01-15")
    assert [point["partial"] for point in answer["series"]] == [True, False, False, False, False, True]
