"""The tests run what is deployed: none of them makes a step, a page or a batch smaller than it is in production.

A fault that shows only where a batch is large enough to hold two of a kind would stay hidden.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from local.paths import ROOT


def made_smaller(source: str) -> Iterator[str]:
    """The constants of modules that a test puts something else for, by name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setattr":
            strings = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            names = [one.rpartition(".")[2] for one in strings[:1]]
        elif isinstance(node, ast.Assign):
            names = [one.attr for one in node.targets if isinstance(one, ast.Attribute)]
        else:
            continue
        yield from (f"{name} on line {node.lineno}" for name in names if name.isupper())


def _tests() -> Iterator[Path]:
    yield from sorted((ROOT / "tests" / "contract").glob("*.py"))


def test_contract_tests_leave_the_constants_of_production_alone() -> None:
    found = {path.name: list(made_smaller(path.read_text("utf-8"))) for path in _tests()}
    assert {name: constants for name, constants in found.items() if constants} == {}


def test_a_smaller_step_is_found_out() -> None:
    assert list(made_smaller('monkeypatch.setattr(lists, "_STEP", 2)')) == ["_STEP on line 1"]
    assert list(made_smaller('monkeypatch.setattr("hailong.adapters.dynamodb.finding._STEP", 2)')) == [
        "_STEP on line 1"
    ]
    assert list(made_smaller("lists._STEP = 2")) == ["_STEP on line 1"]
    assert list(made_smaller('monkeypatch.setattr(store, "pause", print)')) == []
