"""What the public log holds of an entry, and the receipt that finds it there. Pure.

A leaf is a hash over the entry's own hash and a salt: nobody can guess a case from it, and whoever has the receipt can
show that this very entry was in the log on its day.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from hailong.cases.case import Seal

_FORM = re.compile(r"(HL-[0-9]{11})\.([1-9][0-9]{0,5})\.([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Receipt:
    """An entry of a case's timeline, sealed: all that came before it is sealed with it."""

    case_id: str
    seal: Seal

    def __str__(self) -> str:
        return f"{self.case_id}.{self.seal.number}.{_short(self.seal.hash)}.{_short(self.seal.salt)}"

    def leaf(self) -> bytes:
        return leaf_of(self.case_id, self.seal)


def leaf_of(case_id: str, seal: Seal) -> bytes:
    """SHA-256 over salt, case, number and hash of an entry."""
    said = f"{seal.salt}\n{case_id}\n{seal.number}\n{seal.hash}"
    return hashlib.sha256(said.encode()).digest()


def parse_receipt(text: str) -> Receipt:
    """ValueError when it is no receipt; blanks and line breaks that a mail put into it do no harm."""
    found = _FORM.fullmatch(re.sub(r"\s", "", text))
    if found is None:
        raise ValueError("this is no receipt: it reads HL-<lot>.<number>.<43 characters>.<43 characters>")
    case_id, number, digest, salt = found.groups()
    return Receipt(case_id, Seal(number=int(number), hash=_long(digest), salt=_long(salt)))


def _short(hexadecimal: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(hexadecimal)).rstrip(b"=").decode()


def _long(short: str) -> str:
    try:
        return base64.urlsafe_b64decode(short + "=").hex()
    except binascii.Error as error:
        raise ValueError("this is no receipt") from error
