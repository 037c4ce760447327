"""Who calls, by the claims that the gateway's authorizer has checked. Kind, client, scope and group are checked."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hailong.ports.staff import StaffDirectory
from hailong.vocabulary.errors import Forbidden
from hailong.vocabulary.people import STAFF_ROLES, Person, who_has


def client_id(event: Mapping[str, Any], scope: str) -> str:
    """The vendor's client that calls; Forbidden unless it is a machine's access token with `scope`."""
    claims = _claims(event)
    if claims.get("token_use") != "access" or scope not in str(claims.get("scope", "")).split():
        raise Forbidden("missing_scope", f"This needs a machine's token with the scope {scope}.")
    return str(claims["client_id"])


def staff(event: Mapping[str, Any]) -> Person:
    """The member of staff that calls, by their token.

    Forbidden unless it is an ID token that was given to the console, of somebody with a role and a staff code.
    """
    claims = _claims(event)
    # The gateway takes the tokens of every client of the pool; the stage knows the console's.
    console = (event.get("stageVariables") or {}).get("console_client_id")
    if claims.get("token_use") != "id" or not console or claims.get("aud") != console:
        raise Forbidden("not_staff", "This needs the ID token of a member of staff.")
    roles = frozenset(STAFF_ROLES[name] for name in _groups(claims) if name in STAFF_ROLES)
    code, office = claims.get("custom:staff_code"), claims.get("custom:office")
    if not roles or not code or not office:
        raise Forbidden("not_staff", "This account has no role, staff code or office.")
    return Person(staff_code=str(code), roles=roles, office=str(office), team=claims.get("custom:team") or None)


def known_staff(event: Mapping[str, Any], directory: StaffDirectory, at: datetime) -> Person:
    """The member of staff that calls, as the directory has them at that moment; Forbidden for who is not (any more).

    A token that says something else than the directory is asked about again if it is the later word of the two.
    """
    claimed = staff(event)
    known = who_has(claimed.staff_code, directory.everyone())
    if known != claimed:
        known = who_has(claimed.staff_code, directory.everyone(as_of=issued_at(event) or at))
    if known is None:
        raise Forbidden("not_staff", "This account is not, or no longer, one of the staff.")
    return known


def issued_at(event: Mapping[str, Any]) -> datetime | None:
    """When the caller's token was issued; None when it does not say so.

    API Gateway hands on `Tue Nov 24 02:31:00 UTC 2026`, others the number of the token itself.
    """
    said = str(_claims(event).get("iat", ""))
    if said.isdigit():
        return datetime.fromtimestamp(int(said), UTC)
    try:
        return datetime.strptime(said, "%a %b %d %H:%M:%S UTC %Y").replace(tzinfo=UTC)
    except ValueError:
        return None


def _claims(event: Mapping[str, Any]) -> Mapping[str, Any]:
    authorizer = event.get("requestContext", {}).get("authorizer") or {}
    claims: Mapping[str, Any] = authorizer.get("claims") or {}
    return claims


def _groups(claims: Mapping[str, Any]) -> list[str]:
    """REST authorizers flatten the list of groups into text."""
    groups = claims.get("cognito:groups", "")
    if isinstance(groups, list):
        return [str(group) for group in groups]
    return [group for group in re.split(r"[\s,\[\]]+", str(groups)) if group]
