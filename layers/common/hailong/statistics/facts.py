"""What statistics take from the records: small facts, made of whole clearances, ratings and cases. Pure."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL, Case
from hailong.lots.clearance import Clearance
from hailong.lots.rating import LINK_CLIENT, QR_CLIENT, Rating
from hailong.statistics.periods import period_keys, year_key
from hailong.statistics.units import DEPARTMENT, Unit, UnitKind, office_unit, officer_unit, team_unit
from hailong.vocabulary.times import to_text, vietnamese_day
from hailong.vocabulary.words import Helped, Outcome, RatingStatus, Reason, RootCause, Subject

if TYPE_CHECKING:
    from hailong.vocabulary.workdays import WorkingTime

CLEARANCES, RATINGS, NEGATIVE, REASONED = "clearances", "ratings", "negative", "reasoned"
CASES_OPENED, CASES_DECIDED, CASES_ON_TIME, CASES_UPHELD, CASES_PARTLY_UPHELD, CASES_CLOSED = (
    "cases_opened",
    "cases_decided",
    "cases_on_time",
    "cases_upheld",
    "cases_partly_upheld",
    "cases_closed",
)
APPEALS, APPEALS_DECIDED, REVERSALS = "appeals", "appeals_decided", "reversals"
CASES_IN, CASES_OUT = "cases_in", "cases_out"
"""What came to be decided, and what was: at either level. Their sums up to a day differ by the backlog of that day."""
CASES_MISSED, CASES_LATE = "cases_missed", "cases_late"
"""First due dates of either level, on their day, that pass without a decision; and decisions on later days, on theirs.
Their sums up to a day differ by what is overdue at its end."""
CASE_EVENTS = (CASES_OPENED, CASES_DECIDED, CASES_CLOSED, APPEALS, APPEALS_DECIDED)

HELPED = "helped"
"""Answers of which the enterprise said whether they helped."""
HOUR_BANDS = (8, 16, 24, 40)
"""Working hours: up to one, two, three and five days; what took longer is in the last band."""
LONGER = "longer"

LONGEST_HOURS = 999
"""Longer times to a decision are counted as this."""

_UPHELD = frozenset({Outcome.UPHELD, Outcome.PARTLY_UPHELD})
_CLIENT_PREFIX, _HOURS_PREFIX, _HELPED_PREFIX = "client_", "hours_", "helped_"


class Way(StrEnum):
    """How a rating came in."""

    SOFTWARE = "software"
    LINK = "link"
    QR = "qr"


def way_figure(way: Way) -> str:
    """The name under which the ratings that came in by a way are counted."""
    return f"way_{way}"


def way_of(client_id: str) -> Way:
    """The way of the client that a rating names: the page for links names itself, everything else is software."""
    return {LINK_CLIENT: Way.LINK, QR_CLIENT: Way.QR}.get(client_id, Way.SOFTWARE)


def cause_figure(cause: RootCause) -> str:
    """The name under which the decided cases with a root cause are counted."""
    return f"cause_{cause}"


def hours_figure(hours: int) -> str:
    """The name under which the cases are counted that took so many working hours from opening to decision."""
    return f"{_HOURS_PREFIX}{hours}"


def hours_counted(figures: Mapping[str, int]) -> dict[int, int]:
    """How many cases took how many working hours."""
    return _numbered(figures, _HOURS_PREFIX, int)


def band_of(hours: int) -> str:
    """The band of working hours, by its upper end."""
    return next((str(band) for band in HOUR_BANDS if hours <= band), LONGER)


class SaidOf(NamedTuple):
    """What was said of an answer, and which one it was: its outcome and, as a band, how long it took."""

    helped: Helped
    outcome: Outcome
    band: str


def helped_counted(figures: Mapping[str, int]) -> dict[SaidOf, int]:
    """How often what was said of which answers."""
    found: dict[SaidOf, int] = {}
    for name, count in _numbered(figures, _HELPED_PREFIX, str).items():
        helped, outcome, band = name.split(":")
        found[SaidOf(Helped(helped), Outcome(outcome), band)] = count
    return found


def clients_counted(figures: Mapping[str, int]) -> dict[str, int]:
    """How many ratings came from which client of the API."""
    return _numbered(figures, _CLIENT_PREFIX, str)


def _numbered[K](figures: Mapping[str, int], prefix: str, key: Callable[[str], K]) -> dict[K, int]:
    return {key(name.removeprefix(prefix)): count for name, count in figures.items() if name.startswith(prefix)}


def level_figure(subject: Subject, level: int) -> str:
    """The name under which the ratings of a subject with a level are counted."""
    return f"{subject}_{level}"


def reason_figure(reason: Reason) -> str:
    """The name under which the ratings that give a reason are counted."""
    return f"reason_{reason}"


def enterprise_id(tax_code: str) -> str:
    """What stands for a tax code in the counters: the same for the same code, and not to be read at a glance."""
    return hashlib.sha256(tax_code.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Who handled a lot, as it was at the time."""

    office: str
    team: str | None = None
    officers: tuple[str, ...] = ()

    def units(self) -> Iterator[tuple[Unit, tuple[Unit, ...]]]:
        """Every unit that it counts in, each with its kin: the units right below; for an officer, right above."""
        office = office_unit(self.office)
        team = team_unit(self.office, self.team) if self.team else None
        officers = tuple(officer_unit(code) for code in self.officers)
        yield DEPARTMENT, (office,)
        yield office, (team,) if team else officers
        if team:
            yield team, officers
        for officer in officers:
            yield officer, (team or office,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """Figures that one enterprise adds to every unit of a place on a day; `times` is -1 where they are withdrawn.

    Those of cases are kept by year, too, but not for officers: for sums from the beginning. `stock` figures are for
    these sums alone, and of no officer.
    """

    day: date
    enterprise: str
    place: Place
    figures: Mapping[str, int]
    times: int = 1
    cases: bool = False
    stock: bool = False

    def sheets(self) -> Iterator[tuple[Unit, str, tuple[Unit, ...]]]:
        """The units and periods that it counts in, with the kin to note there."""
        for unit, kin in self.place.units():
            is_officer = unit.kind is UnitKind.OFFICER
            if self.stock and is_officer:
                continue
            for period in period_keys(self.day):
                yield unit, period, kin
            if self.cases and not is_officer:
                yield unit, year_key(self.day), kin


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
        return f"{_HELPED_PREFIX}{self.helped}:{self.outcome}:{band_of(self.hours)}"


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


def cleared(clearance: Clearance) -> Cleared:
    return Cleared(
        number=clearance.key,
        version=clearance.version,
        lot=clearance.lot_key,
        at=to_text(clearance.cleared_at),
        day=vietnamese_day(clearance.cleared_at),
        enterprise=enterprise_id(clearance.enterprise.tax_code),
        place=_place(clearance),
    )


def rated(rating: Rating) -> Rated:
    """The fact of an accepted rating; ValueError for any other."""
    if rating.status is not RatingStatus.ACCEPTED:
        raise ValueError("only accepted ratings are counted")
    clearance = _frozen(rating)
    place = _place(clearance)
    return Rated(
        lot=clearance.lot_key,
        day=vietnamese_day(rating.received_at),
        enterprise=enterprise_id(rating.tax_code),
        place=place,
        figures=_figures_of(rating, place),
        first=_figures_of(rating.first, place) if rating.first else None,
    )


def _figures_of(rating: Rating, place: Place) -> dict[str, int]:
    figures = {RATINGS: 1}
    if rating.negative:
        figures[NEGATIVE] = 1
    for subject, level in rating.levels.items():
        if _has(place, subject):
            figures[level_figure(subject, level)] = 1
    for reason in rating.reasons:
        figures[reason_figure(reason)] = 1
    if rating.reasons:
        figures[REASONED] = 1
    way = way_of(rating.client_id)
    figures[way_figure(way)] = 1
    if way is Way.SOFTWARE:
        figures[f"{_CLIENT_PREFIX}{rating.client_id}"] = 1
    return figures


def dealt(case: Case, calendar: "WorkingTime") -> Dealt:
    clearance = _frozen(case.rating)
    first, second, standing = case.decisions.get(FIRST_LEVEL), case.decisions.get(APPEAL_LEVEL), case.told
    decided_at = first.reviewed_at if first else None
    answered_at = second.reviewed_at if second else None
    appeal_due_at = case.appeal.due_at if case.appeal else None
    return Dealt(
        lot=clearance.lot_key,
        version=case.version,
        enterprise=enterprise_id(case.rating.tax_code),
        place=_place(clearance),
        opened=vietnamese_day(case.opened_at),
        decided=_day(decided_at),
        on_time=decided_at is not None and decided_at <= case.first_due_at,
        upheld=standing is not None and standing.outcome in _UPHELD,
        partly=standing is not None and standing.outcome is Outcome.PARTLY_UPHELD,
        closed=_day(case.closed_at),
        due=vietnamese_day(case.first_due_at),
        hours=None if decided_at is None else _hours(calendar.worked_between(case.opened_at, decided_at)),
        cause=standing.root_cause if standing else None,
        appealed=vietnamese_day(case.appeal.at) if case.appeal else None,
        appeal_due=_day(appeal_due_at),
        answered=_day(answered_at),
        answered_on_time=answered_at is not None and appeal_due_at is not None and answered_at <= appeal_due_at,
        withdrawn=case.withdrawn,
        said=tuple(_said(case, level, calendar) for level in sorted(case.verdicts)),
        reversed=bool(
            first and second and answered_at and (first.outcome in _UPHELD) is not (second.outcome in _UPHELD)
        ),
    )


def _said(case: Case, level: int, calendar: "WorkingTime") -> Said:
    verdict, decision = case.verdicts[level], case.decisions[level]
    since = case.appeal.at if case.appeal and level == APPEAL_LEVEL else case.opened_at
    return Said(
        day=vietnamese_day(verdict.at),
        helped=verdict.helped,
        outcome=decision.outcome,
        hours=_hours(calendar.worked_between(since, decision.reviewed_at or verdict.at)),
    )


def _day(moment: datetime | None) -> date | None:
    return vietnamese_day(moment) if moment else None


def _hours(worked: timedelta) -> int:
    """To the nearest hour."""
    return min(round(worked / timedelta(hours=1)), LONGEST_HOURS)


def _frozen(rating: Rating) -> Clearance:
    if rating.clearance is None:
        raise ValueError("a rating is counted with the clearance that is frozen into it")
    return rating.clearance


def _place(clearance: Clearance) -> Place:
    return Place(
        office=clearance.office,
        team=clearance.team or None,
        officers=tuple(dict.fromkeys(officer.code for officer in clearance.officers)),
    )


def _has(place: Place, subject: Subject) -> bool:
    match subject:
        case Subject.OFFICER:
            return bool(place.officers)
        case Subject.TEAM:
            return place.team is not None
        case Subject.OFFICE:
            return True
