"""What the offices have had to do of late: a few dozen cases in every state, of recent working days.

Without them each page of a fresh stack is empty, and nobody can judge it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hailong.adapters.dynamodb import items
from hailong.lots.rating import Rating
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import Reason, Subject
from local.cloud import Cloud
from local.halfyear import Lot, Season, made_up, season_lots
from local.halfyear_cases import PastCase, present_case
from local.stack import Stack
from local.tables import put_lots

NEGATIVE = 42
"""How many ratings have a case."""

_DAYS, _PREFIX, _SEED = 45, "19700", 15
_ACTIVE, _RATERS, _RATINGS = 60, 44, 420
_APPEALS = 0.3
_REASONS = (Reason.DELAY, Reason.UNCLEAR_GUIDANCE, Reason.ATTITUDE, Reason.ERROR, Reason.SYSTEM, Reason.POLICY)
_LEVELS = (
    {Subject.OFFICER: 2, Subject.TEAM: 3, Subject.OFFICE: 4},
    {Subject.OFFICER: 1, Subject.OFFICE: 3},
    {Subject.OFFICER: 3, Subject.TEAM: 2, Subject.OFFICE: 4},
    {Subject.OFFICER: 2, Subject.TEAM: 2, Subject.OFFICE: 2},
)


def add_living_office(cloud: Cloud, stack: Stack, now: datetime) -> None:
    """Through the tables and their streams. Doing it again changes nothing, on whatever day."""
    client = cloud.client("dynamodb")
    key = items.clearance_key(f"{_PREFIX}000001")
    if client.get_item(TableName=stack.tables.ratings, Key=key).get("Item"):
        return
    world, cases = living_office(now)
    put_lots(client, stack, world, cases, now)


def living_office(now: datetime) -> tuple[Sequence[Lot], Sequence[PastCase]]:
    """The lots of the last weeks, and the cases of those that were rated negative, as they stand now. Pure."""
    last = vietnamese_day(now) - timedelta(days=1)
    season = Season(first=last - timedelta(days=_DAYS), last=last, active=_ACTIVE, raters=_RATERS, ratings=_RATINGS)
    world = [_unmoved(lot) for lot in season_lots(season, _PREFIX, _SEED)]
    rated = [place for place, lot in enumerate(world) if lot.rating is not None and lot.rating.received_at < now]
    # Half of them of the last days, in which they are still being dealt with.
    lately = rated[-len(rated) // 5 :]
    chosen = sorted({*_spread(rated, NEGATIVE // 2), *_spread(lately, NEGATIVE // 2)})
    for number, place in enumerate(chosen):
        rating = world[place].rating
        if rating is not None:
            world[place] = replace(world[place], rating=_negative(rating, number))
    negative = [lot.rating for lot in world if lot.rating is not None and lot.rating.negative]
    return world, [present_case(rating, now, _APPEALS) for rating in negative]


def _unmoved(lot: Lot) -> Lot:
    """Without the few that are negative by chance: how many there are is to be the same every day."""
    rating = lot.rating
    if rating is None or not rating.negative:
        return lot
    return replace(lot, rating=replace(rating, levels={Subject.OFFICER: 4}, reasons=(), comment=None))


def _spread(places: Sequence[int], wanted: int) -> list[int]:
    return [places[number * len(places) // wanted] for number in range(wanted)]


def _negative(rating: Rating, number: int) -> Rating:
    reason = _REASONS[number % len(_REASONS)]
    return replace(
        rating,
        levels=_LEVELS[number % len(_LEVELS)],
        reasons=(reason,),
        comment=made_up()["complaints"][reason.value],
    )
