"""Who may see which statistics."""

from hailong.ports import SheetReader
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


def sees_silence(person: Person) -> bool:
    """Whether the person is told how many enterprises have stopped to rate."""
    return person.has(Role.INSPECTOR, Role.LEADER)


def sees_everything(person: Person) -> bool:
    """Whether nothing is suppressed for the person."""
    return person.has(Role.INSPECTOR)


def sees_backlog(person: Person, *, rated: bool) -> bool:
    """Whether how many cases wait is no secret, since the person reads every one of them; who is rated does not."""
    return person.has(Role.INSPECTOR) or (person.has(Role.LEADER) and not rated)


def is_rated(person: Person, reader: SheetReader) -> bool:
    """Whether enterprises rate the person: who is rated sees no figures of less than a quarter."""
    return reader.knows(str(officer_unit(person.staff_code)))
