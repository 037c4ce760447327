"""The attack on a part of the made-up half-year; `python -m tests.bench.subtraction` is the same on all of it."""

import pytest

from functions.report import view
from tests.bench.subtraction import ASKING, HalfYear, attack

STEP = 11
"""Every eleventh range: whole and cut ones in turn."""


@pytest.fixture(scope="module")
def world() -> HalfYear:
    return HalfYear(0.05)


@pytest.mark.parametrize("who", ASKING)
def test_nobody_recovers_a_hidden_cell_of_the_half_year(world: HalfYear, who: str) -> None:
    found = attack(world, ASKING[who], step=STEP)
    assert found.shown > 100
    assert found.hidden > 10_000
    assert found.recovered == ()


def test_the_attack_succeeds_where_what_is_left_of_a_unit_is_not_looked_at(
    world: HalfYear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "withheld", lambda *_: frozenset())
    monkeypatch.setattr(view, "withheld_of_overlapping", lambda *_: frozenset())
    assert len(attack(world, ASKING["a leader"], step=STEP).recovered) > 20
