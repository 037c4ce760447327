"""The staff directory in the Cognito user pool, read group by group and kept for minutes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.people import STAFF_ROLES, Person
from hailong.vocabulary.times import Clock
from hailong.vocabulary.words import Role

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

KEPT_FOR, KEPT_IN_AN_OUTAGE = timedelta(minutes=5), timedelta(minutes=15)


class CognitoStaffDirectory:
    """Who is disabled, lacks an office or a staff code, or has one that another has, too, is not of the staff.

    What is done under a code that two people have would be nobody's, and each would see what the other may.
    """

    def __init__(self, client: "CognitoIdentityProviderClient", user_pool_id: str, clock: Clock) -> None:
        self._client = client
        self._user_pool_id = user_pool_id
        self._clock = clock
        self._read_at: datetime | None = None
        self._staff: tuple[Person, ...] = ()

    def everyone(self, *, as_of: datetime | None = None) -> Sequence[Person]:
        moment = self._clock()
        if self._is_good(as_of, moment):
            return self._staff
        try:
            self._staff, self._read_at = _of_one_code_each(tuple(self._read())), moment
        except (ClientError, BotoCoreError) as error:
            # Staff go on working through a short outage, no longer than a token would have let them.
            if self._read_at is None or self._read_at < moment - KEPT_IN_AN_OUTAGE:
                raise RetryLater(f"the user pool cannot be asked: {type(error).__name__}") from error
        return self._staff

    def _is_good(self, as_of: datetime | None, moment: datetime) -> bool:
        if self._read_at is None or self._read_at < moment - KEPT_FOR:
            return False
        if as_of is None:
            return True
        if as_of > moment:
            return self._read_at >= moment
        # Both are whole seconds: what was read within the second of `as_of` may have been read before it.
        return self._read_at > as_of

    def _read(self) -> Iterator[Person]:
        users: dict[str, dict[str, Any]] = {}
        roles: dict[str, set[Role]] = {}
        for group, role in STAFF_ROLES.items():
            pages = self._client.get_paginator("list_users_in_group").paginate(
                UserPoolId=self._user_pool_id, GroupName=group
            )
            for page in pages:
                for found in page["Users"]:
                    users[found["Username"]] = dict(found)
                    roles.setdefault(found["Username"], set()).add(role)
        for name, user in sorted(users.items()):
            said = {one["Name"]: one.get("Value", "") for one in user.get("Attributes", [])}
            code, office = said.get("custom:staff_code"), said.get("custom:office")
            if user.get("Enabled", True) and code and office:
                yield Person(
                    staff_code=code,
                    roles=frozenset(roles[name]),
                    office=office,
                    team=said.get("custom:team") or None,
                    name=said.get("name") or None,
                    email=said.get("email") or None,
                )


def _of_one_code_each(staff: Sequence[Person]) -> tuple[Person, ...]:
    held = Counter(person.staff_code.casefold() for person in staff)
    return tuple(person for person in staff if held[person.staff_code.casefold()] == 1)
