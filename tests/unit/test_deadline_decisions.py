"""The working-day clock, driven through days: who is told what, when, and that nothing happens twice or at night."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.deadline import correcting, decisions
from hailong.cases import casework, course, enterprise, transitions
from hailong.cases.case import Case
from hailong.cases.transitions import Transition
from hailong.vocabulary import workdays
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import CaseState, NoticeKind, Reason, Role, Timer
from hailong.vocabulary.workdays import WorkingTime
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.staff import MemoryStaffDirectory

CALENDAR = workdays.vietnamese_calendar()
PERIODS = decisions.Periods(calendar=CALENDAR, reminder=1, extension=3)
CASE_ID = "HL-10302752870"
THIRD = replace(samples.INSPECTOR, staff_code="20ZZ-0003")
EVERYBODY = (*samples.STAFF, THIRD)
INSPECTORS = [one.staff_code for one in EVERYBODY if Role.INSPECTOR in one.roles]


WITH_A_SATURDAY = replace(CALENDAR, working_days=frozenset({date(2026, 6, 20)}))
WITH_A_DAY_OFF = replace(CALENDAR, days_off=frozenset({date(2026, 6, 24)}))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


class Office:
    """A case opened on Friday 19 June 2026, due on Friday 26 June at 17:00, and people around it."""

    def __init__(self, *staff: Person, **rating: Any) -> None:
        self.cases = MemoryCaseStore()
        self.directory = MemoryStaffDirectory(*(staff or EVERYBODY))
        self.write(samples.opening(**rating))

    def write(self, transition: Transition) -> Case:
        self.cases.write(transition)
        return transition.after

    @property
    def case(self) -> Case:
        case = self.cases.get(CASE_ID)
        assert case is not None
        return case

    def corrected(self, text: str, calendar: WorkingTime) -> list[str]:
        periods = decisions.Periods(calendar=calendar, reminder=1, extension=3)
        return decisions.run(self.cases, self.cases, self.directory, periods, at=_at(text)).calendar.case_ids

    def clock(self, text: str) -> decisions.Done:
        return self.clock_at(_at(text))

    def clock_at(self, moment: datetime) -> decisions.Done:
        return decisions.run(self.cases, self.cases, self.directory, PERIODS, at=moment)

    def mails(self, kind: NoticeKind) -> list[str | None]:
        file = self.cases.file(CASE_ID)
        assert file is not None
        asked = [notice for notice in file.notices if notice.kind is kind]
        return [recipient for notice in asked for recipient in notice.recipients or (notice.recipient,)]

    def claim(self, person: Person = samples.HANDLER) -> Case:
        return self.write(casework.claim(self.case, person, at=samples.RATED))

    def decide(self, person: Person = samples.HANDLER) -> Case:
        return self.write(casework.decide(self.case, person, samples.RULING, at=samples.RATED))

    def approve(self, person: Person = samples.SUPERVISOR, until: str = "2026-07-03T17:00") -> Case:
        return self.write(casework.approve(self.case, person, at=samples.RATED, appeal_until=_at(until)))


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
            office.case, replace(office.case, due_at=_at("2026-06-29T17:00")), "x", "", at=samples.RATED
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
    assert (first.due_at, first.first_due_at) == (_at("2026-07-02T17:00"), samples.DUE)
    assert office.mails(NoticeKind.BREACH) == [samples.SUPERVISOR.staff_code]
    assert office.mails(NoticeKind.INTERIM) == [None]

    office.clock("2026-07-01T08:00")
    assert office.mails(NoticeKind.REMINDER) == [samples.HANDLER.staff_code] * 2  # of the new date
    office.clock("2026-07-03T08:00")
    second = office.case
    assert (second.raised, second.raised_to, second.due_at) == (2, Role.INSPECTOR, _at("2026-07-08T17:00"))
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
    assert (office.case.state, office.case.closed_at) == (CaseState.CLOSED, _at("2026-07-03T17:01"))
    assert office.clock("2026-07-10T09:00").steps == {timer: [] for timer in Timer}


def test_an_appeal_in_time_starts_the_clock_of_level_2() -> None:
    office = Office()
    office.claim()
    office.decide()
    office.approve()
    office.write(
        enterprise.appeal(office.case, "Chưa thoả đáng.", at=_at("2026-07-03T16:59"), due_at=_at("2026-07-10T17:00"))
    )
    office.clock("2026-07-03T17:01")
    assert office.case.state is CaseState.APPEALED
    office.clock("2026-07-09T08:00")
    assert office.mails(NoticeKind.REMINDER) == INSPECTORS  # the supervisor may do nothing at level 2
    office.clock("2026-07-13T08:00")
    assert office.mails(NoticeKind.BREACH) == INSPECTORS


class Stubborn(MemoryCaseStore):
    """Fails with one case, and is overtaken with another."""

    def __init__(self, broken: str, overtaken: str) -> None:
        super().__init__()
        self._broken, self._overtaken = broken, overtaken

    def get(self, case_id: str) -> Case | None:
        if case_id == self._broken:
            raise ValueError("cannot be read")
        return super().get(case_id)

    def write(self, transition: Transition) -> None:
        if transition.before is not None and transition.after.case_id == self._overtaken:
            raise Raced("the case has moved meanwhile")
        super().write(transition)


def test_one_case_that_fails_keeps_no_other_waiting() -> None:
    cases = Stubborn(broken="HL-10302752870", overtaken="HL-10302752880")
    for number in ("103027528701", "103027528801", "103027528901"):
        cases.write(samples.opening(number))
    done = decisions.run(cases, cases, MemoryStaffDirectory(*EVERYBODY), PERIODS, at=_at("2026-06-29T08:00"))
    assert done.steps[Timer.BREACH] == ["HL-10302752890"]
    assert [case_id for case_id, _ in done.failed] == ["HL-10302752870"]


def test_a_run_whose_time_is_up_stops_between_cases_and_the_next_one_carries_on() -> None:
    cases = MemoryCaseStore()
    for number in range(5):
        cases.write(samples.opening(f"1030275{number:04d}1"))
    directory, at = MemoryStaffDirectory(*EVERYBODY), _at("2026-06-29T08:00")
    done: list[list[str]] = []
    for left in (3, 1, 0):
        looks = iter([False, False, True])
        ran = decisions.run(cases, cases, directory, PERIODS, at=at, time_is_up=lambda looks=looks: next(looks))  # type: ignore[misc]
        assert ran.left == left
        done.append(ran.steps[Timer.BREACH])
    assert [len(ids) for ids in done] == [2, 2, 1]
    assert len({case_id for ids in done for case_id in ids}) == 5


def _ticks() -> Iterator[datetime]:
    moment = samples.RATED
    while moment < samples.RATED + timedelta(days=40):
        yield moment
        moment += timedelta(minutes=15)


@settings(max_examples=25)
@given(st.sets(st.integers(0, 40 * 96 - 1), min_size=20, max_size=400), st.integers(0, 60), st.booleans())
def test_however_the_schedule_rings_nothing_is_said_twice_or_outside_office_hours(
    rings: set[int],
    claimed_at: int,
    twice: bool,  # noqa: FBT001 - drawn by Hypothesis
) -> None:
    office = Office()
    for number, moment in enumerate(_ticks()):
        if number == claimed_at:
            office.claim()
        if number in rings:
            office.clock_at(moment)
            if twice:
                office.clock_at(moment)
    file = office.cases.file(CASE_ID)
    assert file is not None
    assert all(CALENDAR.open_at(notice.created_at) for notice in file.notices)
    assert len(office.mails(NoticeKind.INTERIM)) == office.case.raised
    breaches = [entry.at for entry in file.timeline if entry.action == "breach"]
    assert len(breaches) == len(set(breaches)) == office.case.raised
    reminders = [entry for entry in file.timeline if entry.action == "remind"]
    assert len(reminders) <= office.case.raised + 1
    dues = [samples.DUE]
    for moment in breaches:
        assert moment > dues[-1]
        dues.append(workdays.due_after(moment, 3, CALENDAR))
    assert office.case.due_at == dues[-1]


def test_a_corrected_calendar_brings_a_due_date_nearer_and_puts_none_off() -> None:
    office = Office()
    office.claim()
    assert office.corrected("2026-06-21T00:00", WITH_A_DAY_OFF) == []
    assert office.corrected("2026-06-21T12:00", WITH_A_SATURDAY) == []  # by day there is other work
    assert office.corrected("2026-06-21T00:00", WITH_A_SATURDAY) == [CASE_ID]
    assert (office.case.due_at, office.case.first_due_at) == (_at("2026-06-25T17:00"), samples.DUE)
    file = office.cases.file(CASE_ID)
    assert file is not None
    assert (file.timeline[-1].action, file.timeline[-1].note) == (
        "calendar",
        "2026-06-26T10:00:00Z → 2026-06-25T10:00:00Z",
    )
    assert office.corrected("2026-06-22T00:00", WITH_A_SATURDAY) == []
    assert office.corrected("2026-06-22T00:00", CALENDAR) == []  # taken back: what is nearer by now stays
    assert office.clock("2026-06-24T08:00").steps[Timer.REMIND] == [CASE_ID]


def test_a_date_that_comes_nearer_can_still_be_kept() -> None:
    office = Office()
    office.claim()
    two_saturdays = replace(CALENDAR, working_days=frozenset({date(2026, 6, 20), date(2026, 6, 21)}))
    assert office.corrected("2026-06-24T00:30", two_saturdays) == [CASE_ID]
    assert office.case.due_at == _at("2026-06-25T17:00")  # meant: the 24th, of which nobody could know


def test_after_a_breach_the_new_date_is_held_against_the_calendar() -> None:
    office = Office()
    office.claim()
    office.clock("2026-06-29T08:00")
    assert office.case.due_at == _at("2026-07-02T17:00")
    assert office.corrected("2026-06-30T00:00", replace(CALENDAR, days_off=frozenset({date(2026, 6, 30)}))) == []
    assert office.corrected("2026-06-30T00:00", WITH_A_SATURDAY) == []  # that Saturday was before the breach


def test_an_appeal_window_only_grows() -> None:
    office = Office()
    office.claim()
    office.decide()
    office.write(
        casework.approve(
            office.case,
            samples.SUPERVISOR,
            at=samples.RATED,
            appeal_until=_at("2026-07-03T17:00"),
            working_days=10,
        )
    )
    assert office.corrected("2026-06-23T00:00", WITH_A_SATURDAY) == []
    assert office.corrected("2026-06-23T00:00", WITH_A_DAY_OFF) == [CASE_ID]
    assert office.case.appeal_until == _at("2026-07-06T17:00")
    assert office.clock("2026-07-04T08:00").steps[Timer.CLOSE] == []


def test_a_date_that_came_from_no_calendar_is_left_alone() -> None:
    office = Office()
    office.write(transitions.by_system(office.case, replace(office.case, period=None), "x", "", at=samples.RATED))
    assert office.corrected("2026-06-21T00:00", WITH_A_SATURDAY) == []


def _declaration(number: int) -> str:
    return f"1030275{number:04d}1"


def _office_of(cases: MemoryCaseStore, many: int) -> list[str]:
    """So many cases in one partition of the index, some of them decided."""
    for number in range(many):
        opening = samples.opening(_declaration(number))
        cases.write(opening)
        if number % 4 == 0:
            decided = replace(opening.after, state=CaseState.DECIDED, appeal_until=_at("2026-07-03T17:00"))
            cases.write(transitions.by_system(opening.after, decided, "x", "", at=samples.RATED))
    return [f"HL-{_declaration(number)[:-1]}" for number in range(many)]


def _corrections(cases: MemoryCaseStore, times: Iterable[datetime], pages: int) -> list[correcting.Corrected]:
    """Runs of the clock, each with time for so many pages of the correction."""
    periods = decisions.Periods(calendar=WITH_A_SATURDAY, reminder=1, extension=3)
    ran = []
    for at in times:
        time_is_up = partial(next, iter([False] * pages), True)
        run = decisions.run(cases, cases, MemoryStaffDirectory(), periods, at=at, time_is_up=time_is_up)
        ran.append(run.calendar)
    return ran


def _quarters(since: str, many: int) -> list[datetime]:
    return [_at(since) + n * timedelta(minutes=15) for n in range(many)]


def _due_dates(cases: MemoryCaseStore, case_ids: Sequence[str]) -> list[datetime]:
    return [case.due_at for case_id in case_ids if (case := cases.get(case_id)) is not None]


@pytest.mark.parametrize("pages", [1, 2, 3])
def test_a_correction_that_runs_out_of_time_again_and_again_comes_to_the_same_end(pages: int) -> None:
    whole, stopped = MemoryCaseStore(), MemoryCaseStore()
    case_ids = _office_of(whole, 230)
    _office_of(stopped, 230)
    (at_once,) = _corrections(whole, _quarters("2026-06-21T00:00", 1), pages=1000)
    ran = _corrections(stopped, _quarters("2026-06-21T00:00", 12), pages)  # into the morning of a Sunday
    assert at_once.rest is None
    assert ran[0].rest is not None
    corrected = [case_id for run in ran for case_id in run.case_ids]
    assert len(corrected) == len(set(corrected))  # nothing was begun anew before it was through
    assert set(corrected) == set(at_once.case_ids)
    assert len(corrected) > 150
    assert _due_dates(stopped, case_ids) == _due_dates(whole, case_ids)
    assert ran[-1].rest is None


def test_cases_that_fail_or_move_meanwhile_keep_a_correction_from_no_other() -> None:
    cases = Stubborn(broken=f"HL-{_declaration(1)[:-1]}", overtaken=f"HL-{_declaration(2)[:-1]}")
    for number in range(60):
        cases.write(samples.opening(_declaration(number)))
    ran = _corrections(cases, _quarters("2026-06-21T00:00", 3), pages=1)
    assert [len(run.case_ids) for run in ran] == [23, 25, 10]
    assert [case_id for run in ran for case_id, _ in run.failed] == [f"HL-{_declaration(1)[:-1]}"]


def test_a_correction_that_takes_till_the_next_night_goes_on_and_says_so() -> None:
    cases = MemoryCaseStore()
    _office_of(cases, 100)
    night, evening, next_night = (
        _corrections(cases, [_at(at)], pages=1)[0]
        for at in ("2026-06-20T00:00", "2026-06-20T20:00", "2026-06-21T00:00")
    )
    assert (night.too_slow(_at("2026-06-20T00:00")), evening.too_slow(_at("2026-06-20T20:00"))) == (False, False)
    assert next_night.rest is not None
    assert next_night.rest.begun_at == _at("2026-06-20T00:00")
    assert next_night.too_slow(_at("2026-06-21T00:00"))
    assert len({case_id for run in (night, evening, next_night) for case_id in run.case_ids}) == 75
