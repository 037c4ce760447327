"""Numbers from outside."""

from pydantic import BeforeValidator


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


HOWEVER_WRITTEN = BeforeValidator(_whole)
"""After `StrictInt` and its limits: 3.0 is a whole number in JSON; `true` and "3" are none."""
