"""Business events of submit, counted once each."""

from collections.abc import Iterable

from functions.submit.decisions import Rated, Registered, Said
from functions.submit.waiting import Swept
from hailong.edge.metrics import count
from hailong.lots.rating import Rating
from hailong.vocabulary.words import RatingStatus


def registered(one: Registered) -> None:
    if one.new:
        count("ClearanceRegistered")
    settled(one.settled)


def rated(one: Rated) -> None:
    if one.new:
        settled([one.rating])


def settled(ratings: Iterable[Rating]) -> None:
    """`RatingAccepted`, `RatingAwaitingClearance` and so on."""
    for rating in ratings:
        count(f"Rating{''.join(word.capitalize() for word in rating.status.split('_'))}")
        if rating.negative and rating.status is RatingStatus.ACCEPTED:
            count("NegativeRating")


def swept(one: Swept, missing: int) -> None:
    """`MissingClearances`: how many ratings have waited for over 30 days."""
    settled(one.settled)
    count("MissingClearances", missing)


def corrected() -> None:
    count("RatingCorrected")


def invitations_chosen(*, invited: bool) -> None:
    count("InvitationsWanted" if invited else "InvitationsStopped")


def rate_link_tried() -> None:
    """Somebody sent the form of a lot that had been rated otherwise."""
    count("RateLinkTried")


def helped(said: Said) -> None:
    """`AnswerHelpedYes` and so on: once an answer, by the first word about it."""
    if said.new and said.case.verdict is not None:
        count(f"AnswerHelped{said.case.verdict.helped.capitalize()}")


def appealed() -> None:
    count("CaseAppealed")
