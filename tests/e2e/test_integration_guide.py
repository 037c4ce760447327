"""Every example of the integration guide, run in its order, as it stands there, against the deployed template."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.waiting import poll
from tests.e2e.world import Lot, World, clearance

ROOT = Path(__file__).parents[2]
GUIDES = {name: ROOT / "docs" / name for name in ("integration.md", "integration.vi.md")}
_BLOCK = re.compile(r"```(?P<kind>\w+)\n(?P<text>.*?)```", re.DOTALL)
_MARK = "=== next example ==="

type Block = tuple[str, str]


def _blocks(guide: Path) -> list[Block]:
    return [(found["kind"], found["text"]) for found in _BLOCK.finditer(guide.read_text("utf-8"))]


def test_both_languages_have_the_same_examples() -> None:
    english, vietnamese = map(_blocks, GUIDES.values())
    assert english == vietnamese
    assert {kind for kind, _ in english} == {"sh", "json", "text", "python"}


class Reader:
    """Somebody who types the examples into one shell, with numbers of their own and a clearance of today."""

    def __init__(self, world: World, tmp_path: Path) -> None:
        self._world = world
        self.lots = {f"10302752{suffix}": world.new_lot() for suffix in ("8701", "8801", "8901", "9001")}
        clients = world.stack.clients
        self.environment = {
            "API_URL": world.stack.api_url,
            "TOKEN_URL": world.stack.token_url,
            "CLIENT_ID": clients.software.id,
            "CLIENT_SECRET": clients.software.secret,
            "CUSTOMS_ID": clients.customs.id,
            "CUSTOMS_SECRET": clients.customs.secret,
            "OUTBOX": str(tmp_path / "outbox.sqlite3"),
            "NO_PROXY": "127.0.0.1",
            "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        }
        self._shell = subprocess.Popen(
            ["/bin/bash", "-eu"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )

    def own(self, text: str) -> str:
        """The example with the numbers and the day of this run."""
        for number, lot in self.lots.items():
            text = text.replace(number, lot.declaration_no).replace(number[:11], lot.lot_key)
        today = (datetime.now(UTC) - timedelta(hours=1)).isoformat(timespec="seconds")
        return text.replace("2026-06-20T09:31:00+07:00", today)

    def types(self, text: str) -> str:
        """What the shell answers."""
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.write(f"{self.own(text)}\necho\necho '{_MARK}'\n")
        self._shell.stdin.flush()
        return "".join(iter(self._line, f"{_MARK}\n")).strip()

    def _line(self) -> str:
        assert self._shell.stdout is not None
        line = self._shell.stdout.readline()
        assert line, "the shell ended: an example failed"
        return line

    def leave(self) -> None:
        assert self._shell.stdin is not None
        self._shell.stdin.close()
        self._shell.wait(10)
        assert self._shell.stdout is not None
        self._shell.stdout.close()


@pytest.fixture
def reader(world: World, tmp_path: Path) -> Iterator[Reader]:
    found = Reader(world, tmp_path)
    with world.customs() as customs:
        for lot in list(found.lots.values())[:2]:
            customs.put(f"/clearances/{lot.declaration_no}", json=clearance(lot)).raise_for_status()
    yield found
    found.leave()


def test_every_example_does_what_the_guide_says(world: World, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reader.lots["103027528701"]
    said = ""
    ran: dict[str, int] = {}
    for kind, text in _blocks(GUIDES["integration.md"]):
        ran[kind] = ran.get(kind, 0) + 1
        match kind:
            case "sh":
                if "/ratings/103027528701?" in text and not _decided(world, first):
                    _decide(world, first)
                said = reader.types(text)
                if "/appeal" in text:
                    assert json.loads(said)["case"]["state"] == "appealed"
                if '"clearances": [' in text:
                    assert [item["status"] for item in json.loads(said)["results"]] == [200, 422]
            case "json":
                _like(json.loads(text), json.loads(said))
            case "text":
                assert said == text.strip()
            case "python":
                said = _python(reader, text, monkeypatch)
                assert f"{reader.lots['103027528801'].declaration_no} sent" in said
                assert said.endswith("accepted")
    assert ran == {"sh": 10, "json": 4, "text": 2, "python": 1}


def _decided(world: World, lot: Lot) -> bool:
    case = world.answer(lot)["case"]
    return case is not None and case["outcome"] is not None


def _decide(world: World, lot: Lot) -> None:
    """Staff do their part, so that there is an answer to show."""
    poll(lambda: world.case_file(lot), what=f"the opening of {lot.case_id}")
    world.decide(lot)
    world.approve(lot)


def _python(reader: Reader, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in reader.environment.items():
        monkeypatch.setenv(name, value)
    told = StringIO()
    space: dict[str, Any] = {}
    with redirect_stdout(told):
        exec(compile(reader.own(text), "integration.md", "exec"), space)  # noqa: S102 - the guide's own example
    space["api"].close()
    return told.getvalue().strip()


def _like(shown: object, found: object, where: str = "$") -> None:
    """The answer has the fields that the guide shows, and of the same kinds."""
    if isinstance(shown, Mapping):
        assert isinstance(found, Mapping), where
        assert set(shown) == set(found), where
        for name, value in shown.items():
            _like(value, found[name], f"{where}.{name}")
    else:
        assert type(shown) is type(found), where
