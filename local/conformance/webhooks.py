"""Webhooks as the system sends them, for the software under test; signed by the specification's own library."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from standardwebhooks import Webhook

from local.conformance.driver import Driver
from local.conformance.stage import expect

type Json = dict[str, Any]


def secret(name: str) -> str:
    """A secret of its own for each name."""
    return f"whsec_{base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()}"


WEBHOOK_SECRET = secret("the first")
"""What the software is started with."""


def event(rating: Json, version: int, kind: str, **more: Any) -> Json:
    """The body of an event about a rating."""
    key = rating["declaration_no"][:11]
    return {
        "id": f"{key}-{hashlib.sha256(key.encode()).hexdigest()[:16]}-1-{version:06d}",
        "type": kind,
        "timestamp": f"2026-06-2{version}T10:00:00+07:00",
        "data": {
            "declaration_no": rating["declaration_no"],
            "lot_key": key,
            "case_id": f"HL-{key}",
            "url": f"https://api.example.vn/v1/ratings/{rating['declaration_no']}",
        },
    } | more


class Sent:
    """A webhook that can be altered before it is delivered."""

    def __init__(
        self, content: Json, secrets: Sequence[str] = (WEBHOOK_SECRET,), *, ago: timedelta = timedelta()
    ) -> None:
        moment = datetime.now(UTC) - ago
        self.content = content
        self.body = json.dumps(content, ensure_ascii=False)
        self.headers = {
            "webhook-id": str(content["id"]),
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(Webhook(one).sign(content["id"], moment, self.body) for one in secrets),
        }

    def taken(self, driver: Driver) -> None:
        told = driver.ask("webhook", headers=self.headers, body=self.body)
        wanted = {"accepted": True, "id": self.content["id"], "type": self.content["type"]}
        expect({name: told.get(name) for name in wanted} == wanted, f"the software says {told} instead of {wanted}")

    def turned_away(self, driver: Driver, what: str) -> None:
        told = driver.ask("webhook", headers=self.headers, body=self.body)
        expect(told.get("accepted") is False, f"{what} was not refused: {told}")
