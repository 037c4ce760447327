"""What the tally keeps and the report reads, and the ports to it. Adapter: `adapters.dynamodb.counters`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from hailong.statistics.ledger import LotState
from hailong.statistics.periods import Run
from hailong.statistics.sheets import Sheet, SheetKey
from hailong.vocabulary.errors import HaiLongError

TRANSACTION_LIMIT = 100
"""Items that one transaction of DynamoDB may write."""


class LotKey(NamedTuple):
    number: str


class NameKey(NamedTuple):
    """`unit` as text."""

    unit: str


@dataclass(frozen=True, slots=True)
class Name:
    """What a unit is called, as the clearance of `as_of` (text that sorts) says."""

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


class TallyStore(Protocol):
    def numbers(self, enterprises: Collection[str]) -> Mapping[str, int]:
        """The dense number of each enterprise, given now to those that have none, and never changed."""

    def load(self, keys: Collection[Key]) -> Mapping[Key, Kept[Value]]:
        """What is kept under the keys, strongly consistent; keys without anything are left out."""

    def commit(self, changes: Mapping[Key, Kept[Value]]) -> None:
        """Writes all (at most `TRANSACTION_LIMIT`) or nothing; Outdated unless each still has the given revision."""


class SheetReader(Protocol):
    def sheets(self, unit: str, run: Run) -> Mapping[str, Sheet]:
        """The sheets of a unit by period, the blocks of a period added up."""

    def names(self, units: Collection[str]) -> Mapping[str, str]:
        """The names of those that have one."""
