"""What statistics ask of the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from hailong.statistics.periods import Span
    from hailong.statistics.sheets import Sheet
    from hailong.statistics.store import Kept, Key, Value


class TallyStore(Protocol):
    def numbers(self, enterprises: Collection[str]) -> Mapping[str, int]:
        """The dense number of each enterprise, given now to those that have none, and never changed."""

    def load(self, keys: Collection[Key]) -> Mapping[Key, Kept[Value]]:
        """What is kept under the keys, strongly consistent; keys without anything are left out."""

    def commit(self, changes: Mapping[Key, Kept[Value]]) -> None:
        """Writes all (at most `TRANSACTION_LIMIT`) or nothing; Outdated unless each still has the given revision."""


class SheetReader(Protocol):
    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        """The sheets of a unit by period, the blocks of a period added up."""

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        """The last of the periods in which the unit has any of a figure."""

    def knows(self, unit: str) -> bool:
        """Whether anything was ever counted of the unit, or it was ever named."""

    def names(self, units: Collection[str]) -> Mapping[str, str]:
        """The names of those that have one."""
