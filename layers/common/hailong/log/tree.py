"""The Merkle tree of RFC 6962 in the tiles of C2SP's tlog-tiles (https://c2sp.org/tlog-tiles). Pure.

A tile holds up to 256 hashes of one level: level 0 those of leaves, level 1 those of full tiles of level 0, and so on.
Beside them, bundles hold the leaves themselves. Whoever has tiles and the signed root needs nothing else of us.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

WIDTH = 256
"""Hashes of a full tile."""

HASH_BYTES = 32
_LONGEST_LEAF = 0xFFFF

Level = int | Literal["entries"]


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes that stand side by side; of nothing the hash of nothing (RFC 6962, 2.1)."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(root_of(hashes[:split]), root_of(hashes[split:]))


def tile_path(level: Level, index: int, width: int = WIDTH) -> str:
    """Where a tile lies: `tile/0/x001/x234/067`, of fewer hashes than a full one `tile/0/000.p/17`."""
    digits = f"{index % 1000:03d}"
    while index >= 1000:  # noqa: PLR2004 - three digits a folder
        index //= 1000
        digits = f"x{index % 1000:03d}/{digits}"
    return f"tile/{level}/{digits}" + (f".p/{width}" if width < WIDTH else "")


def bundle(leaves: Iterable[bytes]) -> bytes:
    """Leaves as they lie in a bundle: each after its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def unbundled(data: bytes) -> list[bytes]:
    """The leaves of a bundle; ValueError when it is cut."""
    found: list[bytes] = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        leaf = data[at + 2 : at + 2 + length]
        if len(leaf) != length:
            raise ValueError("the bundle ends within a leaf")
        found.append(leaf)
        at += 2 + length
    return found


@dataclass(slots=True)
class Edge:
    """The right edge of a tree: what its partial tiles hold, level by level, and the leaves of the last bundle."""

    size: int = 0
    levels: list[list[bytes]] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)

    def root(self) -> bytes:
        """The root of the whole tree; perfect subtrees stand left of what is still growing."""
        found: bytes | None = None
        for hashes in self.levels:
            side = [*hashes, found] if found is not None else hashes
            found = root_of(side) if side else None
        return found if found is not None else root_of([])


Read = Callable[[str], bytes]
"""Gives a tile by its path."""


def edge_of(size: int, read: Read) -> Edge:
    """The edge of the tree of `size` leaves, from its partial tiles."""
    edge = Edge(size=size)
    level, count = 0, size
    while count:
        width = count % WIDTH
        data = read(tile_path(level, count // WIDTH, width)) if width else b""
        edge.levels.append([data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)])
        level, count = level + 1, count // WIDTH
    if size % WIDTH:
        edge.leaves = unbundled(read(tile_path("entries", size // WIDTH, size % WIDTH)))
    return edge


def append(edge: Edge, leaves: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Adds leaves to the edge; gives every tile and bundle that they make, to be written before the root is signed."""
    for leaf in leaves:
        if len(leaf) > _LONGEST_LEAF:
            raise ValueError("a leaf has at most 65,535 bytes")
        edge.leaves.append(leaf)
        edge.size += 1
        if len(edge.leaves) == WIDTH:
            yield tile_path("entries", edge.size // WIDTH - 1), bundle(edge.leaves)
            edge.leaves = []
        yield from _grow(edge, 0, leaf_hash(leaf))
    yield from _partial(edge)


def _grow(edge: Edge, level: int, added: bytes) -> Iterator[tuple[str, bytes]]:
    if level == len(edge.levels):
        edge.levels.append([])
    hashes = edge.levels[level]
    hashes.append(added)
    if len(hashes) == WIDTH:
        yield tile_path(level, edge.size // WIDTH ** (level + 1) - 1), b"".join(hashes)
        edge.levels[level] = []
        yield from _grow(edge, level + 1, root_of(hashes))


def _partial(edge: Edge) -> Iterator[tuple[str, bytes]]:
    for level, hashes in enumerate(edge.levels):
        if hashes:
            yield tile_path(level, edge.size // WIDTH ** (level + 1), len(hashes)), b"".join(hashes)
    if edge.leaves:
        yield tile_path("entries", edge.size // WIDTH, len(edge.leaves)), bundle(edge.leaves)


def all_leaves(size: int, read: Read) -> Iterator[bytes]:
    """Every leaf of the log, from its bundles."""
    for index in range(-(-size // WIDTH)):
        yield from unbundled(read(tile_path("entries", index, min(WIDTH, size - index * WIDTH))))
