"""People for the smoke test: they exist while it runs, and sign in as an operator can have them do it."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from botocore.exceptions import ClientError

from local.deployment import Deployment
from local.progress import CannotGoOn

_TOTP_SECONDS = 30


@contextmanager
def person(at: Deployment, run: str, group: str, office: str) -> Iterator[str]:
    """A made-up person's ID token; the person is gone afterwards."""
    cognito, pool = at.client("cognito-idp"), at.outputs["UserPoolId"]
    who = {"UserPoolId": pool, "Username": f"smoke-{run}-{group}"}
    password = f"Aa1-{secrets.token_urlsafe(24)}"
    attributes = {"name": "Smoke", "custom:office": office, "custom:staff_code": f"{office}-SMOKE-{group}"}
    cognito.admin_create_user(
        **who,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        MessageAction="SUPPRESS",
    )
    try:
        cognito.admin_set_user_password(**who, Password=password, Permanent=True)
        cognito.admin_add_user_to_group(**who, GroupName=group)
        yield _id_token(cognito, at.outputs["ConsoleClientId"], who, password)
    finally:
        with suppress(ClientError):
            cognito.admin_delete_user(**who)


def _id_token(cognito: Any, client_id: str, who: dict[str, str], password: str) -> str:
    """By the password, and where the pool wants a second factor, by an authenticator of our own."""
    pool, name = who["UserPoolId"], who["Username"]
    answer = cognito.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client_id,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": name, "PASSWORD": password},
    )
    if answer.get("ChallengeName") == "MFA_SETUP":
        enrolled = cognito.associate_software_token(Session=answer["Session"])
        code = one_time_code(enrolled["SecretCode"], time.time())
        verified = cognito.verify_software_token(Session=enrolled["Session"], UserCode=code)
        answer = cognito.admin_respond_to_auth_challenge(
            UserPoolId=pool,
            ClientId=client_id,
            ChallengeName="MFA_SETUP",
            ChallengeResponses={"USERNAME": name},
            Session=verified["Session"],
        )
    if "AuthenticationResult" not in answer:
        raise CannotGoOn(f"the user pool asks for {answer.get('ChallengeName')}, which nobody can answer here")
    return str(answer["AuthenticationResult"]["IdToken"])


def one_time_code(secret: str, moment: float) -> str:
    """What an authenticator shows at that moment: RFC 6238, six digits, SHA-1, every half minute."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.digest(key, struct.pack(">Q", int(moment) // _TOTP_SECONDS), hashlib.sha1)
    (number,) = struct.unpack(">I", digest[digest[-1] & 0xF :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
