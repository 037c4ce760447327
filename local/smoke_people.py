"""People for the smoke test: they exist while it runs, and sign in as an operator can have them do it."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from local.deployment import Deployment
from local.progress import CannotGoOn
from local.waiting import poll

_TOTP_SECONDS = 30


def person(at: Deployment, run: str, group: str, office: str) -> AbstractContextManager[Callable[[], str]]:
    """A made-up person of one group."""
    attributes = {"name": "Smoke", "custom:office": office, "custom:staff_code": f"{office}-SMOKE-{group}"}
    return signing_in(at, f"smoke-{run}-{group}", attributes, group)


@contextmanager
def signing_in(
    at: Deployment, username: str, attributes: Mapping[str, str], *groups: str
) -> Iterator[Callable[[], str]]:
    """Somebody with these attributes, who is gone afterwards; signs in when called, and gives the ID token."""
    cognito, pool = at.client("cognito-idp"), at.outputs["UserPoolId"]
    who = {"UserPoolId": pool, "Username": username}
    authenticator = Authenticator(cognito, at.outputs["ConsoleClientId"], who, f"Aa1-{secrets.token_urlsafe(24)}")
    cognito.admin_create_user(
        **who,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        MessageAction="SUPPRESS",
    )
    try:
        cognito.admin_set_user_password(**who, Password=authenticator.password, Permanent=True)
        for group in groups:
            cognito.admin_add_user_to_group(**who, GroupName=group)
        yield authenticator.id_token
    finally:
        with suppress(ClientError):
            cognito.admin_delete_user(**who)


@dataclass
class Authenticator:
    """Signs one person in by the password, and where the pool wants a second factor, by that, too."""

    cognito: Any
    client_id: str
    who: Mapping[str, str]
    password: str
    secret: str = ""
    used: str = ""

    def id_token(self) -> str:
        answer = self.cognito.admin_initiate_auth(
            UserPoolId=self.who["UserPoolId"],
            ClientId=self.client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": self.who["Username"], "PASSWORD": self.password},
        )
        if answer.get("ChallengeName") == "MFA_SETUP":
            enrolled = self.cognito.associate_software_token(Session=answer["Session"])
            self.secret = enrolled["SecretCode"]
            verified = self.cognito.verify_software_token(Session=enrolled["Session"], UserCode=self._code())
            answer = self._respond("MFA_SETUP", verified["Session"])
        elif answer.get("ChallengeName") == "SOFTWARE_TOKEN_MFA":
            answer = self._respond("SOFTWARE_TOKEN_MFA", answer["Session"], SOFTWARE_TOKEN_MFA_CODE=self._code())
        if "AuthenticationResult" not in answer:
            raise CannotGoOn(f"the user pool asks for {answer.get('ChallengeName')}, which nobody can answer here")
        return str(answer["AuthenticationResult"]["IdToken"])

    def _respond(self, challenge: str, session: str, **responses: str) -> Any:
        return self.cognito.admin_respond_to_auth_challenge(
            UserPoolId=self.who["UserPoolId"],
            ClientId=self.client_id,
            ChallengeName=challenge,
            ChallengeResponses={"USERNAME": self.who["Username"], **responses},
            Session=session,
        )

    def _code(self) -> str:
        """The code of the moment; each is good for one sign-in."""
        fresh = poll(
            lambda: code if (code := one_time_code(self.secret, time.time())) != self.used else "",
            2 * _TOTP_SECONDS,
            what="the next code of the authenticator",
        )
        self.used = fresh
        return fresh


def one_time_code(secret: str, moment: float) -> str:
    """What an authenticator shows at that moment: RFC 6238, six digits, SHA-1, every half minute."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    digest = hmac.digest(key, struct.pack(">Q", int(moment) // _TOTP_SECONDS), hashlib.sha1)
    (number,) = struct.unpack(">I", digest[digest[-1] & 0xF :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06d}"
