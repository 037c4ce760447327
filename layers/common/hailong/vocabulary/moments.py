"""A moment as it is sent to us, for requests."""

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

_FORM = "^20[0-9]{2}-[0-9]{2}-[0-9]{2}[Tt ]"


def _must_be_a_moment(value: Any) -> Any:
    """Pydantic would also take the number of seconds since 1970, as text."""
    if not isinstance(value, str) or not re.match(_FORM, value):
        raise ValueError("must be a date and time with offset, such as 2026-06-20T09:31:00+07:00")
    return value


def _storable(value: datetime) -> datetime:
    """Whole seconds, as it is stored and sorted."""
    return value.replace(microsecond=0)


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_must_be_a_moment),
    AfterValidator(_storable),
    Field(json_schema_extra={"pattern": _FORM}),
]
