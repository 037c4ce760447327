"""A way to the cloud that fails now and then: stands between the functions and the services that they call.

Calls are told by the service that they are signed for; what is not signed passes, and so does everything while it is
calm. A fault is throttling, an error before or after the call was made, a reset, a long wait, or the death of whoever
called, in the middle of what it does: the call was made, and nobody is left to hear of it.
"""

import asyncio
import json
import random
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum

from local.cloud import HOST


class Fault(StrEnum):
    THROTTLED = "throttled"
    FAILED = "failed"
    LOST = "answer lost"
    """The call was made, and its answer is an error."""
    RESET = "reset"
    SLOW = "slow"
    KILLED = "killed"
    """The call was made, and the process that made it is dead."""


RATES: Mapping[str, float] = {
    "dynamodb": 0.03,
    "states": 0.10,
    "sqs": 0.06,
    "ses": 0.15,
    "cognito-idp": 0.20,
    "s3": 0.20,
    "secretsmanager": 0.05,
    "events": 0.10,
}
"""What part of the calls to a service meets a fault."""

SLOWEST_SECONDS = 1.5

WEIGHTS: Mapping[Fault, int] = dict.fromkeys(Fault, 5) | {Fault.KILLED: 1}
"""A death costs the machine another start of a process: there are fewer of them."""

_SERVICE = re.compile(rb"Credential=[^/]+/\d+/[^/]+/([a-z0-9-]+)/aws4_request")
_THROTTLED = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "cognito-idp": "TooManyRequestsException",
    "ses": "TooManyRequestsException",
}
_LONGEST_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class _Message:
    """Of HTTP, as it is on the wire. `length` of the body; None where it comes in chunks."""

    head: bytes
    length: int | None
    body: bytes = b""

    def closes(self) -> bool:
        return b"connection: close" in self.head.lower()


class FaultyCloud:
    """The way to a cloud that listens on `port`; `address` is where functions call instead.

    `calls` counts them. `kill` ends the process that calls from a port of this machine; False where there is none that
    may be killed.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self.kill: Callable[[int], bool] = lambda _port: False
        self._random: random.Random | None = None
        self.calls = 0
        self.met: Counter[tuple[str, Fault]] = Counter()
        self._serving: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        listening: Future[asyncio.Server] = asyncio.run_coroutine_threadsafe(self._listen(), self._loop)
        self._server = listening.result()
        self.address = f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @contextmanager
    def failing(self, seed: int) -> Iterator[None]:
        """Calls fail in here; which ones the seed and the order in which they come in decide."""
        self._random = random.Random(seed)  # noqa: S311 - to be repeated
        try:
            yield
        finally:
            self._random = None

    async def _end(self) -> None:
        self._server.close()
        open_ones = asyncio.all_tasks() - {asyncio.current_task()}
        for one in open_ones:
            one.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._begin, HOST, 0, limit=_LONGEST_HEAD)

    def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The loop itself holds no task: one whose caller is gone would be thrown away while it still closes."""
        task = self._loop.create_task(self._serve(reader, writer))
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        try:
            while True:
                request = await _read(reader, continued=writer)
                service = found[1].decode() if (found := _SERVICE.search(request.head)) else ""
                fault = self._drawn(service)
                self.calls += 1
                if fault is Fault.RESET:
                    break
                if fault is Fault.SLOW:
                    await asyncio.sleep(self._wait())
                if fault not in {Fault.THROTTLED, Fault.FAILED}:
                    there = there or await asyncio.open_connection(HOST, self._port, limit=_LONGEST_HEAD)
                    there[1].write(request.head + request.body)
                    answer = await _read(there[0], to_head=request.head.startswith(b"HEAD "))
                else:
                    answer = None
                if fault is Fault.KILLED and await self._loop.run_in_executor(None, self._kill, service, writer):
                    break
                if not await _said(writer, answer, service, fault):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # whoever called is gone
        finally:
            for open_one in (writer, *([there[1]] if there else [])):
                open_one.close()
                with suppress(ConnectionError):
                    await open_one.wait_closed()

    def _drawn(self, service: str) -> Fault | None:
        chance = self._random
        if chance is None or chance.random() >= RATES.get(service, 0):
            return None
        (fault,) = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
        if fault is not Fault.KILLED:
            self.met[service, fault] += 1
        return fault

    def _kill(self, service: str, writer: asyncio.StreamWriter) -> bool:
        killed = self.kill(writer.get_extra_info("peername")[1])
        if killed:
            self.met[service, Fault.KILLED] += 1
        return killed

    def _wait(self) -> float:
        return self._random.uniform(0.1, SLOWEST_SECONDS) if self._random else 0.0


async def _read(
    reader: asyncio.StreamReader, *, continued: asyncio.StreamWriter | None = None, to_head: bool = False
) -> _Message:
    """A message whole. `continued`: where a client is told to go on that asks before it sends a body."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"expect:")]
    fields = {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines[1:])}
    if continued is not None and b"\r\nexpect:" in head.lower():
        continued.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        head = b"\r\n".join(lines)
    if to_head or head.startswith((b"HTTP/1.1 204", b"HTTP/1.1 304")):
        return _Message(head, 0)
    if fields.get(b"transfer-encoding", b"").lower() == b"chunked":
        return _Message(head, None, await _chunks(reader))
    length = int(fields.get(b"content-length", b"0"))
    return _Message(head, length, await reader.readexactly(length))


async def _said(writer: asyncio.StreamWriter, answer: _Message | None, service: str, fault: Fault | None) -> bool:
    """Whether the connection is good for another call."""
    if fault in {Fault.THROTTLED, Fault.FAILED, Fault.LOST}:
        writer.write(_refusal(service, fault))
    elif answer is not None:
        writer.write(answer.head + answer.body)
    await writer.drain()
    return answer is None or not answer.closes()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        found += line + await reader.readexactly(size + 2)
        if size == 0:
            return found


def _refusal(service: str, fault: Fault) -> bytes:
    """As the service would say it."""
    throttled = fault is Fault.THROTTLED
    code = _THROTTLED.get(service, "ThrottlingException") if throttled else "InternalServerError"
    status = 400 if throttled else 500
    kind, body = b"application/x-amz-json-1.0", json.dumps({"__type": code, "message": "chaos"}).encode()
    if service == "s3":
        code, status = ("SlowDown", 503) if throttled else ("InternalError", 500)
        kind, body = b"application/xml", f"<Error><Code>{code}</Code><Message>chaos</Message></Error>".encode()
    if service == "ses" and throttled:
        status = 429
    return (
        b"HTTP/1.1 %d Chaos\r\nContent-Type: %s\r\nx-amzn-errortype: %s\r\nContent-Length: %d\r\n\r\n"
        % (status, kind, code.encode(), len(body))
    ) + body
