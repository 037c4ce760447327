"""Standard Webhooks (https://www.standardwebhooks.com): id, timestamp and body under each secret that is in use."""

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret, written as the specification has it."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


def headers(keys: Sequence[str], event_id: str, at: datetime, body: str) -> dict[str, str]:
    """What is sent with the body: whoever knows any of the secrets can tell that it is ours, and of this moment."""
    moment = at.astimezone(UTC)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(event_id, moment, body) for key in keys),
    }
