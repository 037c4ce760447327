"""Ten years of counters as the tally would leave them, at so many times the ratings of the article."""

import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from hailong.adapters.dynamodb.counters import stored_item, stored_value
from hailong.statistics.figure_names import (
    CASES_DECIDED,
    CASES_ON_TIME,
    CASES_OPENED,
    CLEARANCES,
    RATINGS,
    level_figure,
)
from hailong.statistics.periods import Span, day_key, month_key
from hailong.statistics.rows import COLUMNS, Rows, given_column
from hailong.statistics.sheets import Sheet, SheetKey
from hailong.vocabulary.words import Subject

FIRST_YEAR, YEARS = 2022, 10
_OFFICES = {"20BB": 38, "20BC": 6, "20BD": 4, "20CD": 20, "20CE": 8, "20CF": 14, "20CG": 10}
"""Ratings in a hundred, by office."""
_RATINGS_A_DAY = 171
"""Of a working day: 20,738 ratings in 121 of them."""
_ENTERPRISES = 734

Item = Mapping[str, Any]


class SimulatedCounters:
    """A reader that keeps items in the form that DynamoDB gives, decodes them at every read, and counts them."""

    def __init__(self, times: int) -> None:
        self.items = self.bytes = self.queries = 0
        self._units: dict[str, dict[str, Item]] = {}
        year = _simulated_year(times)
        for number in range(YEARS):
            for (unit, period), item in year.items():
                shifted = f"{period[0]}{FIRST_YEAR + number}{period[5:]}"
                self._units.setdefault(unit, {})[shifted] = item

    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        self.queries += 1
        found: dict[str, Sheet] = {}
        for period, item in self._units.get(unit, {}).items():
            if span.first <= period <= span.last:
                self.items += 1
                self.bytes += size(item)
                value = stored_value(SheetKey(unit, period, 0), item)
                assert isinstance(value, Sheet)
                found[period] = value
        return found

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        self.queries += 1
        for period, item in sorted(self._units.get(unit, {}).items(), reverse=True):
            if span.first <= period <= span.last:
                self.items += 1
                self.bytes += size(item)
                if figure in item["figures"]["M"]:
                    return period
        return None

    def knows(self, unit: str) -> bool:
        return unit in self._units

    def names(self, _units: Collection[str]) -> Mapping[str, str]:
        return {}


def size(item: Item) -> int:
    """Bytes by DynamoDB's rules: names, and values by their type."""
    return sum(len(name) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "N":
            return len(content) // 2 + 2
        case "M":
            return 3 + len(content) + size(content)
        case "L":
            return 3 + len(content) + sum(map(_value_size, content))
        case "BOOL" | "NULL":
            return 1
        case "S":
            return len(content.encode())
        case _:
            return len(content)


def _simulated_year(times: int) -> dict[tuple[str, str], Item]:
    """Every sheet of a year, of the department and its offices. The other years are like it."""
    rng = random.Random(times)  # noqa: S311 - a benchmark is to be the same every time
    sheets: dict[tuple[str, str], Sheet] = {}
    for day in _working_days(FIRST_YEAR):
        for office, weight in _OFFICES.items():
            sheet = _office_day(rng, max(1, _RATINGS_A_DAY * times * weight // 100), office)
            for unit in (f"office:{office}", "department"):
                for period in (day_key(day), month_key(day)):
                    into = sheets.setdefault((unit, period), Sheet())
                    into.merge(sheet)
                    if unit == "department":
                        into.kin = {f"office:{code}": 1 for code in _OFFICES}
    return {(unit, period): stored_item(SheetKey(unit, period, 0), sheet) for (unit, period), sheet in sheets.items()}


def _working_days(year: int) -> Iterator[date]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(365))
    return (day for day in days if day.isoweekday() <= 5)


def _office_day(rng: random.Random, ratings: int, office: str) -> Sheet:
    sheet = Sheet(kin={f"team:{office}-{team:02d}": ratings for team in range(1, 5)})
    rows: dict[int, list[int]] = {}
    for number, given in Counter(rng.choices(range(_ENTERPRISES), _WEIGHTS, k=ratings)).items():
        dissatisfied = sum(1 for _ in range(given) if rng.random() < 0.04)
        row = [0] * len(COLUMNS)
        row[0], row[1] = given + 1, given
        for subject in Subject:
            row[given_column(subject)], row[given_column(subject) + 1] = given, given - dissatisfied
            for level, count in ((3, dissatisfied), (5, given - dissatisfied)):
                name = level_figure(subject, level)
                sheet.figures[name] = sheet.figures.get(name, 0) + count
        rows[number] = row
    sheet.figures |= {RATINGS: ratings, CASES_OPENED: 1, CASES_DECIDED: 1, CASES_ON_TIME: 1}
    sheet.figures[CLEARANCES] = ratings + len(rows)
    sheet.rows = Rows.of(rows)
    return sheet


_WEIGHTS = [1 / (rank + 6) ** 0.85 for rank in range(_ENTERPRISES)]
