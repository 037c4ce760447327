"""What becomes of a clearance or a rating that comes in, and what an enterprise is told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from functions.submit import waiting
from hailong.lots import signing
from hailong.lots.clearance import Clearance, same_content
from hailong.lots.rating import Rating, accepted, fingerprint, said_at_all, same_form, window_over
from hailong.ports.cases import CaseReader, CaseStore
from hailong.ports.lots import RatingBook, RatingStore
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.errors import Conflict, FieldError, Forbidden, Invalid, NotFound, Raced, TooMany
from hailong.vocabulary.words import Helped, RatingStatus

if TYPE_CHECKING:
    from hailong.cases.case import Case

CLOCK_SKEW = timedelta(minutes=10)
"""How far the customs system's clock may be ahead of ours."""


@dataclass(frozen=True, slots=True)
class Registered:
    """`settled`: the ratings that had waited for this clearance, or for this correction of it."""

    clearance: Clearance
    new: bool
    settled: Sequence[Rating] = ()


@dataclass(frozen=True, slots=True)
class Rated:
    """The rating that stands, or waits for its clearance; `new` is false for "the same again"."""

    rating: Rating
    new: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """`case` is None for a rating that is not negative, and in the moment before its case is opened.

    `correctable_until`: up to when the rating may be corrected; None where it may not.
    """

    rating: Rating
    case: "Case | None"
    correctable_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The case with what the enterprise said of its answer; `new` where it had not said anything before."""

    case: "Case"
    new: bool


def register_and_match(store: RatingBook, clearance: Clearance, *, now: datetime, window: timedelta) -> Registered:
    """Records or corrects a clearance, then settles the ratings that wait for it; also when it says nothing new."""
    registered = register(store, clearance, now=now)
    return replace(registered, settled=waiting.match(store, clearance.key, window=window, at=now))


def register(store: RatingStore, clearance: Clearance, *, now: datetime) -> Registered:
    """Records a clearance, or corrects it; Conflict `clearance_rated` for facts that a rating has fixed."""
    if clearance.cleared_at > now + CLOCK_SKEW:
        raise Invalid([FieldError("cleared_at", "lies in the future")])
    for _ in attempts():
        known = store.clearance(clearance.key)
        if known is not None and same_content(known, clearance):
            return Registered(known, new=False)
        wanted = clearance if known is None else replace(clearance, version=known.version + 1)
        try:
            store.put_clearance(wanted, replaces=known)
        except Raced:
            continue
        return Registered(wanted, new=known is None)
    raise Raced("the clearance was changed by others all the time")


KeyCheck = Callable[[Clearance | None], None]
"""Forbidden unless the caller may rate the lot of this clearance (None: it has not come yet)."""


def no_key_needed(_clearance: Clearance | None) -> None:
    """The check where a rating needs no rating key, and has none."""


def key_check(secrets: Sequence[str], rating_key: str) -> KeyCheck:
    """The check of a rating key that was given."""
    return partial(signing.check_rating_key, secrets, rating_key)


Repetition = Callable[[Rating, Rating], Rated]
"""What a rating is answered with whose lot has the first one already."""


def same_again(known: Rating, wanted: Rating) -> Rated:
    """What stands, for who sends the same again; Conflict `rating_exists` for other content."""
    if fingerprint(wanted) not in said_at_all(known):
        raise Conflict("rating_exists", "This lot has already been rated, with other content.")
    return Rated(known, new=False)


def same_form_again(known: Rating, wanted: Rating) -> Rated:
    """The same for who has the lot's rating key: it opens nothing but what has come by the very form that is sent.

    The customs side has the key as well, and must not find out by trying how it was rated.
    """
    if not same_form(known, wanted):
        raise rated_already()
    return same_again(known, wanted)


def rated_already() -> Conflict:
    return Conflict("rated_already", "This lot has been rated already.")


MayWait = Callable[[Rating], bool]
"""False for a rating whose client has left too many to wait on this day already."""


def rate(
    store: RatingBook,
    rating: Rating,
    *,
    window: timedelta,
    check_key: KeyCheck = no_key_needed,
    again: Repetition = same_again,
    may_wait: MayWait = lambda _rating: True,
) -> Rated:
    """Records a rating, once, or keeps it until its clearance comes: one read and one write on the way of a new one."""
    for attempt in attempts():
        if attempt:
            waiting.match(store, rating.key, window=window, at=rating.received_at)
        clearance = store.clearance(rating.key)
        if clearance is not None and clearance.enterprise.tax_code != rating.tax_code:
            raise Forbidden("not_your_declaration", "This declaration is not of this tax code.")
        check_key(clearance)
        try:
            return (
                _await(store, rating, again, may_wait)
                if clearance is None
                else _accept(store, rating, clearance, window, again)
            )
        except Raced:
            continue
    raise Raced("the lot was written by others all the time")


def look_up(store: RatingBook, cases: CaseReader, declaration_key: str, tax_code: str) -> Answer:
    """The rating of this enterprise's lot, and its case; NotFound for anything that is not this enterprise's."""
    rating = own_rating(store, declaration_key, tax_code)
    return Answer(rating, cases.get(rating.case_id) if rating.case_id else None)


def appeal(
    cases: CaseStore, case_id: str | None, reason: str, *, at: datetime, due_at: datetime, working_days: int
) -> "Case":
    """The enterprise does not accept the outcome, which it may say once, and within the time for it."""
    # No rating should have to wait for what a case is made of.
    from hailong.cases import enterprise  # noqa: PLC0415

    for _ in attempts():
        case = cases.get(case_id) if case_id else None
        if case is None:
            raise Conflict("no_outcome_yet", "There is no outcome yet that could be appealed.")
        transition = enterprise.appeal(case, reason, at=at, due_at=due_at, working_days=working_days)
        try:
            cases.write(transition)
        except Raced:
            continue
        return transition.after
    raise Raced("the case was moved by others all the time")


def own_rating(store: RatingBook, declaration_key: str, tax_code: str) -> Rating:
    """The rating of this enterprise's lot; NotFound for anything that is not this enterprise's."""
    rating = _own_rating(store, declaration_key, tax_code)
    if rating is None:
        raise NotFound("rating_not_found", "There is no rating of this declaration for this tax code.")
    return rating


def say_helped(cases: CaseStore, case_id: str | None, helped: Helped, why: str | None, *, at: datetime) -> Said:
    """What the enterprise says of its answer; Conflict where there is none, or it can no longer be changed."""
    from hailong.cases import enterprise  # noqa: PLC0415

    for _ in attempts():
        case = cases.get(case_id) if case_id else None
        if case is None:
            raise Conflict("no_outcome_yet", "There is no outcome yet of which that could be said.")
        transition = enterprise.say_helped(case, helped, why, at=at)
        if transition is None:
            return Said(case, new=False)
        try:
            cases.write(transition)
        except Raced:
            continue
        return Said(transition.after, new=case.verdict is None)
    raise Raced("the case was moved by others all the time")


def _own_rating(store: RatingBook, declaration_key: str, tax_code: str) -> Rating | None:
    """What the enterprise gave under this number, else what it gave under another one of the lot."""
    clearance = store.clearance(declaration_key)
    of_lot = store.rating(clearance.lot_key) if clearance else None
    if of_lot is not None and of_lot.tax_code != tax_code:
        of_lot = None
    if of_lot is not None and of_lot.key == declaration_key:
        return of_lot
    kept = store.waiting(declaration_key, tax_code)
    return of_lot if kept is None or kept.status is RatingStatus.ACCEPTED else kept


def _await(store: RatingBook, rating: Rating, again: Repetition, may_wait: MayWait) -> Rated:
    if not may_wait(rating):
        raise TooMany("too_many_waiting", "Too many ratings of this client wait for a clearance since this morning.")
    known = store.wait(rating)
    return Rated(rating, new=True) if known is None else again(known, rating)


def _accept(store: RatingBook, rating: Rating, clearance: Clearance, window: timedelta, again: Repetition) -> Rated:
    wanted = accepted(rating, clearance)
    known = store.rating(clearance.lot_key) if window_over(clearance, rating.received_at, window) else None
    if known is None:
        if window_over(clearance, rating.received_at, window):
            raise Conflict("rating_closed", "The time in which this lot could be rated is over.")
        known = store.accept(wanted)
    return Rated(wanted, new=True) if known is None else again(known, wanted)
