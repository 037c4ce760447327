"""Harm that `make chaos` does until the end, or says that it did not."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.chaos.harm import Harm, Stream
from tests.e2e.waiting import poll


class _Streams:
    """A stream of one shard, each of whose iterators is good for `lives` calls."""

    def __init__(self, lives: int) -> None:
        self.records: list[str] = []
        self._lives, self._calls = lives, 0

    def describe_table(self, **_: Any) -> Any:
        return {"Table": {"LatestStreamArn": "arn"}}

    def describe_stream(self, **_: Any) -> Any:
        return {"StreamDescription": {"Shards": [{"ShardId": "one"}]}}

    def get_shard_iterator(self, **asked: Any) -> Any:
        after = int(asked["SequenceNumber"]) if asked["ShardIteratorType"] == "AFTER_SEQUENCE_NUMBER" else 0
        return self._iterator(after)

    def get_records(self, **asked: Any) -> Any:
        self._calls += 1
        after, given = map(int, asked["ShardIterator"].split("/"))
        if self._calls - given > self._lives:
            raise ClientError({"Error": {"Code": "ExpiredIteratorException"}}, "GetRecords")
        page = [
            {"dynamodb": {"SequenceNumber": str(after + 1 + at), "ApproximateCreationDateTime": _Time(), "Keys": key}}
            for at, key in enumerate(self.records[after : after + 2])
        ]
        return {"Records": page, "NextShardIterator": self._iterator(after + len(page))["ShardIterator"]}

    def _iterator(self, after: int) -> Any:
        return {"ShardIterator": f"{after}/{self._calls}"}


class _Time:
    def timestamp(self) -> float:
        return 0.0


@pytest.mark.parametrize("lives", [1, 2, 100])
def test_a_stream_is_read_on_however_soon_its_places_expire(lives: int) -> None:
    streams = _Streams(lives)
    world: Any = SimpleNamespace(cloud=SimpleNamespace(client=lambda _: streams))
    stream = Stream(world, "cases")
    for more in (["a", "b", "c"], [], ["d"], [], []):
        streams.records += more
        streams.get_records(ShardIterator=f"0/{streams._calls}")
        assert [record["dynamodb"]["Keys"] for record in stream.records()] == streams.records


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_harm_that_ends_early_is_said() -> None:
    def gone(*_: Any) -> list[int]:
        raise ConnectionError("the cloud is gone")

    calls = iter(range(0, 10**9, 1000))
    world: Any = SimpleNamespace(kill_workers=gone, cloud=SimpleNamespace(client=gone), stack=None)
    harm = Harm(world, 1, lambda: next(calls))
    with harm.done():
        poll(lambda: any("kill ended early" in one for one in harm.ended), timeout=10, what="the end of it")
    assert all("the cloud is gone" in one for one in harm.ended if "kill" in one)
