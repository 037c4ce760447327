"""What can go wrong, by what the caller does next.

HaiLongError
├─ Refused       something has to be changed: sending the same again is refused again
└─ Unavailable   a passing fault: send the same again later
"""

from collections.abc import Mapping, Sequence
from typing import Any


class HaiLongError(Exception):
    """Base of both errors below."""


class Refused(HaiLongError):
    """The API said no; `code` is stable, `errors` names the fields that are wrong."""

    def __init__(self, status: int, code: str, detail: str, errors: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)


class Unavailable(HaiLongError):
    """The API could not be reached or did not answer properly, after several tries."""
