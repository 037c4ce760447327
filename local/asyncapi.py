"""`python -m local.asyncapi` writes docs/events/: a JSON Schema for each event, and an AsyncAPI document of all.

`--check` writes nothing, and fails where they are not what the code says.
"""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from hailong.events.event import Event, EventType
from hailong.events.payload import MEANINGS, SOURCE, body_of, schema_of
from hailong.vocabulary.times import VIETNAM
from local.paths import ROOT

FOLDER = ROOT / "docs" / "events"
DOCUMENT = FOLDER / "asyncapi.json"

type Json = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_HEADERS: Json = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    "properties": {
        "webhook-id": {"type": "string", "description": "The id of the event, the same whenever it comes again"},
        "webhook-timestamp": {"type": "string", "description": "When this attempt was made, in seconds since 1970"},
        "webhook-signature": {
            "type": "string",
            "description": "`v1,` and the HMAC-SHA256 (base64) over id, timestamp and body with full stops between "
            "them; one for each secret in use, with spaces between them",
        },
    },
}


def files() -> dict[Path, str]:
    """Every file as it should be."""
    schemas = {kind: _schema(kind) for kind in EventType}
    texts = {FOLDER / f"{kind.value}.schema.json": schema for kind, schema in schemas.items()}
    texts[DOCUMENT] = document()
    return {path: json.dumps(content, ensure_ascii=False, indent=2) + "\n" for path, content in texts.items()}


def document() -> Json:
    """AsyncAPI 3.0: what is sent to vendors' endpoints, and the same on the bus."""
    names = {kind: schema_of(kind).__name__ for kind in EventType}
    references = {name: {"$ref": f"#/components/messages/{name}"} for name in names.values()}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Hài Lòng: events",
            "version": "1.0.0",
            "description": "That something changed, by ids and links; what it is now, the API tells those who may "
            "know. At least once; in order for each rating, whose later events have the greater ids. Further types "
            "and fields may come.",
            "license": {"name": "MIT"},
        },
        "defaultContentType": "application/json",
        "channels": {
            "webhooks": {
                "address": None,
                "title": "The endpoint of a vendor",
                "description": "POST by HTTPS to the address that the operator has registered (Standard Webhooks), "
                "about the ratings that the vendor's client sent. 2xx within ten seconds takes it; everything else "
                "is tried again for three days; 410 ends it.",
                "messages": references,
            },
            "bus": {
                "address": None,
                "title": "The EventBridge bus of the stack",
                "description": f"Every event, as the detail of an event with the source `{SOURCE}` and its type as "
                "the detail-type; in no order.",
                "messages": references,
            },
        },
        "operations": {
            f"tell{channel.capitalize()}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{channel}"},
                "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names.values()],
            }
            for channel in ("webhooks", "bus")
        },
        "components": {
            "messages": {
                name: {
                    "name": kind.value,
                    "title": MEANINGS[kind],
                    "headers": _HEADERS,
                    "payload": {
                        "schemaFormat": "application/schema+json;version=draft-2020-12",
                        "schema": _schema(kind),
                    },
                    "examples": [{"name": kind.value, "payload": example(kind)}],
                }
                for kind, name in names.items()
            }
        },
    }


def example(kind: EventType) -> Json:
    """An event of a made-up lot."""
    of_case = kind.value.startswith("case.")
    rejected = kind is EventType.RATING_REJECTED
    event = Event(
        client_id="",
        subject="10302752870-9f86d081884c7d65",
        place="1-000005" if of_case else f"0-00000{1 if rejected else 2}",
        type=kind,
        at=datetime(2026, 6, 24, 15, 40, tzinfo=VIETNAM),
        declaration_no="103027528701",
        lot_key=None if rejected else "10302752870",
        case_id="HL-10302752870" if of_case else None,
    )
    return body_of(event, "https://api.example.vn/v1").model_dump(mode="json")


def _schema(kind: EventType) -> Json:
    """Open to further fields, as whoever reads events has to be; what it refers to stands in its place."""
    found: Json = schema_of(kind).model_json_schema()
    data: Json = found.pop("$defs")["EventData"]
    found["properties"]["data"] = data
    for schema in (found, data):
        del schema["additionalProperties"]
    return {"$schema": _DIALECT, **found}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="local.asyncapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is outdated")
    chosen = parser.parse_args(arguments)
    wanted = files()
    if not chosen.check:
        FOLDER.mkdir(exist_ok=True)
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
        return 0
    if all(path.exists() and path.read_text("utf-8") == text for path, text in wanted.items()):
        return 0
    print("docs/events is not what the code says: make openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
