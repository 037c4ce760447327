"""Who looks at several times learns no more than who looks once: what has been given does not change any more.

Ratings wait for their clearance, are corrected; cases are decided late, appealed, turned; enterprises change their
mind. All of it comes through the records themselves, so that the days it counts on are those of the code.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.report.decisions import statistics
from functions.report.query import parse_query
from functions.report.reading import Remembering
from functions.tally.decisions import tally
from hailong.cases import casework, course, enterprise
from hailong.cases.case import Case
from hailong.lots.clearance import Clearance, Enterprise, Officer
from hailong.lots.rating import Rating, accepted, corrected, matched
from hailong.statistics.atoms import SETTLING
from hailong.statistics.facts import Fact, Rated
from hailong.statistics.facts_of_records import cleared, dealt, rated
from hailong.statistics.figure_names import level_figure
from hailong.statistics.suppression import few
from hailong.vocabulary.errors import Forbidden, NotFound
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM, vietnamese_day
from hailong.vocabulary.words import Helped, Outcome, Subject
from hailong.vocabulary.workdays import vietnamese_calendar
from tests.fakes.counters import MemoryCounters
from tests.samples import HANDLER, INSPECTOR, LEADER, RATED_OFFICER, RULING, SECOND_INSPECTOR, clearance, rating
from tests.unit.attacker import Cell, Solver, shown_in, shown_in_file
from tests.unit.counted import no_pause

THIRD, FOURTH = (replace(INSPECTOR, staff_code=code) for code in ("20ZZ-0003", "20ZZ-0004"))
WINDOW = timedelta(days=30)
PLACES = (
    ("20CF", "01", ("0012",)),
    ("20CF", "01", ("0012", "0013")),
    ("20CF", "02", ("0021",)),
    ("20BB", "01", ("0011",)),
)
UNITS = (
    "department",
    "office:20CF",
    "office:20BB",
    "team:20CF-01",
    "team:20CF-02",
    "officer:20CF-0012",
    "officer:20CF-0013",
)
RANGES = (("01-01", "01-31"), ("02-03", "02-20"), ("01-01", "03-31"), ("04-01", "06-30"), ("02-01", "05-31"))
YEAR = date(2022, 1, 1), date(2022, 12, 31)
FAMILIES = ("raters", "negative", "reasons", *map(str, Subject))
LOOKS = tuple(
    datetime(2022, month, day, hour, 1, tzinfo=VIETNAM)
    for month, day, hour in (
        (2, 6, 0),
        (2, 17, 12),
        (3, 6, 0),
        (4, 6, 0),
        (4, 11, 23),
        (5, 30, 9),
        (7, 6, 0),
        (7, 7, 0),
        (9, 1, 9),
    )
)
CLEARED_ONLY = {"clearances", "response_rate", "enterprises_active", "participation"}
"""Of the lots themselves: customs' own records, which say nothing of what anybody said."""


@dataclass(frozen=True)
class Came:
    """A fact and when the tally has counted it."""

    at: datetime
    fact: Fact


