"""Who may see which statistics, and how much of them."""

from dataclasses import dataclass

from hailong.ports.statistics import SheetReader
from hailong.statistics.units import Unit, officer_unit
from hailong.vocabulary.errors import Forbidden
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Role


def may_see(person: Person, unit: Unit) -> bool:
    """Inspectors and leaders see every unit; handlers and supervisors the department, their office and all in it."""
    if person.has(Role.INSPECTOR, Role.LEADER):
        return True
    return person.has(Role.HANDLER, Role.SUPERVISOR) and unit.office in {None, person.office}


def require(person: Person, unit: Unit) -> None:
    """Forbidden unless the person may see the unit."""
    if not may_see(person, unit):
        raise Forbidden("forbidden", "You may see the statistics of your own office and of the whole department.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How much a person sees: inspectors `everything`, who is `rated` nothing finer than whole quarters.

    Who reads `every_case` is also told what is no sum over enterprises: how much each makes of a figure, who came in
    two periods, who has fallen silent, what waits. Those are inspectors, and leaders whom nobody rates.
    """

    everything: bool
    rated: bool
    every_case: bool


def sight_of(person: Person, reader: SheetReader) -> Sight:
    """What the person sees of the figures."""
    everything = person.has(Role.INSPECTOR)
    rated = not everything and reader.knows(str(officer_unit(person.staff_code)))
    return Sight(everything=everything, rated=rated, every_case=everything or (person.has(Role.LEADER) and not rated))
