"""Tokens that open nothing: expired, foreign, forged, of another client, without scope, of the wrong kind or person.

`test_identity.py` tries on the functions what a gateway would let through.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Role
from local.signin import machine_token, staff_tokens
from local.stack import MachineClient
from tests.e2e.people import PASSWORD, member
from tests.e2e.waiting import poll
from tests.e2e.world import World

STAFF_ROUTES = (
    "/tasks",
    "/tasks/HL-99999999999",
    "/statistics?unit=department",
    "/statistics/export?unit=department&format=csv",
    "/texts",
)
MACHINE_ROUTES = ("/ratings/999999999991?tax_code=5700100256", "/clearances/missing")
LIFETIME_SECONDS = 1


@dataclass
class Pool:
    """The user pool, and what is made in it for a test."""

    world: World

    @property
    def cognito(self) -> Any:
        return self.world.cloud.client("cognito-idp")

    def client(self, name: str, pool: str | None = None, **settings: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.cognito.create_user_pool_client(
            UserPoolId=pool or self.world.stack.user_pool_id, ClientName=name, **settings
        )["UserPoolClient"]
        return found

    def machine(self, name: str, *scopes: str, **settings: Any) -> str:
        """A token by client credentials of a client of its own."""
        made = self.client(
            name,
            GenerateSecret=True,
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["client_credentials"],
            AllowedOAuthScopes=[f"hailong/{scope}" for scope in scopes],
            **settings,
        )
        return machine_token(self.world.stack, MachineClient(id=made["ClientId"], secret=made["ClientSecret"]))

    def by_password(self, client_id: str, username: str, password: str, pool: str | None = None) -> str:
        found = self.cognito.admin_initiate_auth(
            UserPoolId=pool or self.world.stack.user_pool_id,
            ClientId=client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        return str(found["AuthenticationResult"]["IdToken"])


@pytest.fixture
def pool(world: World) -> Pool:
    return Pool(world)


def _get(world: World, path: str, token: str) -> httpx.Response:
    with world.anyone() as client:
        return client.get(path, headers={"Authorization": f"Bearer {token}"} if token else {})


def _opens_nothing(world: World, token: str, *, gateway: bool = False) -> None:
    """`gateway`: it does not even get past the gateway."""
    for path in (*STAFF_ROUTES, *MACHINE_ROUTES):
        status = _get(world, path, token).status_code
        assert status == httpx.codes.UNAUTHORIZED or (status == httpx.codes.FORBIDDEN and not gateway), (path, status)


def _inspectors(world: World) -> str:
    return staff_tokens(world.stack, world.stack.person(group="inspector"))["id_token"]


def _parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return json.loads(_decoded(header)), json.loads(_decoded(claims))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


def _forged(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes] = lambda _: b"") -> str:
    said = f"{_encoded(json.dumps(header).encode())}.{_encoded(json.dumps(claims).encode())}"
    return f"{said}.{_encoded(sign(said.encode()))}"


def _hs256(key: bytes) -> Callable[[bytes], bytes]:
    return lambda said: hmac.digest(key, said, hashlib.sha256)


def test_the_real_ones_open_what_they_are_for(world: World) -> None:
    """So that what is refused below is not refused for another reason."""
    token = _inspectors(world)
    assert [_get(world, path, token).status_code for path in STAFF_ROUTES] == [200, 404, 200, 200, 200]


def test_no_token_and_nonsense_open_nothing(world: World) -> None:
    for token in ("", "nonsense", "a.b.c"):
        _opens_nothing(world, token, gateway=True)


def test_forged_ones_open_nothing(world: World) -> None:
    token = _inspectors(world)
    header, claims = _parts(token)
    with httpx.Client(trust_env=False, timeout=10) as client:
        keys = (
            client.get(f"{world.stack.endpoint}/{world.stack.user_pool_id}/.well-known/jwks.json")
            .raise_for_status()
            .json()["keys"]
        )
    public = next(key for key in keys if key["kid"] == header["kid"])
    signature = token.rsplit(".", 1)[1]
    forged = {
        "unsigned": _forged(header | {"alg": "none"}, claims),
        "nobody's algorithm": _forged(header | {"alg": "NONE"}, claims),
        "the signature of other claims": f"{_forged(header, claims | {'custom:staff_code': '20ZZ-9999'})}{signature}",
        "longer than it lasts": f"{_forged(header, claims | {'exp': int(time.time()) + 10**6})}{signature}",
    }
    for what, key in (("as JWK", json.dumps(public).encode()), ("as its modulus", _decoded(public["n"]))):
        forged[f"HS256 with the public key {what}"] = _forged(header | {"alg": "HS256"}, claims, _hs256(key))
    for what, one in forged.items():
        assert {_get(world, path, one).status_code for path in (*STAFF_ROUTES, *MACHINE_ROUTES)} == {401}, what


def test_an_expired_one_opens_nothing(world: World, pool: Pool) -> None:
    """AWS lets no token last for less than five minutes; the local cloud does."""
    token = pool.machine(
        "test-expired",
        "rating.read",
        AccessTokenValidity=LIFETIME_SECONDS,
        TokenValidityUnits={"AccessToken": "seconds"},
    )
    expires = _parts(token)[1]["exp"]
    poll(lambda: time.time() > expires, what="the end of the token")
    _opens_nothing(world, token, gateway=True)


def test_one_of_another_pool_opens_nothing(world: World, pool: Pool) -> None:
    """With the same groups and attributes, as if somebody had built the system a second time."""
    cognito = pool.cognito
    names = ("office", "team", "staff_code")
    schema = [{"Name": name, "AttributeDataType": "String", "Mutable": True} for name in names]
    foreign = cognito.create_user_pool(PoolName="foreign", Schema=schema)["UserPool"]["Id"]
    try:
        client = pool.client("console", foreign, ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])["ClientId"]
        who = {"UserPoolId": foreign, "Username": "inspector"}
        attributes = {"custom:office": "20ZZ", "custom:staff_code": "20ZZ-0001"}
        cognito.admin_create_user(
            **who,
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
            MessageAction="SUPPRESS",
        )
        cognito.admin_set_user_password(**who, Password=PASSWORD, Permanent=True)
        cognito.create_group(UserPoolId=foreign, GroupName="inspector")
        cognito.admin_add_user_to_group(**who, GroupName="inspector")
        _opens_nothing(world, pool.by_password(client, "inspector", PASSWORD, foreign), gateway=True)
    finally:
        cognito.delete_user_pool(UserPoolId=foreign)


def test_an_id_token_of_another_client_opens_nothing(world: World, pool: Pool) -> None:
    inspector = world.stack.person(group="inspector")
    other = pool.client("test-other", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])["ClientId"]
    _opens_nothing(world, pool.by_password(other, inspector.username, inspector.password))


def test_a_machine_is_let_in_by_its_scope_alone(world: World, pool: Pool) -> None:
    reader = pool.machine("test-reader", "rating.read")
    assert _get(world, MACHINE_ROUTES[0], reader).status_code == httpx.codes.NOT_FOUND
    assert _get(world, MACHINE_ROUTES[1], reader).status_code in {401, 403}
    with world.anyone() as client:
        for method, path in (("POST", "/ratings"), ("POST", "/clearances"), ("PUT", "/clearances/999999999991")):
            answer = client.request(method, path, json={}, headers={"Authorization": f"Bearer {reader}"})
            assert answer.status_code in {401, 403}, path
    for path in STAFF_ROUTES:
        answer = _get(world, path, reader)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_staff"), path


def test_staff_are_no_machine_and_their_access_token_is_none_of_staff(world: World) -> None:
    tokens = staff_tokens(world.stack, world.stack.person(group="inspector"))
    for path in MACHINE_ROUTES:
        assert _get(world, path, tokens["id_token"]).status_code in {401, 403}
    _opens_nothing(world, tokens["access_token"])


# ------------------------------------------------------------------ who changes


WHO = Person(staff_code="20CD-0901", roles=frozenset({Role.HANDLER}), office="20CD")


@pytest.fixture
def token(world: World) -> Iterator[Callable[..., str]]:
    """Signs in somebody who is gone afterwards."""
    made: list[str] = []

    def signed_in(person: Person, *groups: str) -> str:
        who = member(world, person, groups)
        made.append(who.username)
        return staff_tokens(world.stack, who)["id_token"]

    yield signed_in
    for name in made:
        world.cloud.client("cognito-idp").admin_delete_user(UserPoolId=world.stack.user_pool_id, Username=name)


def _forget_the_directory(world: World) -> None:
    """What functions know of the staff is minutes old at most; so that a test need not wait for them."""
    for function in ("hailong-tasks", "hailong-report"):
        world.kill_workers(function)


def test_who_is_in_no_group_is_nobody(world: World, token: Callable[..., str]) -> None:
    nobody = token(replace(WHO, staff_code="20CD-0902"))
    for path in STAFF_ROUTES:
        answer = _get(world, path, nobody)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_staff"), path


def test_who_is_in_two_groups_may_what_either_may(world: World, token: Callable[..., str]) -> None:
    both = token(replace(WHO, staff_code="20CD-0903"), "handler", "leader")
    assert _get(world, "/statistics?unit=office:20CF", both).status_code == httpx.codes.OK
    assert _get(world, "/tasks", both).status_code == httpx.codes.OK
    lot = world.opened_case()
    file = _get(world, f"/tasks/{lot.case_id}", both)
    # A leader sees it, and a handler of another office may not touch it.
    assert file.status_code == httpx.codes.OK
    assert {one["allowed"] for one in file.json()["actions"].values()} == {False}


def test_who_is_disabled_or_moved_loses_cases_and_figures(world: World, token: Callable[..., str]) -> None:
    cognito, own = world.cloud.client("cognito-idp"), "/statistics?unit=office:20CD"
    held = token(WHO, "handler")
    who = {"UserPoolId": world.stack.user_pool_id, "Username": WHO.staff_code.lower()}
    assert _get(world, own, held).status_code == httpx.codes.OK
    cognito.admin_update_user_attributes(**who, UserAttributes=[{"Name": "custom:office", "Value": "20CG"}])
    _forget_the_directory(world)
    answer = _get(world, own, held)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert _get(world, "/statistics?unit=office:20CG", held).status_code == httpx.codes.OK
    cognito.admin_disable_user(**who)
    _forget_the_directory(world)
    for path in STAFF_ROUTES:
        answer = _get(world, path, held)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_staff"), path


def test_two_people_of_one_staff_code_are_both_refused(world: World, token: Callable[..., str]) -> None:
    code = "20CD-0904"
    first = token(replace(WHO, staff_code=code), "handler")
    cognito, pool_id = world.cloud.client("cognito-idp"), world.stack.user_pool_id
    who = {"UserPoolId": pool_id, "Username": "20cd-0904-b"}
    attributes = [{"Name": "custom:office", "Value": "20CD"}, {"Name": "custom:staff_code", "Value": code}]
    cognito.admin_create_user(**who, UserAttributes=attributes, MessageAction="SUPPRESS")
    cognito.admin_add_user_to_group(**who, GroupName="inspector")
    try:
        _forget_the_directory(world)
        for path in STAFF_ROUTES:
            answer = _get(world, path, first)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_staff"), path
    finally:
        cognito.admin_delete_user(**who)
        _forget_the_directory(world)
