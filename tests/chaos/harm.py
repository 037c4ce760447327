"""What is done to the system while it works: processes killed, the schedule run twice and late, records repeated."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
from botocore.exceptions import ClientError

from tests.e2e.world import World

AT_ONCE = ("submit", "escalate", "tasks", "tally", "deadline")
"""What a process of these was doing when it was killed is done again at once."""

KILLED = (*AT_ONCE, "notify", "events")
"""What one of the last two held waits until its lease, and that of the queue, is over: minutes."""

_LOOK_SECONDS = 0.1


@dataclass
class Harm:
    """`calls`: how many were made so far. `mortal`: functions whose processes are killed. `killed`: those that were, at
    a moment of chance, in order; `in_a_call`: those in the middle of a call. `repeated`: records brought again.
    `ended`: what stopped doing harm before the time, and why, which makes a run worth nothing.
    """

    world: World
    seed: int
    calls: Callable[[], int]
    mortal: tuple[str, ...] = KILLED
    killed: list[str] = field(default_factory=list)
    in_a_call: list[str] = field(default_factory=list)
    rung: int = 0
    repeated: int = 0
    ended: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _streams: dict[str, "Stream"] = field(default_factory=dict)

    @contextmanager
    def done(self) -> Iterator[None]:
        """Harm is done in here, after so many calls each: on a machine that is slow, it is no more than elsewhere."""
        often = ((self._kill, 150), (self._ring, 120), (self._repeat, 200))
        threads = [threading.Thread(target=self._again, args=one) for one in often]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _again(self, what: Callable[[random.Random], None], calls: int) -> None:
        chance = random.Random(f"{self.seed} {what.__name__}")  # noqa: S311 - to be repeated
        due = self.calls() + chance.randrange(calls // 2, 2 * calls)
        try:
            while not self._over.wait(_LOOK_SECONDS):
                if self.calls() >= due:
                    what(chance)
                    due = self.calls() + chance.randrange(calls // 2, 2 * calls)
        except Exception as error:
            # Whoever reads that nothing was missing believes that harm was done until the end.
            self.ended.append(f"harm: {what.__name__.strip('_')} ended early: {error!r}")
            raise

    def _kill(self, chance: random.Random) -> None:
        name = chance.choice(self.mortal)
        self.killed += [name] * len(self.world.kill_workers(f"hailong-{name}"))

    def _ring(self, chance: random.Random) -> None:
        """Now, the same once more, and that of some minutes ago."""
        now = datetime.now(UTC)
        for moment in (now, now, now - timedelta(minutes=chance.randrange(1, 90))):
            ring(self.world, moment)
            self.rung += 1

    def kill_caller(self, port: int) -> bool:
        """Kills the process that calls from this port; False where it is none of a function that is killed."""
        for name in self.mortal:
            for pid in self.world.cloud.workers(f"hailong-{name}"):
                with suppress(psutil.Error):
                    process = psutil.Process(pid)
                    if any(one.laddr and one.laddr.port == port for one in process.net_connections(kind="tcp")):
                        process.kill()
                        self.in_a_call.append(name)
                        return True
        return False

    def _repeat(self, chance: random.Random) -> None:
        """A piece of what each stream holds, cut anywhere, to each of those who read it.

        To `escalate`, all of one item up to a change of it: no stream brings an item's later change first, and what is
        read here may not have been brought at all yet.
        """
        for table, readers in self._readers().items():
            if table not in self._streams:
                self._streams[table] = Stream(self.world, table)
            records = self._streams[table].records()
            for function, (reads, most) in readers.items():
                read = [record for record in records if reads(record)]
                if not read:
                    continue
                first = chance.randrange(len(read))
                piece = read[first : first + chance.randrange(1, most)]
                parts = [piece]
                if function == "escalate":
                    piece = [one for one in read[: first + 1] if _item(one) == _item(read[first])]
                    parts = [[one] for one in piece]
                for part in parts:
                    invoke(self.world, function, {"Records": part})
                self.repeated += len(piece)

    def _readers(self) -> dict[str, dict[str, tuple[Callable[[dict[str, Any]], bool], int]]]:
        """By table who reads its stream: which records, and how many of them at most."""
        tables = self.world.stack.tables
        tally, escalate = (_is_counted, 60), (_concerns_cases, 2)
        return {
            tables.ratings: {"tally": tally, "escalate": escalate},
            tables.cases: {"tally": tally, "escalate": escalate},
            self.world.outputs["EventsTable"]: {"events": (_is_event, 10)},
        }


def ring(world: World, moment: datetime) -> dict[str, Any]:
    """The schedule's event of that moment."""
    return invoke(world, "deadline", {"time": moment.isoformat()})


