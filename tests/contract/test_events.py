"""Events from the outbox to vendors, on the table of the template (moto), by a clock that is moved."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from standardwebhooks import Webhook

from functions.events import decisions
from hailong.adapters.dynamodb.events import (
    DynamoEventLines,
    DynamoEventOutbox,
    event_from,
    event_item,
)
from hailong.events.delivery import GIVE_UP_AFTER, LEASE, PAUSES, Answer
from hailong.events.event import Event
from hailong.events.signing import new_secret
from hailong.vocabulary.errors import HaiLongError
from hailong.vocabulary.times import to_text
from tests.contract.events_post import DOWN, HOUR, MINUTE, ONE, OTHER, START, Post, in_order_of_each_case, url_of
from tests.failing import Failing, empty, every_failure, failing
from tests.fakes.events import Got

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["failing"]


def test_an_event_is_delivered_at_once_signed_and_with_ids_and_links_only(post: Post) -> None:
    event = post.happens(ONE, 10302752870, 3)
    post.work()
    (got,) = post.vendors.got[url_of(ONE)]
    assert got.content == {
        "id": event.event_id,
        "type": "case.progressed",
        "timestamp": "2026-06-19T10:00:00+07:00",
        "data": {
            "declaration_no": "103027528701",
            "lot_key": "10302752870",
            "case_id": "HL-10302752870",
            "url": "https://api.example.vn/v1/ratings/103027528701",
        },
    }
    signed = Webhook(post.secrets[ONE][0]).sign(event.event_id, post.now.astimezone(UTC), got.body)
    assert got.headers == {
        "webhook-id": event.event_id,
        "webhook-timestamp": str(int(post.now.timestamp())),
        "webhook-signature": signed,
    }
    assert post.states() == ["delivered"]
    assert post.got(OTHER) == []


def test_a_vendor_that_is_down_for_six_hours_loses_nothing_and_gets_nothing_out_of_order(post: Post) -> None:
    post.answers(ONE, lambda _got: DOWN)
    told = []
    for hour in range(6):
        told += [post.happens(ONE, lot, hour + 1).event_id for lot in (10302752870, 10302752880, 10302752890)]
        post.work()
        post.passes(HOUR, step=4 * MINUTE)
    assert post.got(ONE) == []
    # Once it is known to be away there is one attempt a pause, however much waits.
    assert post.tries(ONE) < 20
    del post.vendors.answers[url_of(ONE)]
    post.passes(PAUSES[-1], step=4 * MINUTE)
    assert sorted(post.got(ONE)) == sorted(told)
    assert in_order_of_each_case(post.got(ONE))
    assert set(post.states()) == {"delivered"}


@pytest.mark.parametrize("seed", range(3))
def test_whatever_a_vendor_answers_and_however_time_passes_all_comes_in_order(post: Post, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - it has to be the same each time
    answers = [Answer(status=200), Answer(status=500), Answer(status=404), DOWN, Answer(status=429, wait=MINUTE)]
    post.answers(ONE, lambda _got: chance.choice(answers))
    versions = dict.fromkeys((10302752870, 10302752880, 10302752890), 0)
    told = []
    for _ in range(20):
        lot = chance.choice(list(versions))
        versions[lot] += 1
        told.append(post.happens(ONE, lot, versions[lot]).event_id)
        if chance.random() < 0.5:
            post.work()
        post.passes(chance.choice([timedelta(), MINUTE, 7 * MINUTE]))
    post.answers(ONE, lambda _got: Answer(status=200))
    post.passes(6 * HOUR, step=20 * MINUTE)
    assert sorted(set(post.got(ONE))) == sorted(told)
    assert in_order_of_each_case(post.got(ONE))


def test_a_vendor_that_hangs_holds_up_nobody_else(post: Post) -> None:
    def hang(_got: Got) -> Answer:
        post.now += timedelta(seconds=10)
        return Answer(error="timeout")

    post.answers(ONE, hang)
    for lot in range(10302752000, 10302752040):
        post.happens(ONE, lot, 1)
    event = post.happens(OTHER, 10302759000, 1)
    waited = post.now
    post.work()
    assert post.got(OTHER) == [event.event_id]
    assert post.now - waited <= timedelta(seconds=30)
    assert post.tries(ONE) == 3
    post.passes(10 * MINUTE)
    assert post.tries(ONE) <= 8


def test_one_event_that_is_not_taken_holds_up_its_own_case_only(post: Post) -> None:
    post.answers(ONE, lambda got: Answer(status=422 if got.content["data"]["lot_key"] == "10302752870" else 200))
    for version in (1, 2):
        for lot in (10302752870, 10302752880):
            post.happens(ONE, lot, version)
    post.work()
    assert [one[:11] for one in post.got(ONE)] == ["10302752880", "10302752880"]
    post.passes(HOUR)
    assert {one.event_id[-6:] for one in post.vendors.asked[url_of(ONE)] if one.event_id[:11] == "10302752870"} == {
        "000001"
    }
    del post.vendors.answers[url_of(ONE)]
    post.passes(HOUR)
    assert len(post.got(ONE)) == 4
    assert in_order_of_each_case(post.got(ONE))


@dataclass
class Meeting:
    """A client whose transactions meet others so many times."""

    client: "DynamoDBClient"
    times: int

    def transact_write_items(self, **request: Any) -> Any:
        if self.times:
            self.times -= 1
            reasons = [{"Code": "TransactionConflict"}, *({"Code": "None"} for _ in request["TransactItems"][1:])]
            error: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
            raise ClientError(error, "TransactWriteItems")
        return self.client.transact_write_items(**request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)


def test_who_tells_and_who_delivers_may_meet_and_neither_has_to_come_again(post: Post) -> None:
    meeting: Any = Meeting(post.dynamodb, times=3)
    post.outbox = DynamoEventOutbox(meeting, post.table, pause=lambda _: None)
    event = post.happens(ONE, 10302752870, 1)
    meeting.times = 3
    lines = DynamoEventLines(meeting, post.table, pause=lambda _: None)
    decisions.deliver(ONE, replace(post.desk, lines=lines))
    post.passes(2 * LEASE)
    assert [one.event_id for one in post.vendors.asked[url_of(ONE)]] == [event.event_id]


def test_the_same_event_told_twice_is_kept_and_delivered_once(post: Post) -> None:
    event = post.happens(ONE, 10302752870, 1)
    assert post.outbox.tell(event) is False
    post.work()
    post.queue.send({"client_id": ONE})
    post.work()
    post.passes(5 * MINUTE)
    assert post.got(ONE) == [event.event_id]


def test_whatever_write_fails_between_sending_and_marking_nothing_is_lost_or_out_of_order(
    post: Post, failing: Failing
) -> None:
    told: list[str] = []

    def prepare() -> None:
        empty(post.dynamodb, post.table)
        post.vendors.got.clear()
        post.queue.messages.clear()
        post.register(ONE)
        told[:] = [post.happens(ONE, 10302752870, version).event_id for version in (1, 2)]

    def act() -> None:
        for _ in range(2):
            try:
                post.work()
            except (BotoCoreError, ClientError, HaiLongError):
                # Whoever held the lease is dead; the clock brings the next one.
                post.now += LEASE
            post.passes(2 * MINUTE)

    for what in every_failure(failing, prepare, act):
        assert list(dict.fromkeys(post.got(ONE))) == told, what
        assert len(post.got(ONE)) <= 3, what
        assert post.states() == ["delivered", "delivered"], what


def test_a_vendors_turn_is_one_processs_at_a_time(post: Post) -> None:
    inner: list[Any] = []

    def meanwhile(_got: Got) -> Answer:
        inner.append(decisions.deliver(ONE, post.desk))
        return Answer(status=200)

    post.answers(ONE, meanwhile)
    post.happens(ONE, 10302752870, 1)
    post.work()
    assert inner == [None]


def test_two_secrets_sign_while_a_vendor_changes_them_and_then_one(post: Post) -> None:
    old, new = post.secrets[ONE][0], new_secret()
    post.secrets[ONE] = [new, old]
    event = post.happens(ONE, 10302752870, 1)
    post.work()
    (got,) = post.vendors.got[url_of(ONE)]
    signed = [Webhook(secret).sign(event.event_id, post.now.astimezone(UTC), got.body) for secret in (new, old)]
    assert got.headers["webhook-signature"].split(" ") == signed


def test_after_three_days_an_event_is_given_up_and_the_operator_can_have_it_delivered_again(post: Post) -> None:
    post.answers(ONE, lambda _got: DOWN)
    event = post.happens(ONE, 10302752870, 1)
    post.work()
    # A step a pause: three days by the minute would be long even for a clock that is moved.
    while post.now <= START + GIVE_UP_AFTER:
        post.now += PAUSES[-1]
        decisions.wake_all(post.desk)
        post.work()
    assert post.states() == ["given_up"]
    tried = post.tries(ONE)
    assert tried >= 10
    (last, *_) = post.log.attempts(ONE, to_text(post.now)[:10], 10)
    assert (last.event_id, last.error, last.given_up, last.number) == (event.event_id, "no_answer", True, tried)
    del post.vendors.answers[url_of(ONE)]
    post.now += PAUSES[-1]
    assert post.log.again(ONE, event.event_id, post.now)
    assert not post.log.again(ONE, "10302752870-0000000000000000-1-000009", post.now)
    post.passes(MINUTE)
    assert post.got(ONE) == [event.event_id]
    assert post.states() == ["delivered"]


def test_what_happened_before_a_vendor_was_registered_is_not_sent(post: Post) -> None:
    late = "client-late"
    post.happens(late, 10302752870, 1)
    post.work()
    post.now += HOUR
    post.register(late)
    event = post.happens(late, 10302752870, 2)
    post.passes(2 * MINUTE)
    assert post.got(late) == [event.event_id]


def test_an_endpoint_that_is_gone_is_left_alone(post: Post) -> None:
    post.answers(ONE, lambda _got: Answer(status=410))
    post.happens(ONE, 10302752870, 1)
    post.work()
    post.passes(HOUR)
    assert post.tries(ONE) == 1
    found = post.endpoints.endpoint(ONE)
    assert found is not None
    assert found.stopped == "gone"


def test_a_vendor_that_asks_for_time_is_given_it(post: Post) -> None:
    post.answers(ONE, lambda _got: Answer(status=429, wait=timedelta(minutes=20)))
    for lot in (10302752870, 10302752880):
        post.happens(ONE, lot, 1)
    post.work()
    post.passes(19 * MINUTE)
    assert post.tries(ONE) == 1


def test_without_a_secret_nothing_is_sent_and_nothing_lost(post: Post) -> None:
    kept = post.secrets.pop(ONE)
    event = post.happens(ONE, 10302752870, 1)
    post.work()
    assert post.tries(ONE) == 0
    post.secrets[ONE] = kept
    post.passes(5 * MINUTE)
    assert post.got(ONE) == [event.event_id]


def test_what_came_while_a_line_was_cleared_is_not_forgotten(post: Post) -> None:
    later: list[Event] = []

    def meanwhile(_got: Got) -> Answer:
        if not later:
            later.append(post.happens(ONE, 10302752870, 2))
        return Answer(status=200)

    post.answers(ONE, meanwhile)
    event = post.happens(ONE, 10302752870, 1)
    post.work()
    post.passes(MINUTE)
    assert post.got(ONE) == [event.event_id, later[0].event_id]


def test_an_event_comes_back_as_it_was_kept(post: Post) -> None:
    event = replace(post.happens(ONE, 10302752870, 1), lot_key="10302752870")
    (item,) = [one for one in post.dynamodb.scan(TableName=post.table)["Items"] if one["sk"]["S"].startswith("EVENT#")]
    assert event_from(item) == event
    assert int(item["expires"]["N"]) > (START + timedelta(days=30)).timestamp()


@pytest.mark.parametrize("missing", ["case_id", "lot_key"])
def test_an_event_of_what_has_no_case_or_no_lot_comes_back_too(post: Post, missing: str) -> None:
    """A positive rating that was accepted late has no case, a rejected one no lot; what is None is not stored."""
    event = replace(post.happens(ONE, 10302752870, 1), **{missing: None})  # type: ignore[arg-type]
    assert event_from(event_item(event)) == event
