"""What cases ask of the outside: their files, queues, timers, evidence and executions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from hailong.cases.case import Case, Wait
    from hailong.cases.case_file import CaseFile
    from hailong.cases.deadlines import CorrectionPlace
    from hailong.cases.evidence import Evidence, Upload
    from hailong.cases.queue import QueuePage, QueueQuery
    from hailong.cases.timeline import Entry, Refusal
    from hailong.cases.transitions import Transition
    from hailong.vocabulary.pages import Page
    from hailong.vocabulary.words import Timer


class CaseReader(Protocol):
    def get(self, case_id: str) -> Case | None: ...


class CaseStore(CaseReader, Protocol):
    """Cases with their timelines, as the truth that everything else follows."""

    def write(self, transition: Transition) -> None:
        """The case, its entry and its notices, as a whole or not at all. Raced when the case has moved meanwhile."""


class EvidenceReader(Protocol):
    def evidence(self, case_id: str, evidence_id: str) -> Evidence | None: ...


class CaseFiles(EvidenceReader, Protocol):
    """What is kept of a case beside itself."""

    def file(self, case_id: str) -> CaseFile | None:
        """All of it, however much that is."""

    def first_page(self, case: Case, *, refusals: bool) -> CaseFile:
        """The case with the latest of its timeline and notices, its evidence, and the latest refusals if asked for."""

    def entries(self, case_id: str, *, before: int) -> Sequence[Entry]:
        """The page of the timeline that ends right before the entry of that number."""


class RefusalCounter(Protocol):
    def count_refusal(self, refusal: Refusal, delivery: str) -> None:
        """Counts a refused attempt beside the timeline of its case; not again when a delivery comes twice in a row."""


class WaitStore(Protocol):
    def wait(self, case_id: str) -> Wait | None:
        """What the execution of the case waits for, as last written by the state machine."""


class CaseQueue(Protocol):
    def page(self, query: QueueQuery) -> QueuePage: ...


class VerificationRound(Protocol):
    """How far the round through all case files has come, day by day."""

    def reached(self) -> str | None:
        """The place in the queue to go on from; None where a round begins."""

    def keep_reached(self, place: str | None) -> None: ...


class CaseIndex(Protocol):
    """Lists in which a case is found by what people type. An entry that has fallen behind its case is passed over."""

    def places(self, case: Case) -> frozenset[tuple[str, str]]:
        """Where the case, as it is, is to be found: a list, and its place there."""

    def enlist(self, case: Case, left: Collection[tuple[str, str]] | None = None) -> None:
        """Lists the case where it can be found, and not at the places that it has left. May be repeated.

        None where nobody knows them: the lists themselves are asked.
        """


class Timers(Protocol):
    def due(self, timer: Timer, before: datetime) -> Iterator[str]:
        """The ids of the cases whose `timer` is for a moment up to `before`, soonest first; no other case is read."""

    def waiting(self, timer: Timer, *, after: str | None = None) -> Page[str]:
        """A page of the ids of all cases that wait for `timer`, soonest first; on from a place however they move."""

    def correction_place(self) -> CorrectionPlace | None:
        """Where to go on with the correction by the calendar; None when none is under way."""

    def keep_correction_place(self, place: CorrectionPlace | None) -> None: ...


class Queue(Protocol):
    def send(self, message: dict[str, Any]) -> None: ...


class Executions(Protocol):
    """The executions of cases. Only `escalate` has them."""

    def start(self, name: str, execution_input: dict[str, Any]) -> bool:
        """Starts it; False, and nothing done, where the name was used before."""

    def answer(self, token: str, output: dict[str, Any]) -> None:
        """Answers a waiting task, or does nothing where it no longer waits."""

    def running(self, name: str) -> bool: ...


class EvidenceFiles(Protocol):
    """The files themselves. Links are for minutes."""

    def upload(self, evidence: Evidence) -> Upload:
        """Lets exactly this file in: its type, no more than its size and, where it is known, its SHA-256."""

    def arrived(self, case_id: str) -> frozenset[str]:
        """The ids of the case's evidence whose file is there. RetryLater when that cannot be told now."""

    def sha256(self, evidence: Evidence) -> str:
        """That (hex) of the bytes of a file that is there. RetryLater when they cannot be had now."""

    def link(self, evidence: Evidence, *, view: bool = False) -> str:
        """Where the file can be fetched, to be saved under its name; with `view` looked at, if its type is for that."""


class EvidenceShelf(Protocol):
    def put(self, evidence: Evidence, content: bytes) -> None:
        """May be repeated. RetryLater when it cannot be put now."""
