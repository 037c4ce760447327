"""Sheets as the figures that people read: totals, levels, shares and how sure they are. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hailong.statistics import facts
from hailong.statistics.facts import level_figure, reason_figure
from hailong.statistics.intervals import clustered, wilson
from hailong.statistics.rows import CLEARANCES_COLUMN, LEVELS, RATINGS_COLUMN, SATISFIED_LEVELS, given_column
from hailong.statistics.sheets import Sheet
from hailong.statistics.suppression import too_few_for
from hailong.vocabulary.words import Reason, Subject

_DECIMALS = 4
_SHOWN_WHEN_SUPPRESSED = frozenset({"clearances", "ratings", "enterprises_active", "enterprises_rated"})


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


NO_ASSESSMENT: Mapping[str, None] = dict.fromkeys(Assessment.__dataclass_fields__)


def assess(sheet: Sheet, subject: Subject) -> Assessment:
    counts = level_counts(sheet, subject)
    given = given_column(subject)
    columns = zip(sheet.rows.column(given), sheet.rows.column(given + 1), strict=True)
    clusters = [(ratings, satisfied) for ratings, satisfied in columns if ratings]
    n = sum(counts)
    if not n:
        return Assessment(counts=counts)
    share = sum(satisfied for _, satisfied in clusters) / n
    plain, bunched = wilson(share, n), clustered(clusters)
    return Assessment(
        counts=counts,
        satisfied=share,
        low=plain.low,
        high=plain.high,
        low_clustered=bunched.interval.low,
        high_clustered=bunched.interval.high,
        effective_n=bunched.effective_n,
        single_enterprise=2 * max(given for given, _ in clusters) > n,
    )


def level_counts(sheet: Sheet, subject: Subject) -> tuple[int, ...]:
    """How many ratings gave the subject level 1, 2, 3, 4, 5."""
    return tuple(sheet.figures.get(level_figure(subject, level), 0) for level in LEVELS)


def satisfied_share(counts: tuple[int, ...]) -> float | None:
    """The share of levels 4 and 5; None of nothing."""
    return share(sum(counts[level - 1] for level in SATISFIED_LEVELS), sum(counts))


def tier(assessment: Assessment, department: float | None) -> str | None:
    """Where the clustered interval lies: `above` or `below` the department's share as a whole, else `expected`."""
    if assessment.low_clustered is None or assessment.high_clustered is None or department is None:
        return None
    if assessment.low_clustered > department:
        return "above"
    return "below" if assessment.high_clustered < department else "expected"


def totals_view(sheet: Sheet, *, suppressed: bool) -> dict[str, Any]:
    """The totals; of a suppressed unit only what tells nothing of the levels, all else None."""
    figure = sheet.figures.get
    clearances, ratings = figure(facts.CLEARANCES, 0), figure(facts.RATINGS, 0)
    active = sum(map(bool, sheet.rows.column(CLEARANCES_COLUMN)))
    rated = sum(map(bool, sheet.rows.column(RATINGS_COLUMN)))
    decided = figure(facts.CASES_DECIDED, 0)
    totals = {
        "clearances": clearances,
        "ratings": ratings,
        "response_rate": rounded(share(ratings, clearances)),
        "enterprises_active": active,
        "enterprises_rated": rated,
        "participation": rounded(share(rated, active)),
        "negative": figure(facts.NEGATIVE, 0),
        "cases_opened": figure(facts.CASES_OPENED, 0),
        "cases_decided": decided,
        "cases_closed": figure(facts.CASES_CLOSED, 0),
        "on_time_rate": rounded(share(figure(facts.CASES_ON_TIME, 0), decided)),
        "upheld": figure(facts.CASES_UPHELD, 0),
    }
    if suppressed:
        return {name: value if name in _SHOWN_WHEN_SUPPRESSED else None for name, value in totals.items()}
    return totals


def assessment_view(assessment: Assessment, *, suppressed: bool) -> dict[str, Any]:
    """All None where it is suppressed."""
    if suppressed:
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


def subjects_view(sheet: Sheet, *, suppressed: bool, everything: bool) -> dict[str, Any]:
    """Every subject; unless `everything` is seen, without those that too few enterprises gave a level."""
    return {
        subject.value: assessment_view(
            assess(sheet, subject), suppressed=suppressed or (not everything and too_few_for(sheet, subject))
        )
        for subject in (Subject.OFFICE, Subject.TEAM, Subject.OFFICER)
    }


def reasons_view(sheet: Sheet, *, suppressed: bool) -> dict[str, int] | None:
    """The reasons that were given, most frequent first."""
    if suppressed:
        return None
    counts = {reason.value: sheet.figures.get(reason_figure(reason), 0) for reason in Reason}
    return {reason: count for reason, count in sorted(counts.items(), key=lambda one: -one[1]) if count}


def series_view(bucket: str, sheet: Sheet, subject: Subject, *, suppressed: bool) -> dict[str, Any]:
    counts = level_counts(sheet, subject)
    return {
        "bucket": bucket,
        "ratings": sheet.figures.get(facts.RATINGS, 0),
        "counts": None if suppressed else list(counts),
        "satisfied": None if suppressed else rounded(satisfied_share(counts)),
        "suppressed": suppressed,
    }


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
