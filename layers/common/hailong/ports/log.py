"""What the public log asks of the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from hailong.cases.case import Seal


class TimelineEntries(Protocol):
    def written_on(self, day: date) -> Sequence[tuple[str, Seal]]:
        """Every entry of every case that was written on that day (UTC), by case id and number."""


class LogFiles(Protocol):
    """The files of the public log, by their paths below `/log/`."""

    def read(self, path: str) -> bytes | None: ...

    def write(self, path: str, content: bytes) -> None: ...


class LogSigner(Protocol):
    def public_key(self) -> bytes:
        """Ed25519, 32 bytes."""

    def sign(self, text: bytes) -> bytes: ...
