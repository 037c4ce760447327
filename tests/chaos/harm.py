"""What is done to the system while it works: processes killed, the schedule run twice and late, records repeated."""

import json
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.world import World

KILLED = ("submit", "escalate", "notify", "tasks", "tally", "deadline")
COUNTED = {"CLEARANCE", "RATING", "CASE"}


@dataclass
class Harm:
    """`killed`: the functions whose process was killed, in order. `repeated`: how many records were brought again."""

    world: World
    seed: int
    killed: list[str] = field(default_factory=list)
    rung: int = 0
    repeated: int = 0
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def done(self) -> Iterator[None]:
        """Harm is done in here."""
        often = ((self._kill, 5.0), (self._ring, 4.0), (self._repeat, 6.0))
        threads = [threading.Thread(target=self._again, args=one) for one in often]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _again(self, what: Callable[[random.Random], None], pause: float) -> None:
        chance = random.Random(f"{self.seed} {what.__name__}")  # noqa: S311 - to be repeated
        while not self._over.wait(chance.uniform(0.5 * pause, 2 * pause)):
            what(chance)

    def _kill(self, chance: random.Random) -> None:
        name = chance.choice(KILLED)
        self.killed += [name] * len(self.world.kill_workers(f"hailong-{name}"))

    def _ring(self, chance: random.Random) -> None:
        """Now, the same once more, and that of some minutes ago."""
        now = datetime.now(UTC)
        for moment in (now, now, now - timedelta(minutes=chance.randrange(1, 90))):
            ring(self.world, moment)
            self.rung += 1

    def _repeat(self, chance: random.Random) -> None:
        """A piece of what the streams hold, cut anywhere, to who counts; and what opens cases to who opens them."""
        for table in (self.world.stack.tables.ratings, self.world.stack.tables.cases):
            records = [record for record in stream_records(self.world, table) if _is_counted(record)]
            if not records:
                continue
            first = chance.randrange(len(records))
            piece = records[first : first + chance.randrange(1, 60)]
            invoke(self.world, "tally", {"Records": piece})
            self.repeated += len(piece)
            opens = [record for record in piece if _is_negative_rating(record)]
            if opens:
                invoke(self.world, "escalate", {"Records": opens[:1]})
                self.repeated += 1


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


def stream_records(world: World, table: str) -> list[dict[str, Any]]:
    """What the stream of a table holds, as Lambda would bring it."""
    streams = world.cloud.client("dynamodbstreams")
    arn = world.cloud.client("dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
    found: list[dict[str, Any]] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        place = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        ).get("ShardIterator")
        while place:
            page = streams.get_records(ShardIterator=place, Limit=1000)
            found += [_as_event(record, arn) for record in page["Records"]]
            place = page.get("NextShardIterator") if page["Records"] else None
    return found


def _as_event(record: dict[str, Any], arn: str) -> dict[str, Any]:
    change = dict(record["dynamodb"])
    change["ApproximateCreationDateTime"] = change["ApproximateCreationDateTime"].timestamp()
    return {**record, "dynamodb": change, "eventSource": "aws:dynamodb", "eventSourceARN": arn}


def _kind(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["sk"]["S"])


def _is_counted(record: dict[str, Any]) -> bool:
    """As the filter of the tally's event source says."""
    return record["eventName"] in {"INSERT", "MODIFY"} and _kind(record) in COUNTED


def _is_negative_rating(record: dict[str, Any]) -> bool:
    image = record["dynamodb"].get("NewImage", {})
    negative = image.get("negative", {}).get("BOOL") is True
    return record["eventName"] == "INSERT" and _kind(record) == "RATING" and negative
