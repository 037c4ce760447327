"""The sweep as escalate's function does it: by the clock of its context, on by the queue, or step by step by hand."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions.escalate import sweeping, verifying
from hailong.adapters.dynamodb import case_items
from hailong.cases.notices import queued
from hailong.vocabulary.words import CaseState, NoticeKind
from tests import samples
from tests.contract.sweeper import AT, LOST, Sweeper

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def test_the_daily_sweep_goes_on_by_the_queue_until_all_is_found(sweeper: Sweeper) -> None:
    first = sweeper.call({"sweep": True})
    assert first["rest"] is not None
    assert sweeper.deliver() > 3
    assert len(sweeper.executions.started) == LOST


def test_with_time_enough_one_call_does_it_all(sweeper: Sweeper) -> None:
    swept = sweeper.call({"sweep": True}, milliseconds=100_000)
    assert (len(swept["opened"]), swept["rest"], sweeper.listings.messages) == (LOST, None, [])


def test_by_hand_the_rest_is_answered_and_nothing_is_queued(sweeper: Sweeper) -> None:
    swept = sweeper.call({"sweep": True, "by_hand": True, "from": "2026-06-01"})
    opened = list(swept["opened"])
    while swept["rest"] is not None:
        swept = sweeper.call({"sweep": True, "by_hand": True, "rest": swept["rest"]})
        opened += swept["opened"]
    assert (len(opened), len(set(opened)), sweeper.listings.messages) == (LOST, LOST, [])


def test_what_cannot_be_read_is_named_and_holds_up_nothing_else(
    sweeper: Sweeper, dynamodb: "DynamoDBClient", capsys: pytest.CaptureFixture[str]
) -> None:
    """A rating, a case and a mail of three lots."""
    assert len(sweeper.call({"sweep": True}, milliseconds=100_000)["opened"]) == LOST
    sweeper.executions.started.clear()
    cases = [f"HL-1030{number:07d}" for number in range(3)]
    broken = [
        ("ratings", f"L#{cases[0][3:]}", "RATING", "levels"),
        ("cases", cases[1], "CASE", "level"),
        ("cases", cases[2], "NOTICE#interim-1", "attempts"),
    ]
    lying = queued(cases[2], NoticeKind.INTERIM, samples.RATED, suffix="1")
    dynamodb.put_item(TableName="cases", Item=case_items.notice_item(lying))
    for table, pk, sk, attribute in broken:
        dynamodb.update_item(
            TableName=table,
            Key={"pk": {"S": pk}, "sk": {"S": sk}},
            UpdateExpression="SET #broken = :x",
            ConditionExpression="attribute_exists(pk)",
            ExpressionAttributeNames={"#broken": attribute},
            ExpressionAttributeValues={":x": {"S": "x"}},
        )
    capsys.readouterr()
    swept = sweeper.call({"sweep": True, "by_hand": True}, milliseconds=100_000)
    assert swept["unreadable"] == sorted(pk for _, pk, _, _ in broken)
    assert swept["rest"] is None
    assert set(swept["broken"]) == set(cases[1:])
    # All that was started before is looked after, but for the case that cannot be read.
    assert set(sweeper.executions.started) == {f"HL-1030{number:07d}" for number in range(LOST)} - {cases[1]}
    assert '"RecordUnreadable": 3' in capsys.readouterr().out


def test_a_sweep_that_the_next_one_overtakes_is_given_up_and_somebody_told(
    sweeper: Sweeper, capsys: pytest.CaptureFixture[str]
) -> None:
    order = replace(sweeping.begin(AT - sweeping.LONGEST - timedelta(seconds=1)))
    message = {"sweep": sweeping.to_message(order)}
    sweeper.call({"Records": [{"eventSource": "aws:sqs", "body": json.dumps(message)}]})
    assert sweeper.listings.messages == []
    assert '"SweepTooSlow": 1' in capsys.readouterr().out


def test_the_timelines_have_their_turn_day_by_day_and_cost_a_read_each(sweeper: Sweeper) -> None:
    opened = sweeper.call({"sweep": True}, milliseconds=100_000)
    assert opened["broken"] == []
    looked_at: list[str] = []
    calls: Counter[str] = Counter()
    client = sweeper.module._dynamodb

    def note(params: dict[str, Any], model: Any, **_: Any) -> None:
        calls[model.name] += 1
        values = json.loads(params["body"]).get("ExpressionAttributeValues", {})
        looked_at.extend([values[":case"]["S"]] if ":case" in values else [])

    client.meta.events.register("before-call.dynamodb", note, unique_id="timelines")
    # Of each day's share all but ten have been looked at.
    nearly_done = sweeping.Place(sweeping.Part.TIMELINES, number=verifying.MOST_A_DAY - LOST // 3)
    order = sweeping.to_message(replace(sweeping.begin(AT), place=nearly_done))
    message = {"eventSource": "aws:sqs", "body": json.dumps({"sweep": order})}
    for _ in range(3):
        sweeper.call({"Records": [message]})
        sweeper.deliver()
    client.meta.events.unregister("before-call.dynamodb", unique_id="timelines")
    assert sorted(looked_at) == sorted(opened["opened"])
    # A page of the queue reads each of its states, and one of them once more where the page before ended in it; the
    # round's place is read and kept once a page.
    queue = len(CaseState) + 2
    assert (calls["GetItem"], calls["PutItem"]) == (3, 3)
    assert LOST + 3 < calls["Query"] <= LOST + 3 * queue
    assert calls.total() == calls["Query"] + 6
