"""The public log: its tree by the vectors of RFC 6962's own tests, its files under faults, its receipts."""

import base64
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.log import decisions
from hailong.cases.case import Seal
from hailong.log.checkpoint import Checkpoint, opened, parse_verifier_key, signed, verifier_key
from hailong.log.receipts import Receipt, leaf_of, parse_receipt
from hailong.log.tree import WIDTH, Edge, append, bundle, edge_of, leaf_hash, root_of, tile_path, unbundled
from local.progress import CannotGoOn
from local.verify import read_log, verify

ORIGIN = "hailong.example.vn/log"
DAY = date(2026, 6, 22)

# The eight leaves and roots that the tests of certificate transparency's own implementations use.
LEAVES = [
    b"",
    bytes.fromhex("00"),
    bytes.fromhex("10"),
    bytes.fromhex("2021"),
    bytes.fromhex("3031"),
    bytes.fromhex("40414243"),
    bytes.fromhex("5051525354555657"),
    bytes.fromhex("606162636465666768696a6b6c6d6e6f"),
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@cache
def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(b"a key of the tests for the log.."[:32])


class Signer:
    def public_key(self) -> bytes:
        return _key().public_key().public_bytes_raw()

    def sign(self, text: bytes) -> bytes:
        return _key().sign(text)


class Killed(BaseException):
    pass


class Files:
    """The bucket in memory; dies at the n-th write, before it is written or after."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.dies_at: int | None = None
        self.written = False
        self.writes = 0

    def read(self, path: str) -> bytes | None:
        return self.kept.get(path)

    def there(self, path: str) -> bytes:
        return self.kept[path]

    def write(self, path: str, content: bytes) -> None:
        self.writes += 1
        dies = self.writes == self.dies_at
        if dies and not self.written:
            raise Killed
        self.kept[path] = content
        if dies:
            raise Killed


class Entries:
    """So many entries on each day, from the first."""

    def __init__(self, *counts: int) -> None:
        self._days = {DAY + timedelta(days=n): count for n, count in enumerate(counts)}

    def written_on(self, day: date) -> list[tuple[str, Seal]]:
        return [
            (f"HL-{10_000_000_000 + number}", Seal(number=1, hash=f"{day:%d}".zfill(64), salt=f"{number:064x}"))
            for number in range(self._days.get(day, 0))
        ]


def grow(files: Files, entries: Entries, days: int) -> decisions.Grown:
    return decisions.grow(files, entries, Signer(), origin=ORIGIN, today=DAY + timedelta(days=days))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_root_is_that_of_rfc_6962(size: int) -> None:
    edge = Edge()
    list(append(edge, LEAVES[:size]))
    assert edge.root().hex() == ROOTS[size - 1]
    assert root_of([leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]


def test_nothing_has_the_root_of_nothing() -> None:
    assert Edge().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(("size"), [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537])
def test_tiles_give_the_root_of_the_plain_tree(size: int) -> None:
    leaves = [number.to_bytes(4, "big") for number in range(size)]
    edge = Edge()
    files = dict(append(edge, leaves))
    expected = root_of([leaf_hash(leaf) for leaf in leaves])
    assert edge.root() == expected
    assert edge_of(size, files.__getitem__).root() == expected


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_it_does_not_matter_in_how_many_steps_a_tree_has_grown(steps: list[int]) -> None:
    files: dict[str, bytes] = {}
    size = 0
    for step in steps:
        edge = edge_of(size, files.__getitem__)
        files |= append(edge, [number.to_bytes(4, "big") for number in range(size, size + step)])
        size += step
        assert edge.size == size
    assert edge_of(size, files.__getitem__).root() == root_of([leaf_hash(n.to_bytes(4, "big")) for n in range(size)])


def test_paths_are_those_of_the_standard() -> None:
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path(1, 1_234_067) == "tile/1/x001/x234/067"
    assert tile_path("entries", 5, 17) == "tile/entries/005.p/17"


@given(st.lists(st.binary(max_size=40), max_size=10))
def test_a_bundle_gives_back_its_leaves(leaves: list[bytes]) -> None:
    assert unbundled(bundle(leaves)) == leaves
    if leaves and leaves[-1]:
        with pytest.raises(ValueError, match="ends within"):
            unbundled(bundle(leaves)[:-1])


def test_a_checkpoint_is_opened_by_its_key_alone() -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=3, root=b"r" * 32, through=DAY)
    public_key = Signer().public_key()
    note = signed(checkpoint, public_key, Signer().sign)
    assert note.splitlines()[:2] == [ORIGIN, "3"]

    def check(signature: bytes, text: bytes) -> bool:
        return signature == Signer().sign(text)

    assert opened(note, public_key, check) == checkpoint
    assert parse_verifier_key(verifier_key(ORIGIN, public_key)) == (ORIGIN, public_key)
    for forged in (note.replace("\n3\n", "\n4\n"), note.replace(ORIGIN, "else.example.vn"), "", note[:40]):
        with pytest.raises(ValueError, match="checkpoint"):
            opened(forged, public_key, check)
    with pytest.raises(ValueError, match="verifier key"):
        parse_verifier_key(f"{ORIGIN}+00000000+{base64.b64encode(public_key).decode()}")


def test_each_day_is_added_once_however_often_the_schedule_rings() -> None:
    files, entries = Files(), Entries(3, 0, 300)
    assert grow(files, entries, 1) == decisions.Grown(added=3, size=3, through=DAY)
    assert grow(files, entries, 1).added == 0
    assert grow(files, entries, 5) == decisions.Grown(added=300, size=303, through=DAY + timedelta(days=4))
    assert grow(files, entries, 2).added == 0
    log = read_log(files.there)
    assert (log.checkpoint.size, len(log.leaves)) == (303, 303)


def test_a_log_that_has_slept_for_long_catches_up_in_several_runs() -> None:
    files, entries = Files(), Entries(*([1] * 150))
    grow(files, entries, 1)
    runs = [grow(files, entries, 150) for _ in range(4)]
    assert [run.added for run in runs] == [62, 62, 25, 0]


def _kills() -> Iterator[tuple[int, bool]]:
    files = Files()
    grow(files, Entries(250, 10), 1)
    before = files.writes
    grow(files, Entries(250, 10), 2)
    for at in range(files.writes - before):
        yield at + 1, False
        yield at + 1, True


@pytest.mark.parametrize(("at", "written"), list(_kills()))
def test_whatever_write_a_run_dies_at_the_log_stays_whole_and_the_next_run_ends_it(*, at: int, written: bool) -> None:
    files, entries = Files(), Entries(WIDTH - 6, 10)
    grow(files, entries, 1)
    files.writes, files.dies_at, files.written = 0, at, written
    with pytest.raises(Killed):
        grow(files, entries, 2)
    files.dies_at = None
    log = read_log(files.there)
    assert log.checkpoint.size in {250, 260}
    grow(files, entries, 2)
    assert read_log(files.there).checkpoint.size == 260


@pytest.mark.parametrize("path", ["tile/0/000.p/3", "tile/entries/000.p/3", "checkpoint"])
def test_a_file_of_the_log_that_was_changed_is_noticed(path: str) -> None:
    files, entries = Files(), Entries(3, 3)
    grow(files, entries, 1)
    files.kept[path] = bytes([files.kept[path][0] ^ 1]) + files.kept[path][1:]
    if path != "tile/0/000.p/3":
        with pytest.raises(ValueError, match=r"log|checkpoint|bundle"):
            read_log(files.there)
    if path.startswith("tile/0"):
        with pytest.raises(ValueError, match="not those"):
            grow(files, entries, 2)


def test_a_receipt_finds_its_entry_offline_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    files, entries = Files(), Entries(300)
    grow(files, entries, 1)
    folder = tmp_path_factory.mktemp("log")
    for path, content in files.kept.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    case_id, seal = entries.written_on(DAY)[177]
    receipt = str(Receipt(case_id, seal))
    assert parse_receipt(f" {receipt[:60]}\n{receipt[60:]}") == Receipt(case_id, seal)
    assert verify(receipt, str(folder), verifier_key(ORIGIN, Signer().public_key()))
    assert "its number 177" in capsys.readouterr().out
    other = Receipt(case_id, Seal(number=2, hash=seal.hash, salt=seal.salt))
    assert not verify(str(other), str(folder))
    with pytest.raises(CannotGoOn, match="no receipt"):
        verify("HL-1", str(folder))
    stranger = Ed25519PrivateKey.from_private_bytes(b"s" * 32).public_key().public_bytes_raw()
    with pytest.raises(CannotGoOn, match="signed"):
        verify(receipt, str(folder), verifier_key(ORIGIN, stranger))


def test_a_leaf_tells_nothing_without_its_salt() -> None:
    salted = {leaf_of("HL-10302752870", Seal(number=1, hash="a" * 64, salt=salt)) for salt in ("1" * 64, "2" * 64)}
    assert len(salted) == 2
