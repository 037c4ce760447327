"""The append-only timeline of a case: a chain of entries, each sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import Role

SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`state_from` and `state_to` are case states; `state_from` is empty for the first entry.

    `exception` is the barrier that was lifted for the act because nobody else was left; empty otherwise.
    """

    number: int
    at: datetime
    by: str
    role: Role
    action: str
    state_from: str
    state_to: str
    note: str
    exception: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An attempt that was refused: kept beside the timeline, not in its chain.

    `why` is the firewall's barrier; `about` is whom the case was to be given to, when it was they who may not.
    """

    case_id: str
    at: datetime
    by: str
    role: Role
    action: str
    why: str
    about: str | None = None


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
        *([entry.exception] if entry.exception else []),
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
