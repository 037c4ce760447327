"""Sheets as the figures that people read: totals, levels, shares and how sure they are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hailong.statistics import figure_names
from hailong.statistics.figure_names import level_figure, reason_figure
from hailong.statistics.intervals import STANDING_OUT, WORST_CORRELATION, Clustered, clustered, correlation, wilson
from hailong.statistics.rows import CLEARANCES_COLUMN, LEVELS, RATINGS_COLUMN, SATISFIED_LEVELS, given_column
from hailong.statistics.sheets import Sheet
from hailong.statistics.units import UnitKind
from hailong.vocabulary.words import Reason, Subject

DECIMALS = 4
LEAST_EFFECTIVE = 30
"""What fewer independent ratings say is no ground for a tier."""
LEAST_DAYS_OF_OFFICER = 90
"""A quarter: twelve monthly looks at the same person find something by chance."""
_CASES = ("cases_opened", "cases_decided", "cases_closed", "on_time_rate", "upheld", "partly_upheld")
_PARTICIPATION = ("clearances", "response_rate", "enterprises_active", "enterprises_rated", "participation")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """How a subject was rated; the shares are None where nobody gave it a level."""

    counts: tuple[int, ...]
    satisfied: float | None = None
    low: float | None = None
    high: float | None = None
    low_clustered: float | None = None
    high_clustered: float | None = None
    effective_n: float | None = None
    single_enterprise: bool = False
    clustered: Clustered | None = None


_SHOWN = tuple(name for name in Assessment.__dataclass_fields__ if name != "clustered")
NO_ASSESSMENT: Mapping[str, None] = dict.fromkeys(_SHOWN)


@dataclass(frozen=True, slots=True)
class Tier:
    """Where a unit stands beside the department, and how surely: None for one that does not differ."""

    tier: str
    strength: str | None = None


def correlation_of(department: Sheet | None, subject: Subject) -> float:
    """How alike the department's ratings of the same enterprise are; the worst where that is withheld."""
    return correlation(_clusters(department, subject)) if department else WORST_CORRELATION


def assess(sheet: Sheet, subject: Subject, alike: float = WORST_CORRELATION) -> Assessment:
    """`alike` is the department's correlation."""
    counts = level_counts(sheet, subject)
    clusters = _clusters(sheet, subject)
    n = sum(counts)
    if not n:
        return Assessment(counts=counts)
    share = sum(satisfied for _, satisfied in clusters) / n
    plain, bunched = wilson(share, n), clustered(clusters, alike)
    around = bunched.interval()
    return Assessment(
        counts=counts,
        satisfied=share,
        low=plain.low,
        high=plain.high,
        low_clustered=around.low,
        high_clustered=around.high,
        effective_n=bunched.effective_n(),
        single_enterprise=2 * max(given for given, _ in clusters) > n,
        clustered=bunched,
    )


def _clusters(sheet: Sheet, subject: Subject) -> list[tuple[int, int]]:
    """The ratings of each enterprise that gave the subject a level, and of them the satisfied."""
    given = given_column(subject)
    pairs = zip(sheet.rows.column(given), sheet.rows.column(given + 1), strict=True)
    return [pair for pair in pairs if pair[0]]


def level_counts(sheet: Sheet, subject: Subject) -> tuple[int, ...]:
    """How many ratings gave the subject level 1, 2, 3, 4, 5."""
    return tuple(sheet.figures.get(level_figure(subject, level), 0) for level in LEVELS)


def satisfied_share(counts: tuple[int, ...]) -> float | None:
    """The share of levels 4 and 5; None of nothing."""
    return share(sum(counts[level - 1] for level in SATISFIED_LEVELS), sum(counts))


