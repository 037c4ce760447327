"""A corrected calendar moves due dates, and only to the advantage of who was promised them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from functions.deadline import correcting, decisions
from hailong.cases import casework, transitions
from hailong.vocabulary.words import CaseState, Timer
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.staff import MemoryStaffDirectory
from tests.unit.deadline_office import CALENDAR, CASE_ID, WITH_A_DAY_OFF, WITH_A_SATURDAY, Office, Stubborn, hanoi


def test_a_corrected_calendar_brings_a_due_date_nearer_and_puts_none_off() -> None:
    office = Office()
    office.claim()
    assert office.corrected("2026-06-21T00:00", WITH_A_DAY_OFF) == []
    assert office.corrected("2026-06-21T12:00", WITH_A_SATURDAY) == []  # by day there is other work
    assert office.corrected("2026-06-21T00:00", WITH_A_SATURDAY) == [CASE_ID]
    assert (office.case.due_at, office.case.first_due_at) == (hanoi("2026-06-25T17:00"), samples.DUE)
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
    assert office.case.due_at == hanoi("2026-06-25T17:00")  # meant: the 24th, of which nobody could know


def test_after_a_breach_the_new_date_is_held_against_the_calendar() -> None:
    office = Office()
    office.claim()
    office.clock("2026-06-29T08:00")
    assert office.case.due_at == hanoi("2026-07-02T17:00")
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
            appeal_until=hanoi("2026-07-03T17:00"),
            working_days=10,
        )
    )
    assert office.corrected("2026-06-23T00:00", WITH_A_SATURDAY) == []
    assert office.corrected("2026-06-23T00:00", WITH_A_DAY_OFF) == [CASE_ID]
    assert office.case.appeal_until == hanoi("2026-07-06T17:00")
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
            decided = replace(opening.after, state=CaseState.DECIDED, appeal_until=hanoi("2026-07-03T17:00"))
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
    return [hanoi(since) + n * timedelta(minutes=15) for n in range(many)]


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
        _corrections(cases, [hanoi(at)], pages=1)[0]
        for at in ("2026-06-20T00:00", "2026-06-20T20:00", "2026-06-21T00:00")
    )
    assert (night.too_slow(hanoi("2026-06-20T00:00")), evening.too_slow(hanoi("2026-06-20T20:00"))) == (False, False)
    assert next_night.rest is not None
    assert next_night.rest.begun_at == hanoi("2026-06-20T00:00")
    assert next_night.too_slow(hanoi("2026-06-21T00:00"))
    assert len({case_id for run in (night, evening, next_night) for case_id in run.case_ids}) == 75
