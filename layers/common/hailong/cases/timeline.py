"""The append-only timeline of a case: a chain of entries, each sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from hailong.cases.case import Decision
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import Role

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

SYSTEM = "system"

ERASE = "erase"
"""The timeline's word for the taking away of what it says of a person; its entry seals what is left."""


def erased_entry(number: int) -> str:
    """The name under which an erasure seals what is left of an entry."""
    return f"erased:{number}"


def erased_file(evidence_id: str) -> str:
    """The name under which an erasure seals what is left of what is said of a file."""
    return f"{_ERASED_FILE}{evidence_id}"


def erased_files(remains: Mapping[str, str]) -> dict[str, str]:
    """Of what is left, by the ids of the files."""
    return {name.removeprefix(_ERASED_FILE): left for name, left in remains.items() if name.startswith(_ERASED_FILE)}


_ERASED_FILE = "erased-file:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`state_from` and `state_to` are case states; `state_from` is empty for the first entry.

    `exception` is the barrier that was lifted for the act because nobody else was left; empty otherwise. `sealed` holds
    a digest of each thing that the entry brings, by its name (`rating`, `decision`, `evidence`, `helped`), and so ties
    it into the chain. `decision` is what was proposed; it stays here when it is sent back.
    `salt` (hex) is that of its leaf in the public log.
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
    sealed: Mapping[str, str] = field(default_factory=dict)
    decision: Decision | None = None
    salt: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An attempt that was refused: counted beside the timeline, not in its chain.

    `why` is the firewall's barrier, or `UNKNOWN` where there is no such case; `about` is whom the case was to be given
    to, when it was they who may not.
    """

    case_id: str
    at: datetime
    by: str
    role: Role
    action: str
    why: str
    about: str | None = None


UNKNOWN = "unknown"

REFUSALS_KEPT = timedelta(days=5 * 365)
"""How long it is known who was refused what: as long as somebody could still be called to account for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusals:
    """How often a person was refused an action by a barrier on a day (UTC). `about`: of the last time."""

    case_id: str
    by: str
    role: Role
    action: str
    why: str
    about: str | None = None
    first_at: datetime
    last_at: datetime
    times: int


def seal(entry: Entry, previous_hash: str) -> str:
    """SHA-256 (hex) over the hash before (of the first entry: the case's id) and the entry as canonical JSON."""
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
        entry.exception,
        sorted(entry.sealed.items()),
    ]
    return _hash(said)


def salt_of(case_salt: str, number: int) -> str:
    """The salt (hex) of an entry: who is given one of them knows no other."""
    return _hash([case_salt, number])


def digest(thing: "DataclassInstance") -> str:
    """SHA-256 (hex) over a thing as canonical JSON: names sorted, moments in UTC to the second, no None."""
    return _hash(_canonical(asdict(thing)))


def _canonical(value: Any) -> Any:
    match value:
        case datetime():
            return to_text(value)
        case Mapping():
            return {str(key): _canonical(part) for key, part in sorted(value.items()) if part is not None}
        case str():
            return str(value)
        case Sequence():
            return [_canonical(part) for part in value]
        case _:
            return value


def _hash(said: Any) -> str:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """`first_broken` is the number of the first entry that does not hold; `what` is broken there.

    `entry`: the chain itself. Else what the entry brought and is no longer as it was: `rating`, `decision`, `appeal`,
    `evidence`, `file` (the bytes of a piece of evidence) or `helped`; `unreadable` where nobody can say which entry.
    `erased` are the entries of which something was taken away, be it the file that they brought, as later ones say.
    """

    intact: bool
    entries: int
    first_broken: int | None
    what: str | None = None
    erased: tuple[int, ...] = ()


def verify_chain(entries: Iterable[Entry], case_id: str, *, expected_entries: int, expected_head: str) -> Verification:
    """Whether the chain holds, is complete and ends where the case says.

    An erased entry is not what it was: its hash is held by the entry after it, and all else by the erasure's entry.
    """
    timeline = list(entries)
    remains = erasures(timeline)
    previous, count, erased = case_id, 0, list[int]()
    for count, entry in enumerate(timeline, start=1):
        left = remains.get(erased_entry(count))
        holds = entry.hash == seal(entry, previous) if left is None else digest(entry) == left
        if entry.number != count or not holds:
            return Verification(intact=False, entries=count, first_broken=count, what="entry")
        if left is not None:
            erased.append(count)
        previous = entry.hash
    if count != expected_entries or previous != expected_head:
        first = count + 1 if count < expected_entries else count
        return Verification(intact=False, entries=count, first_broken=first, what="entry")
    return Verification(intact=True, entries=count, first_broken=None, erased=tuple(erased))


def erasures(timeline: Iterable[Entry]) -> dict[str, str]:
    """What is left, as a digest, of each thing that was erased in part, by the name it is sealed under.

    An erasure speaks of what was written before it, never of itself or of another erasure.
    """
    found: dict[str, str] = {}
    written = list(timeline)
    number_of = {erased_entry(entry.number): entry for entry in written}
    for entry in written:
        if entry.action == ERASE:
            for name, sealed in entry.sealed.items():
                about = number_of.get(name)
                if about is None or (about.number < entry.number and about.action != ERASE):
                    found[name] = sealed
    return found
