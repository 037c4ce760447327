"""Who is asking: a member of staff, or a vendor's client."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hailong.vocabulary.words import Role

STAFF_ROLES = {role.value: role for role in (Role.HANDLER, Role.SUPERVISOR, Role.INSPECTOR, Role.LEADER)}
"""The groups of the user pool, and the roles that they give."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff, as the user pool says. `name` and `email` are how to call them, not who they are."""

    staff_code: str
    roles: frozenset[Role]
    office: str
    team: str | None = None
    name: str | None = field(default=None, compare=False)
    email: str | None = field(default=None, compare=False)

    @property
    def team_code(self) -> str | None:
        """`20CF-01`, since teams are numbered office by office; None for who has no team."""
        return f"{self.office}-{self.team}" if self.team else None

    def has(self, *roles: Role) -> bool:
        """True when the person has any of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def acting_role(self) -> Role:
        """The strongest of the person's roles, as it is written into timelines."""
        for role in (Role.INSPECTOR, Role.SUPERVISOR, Role.HANDLER):
            if role in self.roles:
                return role
        return Role.LEADER


def who_has(staff_code: str, staff: Iterable[Person]) -> Person | None:
    """The one of `staff` with this code."""
    return next((person for person in staff if person.staff_code == staff_code), None)
