"""An office with a case whose clock runs, and stores that get in its way."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from functions.deadline import decisions
from hailong.cases import casework
from hailong.cases.case import Case
from hailong.cases.transitions import Transition
from hailong.vocabulary import workdays
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import NoticeKind, Role
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


def hanoi(text: str) -> datetime:
    """The moment of a wall clock in Vietnam."""
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
        return decisions.run(self.cases, self.cases, self.directory, periods, at=hanoi(text)).calendar.case_ids

    def clock(self, text: str) -> decisions.Done:
        return self.clock_at(hanoi(text))

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
        return self.write(casework.approve(self.case, person, at=samples.RATED, appeal_until=hanoi(until)))


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
