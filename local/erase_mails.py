"""Mails as they came in, of which `inbox` keeps those it has taken for a month: what in them names a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from itertools import pairwise
from typing import Any

from hailong.cases.erasure import Redaction, Subject
from hailong.mail.inbound import MOST_BYTES, can_be_parsed
from hailong.mail.plain_text import plain_text
from hailong.vocabulary.times import to_text
from local.erase_beside import Erased
from local.erase_files import erase_versions, versions_of


@dataclass(frozen=True, slots=True)
class InboxMails:
    """Those in a bucket that keeps what was deleted for a day."""

    s3: Any
    bucket: str

    def held(self, subject: Subject) -> Iterator[dict[str, Any]]:
        """Every version of a mail that names them, with the parts that do."""
        for version in self._mails():
            found = {part: text for part, text in _texts(self._read(version)) if subject.mentioned(text)}
            if found:
                names = {part: _around(text, subject) for part, text in found.items()}
                yield {"table": "inbox", "pk": version["Key"], "sk": version["VersionId"], "names": names}

    def erase(self, who: Redaction, before: str, done: Erased, *, apply: bool) -> None:
        """Takes away, in all versions, the mails that name them; of whoever wrote, those received before a moment."""
        theirs = set()
        for version in self._mails():
            if isinstance(who, Subject):
                named = any(who.mentioned(text) for _, text in _texts(self._read(version)))
            else:
                named = to_text(version["LastModified"]) < before
            theirs |= {version["Key"]} if named else set()
        for key in sorted(theirs):
            if apply:
                erase_versions(self.s3, self.bucket, key)
            done.changed.append(f"inbox {key}: the mail and all its versions")

    def _mails(self) -> Iterator[dict[str, Any]]:
        return (one for one in versions_of(self.s3, self.bucket, "") if "Size" in one)

    def _read(self, version: dict[str, Any]) -> bytes:
        which = {"Key": version["Key"], "VersionId": version["VersionId"]}
        content: bytes = self.s3.get_object(Bucket=self.bucket, **which)["Body"].read(MOST_BYTES)
        return content


def _texts(raw: bytes) -> Iterator[tuple[str, str]]:
    """What can be read in it, by where it stands; all of it as it came where it is no mail that can be taken apart."""
    yield "raw", raw.decode("utf-8", "replace")
    if not can_be_parsed(raw):
        return
    for number, part in enumerate(message_from_bytes(raw).walk()):
        yield from ((f"{number}.{name}", _header(value)) for name, value in part.raw_items())
        yield f"{number}.file", str(part.get_filename(""))
        if part.get_content_maintype() == "text":
            said = _decoded(part)
            yield f"{number}.text", plain_text(said, quoted=True) if part.get_content_subtype() == "html" else said


def _header(value: object) -> str:
    try:
        return str(make_header(decode_header(str(value))))
    except (MessageError, ValueError, LookupError):
        return str(value)


def _decoded(part: "Message[str, str]") -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(str(part.get_content_charset("utf-8")), "replace")
    except (LookupError, ValueError):
        return content.decode("utf-8", "replace")


def _around(text: str, subject: Subject) -> str:
    """The lines that name them, or the two over which a name is broken."""
    lines = [line.strip() for line in text.splitlines()]
    for found in (lines, [f"{one} {other}" for one, other in pairwise(lines)], [text]):
        if named := [line for line in found if subject.mentioned(line)]:
            return "\n".join(named)
    return text
