"""openapi.json is what the code says: every route, valid, with examples that hold."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from hailong.edge.api import Caller
from local import client_types, openapi
from tests.conformance import deviations, document
from tests.template.routes_in_code import routes_in_code


def test_it_is_valid() -> None:
    validate(document())


def test_it_is_what_the_code_says() -> None:
    for path, text in openapi.files().items():
        assert path.read_text("utf-8") == text, "make openapi"


def test_the_python_client_has_the_types_of_it() -> None:
    assert client_types.FILE.read_text("utf-8") == client_types.written(), "make openapi"


def test_it_has_every_route_of_the_code_and_no_other() -> None:
    in_code = set().union(*routes_in_code(openapi.FUNCTIONS).values())
    assert {(operation.method, operation.path) for operation in openapi.operations()} == in_code


def test_every_name_is_used_once() -> None:
    names = [operation.name for operation in openapi.operations()]
    assert len(set(names)) == len(names)


def test_machines_need_a_scope_and_others_have_none() -> None:
    for operation in openapi.operations():
        assert (operation.scope is not None) == (operation.caller is Caller.MACHINE), operation.name


def test_every_part_of_a_path_is_explained() -> None:
    for operation in openapi.operations():
        explained = {parameter.name for parameter in operation.parameters}
        parts = {part.strip("{}") for part in operation.path.split("/") if part.startswith("{")}
        assert parts <= explained, operation.path


def _examples() -> Iterator[Any]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            bodies = {"request": operation.get("requestBody", {}), **operation["responses"]}
            for name, body in bodies.items():
                for media, content in body.get("content", {}).items():
                    examples = [content["example"]] if "example" in content else []
                    examples += [one["value"] for one in content.get("examples", {}).values()]
                    for number, example in enumerate(examples):
                        case = f"{method} {path} {name} {media} {number}"
                        yield pytest.param(content["schema"], example, id=case)


@pytest.mark.parametrize(("schema", "example"), [*_examples()])
def test_every_example_holds(schema: Any, example: Any) -> None:
    Draft202012Validator(schema | {"components": document()["components"]}).validate(example)


def test_what_deviates_is_found() -> None:
    answer = {"intact": True, "entries": 4, "first_broken": None, "what": None}
    path = "/tasks/HL-10302752870/timeline/verify"
    assert deviations("GET", path, 200, "application/json; charset=utf-8", answer) == []
    assert deviations("GET", path, 200, "application/json", answer | {"more": 1})
    assert deviations(
        "GET", path, 200, "application/json", {"intact": "yes", "entries": 4, "first_broken": None, "what": None}
    )
    assert deviations("GET", path, 418, "application/json", answer)
    assert deviations("GET", path, 200, "text/html", "")


def _strings(schema: Any) -> Iterator[Any]:
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            yield schema
        for part in schema.values():
            yield from _strings(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _strings(part)


def test_every_text_that_is_sent_has_a_form() -> None:
    """A description looser than the code lets a generated client build what we refuse."""
    sent = [
        (name, schema)
        for name, schema in document()["components"]["schemas"].items()
        if name.endswith("Request") or name == "BulkBody"
    ]
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            sent.append((f"{method} {path}", [operation["parameters"], operation.get("requestBody", {})]))
    for name, schema in sent:
        for one in _strings(schema):
            assert {"pattern", "enum", "format", "minLength", "const"} & set(one), (name, one)


def test_a_rating_has_a_level() -> None:
    body = document()["components"]["schemas"]["RatingRequest"] | {"components": document()["components"]}
    rating = {"declaration_no": "103027528701", "tax_code": "5700100256"}
    validator = Draft202012Validator(body)
    assert validator.is_valid(rating | {"levels": {"team": 3}})
    wrongs: tuple[dict[str, Any], ...] = ({}, {"team": None}, {"team": 0}, {"more": 1})
    for levels in wrongs:
        assert not validator.is_valid(rating | {"levels": levels})
    assert not validator.is_valid(rating | {"levels": {"team": 3}, "tax_code": ""})
