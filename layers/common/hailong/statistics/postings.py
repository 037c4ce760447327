"""What is added to which sheets: figures of one enterprise on one day, in every unit of a place. Pure."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from hailong.statistics.periods import period_keys, year_key
from hailong.statistics.units import DEPARTMENT, Unit, UnitKind, office_unit, officer_unit, team_unit


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
