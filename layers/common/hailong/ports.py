"""What the decisions need from the outside. Each port has an adapter in `adapters/` and a fake in `tests/fakes/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

# Ports name what passes through them and load nothing of it: a function pays for what it uses alone.
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from hailong.cases.case import Case, Seal, Wait
    from hailong.cases.case_file import CaseFile
    from hailong.cases.deadlines import CorrectionPlace
    from hailong.cases.desk import Desk, View
    from hailong.cases.evidence import Evidence, Upload
    from hailong.cases.invitations import DailyMail
    from hailong.cases.news import News
    from hailong.cases.notices import Correspondence, Notice
    from hailong.cases.queue import QueuePage, QueueQuery
    from hailong.cases.texts import StartingText
    from hailong.cases.timeline import Entry, Refusal
    from hailong.cases.transitions import Transition
    from hailong.events.delivery import Answer, Attempt, Endpoint, Line, Unreadable, Waiting
    from hailong.events.event import Event
    from hailong.events.payload import EventBody
    from hailong.lots.clearance import Clearance
    from hailong.lots.rating import Rating, SweepPlace, Waited
    from hailong.mail.message import Mail
    from hailong.statistics.periods import Span
    from hailong.statistics.sheets import Sheet
    from hailong.statistics.store import Kept, Key, Value
    from hailong.vocabulary.pages import Page
    from hailong.vocabulary.people import Person
    from hailong.vocabulary.words import RatingStatus, Timer

TRANSACTION_LIMIT = 100
"""Items that one transaction of DynamoDB may write."""


class RatingStore(Protocol):
    """Clearances and ratings. One rating a lot is the store's condition, whoever asks at the same time."""

    def clearance(self, declaration_key: str) -> Clearance | None: ...

    def put_clearance(self, clearance: Clearance, replaces: Clearance | None) -> None:
        """Writes it if `replaces` (None: nothing) still stands.

        Raced when it does not; Conflict `clearance_rated` when facts change and the lot of `replaces` has been rated,
        `lot_of_another_enterprise` when the lot has declarations of another tax code; Invalid when it has too many.
        """

    def rating(self, lot_key: str) -> Rating | None: ...

    def accept(self, rating: Rating) -> Rating | None:
        """Records an accepted rating; gives the one that the lot already has instead, else None.

        Raced when the clearance is no longer the one frozen into the rating, or when a rating of the same enterprise
        still waits for this clearance: that one comes first.
        """


class WaitedRatings(Protocol):
    """Ratings that came before their clearance, one a declaration and tax code; kept whatever becomes of them."""

    def waiting(self, declaration_key: str, tax_code: str) -> Rating | None: ...


class WaitingStore(WaitedRatings, Protocol):
    """As `submit` keeps them."""

    def waiting_at(self, declaration_key: str) -> Sequence[Rating]:
        """All of one declaration, as they stand at this moment."""

    def wait(self, rating: Rating) -> Rating | None:
        """Keeps a rating that awaits its clearance; gives the one that is kept already instead, else None.

        Raced when the clearance is there.
        """

    def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        """Turns `seen` into `settled`; one that is accepted is recorded for its lot in the same stroke.

        False, and nothing done, when the lot has been rated. Raced when `seen` or the clearance has changed meanwhile.
        """


class SweepPlaces(Protocol):
    """Where the sweep of waiting ratings goes on."""

    def place(self) -> SweepPlace | None: ...

    def keep_place(self, place: SweepPlace | None) -> None: ...


class WaitingQuota(Protocol):
    def count_waiting(self, client_id: str, day: date, most: int) -> bool:
        """Counts a rating of the client that is to wait; False, and nothing counted, after `most` on that day."""


class TryCounter(Protocol):
    def count_try(self, declaration_key: str, most: int) -> bool:
        """Counts that the rating key of a rated lot was tried; False, and nothing counted, after `most`."""


class RatingBook(RatingStore, WaitingStore, Protocol):
    """The ratings table: what is recorded, and what waits."""


class WaitingList(Protocol):
    def waited(self, status: RatingStatus, *, since: datetime, until: datetime) -> Iterable[Waited]:
        """Ratings that await their clearance, or are rejected, by their receipt; oldest first."""


class CaseReader(Protocol):
    def get(self, case_id: str) -> Case | None: ...


class CaseStore(CaseReader, Protocol):
    """Cases with their timelines, as the truth that everything else follows."""

    def write(self, transition: Transition) -> None:
        """The case, its entry and its notices, as a whole or not at all. Raced when the case has moved meanwhile."""


class RatingCorrections(Protocol):
    """Writes to both tables at once: a rating that is corrected, and its case."""

    def correct(self, seen: Rating, corrected: Rating, transition: Transition | None) -> None:
        """Writes `corrected` where `seen` stands, and the transition; without one only while there is no case.

        Raced when something else stands, or the case has moved (or been opened) meanwhile.
        """


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


class TextShelf(Protocol):
    """Texts to start from."""

    def of_office(self, office: str) -> Sequence[StartingText]:
        """The current version of each, by number; withdrawn ones among them."""

    def get(self, text_id: str) -> StartingText | None: ...

    def versions(self, text_id: str) -> Sequence[StartingText]:
        """All there were, the latest first."""

    def put(self, text: StartingText) -> None:
        """Writes this version after the one before it. Raced when there is another already."""


class NewsBoards(Protocol):
    """News of cases, kept for a month."""

    def post(self, news: News) -> None:
        """May be repeated."""

    def latest(self, board: str) -> Iterator[News]:
        """The latest first, read as far as it is asked for."""

    def cases(self, case_ids: Collection[str]) -> Mapping[str, Case]:
        """The cases of that news, as they are now; those that are no longer there are left out. At most a hundred."""


