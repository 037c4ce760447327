"""Facts to count, and counters filled through the tally."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from functions.tally.decisions import tally
from hailong.statistics.facts import Cleared, Dealt, Fact, Rated
from hailong.statistics.figure_names import NEGATIVE, RATINGS, level_figure, reason_figure
from hailong.statistics.postings import Place
from hailong.vocabulary.words import Reason, Subject
from tests.fakes.counters import MemoryCounters

DAY = date(2022, 2, 10)
_numbers = itertools.count(1)


def no_pause(_seconds: float) -> None:
    """Tests need no waiting."""


def figures(levels: Mapping[Subject, int], reason: Reason | None = None) -> dict[str, int]:
    """What a rating with these levels counts."""
    found = {RATINGS: 1} | {level_figure(subject, level): 1 for subject, level in levels.items()}
    if any(level <= 2 for level in levels.values()):
        found[NEGATIVE] = 1
    if reason:
        found[reason_figure(reason)] = 1
    return found


def rating(
    enterprise: int,
    *,
    level: int = 5,
    office: str = "20CF",
    team: str | None = "01",
    officers: tuple[str, ...] = ("20CF-0012",),
    day: date = DAY,
    reason: Reason | None = None,
) -> Rated:
    """A rating that gives everybody the same level."""
    place = Place(office=office, team=team, officers=officers)
    levels = {subject: level for subject in Subject if subject is not Subject.TEAM or team}
    return Rated(
        lot=f"{next(_numbers):011d}",
        day=day,
        enterprise=str(enterprise),
        place=place,
        figures=figures(levels, reason),
    )


def lot(enterprise: int, *, office: str = "20CF", day: date = DAY) -> Cleared:
    number = f"{next(_numbers):011d}"
    return Cleared(
        number=number,
        version=1,
        lot=number,
        at=f"{day}T01:00:00Z",
        day=day,
        enterprise=str(enterprise),
        place=Place(office=office, team="01", officers=("20CF-0012",)),
    )


def case(
    enterprise: int,
    *,
    decided: date | None = None,
    on_time: bool = False,
    upheld: bool = False,
    opened: date = DAY,
    **more: Any,
) -> Dealt:
    return Dealt(
        lot=f"{next(_numbers):011d}",
        version=1,
        enterprise=str(enterprise),
        place=Place(office="20CF", team="01", officers=("20CF-0012",)),
        opened=opened,
        decided=decided,
        on_time=on_time,
        upheld=upheld,
        **more,
    )


def counted(*facts: Fact | Iterable[Fact]) -> MemoryCounters:
    """Counters in which all of them stand."""
    store = MemoryCounters()
    every = [one for fact in facts for one in ([fact] if isinstance(fact, Cleared | Rated | Dealt) else fact)]
    tally(every, store, pause=no_pause)
    return store
