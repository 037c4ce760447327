"""The units that statistics are kept of: the department, its offices, their teams and officers."""

import re
from dataclasses import dataclass
from enum import StrEnum

from hailong.vocabulary import codes
from hailong.vocabulary.words import Subject


class UnitKind(StrEnum):
    DEPARTMENT = "department"
    OFFICE = "office"
    TEAM = "team"
    OFFICER = "officer"


_CODES = {
    UnitKind.OFFICE: codes.OFFICE,
    UnitKind.TEAM: f"{codes.OFFICE}-{codes.TEAM}",
    UnitKind.OFFICER: codes.OFFICER,
}
FORM = "|".join((UnitKind.DEPARTMENT, *(f"{kind}:{code}" for kind, code in _CODES.items())))
"""What names a unit, as a regular expression."""

_OWN_SUBJECT = {
    UnitKind.DEPARTMENT: Subject.OFFICE,
    UnitKind.OFFICE: Subject.OFFICE,
    UnitKind.TEAM: Subject.TEAM,
    UnitKind.OFFICER: Subject.OFFICER,
}


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """A unit; as text `department`, `office:20CF`, `team:20CF-01` or `officer:20CF-0012`."""

    kind: UnitKind
    code: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.code else self.kind.value

    @property
    def office(self) -> str | None:
        """The code of the office that it is or belongs to; None for the department."""
        return None if self.kind is UnitKind.DEPARTMENT else self.code[:4]

    @property
    def subject(self) -> Subject:
        """The subject whose levels are the unit's own; the department's are those of its offices."""
        return _OWN_SUBJECT[self.kind]

    @property
    def parent(self) -> "Unit | None":
        """The unit above. An officer's is not in its code (see `Sheet.kin`): None, as for the department."""
        match self.kind:
            case UnitKind.OFFICE:
                return DEPARTMENT
            case UnitKind.TEAM:
                return office_unit(self.code[:4])
            case _:
                return None


DEPARTMENT = Unit(UnitKind.DEPARTMENT)


def office_unit(office: str) -> Unit:
    return Unit(UnitKind.OFFICE, office)


def team_unit(office: str, team: str) -> Unit:
    return Unit(UnitKind.TEAM, f"{office}-{team}")


def officer_unit(code: str) -> Unit:
    return Unit(UnitKind.OFFICER, code)


def parse_unit(text: str) -> Unit:
    """The unit that `text` names; ValueError if it names none."""
    if text == UnitKind.DEPARTMENT:
        return DEPARTMENT
    if re.fullmatch(FORM, text):
        kind, _, code = text.partition(":")
        return Unit(UnitKind(kind), code)
    raise ValueError("must be department, office:20CF, team:20CF-01 or officer:20CF-0012")
