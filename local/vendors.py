"""`make vendor`: the clients with which vendors' software signs in. A secret is shown once, when it is made."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.deployment import Deployment, deployment
from local.progress import CannotGoOn
from local.webhooks import Webhooks

SCOPES = ("clearance.write", "rating.read", "rating.write")
DEFAULT_SCOPES = ("rating.read", "rating.write")

_PREFIX = "hailong/"
_OF_THE_TEMPLATE = {"software", "customs", "console"}
_MOST_SECRETS = 2
ONLY_SAID = "Without DRY=1 it is done."
_NEW = "new"
"""In the place of the id of a client that is not made."""

_TOKEN_MINUTES = 60
# As Cognito has it, whose letters are those of ASCII.
_NAME = re.compile(r"[\w+=,.@-][\w +=,.@-]{0,127}", re.ASCII)
# What a cloud answers that does not know a call.
_UNKNOWN_CALL = {"UnknownOperationException", "InvalidAction", "NotImplemented", "UnsupportedOperation"}


@dataclass(frozen=True, slots=True)
class Vendor:
    """A client of the user pool, by its name."""

    name: str
    client_id: str
    scopes: tuple[str, ...]


class Vendors:
    """The vendors of one user pool; CannotGoOn where what is asked for cannot be done. With `dry` nothing is done."""

    def __init__(self, cognito: Any, user_pool_id: str, *, dry: bool = False) -> None:
        self._cognito = cognito
        self._pool = user_pool_id
        self._dry = dry

    def all(self) -> list[Vendor]:
        """Every client that signs in with a secret, by name."""
        pages = self._cognito.get_paginator("list_user_pool_clients").paginate(UserPoolId=self._pool)
        described = [self._described(one["ClientId"]) for page in pages for one in page["UserPoolClients"]]
        machines = [one for one in described if "client_credentials" in one.get("AllowedOAuthFlows", [])]
        found = [
            Vendor(one["ClientName"], one["ClientId"], tuple(sorted(one.get("AllowedOAuthScopes", []))))
            for one in machines
        ]
        return sorted(found, key=lambda one: (one.name, one.client_id))

    def add(self, name: str, scopes: Sequence[str]) -> tuple[Vendor, str]:
        """A new vendor and its secret."""
        if _NAME.fullmatch(name) is None:
            raise CannotGoOn(f"NAME is up to 128 letters without marks, digits, spaces and +=,.@-, not {name!r}")
        if unknown := [scope for scope in scopes if scope not in SCOPES]:
            raise CannotGoOn(f"there is no scope {unknown[0]!r}, but {', '.join(SCOPES)}")
        if any(one.name == name for one in self.all()):
            raise CannotGoOn(f"there is a vendor {name!r} already; ROTATE={name} gives it another secret")
        wanted = sorted(f"{_PREFIX}{scope}" for scope in set(scopes))
        if self._dry:
            return Vendor(name, _NEW, tuple(wanted)), ""
        made = self._cognito.create_user_pool_client(
            UserPoolId=self._pool,
            ClientName=name,
            GenerateSecret=True,
            AllowedOAuthFlowsUserPoolClient=True,
            AllowedOAuthFlows=["client_credentials"],
            AllowedOAuthScopes=wanted,
            ExplicitAuthFlows=["ALLOW_REFRESH_TOKEN_AUTH"],
            AccessTokenValidity=_TOKEN_MINUTES,
            TokenValidityUnits={"AccessToken": "minutes"},
        )["UserPoolClient"]
        return Vendor(name, made["ClientId"], tuple(wanted)), str(made["ClientSecret"])

    def rotate(self, name: str) -> str:
        """Another secret beside the one there is, which stays good until it is retired."""
        vendor = self.named(name)
        if len(self._secrets(vendor)) >= _MOST_SECRETS:
            raise CannotGoOn(f"{name!r} has two secrets already: RETIRE={name} ends the older one")
        if self._dry:
            return ""
        made = self._call("add_user_pool_client_secret", UserPoolId=self._pool, ClientId=vendor.client_id)
        return str(made["ClientSecretDescriptor"]["ClientSecretValue"])

    def retire(self, name: str) -> None:
        """Ends the older of two secrets; never the only one."""
        vendor = self.named(name)
        secrets = sorted(self._secrets(vendor), key=lambda one: one["ClientSecretCreateDate"])
        if len(secrets) < _MOST_SECRETS:
            raise CannotGoOn(f"{name!r} has one secret only: ROTATE={name} first, or REVOKE={name}")
        if self._dry:
            return
        self._call(
            "delete_user_pool_client_secret",
            UserPoolId=self._pool,
            ClientId=vendor.client_id,
            ClientSecretId=secrets[0]["ClientSecretId"],
        )

    def revoke(self, name: str) -> None:
        """Ends the client; the tokens that it has are good for up to an hour more."""
        vendor = self.named(name)
        if name in _OF_THE_TEMPLATE:
            raise CannotGoOn(f"{name!r} belongs to template.yaml: take it out there")
        if self._dry:
            return
        self._cognito.delete_user_pool_client(UserPoolId=self._pool, ClientId=vendor.client_id)

    def named(self, name: str) -> Vendor:
        for one in self.all():
            if one.name == name:
                return one
        raise CannotGoOn(f"there is no vendor {name!r}; `make vendor` lists them")

    def _described(self, client_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self._cognito.describe_user_pool_client(UserPoolId=self._pool, ClientId=client_id)[
            "UserPoolClient"
        ]
        return found

    def _secrets(self, vendor: Vendor) -> list[dict[str, Any]]:
        found = self._call("list_user_pool_client_secrets", UserPoolId=self._pool, ClientId=vendor.client_id)
        secrets: list[dict[str, Any]] = found["ClientSecrets"]
        return secrets

    def _call(self, name: str, **arguments: Any) -> Any:
        try:
            return getattr(self._cognito, name)(**arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] in _UNKNOWN_CALL:
                raise CannotGoOn("this cloud cannot give a client a second secret; AWS can") from None
            raise


def vendor(
    stack_name: str = "",
    *,
    name: str = "",
    scopes: str = "",
    webhook: str = "",
    rotate: str = "",
    retire: str = "",
    revoke: str = "",
    dry: bool = False,
) -> None:
    """Does the one thing that is asked for and says what came of it; lists the vendors where nothing is.

    With `dry` it says what would be done, or why it cannot be.
    """
    if sum(map(bool, (name, rotate, retire, revoke))) > 1:
        raise CannotGoOn("one of NAME, ROTATE, RETIRE and REVOKE at a time")
    if (scopes or webhook) and not name:
        raise CannotGoOn("SCOPES and WEBHOOK go with NAME")
    deployed = deployment(stack_name)
    vendors = Vendors(deployed.client("cognito-idp"), deployed.outputs["UserPoolId"], dry=dry)
    if name:
        _name(deployed, vendors, name, scopes, webhook, dry=dry)
    elif rotate:
        _rotate(vendors, rotate, dry=dry)
    elif retire:
        vendors.retire(retire)
        ended = f"The older secret of {retire} has ended. Tokens got with it are good for up to an hour more."
        print(f"Would end the older secret of {retire}. {ONLY_SAID}" if dry else ended)
    elif revoke:
        _revoke(deployed, vendors, revoke, dry=dry)
    else:
        for one in vendors.all():
            print(f"{one.client_id}  {one.name}: {', '.join(one.scopes)}")


def _rotate(vendors: Vendors, name: str, *, dry: bool) -> None:
    secret = vendors.rotate(name)
    if dry:
        print(f"Would give {name} another secret. {ONLY_SAID}")
        return
    print(f"{name} has another secret\n  secret  {secret}")
    print(f"It is not shown again. The one before stays good until `make vendor RETIRE={name}`.")


def _revoke(deployed: Deployment, vendors: Vendors, name: str, *, dry: bool) -> None:
    client_id = vendors.named(name).client_id
    vendors.revoke(name)
    stopped = Webhooks(deployed, dry=dry).stop(client_id)
    if dry:
        events = ", and where its events go" if stopped else ""
        print(f"Would end the client of {name} ({client_id}){events}. {ONLY_SAID}")
        return
    if stopped:
        print(f"No events are sent to {name} any more.")
    print(f"{name} cannot sign in any more. Its tokens are good for up to an hour more.")


def _name(deployed: Deployment, vendors: Vendors, name: str, scopes: str, webhook: str, *, dry: bool) -> None:
    """A new vendor, or where the events of one go."""
    webhooks = Webhooks(deployed, dry=dry)
    if webhook:
        webhooks.check(webhook)
    known = next((one for one in vendors.all() if one.name == name), None) if webhook and not scopes else None
    if known is None:
        known, secret = vendors.add(name, scopes.replace(",", " ").split() or DEFAULT_SCOPES)
        if dry:
            print(f"Would make {known.name}, which may {', '.join(known.scopes)}. {ONLY_SAID}")
        else:
            print(f"{known.name} may {', '.join(known.scopes)}\n  id      {known.client_id}\n  secret  {secret}")
            print("The secret is not shown again. It belongs on the vendor's servers only.")
    if webhook:
        signing = webhooks.register(known.client_id, webhook)
        if dry:
            key = "with a new secret that signs them" if signing else "signed as before"
            print(f"Would send the events of what {name} sends to {webhook}, {key}. {ONLY_SAID}")
            return
        print(f"The events of what {name} sends go to {webhook} from now on.")
        if signing:
            print(f"  webhook secret  {signing}")
            print("It signs them (Standard Webhooks), and is not shown again.")
