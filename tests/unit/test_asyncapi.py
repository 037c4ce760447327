"""docs/events is what the code says: valid, with examples that hold, and with every event that there is."""

import json

import pytest
from jsonschema import Draft7Validator, Draft202012Validator

from hailong.events.event import EventType, of_case
from hailong.events.payload import body_of
from local import asyncapi
from local.paths import ROOT
from tests import samples

SPECIFICATION = ROOT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0-without-$id.json"


def test_it_is_what_the_code_says() -> None:
    wanted = asyncapi.files()
    assert {path: path.read_text("utf-8") for path in asyncapi.FOLDER.iterdir()} == wanted, "make openapi"


def test_it_is_valid() -> None:
    specification = json.loads(SPECIFICATION.read_text("utf-8"))
    Draft7Validator(specification).validate(asyncapi.document())
    broken = asyncapi.document()
    del broken["info"]["title"]
    assert not Draft7Validator(specification).is_valid(broken)


def test_every_reference_leads_somewhere() -> None:
    document = asyncapi.document()
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        found = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


@pytest.mark.parametrize("kind", EventType)
def test_each_event_has_a_schema_that_its_example_keeps(kind: EventType) -> None:
    schema = json.loads((asyncapi.FOLDER / f"{kind.value}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    validator.validate(asyncapi.example(kind))
    validator.validate(asyncapi.example(kind) | {"new_since_2027": 1})
    assert not validator.is_valid(asyncapi.example(kind) | {"type": "case.other"})
    assert not validator.is_valid(asyncapi.example(kind) | {"data": {}})


def test_what_is_sent_keeps_its_schema() -> None:
    event = of_case(None, samples.open_case(), samples.RATED)
    assert event is not None
    schema = json.loads((asyncapi.FOLDER / f"{event.type.value}.schema.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(json.loads(body_of(event, "https://api.example.vn/v1").model_dump_json()))
