"""The HTTP edge, once for all functions: strict JSON in, JSON and RFC 9457 problems out."""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote

from aws_lambda_powertools import Logger
from pydantic import BaseModel, ValidationError

from hailong.edge import correlation
from hailong.edge.metrics import count
from hailong.edge.routing import App, Response
from hailong.vocabulary.errors import BadRequest, FieldError, Invalid, RecordUnreadable, Refused, RetryLater, TooLarge

BODY_LIMIT = 32 * 1024
"""Bytes of a request body (DESIGN: 32 KiB; bulk requests say so themselves)."""

UNREADABLE = "record_unreadable"
"""The code of what is stored and cannot be read."""

_FIELDS_NAMED = 10
_JSON, _PROBLEM = "application/json; charset=utf-8", "application/problem+json; charset=utf-8"
_TITLES = {
    400: "Malformed request",
    403: "Forbidden",
    404: "Not found",
    409: "Conflict",
    413: "Too large",
    422: "Invalid request",
    429: "Too many requests",
    500: "Internal error",
    503: "Try again later",
}
# What pydantic says in the words of Python, with the names of our classes.
_IN_JSON = {"model_type": "Input should be an object", "tuple_type": "Input should be a valid list"}


def new_app(logger: Logger) -> App:
    """An app on which every error of `vocabulary.errors` becomes a problem, and any other a logged 500."""

    def failed(error: Exception) -> Response[str]:
        match error:
            case Refused():
                return problem(error.status, error.code, error.detail, errors=error.errors, current=error.current)
            case RetryLater():
                logger.warning("asked to retry", extra={"reason": str(error)})
                return problem(503, "try_again", "Too much at once; please try again.", headers={"Retry-After": "1"})
            case RecordUnreadable():
                told_unreadable(logger, error)
                detail = "What is stored of this cannot be read; it has been recorded, and somebody will look at it."
                return problem(500, UNREADABLE, detail, correlation_id=logger.get_correlation_id())
            case _:
                logger.exception("unexpected error")  # noqa: LOG004 - called while it is handled
                recorded = "Something went wrong on our side; it has been recorded."
                return problem(500, "internal_error", recorded, correlation_id=logger.get_correlation_id())

    return App(
        failed,
        lambda: problem(404, "no_such_route", "There is nothing here."),
        partial(correlation.follow, logger),
    )


def told_unreadable(logger: Logger, error: RecordUnreadable) -> None:
    """Has an operator look at what somebody could not be shown, as the daily sweep does."""
    logger.error("what is kept cannot be read", extra={"keys": [error.key], "kind": error.kind})
    count("RecordUnreadable")


def path_value(text: str) -> str:
    """A path parameter as it was meant."""
    return unquote(text)


def query(event: Mapping[str, Any], *known: str) -> dict[str, str]:
    """The query's parameters; Invalid names those that are unknown or stand more than once."""
    sent: Mapping[str, Any] = event.get("multiValueQueryStringParameters") or {
        name: [value] for name, value in (event.get("queryStringParameters") or {}).items()
    }
    errors = [
        FieldError(name, "is given more than once" if name in known else "is no parameter of this route")
        for name, values in sent.items()
        if name not in known or len(values) > 1
    ]
    if errors:
        raise Invalid(errors[:_FIELDS_NAMED])
    return {name: str(values[0]) for name, values in sent.items()}


def raw_body(event: Mapping[str, Any], limit: int = BODY_LIMIT) -> bytes:
    """The request's body as it came; TooLarge over `limit` bytes."""
    raw = event.get("body") or ""
    data = base64.b64decode(raw) if event.get("isBase64Encoded") else raw.encode("utf-8", "surrogatepass")
    if len(data) > limit:
        raise TooLarge("body_too_large", f"The body may have at most {limit // 1024} KiB.")
    return data


def body(event: Mapping[str, Any], limit: int = BODY_LIMIT) -> Any:
    """The request's JSON; Malformed unless it is UTF-8 JSON without duplicate fields, TooLarge over `limit` bytes.

    A byte order mark before it is ignored (RFC 8259, section 8.1).
    """
    data = raw_body(event, limit)
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise BadRequest("not_json", "The body is not UTF-8.") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest("not_json", "The body is not JSON.") from error


def parse[M: BaseModel](model: type[M], data: Any) -> M:
    """`data` as `model`; Invalid names every field that is wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise Invalid(field_errors(error)) from error


def field_errors(error: ValidationError) -> list[FieldError]:
    """What pydantic found, without repeating what was sent."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return [
        FieldError(
            ".".join(str(part) for part in one["loc"]) or "body",
            _IN_JSON.get(one["type"]) or one["msg"].removeprefix("Value error, "),
        )
        for one in found
    ]


def answer(status: int, content: Any, headers: Mapping[str, str] | None = None) -> Response[str]:
    """A JSON answer. Nothing that we answer may be kept by a cache on the way."""
    return _response(status, _JSON, content, headers)


def conditional_answer(event: Mapping[str, Any], content: Any) -> Response[str]:
    """A JSON answer with an ETag; 304 without a body where the caller has this very answer already (RFC 9110)."""
    return conditional_text(event, json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def conditional_text(event: Mapping[str, Any], text: str) -> Response[str]:
    """The same of JSON that is there as text."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {"Cache-Control": "private, no-cache", "ETag": tag}
    known = header(event, "if-none-match")
    if known is not None and (known.strip() == "*" or tag in re.findall(r'"[^"]*"', known)):
        return Response(status_code=304, body="", headers=headers)
    return Response(status_code=200, content_type=_JSON, body=text, headers=headers)


def download(name: str, content_type: str, content: bytes) -> Response[bytes]:
    """A file to keep, which no cache on the way may. `name` holds nothing that a quoted string may not (RFC 6266)."""
    return Response(
        status_code=200,
        content_type=content_type,
        body=content,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def header(event: Mapping[str, Any], name: str) -> str | None:
    """A request's header, whatever the case of its name."""
    return next((value for given, value in (event.get("headers") or {}).items() if given.lower() == name), None)


def api_url(event: Mapping[str, Any]) -> str:
    """The address of this API as its callers know it; the stage says so."""
    return str(event["stageVariables"]["api_url"])


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: tuple[FieldError, ...] = (),
    current: Mapping[str, Any] | None = None,
    correlation_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[str]:
    """RFC 9457 problem details with our stable `code`."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": _TITLES[status],
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        content["errors"] = [{"field": one.field, "message": one.message} for one in errors]
    if current is not None:
        content["current"] = dict(current)
    if correlation_id is not None:
        content["correlation_id"] = correlation_id
    return _response(status, _PROBLEM, content, headers)


def _response(status: int, content_type: str, content: Any, headers: Mapping[str, str] | None) -> Response[str]:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(
        status_code=status,
        content_type=content_type,
        # A lone surrogate that is quoted back can only be sent as the escape that it came as.
        body=text.encode("utf-8", "backslashreplace").decode(),
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = sorted(name for name, times in Counter(name for name, _ in pairs).items() if times > 1)
        raise BadRequest("duplicate_field", f"A field stands more than once: {', '.join(twice[:_FIELDS_NAMED])}")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
