"""Events, lines and endpoints that cannot be read wait by themselves, and hold up nothing else."""

from typing import Any

from functions.events import decisions
from hailong.adapters.dynamodb.events import (
    event_item,
)
from hailong.events.delivery import PAUSES, Unreadable
from tests.contract.events_post import HOUR, MINUTE, ONE, OTHER, Post


def test_an_event_that_cannot_be_read_holds_up_its_own_case_only(post: Post) -> None:
    broken = post.happens(ONE, 10302752870, 1)
    item = event_item(broken)
    post.dynamodb.put_item(TableName=post.table, Item=item | {"type": {"S": "case.unheard"}})
    post.now += MINUTE
    others = [post.happens(ONE, lot, 1).event_id for lot in (10302752880, 10302752890)]
    turn = decisions.deliver(ONE, post.desk)
    assert turn is not None
    assert turn.unreadable == [Unreadable(client_id=ONE, subject=broken.subject, why="RecordUnreadable")]
    assert post.got(ONE) == others
    post.queue.messages.clear()
    assert decisions.wake_all(post.desk).vendors == 0  # it is not looked at again at once
    post.dynamodb.put_item(TableName=post.table, Item=item)
    post.passes(2 * MINUTE)
    assert post.got(ONE) == [*others, broken.event_id]


def _spoiled(post: Post, key: dict[str, Any], attribute: str) -> dict[str, Any]:
    """Makes a record one that cannot be read; gives it as it was."""
    item: dict[str, Any] = post.dynamodb.get_item(TableName=post.table, Key=key)["Item"]
    post.dynamodb.put_item(TableName=post.table, Item=item | {attribute: {"S": "x"}})
    return item


def test_a_line_that_cannot_be_read_waits_by_itself_and_goes_out_once_it_can(post: Post) -> None:
    broken = post.happens(ONE, 10302752870, 1)
    key = {"pk": {"S": f"{ONE}#{broken.subject}"}, "sk": {"S": "LINE"}}
    kept = _spoiled(post, key, "events")
    post.now += MINUTE
    others = [post.happens(client, lot, 1) for client in (ONE, OTHER) for lot in (10302752880, 10302752890)]
    turn = decisions.deliver(ONE, post.desk)
    assert turn is not None
    assert turn.unreadable == [Unreadable(client_id=ONE, subject=broken.subject, why="RecordUnreadable")]
    post.work()
    assert post.got(ONE) + post.got(OTHER) == [event.event_id for event in others]
    post.passes(HOUR)  # it is not looked at each minute, nor is what it says changed
    assert post.dynamodb.get_item(TableName=post.table, Key=key)["Item"]["events"] == {"S": "x"}
    assert post.got(ONE)[2:] == []
    post.dynamodb.put_item(TableName=post.table, Item=kept)
    post.passes(PAUSES[-1], step=20 * MINUTE)
    assert post.got(ONE)[2:] == [broken.event_id]


def test_a_line_that_cannot_be_read_does_not_keep_the_clock_from_the_others(post: Post) -> None:
    broken = post.happens(ONE, 10302752870, 1)
    _spoiled(post, {"pk": {"S": f"{ONE}#{broken.subject}"}, "sk": {"S": "LINE"}}, "failures")
    event = post.happens(OTHER, 10302752880, 1)
    post.queue.messages.clear()  # the stream has lost both
    post.passes(MINUTE)
    assert (post.got(ONE), post.got(OTHER)) == ([], [event.event_id])


def test_an_endpoint_that_cannot_be_read_holds_up_no_other_vendor(post: Post) -> None:
    kept = _spoiled(post, {"pk": {"S": "ENDPOINTS"}, "sk": {"S": ONE}}, "since")
    waiting, event = post.happens(ONE, 10302752870, 1), post.happens(OTHER, 10302752870, 1)
    post.queue.messages.clear()  # the stream has lost both
    woken = decisions.wake_all(post.desk)
    assert (woken.vendors, woken.unreadable) == (1, [Unreadable(client_id=ONE, why="RecordUnreadable")])
    assert decisions.deliver(ONE, post.desk) is None
    post.work()
    assert (post.got(ONE), post.got(OTHER)) == ([], [event.event_id])
    post.dynamodb.put_item(TableName=post.table, Item=kept)
    post.passes(MINUTE)
    assert post.got(ONE) == [waiting.event_id]
