"""The e-mails that the local cloud has sent: it keeps them instead of delivering them."""

from dataclasses import dataclass
from typing import Any

import httpx

from local.stack import Stack


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str


def sent(stack: Stack) -> list[Mail]:
    """All e-mails, oldest first."""
    answer = httpx.get(f"{stack.endpoint}/_ministack/ses/messages", timeout=10, trust_env=False)
    answer.raise_for_status()
    accounts: dict[str, list[dict[str, Any]]] = answer.json()["messages"]
    return [_mail(message) for messages in accounts.values() for message in messages]


def sent_to(stack: Stack, address: str) -> list[Mail]:
    return [mail for mail in sent(stack) if address in mail.to]


def _mail(message: dict[str, Any]) -> Mail:
    return Mail(
        sender=message["Source"],
        to=tuple(message["To"]),
        subject=message["Subject"],
        text=message["BodyText"],
        html=message["BodyHtml"] or "",
    )
