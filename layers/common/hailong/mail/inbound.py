"""A mail that came in: whether it is a reply that somebody has written, what they say, and the files with it. Pure.

Everything in it is hostile. So the parts are counted before the parser sees them, headers are short or not read, and
whatever cannot be read is one reason more to leave the mail aside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr
from enum import StrEnum

from hailong.cases.evidence import BY_ANOTHER_NAME, MAX_BYTES, TYPES, cleaned_name
from hailong.mail.message import ascii_form
from hailong.mail.plain_text import plain_text
from hailong.mail.quoting import shortened, written
from hailong.vocabulary.text import prose_of, says_something, visible

MOST_BYTES = 30 * 1024 * 1024
"""Of a mail: a file of the largest size is a third more in base 64."""

MOST_FILES = 10
_MOST_PARTS, _MOST_NESTED, _MOST_LINES, _MOST_BOUNDARIES = 60, 10, 600_000, 500
_LONGEST_HEADER, _LONGEST_HEAD = 2_000, 100_000
_LONGEST_HTML = 300_000
_SMALLEST_PICTURE = 20_000
"""Bytes. A picture that stands in the text and is smaller is the logo of a signature."""

_LONGEST_NAME = 80
_OF_PARTS = re.compile(rb"^content-[a-z-]{1,40}[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_TYPE, _NESTING = re.compile(rb"content-type", re.IGNORECASE), re.compile(rb"[^:]*:\s*multipart/", re.IGNORECASE)
_BOUNDARY, _HEAD_ENDS = re.compile(rb"^--", re.MULTILINE), re.compile(rb"\r?\n\r?\n")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)(?:[+=-].*)?@.*", re.IGNORECASE)
_NO_ADDRESS = frozenset({"", "<>"})


class Refusal(StrEnum):
    """Why a mail is left aside."""

    NO_REPLY_ADDRESS = "no_reply_address"
    SPAM = "spam"
    VIRUS = "virus"
    NOT_AUTHENTIC = "not_authentic"
    AUTOMATIC = "automatic"
    OURS = "ours"
    ANOTHER_SENDER = "another_sender"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NOTHING_SAID = "nothing_said"
    NO_SUCH_CASE = "no_such_case"
    CLOSED = "closed"
    TOO_MANY = "too_many"
    REMOVED = "removed"


KEPT = frozenset({Refusal.CLOSED, Refusal.TOO_MANY, Refusal.REMOVED})
"""Why a mail is left aside and not removed: its sender, to whom we had written, may ask about it; or it is gone."""


class LeftAside(Exception):
    """The mail is not put into a file."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedFile:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReply:
    """`sender` in its plain spelling. `left_out` names the files that are not taken, each with the reason."""

    sender: str
    text: str
    files: Sequence[AttachedFile]
    left_out: Sequence[str]


def read_reply(raw: bytes, *, return_path: str, own: Sequence[str], files: bool = True) -> WrittenReply:
    """What somebody has written; LeftAside where no person has, or it cannot be read.

    `return_path` is that of the envelope; `own` are addresses, or `@` and a domain, that we send from or receive at.
    Without `files` none is taken.
    """
    if len(raw) > MOST_BYTES:
        raise LeftAside(Refusal.TOO_LARGE)
    if not can_be_parsed(raw):
        raise LeftAside(Refusal.UNREADABLE)
    try:
        mail = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
        sender = _written_by_a_person(mail, return_path, own)
        parts = list(_parts(mail))
        text = _text(parts)
        taken, left_out = _files(parts, wanted=files)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError) as error:
        # What the parser makes of broken mails has no one type.
        raise LeftAside(Refusal.UNREADABLE) from error
    if not text and not taken:
        raise LeftAside(Refusal.NOTHING_SAID)
    return WrittenReply(sender=sender, text=text, files=taken, left_out=left_out)


def can_be_parsed(raw: bytes) -> bool:
    """Whether the parser is through in seconds: it takes minutes over thousands of parts, levels or parameters."""
    head = _HEAD_ENDS.search(raw, 0, _LONGEST_HEAD)
    if head is None or raw.count(b"\n") > _MOST_LINES:
        return False
    of_parts = [found[0] for found in _OF_PARTS.finditer(raw)]
    return (
        all(len(one) <= _LONGEST_HEADER for one in of_parts)
        and sum(_TYPE.match(one) is not None for one in of_parts) <= _MOST_PARTS
        and sum(_NESTING.match(one) is not None for one in of_parts) <= _MOST_NESTED
        and sum(1 for _ in _BOUNDARY.finditer(raw)) <= _MOST_BOUNDARIES
    )


