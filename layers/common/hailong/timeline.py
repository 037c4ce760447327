"""The append-only timeline of a case: a chain of entries, each sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hailong.times import to_text
from hailong.words import Role

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`state_from` and `state_to` are case states; empty where the state did not change hands."""

    number: int
    at: datetime
    by: str
    role: Role
    action: str
    state_from: str
    state_to: str
    note: str
    hash: str = ""


def seal(entry: Entry, previous_hash: str) -> str:
    """SHA-256 (hex) over the hash before and the entry's own fields as canonical JSON."""
    said = [
        previous_hash,
        entry.number,
        to_text(entry.at),
        entry.by,
        entry.role,
        entry.action,
        entry.state_from,
        entry.state_to,
        entry.note,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """`first_broken` is the number of the first entry that does not fit the chain."""

    intact: bool
    entries: int
    first_broken: int | None


def verify(entries: Iterable[Entry], *, expected_entries: int, expected_head: str) -> Verification:
    """Whether the chain holds, is complete and ends where the case says."""
    previous, count = "", 0
    for count, entry in enumerate(entries, start=1):
        if entry.number != count or entry.hash != seal(entry, previous):
            return Verification(intact=False, entries=count, first_broken=count)
        previous = entry.hash
    if count != expected_entries or previous != expected_head:
        return Verification(intact=False, entries=count, first_broken=count + 1 if count < expected_entries else count)
    return Verification(intact=True, entries=count, first_broken=None)
