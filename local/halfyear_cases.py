"""What became of the made-up half-year's negative ratings: cases with timelines, moved by the real rules. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from hailong.cases import casework, course, enterprise
from hailong.cases.case import Case
from hailong.cases.casework import Ruling
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry
from hailong.cases.transitions import Transition
from hailong.lots.rating import Rating
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Helped, NoticeKind, NoticeState, Outcome, Role, RootCause
from hailong.vocabulary.workdays import due_after, vietnamese_calendar
from local.halfyear import HALF_YEAR, SEED, made_up

WORKING_DAYS_TO_DECIDE, APPEAL_WINDOW_DAYS = 5, 10
HORIZON = datetime.combine(HALF_YEAR.last, time(17, 0), tzinfo=VIETNAM)
"""What had not been decided by then is still to be dealt with."""

_OUTCOMES = {
    Outcome.UPHELD: 30,
    Outcome.PARTLY_UPHELD: 24,
    Outcome.NOT_UPHELD: 32,
    Outcome.CANNOT_VERIFY: 8,
    Outcome.OUTSIDE_REMIT: 6,
}
_CAUSES = {
    Outcome.UPHELD: [RootCause.PROCESS, RootCause.WORKLOAD, RootCause.SKILL, RootCause.CONDUCT],
    Outcome.PARTLY_UPHELD: [RootCause.PROCESS, RootCause.WORKLOAD, RootCause.SYSTEM],
    Outcome.NOT_UPHELD: [RootCause.NONE_FOUND, RootCause.ENTERPRISE],
    Outcome.CANNOT_VERIFY: [RootCause.NONE_FOUND],
    Outcome.OUTSIDE_REMIT: [RootCause.OTHER_AGENCY, RootCause.POLICY],
}
_DAYS_TAKEN = ([1, 2, 3, 4, 6, 8], [20, 28, 24, 18, 7, 3])
"""Working days until the decision, and how often it takes as long: nine in ten are in time."""
_INSPECTORS = tuple(
    Person(staff_code=f"20ZZ-010{number}", roles=frozenset({Role.INSPECTOR}), office="20ZZ") for number in (1, 2, 3, 4)
)


@dataclass(frozen=True, slots=True)
class PastCase:
    case: Case
    timeline: Sequence[Entry]
    notices: Sequence[Notice]


def past_case(rating: Rating) -> PastCase:
    """The case of a negative rating, as it stood at the horizon; what was decided by then has run to its end."""
    return _Story(rating, HORIZON).told()


def present_case(rating: Rating, now: datetime, appeals: float) -> PastCase:
    """The same as it stands now, with nothing done that lies ahead; `appeals`: the share of appeals."""
    return _Story(rating, now, appeals=appeals, runs_on=False).told()


_HELPED = (5, 3, 2, 4)
"""Of so many answers each word is said, in the order of `Helped`; of the last number nothing."""

_THOUGHT_OVER = timedelta(hours=20)


class _Story:
    def __init__(self, rating: Rating, horizon: datetime, *, appeals: float = 0.05, runs_on: bool = True) -> None:
        self._horizon, self._appeals, self._runs_on = horizon, appeals, runs_on
        self._rng = random.Random(f"{SEED} {rating.lot_key}")  # noqa: S311 - made-up data is to be the same every time
        self._calendar = vietnamese_calendar()
        opened_at = rating.received_at + timedelta(seconds=2)
        due_at = due_after(opened_at, WORKING_DAYS_TO_DECIDE, self._calendar)
        salt = random.Random(f"salt {rating.lot_key}").randbytes(32).hex()  # noqa: S311 - made up, like all of it
        first = course.open_case(rating, at=opened_at, due_at=due_at, salt=salt, working_days=WORKING_DAYS_TO_DECIDE)
        self._case = first.after
        self._timeline = [first.entry]
        self._notices = [self._sent(NoticeKind.ACKNOWLEDGEMENT, opened_at)]

    def told(self) -> PastCase:
        office = self._case.office
        if self._case.restricted:
            first, second = self._rng.sample(_INSPECTORS, 2)
        else:
            handler = self._rng.choice(["0021", "0022"]) if office == "20CF" else "0031"
            first = Person(staff_code=f"{office}-{handler}", roles=frozenset({Role.HANDLER}), office=office)
            second = Person(staff_code=f"{office}-0002", roles=frozenset({Role.SUPERVISOR}), office=office)
        days = self._rng.choices(*_DAYS_TAKEN)[0]
        if self._dealt_with(first, second, self._case.opened_at, days, self._outcome()):
            appealed = self._case.appeal_until is not None and self._rng.random() < self._appeals and self._appealed()
            self._closed(appealed=appealed)
        return PastCase(self._case, self._timeline, self._notices)

    def _dealt_with(self, first: Person, second: Person, since: datetime, days: int, outcome: Outcome) -> bool:
        """From claim to review; False if the horizon came before its end."""
        claimed_at = self._working_moment(since, 1 if days > 1 else 0)
        decided_at = self._working_moment(claimed_at, max(0, days - 2))
        reviewed_at = self._working_moment(decided_at, 1 if days > 1 else 0)
        ruling = Ruling(
            outcome=outcome,
            root_cause=self._rng.choice(_CAUSES[outcome]),
            action_taken=self._rng.choice(made_up()["actions_taken"]),
            message_to_enterprise=made_up()["messages"][outcome.value],
        )
        if claimed_at > self._horizon:
            return False
        self._transition(casework.claim(self._case, first, at=claimed_at))
        if decided_at > self._horizon:
            return False
        self._transition(casework.decide(self._case, first, ruling, at=decided_at))
        if reviewed_at > self._horizon:
            return False
        if reviewed_at > self._case.due_at:
            self._case = replace(self._case, breached=True)
        appeal_until = due_after(reviewed_at, APPEAL_WINDOW_DAYS, self._calendar)
        remark = made_up()["closing_remark"]
        self._transition(
            casework.approve(
                self._case,
                second,
                at=reviewed_at,
                appeal_until=appeal_until,
                working_days=APPEAL_WINDOW_DAYS,
                text=remark,
            )
        )
        self._notices.append(self._sent(NoticeKind.OUTCOME if self._case.level == 1 else NoticeKind.FINAL, reviewed_at))
        if not self._runs_on:
            self._said_to_have_helped(reviewed_at + _THOUGHT_OVER)
        return True

    def _said_to_have_helped(self, at: datetime) -> None:
        """Most enterprises say so within a day, some of them why; drawn apart, so that nothing else changes by it."""
        # Made-up data is to be the same every time.
        rng = random.Random(f"helped {self._case.case_id} {self._case.level}")  # noqa: S311
        helped = rng.choices([*Helped, None], _HELPED)[0]
        if helped is None or at > self._horizon:
            return
        why = rng.choice([None, *made_up()["why_helped"][helped.value]])
        said = enterprise.say_helped(self._case, helped, why, at=at)
        if said is not None:
            self._transition(said)

    def _appealed(self) -> bool:
        """False where that lies ahead."""
        told = self._case.told
        if told is None or told.reviewed_at is None:
            raise ValueError("only what the enterprise was told can be appealed")
        at = self._working_moment(told.reviewed_at, 3)
        if at > self._horizon and not self._runs_on:
            return False
        due_at = due_after(at, WORKING_DAYS_TO_DECIDE, self._calendar)
        self._transition(
            enterprise.appeal(
                self._case, made_up()["appeal"], at=at, due_at=due_at, working_days=WORKING_DAYS_TO_DECIDE
            )
        )
        took_part = {told.by, told.reviewed_by}
        first, second = self._rng.sample([one for one in _INSPECTORS if one.staff_code not in took_part], 2)
        if self._case.appeal is not None and at < self._horizon - timedelta(days=14):
            self._dealt_with(first, second, at, 3, self._outcome())
        return True

    def _closed(self, *, appealed: bool) -> None:
        told = self._case.told
        if told is None or told.reviewed_at is None or (appealed and self._case.level not in self._case.decisions):
            return
        at = self._case.appeal_until if not appealed and self._case.appeal_until else told.reviewed_at
        if at <= self._horizon or self._runs_on:
            self._transition(course.close(self._case, at=at + timedelta(seconds=30)))

    def _transition(self, transition: Transition) -> None:
        self._case = transition.after
        self._timeline.append(transition.entry)

    def _sent(self, kind: NoticeKind, at: datetime) -> Notice:
        case = self._case
        return Notice(
            case_id=case.case_id,
            notice_id=kind.value,
            kind=kind,
            state=NoticeState.SENT,
            created_at=at,
            attempts=1,
            sent_at=at + timedelta(seconds=5),
            sent_to=case.clearance.enterprise.emails[0],
        )

    def _outcome(self) -> Outcome:
        return self._rng.choices(list(_OUTCOMES), list(_OUTCOMES.values()))[0]

    def _working_moment(self, after: datetime, days: int) -> datetime:
        """A moment in office hours, `days` working days later; of the same day an hour later, if that is work."""
        local = after.astimezone(VIETNAM)
        later = local + timedelta(minutes=self._rng.randint(20, 110))
        if days == 0 and self._calendar.works_on(local.date()) and later.time() < time(17, 0):
            return later
        day: date = self._calendar.day_after(local.date(), max(1, days))
        minute = self._rng.randint(8 * 60, 16 * 60 + 30)
        return datetime.combine(day, time(minute // 60, minute % 60), tzinfo=VIETNAM)
