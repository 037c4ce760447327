"""Calls submit as API Gateway would, and holds every answer against openapi.json."""

import base64
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from urllib.parse import urlencode

from tests.aws import lambda_context
from tests.conformance import deviations

SETTINGS = {
    "RATINGS_TABLE": "ratings",
    "CASES_TABLE": "cases",
    "OFFICES_TABLE": "offices",
    "SIGNING_SECRET": "signing-keys",
    "RATING_WINDOW_DAYS": "30",
    "CORRECTION_MINUTES": "15",
    "RATING_KEY": "optional",
    "ANSWER_LINK_DAYS": "180",
    "WORKING_DAYS_TO_DECIDE": "5",
}
API_URL = "https://api.example.vn/v1"
SCOPES = "hailong/rating.write hailong/rating.read hailong/clearance.write"
NUMBER, TAX_CODE = "103027528701", "5700100256"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.text)
        return found


@dataclass
class SubmitDesk:
    handler: ModuleType
    headers: dict[str, str] = field(default_factory=dict)

    def send(
        self,
        method: str,
        resource: str,
        body: Any = None,
        *,
        form: dict[str, Any] | None = None,
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        claims: dict[str, Any] | None = None,
        at: dict[str, str] | None = None,
        request_id: str = "a-request",
    ) -> Reply:
        """`resource` is the route, `at` fills its parts in; `body` is sent as JSON, `form` as one, `raw` as it is."""
        path = at or {}
        content = raw
        if form is not None:
            content = urlencode(form, doseq=True).encode()
        elif body is not None:
            content = json.dumps(body).encode()
        kind = "application/x-www-form-urlencoded" if form is not None else "application/json"
        event = {
            "resource": resource,
            "path": resource,
            "httpMethod": method,
            "headers": {"Content-Type": kind, **self.headers, **(headers or {})},
            "multiValueHeaders": {},
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()},
            "pathParameters": path or None,
            "requestContext": {
                "requestId": request_id,
                "authorizer": {"claims": machine_claims() if claims is None else claims},
            },
            "stageVariables": {"api_url": API_URL},
            "body": None if content is None else base64.b64encode(content).decode(),
            "isBase64Encoded": True,
        }
        answer = self.handler.handler(event, lambda_context())
        reply = Reply(
            status=answer["statusCode"],
            headers={name.lower(): values[-1] for name, values in answer["multiValueHeaders"].items()},
            text=answer["body"],
        )
        kind = reply.headers.get("content-type", "")
        found = json.loads(reply.text) if kind.partition(";")[0].endswith("json") else None
        plain = resource
        for name in path:
            plain = plain.replace(f"{{{name}}}", "x")
        assert deviations(method, plain, reply.status, kind, found) == []
        return reply

    def clear(self, number: str = NUMBER, **changes: Any) -> dict[str, Any]:
        """Registers a clearance; what it was answered with."""
        reply = self.send("PUT", "/clearances/{declaration_no}", clearance(**changes), at={"declaration_no": number})
        assert reply.status in {200, 201}, reply.text
        return reply.json


def machine_claims(scope: str = SCOPES) -> dict[str, Any]:
    return {"token_use": "access", "scope": scope, "client_id": "vendor"}


def clearance(**changes: Any) -> dict[str, Any]:
    return {
        "declaration_type": "A11",
        "channel": "green",
        "enterprise": {"tax_code": TAX_CODE, "name": "Công ty TNHH Ví dụ", "emails": ["xnk@example.vn"]},
        "office": "20CF",
        "team": "01",
        "officers": [{"code": "20CF-0012", "name": "Nguyễn Văn A", "stage": "inspection"}],
        "cleared_at": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
    } | changes


def rating(**changes: Any) -> dict[str, Any]:
    return {"declaration_no": NUMBER, "tax_code": TAX_CODE, "levels": {"officer": 2}} | changes
