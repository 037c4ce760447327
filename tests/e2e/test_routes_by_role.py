"""Roles, routes and kinds of case over HTTP: every cell.

What is sent is wrong on purpose, so that nothing changes: who may call is answered what is wrong with it, and everybody
else what they would be answered to anything. `test_roles.py` tries what is right.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from hailong.adapters.dynamodb import case_items
from hailong.cases.case import Case
from local import roles
from local.stack import StaffMember
from tests.e2e.people import in_the_pool
from tests.e2e.routes import ROWS, Answer, Row
from tests.e2e.world import World

MACHINES = ("customs", "software")
UNKNOWN = "HL-99999999999"
# Of its own, so that nobody else's test moves them.
FIRST_CASE = 60
WRONG = {"nonsense": True}


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, StaffMember]:
    return in_the_pool(world, roles.PEOPLE)


@pytest.fixture(scope="module")
def cases(world: World) -> dict[str, Case | None]:
    """One of each kind, in the office that some of the people are of; and none."""
    found: dict[str, Case | None] = {}
    for situation in roles.situations(FIRST_CASE):
        world.cloud.client("dynamodb").put_item(
            TableName=world.stack.tables.cases, Item=case_items.case_item(situation.case)
        )
        found[situation.title] = situation.case
    return {**found, "unknown": None}


@pytest.mark.parametrize("label", ROWS)
def test_every_cell(world: World, people: dict[str, StaffMember], cases: dict[str, Case | None], label: str) -> None:
    row = ROWS[label]
    about = cases if "{case_id}" in label else {"no case": None}

    def tried(client: httpx.Client, who: str, expected: Callable[[Case | None], set[Answer]]) -> Iterator[str]:
        for kind, case in about.items():
            got = _call(client, label, row, case)
            wanted = expected(case)
            if got not in wanted:
                yield f"{label}: {who}, {kind}: {got} instead of {wanted}"

    def by(who: str) -> list[str]:
        if who == "nobody":
            with world.anyone() as client:
                return [*tried(client, who, lambda _: {row.served} if row.anyone else NOT_LET_IN)]
        if who in MACHINES:
            with getattr(world, who)() as client:
                let_in = row.anyone or who in row.machines
                return [*tried(client, who, lambda _: {row.served} if let_in else NOT_LET_IN)]
        person, of_staff = roles.PEOPLE[who], row.staff
        with world.staff(people[who]) as client:
            if of_staff is not None:
                return [*tried(client, who, lambda case: {of_staff(person, case)})]
            return [*tried(client, who, lambda _: {row.served} if row.anyone else NOT_LET_IN)]

    with ThreadPoolExecutor(3) as pool:
        found = [one for many in pool.map(by, ("nobody", *MACHINES, *roles.PEOPLE)) for one in many]
    assert found == []


# The gateway says no in its own words, a function in ours.
NOT_LET_IN: set[Answer] = {(401, None), (403, None), (403, "missing_scope"), (403, "not_staff")}
_SPOKEN_FOR = {
    "declaration_no": "999999999991",
    "rating_key": "nobodys-key",
    "token": "nobodys-token",
    "evidence_id": "0" * 32,
    "text_id": "20CG-99",
}


def _call(client: httpx.Client, label: str, row: Row, case: Case | None) -> Answer:
    method, path = label.split(" ")
    filled = path.format(case_id=case.case_id if case else UNKNOWN, **_SPOKEN_FOR) + row.query
    body = WRONG if method in {"POST", "PUT"} else None
    answer = client.request(method, filled, headers={"Accept": "application/json"}, json=body)
    problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json()["code"] if problem and answer.content else None
