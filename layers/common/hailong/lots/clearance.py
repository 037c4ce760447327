"""A clearance: one declaration that has been cleared, as the customs system told us."""

from dataclasses import dataclass, replace
from datetime import datetime

from hailong.vocabulary.declaration import declaration_key
from hailong.vocabulary.errors import Conflict, FieldError, Invalid
from hailong.vocabulary.words import Channel, Subject

MOST_DECLARATIONS = 200
"""How many declarations a lot may have, each of up to 50 lines: more is a first number that stands for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    code: str
    name: str
    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enterprise:
    tax_code: str
    name: str
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """`version` counts corrections: a rating is only accepted against the version that was read."""

    declaration_no: str
    first_declaration_no: str | None = None
    declaration_type: str
    channel: Channel
    enterprise: Enterprise
    office: str
    team: str | None = None
    officers: tuple[Officer, ...]
    cleared_at: datetime
    recorded_at: datetime
    client_id: str
    version: int = 1

    @property
    def key(self) -> str:
        return declaration_key(self.declaration_no)

    @property
    def lot_key(self) -> str:
        """The first 11 digits of the lot's first declaration; a lot of over 50 lines has several declarations."""
        return declaration_key(self.first_declaration_no or self.declaration_no)

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What of this lot can be rated: there may be no officer, and since March 2025 no team."""
        there = {Subject.OFFICER: self.officers, Subject.TEAM: self.team, Subject.OFFICE: self.office}
        return tuple(subject for subject in Subject if there[subject])


def _facts(clearance: Clearance) -> Clearance:
    """The clearance without what may always be corrected (the enterprise's name and e-mails) or is ours."""
    return replace(
        clearance,
        declaration_no=clearance.key,
        first_declaration_no=clearance.lot_key,
        enterprise=Enterprise(tax_code=clearance.enterprise.tax_code, name=""),
        recorded_at=clearance.cleared_at,
        client_id="",
        version=0,
    )


def same_facts(one: Clearance, other: Clearance) -> bool:
    """True when both differ at most in the enterprise's name and e-mails and in how numbers are written."""
    return _facts(one) == _facts(other)


def same_content(one: Clearance, other: Clearance) -> bool:
    """True when the second says nothing new."""
    return same_facts(one, other) and one.enterprise == other.enterprise


def lot_of_another_enterprise() -> Conflict:
    """A lot has one tax code: nobody takes another's by naming its first declaration."""
    return Conflict("lot_of_another_enterprise", "This lot has declarations of another tax code.")


def lot_is_full() -> Invalid:
    return Invalid(
        [FieldError("first_declaration_no", f"names a lot that has {MOST_DECLARATIONS} declarations already")]
    )
