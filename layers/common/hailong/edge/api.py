"""The words in which functions describe their routes, for `openapi.json`. Never loaded by a handler."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, TypeAdapter, WithJsonSchema

from hailong.vocabulary.codes import whole

CLOSED = ConfigDict(extra="forbid")
"""For answers: a field that is not described here is a mistake."""

Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Day = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Address = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
Share = Annotated[float, WithJsonSchema({"type": "number", "minimum": 0})]
Level = Annotated[int, WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 5})]


def schema_of(kind: Any) -> dict[str, Any]:
    """What the published schema says of a type, for a parameter."""
    return TypeAdapter(kind).json_schema()


def form(pattern: str, **more: Any) -> dict[str, Any]:
    """The schema of a text that has this form from its beginning to its end."""
    return {"type": "string", "pattern": whole(pattern), **more}


class Caller(StrEnum):
    """Who may call: a machine with a scope, a member of staff, or anyone (who has the link)."""

    MACHINE = "machine"
    STAFF = "staff"
    ANYONE = "anyone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Of the query, unless the route's path has it. `schema` is JSON Schema."""

    name: str
    about: str
    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": "string", "minLength": 1})
    required: bool = False
    example: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back: JSON of `model`, or another medium."""

    about: str
    model: Any = None
    example: Any = None
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one route. `problems` holds the codes that are the operation's own, by status.

    `form`: the schema of the request as a form of a page, if it may be one.
    """

    method: str
    path: str
    name: str
    about: str
    tag: str
    caller: Caller
    scope: str | None = None
    detail: str = ""
    parameters: tuple[Parameter, ...] = ()
    request: Any = None
    request_example: Any = None
    form: Mapping[str, Any] | None = None
    body_limit_kib: int = 32
    answers: Mapping[int, Answer]
    problems: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
