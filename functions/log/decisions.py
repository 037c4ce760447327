"""The public log: each day the entries of all timelines become its next leaves, and their root is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hailong.log.checkpoint import Checkpoint, opened, signed, verifier_key
from hailong.log.receipts import leaf_of
from hailong.log.tree import Edge, append, edge_of
from hailong.ports.log import LogFiles, LogSigner, TimelineEntries

CHECKPOINT, KEY = "checkpoint", "key"
_ONE_DAY = timedelta(days=1)

MOST_DAYS = 62
"""Days that one run adds; the next run goes on from there."""


@dataclass(frozen=True, slots=True)
class Grown:
    """`added` leaves; `through` is the last day that the log holds."""

    added: int
    size: int
    through: date


def grow(files: LogFiles, entries: TimelineEntries, signer: LogSigner, *, origin: str, today: date) -> Grown:
    """Adds every day that is over. May die anywhere and run again, or twice: the same days give the same files.

    Tiles are written before the root that covers them is signed, so that whatever a checkpoint covers can be read. A
    new log begins with yesterday.
    """
    yesterday = today - _ONE_DAY
    public_key = signer.public_key()
    before = _latest(files, public_key)
    if before is None:
        files.write(KEY, verifier_key(origin, public_key).encode())
        before = Checkpoint(origin=origin, size=0, root=Edge().root(), through=yesterday - _ONE_DAY)
    last = min(yesterday, before.through + MOST_DAYS * _ONE_DAY)
    if last <= before.through:
        return Grown(added=0, size=before.size, through=before.through)
    edge = edge_of(before.size, lambda path: _there(files, path))
    if edge.root() != before.root:
        raise ValueError("the tiles are not those that the checkpoint was signed for")
    for path, content in append(edge, _leaves(entries, before.through + _ONE_DAY, last)):
        files.write(path, content)
    after = Checkpoint(origin=origin, size=edge.size, root=edge.root(), through=last)
    files.write(CHECKPOINT, signed(after, public_key, signer.sign).encode())
    return Grown(added=edge.size - before.size, size=edge.size, through=last)


def _leaves(entries: TimelineEntries, first: date, last: date) -> list[bytes]:
    days = ((first + n * _ONE_DAY) for n in range((last - first).days + 1))
    return [leaf_of(case_id, seal) for day in days for case_id, seal in entries.written_on(day)]


def _latest(files: LogFiles, public_key: bytes) -> Checkpoint | None:
    note = files.read(CHECKPOINT)
    # Our own file: what matters is that the tiles fit it, which `grow` compares.
    return None if note is None else opened(note.decode(), public_key, lambda _signature, _text: True)


def _there(files: LogFiles, path: str) -> bytes:
    found = files.read(path)
    if found is None:
        raise ValueError(f"the log lacks {path}")
    return found


def headers_of(path: str) -> Mapping[str, str]:
    """How long a file of the log may be kept: full tiles never change, the checkpoint does each day."""
    text = path in {CHECKPOINT, KEY}
    lasting = not text and ".p/" not in path
    return {
        "Content-Type": "text/plain; charset=utf-8" if text else "application/octet-stream",
        "Cache-Control": "public, max-age=31536000, immutable" if lasting else "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
    }
