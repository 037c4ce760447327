"""Webhooks: whether one is ours, of this moment and unaltered, and what it says (https://www.standardwebhooks.com)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from hailong_client.errors import NotGenuine


@dataclass(frozen=True, slots=True)
class Event:
    """That something changed: ask the API for the rating. There may come to be further types: those need nothing.

    `id` is the same whenever the event comes again, and of one rating the later has the greater id.
    """

    id: str
    type: str
    at: datetime
    declaration_no: str
    lot_key: str | None
    case_id: str | None
    url: str


class Webhooks:
    """Those of one endpoint. `secrets`: all that may sign, while they are changed the old one and the new."""

    def __init__(self, *secrets: str) -> None:
        if not secrets:
            raise ValueError("without a secret nothing can be told apart")
        self._keys = [Webhook(secret) for secret in secrets]

    def event(self, headers: Mapping[str, str], body: bytes | str) -> Event:
        """What was sent; NotGenuine where it is not ours. `body` is what came, byte by byte.

        Answer an event 2xx as soon as it is written down, also when it comes twice; answer 400 to what is not genuine.
        """
        why = "no secret fits"
        for key in self._keys:
            try:
                return _event(key.verify(body, dict(headers)))
            except WebhookVerificationError as error:
                why = str(error)
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                # A header or a body that is no such thing.
                why = f"it cannot be read: {type(error).__name__}"
        raise NotGenuine(why)


def _event(body: Any) -> Event:
    data = body["data"]
    return Event(
        id=body["id"],
        type=body["type"],
        at=datetime.fromisoformat(body["timestamp"]),
        declaration_no=data["declaration_no"],
        lot_key=data["lot_key"],
        case_id=data["case_id"],
        url=data["url"],
    )
