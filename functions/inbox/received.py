"""What SES says of a mail that it has received: where it lies, for whom it is, and what came of looking at it."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from hailong.mail.inbound import LeftAside, Refusal

SAFE_ID = r"[A-Za-z0-9._-]{1,128}"


class _Part(BaseModel):
    """A part of SES's notification that is read; it holds more, and may come to hold more still."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)


class Verdict(_Part):
    """`PASS`, `FAIL`, `GRAY` (nothing to go by), `PROCESSING_FAILED`, `DISABLED`."""

    status: str


def _nothing_to_go_by() -> Verdict:
    return Verdict(status="GRAY")


class Where(_Part):
    key: str = Field(alias="objectKey", min_length=1, max_length=1024)


class Receipt(_Part):
    recipients: Sequence[str] = Field(max_length=100)
    action: Where
    spam: Verdict = Field(alias="spamVerdict", default_factory=_nothing_to_go_by)
    virus: Verdict = Field(alias="virusVerdict", default_factory=_nothing_to_go_by)
    spf: Verdict = Field(alias="spfVerdict", default_factory=_nothing_to_go_by)
    dmarc: Verdict = Field(alias="dmarcVerdict", default_factory=_nothing_to_go_by)


class Envelope(_Part):
    message_id: str = Field(alias="messageId", pattern=f"^{SAFE_ID}$")
    source: str


class Received(_Part):
    """https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html"""

    receipt: Receipt
    mail: Envelope


def understood(message: str | bytes) -> Received:
    """The notification; ValueError (of pydantic) when it is none of SES's."""
    return Received.model_validate_json(message)


def admitted(receipt: Receipt) -> bool:
    """Whether files may be taken, too: only what was looked through. LeftAside for what is not let in at all."""
    if receipt.spam.status == "FAIL":
        raise LeftAside(Refusal.SPAM)
    if receipt.virus.status == "FAIL":
        raise LeftAside(Refusal.VIRUS)
    return receipt.virus.status == "PASS"


def vouched_for(received: Received, sender: str) -> bool:
    """Whether `sender`, whom the mail names, is who it came from.

    By DMARC; where the domain has no policy, by its servers. SPF speaks of the envelope's address alone, so this has to
    be of the same domain or one below it (RFC 7489, 3.1.2); which domain a DKIM signature is of SES does not say.
    """
    if received.receipt.dmarc.status in {"PASS", "FAIL"}:
        return received.receipt.dmarc.status == "PASS"
    named, came_from = (address.rpartition("@")[2].lower() for address in (sender, received.mail.source))
    return received.receipt.spf.status == "PASS" and (came_from == named or came_from.endswith(f".{named}"))
