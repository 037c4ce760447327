"""What a caller is told of a request that is wrong: in the caller's words, never with the names of our classes."""

import inspect
import re
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

import hailong
from functions.report import query
from functions.submit import requests as of_software
from functions.tasks import requests as of_staff
from hailong.edge import http
from hailong.vocabulary.errors import FieldError, Invalid
from hailong.vocabulary.words import CaseState, Language, word

TODAY = date(2026, 11, 24)


def _classes(*modules: ModuleType) -> list[type]:
    """Those that the modules define, in one order."""
    return [
        one
        for module in modules
        for _, one in inspect.getmembers(module, inspect.isclass)
        if one.__module__ == module.__name__
    ]


MODELS = [one for one in _classes(of_software, of_staff) if issubclass(one, BaseModel)]
OURS = [import_module(one.name) for one in walk_packages(hailong.__path__, "hailong.")] + [of_software, of_staff, query]
PYTHON = {"tuple", "dict", "dictionary", "instance", "NoneType", "enum"}
NOT_FOR_CALLERS = re.compile(rf"\b({'|'.join(sorted({one.__name__ for one in _classes(*OURS)} | PYTHON))})\b")

leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[type[BaseModel], Any]:
    """A request, and JSON of any shape, mostly under the names that the request knows."""
    model = draw(st.sampled_from(MODELS))
    names = st.sampled_from([*model.model_fields, *of_software.EnterpriseRequest.model_fields, "officer", "more"])
    shapes = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner), max_leaves=12
    )
    return model, draw(shapes)


def _told(ask: Callable[[], object]) -> list[FieldError]:
    try:
        ask()
    except Invalid as refused:
        return list(refused.errors)
    return []


def _names_no_class(errors: list[FieldError]) -> None:
    for error in errors:
        assert NOT_FOR_CALLERS.search(f"{error.field}: {error.message}") is None


@settings(max_examples=200)
@given(bodies())
def test_no_body_is_answered_with_the_name_of_a_class(sent: tuple[type[BaseModel], Any]) -> None:
    model, body = sent
    _names_no_class(_told(lambda: http.parse(model, body)))


@given(
    st.dictionaries(
        st.sampled_from(["unit", "from", "to", "bucket", "compare_from", "compare_to", "quarter", "format"]),
        st.text(max_size=12) | st.sampled_from(["office:", "2026-02-30", "2026-Q5", "2026-12-01", "day"]),
    )
)
def test_no_query_of_statistics_is_answered_with_the_name_of_a_class(asked: dict[str, str]) -> None:
    _names_no_class(_told(lambda: query.parse_query(asked, today=TODAY)))
    _names_no_class(_told(lambda: query.parse_quarter(asked)))
    _names_no_class(_told(lambda: query.parse_format(asked)))


@pytest.mark.parametrize("body", [None, [], "x", 5])
def test_a_body_of_another_kind_should_be_an_object(body: Any) -> None:
    assert _told(lambda: http.parse(of_staff.NoteRequest, body)) == [FieldError("body", "Input should be an object")]


def test_a_word_that_there_is_not_is_answered_with_those_that_there_are() -> None:
    assert word(CaseState, "open") is CaseState.OPEN
    with pytest.raises(ValueError, match=r"^must be vi or en$"):
        word(Language, "fr")
    with pytest.raises(ValueError, match=r"^must be open, assigned, in_review, decided, appealed, closed or failed$"):
        word(CaseState, "Open")


def test_what_is_looked_for_would_be_found() -> None:
    """The words of Python itself, as they come when nobody chooses better ones."""
    with pytest.raises(ValueError, match="foo") as error:
        CaseState("foo")
    assert NOT_FOR_CALLERS.search(str(error.value)) is not None
    assert NOT_FOR_CALLERS.search("Input should be a valid dictionary or instance of NoteRequest") is not None
    assert len(MODELS) > 10
