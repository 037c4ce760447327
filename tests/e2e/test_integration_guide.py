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

from local.deploy import STACK_NAME
from local.deployment import described
from local.receiver import Delivered, Receiver
from local.webhooks import Webhooks
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


@pytest.fixture
def receiver(world: World) -> Iterator[Receiver]:
    """The endpoint of the reader's software."""
    webhooks = Webhooks(described(STACK_NAME, world.cloud.client, is_local=True))
    client_id, secrets = world.stack.clients.software.id, list[str]()
    with Receiver(lambda: secrets) as made:
        secret = webhooks.register(client_id, made.url)
        assert secret is not None
        secrets.append(secret)
        yield made
        webhooks.stop(client_id)


def test_every_example_does_what_the_guide_says(
    world: World, receiver: Receiver, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
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
                _as_it_should(text, said)
            case "json" if '"timestamp"' in text:
                _like(json.loads(text), json.loads(_event(receiver, first).body))
            case "json":
                _like(json.loads(text), json.loads(said))
            case "text":
                assert said == text.strip()
            case "python" if "webhooks.event" in text:
                _endpoint(text, receiver, first, monkeypatch)
            case "python":
                _outbox(reader, text, monkeypatch)
    assert ran == {"sh": 10, "json": 5, "text": 2, "python": 2}


def _as_it_should(text: str, said: str) -> None:
    """What an example is for whose answer the guide does not show."""
    if "/appeal" in text:
        assert json.loads(said)["case"]["state"] == "appealed"
    if '"clearances": [' in text:
        assert [item["status"] for item in json.loads(said)["results"]] == [200, 422]


def _decided(world: World, lot: Lot) -> bool:
    case = world.answer(lot)["case"]
    return case is not None and case["outcome"] is not None


def _decide(world: World, lot: Lot) -> None:
    """Staff do their part, so that there is an answer to show."""
    poll(lambda: world.case_file(lot), what=f"the opening of {lot.case_id}")
    world.decide(lot)
    world.approve(lot)


def _outbox(reader: Reader, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = _python(reader, text, monkeypatch)
    assert f"{reader.lots['103027528801'].declaration_no} sent" in said
    assert said.endswith("accepted")


def _python(reader: Reader, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in reader.environment.items():
        monkeypatch.setenv(name, value)
    told = StringIO()
    space: dict[str, Any] = {}
    with redirect_stdout(told):
        exec(compile(reader.own(text), "integration.md", "exec"), space)  # noqa: S102 - the guide's own example
    space["api"].close()
    return told.getvalue().strip()


def _event(receiver: Receiver, lot: Lot) -> Delivered:
    """The event of the decision, as it came."""
    poll(lambda: "case.decided" in [one.type for one in receiver.events(lot.case_id)], what="the event")
    decided = (one for one in receiver.delivered if one.event and one.event.case_id == lot.case_id)
    return next(one for one in decided if one.event and one.event.type == "case.decided")


def _endpoint(text: str, receiver: Receiver, lot: Lot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guide's endpoint takes what came, also twice, and nothing that was altered."""
    monkeypatch.setenv("WEBHOOK_SECRETS", " ".join(receiver.secrets()))
    space: dict[str, Any] = {}
    exec(compile(text, "integration.md", "exec"), space)  # noqa: S102 - the guide's own example
    came = _event(receiver, lot)
    for _ in range(2):
        assert space["endpoint"](came.headers, came.body.encode()) == 204
    assert space["to_look_at"] == {lot.declaration_no}
    assert space["endpoint"](came.headers, came.body.replace("decided", "closed!").encode()) == 400


def _like(shown: object, found: object, where: str = "$") -> None:
    """The answer has the fields that the guide shows, and of the same kinds."""
    if isinstance(shown, Mapping):
        assert isinstance(found, Mapping), where
        assert set(shown) == set(found), where
        for name, value in shown.items():
            _like(value, found[name], f"{where}.{name}")
    else:
        assert type(shown) is type(found), where
