"""What units are called. Pure."""

from collections.abc import Mapping
from datetime import date

from hailong.statistics.units import Unit, UnitKind
from hailong.vocabulary.offices import DEPARTMENT_CODE, office_name, team_name


def unit_name(unit: Unit, day: date, officers: Mapping[str, str]) -> str:
    """The Vietnamese name as of that day; `officers` has the names of officers by unit."""
    match unit.kind:
        case UnitKind.DEPARTMENT:
            return office_name(DEPARTMENT_CODE, day)
        case UnitKind.OFFICE:
            return office_name(unit.code, day)
        case UnitKind.TEAM:
            office, _, team = unit.code.partition("-")
            return team_name(office, team, day)
        case UnitKind.OFFICER:
            return officers.get(str(unit), unit.code)