@dataclass(frozen=True, kw_only=True)
class Story:
    """Of one lot: what happens when, in days after one another."""

    enterprise: int
    place: int
    received: datetime
    waits: int
    level: int
    correction: int | None
    decided: int
    appealed: bool
    turned: int
    said: tuple[tuple[Helped, int], ...]
    lag: int

    def told(self, number: int) -> list[Came]:
        facts = list(self._facts(f"1030{number:07d}1"))
        return [Came(at + timedelta(hours=self.lag), fact) for at, fact in facts]

    def _facts(self, number: str) -> Iterator[tuple[datetime, Fact]]:
        office, team, officers = PLACES[self.place]
        lot = clearance(
            number,
            office=office,
            team=team,
            officers=tuple(
                Officer(code=f"{office}-{code}", name="Nguyễn Văn A", stage="inspection") for code in officers
            ),
            enterprise=Enterprise(tax_code=f"57001002{self.enterprise:02d}", name="Công ty TNHH Ví dụ", emails=()),
            cleared_at=self.received - timedelta(days=1),
        )
        came = self.received + timedelta(days=self.waits)
        yield came, cleared(lot)
        first = self._rating(number, lot, came)
        yield came, rated(first)
        last = first
        if self.correction is not None:
            wanted = replace(first, levels=dict.fromkeys(Subject, self.correction))
            last = corrected(first, wanted, at=self.received + timedelta(minutes=15))
            yield max(came, self.received + timedelta(minutes=15)), rated(last)
        if last.negative:
            for at, case in self._case(last, came + timedelta(minutes=20)):
                yield at, dealt(case, vietnamese_calendar())

    def _rating(self, number: str, lot: Clearance, came: datetime) -> Rating:
        waiting = rating(
            number,
            tax_code=lot.enterprise.tax_code,
            levels=dict.fromkeys(Subject, self.level),
            reasons=("delay",) if self.level <= 2 else (),
            received_at=self.received,
        )
        return matched(waiting, lot, WINDOW, at=came) if self.waits else accepted(waiting, lot)

    def _case(self, negative: Rating, at: datetime) -> Iterator[tuple[datetime, Case]]:
        due_at = at + timedelta(days=7)
        case = course.open_case(negative, at=at, due_at=due_at, salt="5a" * 32).after
        yield at, case
        at += timedelta(days=self.decided)
        case = self._decided(case, (INSPECTOR, SECOND_INSPECTOR), Outcome.NOT_UPHELD, at)
        yield at, case
        for helped, after in self.said:
            moment = at + timedelta(days=after)
            said = enterprise.say_helped(case, helped, None, at=moment)
            if said is not None:
                case = said.after
                yield moment, case
        if self.appealed:
            at += timedelta(days=20)
            case = enterprise.appeal(case, "Chưa đồng ý.", at=at, due_at=at + timedelta(days=7)).after
            yield at, case
            at += timedelta(days=self.turned)
            case = self._decided(case, (THIRD, FOURTH), Outcome.UPHELD, at)
            yield at, case
        yield at + timedelta(days=21), course.close(case, at=at + timedelta(days=21)).after

    def _decided(self, case: Case, people: tuple[Person, Person], outcome: Outcome, at: datetime) -> Case:
        decider, reviewer = people
        case = casework.claim(case, decider, at=at).after
        case = casework.decide(case, decider, replace(RULING, outcome=outcome), at=at).after
        return casework.approve(case, reviewer, at=at, appeal_until=at + timedelta(days=30)).after


@st.composite
def stories(draw: st.DrawFn) -> Story:
    first = datetime(2022, 1, 2, 9, tzinfo=VIETNAM)
    months_end = datetime(2022, 1, 31, 23, 55, tzinfo=VIETNAM)
    days = st.integers(0, 4).map(lambda ends: months_end + timedelta(days=(0, 28, 59, 89, 120)[ends]))
    return Story(
        enterprise=draw(st.integers(0, 6)),
        place=draw(st.integers(0, len(PLACES) - 1)),
        received=draw(st.one_of(days, st.integers(0, 100).map(lambda n: first + timedelta(days=n)))),
        waits=draw(st.sampled_from((0, 0, 0, 3, 4, 5, 9, 40, 70))),
        level=draw(st.sampled_from((1, 2, 5, 5))),
        correction=draw(st.sampled_from((None, None, 5, 1))),
        decided=draw(st.integers(0, 30)),
        appealed=draw(st.booleans()),
        turned=draw(st.sampled_from((1, 15, 60, 100))),
        said=tuple(draw(st.lists(st.tuples(st.sampled_from(Helped), st.integers(0, 19)), max_size=3).map(_in_turn))),
        lag=draw(st.sampled_from((0, 1, 23))),
    )


def _in_turn(said: list[tuple[Helped, int]]) -> list[tuple[Helped, int]]:
    return sorted(said, key=lambda one: one[1])


