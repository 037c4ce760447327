"""Who asks everything of the made-up half-year, and solves for what is hidden: `python -m tests.bench.subtraction`."""

import sys
import time
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import cycle

from functions.report import decisions
from functions.report.query import parse_query
from functions.report.reading import Remembering
from hailong.statistics.facts import Cleared, Dealt, Rated
from hailong.statistics.facts_of_records import cleared, dealt, rated
from hailong.statistics.figure_names import CASES_OPENED
from hailong.statistics.periods import Bucket, Span, bucket_end, bucket_start
from hailong.statistics.postings import Posting
from hailong.statistics.recount import recount
from hailong.statistics.rows import Rows, row_of
from hailong.statistics.sheets import Sheet
from hailong.statistics.suppression import (
    CASES,
    FEWEST_ENTERPRISES,
    LEVELS,
    NEGATIVES,
    RATERS,
    REASONS,
    Family,
    few,
)
from hailong.statistics.units import DEPARTMENT, parse_unit
from hailong.vocabulary.errors import Forbidden
from hailong.vocabulary.people import Person
from hailong.vocabulary.workdays import vietnamese_calendar
from local.halfyear import HALF_YEAR, lots
from local.halfyear_cases import past_case
from tests.bench.report import Report, table
from tests.samples import HANDLER, LEADER, RATED_OFFICER
from tests.unit.attacker import Cell, Shown, Solver, shown_in, shown_in_file, shown_of_unit

TODAY = date(2022, 12, 24)
"""All months of the half-year are over, and what became of its cases, too."""
ASKING: Mapping[str, Person] = {"a leader": LEADER, "a handler": HANDLER, "a rated officer": RATED_OFFICER}
FAMILIES: Mapping[str, Family] = {
    "raters": RATERS,
    **{subject.value: family for subject, family in LEVELS.items()},
    "negative": NEGATIVES,
    "reasons": REASONS,
    "cases": CASES,
}
_COUNTED = {"cases": CASES_OPENED}
"""What an answer counts of a family, where that is not its column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`hidden`: cells of one or two enterprises; `recovered`: those of them that follow from what was shown."""

    who: str
    questions: int
    asked: int
    shown: int
    hidden: int
    recovered: tuple[tuple[str, Cell], ...]
    seconds: float


@dataclass(slots=True)
class Unknown:
    """What was said of a family on a day by those whom the same units had served."""

    enterprises: set[str] = field(default_factory=set)
    count: int = 0


Column = tuple[date, frozenset[str]]
"""A day and the units that share it."""


class HalfYear:
    """The made-up half-year and the season before it, or a part of them, counted plainly; a reader of its sheets."""

    def __init__(self, size: float) -> None:
        clearances: list[Cleared] = []
        ratings: list[Rated] = []
        cases: list[Dealt] = []
        calendar = vietnamese_calendar()
        for lot in lots(size):
            clearances += map(cleared, lot.clearances)
            if lot.rating is not None:
                ratings.append(rated(lot.rating))
                if lot.rating.negative:
                    cases.append(dealt(past_case(lot.rating).case, calendar))
        self._sheets: dict[str, dict[str, Sheet]] = defaultdict(dict)
        numbers: dict[str, int] = {}
        for (unit, period), plain in recount(clearances, ratings, cases).items():
            for enterprise in plain.rows:
                numbers.setdefault(enterprise, len(numbers))
            rows = Rows.of({numbers[enterprise]: row for enterprise, row in plain.rows.items()})
            raters = {one: frozenset(numbers[each] for each in those) for one, those in plain.raters.items()}
            self._sheets[unit][period] = Sheet(plain.figures, plain.kin, rows, raters)
        self.unknowns: dict[str, dict[Column, Unknown]] = {family: {} for family in FAMILIES}
        told: list[Rated | Dealt] = [*ratings, *cases]
        for fact in told:
            for posting in fact.postings():
                self._note(posting)
        self.units = sorted(self._sheets)

    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        kept = self._sheets.get(unit, {})
        return {period: kept[period] for period in sorted(kept) if span.first <= period <= span.last}

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        found = self.sheets(unit, span)
        return max((period for period, sheet in found.items() if sheet.figures.get(figure)), default=None)

    def knows(self, unit: str) -> bool:
        return unit in self._sheets

    def names(self, _units: Collection[str]) -> Mapping[str, str]:
        return {}

    def _note(self, posting: Posting) -> None:
        units = frozenset(str(unit) for unit, _ in posting.place.units())
        row = row_of(posting.figures)
        for name, family in FAMILIES.items():
            if row[family.column]:
                unknown = self.unknowns[name].setdefault((posting.day, units), Unknown())
                unknown.enterprises.add(posting.enterprise)
                counted = posting.figures.get(_COUNTED[name], 0) if name in _COUNTED else row[family.column]
                unknown.count += counted


Say = Callable[[str], None]
"""Is told how far it is."""


def quiet(_: str) -> None:
    """Nobody looks on."""


def attack(world: HalfYear, person: Person, who: str = "", *, step: int = 1, say: Say = quiet) -> Found:
    """Asks for every unit and every `step`th range, and solves for each cell of one or two enterprises."""
    started = time.process_time()
    questions, shown = 0, defaultdict[str, dict[Cell, int | None]](dict)
    for number, figures in enumerate(_answers(world, person, step)):
        questions = number + 1
        if questions % 500 == 0:
            say(f"{who}: {questions:,} questions asked, {time.process_time() - started:.0f} s")
        for family, cell, count in figures:
            if count is not None or cell not in shown[family]:
                shown[family][cell] = count
    asked = hidden = 0
    recovered: list[tuple[str, Cell]] = []
    for family in FAMILIES:
        say(f"{who}: solving {family}, {len(shown[family]):,} cells shown, {time.process_time() - started:.0f} s")
        tried = _solved(world.unknowns[family], shown[family])
        for cell, enterprises, follows in tried:
            asked += 1
            hidden += few(enterprises)
            if few(enterprises) and follows:
                recovered.append((family, cell))
    return Found(
        who=who,
        questions=questions,
        asked=asked,
        shown=sum(map(len, shown.values())),
        hidden=hidden,
        recovered=tuple(recovered),
        seconds=time.process_time() - started,
    )


