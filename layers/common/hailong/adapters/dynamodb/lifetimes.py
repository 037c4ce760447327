"""When items come to their end; which kinds do stands in docs/security.md, held by `tests/contract/kinds_of_items.py`.

DynamoDB takes away what has an end some time after `expires`, within two days mostly; readers pass it over before.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

TRIES_KEPT = timedelta(days=400)
"""Longer than any key of a lot that was rated is of use to anybody."""
QUOTA_KEPT = timedelta(days=7)
"""After the last day on which any rating of a client came to wait."""


def end(since: datetime, kept: timedelta) -> int:
    """The value of `expires`, in seconds since 1970."""
    return int((since.astimezone(UTC) + kept).timestamp())


def is_over(item: Mapping[str, Any], at: datetime) -> bool:
    """Whether what is still in the table has come to its end."""
    return "expires" in item and int(item["expires"]["N"]) <= at.timestamp()
