"""What the tally keeps and the report reads, under which keys."""

from dataclasses import dataclass
from typing import NamedTuple

from hailong.statistics.ledger import LotState
from hailong.statistics.sheets import Sheet, SheetKey
from hailong.vocabulary.errors import HaiLongError


class LotKey(NamedTuple):
    number: str


class NameKey(NamedTuple):
    """`unit` as text."""

    unit: str


def enterprise_key(number: int) -> NameKey:
    """Where the name of the enterprise of a number is kept."""
    return NameKey(f"enterprise:{number}")


@dataclass(frozen=True, slots=True)
class Name:
    """What a unit or an enterprise is called, as the clearance of `as_of` (text that sorts) says."""

    name: str
    as_of: str


Key = LotKey | SheetKey | NameKey
Value = LotState | Sheet | Name


@dataclass(frozen=True, slots=True)
class Kept[V]:
    """A value with the revision it has in the store, 0 while it is not there."""

    value: V
    revision: int


class Outdated(HaiLongError):
    """Somebody else has written meanwhile, and nothing of the commit was: load again."""
