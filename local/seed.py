"""What a fresh stack lacks: a verified sender, people who can sign in, and the file that tells of them."""

import json
from typing import Any

from local.cloud import Cloud
from local.paths import DATA
from local.region import REGION
from local.stack import MachineClient, MachineClients, Stack, StaffMember, Tables

# The same for all: these people exist on this machine only.
DEMO_PASSWORD = "Hai-Long-2026"  # noqa: S105 - printed by `make up`


def seed(cloud: Cloud, outputs: dict[str, str]) -> Stack:
    """Makes the sender and the demo staff known; doing it again changes nothing."""
    _verify_sender(cloud, outputs["SenderAddress"])
    return Stack(
        endpoint=cloud.endpoint,
        api_url=outputs["ApiUrl"],
        token_url=outputs["TokenUrl"],
        console_url=outputs["ConsoleUrl"],
        region=REGION,
        tables=Tables(ratings=outputs["RatingsTable"], cases=outputs["CasesTable"], counters=outputs["CountersTable"]),
        state_machine=outputs["StateMachine"],
        user_pool_id=outputs["UserPoolId"],
        console_client_id=outputs["ConsoleClientId"],
        clients=MachineClients(
            software=_machine(cloud, outputs["UserPoolId"], outputs["SoftwareClientId"]),
            customs=_machine(cloud, outputs["UserPoolId"], outputs["CustomsClientId"]),
        ),
        staff=_add_staff(cloud, outputs["UserPoolId"]),
    )


def _verify_sender(cloud: Cloud, address: str) -> None:
    ses = cloud.client("sesv2")
    try:
        ses.create_email_identity(EmailIdentity=address)
    except ses.exceptions.AlreadyExistsException:
        return


def _machine(cloud: Cloud, pool: str, client_id: str) -> MachineClient:
    described = cloud.client("cognito-idp").describe_user_pool_client(UserPoolId=pool, ClientId=client_id)
    return MachineClient(id=client_id, secret=described["UserPoolClient"]["ClientSecret"])


def _add_staff(cloud: Cloud, pool: str) -> list[StaffMember]:
    people: list[dict[str, Any]] = json.loads((DATA / "staff.json").read_text())
    cognito = cloud.client("cognito-idp")
    for person in people:
        attributes = {
            "name": person["name"],
            "email": f"{person['username']}@customs.example.vn",
            "custom:office": person["office"],
            "custom:staff_code": person["staff_code"],
        } | ({"custom:team": person["team"]} if person["team"] else {})
        listed = [{"Name": name, "Value": value} for name, value in attributes.items()]
        who = {"UserPoolId": pool, "Username": person["username"]}
        try:
            cognito.admin_create_user(**who, UserAttributes=listed, MessageAction="SUPPRESS")
        except cognito.exceptions.UsernameExistsException:
            cognito.admin_update_user_attributes(**who, UserAttributes=listed)
        cognito.admin_set_user_password(**who, Password=DEMO_PASSWORD, Permanent=True)
        for group in person["groups"]:
            cognito.admin_add_user_to_group(**who, GroupName=group)
    return [
        StaffMember(password=DEMO_PASSWORD, **{key: value for key, value in person.items() if key != "name"})
        for person in people
    ]
