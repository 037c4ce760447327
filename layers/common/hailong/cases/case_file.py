"""A case with everything that is kept of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from hailong.cases.case import Case
from hailong.cases.evidence import Evidence
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """Everything kept of one case; the timeline and the refused attempts in their order."""

    case: Case
    timeline: Sequence[Entry]
    notices: Sequence[Notice]
    refusals: Sequence[Refusal] = ()
    evidence: Sequence[Evidence] = ()
