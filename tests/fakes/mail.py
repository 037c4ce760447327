"""A mail service and a queue in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hailong.mail.message import Mail, sendable
from hailong.vocabulary.errors import AddressRefused


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    address: str
    mail: Mail
    tags: Mapping[str, str]
    message_id: str


@dataclass
class MemoryMailer:
    """Keeps what it is given. `before` and `after` may raise: before the mail is taken, and when it has been."""

    sent: list[SentMail] = field(default_factory=list)
    before: Callable[[str], None] = lambda _address: None
    after: Callable[[str], None] = lambda _address: None

    def send(self, address: str, mail: Mail, tags: Mapping[str, str]) -> str:
        if not sendable(address):
            raise AddressRefused("not an address that mail can be sent to")
        self.before(address)
        message_id = f"message-{len(self.sent) + 1}"
        self.sent.append(SentMail(address=address, mail=mail, tags=dict(tags), message_id=message_id))
        self.after(address)
        return message_id


@dataclass
class MemoryQueue:
    messages: list[dict[str, Any]] = field(default_factory=list)

    def send(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
