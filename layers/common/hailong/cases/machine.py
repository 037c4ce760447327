"""What the case in the table means to its execution: what a waiting step is told, where a new run begins. Pure."""

from typing import Any

from hailong.cases.case import APPEAL_LEVEL, Case, Wait
from hailong.vocabulary.words import CaseState, WaitStep

_BEYOND_DECISION = frozenset({CaseState.IN_REVIEW, CaseState.DECIDED, CaseState.CLOSED})
_APPROVED = frozenset({CaseState.DECIDED, CaseState.CLOSED})
_WITH_A_PERSON = frozenset({CaseState.OPEN, CaseState.ASSIGNED, CaseState.APPEALED})


def execution_name(case: Case) -> str:
    """The case id; `-r2` and so on for later runs."""
    return case.case_id if case.attempt == 1 else f"{case.case_id}-r{case.attempt}"


def execution_input(case: Case) -> dict[str, Any]:
    """Where the execution begins: `start` is a choice of the state machine.

    `correlation_id` is what its e-mails follow from: the rating, unless it goes on from what somebody did later.
    """
    start = _start(case)
    cause = case.correlation_id if start == "acknowledgement" else case.moved_by
    return {
        "case_id": case.case_id,
        "attempt": case.attempt,
        "level": case.level,
        "start": start,
        "correlation_id": cause or "",
    }


def answer(wait: Wait, case: Case) -> dict[str, Any] | None:
    """The output for the waiting task, computed from the case as it stands; None while it has to wait on.

    A step of level 1 is answered, too, by a case that has meanwhile got to level 2.
    """
    if wait.token is None or wait.attempt != case.attempt or case.state is CaseState.FAILED:
        return None
    passed = case.level > wait.level
    match wait.step:
        case WaitStep.DECISION if passed or case.state in _BEYOND_DECISION:
            return {}
        case WaitStep.REVIEW if passed or case.state in _APPROVED:
            return {"approved": True} | _by(case)
        case WaitStep.REVIEW if case.state in _WITH_A_PERSON:
            return {"approved": False}
        case WaitStep.WINDOW if passed:
            return {"appealed": True} | _by(case)
        case WaitStep.WINDOW if case.state is CaseState.CLOSED:
            return {"appealed": False}
        case WaitStep.CLOSING if case.state is CaseState.CLOSED:
            return {}
        case _:
            return None


def _by(case: Case) -> dict[str, str]:
    """What the e-mails from here on follow from."""
    return {"correlation_id": case.moved_by} if case.moved_by else {}


def _start(case: Case) -> str:
    """The first run has everything to tell, even of a case that people have decided before it began."""
    if case.attempt == 1:
        return "acknowledgement"
    if case.state is CaseState.IN_REVIEW:
        return "review"
    if case.state is CaseState.DECIDED:
        return "outcome"
    if case.level == APPEAL_LEVEL:
        return "appeal"
    return "acknowledgement"
