"""Who is let in by the claims that a gateway hands on: what it would let through is looked at again."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hailong.edge.identity import client_id, known_staff, staff
from hailong.vocabulary.errors import Forbidden
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Role
from tests import samples
from tests.contract.tasks_desk import CONSOLE, claims_of
from tests.fakes.staff import MemoryStaffDirectory

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SCOPE = "hailong/rating.write"
MACHINE = {"token_use": "access", "scope": SCOPE, "client_id": "vendor"}


def event(claims: dict[str, Any] | None, stage: Any = (("console_client_id", CONSOLE),)) -> dict[str, Any]:
    return {
        "requestContext": {"authorizer": None if claims is None else {"claims": claims}},
        "stageVariables": dict(stage) if stage is not None else None,
    }


def claims(**changes: Any) -> dict[str, Any]:
    said: dict[str, Any] = claims_of(samples.HANDLER) | changes
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        MACHINE,
        claims(token_use="access"),
        claims(token_use=None),
        claims(aud="another-client"),
        claims(aud=None),
        claims(**{"cognito:groups": None}),
        claims(**{"cognito:groups": "administrators"}),
        claims(**{"cognito:groups": "Inspector"}),
        claims(**{"custom:staff_code": None}),
        claims(**{"custom:office": None}),
    ],
)
def test_who_is_no_member_of_staff(wrong: dict[str, Any] | None) -> None:
    with pytest.raises(Forbidden, match="not_staff"):
        staff(event(wrong))


@pytest.mark.parametrize("stage", [None, (), (("console_client_id", ""),)])
def test_a_stage_that_does_not_know_the_console_lets_nobody_in(stage: Any) -> None:
    for said in (claims(), claims(aud=None), claims(aud="")):
        with pytest.raises(Forbidden, match="not_staff"):
            staff(event(said, stage))


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("handler", {Role.HANDLER}),
        ("handler,leader", {Role.HANDLER, Role.LEADER}),
        ("[handler leader]", {Role.HANDLER, Role.LEADER}),
        (["handler", "leader", "others"], {Role.HANDLER, Role.LEADER}),
    ],
)
def test_groups_are_roles_however_a_gateway_writes_them(groups: Any, roles: set[Role]) -> None:
    assert staff(event(claims(**{"cognito:groups": groups}))).roles == roles


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        claims(),
        claims(scope=SCOPE),
        MACHINE | {"token_use": "id"},
        MACHINE | {"scope": ""},
        MACHINE | {"scope": "hailong/rating.read"},
        MACHINE | {"scope": f"{SCOPE}s"},
        MACHINE | {"scope": "openid profile"},
    ],
)
def test_who_is_no_machine_with_the_scope(wrong: dict[str, Any] | None) -> None:
    with pytest.raises(Forbidden, match="missing_scope"):
        client_id(event(wrong), SCOPE)
    assert client_id(event(MACHINE | {"scope": f"hailong/rating.read {SCOPE}"}), SCOPE) == "vendor"


def test_who_they_are_is_for_the_directory_to_say() -> None:
    as_claimed = samples.HANDLER
    moved = Person(staff_code=as_claimed.staff_code, roles=frozenset({Role.LEADER}), office="20BB")
    assert known_staff(event(claims()), MemoryStaffDirectory(as_claimed), AT) == as_claimed
    assert known_staff(event(claims()), MemoryStaffDirectory(moved), AT) == moved
    with pytest.raises(Forbidden, match="not_staff"):
        known_staff(event(claims()), MemoryStaffDirectory(samples.INSPECTOR), AT)
