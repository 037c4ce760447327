"""A table as files show it: cells that say what they are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    TEXT = "text"
    PERIOD = "period"
    COUNT = "count"
    SHARE = "share"
    DECIMAL = "decimal"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` None is a figure that is withheld or does not exist."""

    value: str | int | float | date | None
    kind: Kind


@dataclass(frozen=True, slots=True)
class Table:
    """`key` names the table in code; every row has a cell a header."""

    key: str
    title: str
    headers: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def text(value: str) -> Cell:
    return Cell(value, Kind.TEXT)