def looks(came: list[Came]) -> Iterator[tuple[date, Remembering, list[Rated]]]:
    """The counters at each look, with the ratings as they were counted by then."""
    store = MemoryCounters()
    waiting = sorted(came, key=lambda one: one.at)
    counted: dict[str, Rated] = {}
    for look in LOOKS:
        now = [one.fact for one in waiting if one.at <= look]
        waiting = waiting[len(now) :]
        tally(now, store, pause=no_pause)
        counted |= {fact.lot: fact for fact in now if isinstance(fact, Rated)}
        yield vietnamese_day(look), Remembering(store), list(counted.values())


def asked(person: Person, today: date, reader: Remembering) -> Iterator[dict[str, Any]]:
    for unit in UNITS:
        for number, (first, last) in enumerate(RANGES):
            parameters = {"unit": unit, "from": f"2022-{first}", "to": f"2022-{last}", "bucket": "month"}
            beside = {"compare_from": "2022-01-01", "compare_to": f"2022-{last}"} if number % 2 else {}
            try:
                yield statistics(parse_query(parameters | beside, today=today), person, reader)
            except (Forbidden, NotFound):
                continue


def given_in(answer: Mapping[str, Any], today: date) -> Iterator[tuple[Any, Any]]:
    """Everything that an answer gives of whole atoms that are over, by what it is of."""
    unit = answer["unit"]
    for period, totals in ((answer, answer["totals"]), (answer["previous"], answer["previous"])):
        days, handled = (period["from"], period["to"]), period["handled"] and tuple(period["handled"].values())
        if not over(period["to"], today):
            continue
        yield (unit, days), [period["subjects"], period["channels"], totals["ratings"], totals["enterprises_rated"]]
        if handled:
            of_cases = [
                name for name in totals if name.startswith(("cases_", "upheld", "partly", "appeals", "reversals"))
            ]
            named = (*of_cases, "negative", "on_time_rate", "systemic_share")
            others = ("reasons", "root_causes", "hours_to_decision", "helped")
            yield (unit, days, handled), [[totals[name] for name in named], [period[name] for name in others]]
    if over(answer["to"], today):
        for point in answer["series"]:
            yield (unit, point["bucket"]), [point[name] for name in ("ratings", "counts", "satisfied")]
        for child in answer["children"]:
            if child["ratings"]:
                yield (child["unit"], answer["from"], answer["to"], str(answer["handled"])), child
        yield (
            (unit, answer["from"], answer["to"], answer["previous"]["from"], answer["previous"]["to"]),
            answer["change"],
        )


def over(last: str, today: date) -> bool:
    return date.fromisoformat(last) + SETTLING < today


def whole_months(answer: Mapping[str, Any]) -> bool:
    first, after = date.fromisoformat(answer["from"]), date.fromisoformat(answer["to"]) + timedelta(days=1)
    return first.day == after.day == 1


def inside(counted: list[Rated], family: str, cell: Cell) -> dict[str, int]:
    """The lots whose rating counts in a cell, as the attacker's row."""
    unit, first, last = cell
    return {
        one.lot: 1 for one in counted if first <= one.day <= last and unit in units_of(one) and _of_family(one, family)
    }


def units_of(one: Rated) -> frozenset[str]:
    return frozenset(str(unit) for unit, _ in one.place.units())


def _of_family(one: Rated, family: str) -> bool:
    match family:
        case "raters":
            return True
        case "negative":
            return "negative" in one.figures
        case "reasons":
            return "reasoned" in one.figures
        case _:
            return any(level_figure(Subject(family), level) in one.figures for level in range(1, 6))


@dataclass
class Attacker:
    """Keeps all that a person was ever told."""

    person: Person
    given: dict[Any, Any] = field(default_factory=dict)
    changed: list[Any] = field(default_factory=list)
    rows: dict[str, list[dict[str, int]]] = field(default_factory=dict)

    def look(self, today: date, reader: Remembering, counted: list[Rated]) -> None:
        for answer in asked(self.person, today, reader):
            self._compare(answer, today)
            for family, cell, count in (*shown_in(answer), *shown_in_file(answer)):
                if family not in {"cases", "helped"}:
                    row = inside(counted, family, cell)
                    assert count in {None, len(row)}
                    self.rows.setdefault(family, []).append(row)

    def _compare(self, answer: Mapping[str, Any], today: date) -> None:
        for key, what in given_in(answer, today) if whole_months(answer) else ():
            if self.given.setdefault(key, what) != what:
                self.changed.append((today, key, self.given[key], what))


