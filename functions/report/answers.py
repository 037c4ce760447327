"""The answers of the statistics API. What is suppressed is null."""

from typing import Annotated, Literal, NotRequired, TypedDict

from pydantic import Field, with_config

from hailong.edge.api import CLOSED, Day, Share
from hailong.statistics.periods import Bucket

Counts = Annotated[list[int], Field(min_length=5, max_length=5)]
Tier = Literal["above", "expected", "below"]
Strength = Literal["look", "stands_out"]


@with_config(CLOSED)
class Totals(TypedDict):
    """`upheld` are cases upheld or partly upheld, `partly_upheld` the latter of them."""

    clearances: int | None
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
    partly_upheld: int | None
    appeals: int | None
    reversals: int | None
    systemic_share: Share | None
    backlog: int | None
    overdue: int | None


@with_config(CLOSED)
class Assessment(TypedDict):
    """`low` and `high`: a 95 % Wilson interval; `_clustered`: allowing for ratings of the same enterprise.

    `_clustered` and `effective_n` are null to who does not read every case: inspectors do, and leaders nobody rates.
    """

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
class CauseCounts(TypedDict):
    """Only the root causes that were found."""

    conduct: NotRequired[int]
    skill: NotRequired[int]
    process: NotRequired[int]
    workload: NotRequired[int]
    system: NotRequired[int]
    policy: NotRequired[int]
    other_agency: NotRequired[int]
    enterprise: NotRequired[int]
    none_found: NotRequired[int]


@with_config(CLOSED)
class Hours(TypedDict):
    """Working hours from opening to the first decision: within which half, and nine in ten, were decided."""

    median: int | None
    p90: int | None


@with_config(CLOSED)
class Said(TypedDict):
    """What enterprises said of answers: so many helped, helped in part, did not. `share` is that of those that did."""

    yes: int
    partly: int
    no: int
    share: Share | None


@with_config(CLOSED)
class SaidByOutcome(TypedDict):
    """Only the outcomes of which something was said."""

    upheld: NotRequired[Said]
    partly_upheld: NotRequired[Said]
    not_upheld: NotRequired[Said]
    cannot_verify: NotRequired[Said]
    outside_remit: NotRequired[Said]


# The names of bands are no words of Python's.
SaidByHours = TypedDict(
    "SaidByHours",
    {
        "8": NotRequired[Said],
        "16": NotRequired[Said],
        "24": NotRequired[Said],
        "40": NotRequired[Said],
        "longer": NotRequired[Said],
    },
)
SaidByHours.__doc__ = "By the working hours that the answer had taken, up to so many; only where something was said."
SaidByHours.__pydantic_config__ = CLOSED  # type: ignore[attr-defined]


@with_config(CLOSED)
class HelpedFigures(Said):
    """On the days on which it was said. Null where fewer than three enterprises said anything."""

    by_outcome: SaidByOutcome
    by_hours: SaidByHours


@with_config(CLOSED)
class WayIn(TypedDict):
    """`share` is of the enterprises that rated; one that uses several ways counts in each."""

    ratings: int
    enterprises: int
    share: Share | None


@with_config(CLOSED)
class Channels(TypedDict):
    """`clients`: the ratings of each client of the API."""

    software: WayIn
    link: WayIn
    qr: WayIn
    clients: dict[str, int]


@with_config(CLOSED)
class Change(TypedDict):
    """Of the share of the satisfied since the period before, over the `enterprises` that rated in both."""

    difference: float
    low: float
    high: float
    enterprises: int


@with_config(CLOSED)
class SilentMonth(TypedDict):
    month: str
    enterprises: int | None
    after_negative: int | None


@with_config(CLOSED)
class SilentEnterprise(TypedDict):
    name: str
    after_negative: bool


@with_config(CLOSED)
class Silent(TypedDict):
    """Enterprises cleared in the latest three months that said nothing in them, and rated in the twelve before.

    `names`: the first 200 of them, for inspectors alone.
    """

    enterprises: int | None
    after_negative: int | None
    trend: list[SilentMonth]
    names: list[SilentEnterprise] | None


@with_config(CLOSED)
class SeriesPoint(TypedDict):
    bucket: str
    ratings: int
    counts: Counts | None
    satisfied: Share | None
    backlog: int | None
    overdue: int | None
    partial: bool
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
    strength: Strength | None
    root_causes: CauseCounts | None
    helped: Said | None
    suppressed: bool


# `from` is a word of Python's: these two cannot be written as classes alone.
_Period = TypedDict("_Period", {"from": Day, "to": Day})


@with_config(CLOSED)
class Days(_Period):
    """Both inclusive."""


@with_config(CLOSED)
class Previous(_Period, Totals):
    asked: Days
    handled: Days | None
    subjects: Subjects
    reasons: ReasonCounts | None
    root_causes: CauseCounts | None
    hours_to_decision: Hours
    helped: HelpedFigures | None
    channels: Channels | None
    suppressed: bool


@with_config(CLOSED)
class StatisticsAnswer(_Period):
    """`from` and `to`: the days that the figures are of; for all but inspectors whole months, once they are over.

    `asked`: those that were asked for. `handled`: the whole quarters that negative ratings, reasons and cases are of.
    `latest`: the last months that are over and in which the unit was rated, from January on.
    """

    asked: Days
    handled: Days | None
    latest: Days | None
    unit: str
    name: str
    bucket: Bucket
    totals: Totals
    subjects: Subjects
    reasons: ReasonCounts | None
    root_causes: CauseCounts | None
    hours_to_decision: Hours
    helped: HelpedFigures | None
    channels: Channels | None
    change: Change | None
    silent: Silent | None
    suppressed: bool
    series: list[SeriesPoint]
    children: list[UnitFigures]
    children_left_out: int
    previous: Previous
