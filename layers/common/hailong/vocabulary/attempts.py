"""Trying again where somebody else was faster, or the table was busy."""

import random
from collections.abc import Callable, Iterator

MOST = 8
"""How often something is tried before whoever asked is told to come back."""

FIRST_PAUSE = 0.02
"""The longest first pause in seconds; each pause may be twice as long as the one before, 2.5 s in all."""

Pause = Callable[[float], None]
"""Waits for so many seconds."""


def attempts(pause: Pause | None = None) -> Iterator[int]:
    """The numbers of the attempts from 0 on; whoever is still trying when they end says what that means.

    Between two of them it pauses, as long as chance says, so that those who met do not meet again. None: not at all,
    as after a lost race: who won it is through already, and what stands has only to be read.
    """
    for number in range(MOST):
        if number and pause is not None:
            pause(random.uniform(0, FIRST_PAUSE * 2 ** (number - 1)))  # noqa: S311 - jitter is no secret
        yield number
