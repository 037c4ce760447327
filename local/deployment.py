"""A deployed stack as its operator has it: on AWS by its name, or the one in the local cloud."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local import account
from local.commands import cloud_and_stack
from local.deploy import STACK_NAME
from local.progress import CannotGoOn
from local.stack import MachineClient, MachineClients, Stack, Tables

_NEEDED = ("ApiUrl", "TokenUrl", "ConsoleUrl", "UserPoolId", "RatingsTable", "CasesTable", "CountersTable")


@dataclass(frozen=True, slots=True)
class Deployment:
    """`client` makes a client of a service of AWS for it; `is_local` where a local cloud stands for AWS."""

    name: str
    client: Callable[[str], Any]
    outputs: Mapping[str, str]
    is_local: bool

    def stack(self) -> Stack:
        """What callers need to know of it; nobody of the staff."""
        cognito, pool = self.client("cognito-idp"), self.outputs["UserPoolId"]

        def machine(client_id: str) -> MachineClient:
            described = cognito.describe_user_pool_client(UserPoolId=pool, ClientId=client_id)
            return MachineClient(id=client_id, secret=described["UserPoolClient"]["ClientSecret"])

        return Stack(
            endpoint="",
            api_url=self.outputs["ApiUrl"],
            token_url=self.outputs["TokenUrl"],
            console_url=self.outputs["ConsoleUrl"],
            region=str(self.client("cloudformation").meta.region_name),
            tables=Tables(
                ratings=self.outputs["RatingsTable"],
                cases=self.outputs["CasesTable"],
                counters=self.outputs["CountersTable"],
            ),
            state_machine=self.outputs["StateMachine"],
            user_pool_id=pool,
            console_client_id=self.outputs["ConsoleClientId"],
            clients=MachineClients(
                software=machine(self.outputs["SoftwareClientId"]), customs=machine(self.outputs["CustomsClientId"])
            ),
            staff=[],
        )

    def resource(self, logical_id: str) -> str:
        """The name that a resource of the template was given."""
        found = self.client("cloudformation").describe_stack_resource(StackName=self.name, LogicalResourceId=logical_id)
        return str(found["StackResourceDetail"]["PhysicalResourceId"])


def deployment(stack_name: str = "") -> Deployment:
    """The stack of that name on AWS, or that in the local cloud; CannotGoOn where there is none of Hài Lòng."""
    if stack_name:
        return described(stack_name, account.client, is_local=False)
    cloud, _ = cloud_and_stack(otherwise=account.OR_ON_AWS)
    return described(STACK_NAME, cloud.client, is_local=True)


def described(name: str, client: Callable[[str], Any], *, is_local: bool) -> Deployment:
    (found,) = client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    if not found["StackStatus"].endswith("_COMPLETE") or "ROLLBACK" in found["StackStatus"]:
        raise CannotGoOn(f"the stack {name} is {found['StackStatus']}: `make deploy` again, and see its events")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    if missing := [one for one in _NEEDED if one not in outputs]:
        raise CannotGoOn(f"the stack {name} is none of Hài Lòng: it has no {missing[0]}")
    return Deployment(name, client, outputs, is_local)
