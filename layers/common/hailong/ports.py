"""What the decisions need from the outside. Each port has an adapter in `adapters/` and a fake in `tests/fakes/`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from hailong.cases.case import Case, Wait
from hailong.cases.casework import Move
from hailong.cases.evidence import Evidence
from hailong.cases.finding import Wanted, matches
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusal
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.mail.message import Mail
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Bell, CaseState, RatingStatus


class RatingStore(Protocol):
    """Clearances and ratings. One rating a lot is the store's condition, whoever asks at the same time."""

    def clearance(self, declaration_key: str) -> Clearance | None: ...

    def put_clearance(self, clearance: Clearance, replaces: Clearance | None) -> None:
        """Writes it if `replaces` (None: nothing) still stands.

        Raced when it does not; Conflict `clearance_rated` when facts change and the lot of `replaces` has been rated.
        """

    def rating(self, lot_key: str) -> Rating | None: ...

    def accept(self, rating: Rating) -> Rating | None:
        """Records an accepted rating; gives the one that the lot already has instead, else None.

        Raced when the clearance is no longer the one frozen into the rating, or when a rating of the same enterprise
        still waits for this clearance: that one comes first.
        """


class WaitingStore(Protocol):
    """Ratings that came before their clearance, one a declaration and tax code; kept whatever becomes of them."""

    def waiting(self, declaration_key: str, tax_code: str) -> Rating | None: ...

    def waiting_at(self, declaration_key: str) -> Sequence[Rating]:
        """All of one declaration, as they stand at this moment."""

    def wait(self, rating: Rating) -> Rating | None:
        """Keeps a rating that awaits its clearance; gives the one that is kept already instead, else None.

        Raced when the clearance is there.
        """

    def settle(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        """Turns `seen` into `settled`; one that is accepted is recorded for its lot in the same stroke.

        False, and nothing done, when the lot has been rated. Raced when `seen` or the clearance has changed meanwhile.
        """


class RatingBook(RatingStore, WaitingStore, Protocol):
    """The ratings table: what is recorded, and what waits."""


@dataclass(frozen=True, slots=True)
class Waited:
    """The trace of a waiting rating."""

    declaration_no: str
    received_at: datetime


class WaitingList(Protocol):
    def waited(self, status: RatingStatus, *, since: datetime, until: datetime) -> Iterable[Waited]:
        """Ratings that await their clearance, or are rejected, by their receipt; oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything kept of one case; the timeline and the refused attempts in their order."""

    case: Case
    timeline: Sequence[Entry]
    notices: Sequence[Notice]
    refusals: Sequence[Refusal] = ()
    evidence: Sequence[Evidence] = ()


class CaseReader(Protocol):
    def get(self, case_id: str) -> Case | None: ...


class CaseStore(CaseReader, Protocol):
    """Cases with their timelines, as the truth that everything else follows."""

    def write(self, move: Move) -> None:
        """The case, its entry and its notices, as a whole or not at all. Raced when the case has moved meanwhile."""

    def file(self, case_id: str) -> CaseFile | None: ...

    def refuse(self, refusal: Refusal) -> None:
        """Records a refused attempt beside the timeline."""


class WaitStore(Protocol):
    def wait(self, case_id: str) -> Wait | None:
        """What the execution of the case waits for, as last written by the state machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueQuery:
    """Which cases, soonest due first. `states` empty means all; `restricted` None means both kinds.

    `calls`: besides those, the closed cases whose enterprise is still to be called. `overdue`, as of `now`: only those
    past their due date, or only the others. `calls_due`: only those whose enterprise is still to be called, or only
    the others. `wanted`: what somebody typed.
    """

    states: Sequence[CaseState] = ()
    calls: bool = False
    office: str | None = None
    assignee: str | None = None
    restricted: bool | None = None
    overdue: bool | None = None
    now: datetime | None = None
    calls_due: bool | None = None
    wanted: Wanted | None = None
    after: str | None = None
    limit: int = 25


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`last` is the place to go on from (`QueueQuery.after`); None at the end.

    A page may be short of `limit`, or empty, before the end: a store reads on for a page only so far.
    """

    cases: Sequence[Case]
    last: str | None


def fits(case: Case, query: QueueQuery) -> bool:
    """Whether the case is one of those that were asked for."""
    return (
        (not query.states or case.state in query.states or (query.calls and _closed_with_a_call_due(case)))
        and query.office in {None, case.office}
        and query.assignee in {None, case.assignee}
        and query.restricted in {None, case.restricted}
        and (query.overdue is None or query.now is None or case.overdue(query.now) is query.overdue)
        and query.calls_due in {None, bool(case.calls_due)}
        and (query.wanted is None or matches(query.wanted, case))
    )


def _closed_with_a_call_due(case: Case) -> bool:
    return case.state is CaseState.CLOSED and bool(case.calls_due)


class CaseQueue(Protocol):
    def page(self, query: QueueQuery) -> QueuePage: ...


class CaseIndex(Protocol):
    def follow(self, before: Case | None, after: Case) -> None:
        """Lists the case where it can be found by what people type, and no longer where it was. May be repeated."""


class Bells(Protocol):
    def due(self, bell: Bell, before: datetime) -> Iterator[str]:
        """The ids of the cases whose `bell` is for a moment up to `before`, soonest first; no other case is read."""


class Queue(Protocol):
    def send(self, message: dict[str, Any]) -> None: ...


class NegativeRatings(Protocol):
    def negative(self, month: str) -> Iterable[Rating]:
        """The negative ratings received in a month (`2026-06`, UTC), oldest first."""


class Executions(Protocol):
    """The executions of cases. Only `escalate` has them."""

    def start(self, name: str, execution_input: dict[str, Any]) -> bool:
        """Starts it; False, and nothing done, where the name was used before."""

    def answer(self, token: str, output: dict[str, Any]) -> None:
        """Answers a waiting task, or does nothing where it no longer waits."""

    def running(self, name: str) -> bool: ...


class StaffDirectory(Protocol):
    """The staff, as the user pool knows them. What it gives may be minutes old."""

    def everyone(self, *, as_of: datetime | None = None) -> Sequence[Person]:
        """Everybody who may sign in and has a role, an office and a staff code; no older than `as_of`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The notices about a lot, by their ids, and its case; before it has one, there can only be invitations."""

    case: Case | None
    notices: Mapping[str, Notice]


class NoticeStore(Protocol):
    def correspondence(self, case_id: str) -> Correspondence | None:
        """None where there is neither a case nor a notice."""

    def swap(self, before: Notice, after: Notice, move: Move | None = None) -> None:
        """Writes `after` where `before` stands, with the move, as a whole or not at all. Raced when it does not."""


@dataclass(frozen=True, slots=True)
class Upload:
    """Where a form with these fields and the file is to be sent."""

    url: str
    fields: Mapping[str, str]


class EvidenceFiles(Protocol):
    """The files themselves. Links are for minutes."""

    def upload(self, evidence: Evidence) -> Upload:
        """Lets exactly this file in: its type, and no more than its size."""

    def arrived(self, case_id: str) -> frozenset[str]:
        """The ids of the case's evidence whose file is there. RetryLater when that cannot be told now."""

    def link(self, evidence: Evidence) -> str:
        """Where the file can be fetched, to be saved under its name."""


class Outbox(Protocol):
    def ask(self, notice: Notice) -> Notice | None:
        """Asks for a notice; when one of its id was asked for before, nothing is done, and that one is given."""

    def unsettled(self, before: datetime) -> Iterator[Notice]:
        """The notices asked for before that moment of which nothing has come yet; no settled one is read."""


class LotReader(Protocol):
    """What notices need to know of a lot."""

    def clearance(self, declaration_key: str) -> Clearance | None: ...

    def rating(self, lot_key: str) -> Rating | None: ...


class Mailer(Protocol):
    def send(self, address: str, mail: Mail, tags: Mapping[str, str]) -> str:
        """Hands the mail over and gives the message's id. `tags` come back with what is reported about it.

        AddressRefused when it can never go there; RetryLater when it may go through later.
        """
