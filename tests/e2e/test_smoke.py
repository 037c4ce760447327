"""`make smoke` goes through the local stack as it would through one on AWS, and leaves nothing behind."""

from typing import Any

import pytest

from hailong.adapters.dynamodb import items
from local.deploy import STACK_NAME
from local.deployment import Deployment, described
from local.progress import CannotGoOn
from local.smoke import smoke
from tests.e2e.world import World


@pytest.fixture
def at(world: World) -> Deployment:
    return described(STACK_NAME, world.cloud.client, is_local=True)


def _kept(world: World) -> dict[str, list[Any]]:
    """All that stands in the tables, but for the numbers of enterprises among the counters, and clients' daily ones."""
    client = world.cloud.client("dynamodb")
    kept: dict[str, list[Any]] = {}
    for table in (world.stack.tables.ratings, world.stack.tables.cases):
        pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
        keys = [(item["pk"]["S"], item["sk"]["S"]) for page in pages for item in page["Items"]]
        kept[table] = [key for key in keys if key[1] != items.QUOTA]
    return kept


def test_it_goes_through_and_leaves_nothing_behind(
    world: World, at: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    with world.inspector() as inspector:
        query = {"unit": "department", "from": "2021-05-15", "to": "2031-01-01"}
        before, figures = _kept(world), inspector.get("/statistics", params=query).json()["totals"]
        smoke(at)
        after = inspector.get("/statistics", params=query).json()["totals"]
    printed = capsys.readouterr().out
    assert printed.count(" s\n") == 10
    assert "not all could be taken away" not in printed
    assert {table: sorted(keys) for table, keys in _kept(world).items()} == {
        table: sorted(keys) for table, keys in before.items()
    }
    assert after == figures
    users = world.cloud.client("cognito-idp").list_users(UserPoolId=world.stack.user_pool_id)["Users"]
    assert not [user for user in users if user["Username"].startswith("smoke-")]
    assert world.messages_in("NoticesDeadLettersUrl") == 0


def test_it_ends_at_the_first_step_that_fails_and_says_where_to_look(world: World, at: Deployment) -> None:
    with (
        world.without_permission("hailong-submit", "dynamodb:PutItem"),
        pytest.raises(CannotGoOn, match=r"A rating comes before .*500.* Look at the log /aws/lambda/hailong-submit"),
    ):
        smoke(at)
    queues = world.cloud.client("sqs").list_queues(QueueNamePrefix="hailong-smoke").get("QueueUrls", [])
    assert queues == []
