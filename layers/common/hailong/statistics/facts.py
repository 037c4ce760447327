"""What statistics take from the records: who, where, which day, which figures. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from hailong.statistics.figure_names import (
    APPEALS,
    APPEALS_DECIDED,
    CASES_CLOSED,
    CASES_DECIDED,
    CASES_IN,
    CASES_LATE,
    CASES_MISSED,
    CASES_ON_TIME,
    CASES_OPENED,
    CASES_OUT,
    CASES_PARTLY_UPHELD,
    CASES_UPHELD,
    CLEARANCES,
    HELPED,
    REVERSALS,
    SaidOf,
    band_of,
    cause_figure,
    helped_figure,
    hours_figure,
)
from hailong.statistics.postings import Place, Posting
from hailong.vocabulary.words import Helped, Outcome, RootCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """One declaration as of a version. `at` is the moment of clearance, as text that sorts."""

    number: str
    version: int
    lot: str
    at: str
    day: date
    enterprise: str
    place: Place

    def postings(self) -> tuple[Posting, ...]:
        """What it counts when it stands for its lot."""
        return (Posting(day=self.day, enterprise=self.enterprise, place=self.place, figures={CLEARANCES: 1}),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One accepted rating. A level for what the clearance lacks is not among `figures`.

    `first`: what it counted before it was corrected; None where it was not.
    """

    lot: str
    day: date
    enterprise: str
    place: Place
    figures: Mapping[str, int]
    first: Mapping[str, int] | None = None

    def postings(self) -> tuple[Posting, ...]:
        return (Posting(day=self.day, enterprise=self.enterprise, place=self.place, figures=self.figures),)

    def postings_before(self) -> tuple[Posting, ...]:
        """What it counted before it was corrected."""
        return () if self.first is None else replace(self, figures=self.first, first=None).postings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the enterprise last said of an answer, and when; `hours`: the working hours that it had taken."""

    day: date
    helped: Helped
    outcome: Outcome
    hours: int

    @property
    def figure(self) -> str:
        return helped_figure(SaidOf(self.helped, self.outcome, band_of(self.hours)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """One case as of a version: when it was opened, first decided, appealed, answered for good, and closed.

    `upheld` (of it in part: `partly`) and `cause` are by the decision that stands: what level 2 says takes the place of
    what level 1 said, on level 1's day. `due` and `appeal_due` are the first due dates of each level; `hours` are
    working hours. `said` is of the answers of either level, on the days on which it was said. What was `withdrawn`
    counts for nothing: it was a slip of the finger.
    """

    lot: str
    version: int
    enterprise: str
    place: Place
    opened: date
    decided: date | None = None
    on_time: bool = False
    upheld: bool = False
    partly: bool = False
    closed: date | None = None
    due: date | None = None
    hours: int | None = None
    cause: RootCause | None = None
    appealed: date | None = None
    appeal_due: date | None = None
    answered: date | None = None
    answered_on_time: bool = False
    reversed: bool = False
    said: tuple[Said, ...] = ()
    withdrawn: bool = False

    def postings(self) -> tuple[Posting, ...]:
        if self.withdrawn:
            return ()
        flow: dict[date, Counter[str]] = {}
        stock: dict[date, Counter[str]] = {}

        def note(into: dict[date, Counter[str]], day: date | None, *names: str) -> None:
            if day is not None:
                into.setdefault(day, Counter()).update(names)

        note(flow, self.opened, CASES_OPENED, CASES_IN)
        note(flow, self.decided, CASES_DECIDED, CASES_OUT)
        if self.decided is not None:
            said = (
                (CASES_ON_TIME, self.on_time),
                (CASES_UPHELD, self.upheld),
                (CASES_PARTLY_UPHELD, self.partly),
            )
            note(flow, self.decided, *(name for name, so in said if so))
            note(flow, self.decided, *([hours_figure(self.hours)] if self.hours is not None else []))
            note(flow, self.decided, *([cause_figure(self.cause)] if self.cause else []))
        note(flow, self.appealed, APPEALS, CASES_IN)
        note(flow, self.answered, APPEALS_DECIDED, CASES_OUT, *([REVERSALS] if self.reversed else []))
        note(flow, self.closed, CASES_CLOSED)
        for one in self.said:
            note(flow, one.day, HELPED, one.figure)
        for due, decided, on_time in (
            (self.due, self.decided, self.on_time),
            (self.appeal_due, self.answered, self.answered_on_time),
        ):
            # What is decided late on the very day was overdue on none.
            if due is not None and not on_time and due != decided:
                note(stock, due, CASES_MISSED)
                note(stock, decided, CASES_LATE)
        return tuple(
            Posting(
                day=day,
                enterprise=self.enterprise,
                place=self.place,
                figures=dict(figures),
                cases=True,
                stock=of_stock,
            )
            for of_stock, days in ((False, flow), (True, stock))
            for day, figures in days.items()
        )


Fact = Cleared | Rated | Dealt
