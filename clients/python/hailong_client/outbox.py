"""Ratings on their way, in SQLite: one that was added is sent, whatever crashes before, between or after."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

from hailong_client.errors import NotSignedIn, Refused, Unavailable
from hailong_client.shapes import RatingAnswer, RatingRequest

_FIRST_PAUSE, _LONGEST_PAUSE, _DOUBLINGS = 60.0, 3600.0, 6
_ENOUGH = 3
"""After so many in a row that could not be sent, it is the API that is away, and not a rating that it trips over."""

_TABLE = """
CREATE TABLE IF NOT EXISTS outbox (
    id INTEGER PRIMARY KEY,
    rating TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting',
    tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0,
    answer TEXT
)
"""


class Sender(Protocol):
    """What the outbox needs of the client."""

    def rate(self, rating: RatingRequest) -> RatingAnswer: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A rating in the outbox. `state` is `waiting`, `sent` or `refused`; `answer` is what the API said last."""

    id: int
    rating: RatingRequest
    state: str
    tries: int
    answer: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Sent:
    """What came of one round. `stopped` says why it ended early; then nothing is lost, and all waits for the next."""

    sent: int
    refused: int
    waiting: int
    stopped: str | None = None


class Outbox:
    """One file. Several processes may use it: at worst a rating is sent twice, which the API takes for one."""

    def __init__(self, path: str | Path, clock: Callable[[], float] = time.time) -> None:
        self._path = str(path)
        self._clock = clock
        with self._open() as database:
            database.execute(_TABLE)

    def add(self, rating: RatingRequest) -> int:
        """Keeps the rating; once this returns, it will be sent."""
        with self._open() as database:
            added = database.execute("INSERT INTO outbox (rating) VALUES (?)", (_text(rating),))
            return int(added.lastrowid or 0)

    def send(self, api: Sender) -> Sent:
        """Sends what is due. What cannot be sent yet stays, with growing pauses; what is refused waits for a person."""
        now, in_a_row, stopped = self._clock(), 0, None
        for kept in self._due(now):
            try:
                answer = api.rate(kept.rating)
            except NotSignedIn as error:
                # It is nothing that a rating did: all stay as they are, and are due as soon as it is put right.
                stopped = str(error)
                break
            except Refused as error:
                told = {"status": error.status, "code": error.code, "detail": error.detail, "errors": error.errors}
                self._settle(kept.id, "refused", told)
                in_a_row = 0
            except Unavailable as error:
                pause = min(_FIRST_PAUSE * 2 ** min(kept.tries, _DOUBLINGS), _LONGEST_PAUSE)
                self._postpone(kept.id, now + pause, str(error))
                in_a_row += 1
                if in_a_row == _ENOUGH:
                    stopped = str(error)
                    break
            else:
                self._settle(kept.id, "sent", cast("dict[str, Any]", answer))
                in_a_row = 0
        states = [kept.state for kept in self.all()]
        return Sent(states.count("sent"), states.count("refused"), states.count("waiting"), stopped)

    def all(self) -> list[Kept]:
        """Everything that was added, oldest first."""
        with self._open() as database:
            rows = database.execute("SELECT id, rating, state, tries, answer FROM outbox ORDER BY id").fetchall()
        return [_kept(row) for row in rows]

    def forget(self, rating_id: int) -> None:
        """Takes a rating out for good: one that was sent and whose answer has been shown, say."""
        with self._open() as database:
            database.execute("DELETE FROM outbox WHERE id = ?", (rating_id,))

    def _due(self, now: float) -> list[Kept]:
        with self._open() as database:
            rows = database.execute(
                "SELECT id, rating, state, tries, answer FROM outbox WHERE state = 'waiting' AND due <= ? ORDER BY id",
                (now,),
            ).fetchall()
        return [_kept(row) for row in rows]

    def _settle(self, rating_id: int, state: str, answer: dict[str, Any]) -> None:
        with self._open() as database:
            database.execute(
                "UPDATE outbox SET state = ?, answer = ?, tries = tries + 1 WHERE id = ?",
                (state, _text(answer), rating_id),
            )

    def _postpone(self, rating_id: int, due: float, why: str) -> None:
        with self._open() as database:
            database.execute(
                "UPDATE outbox SET due = ?, answer = ?, tries = tries + 1 WHERE id = ?",
                (due, _text({"detail": why}), rating_id),
            )

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection whose changes are on the disk when it is left."""
        with closing(sqlite3.connect(self._path, timeout=30)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA synchronous = FULL")
            with database:
                yield database


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _kept(row: tuple[int, str, str, int, str | None]) -> Kept:
    number, rating, state, tries, answer = row
    return Kept(number, json.loads(rating), state, tries, json.loads(answer) if answer else None)
