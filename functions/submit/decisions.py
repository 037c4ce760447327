"""What becomes of a clearance or a rating that comes in, and what an enterprise is told of it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hailong.case import Case
from hailong.clearance import Clearance, same_content
from hailong.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Raced
from hailong.ports import CaseReader, RatingStore
from hailong.rating import Rating, accepted, fingerprint, window_over

ATTEMPTS = 4
"""How often a lost race is run again before the caller is asked to come back."""

CLOCK_SKEW = timedelta(minutes=10)
"""How far the customs system's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Registered:
    clearance: Clearance
    new: bool


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating that stands; `new` is false for "the same again"."""

    rating: Rating
    new: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """`case` is None for a rating that is not negative, and in the moment before its case is opened."""

    rating: Rating
    case: Case | None


def register(store: RatingStore, clearance: Clearance, *, now: datetime) -> Registered:
    """Records a clearance, or corrects it; Conflict `clearance_rated` for facts that a rating has fixed."""
    if clearance.cleared_at > now + CLOCK_SKEW:
        raise Invalid([FieldError("cleared_at", "lies in the future")])
    for attempt in range(ATTEMPTS):
        known = store.clearance(clearance.key)
        if known is not None and same_content(known, clearance):
            return Registered(known, new=False)
        wanted = clearance if known is None else replace(clearance, version=known.version + 1)
        try:
            store.put_clearance(wanted, replaces=known)
        except Raced:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return Registered(wanted, new=known is None)
    raise AssertionError("unreachable: the last attempt returns or raises")


def rate(store: RatingStore, rating: Rating, *, window: timedelta) -> Rated:
    """Records a rating of a cleared lot, once: one read and one write on the way of a new one."""
    for attempt in range(ATTEMPTS):
        clearance = store.clearance(rating.key)
        if clearance is None:
            raise NotFound("clearance_not_found", "No clearance of this declaration has reached us yet.")
        if clearance.enterprise.tax_code != rating.tax_code:
            raise Forbidden("not_your_declaration", "This declaration is not of this tax code.")
        wanted = accepted(rating, clearance)
        if window_over(clearance, rating.received_at, window):
            return _after_window(store.rating(clearance.lot_key), wanted)
        try:
            known = store.accept(wanted)
        except Raced:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return Rated(wanted, new=True) if known is None else _again(known, wanted)
    raise AssertionError("unreachable: the last attempt returns or raises")


def look_up(store: RatingStore, cases: CaseReader, declaration_key: str, tax_code: str) -> Answer:
    """The rating of this enterprise's lot, and its case; NotFound for anything that is not this enterprise's."""
    clearance = store.clearance(declaration_key)
    rating = store.rating(clearance.lot_key) if clearance else None
    if rating is None or rating.tax_code != tax_code:
        raise NotFound("rating_not_found", "There is no rating of this declaration for this tax code.")
    return Answer(rating, cases.get(rating.case_id) if rating.case_id else None)


def _again(known: Rating, wanted: Rating) -> Rated:
    if fingerprint(known) != fingerprint(wanted):
        raise Conflict("rating_exists", "This lot has already been rated, with other content.")
    return Rated(known, new=False)


def _after_window(known: Rating | None, wanted: Rating) -> Rated:
    if known is None:
        raise Conflict("rating_closed", "The time in which this lot could be rated is over.")
    return _again(known, wanted)
