"""The requests of the pages' forms, as `openapi.json` tells of them: the same fields, as text."""

from typing import Any

from functions.submit.requests import LinkAppealRequest, LinkHelpedRequest, LinkRatingRequest
from hailong.edge.api import schema_of
from hailong.vocabulary.words import Subject

type Json = dict[str, Any]


def rating() -> Json:
    """A level a subject, at least one; the contact's fields stand beside the others."""
    schema = schema_of(LinkRatingRequest)
    given, parts = schema["properties"], schema["$defs"]
    level = parts["LevelsRequest"]["properties"]["office"]
    levels = [str(number) for number in range(level["minimum"], level["maximum"] + 1)]
    fields: Json = {subject.value: {"type": "string", "enum": levels} for subject in Subject}
    fields |= {name: given[name] for name in ("comment", "nonce")}
    fields["reasons"] = given["reasons"] | {"items": parts["Reason"]}
    fields["language"] = parts["Language"]
    fields |= {f"contact_{name}": field for name, field in parts["ContactRequest"]["properties"].items()}
    return _form(fields) | {"anyOf": [{"required": [subject.value]} for subject in Subject]}


def correction() -> Json:
    """The same, by the form that had been sent."""
    found = rating()
    return found | {"required": ["nonce"]}


def appeal() -> Json:
    return _form(schema_of(LinkAppealRequest)["properties"]) | {"required": ["reason"]}


def helped() -> Json:
    """What is chosen, by its code."""
    schema = schema_of(LinkHelpedRequest)
    fields = schema["properties"] | {"helped": schema["$defs"]["Helped"]}
    return _form(fields) | {"required": ["helped"]}


def invitations() -> Json:
    """The page's buttons, and what mail programs send where one click unsubscribes (RFC 8058)."""
    fields: Json = {
        "invited": {"type": "string", "enum": ["yes", "no"]},
        "List-Unsubscribe": {"type": "string", "enum": ["One-Click"]},
    }
    return _form(fields) | {"minProperties": 1, "maxProperties": 1}


def _form(fields: Json) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _filled_in(field) for name, field in fields.items()},
    }


def _filled_in(field: Json) -> Json:
    """What can stand in a field of a form, which has no null."""
    kinds = [kind for kind in field.get("anyOf", [field]) if kind != {"type": "null"}]
    return {name: value for name, value in kinds[0].items() if name not in {"title", "default", "description"}}