def invoke(world: World, function: str, event: dict[str, Any]) -> dict[str, Any]:
    """A call that may fail, as one of Lambda's own does, which comes again."""
    answer = world.cloud.client("lambda").invoke(
        FunctionName=f"hailong-{function}", Payload=json.dumps(event, default=str).encode()
    )
    found: Any = json.loads(answer["Payload"].read() or b"null")
    return {} if "FunctionError" in answer or not isinstance(found, dict) else found


class Stream:
    """What the stream of a table has brought so far, as Lambda would bring it: read on each time, never anew."""

    def __init__(self, world: World, table: str) -> None:
        self._client = world.cloud.client("dynamodbstreams")
        self._arn = world.cloud.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
        self._places: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._read: list[dict[str, Any]] = []

    def records(self) -> list[dict[str, Any]]:
        for shard in self._client.describe_stream(StreamArn=self._arn)["StreamDescription"]["Shards"]:
            self._read_on(shard["ShardId"])
        return self._read

    def _read_on(self, shard: str) -> None:
        place: str | None = self._places.get(shard) or self._after_the_last(shard)
        while place:
            page = self._page(shard, place)
            for record in page["Records"]:
                self._read.append(_as_event(record, self._arn))
                self._last[shard] = record["dynamodb"]["SequenceNumber"]
            self._places[shard] = place = page.get("NextShardIterator") or ""
            if not page["Records"]:
                return

    def _page(self, shard: str, place: str) -> dict[str, Any]:
        """A place is good for a quarter of an hour."""
        try:
            found: dict[str, Any] = self._client.get_records(ShardIterator=place, Limit=1000)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ExpiredIteratorException":
                raise
            found = self._client.get_records(ShardIterator=self._after_the_last(shard), Limit=1000)
        return found

    def _after_the_last(self, shard: str) -> str:
        last = self._last.get(shard)
        where = {"ShardIteratorType": "TRIM_HORIZON"}
        if last is not None:
            where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": last}
        found = self._client.get_shard_iterator(StreamArn=self._arn, ShardId=shard, **where)
        return str(found["ShardIterator"])


def _as_event(record: dict[str, Any], arn: str) -> dict[str, Any]:
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    return {**record, "dynamodb": change, "eventSource": "aws:dynamodb", "eventSourceARN": arn}


def _item(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["pk"]["S"])


def _kind(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["sk"]["S"])


# What the filters of the event sources let through.


def _is_counted(record: dict[str, Any]) -> bool:
    return record["eventName"] in {"INSERT", "MODIFY"} and _kind(record) in {"CLEARANCE", "RATING", "CASE"}


def _concerns_cases(record: dict[str, Any]) -> bool:
    kind, image = _kind(record), record["dynamodb"].get("NewImage", {})
    match record["eventName"]:
        case "INSERT" if kind == "RATING":
            return bool(image["negative"]["BOOL"])
        case "INSERT" if kind.startswith("NOTICE#"):
            return bool(image["state"]["S"] == "queued")
        case "MODIFY" if kind == "RATING" or kind.startswith("WAITING#"):
            return True
        case "INSERT" | "MODIFY":
            return kind in {"CASE", "WAIT"}
    return False


def _is_event(record: dict[str, Any]) -> bool:
    return record["eventName"] == "INSERT" and _kind(record).startswith("EVENT#")
