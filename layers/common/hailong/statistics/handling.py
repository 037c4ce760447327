"""How cases were dealt with, and how ratings came in. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from hailong.statistics.figure_names import (
    HOUR_BANDS,
    LONGER,
    SaidOf,
    Way,
    cause_figure,
    clients_counted,
    helped_counted,
    hours_counted,
    way_figure,
)
from hailong.statistics.rows import way_column
from hailong.statistics.sheets import Sheet
from hailong.vocabulary.words import Helped, Outcome, RootCause

SYSTEMIC = frozenset({RootCause.SYSTEM, RootCause.POLICY, RootCause.PROCESS})
"""Causes that lie with nobody in particular."""


@dataclass(frozen=True, slots=True)
class Quantiles:
    """In working hours; None where nothing was decided."""

    median: int | None = None
    p90: int | None = None


def hours_to_decision(sheet: Sheet) -> Quantiles:
    """By nearest rank: the least time within which half, or nine in ten, of the cases were decided."""
    counted = hours_counted(sheet.figures)
    return Quantiles(_quantile(counted, 50), _quantile(counted, 90))


def root_causes(sheet: Sheet) -> dict[RootCause, int]:
    """The causes that were found, most frequent first."""
    found = {cause: sheet.figures.get(cause_figure(cause), 0) for cause in RootCause}
    return {cause: count for cause, count in sorted(found.items(), key=lambda one: -one[1]) if count}


def systemic_share(causes: Mapping[RootCause, int]) -> float | None:
    """The share of the cases with a cause whose cause is systemic; None of none."""
    total = sum(causes.values())
    return sum(count for cause, count in causes.items() if cause in SYSTEMIC) / total if total else None


@dataclass(frozen=True, slots=True)
class Helpfulness:
    """What enterprises said of answers: how many that each helped, helped in part, or did not."""

    yes: int = 0
    partly: int = 0
    no: int = 0

    @property
    def share(self) -> float | None:
        """Of those of which something was said, the share that helped; None of none."""
        said = self.yes + self.partly + self.no
        return self.yes / said if said else None


def helpfulness(sheet: Sheet) -> Helpfulness:
    return _helpfulness(helped_counted(sheet.figures))


def helpfulness_by_outcome(sheet: Sheet) -> dict[Outcome, Helpfulness]:
    """Only the outcomes of which something was said."""
    found = helped_counted(sheet.figures)
    parts = {outcome: {one: count for one, count in found.items() if one.outcome is outcome} for outcome in Outcome}
    return {outcome: _helpfulness(part) for outcome, part in parts.items() if part}


def helpfulness_by_hours(sheet: Sheet) -> dict[str, Helpfulness]:
    """By the working hours that the answer had taken, in bands; only those of which something was said."""
    found = helped_counted(sheet.figures)
    parts = {
        band: {one: count for one, count in found.items() if one.band == band}
        for band in (*map(str, HOUR_BANDS), LONGER)
    }
    return {band: _helpfulness(part) for band, part in parts.items() if part}


def _helpfulness(said: Mapping[SaidOf, int]) -> Helpfulness:
    return Helpfulness(**{word.value: sum(said[one] for one in said if one.helped is word) for word in Helped})


def ways_in(sheet: Sheet) -> dict[Way, tuple[int, int]]:
    """For each way, the ratings that came in by it, and the enterprises that used it."""
    return {way: (sheet.figures.get(way_figure(way), 0), len(sheet.rows.having(way_column(way)))) for way in Way}


def clients(sheet: Sheet) -> dict[str, int]:
    """The ratings of each client of the API, most first."""
    return dict(sorted(clients_counted(sheet.figures).items(), key=lambda one: (-one[1], one[0])))


def _quantile(counted: Mapping[int, int], percent: int) -> int | None:
    rank, seen = -(-sum(counted.values()) * percent // 100), 0
    for value in sorted(counted):
        seen += counted[value]
        if seen >= rank:
            return value
    return None
