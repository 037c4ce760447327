"""What a member of staff is told on a working morning: only of what they may see at that moment. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hailong.cases import deadlines
from hailong.cases.bell import MOST_SHOWN
from hailong.cases.case import Case
from hailong.cases.news import News, NewsKind, boards_of
from hailong.cases.queue import QueuePage, QueueQuery
from hailong.cases.workload import UNDER_WAY
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Role

MOST_DUE = 200
"""Cases that are looked through for one mail, soonest due first; beyond that it says that there are more."""

MOST_NAMED = 10
"""Cases of a kind that the mail names; of others it only says how many they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """`news`: how many of each kind are unread. `overdue`: also what has a new date since the first was missed.

    Cases are in due order. `complete` is False where there was more than is looked through.
    """

    news: Mapping[NewsKind, int]
    overdue: Sequence[Case] = ()
    due_soon: Sequence[Case] = ()
    complete: bool = True

    @property
    def unread(self) -> int:
        return sum(self.news.values())

    @property
    def empty(self) -> bool:
        return not (self.news or self.overdue or self.due_soon)


def is_for(person: Person) -> bool:
    """Whether the person works on cases, so that a morning can have something for them."""
    return bool(boards_of(person)) and bool(person.email)


def due_query(person: Person, staff: Sequence[Person], *, soon: datetime) -> QueueQuery:
    """The cases that are due by `soon`, or were, of those that can concern the person at all."""
    supervises = person.has(Role.SUPERVISOR)
    inspects = person.has(Role.INSPECTOR)
    return QueueQuery(
        states=UNDER_WAY,
        office=person.office if supervises and not inspects else None,
        assignee=None if supervises or inspects else person.staff_code,
        restricted=None if inspects else False,
        overdue=True,
        now=soon + timedelta(seconds=1),
        reader=person,
        staff=staff,
        limit=MOST_DUE,
    )


def digest(
    person: Person,
    staff: Sequence[Person],
    rung: Sequence[tuple[News, Case]],
    due: QueuePage,
    *,
    since: datetime | None,
    until: datetime,
    now: datetime,
) -> Digest:
    """Of the news of the bell those after `since` (None: all) and up to `until`; of what is due what is theirs."""
    theirs = [case for case in due.cases if person in deadlines.who_sees_to(case, staff, now=now)]
    return Digest(
        news=_by_kind(news for news, _ in rung if news.at <= until and (since is None or news.at > since)),
        overdue=[case for case in theirs if _missed(case, now)],
        due_soon=[case for case in theirs if not _missed(case, now)],
        complete=due.last is None and len(rung) < MOST_SHOWN,
    )


def _missed(case: Case, now: datetime) -> bool:
    return case.breached or case.overdue(now)


def _by_kind(news: Iterable[News]) -> Mapping[NewsKind, int]:
    counted = Counter(one.kind for one in news)
    return {kind: counted[kind] for kind in NewsKind if kind in counted}
