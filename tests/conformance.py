"""Holds what the API answers against openapi.json."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

_FILE = Path(__file__).parents[1] / "openapi.json"
type Json = dict[str, Any]


@cache
def document() -> Json:
    found: Json = json.loads(_FILE.read_text("utf-8"))
    return found


def deviations(method: str, path: str, status: int, content_type: str, body: Any) -> list[str]:
    """What of an answer openapi.json does not say; nothing for a path (below the stage) that is nobody's route."""
    operation = _operation(method, path)
    if operation is None:
        return []
    answer = operation["responses"].get(str(status))
    if answer is None:
        return [f"{method} {path} answers {status}, which openapi.json does not know"]
    media = content_type.partition(";")[0].strip()
    content = answer.get("content", {})
    if media not in content:
        return [f"{method} {path} answers {status} as {media}"] if content else []
    if not media.endswith("json"):
        return []
    schema = content[media]["schema"] | {"components": document()["components"]}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [
        f"{method} {path} {status}, {error.json_path}: {error.message[:300]} (see answers.py of the function)"
        for error in validator.iter_errors(body)
    ]


def _operation(method: str, path: str) -> Json | None:
    """Literal routes first, as API Gateway matches them."""
    for route in sorted(document()["paths"], key=lambda route: route.count("{")):
        pattern = re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(route))
        if re.fullmatch(pattern, path) and method.lower() in document()["paths"][route]:
            found: Json = document()["paths"][route][method.lower()]
            return found
    return None
