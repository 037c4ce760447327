"""Nobody learns by subtraction: an attacker with every answer that a role may have solves for what is hidden."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.report.decisions import statistics, unit_figures, views
from functions.report.query import parse_query
from functions.report.reading import Remembering
from hailong.statistics.facts import Dealt, Rated, Said
from hailong.statistics.figure_names import NEGATIVE, RATINGS, REASONED, level_figure, reason_figure
from hailong.statistics.postings import Place
from hailong.statistics.suppression import FEWEST_ENTERPRISES
from hailong.statistics.units import parse_unit
from hailong.vocabulary.errors import Forbidden
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Helped, Outcome, Reason, Subject
from tests.samples import HANDLER, LEADER, RATED_OFFICER
from tests.unit.attacker import Cell, Solver, shown_in, shown_in_file, shown_of_unit
from tests.unit.counted import counted, rating

TODAY = date(2022, 12, 24)
MONTHS = 6
PLACES = (
    Place(office="20CF", team="01", officers=("20CF-0012",)),
    Place(office="20CF", team="01", officers=("20CF-0012", "20CF-0013")),
    Place(office="20CF", team="01", officers=("20CF-0013",)),
    Place(office="20CF", team="02", officers=("20CF-0021",)),
    Place(office="20BB", team="01", officers=("20BB-0011",)),
    Place(office="20BB", officers=("20BB-0099",)),
    Place(office="20CD", team="01", officers=("20CD-0011",)),
)


@dataclass(frozen=True)
class Told:
    """A rating or a case, as much of it as matters here: `families` are those that it counts in."""

    enterprise: int
    place: Place
    day: date
    families: frozenset[str]

    @property
    def units(self) -> frozenset[str]:
        return frozenset(str(unit) for unit, _ in self.place.units())


@dataclass(frozen=True)
class World:
    told: tuple[Told, ...]
    store: Remembering

    @property
    def units(self) -> list[str]:
        return sorted({unit for one in self.told for unit in one.units})

    def inside(self, family: str, cell: Cell) -> list[Told]:
        unit, first, last = cell
        return [one for one in self.told if family in one.families and first <= one.day <= last and unit in one.units]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    days = st.builds(date, st.just(2022), st.integers(1, MONTHS), st.sampled_from((3, 4, 25)))
    levels = st.sampled_from((1, 2, 5, 5))
    lots = st.tuples(st.integers(0, 6), st.sampled_from(PLACES), days, levels, st.booleans())
    return world(draw(st.lists(lots, min_size=8, max_size=70)))


def world(lots: Iterable[tuple[int, Place, date, int, bool]]) -> World:
    """Lots by enterprise, place, day, level, and whether all subjects have it; a case for each bad one."""
    told: list[Told] = []
    facts: list[Rated | Dealt] = []
    for number, (enterprise, place, day, level, all_subjects) in enumerate(lots):
        lot = f"{number:011d}"
        subjects = [one for one in Subject if one is not Subject.TEAM or place.team]
        subjects = subjects if all_subjects else [Subject.OFFICER]
        figures = {RATINGS: 1} | {level_figure(one, level): 1 for one in subjects}
        families = {"raters", *map(str, subjects)}
        if level <= 2:
            figures |= {NEGATIVE: 1, REASONED: 1, reason_figure(Reason.DELAY): 1}
            families |= {"negative", "reasons"}
            # Of some answers it is said whether they helped, on the day itself.
            said = (Said(day=day, helped=Helped.NO, outcome=Outcome.UPHELD, hours=9),) if number % 3 else ()
            facts.append(Dealt(lot=lot, version=1, enterprise=str(enterprise), place=place, opened=day, said=said))
            told.append(Told(enterprise, place, day, frozenset({"cases", "helped"} if said else {"cases"})))
        facts.append(Rated(lot=lot, day=day, enterprise=str(enterprise), place=place, figures=figures))
        told.append(Told(enterprise, place, day, frozenset(families)))
    return World(tuple(told), Remembering(counted(facts)))


def everything_shown(one: World, person: Person) -> dict[str, dict[Cell, int | None]]:
    """By family: all that the person gets by asking for every unit and many ranges, beside many others."""
    ends = [date(2022, month, day) for month in range(1, MONTHS + 1) for day in (1, 4)]
    found: dict[str, dict[Cell, int | None]] = {}
    for unit in one.units:
        for place, first in enumerate(ends):
            for last in ends[place::3]:
                asked = {"unit": unit, "from": f"{first}", "to": f"{last}", "bucket": "month"}
                beside = {"compare_from": f"{ends[0]}", "compare_to": f"{last - timedelta(days=1)}"}
                query = parse_query(asked | (beside if place % 2 else {}), today=TODAY)
                try:
                    answer = statistics(query, person, one.store)
                except Forbidden:
                    continue
                shown = [*shown_in(answer), *shown_in_file(answer)]
                # The evidence pack takes figures of the units below from here.
                view, _ = views(query, person, one.store)
                for child in answer["children"]:
                    figures = unit_figures(parse_unit(child["unit"]), view)
                    shown += shown_of_unit(child["unit"], answer, figures["totals"], figures)
                for family, cell, count in shown:
                    known = found.setdefault(family, {})
                    if count is not None or cell not in known:
                        known[cell] = count
    return found


def attack(one: World, person: Person) -> list[tuple[str, Cell]]:
    """The cells of one or two enterprises that the person can work out, who even knows on which days something was."""

    def row(family: str, cell: Cell) -> dict[tuple[date, Place], int]:
        return {(each.day, each.place): 1 for each in one.inside(family, cell)}

    solved = []
    for family, shown in everything_shown(one, person).items():
        for cell, count in shown.items():
            assert count in {None, len(one.inside(family, cell))}
        solver = Solver(row(family, cell) for cell in shown)
        days = {each.day for each in one.told}
        periods = {(day, day) for day in days} | {(day.replace(day=1), day.replace(day=28)) for day in days}
        periods |= {(date(2022, 1, 1), date(2022, 3, 31)), (date(2022, 4, 1), date(2022, 6, 30))}
        for unit in one.units:
            for first, last in periods:
                cell = (unit, first, last)
                who = {each.enterprise for each in one.inside(family, cell)}
                if 0 < len(who) < FEWEST_ENTERPRISES and solver.gives(row(family, cell)):
                    solved.append((family, cell))
    return solved


@pytest.mark.parametrize("person", [LEADER, HANDLER, RATED_OFFICER], ids=["leader", "handler", "rated officer"])
@given(one=worlds())
@settings(max_examples=4, deadline=None, derandomize=True)
def test_no_hidden_cell_follows_from_all_that_is_shown(person: Person, one: World) -> None:
    assert attack(one, person) == []


def test_three_officers_less_their_team_do_not_give_what_one_shares_with_the_others() -> None:
    """A team's month: 02, 05 and 06 less the team came to what 05 had shared with 02 and with 06, all on one day."""
    pairs = "23 45 6 25 56 6 6 5 6 6 16 35 46 5 23 24 35 36 5 5"
    lots = [
        (
            number,
            Place(office="20CD", team="02", officers=tuple(f"20CD-200{one}" for one in pair)),
            date(2022, 4, 7 if pair in {"25", "56"} else 20),
            5,
            True,
        )
        for number, pair in enumerate(pairs.split())
    ]
    one = world(lots)
    shown = {unit for unit, _, _ in everything_shown(one, LEADER)["team"]}
    assert "team:20CD-02" in shown
    assert "officer:20CD-2006" in shown
    assert attack(one, LEADER) == []


