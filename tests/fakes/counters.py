"""The counters in memory."""

import copy
from collections.abc import Callable, Collection, Iterator, Mapping

from hailong.statistics.periods import Span
from hailong.statistics.sheets import Sheet, SheetKey, merged
from hailong.statistics.store import Kept, Key, LotKey, Name, NameKey, Outdated, Value
from tests.fakes.transactions import within_one_transaction


class MemoryCounters:
    """`before_commit` is called ahead of each commit: tests interrupt or interfere there."""

    def __init__(self, before_commit: Callable[[], None] = lambda: None) -> None:
        self._numbers: dict[str, int] = {}
        self._kept: dict[Key, Kept[Value]] = {}
        self._before_commit = before_commit
        self.commits = 0

    def numbers(self, enterprises: Collection[str]) -> Mapping[str, int]:
        for enterprise in sorted(enterprises):
            self._numbers.setdefault(enterprise, len(self._numbers))
        return {enterprise: self._numbers[enterprise] for enterprise in enterprises}

    def load(self, keys: Collection[Key]) -> Mapping[Key, Kept[Value]]:
        return copy.deepcopy({key: self._kept[key] for key in keys if key in self._kept})

    def commit(self, changes: Mapping[Key, Kept[Value]]) -> None:
        self._before_commit()
        within_one_transaction(len(changes))
        for key, change in changes.items():
            known = self._kept.get(key)
            if (known.revision if known else 0) != change.revision:
                raise Outdated
        self.commits += 1
        for key, change in changes.items():
            self._kept[key] = Kept(copy.deepcopy(change.value), change.revision + 1)

    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        periods: dict[str, list[Sheet]] = {}
        for key, sheet in self.every_sheet():
            if key.unit == unit and span.first <= key.period <= span.last:
                periods.setdefault(key.period, []).append(sheet)
        return {period: merged(sheets) for period, sheets in sorted(periods.items())}

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        found = self.sheets(unit, span)
        return max((period for period, sheet in found.items() if sheet.figures.get(figure)), default=None)

    def knows(self, unit: str) -> bool:
        return any(not isinstance(key, LotKey) and key.unit == unit for key in self._kept)

    def names(self, units: Collection[str]) -> Mapping[str, str]:
        found = {unit: self._kept.get(NameKey(unit)) for unit in units}
        return {unit: kept.value.name for unit, kept in found.items() if kept and isinstance(kept.value, Name)}

    def every_sheet(self) -> Iterator[tuple[SheetKey, Sheet]]:
        for key, kept in self._kept.items():
            if isinstance(key, SheetKey) and isinstance(kept.value, Sheet):
                yield key, kept.value

    def every_number(self) -> Mapping[int, str]:
        return {number: enterprise for enterprise, number in self._numbers.items()}
