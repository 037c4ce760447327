"""A case with everything that is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hailong.cases.case import Case
from hailong.cases.evidence import Evidence
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusals

TIMELINE_PAGE, NOTICES_SHOWN, REFUSALS_SHOWN = 50, 200, 100
"""What a page of the timeline holds, and a case file shows: what others can make more of must fit into an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case with what is kept of it, or the latest of that; timeline and refusals in their order."""

    case: Case
    timeline: Sequence[Entry]
    notices: Sequence[Notice]
    refusals: Sequence[Refusals] = ()
    evidence: Sequence[Evidence] = ()


def latest_notices(notices: Sequence[Notice]) -> Sequence[Notice]:
    """The latest, those to the enterprise before those to staff, without those that only call for others."""
    told = [notice for notice in notices if not notice.recipients]
    weighed = sorted(told, key=lambda one: (one.recipient is None, one.created_at), reverse=True)
    return weighed[:NOTICES_SHOWN]
