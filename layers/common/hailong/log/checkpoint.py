"""The signed root of the public log: a checkpoint (https://c2sp.org/tlog-checkpoint) as a signed note. Pure."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_ED25519 = b"\x01"
_THROUGH = "through "
_SIGNATURE = "— "

Sign = Callable[[bytes], bytes]
"""Gives the Ed25519 signature (64 bytes) over a text."""
Check = Callable[[bytes, bytes], bool]
"""Whether a signature over a text is the log's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`through`: the last day (UTC) whose entries are in the log."""

    origin: str
    size: int
    root: bytes
    through: date

    def text(self) -> str:
        """What is signed: origin, size and root each on a line, then an extension of ours."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n{_THROUGH}{self.through.isoformat()}\n"


def key_id(origin: str, public_key: bytes) -> bytes:
    """The first four bytes of the hash of name and key, by which a note tells its keys apart (c2sp.org/signed-note)."""
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + public_key).digest()[:4]


def verifier_key(origin: str, public_key: bytes) -> str:
    """The public key as tools take it: `origin+id+key`."""
    key = base64.b64encode(_ED25519 + public_key).decode()
    return f"{origin}+{key_id(origin, public_key).hex()}+{key}"


def parse_verifier_key(text: str) -> tuple[str, bytes]:
    """Origin and public key; ValueError when it is none of a log."""
    try:
        origin, identity, key = text.strip().split("+", 2)
        decoded = base64.b64decode(key, validate=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("this is no verifier key") from error
    if decoded[:1] != _ED25519 or key_id(origin, decoded[1:]).hex() != identity:
        raise ValueError("this is no verifier key of an Ed25519 log")
    return origin, decoded[1:]


def signed(checkpoint: Checkpoint, public_key: bytes, sign: Sign) -> str:
    """The checkpoint as it is published."""
    text = checkpoint.text()
    signature = base64.b64encode(key_id(checkpoint.origin, public_key) + sign(text.encode())).decode()
    return f"{text}\n{_SIGNATURE}{checkpoint.origin} {signature}\n"


def opened(note: str, public_key: bytes, check: Check) -> Checkpoint:
    """The checkpoint of a note; ValueError unless it is one and this key signed it."""
    text, _, signatures = note.rpartition("\n\n")
    lines = text.split("\n")
    try:
        origin, size, root, through = lines
        checkpoint = Checkpoint(
            origin=origin,
            size=int(size),
            root=base64.b64decode(root, validate=True),
            through=date.fromisoformat(through.removeprefix(_THROUGH)),
        )
    except (ValueError, binascii.Error) as error:
        raise ValueError("this is no checkpoint") from error
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix(_SIGNATURE).rpartition(" ")
        signature = base64.b64decode(encoded)
        if name == origin and signature[:4] == key_id(origin, public_key):
            if check(signature[4:], checkpoint.text().encode()):
                return checkpoint
            break
    raise ValueError("the checkpoint is not signed by the key of the log")
