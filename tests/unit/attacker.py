"""What an attacker has: every figure that answers and files show, and what follows from sums of them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from functions.report import labels
from functions.report.csv_export import to_csv
from functions.report.further_tables import all_tables
from functions.report.tables import heading
from hailong.statistics.periods import Bucket, Range, buckets
from hailong.statistics.units import parse_unit
from hailong.vocabulary.words import Subject

Cell = tuple[str, date, date]
"""A unit and the days from one to the other."""
Shown = tuple[str, Cell, int | None]
"""A figure that is not withheld: its family, what it is of, and how many it counts (None: a share)."""


def shown_in(answer: Mapping[str, Any]) -> Iterator[Shown]:
    """Every figure of an answer that is not withheld."""
    unit, before = answer["unit"], answer["previous"]
    yield from shown_of_unit(unit, answer, answer["totals"], answer)
    yield from shown_of_unit(unit, before, before, before)
    days = _days_of_buckets(answer)
    own = parse_unit(unit).subject.value
    for point in answer["series"]:
        if point["counts"] is not None:
            yield own, (unit, *days[point["bucket"]]), sum(point["counts"])
    for child in answer["children"]:
        if child["satisfied"] is not None:
            yield parse_unit(child["unit"]).subject.value, (child["unit"], *_days(answer)), None
        if child["root_causes"] is not None:
            yield "cases", (child["unit"], *_days(answer["handled"])), None
        if child["helped"] is not None:
            yield "helped", (child["unit"], *_days(answer["handled"])), child["helped"]["no"]


def shown_of_unit(
    unit: str, period: Mapping[str, Any], totals: Mapping[str, Any], figures: Mapping[str, Any]
) -> Iterator[Shown]:
    if totals["clearances"] is not None:
        yield "raters", (unit, *_days(period)), totals["ratings"]
    for subject, found in figures["subjects"].items():
        if found["counts"] is not None:
            yield subject, (unit, *_days(period)), sum(found["counts"])
    if period["handled"] is None:
        assert totals["negative"] is figures["reasons"] is totals["cases_opened"] is None
        return
    days = _days(period["handled"])
    if totals["negative"] is not None:
        yield "negative", (unit, *days), totals["negative"]
    if figures["reasons"] is not None:
        yield "reasons", (unit, *days), sum(figures["reasons"].values())
    if figures["helped"] is not None:
        yield "helped", (unit, *days), figures["helped"]["no"]
    if totals["cases_opened"] is not None:
        yield "cases", (unit, *days), totals["cases_opened"]


def shown_in_file(answer: Mapping[str, Any]) -> Iterator[Shown]:
    """Every figure of the CSV file of an answer: its cells are read from the file, their days from the answer."""
    tables = _tables(to_csv(heading(answer), all_tables(answer)))
    unit = answer["unit"]
    totals = {row[0]: row[1:] for row in tables["Tổng hợp / Totals"]}
    for family, name in (("raters", "clearances"), ("negative", "negative"), ("cases", "cases_opened")):
        for period, cell in zip((answer, answer["previous"]), totals[labels.TOTALS[name]], strict=True):
            days = period if family == "raters" else period["handled"]
            if cell:
                yield family, (unit, *_days(days)), None if family == "raters" else int(cell)
    subjects = {labels.SUBJECTS[subject]: subject.value for subject in Subject}
    for name, *row in tables["Mức độ / Levels"]:
        yield from _counted(subjects[name], (unit, *_days(answer)), row[: len(labels.LEVELS)])
    days_of = _days_of_buckets(answer)
    for label, _, _, *row in tables["Theo thời gian / Series"]:
        yield from _counted(parse_unit(unit).subject.value, (unit, *days_of[label]), row[: len(labels.LEVELS)])
    for code, _, _, *row in tables["Đơn vị / Units"]:
        if row[0]:
            yield parse_unit(code).subject.value, (code, *_days(answer)), None
    yield from _handled_in_file(answer, tables)


def _handled_in_file(answer: Mapping[str, Any], tables: Mapping[str, list[list[str]]]) -> Iterator[Shown]:
    reasons = tables["Lý do / Reasons"]
    if [labels.WITHHELD, ""] not in reasons:
        yield "reasons", (answer["unit"], *_days(answer["handled"])), sum(int(count) for _, count in reasons)
    units = (answer["unit"], *(child["unit"] for child in answer["children"]))
    for one, (_, *row) in zip(units, tables["Nguyên nhân / Root causes"], strict=True):
        if any(row):
            yield "cases", (one, *_days(answer["handled"])), None
    helped = tables["Kết quả có giúp được không / Did the answer help"]
    below = helped[len(helped) - len(answer["children"]) :]
    said = [(answer["unit"], answer, helped[0]), (answer["unit"], answer["previous"], helped[1])]
    said += [(child["unit"], answer, row) for child, row in zip(answer["children"], below, strict=True)]
    for one, period, (_, *row) in said:
        if any(row):
            yield "helped", (one, *_days(period["handled"])), int(row[2])


def _counted(family: str, cell: Cell, row: Sequence[str]) -> Iterator[Shown]:
    if any(row):
        yield family, cell, sum(map(int, row))


def _tables(file: bytes) -> dict[str, list[list[str]]]:
    """The rows of each table by its title; an empty line is before each, and the headers follow the title."""
    found: dict[str, list[list[str]]] = {}
    lines = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    starts = [number for number, line in enumerate(lines) if not line]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        found[lines[start + 1][0]] = lines[start + 3 : end]
    return found


def _days_of_buckets(answer: Mapping[str, Any]) -> dict[str, tuple[date, date]]:
    within = Range(*_days(answer))
    return {label: (days.first, days.last) for label, days in buckets(within, Bucket(answer["bucket"]))}


def _days(period: Mapping[str, str]) -> tuple[date, date]:
    return date.fromisoformat(period["from"]), date.fromisoformat(period["to"])


_PRIME = 2**61 - 1
"""Whole numbers modulo a large prime take the place of fractions: what follows by fractions follows here, too."""


class Solver:
    """What follows from known sums: the space of their rows, as a basis in which each row alone has its pivot.

    So a row is taken apart by the pivots in it, and by no others: however many sums are known, it costs what is in it.
    """

    def __init__(self, rows: Iterable[Mapping[Any, int]]) -> None:
        self._basis: dict[Any, dict[Any, int]] = {}
        self._holders: dict[Any, set[Any]] = {}
        """In whose rows something stands beside the pivot, by the pivots of these."""
        seen: set[frozenset[tuple[Any, int]]] = set()
        for row in rows:
            known = frozenset(row.items())
            if known not in seen:
                seen.add(known)
                self._add(row)

    def gives(self, row: Mapping[Any, int]) -> bool:
        return not self._rest(row)

    def _add(self, row: Mapping[Any, int]) -> None:
        rest = self._rest(row)
        if not rest:
            return
        # What stands in the fewest other rows has to be taken out of the fewest.
        pivot = min(rest, key=lambda key: len(self._holders.get(key, ())))
        inverse = pow(rest[pivot], -1, _PRIME)
        own = {key: value * inverse % _PRIME for key, value in rest.items()}
        for holder in tuple(self._holders.pop(pivot, ())):
            other = self._basis[holder]
            before = set(other)
            _subtract(other, other[pivot], own)
            for key in own.keys() & (before ^ other.keys()) - {pivot}:
                (self._holders.setdefault(key, set()).add if key in other else self._holders[key].discard)(holder)
        self._basis[pivot] = own
        for key in own.keys() - {pivot}:
            self._holders.setdefault(key, set()).add(pivot)

    def _rest(self, row: Mapping[Any, int]) -> dict[Any, int]:
        rest = {key: value % _PRIME for key, value in row.items() if value % _PRIME}
        for pivot in [key for key in rest if key in self._basis]:
            _subtract(rest, rest[pivot], self._basis[pivot])
        return rest


def _subtract(row: dict[Any, int], times: int, other: Mapping[Any, int]) -> None:
    """Takes another row, so many times, from a row."""
    for key, value in other.items():
        if total := (row.get(key, 0) - times * value) % _PRIME:
            row[key] = total
        else:
            row.pop(key, None)
