"""Runs operations on one store in every order in which their store calls can mix, one call at a time."""

import math
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

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
    turns = [threading.Semaphore(0) for _ in operations]
    back = threading.Semaphore(0)
    results: list[Any] = [None] * len(operations)
    running = set(range(len(operations)))

    def work(index: int) -> None:
        def pause() -> None:
            back.release()
            turns[index].acquire()

        turns[index].acquire()
        try:
            results[index] = operations[index](Stepped(store, pause))
        except Exception as error:  # noqa: BLE001 - what it raised is its result
            results[index] = error
        running.discard(index)
        back.release()

    def step(index: int) -> None:
        turns[index].release()
        back.acquire()

    threads = [threading.Thread(target=work, args=(index,), daemon=True) for index in range(len(operations))]
    for index, thread in enumerate(threads):
        thread.start()
        step(index)  # up to its first call
    widths: list[int] = []
    taken: list[int] = []
    current: int | None = None
    left = math.inf if interruptions is None else float(interruptions)
    while running:
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
        step(current)
    for thread in threads:
        thread.join()
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
