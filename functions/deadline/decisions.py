"""What is due by the working-day clock, and doing it: once, and towards people in office hours only.

Each step is one conditional transition of the case, e-mails included: a run that dies, overlaps with another or comes
again finds the case moved on and does nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from functions.deadline import correcting
from hailong.cases import course, deadlines
from hailong.cases.case import Case
from hailong.cases.transitions import Transition
from hailong.ports.cases import CaseStore, Timers
from hailong.ports.staff import StaffDirectory
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import Timer
from hailong.vocabulary.workdays import WorkingTime, due_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """In working days: `reminder` before the due day, `extension` from the breach to the new due date."""

    calendar: WorkingTime
    reminder: int
    extension: int


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do; `alone` when there is nobody who could be told."""

    timer: Timer
    transition: Transition
    alone: bool = False


@dataclass(slots=True)
class Done:
    """The ids of cases, by the step taken, and of those that went wrong; and what became of dates by the calendar."""

    steps: dict[Timer, list[str]] = field(default_factory=lambda: {timer: [] for timer in Timer})
    calendar: correcting.Corrected = field(default_factory=correcting.Corrected)
    alone: list[str] = field(default_factory=list)
    failed: list[tuple[str, Exception]] = field(default_factory=list)
    left: int = 0
    """Cases for which there was no time; the next run finds them where this one stopped."""


type About = Callable[[Case, Timer], AbstractContextManager[object]]


def _about_nothing(_case: Case, _timer: Timer) -> AbstractContextManager[object]:
    return nullcontext()


def _never() -> bool:
    return False


def run(
    cases: CaseStore,
    timers: Timers,
    directory: StaffDirectory,
    periods: Periods,
    *,
    at: datetime,
    time_is_up: Callable[[], bool] = _never,
    about: About = _about_nothing,
) -> Done:
    """Does what is due at `at` until its time is up. An error with one case keeps no other waiting: it is `failed`.

    `about`: within it a case takes its step.
    """
    done = Done()
    if periods.calendar.open_at(at):
        near = periods.calendar.day_after(vietnamese_day(at), periods.reminder)
        horizon = periods.calendar.close_of_business(near)
        # Read before anything moves: what is reminded of now is not looked at again as a breach.
        ringing = (*timers.due(Timer.BREACH, at), *timers.due(Timer.REMIND, horizon))
        if ringing:
            staff = directory.everyone()
            _each(
                cases,
                ringing,
                lambda case: _towards_due_date(case, staff, periods, horizon, at=at),
                done,
                time_is_up,
                about,
            )
    _each(cases, tuple(timers.due(Timer.CLOSE, at)), lambda case: _close(case, at=at), done, time_is_up, about)
    # In what time is left: it is much, and nothing of it is due now.
    done.calendar = correcting.correct(cases, timers, periods.calendar, at=at, time_is_up=time_is_up)
    return done


def _towards_due_date(
    case: Case, staff: Sequence[Person], periods: Periods, horizon: datetime, *, at: datetime
) -> Step | None:
    """What is due of the case as it stands; None where it has moved on since the index was read."""
    if not case.under_way:
        return None
    if at > case.due_at:
        told = deadlines.whom_to_tell_of_breach(case, staff)
        due_at = due_after(at, periods.extension, periods.calendar)
        transition = deadlines.breach(case, told, at=at, due_at=due_at, working_days=periods.extension)
        return Step(Timer.BREACH, transition, not told.people)
    if case.reminded_for != case.due_at and case.due_at <= horizon:
        told = deadlines.whom_to_remind(case, staff)
        return Step(Timer.REMIND, deadlines.remind(case, told, at=at), not told.people)
    return None


def _close(case: Case, *, at: datetime) -> Step | None:
    if case.timer is None or case.timer[0] is not Timer.CLOSE or at <= case.timer[1]:
        return None
    return Step(Timer.CLOSE, course.close(case, at=at))


def _while_there_is_time(case_ids: Sequence[str], done: Done, time_is_up: Callable[[], bool]) -> Iterator[str]:
    for number, case_id in enumerate(case_ids):
        if time_is_up():
            done.left += len(case_ids) - number
            return
        yield case_id


def _each(
    cases: CaseStore,
    case_ids: Sequence[str],
    due: Callable[[Case], Step | None],
    done: Done,
    time_is_up: Callable[[], bool],
    about: About,
) -> None:
    for case_id in _while_there_is_time(case_ids, done, time_is_up):
        try:
            case = cases.get(case_id)
            step = due(case) if case else None
            if case is None or step is None:
                continue
            with about(case, step.timer):
                cases.write(step.transition)
        except Raced:
            continue  # somebody moved it just now: the next run looks at what it has become
        except Exception as error:  # noqa: BLE001 - the caller reports it when the others have had their turn
            done.failed.append((case_id, error))
            continue
        done.steps[step.timer].append(case_id)
        if step.alone:
            done.alone.append(case_id)