def _written_by_a_person(mail: EmailMessage, return_path: str, own: Sequence[str]) -> str:
    """The sender's address; LeftAside for what no person has written to us (RFC 3834, 2)."""
    names = {name.lower() for name in mail.keys()}  # noqa: SIM118 - a mail has many of a name
    if (
        _header(mail, "Auto-Submitted").partition(";")[0].strip().lower() not in {"", "no"}
        or _header(mail, "Precedence").strip().lower() in _BULK
        or _header(mail, "X-Auto-Response-Suppress").strip().lower() not in {"", "none"}
        or not names.isdisjoint({"x-autoreply", "x-autorespond", "x-autoresponse", "x-loop"})
        or any(name.startswith("list-") for name in names)
        or mail.get_content_type() == "multipart/report"
    ):
        raise LeftAside(Refusal.AUTOMATIC)
    paths = [return_path.strip(), *([_header(mail, "Return-Path").strip()] if "return-path" in names else [])]
    if any(path in _NO_ADDRESS or _MACHINES.fullmatch(path.strip("<>")) for path in paths):
        raise LeftAside(Refusal.AUTOMATIC)
    if len(mail.get_all("From", [])) != 1:
        raise LeftAside(Refusal.UNREADABLE)
    sender = ascii_form(parseaddr(_header(mail, "From"))[1])
    if sender is None:
        raise LeftAside(Refusal.ANOTHER_SENDER)
    if any(sender.lower() == one.lower() or (one[:1] == "@" and sender.lower().endswith(one.lower())) for one in own):
        raise LeftAside(Refusal.OURS)
    if _MACHINES.fullmatch(sender):
        raise LeftAside(Refusal.AUTOMATIC)
    return sender


def _header(mail: EmailMessage, name: str) -> str:
    """As it was written: parsing a long one can take for ever."""
    found = next((value for key, value in mail.raw_items() if key.lower() == name.lower()), "")
    if len(found) > _LONGEST_HEADER:
        raise LeftAside(Refusal.UNREADABLE)
    return re.sub(r"\s+", " ", str(found))


def _parts(mail: MIMEPart) -> Iterator[MIMEPart]:
    """The leaves; a mail within the mail is one."""
    if mail.get_content_maintype() == "multipart" and mail.is_multipart():
        for part in mail.iter_parts():
            yield from _parts(part)
    else:
        yield mail


def _is_text(part: MIMEPart) -> bool:
    return (
        part.get_content_type() in {"text/plain", "text/html"}
        and not part.is_attachment()
        and part.get_filename() is None
    )


def _text(parts: Sequence[MIMEPart]) -> str:
    """What was written: of the plain parts; of the HTML where these say nothing."""
    said = "\n".join(_decoded(part) for part in parts if _is_text(part) and part.get_content_type() == "text/plain")
    if not says_something(said):
        html = "".join(_decoded(part) for part in parts if _is_text(part))[:_LONGEST_HTML]
        said = plain_text(html)
        if not says_something(written(said)):
            said = plain_text(html, quoted=True)
    text = shortened(prose_of(written(said)))
    return text if says_something(text) else ""


def _decoded(part: MIMEPart) -> str:
    content = _bytes(part)
    charset = str(part.get_content_charset("utf-8"))
    try:
        return content.decode(charset, "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _bytes(part: MIMEPart) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _files(parts: Sequence[MIMEPart], *, wanted: bool) -> tuple[list[AttachedFile], list[str]]:
    taken: list[AttachedFile] = []
    left_out: list[str] = []
    for part in parts:
        if _is_text(part):
            continue
        name, kind, content = _name(part), _kind(part), _bytes(part)
        if _is_of_a_signature(part, content):
            continue
        if not wanted:
            why = "không kiểm tra được vi-rút"
        elif kind is None:
            why = "loại tệp không nhận"
        elif not content:
            why = "tệp rỗng"
        elif len(content) > MAX_BYTES:
            why = "quá 20 MB"
        elif len(taken) >= MOST_FILES:
            why = f"quá {MOST_FILES} tệp"
        else:
            taken.append(AttachedFile(name=cleaned_name(name, kind), content_type=kind, content=content))
            continue
        left_out.append(f"{name} ({why})")
    return taken, left_out


def _name(part: MIMEPart) -> str:
    given = visible(part.get_filename() or "")
    return "".join(char for char in given if char not in "\r\n()")[-_LONGEST_NAME:].strip() or part.get_content_type()


def _kind(part: MIMEPart) -> str | None:
    """Its type, if it may be attached: as it says, else, where it says nothing, as its name ends."""
    said = part.get_content_type()
    said = BY_ANOTHER_NAME.get(said, said)
    if said in TYPES:
        return said
    name = (part.get_filename() or "").lower()
    if said not in {"application/octet-stream", "application/x-pdf", "image/jpg", "image/pjpeg"}:
        return None
    return next((kind for kind, endings in TYPES.items() if name.endswith(endings)), None)


def _is_of_a_signature(part: MIMEPart, content: bytes) -> bool:
    kind = part.get_content_type()
    if kind in {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}:
        return True
    in_the_text = part.get_content_disposition() == "inline" or part["Content-ID"] is not None
    return part.get_content_maintype() == "image" and in_the_text and len(content) < _SMALLEST_PICTURE
