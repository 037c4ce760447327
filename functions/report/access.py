"""Who may see which statistics."""

from hailong.statistics.units import Unit
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


def sees_silence(person: Person) -> bool:
    """Whether the person is told how many enterprises have stopped to rate."""
    return person.has(Role.INSPECTOR, Role.LEADER)


def sees_everything(person: Person) -> bool:
    """Whether nothing is suppressed for the person."""
    return person.has(Role.INSPECTOR)
