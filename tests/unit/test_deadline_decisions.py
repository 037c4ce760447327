"""The working-day clock, driven through days: who is told what, when, and that nothing happens twice or at night."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.deadline import decisions
from hailong.cases import course, enterprise, transitions
from hailong.vocabulary import workdays
from hailong.vocabulary.words import CaseState, NoticeKind, Reason, Role, Timer
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.staff import MemoryStaffDirectory
from tests.unit.deadline_office import CALENDAR, CASE_ID, EVERYBODY, INSPECTORS, PERIODS, Office, Stubborn, hanoi


def test_the_assignee_is_reminded_on_the_working_day_before_once() -> None:
    office = Office()
    office.claim()
    for early in ("2026-06-24T16:59", "2026-06-25T07:59"):
        assert office.clock(early).steps[Timer.REMIND] == []
    assert office.clock("2026-06-25T08:00").steps[Timer.REMIND] == [CASE_ID]
    for later in ("2026-06-25T08:15", "2026-06-25T15:00", "2026-06-26T17:00"):
        assert office.clock(later).steps[Timer.REMIND] == []
    assert office.mails(NoticeKind.REMINDER) == [samples.HANDLER.staff_code]
    assert (office.case.state, office.case.due_at, office.case.breached) == (CaseState.ASSIGNED, samples.DUE, False)


def test_a_weekend_lies_before_a_monday() -> None:
    office = Office()
    office.claim()
    office.write(
        transitions.by_system(
            office.case, replace(office.case, due_at=hanoi("2026-06-29T17:00")), "x", "", at=samples.RATED
        )
    )
    assert office.clock("2026-06-25T16:00").steps[Timer.REMIND] == []
    assert office.clock("2026-06-26T09:00").steps[Timer.REMIND] == [CASE_ID]


def test_a_case_that_nobody_has_reminds_those_who_could_give_it_to_somebody() -> None:
    office = Office()
    office.clock("2026-06-25T08:00")
    assert office.mails(NoticeKind.REMINDER) == [samples.SUPERVISOR.staff_code]


def test_a_case_in_review_reminds_the_reviewers_and_never_the_decider() -> None:
    office = Office()
    office.claim(samples.SUPERVISOR)
    office.decide(samples.SUPERVISOR)
    office.clock("2026-06-25T08:00")
    assert office.mails(NoticeKind.REMINDER) == INSPECTORS


def test_an_assignee_who_is_gone_is_not_written_to() -> None:
    office = Office(*(one for one in EVERYBODY if one != samples.HANDLER))
    office.claim()
    office.clock("2026-06-25T08:00")
    assert office.mails(NoticeKind.REMINDER) == [samples.SUPERVISOR.staff_code]


def test_a_breach_goes_to_the_supervisor_then_to_the_inspectors_and_the_enterprise_is_told_each_time() -> None:
    office = Office()
    office.claim()
    office.clock("2026-06-25T08:00")
    assert office.clock("2026-06-26T17:00").steps[Timer.BREACH] == []  # on the stroke it is still in time
    assert office.clock("2026-06-29T08:00").steps[Timer.BREACH] == [CASE_ID]  # the next office hour, a Monday
    first = office.case
    assert (first.breached, first.raised, first.raised_to) == (True, 1, Role.SUPERVISOR)
    assert (first.due_at, first.first_due_at) == (hanoi("2026-07-02T17:00"), samples.DUE)
    assert office.mails(NoticeKind.BREACH) == [samples.SUPERVISOR.staff_code]
    assert office.mails(NoticeKind.INTERIM) == [None]

    office.clock("2026-07-01T08:00")
    assert office.mails(NoticeKind.REMINDER) == [samples.HANDLER.staff_code] * 2  # of the new date
    office.clock("2026-07-03T08:00")
    second = office.case
    assert (second.raised, second.raised_to, second.due_at) == (2, Role.INSPECTOR, hanoi("2026-07-08T17:00"))
    assert office.mails(NoticeKind.BREACH) == [samples.SUPERVISOR.staff_code, *INSPECTORS]
    assert office.mails(NoticeKind.INTERIM) == [None, None]
    file = office.cases.file(CASE_ID)
    assert file is not None
    assert [entry.action for entry in file.timeline] == ["open", "claim", "remind", "breach", "remind", "breach"]


@pytest.mark.parametrize(
    "case",
    [
        {"reasons": (Reason.HARASSMENT,)},
        {"staff": tuple(one for one in EVERYBODY if one != samples.SUPERVISOR)},
        {
            "staff": tuple(
                replace(one, staff_code="20CF-0012") if one is samples.SUPERVISOR else one for one in EVERYBODY
            )
        },
    ],
    ids=["restricted", "no supervisor", "the supervisor is a rated officer"],
)
def test_where_no_supervisor_may_act_the_inspectors_are_told_at_once(case: dict[str, Any]) -> None:
    office = Office(*case.get("staff", EVERYBODY), **{name: one for name, one in case.items() if name != "staff"})
    office.clock("2026-06-29T08:00")
    assert office.case.raised_to is Role.INSPECTOR
    assert office.mails(NoticeKind.BREACH) == INSPECTORS


def test_that_nobody_is_left_is_said_and_the_enterprise_is_told_all_the_same() -> None:
    office = Office(samples.HANDLER, samples.ELSEWHERE)
    done = office.clock("2026-06-29T08:00")
    assert done.alone == [CASE_ID]
    assert office.mails(NoticeKind.INTERIM) == [None]


def test_a_failed_case_breaches_too_and_goes_to_who_can_resume_it() -> None:
    office = Office()
    office.write(course.fail(office.case, error="States.Timeout", at=samples.RATED))
    office.clock("2026-06-29T08:00")
    assert (office.case.state, office.case.raised_to) == (CaseState.FAILED, Role.INSPECTOR)


def test_the_appeal_window_closes_the_case_when_it_is_over() -> None:
    office = Office()
    office.claim()
    office.decide()
    office.approve()
    assert office.clock("2026-07-03T17:00").steps[Timer.CLOSE] == []
    assert office.clock("2026-07-03T17:01").steps[Timer.CLOSE] == [CASE_ID]
    assert (office.case.state, office.case.closed_at) == (CaseState.CLOSED, hanoi("2026-07-03T17:01"))
    assert office.clock("2026-07-10T09:00").steps == {timer: [] for timer in Timer}


def test_an_appeal_in_time_starts_the_clock_of_level_2() -> None:
    office = Office()
    office.claim()
    office.decide()
    office.approve()
    office.write(
        enterprise.appeal(
            office.case, "Chưa thoả đáng.", at=hanoi("2026-07-03T16:59"), due_at=hanoi("2026-07-10T17:00")
        )
    )
    office.clock("2026-07-03T17:01")
    assert office.case.state is CaseState.APPEALED
    office.clock("2026-07-09T08:00")
    assert office.mails(NoticeKind.REMINDER) == INSPECTORS  # the supervisor may do nothing at level 2
    office.clock("2026-07-13T08:00")
    assert office.mails(NoticeKind.BREACH) == INSPECTORS


def test_one_case_that_fails_keeps_no_other_waiting() -> None:
    cases = Stubborn(broken="HL-10302752870", overtaken="HL-10302752880")
    for number in ("103027528701", "103027528801", "103027528901"):
        cases.write(samples.opening(number))
    done = decisions.run(cases, cases, MemoryStaffDirectory(*EVERYBODY), PERIODS, at=hanoi("2026-06-29T08:00"))
    assert done.steps[Timer.BREACH] == ["HL-10302752890"]
    assert [case_id for case_id, _ in done.failed] == ["HL-10302752870"]


def test_a_run_whose_time_is_up_stops_between_cases_and_the_next_one_carries_on() -> None:
    cases = MemoryCaseStore()
    for number in range(5):
        cases.write(samples.opening(f"1030275{number:04d}1"))
    directory, at = MemoryStaffDirectory(*EVERYBODY), hanoi("2026-06-29T08:00")
    done: list[list[str]] = []
    for left in (3, 1, 0):
        looks = iter([False, False, True])
        ran = decisions.run(cases, cases, directory, PERIODS, at=at, time_is_up=lambda looks=looks: next(looks))  # type: ignore[misc]
        assert ran.left == left
        done.append(ran.steps[Timer.BREACH])
    assert [len(ids) for ids in done] == [2, 2, 1]
    assert len({case_id for ids in done for case_id in ids}) == 5


def _ticks() -> Iterator[datetime]:
    at = samples.RATED
    while at < samples.RATED + timedelta(days=40):
        yield at
        at += timedelta(minutes=15)


@settings(max_examples=25)
@given(st.sets(st.integers(0, 40 * 96 - 1), min_size=20, max_size=400), st.integers(0, 60), st.booleans())
def test_however_the_schedule_rings_nothing_is_said_twice_or_outside_office_hours(
    rings: set[int],
    claimed_at: int,
    twice: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    office = Office()
    for number, at in enumerate(_ticks()):
        if number == claimed_at:
            office.claim()
        if number in rings:
            office.clock_at(at)
            if twice:
                office.clock_at(at)
    file = office.cases.file(CASE_ID)
    assert file is not None
    assert all(CALENDAR.open_at(notice.created_at) for notice in file.notices)
    assert len(office.mails(NoticeKind.INTERIM)) == office.case.raised
    breaches = [entry.at for entry in file.timeline if entry.action == "breach"]
    assert len(breaches) == len(set(breaches)) == office.case.raised
    reminders = [entry for entry in file.timeline if entry.action == "remind"]
    assert len(reminders) <= office.case.raised + 1
    dues = [samples.DUE]
    for at in breaches:
        assert at > dues[-1]
        dues.append(workdays.due_after(at, 3, CALENDAR))
    assert office.case.due_at == dues[-1]
