"""The sweep as escalate's function does it: by the clock of its context, on by the queue, or step by step by hand."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.escalate import sweeping
from tests.contract.sweeper import AT, LOST, Sweeper


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


def test_a_sweep_that_the_next_one_overtakes_is_given_up_and_somebody_told(
    sweeper: Sweeper, capsys: pytest.CaptureFixture[str]
) -> None:
    order = replace(sweeping.begin(AT - sweeping.LONGEST - timedelta(seconds=1)))
    message = {"sweep": sweeping.to_message(order)}
    sweeper.call({"Records": [{"eventSource": "aws:sqs", "body": json.dumps(message)}]})
    assert sweeper.listings.messages == []
    assert '"SweepTooSlow": 1' in capsys.readouterr().out
