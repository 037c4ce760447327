"""Whether the time of an answer tells that a case exists: hidden ones beside one that does not.

Each round asks for all of them once, in an order of chance, so that what else the machine does meets all alike.
"""

import os
import random
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from hailong.adapters.dynamodb import case_items
from hailong.cases.case import Case
from local import roles
from tests.bench.report import Report, table
from tests.e2e.deployed import deployed_world
from tests.e2e.people import in_the_pool
from tests.e2e.world import World

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "300"))
_WARM = 20
UNKNOWN, RESTRICTED, RATED = "no such case", "restricted", "one in which they are rated"
_UNLIMITED = {"RequestsPerSecond": "10000", "RequestBurst": "5000"}
REQUESTS: dict[str, Callable[[httpx.Client, str], httpx.Response]] = {
    "`GET /tasks/{case_id}`": lambda client, case_id: client.get(f"/tasks/{case_id}"),
    "`GET /tasks/{case_id}/timeline`": lambda client, case_id: client.get(f"/tasks/{case_id}/timeline"),
    "`POST /tasks/{case_id}/claim`": lambda client, case_id: client.post(f"/tasks/{case_id}/claim", json={}),
}


def run() -> Report:
    with (
        tempfile.TemporaryDirectory(prefix="hailong-bench-") as folder,
        deployed_world(Path(folder), parameters=_UNLIMITED) as world,
    ):
        measured = {name: _times(world, call) for name, call in REQUESTS.items()}
    rows = [
        (
            f"{name}: {kind}",
            f"{median(times) * 1000:.1f} ms",
            f"{median(times) / median(of_kind[UNKNOWN]):.2f}",
            f"{longer(times, of_kind[UNKNOWN]):.2f}",
        )
        for name, of_kind in measured.items()
        for kind, times in of_kind.items()
    ]
    return Report(
        title="What the time of a refusal tells",
        text=(
            f"A handler asks for cases that they may not know of, and for one that does not exist: {ROUNDS} rounds. "
            "The last column is how often an answer took longer than one about no case: 0.50 tells nothing, 1 "
            "everything. The local cloud and its clients share the machine; on AWS it was not measured."
        ),
        tables=(table(("asked for", "answer, p50", "of no such case", "longer"), rows),),
        raw={"seconds": measured},
    )


def longer(times: list[float], others: list[float]) -> float:
    """The share of pairs in which the one of `times` is the longer, ties by halves (Mann and Whitney's U)."""
    return sum((one > other) + (one == other) / 2 for one in times for other in others) / (len(times) * len(others))


def _times(world: World, call: Callable[[httpx.Client, str], httpx.Response]) -> dict[str, list[float]]:
    """Seconds, by kind."""
    case_ids = _cases(world)
    chance = random.Random(1)  # noqa: S311 - to be repeated
    taken: dict[str, list[float]] = {kind: [] for kind in case_ids}
    rated = in_the_pool(world, {"rated": roles.RATED_OFFICER})["rated"]
    with world.staff(rated) as client:
        for number in range(_WARM + ROUNDS):
            for kind in chance.sample(list(case_ids), len(case_ids)):
                since = time.perf_counter()
                answer = call(client, case_ids[kind])
                if answer.status_code != httpx.codes.NOT_FOUND:
                    raise RuntimeError(f"{kind}: {answer.status_code} {answer.text}")
                if number >= _WARM:
                    taken[kind].append(time.perf_counter() - since)
    return taken


def _cases(world: World) -> Mapping[str, str]:
    """The id of one case of each kind, for `roles.RATED_OFFICER`."""
    found: dict[str, Any] = {one.title: one.case for one in roles.situations()}
    kinds: dict[str, Case] = {
        RATED: next(case for title, case in found.items() if title.startswith("Open; an officer")),
        RESTRICTED: next(case for title, case in found.items() if title.startswith("Open and restricted")),
    }
    for case in kinds.values():
        world.cloud.client("dynamodb").put_item(TableName=world.stack.tables.cases, Item=case_items.case_item(case))
    return {UNKNOWN: "HL-99999999999", **{kind: case.case_id for kind, case in kinds.items()}}
