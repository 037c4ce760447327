"""What `GET /statistics` answers, and what not to whom."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from functions.report.decisions import MOST_CHILDREN, statistics
from functions.report.query import parse_query
from functions.report.view import MOST_BESIDE
from hailong.ports.statistics import SheetReader
from hailong.statistics.figures import rounded, share
from hailong.statistics.periods import Span
from hailong.statistics.sheets import Sheet
from hailong.vocabulary.errors import Forbidden, NotFound
from hailong.vocabulary.words import Reason
from tests.samples import HANDLER, INSPECTOR, LEADER
from tests.unit.asking import ask, child
from tests.unit.counted import DAY, case, counted, lot, rating


def test_the_figures_of_a_department() -> None:
    reader = counted(
        [lot(enterprise) for enterprise in (1, 1, 2, 3, 4)],
        [rating(1), rating(2, level=4), rating(3, level=3), rating(3, level=1, reason=Reason.DELAY)],
        [case(3, decided=DAY, on_time=True, upheld=True), case(3, decided=DAY), case(2)],
    )
    answer = ask(reader, INSPECTOR)
    assert answer["unit"] == "department"
    assert answer["totals"] == {
        "clearances": 5,
        "ratings": 4,
        "response_rate": 0.8,
        "enterprises_active": 4,
        "enterprises_rated": 3,
        "participation": 0.75,
        "negative": 1,
        "cases_opened": 3,
        "cases_decided": 2,
        "cases_closed": 0,
        "on_time_rate": 0.5,
        "upheld": 1,
        "partly_upheld": 0,
        "appeals": 0,
        "reversals": 0,
        "systemic_share": None,
        "backlog": 1,
        "overdue": 0,
    }
    office = answer["subjects"]["office"]
    assert (office["counts"], office["satisfied"]) == ([1, 0, 1, 1, 1], 0.5)
    assert office["low_clustered"] < office["low"] < 0.5 < office["high"] < office["high_clustered"]
    assert answer["reasons"] == {"delay": 1}
    assert answer["suppressed"] is False


def test_upheld_and_partly_upheld_are_two_figures() -> None:
    cases = [case(n, decided=DAY, upheld=True, partly=n == 0) for n in range(3)]
    totals = ask(counted([rating(n, level=1) for n in range(3)], cases))["totals"]
    assert (totals["upheld"], totals["partly_upheld"]) == (3, 1)


@pytest.mark.parametrize(
    ("satisfied", "of", "shown"), [(2_499, 2_500, 0.9996), (99_999, 100_000, 0.9999), (1, 100_000, 0.0001), (0, 3, 0)]
)
def test_what_is_not_all_and_not_nothing_is_not_rounded_to_it(satisfied: int, of: int, shown: float) -> None:
    assert rounded(share(satisfied, of)) == shown


def test_this_year_stands_beside_as_many_whole_months_and_quarters_of_last_year() -> None:
    reader = counted([rating(n, day=date(year, 1, 9)) for year in (2021, 2022) for n in range(3)])
    query = parse_query({"from": "2022-01-01", "to": "2022-11-26", "compare": "last_year"}, today=date(2022, 11, 26))
    answer = statistics(query, LEADER, reader)
    assert (answer["from"], answer["to"]) == ("2022-01-01", "2022-10-31")
    previous = answer["previous"]
    assert (previous["from"], previous["to"]) == ("2021-01-01", "2021-10-31")
    assert answer["handled"] == {"from": "2022-01-01", "to": "2022-09-30"}
    assert previous["handled"] == {"from": "2021-01-01", "to": "2021-09-30"}


def test_the_answer_names_the_last_months_that_were_rated() -> None:
    store = counted([rating(n, day=day) for day in (date(2022, 3, 1), date(2022, 6, 20)) for n in range(3)])
    lately = counted([rating(n, day=date(2023, 1, 30)) for n in range(3)])
    assert ask(store, from_="2023-01-01", to="2023-01-31")["latest"] == {"from": "2022-01-01", "to": "2022-06-30"}
    assert ask(lately, from_="2023-01-01", to="2023-01-31")["latest"] is None  # that month is not over


def test_silence_is_no_rating() -> None:
    answer = ask(counted([lot(enterprise) for enterprise in range(9)]), INSPECTOR)
    assert answer["totals"]["ratings"] == 0
    assert answer["totals"]["response_rate"] == 0
    assert answer["subjects"]["office"]["counts"] == [0, 0, 0, 0, 0]
    assert answer["subjects"]["office"]["satisfied"] is None


def test_nothing_at_all_is_an_answer() -> None:
    reader = counted([rating(1, day=date(2021, 5, 20))])
    answer = ask(reader, INSPECTOR, unit="officer:20CF-0012")
    assert answer["totals"]["response_rate"] is None
    assert (answer["children"], answer["name"]) == ([], "20CF-0012")


@pytest.mark.parametrize("unit", ["office:20XX", "team:20CF-77", "officer:20CF-9999"])
def test_a_unit_that_never_was_is_none_of_zeros(unit: str) -> None:
    with pytest.raises(NotFound) as refused:
        ask(counted([rating(1)]), unit=unit)
    assert refused.value.code == "unit_not_found"
    with pytest.raises(Forbidden):  # whoever may not ask is not told which units there are
        ask(counted([rating(1)]), HANDLER, unit="office:20XX")


def test_enterprises_are_distinct_over_the_whole_range() -> None:
    days = [date(2021, 12, 30), date(2022, 1, 15), date(2022, 2, 20), date(2022, 3, 2)]
    reader = counted([rating(enterprise, day=day) for enterprise in (1, 2, 3) for day in days])
    answer = ask(reader, from_="2021-12-29", to="2022-03-02")
    assert (answer["totals"]["ratings"], answer["totals"]["enterprises_rated"]) == (12, 3)


@pytest.mark.parametrize(
    ("bucket", "labels"),
    [
        ("month", ["2022-01", "2022-02", "2022-03", "2022-04"]),
        ("quarter", ["2022-Q1", "2022-Q2"]),
        ("year", ["2022"]),
    ],
)
def test_a_series_has_every_bucket_and_adds_up(bucket: str, labels: list[str]) -> None:
    reader = counted([rating(n, day=date(2022, month, 9)) for n in range(4) for month in (1, 3, 4)])
    answer = ask(reader, from_="2022-01-05", to="2022-04-10", bucket=bucket)
    assert [point["bucket"] for point in answer["series"]] == labels
    assert sum(point["ratings"] for point in answer["series"]) == answer["totals"]["ratings"] == 12


def test_days_are_buckets_too() -> None:
    reader = counted([rating(n, day=DAY) for n in range(3)])
    answer = ask(reader, INSPECTOR, from_="2022-02-09", to="2022-02-11", bucket="day")
    assert [(point["bucket"], point["ratings"], point["counts"]) for point in answer["series"]] == [
        ("2022-02-09", 0, [0, 0, 0, 0, 0]),
        ("2022-02-10", 3, [0, 0, 0, 0, 3]),
        ("2022-02-11", 0, [0, 0, 0, 0, 0]),
    ]


def test_the_period_before_is_of_equal_length_or_the_one_that_is_named() -> None:
    reader = counted(
        [rating(n, day=date(2022, 2, 3)) for n in range(4)], [rating(n, day=date(2022, 1, 31)) for n in range(3)]
    )
    before = ask(reader, INSPECTOR)["previous"]
    assert (before["from"], before["to"], before["ratings"]) == ("2022-01-01", "2022-01-31", 3)
    short = ask(reader, INSPECTOR, from_="2022-02-02")["previous"]
    assert (short["from"], short["to"]) == ("2022-01-06", "2022-02-01")
    named = ask(reader, INSPECTOR, compare_from="2022-02-01", compare_to="2022-02-05")["previous"]
    assert (named["from"], named["to"], named["enterprises_rated"]) == ("2022-02-01", "2022-02-05", 4)


def test_a_rating_counts_once_for_each_officer_and_once_above() -> None:
    reader = counted([rating(n, officers=("20CF-0012", "20CF-0013")) for n in range(3)])
    units = ("department", "office:20CF", "team:20CF-01", "officer:20CF-0012", "officer:20CF-0013")
    assert [ask(reader, unit=unit)["totals"]["ratings"] for unit in units] == [3] * 5


def test_the_department_shows_the_offices_that_nobody_rated() -> None:
    answer = ask(counted([rating(n) for n in range(3)]))
    assert [one["unit"] for one in answer["children"]] == [
        f"office:{code}" for code in ("20BB", "20BC", "20BD", "20CD", "20CE", "20CF", "20CG")
    ]
    assert child(answer, "office:20BB")["ratings"] == 0
    assert child(answer, "office:20CF")["name"] == "Chi cục Hải quan cửa khẩu cảng Hòn Gai"


def test_below_an_office_without_teams_are_its_officers() -> None:
    answer = ask(counted([rating(n, team=None) for n in range(3)]), unit="office:20CF")
    assert [one["unit"] for one in answer["children"]] == ["officer:20CF-0012"]
    assert answer["subjects"]["team"]["counts"] == [0, 0, 0, 0, 0]


class CountingReader:
    """Counts the items that are read."""

    def __init__(self, reader: SheetReader) -> None:
        self._reader = reader
        self.names = reader.names
        self.knows = reader.knows
        self.items = self.queries = 0

    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        found = self._reader.sheets(unit, span)
        self.items += len(found)
        self.queries += 1
        return found

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        self.items += 1
        self.queries += 1
        return self._reader.latest(unit, figure, span)


def test_a_year_by_month_reads_no_more_items_for_more_ratings() -> None:
    days = [date(2022, 1, 1) + timedelta(days=n) for n in range(0, 365, 3)]

    def items_read(times: int) -> int:
        ratings = [
            rating(n, office=office, day=day) for day in days for office in ("20BB", "20CF") for n in range(times)
        ]
        reader = CountingReader(counted(ratings))
        ask(reader, from_="2022-01-01", to="2022-12-31")
        return reader.items

    # The department and two offices, twelve months each; these months once more for who is silent, and what there is
    # from the beginning of the year and of the month, for the backlog.
    assert items_read(1) == items_read(2) < 4 * 12 + 20


@pytest.mark.parametrize("siblings", [3, 300])
def test_what_is_read_to_decide_what_is_withheld_is_bounded_however_many_units_there_are(siblings: int) -> None:
    reader = CountingReader(
        counted(
            [rating(n, officers=("20CF-0012",)) for n in range(5)],
            [rating(10 + n % 7, officers=(f"20CF-{1000 + n}",)) for n in range(siblings)],
        )
    )
    answer = ask(reader, unit="officer:20CF-0012")
    assert (answer["totals"]["ratings"], answer["suppressed"]) == (5, siblings > MOST_BESIDE)
    assert reader.queries < 25


def test_of_very_many_units_below_the_busiest_are_shown_and_the_others_counted() -> None:
    reader = counted(
        [rating(n, officers=("20CF-9999",)) for n in range(5)],
        [rating(n % 7, officers=(f"20CF-{1000 + n}",)) for n in range(MOST_CHILDREN + 20)],
    )
    answer = ask(reader, INSPECTOR, unit="team:20CF-01")
    assert (len(answer["children"]), answer["children_left_out"]) == (MOST_CHILDREN, 21)
    assert answer["children"][-1]["unit"] == "officer:20CF-9999"
