"""What follows from a change in the tables: cases opened, executions started and answered, notices queued.

Everything here may be called again with the same news, late or out of order, and changes nothing the second time.
"""

import secrets
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

from hailong.cases import course, enterprise, machine, news, notices
from hailong.cases.case import Case, Wait
from hailong.cases.notices import Notice
from hailong.events.event import Event, of_rating
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating, window_over
from hailong.ports.cases import CaseFiles, CaseIndex, CaseReader, CaseStore, Executions, Queue, WaitStore
from hailong.ports.events import EventOutbox
from hailong.ports.lots import WaitedRatings
from hailong.ports.mail import Outbox
from hailong.ports.staff import NewsBoards
from hailong.vocabulary import workdays
from hailong.vocabulary.attempts import attempts
from hailong.vocabulary.declaration import case_id_of
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.words import CaseState, NoticeState, RatingStatus, WaitStep

_ENDED = frozenset({CaseState.CLOSED, CaseState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """How long a case may take: working days by Vietnam's calendar."""

    working_days: int
    calendar: workdays.WorkingTime


def made_by(thing: Clearance | Rating | Case | Wait | Notice) -> str | None:
    """The correlation id of the request that has made the change; None where nobody knows it."""
    match thing:
        case Rating() | Wait() | Notice():
            return thing.correlation_id
        case Case():
            return thing.moved_by
        case Clearance():
            return None


def rating_came(rating: Rating, cases: CaseStore, promise: Promise, *, at: datetime) -> bool:
    """Opens the case of a negative rating; False when there is one already."""
    due_at = workdays.due_after(at, promise.working_days, promise.calendar)
    try:
        salt = secrets.token_hex(32)
        cases.write(course.open_case(rating, at=at, due_at=due_at, salt=salt, working_days=promise.working_days))
    except Raced:
        return False
    return True


def rating_corrected(rating: Rating, cases: CaseStore, promise: Promise, *, at: datetime) -> bool:
    """Brings a correction to the case where it was not made there itself; True if it did.

    That is so where the case had not been opened yet, or the rating has only now become negative.
    """
    for _ in attempts():
        case = cases.get(case_id_of(rating.clearance.lot_key)) if rating.clearance else None
        if case is None:
            return rating.negative and rating_came(rating, cases, promise, at=at)
        if case.rating.corrected_at is not None:
            return False
        try:
            cases.write(enterprise.correct(case, rating, at=at))
        except Raced:
            continue
        return True
    raise Raced("the case was moved by others all the time")


def lot_cleared(
    clearance: Clearance, outbox: Outbox, *, at: datetime, window: timedelta, patience: timedelta = timedelta()
) -> bool:
    """Asks for an invitation to rate the lot, the first time that its enterprise can be invited; True if it did.

    It goes out after `patience`: who rates anyway is not asked to.

    A lot that a correction gives to another enterprise is that one's to rate, and it is invited in its turn.
    """
    if not clearance.enterprise.emails or window_over(clearance, at, window):
        return False
    for number in count(1):
        known = outbox.ask(notices.invitation(clearance, at, number=number, not_before=at + patience))
        if known is None or known.tax_code == clearance.enterprise.tax_code:
            return known is None
    raise AssertionError("unreachable: one of the numbers is free")


def case_changed(
    case: Case,
    previous_attempt: int | None,
    cases: CaseStore,
    waits: WaitStore,
    executions: Executions,
    *,
    at: datetime,
) -> None:
    """Starts the execution of a new attempt (`previous_attempt` is None for a new case), else answers it.

    A case that comes in closed has been dealt with elsewhere: nothing is to be done.
    """
    if previous_attempt is None and case.state is CaseState.CLOSED:
        return
    if previous_attempt != case.attempt:
        executions.start(machine.execution_name(case), machine.execution_input(case))
    else:
        reconcile(case.case_id, cases, waits, executions, at=at)


def reconcile(case_id: str, cases: CaseStore, waits: WaitStore, executions: Executions, *, at: datetime) -> None:
    """Compares the case with what its execution waits for, and does or answers what is due.

    Who is faster changes the case, and that change is compared in its turn.
    """
    with suppress(Raced):
        _reconcile(case_id, cases, waits, executions, at=at)


def _reconcile(case_id: str, cases: CaseStore, waits: WaitStore, executions: Executions, *, at: datetime) -> None:
    wait, case = waits.wait(case_id), cases.get(case_id)
    if wait is None or case is None or wait.attempt != case.attempt:
        return
    if wait.step is WaitStep.FAILED:
        if case.state not in _ENDED:
            cases.write(course.fail(case, error=wait.error or "unknown", at=at))
        return
    if wait.step is WaitStep.CLOSING and case.state is CaseState.DECIDED:
        cases.write(course.close(case, at=at))
        return
    output = machine.answer(wait, case)
    if output is not None and wait.token is not None:
        executions.answer(wait.token, output)


def changed(event: Event | None, events: EventOutbox) -> bool:
    """Keeps what the software of a vendor is to be told; True where there is something new."""
    return event is not None and events.tell(event)


def accepted_told(rating: Rating, early: WaitedRatings, events: EventOutbox, *, at: datetime) -> bool:
    """Tells that a rating which had waited is accepted; True where that is news.

    Before its case is opened: what becomes of that comes by another stream, which may be faster.
    """
    found = early.waiting(rating.key, rating.tax_code)
    if found is None or found.status is not RatingStatus.ACCEPTED:
        return False
    return changed(of_rating(replace(found, status=RatingStatus.AWAITING_CLEARANCE), found, at), events)


def notice_asked(notice: Notice, queue: Queue) -> None:
    """Puts a notice on its way to `notify`."""
    if notice.state is NoticeState.QUEUED:
        queue.send(notices.send_order(notice))


def execution_stopped(
    case_id: str, attempt: int, status: str, cases: CaseStore, waits: WaitStore, *, at: datetime
) -> None:
    """An execution ended other than well: the case turns `failed`, unless that has been said already."""
    for _ in attempts():
        case, wait = cases.get(case_id), waits.wait(case_id)
        if case is None or case.attempt != attempt or case.state in _ENDED:
            return
        error = wait.error if wait and wait.attempt == attempt and wait.error else status
        try:
            cases.write(course.fail(case, error=error, at=at))
        except Raced:
            continue
        return
    raise Raced("the case was moved by others all the time")


def case_told(before: Case | None, after: Case, files: CaseFiles, boards: NewsBoards, *, at: datetime) -> None:
    """Posts what the change means to staff. What tells of a change is its entry, written with it."""
    if not news.may_be_news(before, after):
        return
    entry = next(
        (one for one in files.entries(after.case_id, before=after.entries + 1) if one.number == after.entries), None
    )
    if entry is None:
        return
    found = news.news_of(before, after, action=entry.action, by=entry.by, at=at)
    if found is not None:
        boards.post(found)


def case_listed(before: Case | None, after: Case, index: CaseIndex, listings: Queue) -> None:
    """Lists a new case at once; one that has moved is left to the queue of listings.

    At five o'clock thousands of cases move at once, each under some thirty terms: nothing else may wait for that.
    """
    if before is None:
        index.enlist(after, ())
        return
    left, kept = index.places(before), index.places(after)
    if left != kept:
        listings.send({"case_id": after.case_id, "left": sorted(left - kept)})


def case_relisted(case_id: str, left: Collection[tuple[str, str]], cases: CaseReader, index: CaseIndex) -> None:
    """Lists the case as it is by now, whichever of its moves this is about."""
    case = cases.get(case_id)
    if case is not None:
        index.enlist(case, left)
