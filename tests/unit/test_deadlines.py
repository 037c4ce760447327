"""Who is told of a due date, and what a reminder and a breach leave behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hailong.cases import casework, course, deadlines
from hailong.cases.case import Case, Period
from hailong.cases.deadlines import Told
from hailong.vocabulary import workdays
from hailong.vocabulary.words import NoticeKind, Role, Subject
from tests import samples

AT = samples.RATED
OPEN = samples.open_case()
ASSIGNED = casework.claim(OPEN, samples.HANDLER, at=AT).after
FAILED = course.fail(ASSIGNED, error="Boom", at=AT).after
TWO = Told([samples.SUPERVISOR, samples.INSPECTOR], Role.SUPERVISOR)


def test_a_reminder_names_who_is_told_and_is_for_this_due_date() -> None:
    done = deadlines.remind(ASSIGNED, TWO, at=AT)
    assert (done.entry.action, done.entry.note) == ("remind", "20CF-0001, 20ZZ-0001")
    assert done.after.reminded_for == ASSIGNED.due_at
    ((notice),) = done.notices
    assert (notice.kind, notice.notice_id) == (NoticeKind.REMINDER, "reminder-2026-06-26")
    assert notice.recipients == ("20CF-0001", "20ZZ-0001")


def test_a_breach_tells_those_above_and_the_enterprise_and_sets_a_new_date() -> None:
    later = samples.DUE + timedelta(days=7)
    done = deadlines.breach(ASSIGNED, TWO, at=AT, due_at=later, working_days=5)
    assert (done.entry.action, done.entry.note) == ("breach", "20CF-0001, 20ZZ-0001")
    assert (done.after.breached, done.after.raised, done.after.raised_to) == (True, 1, Role.SUPERVISOR)
    assert (done.after.due_at, done.after.first_due_at) == (later, samples.DUE)
    assert done.after.period == Period(since=AT, working_days=5)
    assert [(one.case_id, one.notice_id, one.recipients) for one in done.notices] == [
        (OPEN.case_id, "interim-1", ()),
        (OPEN.case_id, "breach-1", ("20CF-0001", "20ZZ-0001")),
    ]
    alone = deadlines.breach(ASSIGNED, Told([], Role.INSPECTOR), at=AT, due_at=later)
    assert ([one.notice_id for one in alone.notices], alone.entry.note) == (["interim-1"], "")


def test_who_has_the_case_is_reminded_in_their_own_role() -> None:
    assert deadlines.whom_to_remind(ASSIGNED, samples.STAFF) == Told([samples.HANDLER], Role.HANDLER)
    inspector = casework.claim(OPEN, samples.INSPECTOR, at=AT).after
    assert deadlines.whom_to_remind(inspector, samples.STAFF) == Told([samples.INSPECTOR], Role.INSPECTOR)


def test_who_has_the_case_by_exception_is_reminded_of_it() -> None:
    """Of the rated team, as all who are left are: they may decide, and are the one to remind."""
    last = replace(samples.INSPECTOR, office="20CF", team="01")
    left = [last, replace(samples.SECOND_INSPECTOR, office="20CF", team="01")]
    claimed = casework.claim(samples.open_case(levels={Subject.TEAM: 1}), last, at=AT, staff=left).after
    assert deadlines.whom_to_remind(claimed, left) == Told([last], Role.INSPECTOR)


def test_a_date_that_the_calendar_has_already_is_not_written_again() -> None:
    calendar = workdays.vietnamese_calendar()
    review = casework.decide(ASSIGNED, samples.HANDLER, samples.RULING, at=AT).after
    meant = workdays.due_after(AT, 10, calendar)
    decided = casework.approve(review, samples.SUPERVISOR, at=AT, appeal_until=meant, working_days=10).after
    assert deadlines.correct(decided, calendar, at=AT) is None
    sooner = replace(decided, appeal_until=meant - timedelta(days=1))
    corrected = deadlines.correct(sooner, calendar, at=AT)
    assert corrected is not None
    assert (corrected.after.appeal_until, corrected.entry.action) == (meant, "calendar")
    assert deadlines.correct(replace(sooner, period=None), calendar, at=AT) is None


@pytest.mark.parametrize("case", [OPEN, ASSIGNED], ids=["open", "assigned"])
def test_only_supervisors_of_the_office_are_those_above(case: Case) -> None:
    elsewhere = replace(samples.SUPERVISOR, staff_code="20BB-0001", office="20BB")
    both = replace(samples.INSPECTOR, staff_code="20ZZ-0003", roles=frozenset({Role.INSPECTOR, Role.SUPERVISOR}))
    told = deadlines.whom_to_tell_of_breach(case, [*samples.STAFF, elsewhere, both])
    assert told == Told([samples.SUPERVISOR], Role.SUPERVISOR)


def test_where_no_supervisor_can_do_anything_the_inspectors_are_told() -> None:
    told = deadlines.whom_to_tell_of_breach(FAILED, samples.STAFF)
    assert told == Told([samples.INSPECTOR, samples.SECOND_INSPECTOR], Role.INSPECTOR)
    again = deadlines.whom_to_tell_of_breach(replace(ASSIGNED, raised=1), samples.STAFF)
    assert again.role is Role.INSPECTOR