def attack(came: list[Came], person: Person) -> tuple[list[Any], list[Any]]:
    """What changed after it had been given, and who of one or two enterprises follows from all looks together."""
    attacker = Attacker(person)
    before: set[str] = set()
    targets: list[tuple[str, dict[str, int]]] = []
    for today, reader, counted in looks(came):
        attacker.look(today, reader, counted)
        # Whatever has come between two looks, in each unit: the difference that somebody would be after.
        new = [one for one in counted if one.lot not in before]
        before |= {one.lot for one in new}
        for family in FAMILIES:
            for unit in UNITS:
                targets.append((family, inside(new, family, (unit, *YEAR))))
                targets += [(family, inside(new, family, (unit, day, day))) for day in {one.day for one in new}]
    enterprises = {one.fact.lot: one.fact.enterprise for one in came if isinstance(one.fact, Rated)}
    solvers = {family: Solver(rows) for family, rows in attacker.rows.items()}
    solved = [
        (family, row)
        for family, row in targets
        if few(len({enterprises[lot] for lot in row})) and family in solvers and solvers[family].gives(row)
    ]
    return attacker.changed, solved


EVERYBODY = pytest.mark.parametrize(
    "person", [LEADER, HANDLER, RATED_OFFICER], ids=["leader", "handler", "rated officer"]
)


@EVERYBODY
@given(told=st.lists(stories(), min_size=10, max_size=40))
@settings(max_examples=4, deadline=None, derandomize=True)
def test_several_looks_tell_no_more_than_one(person: Person, told: list[Story]) -> None:
    came = [one for number, story in enumerate(told) for one in story.told(number)]
    assert attack(came, person) == ([], [])


def ordinary(enterprise: int, received: datetime, **changes: Any) -> Story:
    """A rating that says nothing bad, or what is changed of it."""
    plain = Story(
        enterprise=enterprise,
        place=0,
        received=received,
        waits=0,
        level=5,
        correction=None,
        decided=3,
        appealed=False,
        turned=1,
        said=(),
        lag=0,
    )
    return replace(plain, **changes)


def month(number: int, **changes: Any) -> list[Story]:
    return [ordinary(one, datetime(2022, number, 9, 9, tzinfo=VIETNAM), **changes) for one in range(5)]


@EVERYBODY
@pytest.mark.parametrize(
    "late",
    [
        pytest.param({"waits": 40}, id="a rating waits beyond the end of the month"),
        pytest.param({"waits": 70, "level": 1}, id="a bad one waits beyond the end of the quarter"),
        pytest.param({"waits": 26, "lag": 23}, id="the clearance comes on the last day on which it is in time"),
        pytest.param({"waits": 27, "lag": 23}, id="it comes a day later, and is counted after the month was given"),
        pytest.param({"level": 1, "appealed": True, "turned": 100}, id="an appeal turns a case of a quarter before"),
        pytest.param(
            {"level": 1, "decided": 78, "said": ((Helped.YES, 0), (Helped.NO, 19))},
            id="an enterprise changes its mind when what it said has been given",
        ),
    ],
)
def test_what_comes_late_changes_nothing_that_was_given(person: Person, late: dict[str, Any]) -> None:
    told = [*month(1), *month(2), *month(3), *month(1, level=1, said=((Helped.YES, 1),)), *month(4, level=1)]
    told.append(ordinary(6, datetime(2022, 1, 9, 9, tzinfo=VIETNAM), **late))
    came = [one for number, story in enumerate(told) for one in story.told(number)]
    assert attack(came, person) == ([], [])
