"""All dates held against the calendar: a deployment may have brought another one.

Page after page, and on from where the run before had to stop. A page twice, or two runs at once, do no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hailong.cases import deadlines
from hailong.cases.deadlines import CorrectionPlace
from hailong.ports.cases import CaseStore, Timers
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Timer
from hailong.vocabulary.workdays import WorkingTime

LONGEST = timedelta(hours=20)
"""A correction that takes longer goes on, but somebody is told: the next one is about to begin."""

_NIGHTLY_HOUR = 0
_ORDER = tuple(Timer)


@dataclass(slots=True)
class Corrected:
    """The ids of the cases whose date has changed, and those that went wrong: the next correction comes by again.

    `rest`: where the next run goes on; None at the end, and where nothing was under way.
    """

    case_ids: list[str] = field(default_factory=list)
    failed: list[tuple[str, Exception]] = field(default_factory=list)
    rest: CorrectionPlace | None = None

    def too_slow(self, at: datetime) -> bool:
        return self.rest is not None and at - self.rest.begun_at > LONGEST


def correct(
    cases: CaseStore, timers: Timers, calendar: WorkingTime, *, at: datetime, time_is_up: Callable[[], bool]
) -> Corrected:
    """Begins in the night, and goes on at any hour until all dates were looked at, or the time is up after a page."""
    done = Corrected(rest=timers.correction_place())
    if done.rest is None and at.astimezone(VIETNAM).hour == _NIGHTLY_HOUR:
        done.rest = CorrectionPlace(begun_at=at, timer=_ORDER[0])
    while done.rest is not None and not time_is_up():
        page = timers.waiting(done.rest.timer, after=done.rest.after)
        for case_id in page.found:
            _hold_against(calendar, case_id, cases, done, at=at)
        done.rest = _following(done.rest, page.after)
        # Each time: a run that dies here has lost a page.
        timers.keep_correction_place(done.rest)
    return done


def _following(place: CorrectionPlace, after: str | None) -> CorrectionPlace | None:
    if after is not None:
        return CorrectionPlace(place.begun_at, place.timer, after)
    later = _ORDER[_ORDER.index(place.timer) + 1 :]
    return CorrectionPlace(place.begun_at, later[0]) if later else None


def _hold_against(calendar: WorkingTime, case_id: str, cases: CaseStore, done: Corrected, *, at: datetime) -> None:
    try:
        case = cases.get(case_id)
        transition = deadlines.correct(case, calendar, at=at) if case else None
        if transition is not None:
            cases.write(transition)
            done.case_ids.append(case_id)
    except Raced:
        pass  # the next look finds it as it has become
    except Exception as error:  # noqa: BLE001 - the caller reports it when the others have had their turn
        done.failed.append((case_id, error))
