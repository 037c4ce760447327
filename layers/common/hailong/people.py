"""Who is asking: a member of staff, or a vendor's client."""

from dataclasses import dataclass

from hailong.words import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff, as the user pool says."""

    staff_code: str
    roles: frozenset[Role]
    office: str
    team: str | None = None

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
