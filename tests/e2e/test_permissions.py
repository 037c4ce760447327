"""The roles of the template are enforced: without one permission the chain stands still until it is back."""

import httpx
import pytest

from tests.e2e.waiting import poll, stays
from tests.e2e.world import World


def test_a_rating_is_refused_without_the_right_to_write_it(world: World) -> None:
    lot = world.cleared_lot()
    with world.without_permission("hailong-submit", "dynamodb:PutItem"):
        assert world.rate(lot).status_code == httpx.codes.INTERNAL_SERVER_ERROR
    assert world.rate(lot).status_code == httpx.codes.CREATED


@pytest.mark.parametrize("action", ["states:StartExecution", "dynamodb:PutItem"])
def test_a_case_goes_on_once_its_missing_permission_is_back(world: World, action: str) -> None:
    lot = world.cleared_lot()
    with world.without_permission("hailong-escalate", action):
        world.rate(lot).raise_for_status()
        stays(lambda: _waits_for_a_person(world, lot.case_id), seconds=4)
        assert not _waits_for_a_person(world, lot.case_id)
    poll(lambda: _waits_for_a_person(world, lot.case_id), what="the task of a person")


def test_an_outcome_is_answered_once_the_right_to_answer_is_back(world: World) -> None:
    lot = world.opened_case()
    poll(lambda: _waits_for_a_person(world, lot.case_id), what="the task of a person")
    with world.without_permission("hailong-escalate", "states:SendTaskSuccess"):
        world.decide(lot)
        stays(lambda: _step(world, lot.case_id), seconds=4)
        assert _step(world, lot.case_id) == "decision"
    poll(lambda: _step(world, lot.case_id) == "review", what="the step of review")


def _step(world: World, case_id: str) -> str | None:
    """What the execution of a case waits for, which only the table tells."""
    item = world.item("cases", case_id, "WAIT")
    return item["step"]["S"] if item else None


def _waits_for_a_person(world: World, case_id: str) -> bool:
    return _step(world, case_id) == "decision"
