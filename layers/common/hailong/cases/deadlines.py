"""What the working-day clock does to a case: the reminder, and what follows when a due date is not kept. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hailong.cases import firewall, transitions
from hailong.cases.case import Case
from hailong.cases.notices import Notice, queued
from hailong.cases.transitions import Transition
from hailong.vocabulary.people import Person, who_has
from hailong.vocabulary.times import to_text, vietnamese_day
from hailong.vocabulary.words import Action, CaseState, NoticeKind, Role, Timer
from hailong.vocabulary.workdays import WorkingTime, due_after

_NEXT_STEP = {
    CaseState.OPEN: Action.ASSIGN,
    CaseState.APPEALED: Action.ASSIGN,
    CaseState.ASSIGNED: Action.ASSIGN,
    CaseState.IN_REVIEW: Action.REVIEW,
    CaseState.FAILED: Action.RESUME,
}
"""What those who are told of a case can do about it."""


@dataclass(frozen=True, slots=True)
class Told:
    """To whom an e-mail goes, and in which role; nobody when there is nobody left who may act."""

    people: Sequence[Person]
    role: Role


@dataclass(frozen=True, slots=True)
class CorrectionPlace:
    """Where holding all dates against the calendar goes on: among the cases of a timer, after a page."""

    begun_at: datetime
    timer: Timer
    after: str | None = None


def whom_to_remind(case: Case, staff: Sequence[Person]) -> Told:
    """The assignee; of a case that nobody has, or that waits for review, those who could take the next step."""
    assignee = who_has(case.assignee or "", staff)
    if (
        case.state is CaseState.ASSIGNED
        and assignee is not None
        and firewall.eligibility(assignee, case, Action.DECIDE, staff).barrier is None
    ):
        return Told([assignee], assignee.acting_role)
    return _up_the_line(case, staff)


def whom_to_tell_of_breach(case: Case, staff: Sequence[Person]) -> Told:
    """The supervisors of the office when it is the first due date that was not kept; after that the inspectors."""
    if case.raised == 0:
        return _up_the_line(case, staff)
    return _inspectors(case, staff)


def who_sees_to(case: Case, staff: Sequence[Person], *, now: datetime) -> Sequence[Person]:
    """Whose it is to see that the case is dealt with in time; of a date that was not kept also who was told of it."""
    people = whom_to_remind(case, staff).people
    if not (case.breached or case.overdue(now)):
        return people
    above = _inspectors(case, staff) if case.raised_to is Role.INSPECTOR else _up_the_line(case, staff)
    return [*people, *above.people]


def remind(case: Case, told: Told, *, at: datetime) -> Transition:
    """The due date is near: an e-mail to each, once for this due date."""
    return transitions.by_system(
        case,
        replace(case, reminded_for=case.due_at),
        "remind",
        _names(told),
        at=at,
        notices=_to_each(case, NoticeKind.REMINDER, str(vietnamese_day(case.due_at)), told, at=at),
    )


def breach(case: Case, told: Told, *, at: datetime, due_at: datetime, working_days: int | None = None) -> Transition:
    """The due date was not kept: those above are told, the enterprise too, and there is a new one."""
    raised, period = case.raised + 1, transitions.period(at, working_days)
    return transitions.by_system(
        case,
        replace(case, breached=True, raised=raised, raised_to=told.role, due_at=due_at, period=period),
        "breach",
        _names(told),
        at=at,
        notices=[
            queued(case.case_id, NoticeKind.INTERIM, at, suffix=str(raised)),
            *_to_each(case, NoticeKind.BREACH, str(raised), told, at=at),
        ],
    )


def correct(case: Case, calendar: WorkingTime, *, at: datetime) -> Transition | None:
    """The date that the clock waits for, as the calendar has it by now; None where nothing changes.

    What was promised is never made worse: a due date only comes nearer, but for the next working day, since who works
    on the case has to be able to keep it, and an appeal window only grows. `first_due_at` stays what was promised.
    """
    if case.period is None or case.timer is None:
        return None
    timer, kept = case.timer
    meant = due_after(case.period.since, case.period.working_days, calendar)
    if timer is Timer.CLOSE:
        if meant <= kept:
            return None
        after = replace(case, appeal_until=meant)
    else:
        meant = max(meant, calendar.close_of_business(calendar.day_after(vietnamese_day(at), 1)))
        if meant >= kept:
            return None
        after = replace(case, due_at=meant)
    return transitions.by_system(case, after, "calendar", f"{to_text(kept)} → {to_text(meant)}", at=at)


def _to_each(case: Case, kind: NoticeKind, suffix: str, told: Told, *, at: datetime) -> list[Notice]:
    """One notice that calls for an e-mail to each: a transaction holds only so many."""
    codes = [person.staff_code for person in told.people]
    return [queued(case.case_id, kind, at, suffix=suffix, recipients=codes)] if codes else []


def _up_the_line(case: Case, staff: Sequence[Person]) -> Told:
    """The supervisors who may take the next step; where there are none, the inspectors."""
    supervisors = [
        person
        for person in firewall.who_may(case, _NEXT_STEP[case.state], staff)
        if person.has(Role.SUPERVISOR) and person.office == case.office
    ]
    return Told(supervisors, Role.SUPERVISOR) if supervisors else _inspectors(case, staff)


def _inspectors(case: Case, staff: Sequence[Person]) -> Told:
    able = firewall.who_may(case, _NEXT_STEP[case.state], staff)
    return Told([person for person in able if person.has(Role.INSPECTOR)], Role.INSPECTOR)


def _names(told: Told) -> str:
    return ", ".join(person.staff_code for person in told.people)
