"""Runs operations on one store in every order in which their store calls can mix, one call at a time."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from greenlet import getcurrent, greenlet

Pause = Callable[[], None]
Operation = Callable[[Any], Any]


class Stepped:
    """A store that waits for its operation's turn before each call."""

    def __init__(self, store: Any, pause: Pause) -> None:
        self._store = store
        self._pause = pause

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)

        def stepped(*arguments: Any, **named: Any) -> Any:
            self._pause()
            return call(*arguments, **named)

        return stepped


def every_order(
    operations: Sequence[Operation], new_store: Callable[[], Any], *, interruptions: int | None = None
) -> Iterator[tuple[Any, list[Any]]]:
    """For each possible order: the store as it ends up, and what each operation returned or raised.

    `interruptions` bounds how often an operation that could go on has to let another one go first: the number of orders
    of more than two operations explodes without it, and few interruptions are enough to bring a race about.
    """
    prefix: list[int] = []
    while True:
        store = new_store()
        widths, taken, results = _run(operations, store, prefix, interruptions)
        yield store, results
        # The last turn that another one could have had is given to the next in line: depth first.
        while taken:
            last, width = taken.pop(), widths.pop()
            if last + 1 < width:
                prefix = [*taken, last + 1]
                break
        else:
            return


def _run(
    operations: Sequence[Operation], store: Any, prefix: Sequence[int], interruptions: int | None
) -> tuple[list[int], list[int], list[Any]]:
    """How many could have had each turn, which of them had it, and the results."""
    stepped = Stepped(store, getcurrent().switch)
    results: list[Any] = [None] * len(operations)

    def work(index: int) -> None:
        try:
            results[index] = operations[index](stepped)
        except Exception as error:  # noqa: BLE001 - what it raised is its result
            results[index] = error

    workers = [greenlet(work) for _ in operations]
    for index, worker in enumerate(workers):
        worker.switch(index)  # up to its first call
    widths: list[int] = []
    taken: list[int] = []
    current: int | None = None
    left = math.inf if interruptions is None else float(interruptions)
    while running := [index for index, worker in enumerate(workers) if not worker.dead]:
        # Whoever had the last turn comes first: to choose another one is an interruption.
        could = sorted(running, key=lambda index: (index != current, index))
        going_on = current in running
        if going_on and not left:
            could = could[:1]
        place = prefix[len(taken)] if len(taken) < len(prefix) else 0
        left -= going_on and place > 0
        current = could[place]
        widths.append(len(could))
        taken.append(place)
        workers[current].switch()
    return widths, taken, results


class Died(BaseException):
    """The process was killed."""


class Mortal:
    """A store whose process is killed at its n-th call: before it (`after` False) or just after it."""

    def __init__(self, store: Any, calls: int, *, after: bool) -> None:
        self._store = store
        self._left = calls
        self._after = after

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._store, name)

        def mortal(*arguments: Any, **named: Any) -> Any:
            self._left -= 1
            if self._left == 0 and not self._after:
                raise Died
            result = call(*arguments, **named)
            if self._left == 0:
                raise Died
            return result

        return mortal
