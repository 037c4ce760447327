"""What a person sees while a command runs: numbered steps with the time that each took."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# Commands that a person runs end with a line that says what to do, never with a traceback.


class CannotGoOn(Exception):
    """What hinders a command, and what its user can do about it, in one line."""


@dataclass(slots=True)
class Steps:
    """Counts and times the steps of a command of which the number is known."""

    total: int
    quiet: bool = False
    _done: int = field(default=0, init=False)

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        self._done += 1
        started = time.monotonic()
        self._say(f"[{self._done}/{self.total}] {title} ... ")
        try:
            yield
        except BaseException:
            self._say("failed\n")
            raise
        self._say(f"{time.monotonic() - started:.1f} s\n")

    def _say(self, text: str) -> None:
        if not self.quiet:
            sys.stdout.write(text)
            sys.stdout.flush()
