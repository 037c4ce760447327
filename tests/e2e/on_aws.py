"""The world of a stack on AWS (`make e2e STACK=`): tests that need something of the local cloud pass it over."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest

from local.cloud import Cloud
from local.deployment import Deployment, deployment
from local.mails import Mail
from local.paths import DATA
from local.smoke_people import Authenticator, signing_in
from local.stack import StaffMember
from tests.e2e.world import World


class Elsewhere(Cloud):
    """A cloud that can be asked by its clients, and of which there is no process, address or folder here."""

    def __init__(self, at: Deployment) -> None:
        super().__init__(port=0, pid=0, directory=Path())
        object.__setattr__(self, "_at", at)

    def __repr__(self) -> str:
        return "a cloud elsewhere"

    def __getattribute__(self, name: str) -> Any:
        if name == "client":
            return object.__getattribute__(self, "_at").client
        return object.__getattribute__(self, name) if name.startswith("_") else needs_the_local_cloud()


@dataclass
class WorldOnAws(World):
    sign_in: dict[str, Callable[[], str]] = field(default_factory=dict)

    def staff(self, member: StaffMember) -> httpx.Client:
        if member.username not in self.sign_in:
            # Of a test's own making, with a password.
            who = {"UserPoolId": self.stack.user_pool_id, "Username": member.username}
            client_id, cognito = self.stack.console_client_id, self.cloud.client("cognito-idp")
            self.sign_in[member.username] = Authenticator(cognito, client_id, who, member.password).id_token
        return self._client(member.username, self.sign_in[member.username])

    def mails_to(self, _address: str, /) -> list[Mail]:
        needs_the_local_cloud()

    @property
    def posting(self) -> NoReturn:
        needs_the_local_cloud()

    @contextmanager
    def without_permission(self, _function: str, _action: str, /) -> Iterator[None]:
        """Until it is felt everywhere, a change of a role takes AWS up to minutes."""
        needs_the_local_cloud()
        yield

    def kill_workers(self, _function: str, /) -> list[int]:
        needs_the_local_cloud()


def needs_the_local_cloud() -> NoReturn:
    pytest.skip("needs the local cloud")


@contextmanager
def world_on_aws(stack_name: str) -> Iterator[World]:
    """The stack with the demo's people in it, who are gone afterwards. Never one that somebody uses."""
    at = deployment(stack_name)
    people: list[dict[str, Any]] = json.loads((DATA / "staff.json").read_text())
    with ExitStack() as made:
        world = WorldOnAws(stack=at.stack(), cloud=Elsewhere(at), outputs=at.outputs)
        # A number that the runs before have not used.
        world._numbers = iter(range(secrets.randbelow(10**9) * 10, 10**10))
        staff = []
        for person in people:
            member = StaffMember(password="", **{key: value for key, value in person.items() if key != "name"})
            attributes = {
                "name": person["name"],
                "custom:office": member.office,
                "custom:staff_code": member.staff_code,
            }
            if member.team:
                attributes["custom:team"] = member.team
            arrives = signing_in(at, member.username, attributes, *member.groups)
            world.sign_in[member.username] = made.enter_context(arrives)
            staff.append(member)
        world.stack = replace(world.stack, staff=staff)
        yield world
