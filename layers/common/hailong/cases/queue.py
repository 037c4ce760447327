"""The queue: which cases are asked for, and which fit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hailong.cases.case import Case
from hailong.cases.finding import Wanted, matches
from hailong.cases.firewall import barrier, may_see
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import Action, CaseState, Outcome, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueQuery:
    """Which cases, soonest due first. `states` empty means all; `restricted` None means both kinds.

    `calls`: besides those, the closed cases whose enterprise is still to be called. `overdue`, as of `now`: only those
    past their due date, or only the others. `calls_due`: only those whose enterprise is still to be called, or only
    the others. `wanted`: what somebody typed. `officer`: one of those who handled the lot; for who sees all offices.
    `outcome`: of the latest decision. `opened_from` and `opened_until`: the first and the last day (in Vietnam) on
    which the case may have been opened. `reader`: only what this person, one of `staff`, may see (None: all), and with
    `reviewable` only decisions that they may review now.
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
    officer: str | None = None
    team: str | None = None
    level: int | None = None
    reason: Reason | None = None
    outcome: Outcome | None = None
    opened_from: date | None = None
    opened_until: date | None = None
    reviewable: bool = False
    reader: Person | None = None
    staff: Sequence[Person] = ()
    after: str | None = None
    limit: int = 25


@dataclass(frozen=True, slots=True)
class QueuePage:
    """`last` is the place to go on from (`QueueQuery.after`); None where no other case follows that fits.

    That of a full page is that of its last case. A page that is not full, because much was looked through for little,
    ends where the looking ended: at a place which its reader is not to learn.

    `unreadable`: the ids of cases that were met on the way and cannot be read.
    """

    cases: Sequence[Case]
    last: str | None
    unreadable: Sequence[str] = ()


def fits(case: Case, query: QueueQuery) -> bool:
    """Whether the case is one of those that were asked for."""
    return (
        (not query.states or case.state in query.states or (query.calls and _closed_with_a_call_due(case)))
        and query.office in {None, case.office}
        and query.assignee in {None, case.assignee}
        and query.restricted in {None, case.restricted}
        and (query.overdue is None or query.now is None or case.overdue(query.now) is query.overdue)
        and query.calls_due in {None, bool(case.calls_due)}
        and (query.officer is None or query.officer in case.rated_officers)
        and query.team in {None, case.clearance.team}
        and query.level in {None, case.level}
        and (query.reason is None or query.reason in case.rating.reasons)
        and (query.outcome is None or (case.latest is not None and case.latest.outcome is query.outcome))
        and (query.opened_from is None or vietnamese_day(case.opened_at) >= query.opened_from)
        and (query.opened_until is None or vietnamese_day(case.opened_at) <= query.opened_until)
        and (query.wanted is None or matches(query.wanted, case))
        and (query.reader is None or _is_for(query.reader, case, query))
    )


def _is_for(reader: Person, case: Case, query: QueueQuery) -> bool:
    return may_see(reader, case, query.staff) and (
        not query.reviewable or barrier(reader, case, Action.REVIEW, query.staff) is None
    )


def _closed_with_a_call_due(case: Case) -> bool:
    return case.state is CaseState.CLOSED and bool(case.calls_due)
