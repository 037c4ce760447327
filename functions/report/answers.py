"""The answers of the statistics API. What is suppressed is null."""

from typing import Annotated, Literal, NotRequired, TypedDict

from pydantic import Field, with_config

from hailong.edge.api import CLOSED, Day, Share
from hailong.statistics.periods import Bucket

Counts = Annotated[list[int], Field(min_length=5, max_length=5)]
Tier = Literal["above", "expected", "below"]


@with_config(CLOSED)
class Totals(TypedDict):
    clearances: int
    ratings: int
    response_rate: Share | None
    enterprises_active: int | None
    enterprises_rated: int | None
    participation: Share | None
    negative: int | None
    cases_opened: int | None
    cases_decided: int | None
    cases_closed: int | None
    on_time_rate: Share | None
    upheld: int | None


@with_config(CLOSED)
class Assessment(TypedDict):
    """`low` and `high`: a 95 % Wilson interval; `_clustered`: allowing for ratings of the same enterprise."""

    counts: Counts | None
    satisfied: Share | None
    low: Share | None
    high: Share | None
    low_clustered: Share | None
    high_clustered: Share | None
    effective_n: float | None
    single_enterprise: bool | None


@with_config(CLOSED)
class Subjects(TypedDict):
    office: Assessment
    team: Assessment
    officer: Assessment


@with_config(CLOSED)
class ReasonCounts(TypedDict):
    """Only the reasons that were given."""

    obstruction: NotRequired[int]
    harassment: NotRequired[int]
    misconduct: NotRequired[int]
    delay: NotRequired[int]
    error: NotRequired[int]
    attitude: NotRequired[int]
    unclear_guidance: NotRequired[int]
    system: NotRequired[int]
    policy: NotRequired[int]
    other_agency: NotRequired[int]
    other: NotRequired[int]


@with_config(CLOSED)
class SeriesPoint(TypedDict):
    bucket: str
    ratings: int
    counts: Counts | None
    satisfied: Share | None
    suppressed: bool


@with_config(CLOSED)
class UnitFigures(TypedDict):
    unit: str
    name: str
    ratings: int
    satisfied: Share | None
    low: Share | None
    high: Share | None
    low_clustered: Share | None
    high_clustered: Share | None
    effective_n: float | None
    single_enterprise: bool | None
    tier: Tier | None
    suppressed: bool


# `from` is a word of Python's: these two cannot be written as classes alone.
_Period = TypedDict("_Period", {"from": Day, "to": Day})


@with_config(CLOSED)
class Previous(_Period, Totals):
    subjects: Subjects
    reasons: ReasonCounts | None
    suppressed: bool


@with_config(CLOSED)
class StatisticsAnswer(_Period):
    unit: str
    name: str
    bucket: Bucket
    totals: Totals
    subjects: Subjects
    reasons: ReasonCounts | None
    suppressed: bool
    series: list[SeriesPoint]
    children: list[UnitFigures]
    previous: Previous
