"""Asks for statistics as somebody, later."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.report.decisions import statistics
from functions.report.query import parse_query
from hailong.ports.statistics import SheetReader
from hailong.vocabulary.people import Person
from tests.samples import LEADER

LATER = date(2023, 1, 31)
FEBRUARY = {"from": "2022-02-01", "to": "2022-02-28"}


def ask(reader: SheetReader, person: Person = LEADER, **parameters: str) -> dict[str, Any]:
    query = parse_query({**FEBRUARY, **{name.rstrip("_"): value for name, value in parameters.items()}}, today=LATER)
    return statistics(query, person, reader)


def child(answer: Mapping[str, Any], unit: str) -> dict[str, Any]:
    return next(one for one in answer["children"] if one["unit"] == unit)
