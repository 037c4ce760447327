"""Every error this system raises on purpose, split by what the one who caused it does next.

HaiLongError
├─ Refused              the caller must change something; nothing was written
│  ├─ Malformed         400  not what the protocol asks for (not JSON, wrong type of body)
│  ├─ Forbidden         403  known, but not allowed
│  ├─ NotFound          404  not there, or not for this caller to know
│  ├─ Conflict          409  at odds with what is already recorded
│  ├─ TooLarge          413
│  ├─ Invalid           422  understood, but a field is wrong; `errors` names each
│  └─ TooMany           429
├─ RetryLater           a passing fault: whoever delivered the work delivers it again
│  └─ Raced             somebody else wrote first: read again
├─ RecordUnreadable     what is stored is not as it was written: an operator must look
├─ AddressRefused       an e-mail can never reach this address: try another
└─ GiveUp               work that can never succeed: put it aside where a person sees it
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong, and why."""

    field: str
    message: str


class HaiLongError(Exception):
    """Base of all errors below."""


class Refused(HaiLongError):
    """The caller's request is refused; `code` is stable and part of the API.

    `why` is the firewall's barrier, where one stood in the way, and `about` whose it was if not the caller's: for the
    record of refused attempts, not for the answer.
    """

    status = 400

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        current: Mapping[str, Any] | None = None,
        why: str | None = None,
        about: str | None = None,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.current = current
        self.why = why
        self.about = about


class BadRequest(Refused):
    status = 400


class Forbidden(Refused):
    status = 403


class NotFound(Refused):
    status = 404


class Conflict(Refused):
    """At odds with what is recorded; `current` may carry the state as it stands."""

    status = 409


class TooLarge(Refused):
    status = 413


class TooMany(Refused):
    """So often that it is refused whatever is sent."""

    status = 429


class Invalid(Refused):
    status = 422

    def __init__(
        self, errors: Sequence[FieldError], detail: str = "The request has invalid fields.", code: str = "invalid"
    ) -> None:
        super().__init__(code, detail, errors=errors)


class RetryLater(HaiLongError):
    pass


class Raced(RetryLater):
    pass


class RecordUnreadable(HaiLongError, ValueError):
    """`key` is what the log names it by. `rated_officers`: those of a case, where it can still say them.

    It quotes nothing of what is stored, as the error would that it comes from.
    """

    def __init__(self, kind: str, key: str, *, rated_officers: Collection[str] | None = None) -> None:
        super().__init__(f"{kind} {key} cannot be read")
        self.kind = kind
        self.key = key
        self.rated_officers = rated_officers


class AddressRefused(HaiLongError):
    pass


class GiveUp(HaiLongError):
    pass
