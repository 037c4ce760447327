"""Roles, routes and kinds of case over HTTP: every cell. A route of openapi.json without its row fails.

What is sent is wrong on purpose, so that nothing changes: who may call is answered what is wrong with it, and everybody
else what they would be answered to anything. `test_roles.py` tries what is right.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from hailong.adapters.dynamodb import items
from hailong.cases import firewall
from hailong.cases.case import Case
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, Role
from local import roles
from local.stack import StaffMember
from tests.conformance import document
from tests.e2e.people import in_the_pool
from tests.e2e.world import World

METHODS = ("get", "head", "post", "put", "patch", "delete")
MACHINES = ("customs", "software")
CUSTOMS, SOFTWARE = frozenset({"customs"}), frozenset({"software"})
UNKNOWN = "HL-99999999999"
# Of its own, so that nobody else's test moves them.
FIRST_CASE = 60
WRONG = {"nonsense": True}
EVIDENCE = "0" * 32

type Answer = tuple[int, str | None]
"""Status, and the stable code of a refusal."""

type OfStaff = Callable[[Person, Case | None], Answer]


@dataclass(frozen=True)
class Row:
    """What a route answers. `machines`: which of them may call it. `staff`: what it answers a person about a case.

    `served`: what it answers who may call it to what is sent here. `anyone`: whoever it is, that is answered.
    """

    machines: frozenset[str] = frozenset()
    staff: OfStaff | None = None
    served: Answer = (422, "invalid")
    anyone: bool = False
    query: str = ""


def _hidden(person: Person, case: Case | None) -> bool:
    return case is None or firewall.hidden_by(person, case, roles.STAFF) is not None


NOT_FOUND: Answer = (404, "case_not_found")


def _reads(person: Person, case: Case | None) -> Answer:
    return NOT_FOUND if _hidden(person, case) else (200, None)


def _previews(person: Person, case: Case | None) -> Answer:
    return NOT_FOUND if _hidden(person, case) else (422, "invalid")


def _fetches(person: Person, case: Case | None) -> Answer:
    return NOT_FOUND if _hidden(person, case) else (404, "evidence_not_found")


def _verifies(person: Person, case: Case | None) -> Answer:
    if _hidden(person, case):
        return NOT_FOUND
    return (200, None) if person.has(Role.INSPECTOR) else (403, "forbidden")


def _does(action: Action) -> OfStaff:
    def answer(person: Person, case: Case | None) -> Answer:
        if case is None or _hidden(person, case):
            return NOT_FOUND
        barrier = firewall.barrier(person, case, action, roles.STAFF)
        if barrier in firewall.CONFLICTS:
            return 403, "conflict_of_interest"
        if barrier not in {None, firewall.Barrier.STATE}:
            return 403, "forbidden"
        return 422, "invalid"

    return answer


def _all(person: Person, _case: Case | None) -> Answer:
    return 200, None


def _own_office(person: Person, _case: Case | None) -> Answer:
    everywhere = person.has(Role.INSPECTOR, Role.LEADER)
    return (200, None) if everywhere or person.office == roles.OFFICE else (403, "forbidden")


def _keeps_texts(person: Person, _case: Case | None) -> Answer:
    return (422, "invalid") if person.has(Role.SUPERVISOR, Role.INSPECTOR) else (403, "forbidden")


def _no_such_text(person: Person, case: Case | None) -> Answer:
    own = _own_office(person, case)
    return own if own[0] == httpx.codes.FORBIDDEN else (404, "text_not_found")


ROWS: dict[str, Row] = {
    "PUT /clearances/{declaration_no}": Row(machines=CUSTOMS),
    "POST /clearances": Row(machines=CUSTOMS),
    "GET /clearances/missing": Row(machines=CUSTOMS, served=(200, None)),
    "POST /ratings": Row(machines=SOFTWARE),
    "GET /ratings/{declaration_no}": Row(
        machines=SOFTWARE, query="?tax_code=5700100256", served=(404, "rating_not_found")
    ),
    "POST /ratings/{declaration_no}/appeal": Row(machines=SOFTWARE),
    "POST /ratings/{declaration_no}/correct": Row(machines=SOFTWARE),
    "POST /ratings/{declaration_no}/helped": Row(machines=SOFTWARE),
    "GET /rate/{rating_key}": Row(anyone=True, served=(403, "wrong_rating_key")),
    "HEAD /rate/{rating_key}": Row(anyone=True, served=(403, None)),
    "POST /rate/{rating_key}": Row(anyone=True, served=(403, "wrong_rating_key")),
    "POST /rate/{rating_key}/correct": Row(anyone=True, served=(403, "wrong_rating_key")),
    "GET /answers/{token}": Row(anyone=True, served=(404, "no_such_link")),
    "HEAD /answers/{token}": Row(anyone=True, served=(404, None)),
    "POST /answers/{token}/appeal": Row(anyone=True, served=(404, "no_such_link")),
    "POST /answers/{token}/helped": Row(anyone=True, served=(404, "no_such_link")),
    "GET /openapi.json": Row(anyone=True, served=(200, None)),
    "GET /tasks": Row(staff=_all),
    "GET /tasks/{case_id}": Row(staff=_reads),
    "GET /tasks/{case_id}/timeline": Row(staff=_reads),
    "GET /tasks/{case_id}/timeline/verify": Row(staff=_verifies),
    "POST /tasks/{case_id}/evidence": Row(staff=_does(Action.NOTE)),
    "GET /tasks/{case_id}/evidence/{evidence_id}": Row(staff=_fetches),
    "POST /tasks/{case_id}/preview": Row(staff=_previews),
    **{f"POST /tasks/{{case_id}}/{action}": Row(staff=_does(action)) for action in Action},
    "GET /texts": Row(staff=_all),
    "POST /texts": Row(staff=_keeps_texts),
    "PUT /texts/{text_id}": Row(staff=_no_such_text),
    "GET /texts/{text_id}/versions": Row(staff=_no_such_text),
    "GET /statistics": Row(staff=_own_office, query=f"?unit=office:{roles.OFFICE}"),
    "GET /statistics/export": Row(staff=_own_office, query=f"?unit=office:{roles.OFFICE}&format=csv"),
    "GET /statistics/cdci": Row(staff=_all, query="?quarter=2022-Q1"),
}


def _described() -> dict[str, Mapping[str, Any]]:
    return {
        f"{method.upper()} {path}": operations[method]
        for path, operations in document()["paths"].items()
        for method in METHODS
        if method in operations
    }


def test_every_route_has_its_row_and_its_kind_of_caller() -> None:
    assert set(ROWS) == set(_described())
    for label, described in _described().items():
        row = ROWS[label]
        kinds = [kind for one in described["security"] for kind in one]
        assert kinds == (["machine"] if row.machines else ["staff"] if row.staff else []), label


@pytest.fixture(scope="module")
def people(world: World) -> dict[str, StaffMember]:
    return in_the_pool(world, roles.PEOPLE)


@pytest.fixture(scope="module")
def cases(world: World) -> dict[str, Case | None]:
    """One of each kind, in the office that some of the people are of; and none."""
    found: dict[str, Case | None] = {}
    for situation in roles.situations(FIRST_CASE):
        world.cloud.client("dynamodb").put_item(
            TableName=world.stack.tables.cases, Item=items.case_item(situation.case)
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
    "evidence_id": EVIDENCE,
    "text_id": "20CG-99",
}


def _call(client: httpx.Client, label: str, row: Row, case: Case | None) -> Answer:
    method, path = label.split(" ")
    filled = path.format(case_id=case.case_id if case else UNKNOWN, **_SPOKEN_FOR) + row.query
    body = WRONG if method in {"POST", "PUT"} else None
    answer = client.request(method, filled, headers={"Accept": "application/json"}, json=body)
    problem = answer.headers.get("content-type", "").startswith("application/problem+json")
    return answer.status_code, answer.json()["code"] if problem and answer.content else None
