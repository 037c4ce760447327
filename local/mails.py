"""The e-mails that the local cloud has sent: it keeps them instead of delivering them."""

from dataclasses import dataclass
from typing import Any

import httpx

from local.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    message_id: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str


def sent(stack: Stack) -> list[Mail]:
    """All e-mails, oldest first."""
    return sent_by(stack.endpoint)


def sent_by(endpoint: str) -> list[Mail]:
    """All e-mails that the cloud at this address was given."""
    answer = httpx.get(f"{endpoint}/_ministack/ses/messages", timeout=10, trust_env=False)
    answer.raise_for_status()
    accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
    return [_mail(message) for messages in accounts.values() for message in messages]


def sent_to(stack: Stack, address: str) -> list[Mail]:
    return [mail for mail in sent(stack) if address in mail.to]


def _mail(message: dict[str, Any]) -> Mail:
    return Mail(
        message_id=message["MessageId"],
        sender=message["Source"],
        to=tuple(message["To"]),
        subject=message["Subject"],
        text=message["BodyText"],
        html=message["BodyHtml"] or "",
    )
