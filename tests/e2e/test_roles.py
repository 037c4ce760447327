"""Every cell of docs/roles.md, tried over HTTP: what the page says is what happens, and a refusal changes nothing."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import pytest

from hailong.adapters.dynamodb import case_items, items
from hailong.cases import firewall
from hailong.cases.case import Case
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action
from local import roles
from local.stack import StaffMember
from tests.e2e.people import in_the_pool
from tests.e2e.world import World, decision

# More than any one case is moved here before it is put back.
MOVES_AT_MOST = 100
BODIES: dict[Action, dict[str, Any]] = {
    Action.ASSIGN: {"assignee": roles.ASSIGNEE.staff_code},
    Action.NOTE: {"text": "Đã gọi điện."},
    Action.CALLED: {"text": "Đã báo qua điện thoại."},
    Action.DECIDE: decision(),
    Action.REVIEW: {"approve": True},
}


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, StaffMember]:
    """The people of the page, in the user pool."""
    return in_the_pool(world, {**roles.PEOPLE, "assignee": roles.ASSIGNEE})


def _put(world: World, case: Case) -> None:
    """The case as it is meant to stand, whatever was done to it; its own entries are not of interest here."""
    dynamodb, table = world.cloud.client("dynamodb"), world.stack.tables.cases
    dynamodb.put_item(TableName=table, Item=case_items.case_item(case))
    entries = dynamodb.query(
        TableName=table,
        KeyConditionExpression="pk = :case AND begins_with(sk, :entry)",
        ExpressionAttributeValues=items.marshal({":case": case.case_id, ":entry": items.ENTRY_PREFIX}),
        ConsistentRead=True,
    )["Items"]
    for entry in entries:
        dynamodb.delete_item(TableName=table, Key={"pk": entry["pk"], "sk": entry["sk"]})


def _put_newer(world: World, case: Case) -> None:
    """No case goes back to what it was but in this test: figures keep the newest version, so that one tells it."""
    _put(world, replace(case, version=case.version + MOVES_AT_MOST))


def _expected(person: Person, case: Case, action: Action | None) -> tuple[int, str | None]:
    """Status and code, by the page."""
    if firewall.hidden_by(person, case, roles.STAFF) is not None:
        return 404, "case_not_found"
    barrier = firewall.barrier(person, case, action, roles.STAFF) if action else None
    if barrier is None:
        return 200, None
    if barrier is firewall.Barrier.STATE:
        return 409, "stale"
    return 403, "conflict_of_interest" if barrier in firewall.CONFLICTS else "forbidden"


def _differences(world: World, member: StaffMember, person: Person, case: Case) -> Iterator[str]:
    """What one person is answered otherwise than the page says."""
    with world.staff(member) as client:
        for action in (None, *Action):
            path = f"/tasks/{case.case_id}"
            answer = client.post(f"{path}/{action}", json=BODIES.get(action, {})) if action else client.get(path)
            got = answer.status_code, answer.json().get("code")
            wanted = _expected(person, case, action)
            if got != wanted:
                yield f"{person.staff_code} {action or 'sees'}: {got} instead of {wanted}: {answer.text[:200]}"
            if action is None and answer.status_code == httpx.codes.OK:
                told = {name: one.get("why") for name, one in answer.json()["actions"].items()}
                if told != firewall.actions(person, case, roles.STAFF):
                    yield f"{person.staff_code}: actions are {told}"
            moved = action is not None and got[0] == httpx.codes.OK
            item = world.item("cases", case.case_id, items.CASE)
            if item is None or (item["version"]["N"] != str(case.version)) is not moved:
                yield f"{person.staff_code} {action}: answered {got}, and the case is {item and item['version']}"
            if moved:
                _put(world, case)


def test_every_cell_over_http(world: World, people: dict[str, StaffMember]) -> None:
    for member in people.values():
        world.staff(member).close()  # signs in

    def of(situation: roles.Situation) -> list[str]:
        _put(world, situation.case)
        return [
            f"{situation.title}: {name}: {difference}"
            for name, person in roles.PEOPLE.items()
            for difference in _differences(world, people[name], person, situation.case)
        ]

    with ThreadPoolExecutor(3) as pool:
        found = [difference for differences in pool.map(of, roles.situations()) for difference in differences]
    for situation in roles.situations():
        _put_newer(world, situation.case)
    assert found == []
