"""Waiting for what happens on its own, without sleeping longer than it takes."""

import time
from collections.abc import Callable

DEFAULT_SECONDS = 30.0
_PAUSE_SECONDS = 0.1


def poll[T](until: Callable[[], T], timeout: float = DEFAULT_SECONDS, *, what: str = "it") -> T:
    """The first truthy result of `until`; TimeoutError, which names `what` did not happen, after `timeout` seconds."""
    deadline = time.monotonic() + timeout
    while True:
        result = until()
        if result:
            return result
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what} did not happen within {timeout:g} s; last seen: {result!r}")
        time.sleep(_PAUSE_SECONDS)
