"""`make replay`: loads the made-up half-year through the tables and their streams, and reads its figures back."""

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched
from typing import Any

import httpx

from hailong.adapters.dynamodb import items
from hailong.lots.rating import Rating
from hailong.vocabulary.times import now
from local.cloud import Cloud
from local.commands import cloud_and_stack
from local.halfyear import HALF_YEAR, START, Lot, Season, lots
from local.halfyear_cases import PastCase, past_case
from local.progress import CannotGoOn, Steps
from local.signin import staff_tokens
from local.stack import Stack
from local.tables import BATCH, items_of_cases, lot_items, put

_CHUNK = 500
"""Lots that are written before the progress is shown again."""
_PATIENCE_SECONDS = 120
"""How long the counters may stand still before the replay says so."""
_BAR = 24
_SIGN_IN_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures of the article, as the API gives them."""

    ratings: int
    enterprises: int
    participation: float
    growth: float

    def __str__(self) -> str:
        ratings = f"{self.ratings:,}"
        return f"{ratings} · {self.enterprises} · {self.participation:.0%} · {self.growth:+.0%}".replace("%", " %")


class Statistics:
    """The half-year beside its start, as an inspector sees it, for whom nothing is kept back."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._token, self._signed_in = "", 0.0

    def read(self) -> dict[str, Any]:
        if time.monotonic() - self._signed_in > _SIGN_IN_SECONDS or not self._token:
            self._token = staff_tokens(self._stack, self._stack.person(group="inspector"))["id_token"]
            self._signed_in = time.monotonic()
        answer = httpx.get(
            f"{self._stack.api_url}/statistics",
            params={
                "unit": "department",
                "from": HALF_YEAR.first.isoformat(),
                "to": HALF_YEAR.last.isoformat(),
                "compare_from": START.first.isoformat(),
                "compare_to": START.last.isoformat(),
            },
            headers={"Authorization": f"Bearer {self._token}"},
            timeout=60,
            trust_env=False,
        )
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def replay(size: float = 1.0) -> Headline:
    """Loads the half-year, or a part of it, and prints the headline figures. Doing it again changes nothing."""
    cloud, stack = cloud_and_stack()
    statistics = Statistics(stack)
    steps = Steps(total=3)
    expected = HALF_YEAR.scaled(size)
    with steps.step("Making up the half-year"):
        world = lots(size)
        cases = _missing_cases(cloud, stack, world)
    _refuse_another_size(statistics, cloud, stack, world)
    with steps.step(f"Writing {sum(len(lot.clearances) for lot in world):,} clearances and their ratings"):
        _write(cloud, stack, world, cases)
    with steps.step("Counting"):
        _wait_until_counted(statistics, [START.scaled(size), expected], world)
    headline = read_headline(statistics)
    _introduce(headline, expected, stack)
    return headline


def read_headline(statistics: Statistics) -> Headline:
    """The figures of the half-year beside those of the start."""
    answer = statistics.read()
    current, before = answer["totals"], answer["previous"]
    return Headline(
        ratings=current["ratings"],
        enterprises=current["enterprises_rated"],
        participation=current["participation"] or 0,
        growth=current["enterprises_rated"] / before["enterprises_rated"] - 1 if before["enterprises_rated"] else 0,
    )


def _write(cloud: Cloud, stack: Stack, world: list[Lot], cases: list[PastCase]) -> None:
    """As the functions store it. Cases come first, so that no negative rating finds itself without one."""
    client = cloud.client("dynamodb")
    for part in batched(items_of_cases(cases, now()), BATCH, strict=False):
        put(client, stack.tables.cases, part)
    done = 0
    for chunk in batched(world, _CHUNK, strict=False):
        for part in batched(lot_items(chunk), BATCH, strict=False):
            put(client, stack.tables.ratings, part)
        done += len(chunk)
        _show(done / len(world))
    _show(None)


def _missing_cases(cloud: Cloud, stack: Stack, world: Iterable[Lot]) -> list[PastCase]:
    """Cases that are not there yet: somebody may be at work on one that is."""
    client = cloud.client("dynamodb")
    ratings: list[Rating] = [lot.rating for lot in world if lot.rating is not None and lot.rating.negative]
    there: set[str] = set()
    for part in batched(ratings, 100, strict=False):
        keys = [items.case_key(rating.case_id) for rating in part if rating.case_id]
        answer = client.batch_get_item(RequestItems={stack.tables.cases: {"Keys": keys, "ProjectionExpression": "pk"}})
        there |= {item["pk"]["S"] for item in answer["Responses"][stack.tables.cases]}
    return [past_case(rating) for rating in ratings if rating.case_id not in there]


def _refuse_another_size(statistics: Statistics, cloud: Cloud, stack: Stack, world: list[Lot]) -> None:
    """Two sizes in one cloud would add up to figures of neither."""
    if statistics.read()["totals"]["clearances"] == 0:
        return
    first = items.clearance_key(world[0].clearances[0].key)
    if not cloud.client("dynamodb").get_item(TableName=stack.tables.ratings, Key=first).get("Item"):
        raise CannotGoOn("another half-year has been loaded before: `make down` and `make up`, then replay this one")


def _wait_until_counted(statistics: Statistics, seasons: list[Season], world: list[Lot]) -> None:
    """Until the API knows every rating and every lot; shows how far it is."""
    wanted = sum(season.ratings for season in seasons) + len(world)
    counted, last_change = -1, time.monotonic()
    while counted < wanted:
        asked = time.monotonic()
        answer = statistics.read()
        now = sum(totals["ratings"] + totals["clearances"] for totals in (answer["totals"], answer["previous"]))
        if now != counted:
            counted, last_change = now, time.monotonic()
        elif time.monotonic() - last_change > _PATIENCE_SECONDS:
            raise CannotGoOn(f"{counted:,} of {wanted:,} have been counted and no more come: see .local/cloud.log")
        _show(min(1, counted / wanted))
        if counted < wanted:
            # Asking costs the same machine that counts.
            time.sleep(max(1, 9 * (time.monotonic() - asked)))
    _show(None)


def _show(part: float | None) -> None:
    """A bar behind the step's title, on a terminal; None takes it away."""
    if not sys.stdout.isatty():
        return
    bar = "" if part is None else f"{'█' * round(part * _BAR):░<{_BAR}} {part:4.0%}"
    sys.stdout.write(f"\033[s\033[K{bar}\033[u")
    sys.stdout.flush()


def _introduce(headline: Headline, expected: Season, stack: Stack) -> None:
    print(f"\n  {headline}")
    print(
        f"  ratings · enterprises that rated · of {expected.active} active ones · enterprises more than at the start"
        f"\n  {_days(HALF_YEAR)}, beside {_days(START)}; read from {stack.api_url}/statistics\n"
    )


def _days(season: Season) -> str:
    return f"{season.first:%d.%m.%Y} to {season.last:%d.%m.%Y}"