def _answers(world: HalfYear, person: Person, step: int) -> Iterator[list[Shown]]:
    """What each answer shows, its file, and the units below in the evidence pack."""
    reader = Remembering(world)
    for unit in world.units:
        for parameters in list(_ranges())[::step]:
            query = parse_query({"unit": unit} | parameters, today=TODAY)
            try:
                answer = decisions.statistics(query, person, reader)
            except Forbidden:
                break
            shown = [*shown_in(answer), *shown_in_file(answer)]
            if unit == str(DEPARTMENT):
                view, _ = decisions.views(query, person, reader)
                for child in answer["children"]:
                    figures = decisions.unit_figures(parse_unit(child["unit"]), view)
                    shown += shown_of_unit(child["unit"], answer, figures["totals"], figures)
            yield shown


def _ranges() -> Iterator[dict[str, str]]:
    """Every range of months, whole and cut, by each bucket in turn, beside each kind of other period in turn."""
    months = [date(2022, month, 1) for month in range(1, 7)]
    by = cycle(Bucket)
    for place, first in enumerate(months):
        for last in (bucket_end(month, Bucket.MONTH) for month in months[place:]):
            less = last - timedelta(days=1)
            yield {"from": f"{first}", "to": f"{last}", "bucket": "month"}
            yield {
                "from": f"{first + timedelta(days=2)}",
                "to": f"{less}",
                "bucket": next(by).value,
                "compare_from": f"{first}",
                "compare_to": f"{less}",
            }


def _solved(unknowns: Mapping[Column, Unknown], shown: Mapping[Cell, int | None]) -> Iterator[tuple[Cell, int, bool]]:
    """Each cell, how many enterprises it concerns, and whether those that are shown give it.

    The attacker knows which units were told of on which day. Days between the same ends of shown cells are alike to
    him: together they are one column of the system, and a cell that cuts one does not follow.
    """
    ends = sorted({end for _, first, last in shown for end in (first, last + timedelta(days=1))})
    columns: dict[tuple[int, frozenset[str]], list[Column]] = defaultdict(list)
    by_unit: dict[str, list[Column]] = defaultdict(list)
    for column in unknowns:
        day, units = column
        columns[bisect_right(ends, day), units].append(column)
        for unit in units:
            by_unit[unit].append(column)

    def inside(cell: Cell) -> list[Column]:
        unit, first, last = cell
        return [column for column in by_unit[unit] if first <= column[0] <= last]

    def row(some: Iterable[Column]) -> dict[tuple[int, frozenset[str]], int] | None:
        found: dict[tuple[int, frozenset[str]], int] = defaultdict(int)
        for day, units in some:
            found[bisect_right(ends, day), units] += 1
        return dict.fromkeys(found, 1) if all(count == len(columns[key]) for key, count in found.items()) else None

    known = []
    for cell, count in shown.items():
        some = inside(cell)
        if count is not None and count != (true := sum(unknowns[column].count for column in some)):
            raise AssertionError(f"{cell} is shown as {count} and is {true}")
        known.append(row(some) or {})
    solver = Solver(sorted(known, key=len))
    for cell in _cells(by_unit):
        some = inside(cell)
        enterprises = len(frozenset[str]().union(*(unknowns[column].enterprises for column in some)))
        wanted = row(some) if few(enterprises) else None
        yield cell, enterprises, wanted is not None and solver.gives(wanted)


def _cells(by_unit: Mapping[str, Iterable[Column]]) -> Iterator[Cell]:
    """Every unit's day, month and quarter of the half-year on which anything was said."""
    for unit, columns in by_unit.items():
        days = {day for day, _ in columns if day >= HALF_YEAR.first}
        for bucket in (Bucket.DAY, Bucket.MONTH, Bucket.QUARTER):
            for first, last in sorted({(bucket_start(day, bucket), bucket_end(day, bucket)) for day in days}):
                yield unit, first, last


def measure(size: float = 1, say: Say = quiet) -> list[Found]:
    world = HalfYear(size)
    say(f"{len(world.units)} units of the half-year counted")
    return [attack(world, person, who, say=say) for who, person in ASKING.items()]


def run(say: Say = quiet) -> Report:
    measured = measure(say=say)
    headers = (
        "who asks",
        "questions",
        "cells shown",
        "cells tried",
        f"of fewer than {FEWEST_ENTERPRISES}",
        "recovered",
        "processor time",
    )
    rows = [
        (
            one.who,
            *(f"{n:,}" for n in (one.questions, one.shown, one.asked, one.hidden, len(one.recovered))),
            f"{one.seconds:.0f} s",
        )
        for one in measured
    ]
    return Report(
        title="Subtraction",
        text=(
            "Who asks for every unit of the made-up half-year and every range of its months, whole and cut, "
            "with comparisons and files, and solves the linear system for every day, month and quarter of a unit that "
            "concerns one or two enterprises; cells of seven families."
        ),
        tables=(table(headers, rows),),
        raw=[asdict(one) for one in measured],
    )


if __name__ == "__main__":
    print(run(partial(print, file=sys.stderr, flush=True)).markdown())
