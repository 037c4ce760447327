"""`python -m local.openapi` writes openapi.json from the code of all functions; `--check` fails if it is outdated."""

import argparse
import json
import sys
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from hailong.edge.api import Answer, Caller, Operation
from hailong.edge.http import UNREADABLE
from local.paths import ROOT

FUNCTIONS = ("submit", "tasks", "report")
FILE = ROOT / "openapi.json"
SERVED = ROOT / "functions" / "submit" / "openapi.json"
"""The same in less space, where the build of the function that serves it finds it."""

type Json = dict[str, Any]

_REFERENCE = "#/components/schemas/{model}"
_ABOUT = """Enterprises rate the customs service that handled a lot; every negative rating is dealt with and answered.

Errors are RFC 9457 problems with a stable `code`. Unknown fields are refused. Times are ISO 8601 with an offset.
`docs/integration.md` shows the way of a rating from declaration software."""
_ALWAYS = {429: ("too_many_requests",), 500: ("internal_error", UNREADABLE), 503: ("try_again",)}
_PROBLEM: Json = {
    "title": "Problem",
    "description": "RFC 9457 problem details. `code` is stable; `current` is the case's state where that has moved.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
        "current": {"type": "object"},
        "correlation_id": {"type": "string", "description": "Of a fault: what our logs call the request by"},
    },
}


def operations() -> list[Operation]:
    """Every route of every function, by path."""
    found = [operation for name in FUNCTIONS for operation in import_module(f"functions.{name}.api").OPERATIONS]
    return sorted(found, key=lambda one: (one.path, one.method))


def document() -> Json:
    """The API as OpenAPI 3.1."""
    wanted = operations()
    schemas, components = _schemas(wanted)
    paths: Json = {}
    for operation in wanted:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hài Lòng",
            "version": "1.0.0",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/v1"}],
        "tags": [{"name": name} for name in dict.fromkeys(operation.tag for operation in wanted)],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM, **dict(sorted(components.items()))},
            "securitySchemes": _security_schemes(wanted),
        },
    }


def files() -> dict[Path, str]:
    """What stands in which file."""
    found = document()
    return {
        FILE: json.dumps(found, ensure_ascii=False, indent=1) + "\n",
        SERVED: json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n",
    }


def _schemas(wanted: list[Operation]) -> tuple[dict[Any, Json], Json]:
    """The schema of each model that is used, and the components that they refer to."""
    used: dict[tuple[Any, str], TypeAdapter[Any]] = {}
    for operation in wanted:
        if operation.request is not None:
            used[operation.request, "validation"] = TypeAdapter(operation.request)
        for answer in operation.answers.values():
            if answer.model is not None:
                used[answer.model, "serialization"] = TypeAdapter(answer.model)
    inputs: Any = [(model, mode, adapter) for (model, mode), adapter in used.items()]
    schemas, definitions = TypeAdapter.json_schemas(inputs, ref_template=_REFERENCE)
    return {model: schema for (model, _), schema in schemas.items()}, definitions.get("$defs", {})


def _operation(operation: Operation, schemas: dict[Any, Json]) -> Json:
    found: Json = {
        "operationId": operation.name,
        "summary": operation.about,
        "tags": [operation.tag],
        "security": _security(operation),
        "parameters": [
            {
                "name": parameter.name,
                "in": "path" if f"{{{parameter.name}}}" in operation.path else "query",
                "required": parameter.required or f"{{{parameter.name}}}" in operation.path,
                "description": parameter.about,
                "schema": dict(parameter.schema),
            }
            | ({} if parameter.example is None else {"example": parameter.example})
            for parameter in operation.parameters
        ],
        "responses": {str(status): answer for status, answer in sorted(_responses(operation, schemas))},
    }
    if operation.detail:
        found["description"] = operation.detail
    if operation.request is not None:
        found["requestBody"] = _request(operation, schemas)
    return found


def _request(operation: Operation, schemas: dict[Any, Json]) -> Json:
    json_body: Json = {"schema": schemas[operation.request]}
    if operation.request_example is not None:
        json_body["example"] = operation.request_example
    content = {"application/json": json_body}
    if operation.form is not None:
        content["application/x-www-form-urlencoded"] = {"schema": dict(operation.form)}
    return {
        "required": _needs_body(operation.request),
        "description": f"At most {operation.body_limit_kib} KiB.",
        "content": content,
    }


