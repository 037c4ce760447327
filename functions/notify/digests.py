"""The one mail of a working morning to each of the staff: who is to have one, and what it then says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from hailong.cases import bell, digest, notices
from hailong.cases.digest import Digest
from hailong.cases.notices import Correspondence, Notice
from hailong.cases.workload import soon_after
from hailong.mail.message import Mail
from hailong.ports.cases import CaseQueue
from hailong.ports.mail import Outbox
from hailong.ports.staff import DeskStore, NewsBoards
from hailong.vocabulary.people import Person, who_has
from hailong.vocabulary.times import Clock, vietnamese_day
from hailong.vocabulary.words import NoticeKind
from hailong.vocabulary.workdays import WorkingTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """The collaborators. `render` makes the mail of what there is to tell."""

    boards: NewsBoards
    desks: DeskStore
    queue: CaseQueue
    calendar: WorkingTime
    render: Callable[[Digest, datetime], Mail]
    clock: Clock


def ask(outbox: Outbox, staff: Sequence[Person], calendar: WorkingTime, *, at: datetime, now: datetime) -> int:
    """Asks for the mail of the morning of `at` to each, and gives how many; those asked for before are left alone.

    None on a day off, and none once that day is over.
    """
    day = vietnamese_day(at)
    if day != vietnamese_day(now) or not calendar.works_on(day):
        return 0
    return sum(outbox.ask(notices.digest(person.staff_code, at)) is None for person in staff if digest.is_for(person))


def mail(morning: Morning, notice: Notice, letters: Correspondence, staff: Sequence[Person]) -> Mail | None:
    """What there is to tell at this moment; None where that is nothing, nobody wants it, or the day is over.

    News up to the moment of asking, from that of the mail before: none is told twice, and who is late misses none.
    """
    now = morning.clock()
    person = who_has(notice.recipient or "", staff)
    if person is None or vietnamese_day(notice.created_at) != vietnamese_day(now):
        return None
    desk = morning.desks.desk(person.staff_code)
    if not desk.digest:
        return None
    soon = soon_after(now, morning.calendar)
    found = digest.digest(
        person,
        staff,
        bell.told(morning.boards.latest, morning.boards.cases, person, staff, now=now),
        morning.queue.page(digest.due_query(person, staff, soon=soon)),
        since=max((one for one in (desk.seen_until, _told_before(notice, letters)) if one), default=None),
        until=notice.created_at,
        now=now,
    )
    return None if found.empty else morning.render(found, notice.created_at)


def _told_before(notice: Notice, letters: Correspondence) -> datetime | None:
    """Up to when the last mail of the kind that went out told of news."""
    earlier = (
        one.created_at
        for one in letters.notices.values()
        if one.kind is NoticeKind.DIGEST and one.notice_id != notice.notice_id and one.sent_at is not None
    )
    return max(earlier, default=None)
