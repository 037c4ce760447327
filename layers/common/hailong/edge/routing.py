"""Routes as API Gateway has already matched them: by method and resource, without a second look at the path.

Powertools' resolver does the same and more, and took a third as long to load as everything else together.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hailong.edge.correlation import request_id
from hailong.vocabulary.correlation import HEADER


@dataclass(frozen=True, slots=True, kw_only=True)
class Response[Body: (str, bytes)]:
    status_code: int
    body: Body
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


ALWAYS = {"Strict-Transport-Security": "max-age=31536000", "X-Content-Type-Options": "nosniff"}
"""Headers of every answer, whatever became of the request."""


class Request:
    """What came in."""

    def __init__(self, event: dict[str, Any]) -> None:
        self.raw_event = event

    @property
    def query_string_parameters(self) -> dict[str, str]:
        return self.raw_event.get("queryStringParameters") or {}

    def get_query_string_value(self, name: str, default: str) -> str:
        return self.query_string_parameters.get(name) or default

    @property
    def correlation_id(self) -> str | None:
        """The gateway's own name of the request: no caller can choose it, and it says nothing of anybody."""
        return request_id(self.raw_event)


type Answered = Response[str] | Response[bytes]
type Route = Callable[..., Answered]


class App:
    """One function's routes; `failed` turns what a route raises into an answer, `lost` answers where there is none.

    `follow` is told the correlation id of each request before it is dealt with, and None after.
    """

    def __init__(
        self,
        failed: Callable[[Exception], Response[str]],
        lost: Callable[[], Response[str]],
        follow: Callable[[str | None], None],
    ) -> None:
        self.routes: dict[tuple[str, str], Route] = {}
        self.current_event = Request({})
        self._failed = failed
        self._lost = lost
        self._follow = follow

    def get[R: Route](self, path: str) -> Callable[[R], R]:
        return self._route("GET", path)

    def page[R: Route](self, path: str) -> Callable[[R], R]:
        """A GET that is also asked for by HEAD: mail scanners and link checkers do."""

        def register(route: R) -> R:
            return self._route("HEAD", path)(self._route("GET", path)(route))

        return register

    def post[R: Route](self, path: str) -> Callable[[R], R]:
        return self._route("POST", path)

    def put[R: Route](self, path: str) -> Callable[[R], R]:
        return self._route("PUT", path)

    def resolve(self, event: dict[str, Any]) -> dict[str, Any]:
        """The answer to a proxy event, as API Gateway takes it."""
        self.current_event = Request(event)
        correlation_id = self.current_event.correlation_id
        route = self.routes.get((event["httpMethod"], event["resource"]))
        self._follow(correlation_id)
        try:
            found = self._lost() if route is None else route(**(event.get("pathParameters") or {}))
        except Exception as error:  # noqa: BLE001 - every error is an answer here
            found = self._failed(error)
        finally:
            # The process goes on to others' requests, and to what is no request at all.
            self._follow(None)
        answer = _proxied(found)
        for name, value in ALWAYS.items():
            answer["multiValueHeaders"].setdefault(name, [value])
        if correlation_id is not None:
            answer["multiValueHeaders"][HEADER] = [correlation_id]
        return answer | {"body": "", "isBase64Encoded": False} if event["httpMethod"] == "HEAD" else answer

    def _route[R: Route](self, method: str, path: str) -> Callable[[R], R]:
        """`/tasks/<case_id>` is the gateway's resource `/tasks/{case_id}`."""

        def register(route: R) -> R:
            self.routes[method, path.replace("<", "{").replace(">", "}")] = route
            return route

        return register


def _proxied(response: Answered) -> dict[str, Any]:
    headers = dict(response.headers) | ({"Content-Type": response.content_type} if response.content_type else {})
    encoded = isinstance(response.body, bytes)
    return {
        "statusCode": response.status_code,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "body": base64.b64encode(response.body).decode() if isinstance(response.body, bytes) else response.body,
        "isBase64Encoded": encoded,
    }