def _needs_body(model: type[BaseModel]) -> bool:
    return any(field.is_required() for field in model.model_fields.values())


def _responses(operation: Operation, schemas: dict[Any, Json]) -> Iterator[tuple[int, Json]]:
    for status, answer in operation.answers.items():
        yield status, _answer(answer, schemas)
    pages: Json = {"text/html": {"schema": {"type": "string"}}} if _has_pages(operation) else {}
    for status, codes in _problems(operation).items():
        if operation.method == "HEAD":
            yield status, {"description": f"{HTTPStatus(status).phrase}, without a body"}
            continue
        yield (
            status,
            {
                "description": f"{HTTPStatus(status).phrase}: {', '.join(f'`{code}`' for code in codes)}",
                "content": {
                    "application/problem+json": {
                        "schema": {"$ref": _REFERENCE.format(model="Problem")},
                        "examples": {code: {"value": _problem_example(status, code)} for code in codes},
                    },
                    **pages,
                },
            },
        )


def _has_pages(operation: Operation) -> bool:
    return any("text/html" in answer.media for answer in operation.answers.values())


def _answer(answer: Answer, schemas: dict[Any, Json]) -> Json:
    content: Json = {media: {"schema": {"type": "string"}} for media in answer.media}
    if answer.model is not None:
        as_json: Json = {"schema": schemas[answer.model]}
        if answer.example is not None:
            as_json["example"] = answer.example
        content = {"application/json": as_json, **content}
    return {"description": answer.about} | ({"content": content} if content else {})


def _problems(operation: Operation) -> dict[int, tuple[str, ...]]:
    """The operation's own codes and those that any such operation may have."""
    found: dict[int, tuple[str, ...]] = {status: tuple(codes) for status, codes in operation.problems.items()}

    def add(status: int, *codes: str) -> None:
        found[status] = tuple(dict.fromkeys((*found.get(status, ()), *codes)))

    if operation.caller is not Caller.ANYONE:
        add(401, "unauthorized")
        add(403, "missing_scope" if operation.caller is Caller.MACHINE else "not_staff")
    if operation.request is not None:
        add(400, "not_json", "duplicate_field", *(("not_a_form",) if operation.form is not None else ()))
        add(413, "body_too_large")
    # Parameters that a route does not know are refused, too.
    if operation.request is not None or operation.parameters or operation.caller is not Caller.ANYONE:
        add(422, "invalid")
    for status, codes in _ALWAYS.items():
        add(status, *codes)
    return found


def _problem_example(status: int, code: str) -> Json:
    found: Json = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    if code == "invalid":
        found["errors"] = [{"field": "levels.officer", "message": "Input should be less than or equal to 5"}]
    return found


def _security(operation: Operation) -> list[Json]:
    match operation.caller:
        case Caller.MACHINE:
            return [{"machine": [operation.scope]}]
        case Caller.STAFF:
            return [{"staff": []}]
        case Caller.ANYONE:
            return []


def _security_schemes(wanted: list[Operation]) -> Json:
    scopes = sorted({operation.scope for operation in wanted if operation.scope})
    return {
        "machine": {
            "type": "oauth2",
            "description": "One client a vendor; its secret stays on the vendor's servers.",
            "flows": {
                "clientCredentials": {
                    "tokenUrl": "https://sign-in.example.vn/oauth2/token",
                    "scopes": {scope: scope.removeprefix("hailong/") for scope in scopes},
                }
            },
        },
        "staff": {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The ID token of a member of staff, from the sign-in page (authorization code and PKCE).",
        },
    }


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="local.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where the file is outdated")
    chosen = parser.parse_args(arguments)
    wanted = files()
    if not chosen.check:
        for path, text in wanted.items():
            path.write_text(text, "utf-8")
        return 0
    if all(path.exists() and path.read_text("utf-8") == text for path, text in wanted.items()):
        return 0
    print("openapi.json is not what the code says: make openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
