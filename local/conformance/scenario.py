"""A scenario: what happens, and what software must make of it."""

from collections.abc import Callable
from dataclasses import dataclass

from local.conformance.stage import Stage


@dataclass(frozen=True, slots=True)
class Scenario:
    """`expected` is what the report says; `play` raises Failed where the software does otherwise."""

    name: str
    expected: str
    play: Callable[[Stage], None]


SCENARIOS: list[Scenario] = []


def scenario(expected: str) -> Callable[[Callable[[Stage], None]], Callable[[Stage], None]]:
    def add(play: Callable[[Stage], None]) -> Callable[[Stage], None]:
        SCENARIOS.append(Scenario(play.__name__, expected, play))
        return play

    return add
