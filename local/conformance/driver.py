"""The software under test, as a program that is told what to do: one line of JSON in, one line of JSON out."""

import json
import os
import queue
import shlex
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

type Json = dict[str, Any]

_PATIENCE_SECONDS = 90.0
_MOST_TOLD = 2000


class Failed(Exception):
    """The software did something else than what was expected."""


class Driver:
    """`command` is started in an environment with the addresses, and again after `kill` with the same folder."""

    def __init__(self, command: str, environment: Mapping[str, str], folder: Path) -> None:
        self._command = shlex.split(command)
        self._environment = {**os.environ, **environment, "FOLDER": str(folder), "NO_PROXY": "127.0.0.1"}
        self._errors = folder / "stderr.txt"
        self._start()

    def ask(self, do: str, **arguments: Any) -> Json:
        """What the software answers to the instruction."""
        self.tell(do, **arguments)
        try:
            line = self._lines.get(timeout=_PATIENCE_SECONDS)
        except queue.Empty:
            raise Failed(f"no answer to {do!r} within {_PATIENCE_SECONDS:.0f} s") from None
        if line is None:
            raise Failed(f"the program ended at {do!r}: {self._said()}")
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Failed(f"{do!r} was not answered with one line of JSON, but with {line[:200]!r}")
        return found

    def tell(self, do: str, **arguments: Any) -> None:
        """The same without waiting for the answer."""
        assert self._process.stdin is not None  # noqa: S101 - it was started with one
        try:
            self._process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            self._process.stdin.flush()
        except OSError:
            raise Failed(f"the program had ended before {do!r}: {self._said()}") from None

    def kill(self) -> None:
        """The machine loses power, and is started again."""
        self.end()
        self._start()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except BrokenPipeError:
                continue
        self._reader.join(5)

    def _start(self) -> None:
        with self._errors.open("ab") as errors:
            try:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                    encoding="utf-8",
                    env=self._environment,
                )
            except OSError as error:
                raise Failed(f"{self._command[0]} cannot be started: {error}") from None
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=_read, args=(self._process, self._lines), daemon=True)
        self._reader.start()

    def _said(self) -> str:
        return self._errors.read_text("utf-8", "replace")[-_MOST_TOLD:].strip() or "it said nothing"


def _read(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    assert process.stdout is not None  # noqa: S101 - it was started with one
    try:
        for line in process.stdout:
            lines.put(line)
    except ValueError:  # Closed from the other side.
        pass
    lines.put(None)
