"""What the machine does to a case: opens it, closes it, and writes down what went wrong. Pure."""

from dataclasses import replace
from datetime import datetime

from hailong.cases.access import stale
from hailong.cases.case import Case, Failure
from hailong.cases.evidence import Evidence
from hailong.cases.transitions import Transition, by_system, period
from hailong.lots.rating import Rating
from hailong.vocabulary.words import CaseState


def open_case(
    rating: Rating, *, at: datetime, due_at: datetime, salt: str, working_days: int | None = None
) -> Transition:
    """The case of a new negative rating; `working_days` are those that `due_at` was worked out with.

    `salt` is random (hex, 32 bytes): without it nobody can tell which leaves of the public log are the case's.
    """
    opened = Case(
        rating=rating,
        state=CaseState.OPEN,
        opened_at=at,
        due_at=due_at,
        first_due_at=due_at,
        version=0,
        salt=salt,
        period=period(at, working_days),
    )
    return by_system(None, opened, "open", at=at, brings={"rating": rating})


def fail(case: Case, *, error: str, at: datetime) -> Transition:
    """The execution gave up: an operator must look."""
    failure = Failure(error=error, at=at, state_before=case.state)
    after = replace(case, state=CaseState.FAILED, failure=failure)
    return by_system(case, after, "fail", error, at=at)


def close(case: Case, *, at: datetime) -> Transition:
    """The end: the appeal window is over, or the appeal was answered."""
    if case.state is not CaseState.DECIDED:
        raise stale(case)
    after = replace(case, state=CaseState.CLOSED, closed_at=at)
    return by_system(case, after, "close", at=at)


def seal_file(case: Case, evidence: Evidence, *, at: datetime) -> Transition:
    """Of a file that was announced without its SHA-256: from now on it is the one that was there."""
    text = f"{evidence.name} ({evidence.evidence_id})"
    made = by_system(case, case, "file_sealed", text, at=at, brings={"evidence": evidence})
    return replace(made, sealed=evidence)


def mail_failed(case: Case, text: str, *, at: datetime) -> Transition:
    """An e-mail did not reach an address. Only recorded: the next address or a later try follows by itself."""
    return by_system(case, case, "mail_failed", text, at=at)


def call_enterprise(case: Case, notice_id: str, text: str, *, at: datetime) -> Transition:
    """An e-mail reaches the enterprise at no address: somebody must call. It is in the queue until they have."""
    after = replace(case, calls_due=(*(due for due in case.calls_due if due != notice_id), notice_id))
    return by_system(case, after, "call_needed", text, at=at)
