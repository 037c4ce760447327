"""News of cases for those who work on them: which there is, and for whom it is. Pure.

A piece of news is written once, to whom it concerns by role or by name; who may read it is asked of the firewall
each time that somebody looks, of the case as it is then.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hailong.cases.case import Case
from hailong.cases.firewall import Staff, may_see
from hailong.cases.replies import REPLY
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, CaseState, Role

KEPT = timedelta(days=30)
INSPECTORS = "inspectors"

_ANSWERED = frozenset({CaseState.DECIDED, CaseState.CLOSED})
"""What comes in like this, as old data or out of a backup, was dealt with before: nobody has anything to do there."""


class NewsKind(StrEnum):
    OPENED = "opened"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    REVIEW = "review"
    APPEALED = "appealed"
    REPLIED = "replied"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """`board`: an office, `INSPECTORS`, or `@` and the staff code of whom it concerns alone. `version` of the case."""

    board: str
    case_id: str
    kind: NewsKind
    version: int
    at: datetime


def news_of(before: Case | None, after: Case, *, action: str, by: str, at: datetime) -> News | None:
    """What the change means to others; None where nobody is waiting to hear of it.

    `action` and `by` are those of the entry of the timeline that tells of the change.
    """
    found = _kind_and_board(before, after, action, by)
    if found is None:
        return None
    kind, board = found
    return News(board=board, case_id=after.case_id, kind=kind, version=after.version, at=at)


def _kind_and_board(before: Case | None, after: Case, action: str, by: str) -> tuple[NewsKind, str] | None:
    of_inspectors = after.restricted or after.level > 1
    board = INSPECTORS if of_inspectors else after.office
    if before is None:
        return None if after.withdrawn or after.state in _ANSWERED else (NewsKind.OPENED, board)
    if after.level > before.level:
        return NewsKind.APPEALED, INSPECTORS
    if action == Action.ASSIGN and after.assignee is not None and after.assignee != by:
        return NewsKind.ASSIGNED, personal(after.assignee)
    if action == Action.REVIEW and after.state is CaseState.ASSIGNED and after.assignee is not None:
        return NewsKind.RETURNED, personal(after.assignee)
    if action == Action.DECIDE and after.state is CaseState.IN_REVIEW:
        return NewsKind.REVIEW, board
    if action == REPLY:
        return NewsKind.REPLIED, personal(after.assignee) if after.assignee is not None else board
    return None


def may_be_news(before: Case | None, after: Case) -> bool:
    """Whether the change can be one that somebody is told of, before its entry is read."""
    return before is None or _told_of(before) != _told_of(after)


def _told_of(case: Case) -> tuple[object, ...]:
    return case.state, case.assignee, case.level, case.replies


def personal(staff_code: str) -> str:
    """The board of one person."""
    return f"@{staff_code}"


def boards_of(person: Person) -> tuple[str, ...]:
    """Where the person's news stands; none for who only reads."""
    boards = []
    if person.has(Role.HANDLER, Role.SUPERVISOR):
        boards.append(person.office)
    if person.has(Role.INSPECTOR):
        boards.append(INSPECTORS)
    return (*boards, personal(person.staff_code)) if boards else ()


def is_for(person: Person, news: News, case: Case, staff: Staff) -> bool:
    """Whether this person hears of it: they see the case as it is now, and it is theirs to do something about."""
    if not may_see(person, case, staff):
        return False
    if news.board == personal(person.staff_code):
        return case.assignee == person.staff_code
    if news.kind is NewsKind.REVIEW:
        own = any(person.staff_code in codes for codes in case.deciders.values())
        return person.has(Role.SUPERVISOR, Role.INSPECTOR) and not own
    return True
