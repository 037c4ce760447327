"""`make verify`: what the public log says of a receipt, or of every case file.

With `RECEIPT=` it needs the log's files and its public key alone, and none of our tables: `LOG=` names a folder with a
copy of `/log/`, or its address. Without, it is an audit: case files and the files attached to them against their
chains, chains against the log.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from hailong.adapters.dynamodb import case_items, items
from hailong.cases.case import Seal
from hailong.cases.case_file import CaseFile
from hailong.cases.verification import verify as verify_file
from hailong.log.checkpoint import Checkpoint, opened, parse_verifier_key
from hailong.log.receipts import leaf_of, parse_receipt
from hailong.log.tree import Edge, all_leaves, append
from local.deployment import Deployment, deployment
from local.progress import CannotGoOn
from local.stack import Tables

Read = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Log:
    """The log, once its root has been found to be signed and its leaves to give that root."""

    checkpoint: Checkpoint
    leaves: dict[bytes, int]


def verify(receipt: str = "", log: str = "", key: str = "", stack_name: str = "") -> bool:
    """True when the receipt, or every case, is as the log says."""
    read = _reader(log or _address(stack_name))
    try:
        checked = read_log(read, key)
        wanted = parse_receipt(receipt) if receipt else None
    except ValueError as error:
        raise CannotGoOn(str(error)) from error
    shown = f"{checked.checkpoint.size} entries through {checked.checkpoint.through}"
    print(f"  The log {checked.checkpoint.origin} is signed and whole: {shown}.")
    if wanted is not None:
        place = checked.leaves.get(wanted.leaf())
        if place is None:
            print(
                f"  {wanted.case_id}, entry {wanted.seal.number}, is NOT in it (what was written today comes tomorrow)."
            )
            return False
        print(f"  Entry {wanted.seal.number} of {wanted.case_id} is its number {place}: it reads as it did then.")
        return True
    found = audit(kept_by(deployment(stack_name)), checked)
    for line in found.broken:
        print(f"  BROKEN  {line}")
    for line in found.erased:
        print(f"  ERASED  {line}")
    print(f"  {found.cases} case files, {found.entries} entries looked at: {len(found.broken) or 'nothing'} broken.")
    return not found.broken


def read_log(read: Read, key: str = "") -> Log:
    """The log's leaves with their numbers; ValueError unless a checkpoint of the key signs them. `key` is trusted."""
    origin, public_key = parse_verifier_key(key or read("key").decode())
    checkpoint = opened(read("checkpoint").decode(), public_key, _checker(public_key))
    if checkpoint.origin != origin:
        raise ValueError(f"the checkpoint is of {checkpoint.origin}, the key of {origin}")
    leaves = list(all_leaves(checkpoint.size, read))
    edge = Edge()
    for _ in append(edge, leaves):
        pass
    if (edge.size, edge.root()) != (checkpoint.size, checkpoint.root):
        raise ValueError("the log's entries are not those whose root was signed")
    return Log(checkpoint, {leaf: number for number, leaf in enumerate(leaves)})


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a stack keeps what is looked at, with clients to read it."""

    dynamodb: Any
    s3: Any
    tables: Tables
    evidence_bucket: str

    def digests(self, file: CaseFile) -> dict[str, str]:
        """The SHA-256 (hex) of the files of a case that are there, by the id of their evidence."""
        if not file.evidence:
            return {}
        prefix = f"{file.case.case_id}/"
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.evidence_bucket, Prefix=prefix)
        keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
        return {key.removeprefix(prefix): self._digest(key) for key in keys}

    def _digest(self, key: str) -> str:
        """Of the bytes themselves, whatever is said of them."""
        found = hashlib.sha256()
        for chunk in self.s3.get_object(Bucket=self.evidence_bucket, Key=key)["Body"].iter_chunks(_CHUNK_BYTES):
            found.update(chunk)
        return found.hexdigest()


_CHUNK_BYTES = 1024 * 1024


@dataclass(slots=True)
class Audit:
    cases: int = 0
    entries: int = 0
    broken: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)


def audit(kept: Kept, log: Log) -> Audit:
    """Every case file against its own chain, every entry against the log, every rating against the cases."""
    found, seen = Audit(), set[bytes]()
    client, tables = kept.dynamodb, kept.tables
    for case_id, file, written_on in _files(client, tables.cases):
        found.cases += 1
        checked = verify_file(file, kept.digests(file))
        if not checked.intact:
            found.broken.append(f"{case_id}: entry {checked.first_broken}, its {checked.what} is not what was sealed")
        found.erased += [f"{case_id}: entry {number}, as a later one says" for number in checked.erased]
        for entry in file.timeline:
            found.entries += 1
            leaf = leaf_of(case_id, Seal(number=entry.number, hash=entry.hash, salt=entry.salt))
            seen.add(leaf)
            if leaf not in log.leaves and written_on[entry.number] <= log.checkpoint.through.isoformat():
                found.broken.append(f"{case_id}: entry {entry.number} is not the one that the log holds (rewritten)")
    there = {item["pk"]["S"] for item in _scan(client, tables.cases, items.CASE)}
    found.broken += [
        f"{case_id}: the rating is there and its case is gone"
        for item in _scan(client, tables.ratings, items.RATING)
        if (case_id := item.get("case_id", {}).get("S")) and case_id not in there
    ]
    gone = len(log.leaves.keys() - seen)
    if gone:
        found.broken.append(f"{gone} entries that the log holds are in no case file (deleted or rewritten)")
    return found


def case_files(kept: Kept) -> Iterator[CaseFile]:
    """Each case file, as it is kept."""
    return (file for _, file, _ in _files(kept.dynamodb, kept.tables.cases))


def _files(client: Any, table: str) -> Iterator[tuple[str, CaseFile, dict[int, str]]]:
    """Each case file, with the day on which each of its entries was written."""
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            if item["sk"]["S"].startswith((items.CASE, items.ENTRY_PREFIX, items.EVIDENCE_PREFIX)):
                parts[item["pk"]["S"]].append(item)
    for case_id, found in sorted(parts.items()):
        kinds = {kind: [item for item in found if item["sk"]["S"].startswith(kind)] for kind in _KINDS}
        if not kinds[items.CASE]:
            continue
        entries = sorted(kinds[items.ENTRY_PREFIX], key=lambda item: str(item["sk"]["S"]))
        file = CaseFile(
            case=case_items.case_from(kinds[items.CASE][0]),
            timeline=[case_items.entry_from(item) for item in entries],
            notices=(),
            evidence=[case_items.evidence_from(item) for item in kinds[items.EVIDENCE_PREFIX]],
        )
        yield case_id, file, {int(item["number"]["N"]): item["written_on"]["S"] for item in entries}


_KINDS = (items.CASE, items.ENTRY_PREFIX, items.EVIDENCE_PREFIX)


def _scan(client: Any, table: str, kind: str) -> Iterator[dict[str, Any]]:
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="sk = :kind",
        ExpressionAttributeValues=items.marshal({":kind": kind}),
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]


def _checker(public_key: bytes) -> Callable[[bytes, bytes], bool]:
    key = Ed25519PublicKey.from_public_bytes(public_key)

    def check(signature: bytes, text: bytes) -> bool:
        try:
            key.verify(signature, text)
        except InvalidSignature:
            return False
        return True

    return check


def _reader(log: str) -> Read:
    if not log.startswith(("http://", "https://")):
        folder = Path(log)
        if not folder.is_dir():
            raise CannotGoOn(f"LOG is a folder or an address, and {log!r} is neither")

        def from_folder(path: str) -> bytes:
            try:
                return (folder / path).read_bytes()
            except FileNotFoundError:
                raise CannotGoOn(f"the log has no file {path}") from None

        return from_folder

    def from_address(path: str) -> bytes:
        try:
            answer = httpx.get(f"{log.rstrip('/')}/{path}", timeout=30)
        except httpx.HTTPError as error:
            raise CannotGoOn(f"the log cannot be reached: {error}") from error
        if answer.status_code != httpx.codes.OK:
            raise CannotGoOn(f"the log has no file {path} (it begins on the day after its first case)")
        return answer.content

    return from_address


def _address(stack_name: str) -> str:
    return f"{deployment(stack_name).outputs['ApiUrl'].rstrip('/')}/log"


def kept_by(stack: Deployment) -> Kept:
    """What that stack keeps."""
    found = stack.outputs
    tables = Tables(ratings=found["RatingsTable"], cases=found["CasesTable"], counters=found["CountersTable"])
    return Kept(stack.client("dynamodb"), stack.client("s3"), tables, stack.resource("EvidenceBucket"))