def test_the_attacker_is_able() -> None:
    """A month, the same month without its last day, and an office beside the department."""
    known = [{("a", 1): 1, ("a", 2): 1, ("b", 2): 1}, {("a", 1): 1}, {("b", 2): 1}]
    assert Solver(known).gives({("a", 2): 1})
    assert not Solver(known[:2]).gives({("a", 2): 1})


def test_a_rated_officer_cannot_read_off_the_day_who_complained() -> None:
    """Every day of a half-year as the end of the range, beside the range that ends the day before."""
    start = date(2022, 1, 3)
    store = counted(
        [rating(n % 9, day=start + timedelta(days=n)) for n in range(170)],
        [rating(n % 5, level=1, reason=Reason.DELAY, day=start + timedelta(days=14 * n)) for n in range(12)],
    )
    seen = set()
    for number in range(1, 171, 3):
        end, before = start + timedelta(days=number), start + timedelta(days=number - 1)
        asked = {"unit": "officer:20CF-0012", "from": "2022-01-01", "to": f"{end}"}
        beside = {"compare_from": "2022-01-01", "compare_to": f"{before}"}
        answer = statistics(parse_query(asked | beside, today=TODAY), RATED_OFFICER, store)
        for one in (answer, answer["previous"]):
            assert (one["from"], one["to"]) in {("2022-01-01", "2022-03-31"), ("2022-01-01", "2022-06-30")}
            seen.add(tuple(one["subjects"]["officer"]["counts"]))
        assert {point["counts"] for point in answer["series"]} == {None}
    assert len(seen) == 2


def test_the_answer_says_what_was_asked_and_what_it_is_of() -> None:
    store = counted([rating(n, day=date(2022, month, 9)) for n in range(4) for month in (1, 2, 3, 4)])
    asked = {"from": "2022-01-15", "to": "2022-04-10"}
    answer = statistics(parse_query(asked, today=date(2022, 4, 12)), LEADER, store)
    assert answer["asked"] == asked
    assert (answer["from"], answer["to"]) == ("2022-01-01", "2022-03-31")
    assert answer["handled"] == {"from": "2022-01-01", "to": "2022-03-31"}
    assert answer["totals"]["ratings"] == 12
    early = statistics(parse_query(asked, today=date(2022, 3, 4)), LEADER, store)
    assert (early["from"], early["to"], early["handled"]) == ("2022-01-01", "2022-01-31", None)
    april = {"from": "2022-04-02", "to": "2022-04-10"}
    nothing = statistics(parse_query(april, today=date(2022, 4, 12)), LEADER, store)
    assert (nothing["suppressed"], nothing["totals"]["ratings"], nothing["totals"]["negative"]) == (True, 4, None)
