"""What is to happen to each lot of a run: the seed alone decides it."""

import random
from dataclasses import dataclass

from tests.e2e.world import Lot

NEGATIVE_EVERY = 5


@dataclass(frozen=True, slots=True)
class Planned:
    """`late`: the rating comes before the clearance. `corrected`: the clearance is told again, with another name.

    `twice`: the rating is sent again. `unreachable`: mail to the enterprise bounces. `file`: evidence is attached.
    """

    number: int
    negative: bool
    late: bool
    corrected: bool
    twice: bool
    unreachable: bool
    file: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """A lot, and what was to happen to it."""

    lot: Lot
    planned: Planned


def plan(seed: int, size: int) -> list[Planned]:
    """As many lots, every fifth of them rated negative."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    return [
        Planned(
            number=number,
            negative=number % NEGATIVE_EVERY == 0,
            late=chance.random() < 0.25,
            corrected=chance.random() < 0.2,
            twice=chance.random() < 0.1,
            unreachable=chance.random() < 0.15,
            file=chance.random() < 0.3,
        )
        for number in range(size)
    ]


def levels(planned: Planned) -> dict[str, int]:
    return {"officer": 2, "team": 3, "office": 4} if planned.negative else {"officer": 5, "team": 4, "office": 4}


def evidence_of(lot: Lot) -> bytes:
    """What is attached to its case where that is planned."""
    return f"Biên bản {lot.case_id}".encode()
