"""What the firewall gives to who acts, and the errors of who may not. Pure.

`staff` is everybody there is, for the exception when nobody else is left; without it no exception is made.
"""

from dataclasses import dataclass

from hailong.cases.case import Case
from hailong.cases.firewall import (
    CONFLICTS,
    Barrier,
    Staff,
    WriteCondition,
    access_decision,
    hidden_by,
    write_condition,
)
from hailong.vocabulary.errors import Conflict, Forbidden, NotFound
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action

_WRITTEN_DOWN = frozenset({Action.NOTE, Action.CALLED})


@dataclass(frozen=True, slots=True)
class Grant:
    """What the firewall gives to who may act: the condition of the write, and the exception by which they may."""

    condition: WriteCondition
    exception: Barrier | None = None


def require(person: Person, case: Case, action: Action, *, version: int | None = None, staff: Staff = None) -> Grant:
    """The grant of `action`; NotFound, Forbidden or Conflict (`stale`, with the current state) when it may not be."""
    visible(person, case, staff)
    found = access_decision(person, case, action, staff)
    if found.barrier is Barrier.STATE or (found.barrier is None and not _knows(case, action, version)):
        raise stale(case)
    if found.barrier is not None:
        raise forbidden(found.barrier, f"You may not {action} this case")
    return Grant(write_condition(person, case, action, found.exception), found.exception)


def _knows(case: Case, action: Action, version: int | None) -> bool:
    """Whether who acts has seen what counts; what is only written down is written once, whoever else writes."""
    if version is None:
        return True
    oldest = case.version if action in _WRITTEN_DOWN else case.revision
    return oldest <= version <= case.version


def visible(person: Person, case: Case, staff: Staff = None) -> None:
    """NotFound when the person may not see the case; it says no more than for a case that does not exist."""
    hidden = hidden_by(person, case, staff)
    if hidden is not None:
        raise not_found(why=hidden)


def not_found(*, why: Barrier | None = None) -> NotFound:
    """The refusal of a case that there is not, or that somebody may not see."""
    return NotFound("case_not_found", "There is no such case in your queue.", why=why)


def forbidden(why: Barrier, what: str, *, about: str | None = None) -> Forbidden:
    """The refusal for a barrier: `conflict_of_interest`, or `forbidden` where it is a matter of role."""
    code = "conflict_of_interest" if why in CONFLICTS else "forbidden"
    return Forbidden(code, f"{what}: {why}.", why=why, about=about)


def stale(case: Case) -> Conflict:
    """The error of an action that comes too late."""
    return Conflict(
        "stale",
        f"The case is {case.state} by now.",
        current={"state": case.state, "level": case.level, "assignee": case.assignee, "version": case.version},
    )
