"""What can go wrong, by what the caller does next.

HaiLongError
├─ Refused          something has to be changed: sending the same again is refused again
├─ Unavailable      nothing is wrong with what was sent: send the same again later
│  └─ NotSignedIn   and nothing will be taken until the client's id, secret or scopes have been put right
└─ NotGenuine       a webhook that is not ours, or not of this moment
"""

from collections.abc import Mapping, Sequence
from typing import Any


class HaiLongError(Exception):
    """Base of the errors below."""


class Refused(HaiLongError):
    """The API said no to what was sent; `code` is stable, `errors` names the fields that are wrong."""

    def __init__(self, status: int, code: str, detail: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)


class Unavailable(HaiLongError):
    """The API could not be reached, did not answer properly, or somebody between answered in its place."""


class NotSignedIn(Unavailable):
    """Who we are was not accepted: a secret that was rotated, a client that was barred, a scope that is missing."""


class NotGenuine(HaiLongError):
    """What was sent to the endpoint for webhooks is not ours, was altered, or is sent again by a stranger."""
