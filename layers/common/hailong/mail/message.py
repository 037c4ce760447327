"""What an e-mail is, and which addresses one can be sent to. Cheap to import: the templates are loaded elsewhere."""

import re
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr

# RFC 5321's dot-atom form only: it leaves no room for a second address, a display name, a header or a control.
_ADDRESS = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)
_LONGEST_ADDRESS, _LONGEST_LOCAL_PART = 254, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What is read; `subject` is one line, `html` and `text` say the same. `headers` are those of its own.

    `reply_to`: where replies to this very mail go; None: where all go.
    """

    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    reply_to: str | None = None


def sender_field(name: str, address: str) -> str:
    """`name <address>`; a long name in several encoded words of at most 75 characters (RFC 2047, 2)."""
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8').encode(maxlinelen=75, linesep='')} <{address}>"


def ascii_form(address: str) -> str | None:
    """The address with its domain in ASCII (`công-ty.vn` is `xn--cng-ty-ixa.vn`); None if mail cannot be sent there."""
    local, _, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return plain if sendable(plain) else None


def mail_address(text: str) -> str:
    """The address in its one spelling; ValueError, with the reason, if mail could never get there."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - heavy, and only for what comes in

    try:
        address = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).normalized
    except EmailNotValidError as error:
        raise ValueError(str(error)) from error
    if ascii_form(address) is None:
        raise ValueError("is no address that an e-mail can be sent to")
    return address


def sendable(address: str) -> bool:
    """True for a single plain ASCII address, which is all that SES can send to."""
    match = _ADDRESS.fullmatch(address)
    return match is not None and len(address) <= _LONGEST_ADDRESS and len(match["local"]) <= _LONGEST_LOCAL_PART


def masked_address(address: str) -> str:
    """`k•••@example.vn`: enough to recognise it by, for records that can never be erased."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"
