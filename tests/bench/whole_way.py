"""The whole way on the local cloud: how soon a rating is a task, how many ratings a second, and a busy five o'clock."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import batched, pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from hailong.adapters.dynamodb import case_items, items
from hailong.cases.case import Case
from hailong.vocabulary import workdays
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import CaseState
from tests import samples
from tests.bench.report import Report, table
from tests.e2e.deployed import deployed_world
from tests.e2e.reading_ahead import read_ahead
from tests.e2e.world import Lot, World, clearance, rating

RATINGS = int(os.environ.get("BENCH_RATINGS", "40"))
"""How many ratings are followed, each until its task is seen."""
ANSWERS, CLIENTS = int(os.environ.get("BENCH_ANSWERS", "400")), 8
IN_TABLE = tuple(int(size) for size in os.environ.get("BENCH_TABLE", "1000,100000,1000000").split(","))
"""How many items the table of ratings holds meanwhile."""
BREACHES = int(os.environ.get("BENCH_BREACHES", "2000"))
_PATIENCE = 900
_WRITERS = 3


UNLIMITED = {"RequestsPerSecond": "10000", "RequestBurst": "5000"}
"""What the gateway lets through is not what is measured."""


def run() -> Report:
    with (
        tempfile.TemporaryDirectory(prefix="hailong-bench-") as folder,
        deployed_world(Path(folder), parameters=UNLIMITED) as world,
    ):
        read_ahead(world)
        _progress("deployed")
        _warm(world)
        volume = [_with_table_of(world, first, size) for first, size in pairwise((0, *IN_TABLE))]
        busy = _five_o_clock(world)
    seen = table(
        ("items in the table", "rating to task, p50", "p95", "answers a second, 8 clients", "answer, p50", "p95"),
        [
            (
                f"{one['items']:,}",
                *_two(one["seen"]),
                f"{one['answers'] / one['seconds']:.0f}",
                *_two(one["answer"]),
            )
            for one in volume
        ],
    )
    return Report(
        title="The whole way, on the local cloud",
        text=(
            "From the answer's request to the case in `GET /tasks/{case_id}`, asked again and again; then as many "
            f"ratings as {CLIENTS} clients can hand in. Everything, the cloud itself too, runs on the machine named "
            "above: the figures compare one build with another, and say nothing of AWS."
        ),
        tables=(seen, *_told(busy)),
        raw={"volume": volume, "five_o_clock": busy},
    )


def _progress(said: str) -> None:
    print(f"  {datetime.now(VIETNAM):%H:%M:%S} {said}", file=sys.stderr, flush=True)


def _told(busy: dict[str, Any]) -> tuple[str, str, str]:
    rows = [
        ("cases that breach", f"{busy['breaches']:,}"),
        ("runs of the deadline function until none was left", str(len(busy["runs"]))),
        ("its longest run", f"{max(busy['runs']):.0f} s of 300 s"),
        ("ratings that came in meanwhile", str(len(busy["seen"]))),
        ("rating to task meanwhile, p50", _two(busy["seen"])[0]),
        ("p95", _two(busy["seen"])[1]),
        ("the slowest", f"{max(busy['seen']):.2f} s"),
        ("until every case was listed anew", f"{busy['listed_after']:.0f} s"),
    ]
    return (
        "### A busy five o'clock",
        (
            "Cases that breach in the same quarter of an hour, and new negative ratings one after the "
            "other until the streams have caught up."
        ),
        table(("what", ""), rows),
    )


def _warm(world: World) -> None:
    """Starts are measured elsewhere: every worker that the clients keep busy is there when the clock runs."""
    for _ in range(3):
        _until_seen(world)
    _handed_in(world, _cleared(world, 5 * CLIENTS))


def _with_table_of(world: World, first: int, size: int) -> dict[str, Any]:
    _fill(world, first, size)
    seen = [_until_seen(world) for _ in range(RATINGS)]
    lots = _cleared(world, ANSWERS)
    started = time.monotonic()
    taken = _handed_in(world, lots)
    seconds = time.monotonic() - started
    _progress(f"{size:,} items in the table: {ANSWERS} answers in {seconds:.0f} s")
    return {"items": size, "seen": seen, "answers": ANSWERS, "seconds": seconds, "answer": taken}


def _handed_in(world: World, lots: list[Lot]) -> list[float]:
    """Seconds that each answer took, of ratings that the clients hand in together."""
    taken: list[float] = []
    with world.software() as software:

        def hand_in(lot: Lot) -> None:
            started = time.monotonic()
            software.post("/ratings", json=rating(lot, levels={"officer": 5})).raise_for_status()
            taken.append(time.monotonic() - started)

        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(hand_in, lots))
    return taken


def _fill(world: World, first: int, size: int) -> None:
    """Ratings as they are stored, but for a sort key that no reader of the stream lets through."""
    client, name = world.cloud.client("dynamodb"), world.stack.tables.ratings
    item = items.rating_item(samples.accepted_rating())
    requests = (
        {"PutRequest": {"Item": item | {"pk": {"S": f"F#{number}"}, "sk": {"S": "FILLING"}}}}
        for number in range(first, size)
    )
    with ThreadPoolExecutor(_WRITERS) as writers:
        for some in batched(batched(requests, 25, strict=False), 400, strict=False):
            list(writers.map(lambda batch: client.batch_write_item(RequestItems={name: list(batch)}), some))


def _cleared(world: World, count: int) -> list[Lot]:
    lots = [world.new_lot() for _ in range(count)]
    with world.customs() as customs:
        for batch in batched(lots, 100, strict=False):
            body = [{"declaration_no": lot.declaration_no, **clearance(lot)} for lot in batch]
            customs.post("/clearances", json={"clearances": body}).raise_for_status()
    return lots


def _until_seen(world: World) -> float:
    """Seconds from handing in a negative rating until its task is seen."""
    lot = world.cleared_lot()
    with world.inspector() as inspector:
        started = time.monotonic()
        world.rate(lot).raise_for_status()
        while inspector.get(f"/tasks/{lot.case_id}").status_code != 200:
            if time.monotonic() - started > _PATIENCE:
                raise RuntimeError(f"{lot.case_id} was not seen in {_PATIENCE} s")
            time.sleep(0.01)
        return time.monotonic() - started


def _five_o_clock(world: World) -> dict[str, Any]:
    due, rings = _yesterday_at_five()
    _overdue_cases(world, due)
    _progress(f"{BREACHES:,} overdue cases are listed")
    client = world.cloud.client("lambda")
    runs: list[float] = []
    seen: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        begun = time.monotonic()
        clock = pool.submit(lambda: list(_ring(client, rings, runs)))
        # As long as it breaches, and as the streams and the queue of listings are behind.
        while not clock.done() or _waiting(world) or _unlisted(world, rings):
            seen.append(_until_seen(world))
            if time.monotonic() - begun > _PATIENCE:
                break
        clock.result()
    return {"breaches": BREACHES, "runs": runs, "seen": seen, "listed_after": time.monotonic() - begun}


def _waiting(world: World) -> int:
    """Cases in the queue of those that are to be listed anew."""
    sqs = world.cloud.client("sqs")
    (url,) = [one for one in sqs.list_queues()["QueueUrls"] if "ListingsQueue" in one]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    return sum(map(int, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values()))


def _ring(client: Any, rings: datetime, runs: list[float]) -> Iterator[int]:
    """Calls the deadline function as the schedule does, until nothing is left."""
    while True:
        started = time.monotonic()
        event = json.dumps({"time": rings.isoformat()}).encode()
        answer = client.invoke(FunctionName="hailong-deadline", Payload=event)
        runs.append(time.monotonic() - started)
        _progress(f"run {len(runs)} of the deadline function: {runs[-1]:.0f} s")
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RuntimeError(f"the deadline function failed: {said}")
        if not said.get("breach"):
            return
        yield len(said["breach"])


def _yesterday_at_five() -> tuple[datetime, datetime]:
    """The close of the last working day, and the opening of the next one."""
    calendar = workdays.vietnamese_calendar()
    day = datetime.now(VIETNAM).date()
    while not calendar.works_on(day):
        day -= timedelta(days=1)
    morning = calendar.close_of_business(calendar.day_after(day, 1)).replace(hour=9)
    return calendar.close_of_business(day), morning


def _overdue_cases(world: World, due: datetime) -> None:
    """Open cases without an execution: closed when they come in, so that none is started, and open from then on."""
    client, name = world.cloud.client("dynamodb"), world.stack.tables.cases
    for state in (CaseState.CLOSED, CaseState.OPEN):
        for batch in batched(range(BREACHES), 25, strict=False):
            requests: list[Any] = [{"PutRequest": {"Item": case_items.case_item(_case(n, state, due))}} for n in batch]
            client.batch_write_item(RequestItems={name: requests})
    last = _case(BREACHES - 1, CaseState.OPEN, due)
    _until(lambda: _is_listed(world, last), "the overdue cases were not listed")


def _case(number: int, state: CaseState, due: datetime) -> Case:
    opened = due - timedelta(days=7)
    case = samples.opening(f"5{number:09d}01").after
    return replace(case, state=state, due_at=due, first_due_at=due, opened_at=opened)


def _is_listed(world: World, case: Case) -> bool:
    client = world.cloud.client("dynamodb")
    pk = f"FIND#*#live#={case.clearance.lot_key}"
    key = items.marshal({"pk": pk, "sk": case_items.place_of(case)})
    return "Item" in client.get_item(TableName=world.stack.tables.cases, Key=key)


def _unlisted(world: World, rings: datetime) -> bool:
    """Whether the last case still waits to be listed at its new date."""
    client, name = world.cloud.client("dynamodb"), world.stack.tables.cases
    number = BREACHES - 1
    item = client.get_item(TableName=name, Key=items.case_key(_case(number, CaseState.OPEN, rings).case_id))["Item"]
    return not _is_listed(world, case_items.case_from(item))


def _until(reached: Callable[[], bool], what: str) -> None:
    give_up = time.monotonic() + _PATIENCE
    while not reached():
        if time.monotonic() > give_up:
            raise RuntimeError(what)
        time.sleep(0.5)


def _two(seconds: list[float]) -> tuple[str, str]:
    """The median and the 95th percentile."""
    return f"{median(seconds):.2f} s", f"{quantiles(seconds, n=20)[-1]:.2f} s"
