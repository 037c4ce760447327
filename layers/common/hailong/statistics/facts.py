"""What statistics take from the records: small facts, made of whole clearances, ratings and cases. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hailong.cases.case import FIRST_LEVEL, Case
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.statistics.units import DEPARTMENT, Unit, office_unit, officer_unit, team_unit
from hailong.vocabulary.times import to_text, vietnamese_day
from hailong.vocabulary.words import Outcome, RatingStatus, Reason, Subject

CLEARANCES, RATINGS, NEGATIVE = "clearances", "ratings", "negative"
CASES_OPENED, CASES_DECIDED, CASES_ON_TIME, CASES_UPHELD, CASES_CLOSED = (
    "cases_opened",
    "cases_decided",
    "cases_on_time",
    "cases_upheld",
    "cases_closed",
)
_UPHELD = frozenset({Outcome.UPHELD, Outcome.PARTLY_UPHELD})


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
    """Figures that one enterprise adds to every unit of a place on a day; `times` is -1 where they are withdrawn."""

    day: date
    enterprise: str
    place: Place
    figures: Mapping[str, int]
    times: int = 1


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
    """One accepted rating. A level for what the clearance lacks is not among `figures`."""

    lot: str
    day: date
    enterprise: str
    place: Place
    figures: Mapping[str, int]

    def postings(self) -> tuple[Posting, ...]:
        return (Posting(day=self.day, enterprise=self.enterprise, place=self.place, figures=self.figures),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealt:
    """One case as of a version: when it was opened, first decided and closed.

    `upheld` is by the decision that stands: what level 2 says takes the place of what level 1 said, on level 1's day.
    """

    lot: str
    version: int
    enterprise: str
    place: Place
    opened: date
    decided: date | None = None
    on_time: bool = False
    upheld: bool = False
    closed: date | None = None

    def postings(self) -> tuple[Posting, ...]:
        days: dict[date, dict[str, int]] = {self.opened: {CASES_OPENED: 1}}
        if self.decided is not None:
            decided = days.setdefault(self.decided, {})
            decided[CASES_DECIDED] = 1
            if self.on_time:
                decided[CASES_ON_TIME] = 1
            if self.upheld:
                decided[CASES_UPHELD] = 1
        if self.closed is not None:
            days.setdefault(self.closed, {})[CASES_CLOSED] = 1
        return tuple(
            Posting(day=day, enterprise=self.enterprise, place=self.place, figures=figures)
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
    figures = {RATINGS: 1}
    if rating.negative:
        figures[NEGATIVE] = 1
    for subject, level in rating.levels.items():
        if _has(place, subject):
            figures[level_figure(subject, level)] = 1
    for reason in rating.reasons:
        figures[reason_figure(reason)] = 1
    return Rated(
        lot=clearance.lot_key,
        day=vietnamese_day(rating.received_at),
        enterprise=enterprise_id(rating.tax_code),
        place=place,
        figures=figures,
    )


def dealt(case: Case) -> Dealt:
    clearance = _frozen(case.rating)
    first, standing = case.decisions.get(FIRST_LEVEL), case.told
    decided_at = first.reviewed_at if first else None
    return Dealt(
        lot=clearance.lot_key,
        version=case.version,
        enterprise=enterprise_id(case.rating.tax_code),
        place=_place(clearance),
        opened=vietnamese_day(case.opened_at),
        decided=vietnamese_day(decided_at) if decided_at else None,
        on_time=decided_at is not None and decided_at <= case.first_due_at,
        upheld=standing is not None and standing.outcome in _UPHELD,
        closed=vietnamese_day(case.closed_at) if case.closed_at else None,
    )


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
