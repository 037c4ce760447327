"""A mis-tap that is withdrawn: the enterprise corrects its rating, once, for minutes, before anybody deals with it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.submit.decisions import Answer
from hailong.cases import enterprise
from hailong.cases.case import Case
from hailong.lots.rating import Rating, corrected, fingerprint
from hailong.ports.cases import CaseReader
from hailong.ports.lots import RatingCorrections
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.errors import Conflict, Raced
from hailong.vocabulary.words import RatingStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """Where corrections are written, and how long after its receipt a rating may be corrected."""

    store: RatingCorrections
    within: timedelta

    def told(self, answer: Answer, *, now: datetime) -> Answer:
        """The answer, with up to when its rating may be corrected."""
        until = self.until(answer.rating, answer.case)
        return replace(answer, correctable_until=until if until and now <= until else None)

    def until(self, rating: Rating, case: Case | None) -> datetime | None:
        """Up to when the rating may be corrected; None where it may not (any more)."""
        if not self.within or rating.first is not None or (case is not None and not enterprise.may_correct(case)):
            return None
        if rating.status not in {RatingStatus.ACCEPTED, RatingStatus.AWAITING_CLEARANCE}:
            return None
        return rating.received_at + self.within


def correct(
    corrections: Corrections,
    find: Callable[[], Rating],
    cases: CaseReader,
    wanted: Callable[[Rating], Rating],
    *,
    at: datetime,
) -> Answer:
    """Corrects, once, the rating that `find` reads to what is `wanted` of it; the same again is safe.

    Conflict `corrected_already` for another correction, `case_taken` once somebody deals with the case,
    `correction_over` when the time is over.
    """
    for _ in attempts():
        known = find()
        case = cases.get(known.case_id) if known.case_id else None
        if fingerprint(known) == fingerprint(wanted(known)):
            return Answer(known, case)
        if known.first is not None:
            raise Conflict("corrected_already", "This rating has been corrected, which can be done once.")
        if case is not None and not enterprise.may_correct(case):
            raise Conflict("case_taken", "Somebody has begun to deal with the case; the rating stands.")
        until = corrections.until(known, case)
        if until is None or at > until:
            raise Conflict("correction_over", "The time in which this rating could be corrected is over.")
        after = corrected(known, wanted(known), at=at)
        transition = enterprise.correct(case, after, at=at) if case is not None else None
        try:
            corrections.store.correct(known, after, transition)
        except Raced:
            continue
        return Answer(after, transition.after if transition and after.case_id else None)
    raise Raced("the rating or its case was changed by others all the time")