class DeskStore(Protocol):
    """What each member of staff keeps for themselves."""

    def desk(self, staff_code: str) -> Desk: ...

    def seen(self, staff_code: str, until: datetime) -> None:
        """The news up to then have been seen; never fewer than before."""

    def keep_views(self, staff_code: str, views: Sequence[View]) -> None: ...

    def want_digest(self, staff_code: str, *, wanted: bool) -> None: ...


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


class NegativeRatings(Protocol):
    def negative(self, month: str, *, after: str | None = None) -> Page[Rating]:
        """A page of the negative ratings received in a month (`2026-06`, UTC), oldest first."""


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


class NoticeReader(Protocol):
    def correspondence(self, case_id: str) -> Correspondence | None:
        """None where there is neither a case nor a notice."""


class NoticeStore(NoticeReader, Protocol):
    def swap(self, before: Notice, after: Notice, transition: Transition | None = None) -> None:
        """Writes `after` where `before` stands, and the transition, or neither. Raced when it does not."""


class InvitationDays(Protocol):
    """What an enterprise is sent on a day to be invited."""

    def mail(self, tax_code: str, day: date) -> DailyMail | None: ...

    def take(self, mail: DailyMail) -> bool:
        """Makes it the mail of its day; False, and nothing done, where another notice sends one."""

    def put_off(self, tax_code: str, day: date, declaration_key: str) -> None:
        """Notes that the lot waits for the mail of that day."""

    def waiting(self, tax_code: str, day: date, most: int) -> Sequence[str]:
        """The declarations that wait for the mail of that day, so many at most."""


class OptOuts(Protocol):
    """Enterprises that do not want to be invited."""

    def opted_out(self, tax_code: str) -> bool: ...

    def choose(self, tax_code: str, *, invited: bool, at: datetime) -> None: ...


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


class IncomingMails(Protocol):
    def read(self, key: str, most: int) -> bytes | None:
        """The mail as it came in, None where it is longer than `most` bytes. GiveUp where there is none."""


class Outbox(Protocol):
    def ask(self, notice: Notice) -> Notice | None:
        """Asks for a notice; when one of its id was asked for before, nothing is done, and that one is given."""

    def unsettled(self, before: datetime, *, after: str | None = None) -> Page[Notice]:
        """A page of the notices asked for before that moment of which nothing has come yet; no settled one is read."""


class LotReader(Protocol):
    """What notices need to know of a lot."""

    def clearance(self, declaration_key: str) -> Clearance | None: ...

    def rating(self, lot_key: str) -> Rating | None: ...


class Mailer(Protocol):
    def send(self, address: str, mail: Mail, tags: Mapping[str, str]) -> str:
        """Hands the mail over and gives the message's id. `tags` come back with what is reported about it.

        AddressRefused when it can never go there; RetryLater when it may go through later.
        """


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


class TallyStore(Protocol):
    def numbers(self, enterprises: Collection[str]) -> Mapping[str, int]:
        """The dense number of each enterprise, given now to those that have none, and never changed."""

    def load(self, keys: Collection[Key]) -> Mapping[Key, Kept[Value]]:
        """What is kept under the keys, strongly consistent; keys without anything are left out."""

    def commit(self, changes: Mapping[Key, Kept[Value]]) -> None:
        """Writes all (at most `TRANSACTION_LIMIT`) or nothing; Outdated unless each still has the given revision."""


class SheetReader(Protocol):
    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        """The sheets of a unit by period, the blocks of a period added up."""

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        """The last of the periods in which the unit has any of a figure."""

    def knows(self, unit: str) -> bool:
        """Whether anything was ever counted of the unit, or it was ever named."""

    def names(self, units: Collection[str]) -> Mapping[str, str]:
        """The names of those that have one."""


class EventOutbox(Protocol):
    def tell(self, event: Event) -> bool:
        """Keeps the event until it is delivered; False, and nothing done, where it is kept already."""


class EventBus(Protocol):
    def publish(self, bodies: Sequence[EventBody]) -> None:
        """RetryLater unless all are taken; some may have been by then."""


class Endpoints(Protocol):
    """Where the events of each client go."""

    def endpoint(self, client_id: str) -> Endpoint | None:
        """GiveUp for one that cannot be read."""

    def endpoints(self) -> Iterator[Endpoint | Unreadable]: ...

    def swap(self, before: Endpoint | None, after: Endpoint) -> None:
        """Writes `after` where `before` (None: nothing) stands. Raced when it does not."""


class EventLines(Protocol):
    """What is still to be delivered, a line for each subject."""

    def due(self, client_id: str, before: datetime) -> Iterator[Line | Unreadable]:
        """The lines that have something to be tried by that moment, longest due first."""

    def undelivered(self, line: Line, since: datetime) -> Sequence[Waiting]:
        """In order, as they stand at this moment; of what happened before `since` only what was asked for again."""

    def record(self, line: Line, waiting: Waiting, attempt: Attempt, due_at: datetime | None) -> None:
        """Logs the attempt and what came of it. `due_at`: when it is tried again; None: it has been dealt with."""

    def put_off(self, line: Line | Unreadable, due_at: datetime) -> None:
        """The line could not be gone through at all: it is looked at again then."""

    def rest(self, line: Line) -> None:
        """The line has nothing left, unless another event has come meanwhile."""


class WebhookPost(Protocol):
    def send(self, url: str, headers: Mapping[str, str], body: str) -> Answer: ...
