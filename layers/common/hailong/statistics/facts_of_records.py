"""Whole clearances, ratings and cases as the facts that statistics take from them. Pure."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL, Case, Decision, SaidBefore, Verdict
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.statistics.atoms import in_time
from hailong.statistics.facts import Cleared, Dealt, Rated, Said
from hailong.statistics.figure_names import (
    NEGATIVE,
    RATINGS,
    REASONED,
    Way,
    client_figure,
    level_figure,
    reason_figure,
    way_figure,
    way_of,
)
from hailong.statistics.periods import Bucket
from hailong.statistics.postings import Place, enterprise_id
from hailong.vocabulary.times import to_text, vietnamese_day
from hailong.vocabulary.words import Outcome, RatingStatus, Subject

if TYPE_CHECKING:
    from hailong.vocabulary.workdays import WorkingTime

LONGEST_HOURS = 999
"""Longer times to a decision are counted as this."""

_UPHELD = frozenset({Outcome.UPHELD, Outcome.PARTLY_UPHELD})


def cleared(clearance: Clearance) -> Cleared:
    return Cleared(
        number=clearance.key,
        version=clearance.version,
        lot=clearance.lot_key,
        at=to_text(clearance.cleared_at),
        day=vietnamese_day(clearance.cleared_at),
        enterprise=enterprise_id(clearance.enterprise.tax_code),
        place=_place(clearance),
    )


def rated(rating: Rating) -> Rated:
    """The fact of an accepted rating; ValueError for any other."""
    if rating.status is not RatingStatus.ACCEPTED:
        raise ValueError("only accepted ratings are counted")
    clearance = _frozen(rating)
    place = _place(clearance)
    return Rated(
        lot=clearance.lot_key,
        day=_day_of(rating),
        enterprise=enterprise_id(rating.tax_code),
        place=place,
        figures=_figures_of(rating, place),
        first=_figures_of(rating.first, place) if rating.first else None,
    )


def _day_of(rating: Rating) -> date:
    """That of its receipt; of its acceptance where it waited until its month had been given."""
    received = vietnamese_day(rating.received_at)
    came = _day(rating.accepted_at) or received
    return received if in_time(received, Bucket.MONTH, came) else came


def _figures_of(rating: Rating, place: Place) -> dict[str, int]:
    figures = {RATINGS: 1}
    if rating.negative:
        figures[NEGATIVE] = 1
    for subject, level in rating.levels.items():
        if _has(place, subject):
            figures[level_figure(subject, level)] = 1
    for reason in rating.reasons:
        figures[reason_figure(reason)] = 1
    if rating.reasons:
        figures[REASONED] = 1
    way = way_of(rating.client_id)
    figures[way_figure(way)] = 1
    if way is Way.SOFTWARE:
        figures[client_figure(rating.client_id)] = 1
    return figures


def dealt(case: Case, calendar: "WorkingTime") -> Dealt:
    clearance = _frozen(case.rating)
    first, second, standing = case.decisions.get(FIRST_LEVEL), case.decisions.get(APPEAL_LEVEL), _standing(case)
    decided_at = first.reviewed_at if first else None
    answered_at = second.reviewed_at if second else None
    appeal_due_at = case.appeal.due_at if case.appeal else None
    return Dealt(
        lot=clearance.lot_key,
        version=case.version,
        enterprise=enterprise_id(case.rating.tax_code),
        place=_place(clearance),
        opened=vietnamese_day(case.opened_at),
        decided=_day(decided_at),
        on_time=decided_at is not None and decided_at <= case.first_due_at,
        upheld=standing is not None and standing.outcome in _UPHELD,
        partly=standing is not None and standing.outcome is Outcome.PARTLY_UPHELD,
        closed=_day(case.closed_at),
        due=vietnamese_day(case.first_due_at),
        hours=None if decided_at is None else _hours(calendar.worked_between(case.opened_at, decided_at)),
        cause=standing.root_cause if standing else None,
        appealed=vietnamese_day(case.appeal.at) if case.appeal else None,
        appeal_due=_day(appeal_due_at),
        answered=_day(answered_at),
        answered_on_time=answered_at is not None and appeal_due_at is not None and answered_at <= appeal_due_at,
        withdrawn=case.withdrawn,
        said=tuple(_said(case, level, calendar) for level in sorted(case.verdicts)),
        reversed=bool(
            first and second and answered_at and (first.outcome in _UPHELD) is not (second.outcome in _UPHELD)
        ),
    )


def _standing(case: Case) -> Decision | None:
    """The decision by which the case is counted: what level 2 says too late changes no quarter that has been given."""
    told, first = case.told, case.decisions.get(FIRST_LEVEL)
    if told is None or told.reviewed_at is None or first is None or first.reviewed_at is None:
        return told
    in_its_quarter = in_time(vietnamese_day(first.reviewed_at), Bucket.QUARTER, vietnamese_day(told.reviewed_at))
    return told if in_its_quarter else first


def _said(case: Case, level: int, calendar: "WorkingTime") -> Said:
    verdict, decision = _counted(case.verdicts[level]), case.decisions[level]
    since = case.appeal.at if case.appeal and level == APPEAL_LEVEL else case.opened_at
    return Said(
        day=vietnamese_day(verdict.at),
        helped=verdict.helped,
        outcome=decision.outcome,
        hours=_hours(calendar.worked_between(since, decision.reviewed_at or verdict.at)),
    )


def _counted(verdict: Verdict) -> SaidBefore | Verdict:
    """What was said before the quarter of what had been said before was given: a change that comes later is none."""
    said: list[SaidBefore | Verdict] = [*(verdict.before or ()), verdict]
    for counted, changed in pairwise(said):
        if not in_time(vietnamese_day(counted.at), Bucket.QUARTER, vietnamese_day(changed.at)):
            return counted
    return verdict


def _day(moment: datetime | None) -> date | None:
    return vietnamese_day(moment) if moment else None


def _hours(worked: timedelta) -> int:
    """To the nearest hour."""
    return min(round(worked / timedelta(hours=1)), LONGEST_HOURS)


def _frozen(rating: Rating) -> Clearance:
    if rating.clearance is None:
        raise ValueError("a rating is counted with the clearance that is frozen into it")
    return rating.clearance


def _place(clearance: Clearance) -> Place:
    return Place(
        office=clearance.office,
        team=clearance.team or None,
        officers=tuple(dict.fromkeys(officer.code for officer in clearance.officers)),
    )


def _has(place: Place, subject: Subject) -> bool:
    match subject:
        case Subject.OFFICER:
            return bool(place.officers)
        case Subject.TEAM:
            return place.team is not None
        case Subject.OFFICE:
            return True
