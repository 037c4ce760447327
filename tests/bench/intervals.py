"""How often the intervals hold the truth, and how often somebody like all others is told to differ: by simulation."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hailong.statistics.figures import LEAST_EFFECTIVE
from hailong.statistics.intervals import CONFIDENCE, STANDING_OUT, clustered, correlation
from tests.bench.report import Report

SEED = 20_738
SHAPES: dict[str, Sequence[int]] = {
    "60 enterprises, 10 ratings each": [10] * 60,
    "10 enterprises, 10 ratings each": [10] * 10,
    "60 enterprises, long tail": [max(1, int(200 / (rank + 6) ** 0.85)) for rank in range(60)],
    "31 enterprises, one gives 49 %": [290, *[10] * 30],
    "10 enterprises, one gives 49 %": [87, *[10] * 9],
}
SHARES = (0.90, 0.97)
ALIKE = 0.1
"""The correlation of ratings of the same enterprise."""
OFFICERS = 93


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """The part of the intervals that hold the true share."""

    shape: str
    share: float
    look: float
    stands_out: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """Of 93 officers who are all alike, how many a look finds outside of each limit, on average."""

    period: str
    with_tier: float
    below_look: float
    below_stands_out: float
    above_look: float
    above_stands_out: float


def drawn(rng: random.Random, sizes: Sequence[int], share: float) -> list[tuple[int, int]]:
    """Clusters of these sizes, whose own shares vary so that their ratings are correlated."""
    spread = (1 - ALIKE) / ALIKE
    found = []
    for size in sizes:
        own = rng.betavariate(share * spread, (1 - share) * spread)
        found.append((size, sum(rng.random() < own for _ in range(size))))
    return found


def coverage(times: int = 2000) -> Iterator[Coverage]:
    rng = random.Random(SEED)  # noqa: S311 - a simulation is to be the same every time
    for shape, sizes in SHAPES.items():
        for share in SHARES:
            held = {CONFIDENCE: 0, STANDING_OUT: 0}
            for _ in range(times):
                found = clustered(drawn(rng, sizes, share), ALIKE)
                for confidence in held:
                    around = found.interval(confidence)
                    held[confidence] += around.low <= share <= around.high
            yield Coverage(
                shape=shape, share=share, look=held[CONFIDENCE] / times, stands_out=held[STANDING_OUT] / times
            )


def flagged(looks: int = 40, share: float = 0.97) -> Iterator[Flagged]:
    rng = random.Random(SEED)  # noqa: S311 - as above
    for period, ratings, enterprises in (("quarter", 150, 60), ("half-year", 300, 90)):
        count = {"tier": 0, "below_look": 0, "below_stands_out": 0, "above_look": 0, "above_stands_out": 0}
        for _ in range(looks):
            officers = [drawn(rng, _tail(ratings, enterprises), share) for _ in range(OFFICERS)]
            everyone = [pair for officer in officers for pair in officer]
            department = sum(one for _, one in everyone) / sum(given for given, _ in everyone)
            alike = correlation(everyone)
            for officer in officers:
                found = clustered(officer, alike)
                if found.effective_n() < LEAST_EFFECTIVE:
                    continue
                count["tier"] += 1
                for name, confidence in (("look", CONFIDENCE), ("stands_out", STANDING_OUT)):
                    around = found.interval(confidence)
                    count[f"below_{name}"] += around.high < department
                    count[f"above_{name}"] += around.low > department
        yield Flagged(
            period=period,
            with_tier=count.pop("tier") / looks,
            **{name: times / looks for name, times in count.items()},
        )


def _tail(ratings: int, enterprises: int) -> list[int]:
    weights = [1 / (rank + 6) ** 0.85 for rank in range(enterprises)]
    return [max(1, round(ratings * weight / sum(weights))) for weight in weights]


def tables() -> str:
    lines = ["| who rated | true share | in the 95 % interval | in the 99.8 % interval |", "|---|--:|--:|--:|"]
    lines += [f"| {one.shape} | {one.share:.0%} | {one.look:.3f} | {one.stands_out:.3f} |" for one in coverage()]
    lines += [
        "",
        f"| {OFFICERS} alike | with a tier | below, look | below, stands out | above, look | above, stands out |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| a {one.period} | {one.with_tier:.1f} | {one.below_look:.2f} | {one.below_stands_out:.2f}"
        f" | {one.above_look:.2f} | {one.above_stands_out:.2f} |"
        for one in flagged()
    ]
    return "\n".join(lines)


def run() -> Report:
    return Report(
        title="Intervals of the statistics",
        text="How often they hold the true share, and how many of officers who are all alike one look finds to differ.",
        tables=(tables(),),
    )
