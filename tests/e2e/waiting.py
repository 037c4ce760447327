"""Waiting for what happens on its own, and for what must not happen."""

import time
from collections.abc import Callable

from local.waiting import poll

__all__ = ["poll", "stays"]

_PAUSE_SECONDS = 0.1


def stays[T](result: Callable[[], T], seconds: float) -> T:
    """What `result` gives, which has to be the same for so many seconds."""
    first = result()
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(_PAUSE_SECONDS)
        now = result()
        if now != first:
            raise AssertionError(f"changed from {first!r} to {now!r}")
    return first