def tier(assessment: Assessment, department: float | None, kind: UnitKind, days: int) -> Tier | None:
    """Whether the department's share lies outside the clustered interval; None where too little is known to say so.

    Outside of 95 % it is worth a look, outside of 99.8 % the unit stands out: with 95 % alone, one in twenty of those
    who are all alike would be told to differ.
    """
    if assessment.clustered is None or department is None:
        return None
    if kind is UnitKind.OFFICER and days < LEAST_DAYS_OF_OFFICER:
        return None
    if assessment.single_enterprise or assessment.clustered.effective_n() < LEAST_EFFECTIVE:
        return None
    looked, outer = assessment.clustered.interval(), assessment.clustered.interval(STANDING_OUT)
    if looked.low > department:
        return Tier("above", "stands_out" if outer.low > department else "look")
    if looked.high < department:
        return Tier("below", "stands_out" if outer.high < department else "look")
    return Tier("expected")


def totals_view(ratings: int, raters: Sheet | None, negatives: Sheet | None, handled: Sheet | None) -> dict[str, Any]:
    """The totals, each from the sheet of its family: None where that is withheld. How many rated is always shown."""
    return {
        **_participation(ratings, raters),
        "negative": negatives.figures.get(figure_names.NEGATIVE, 0) if negatives else None,
        **_of_cases(handled),
    }


def _participation(ratings: int, sheet: Sheet | None) -> dict[str, Any]:
    if sheet is None:
        found: dict[str, Any] = dict.fromkeys(_PARTICIPATION)
    else:
        clearances = sheet.figures.get(figure_names.CLEARANCES, 0)
        active, rated = len(sheet.rows.having(CLEARANCES_COLUMN)), len(sheet.rows.having(RATINGS_COLUMN))
        values = (clearances, rounded(share(ratings, clearances)), active, rated, rounded(share(rated, active)))
        found = dict(zip(_PARTICIPATION, values, strict=True))
    return {"ratings": ratings} | found


def _of_cases(sheet: Sheet | None) -> dict[str, Any]:
    if sheet is None:
        return dict.fromkeys(_CASES)
    figure = sheet.figures.get
    decided = figure(figure_names.CASES_DECIDED, 0)
    return {
        "cases_opened": figure(figure_names.CASES_OPENED, 0),
        "cases_decided": decided,
        "cases_closed": figure(figure_names.CASES_CLOSED, 0),
        "on_time_rate": rounded(share(figure(figure_names.CASES_ON_TIME, 0), decided)),
        "upheld": figure(figure_names.CASES_UPHELD, 0),
        "partly_upheld": figure(figure_names.CASES_PARTLY_UPHELD, 0),
    }


def assessment_view(assessment: Assessment | None) -> dict[str, Any]:
    """All None where it is withheld."""
    if assessment is None:
        return dict(NO_ASSESSMENT)
    return {
        "counts": list(assessment.counts),
        "satisfied": rounded(assessment.satisfied),
        "low": rounded(assessment.low),
        "high": rounded(assessment.high),
        "low_clustered": rounded(assessment.low_clustered),
        "high_clustered": rounded(assessment.high_clustered),
        "effective_n": None if assessment.effective_n is None else round(assessment.effective_n, 1),
        "single_enterprise": assessment.single_enterprise,
    }


def reasons_view(sheet: Sheet | None) -> dict[str, int] | None:
    """The reasons that were given, most frequent first."""
    if sheet is None:
        return None
    counts = {reason.value: sheet.figures.get(reason_figure(reason), 0) for reason in Reason}
    return {reason: count for reason, count in sorted(counts.items(), key=lambda one: -one[1]) if count}


def series_view(bucket: str, ratings: int, sheet: Sheet | None, subject: Subject) -> dict[str, Any]:
    counts = level_counts(sheet, subject) if sheet else None
    return {
        "bucket": bucket,
        "ratings": ratings,
        "counts": list(counts) if counts else None,
        "satisfied": rounded(satisfied_share(counts)) if counts else None,
        "suppressed": sheet is None,
    }


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def rounded(value: float | None) -> float | None:
    """A share to four decimals; one that is neither nothing nor all is never written as if it were."""
    if value is None:
        return None
    least = 10**-DECIMALS
    return min(max(round(value, DECIMALS), least), 1 - least) if 0 < value < 1 else round(value, DECIMALS)
