"""What an enterprise does about its own case: corrects its rating, says whether the answer helped, or appeals. Pure."""

from dataclasses import replace
from datetime import datetime

from hailong.cases.case import APPEAL_LEVEL, Appeal, Case, SaidBefore, Verdict
from hailong.cases.transitions import Transition, by_enterprise, period
from hailong.lots.rating import Rating
from hailong.vocabulary.errors import Conflict
from hailong.vocabulary.words import CaseState, Helped

HELPED = "helped"
"""The timeline's word for what the enterprise said of the answer."""

CORRECTED = "corrected"
"""The timeline's word for a rating that the enterprise has corrected."""

MOST_CHANGES = 10
"""How often an enterprise may say it of one answer, so that nobody makes a timeline grow."""


_UNTOUCHED = 1
"""The revision of a case that has only been opened."""


def appeal(case: Case, reason: str, *, at: datetime, due_at: datetime, working_days: int | None = None) -> Transition:
    """The enterprise does not accept the outcome: level 2, with a new due date. Conflict when it may not (any more).

    That an execution gave up meanwhile is no concern of the enterprise's: the appeal starts a new one.
    """
    stood = case.failure.state_before if case.failure else case.state
    if case.level >= APPEAL_LEVEL:
        raise Conflict("already_appealed", "This case has already been appealed.")
    if case.told is None:
        raise Conflict("no_outcome_yet", "There is no outcome yet that could be appealed.")
    if stood is not CaseState.DECIDED or case.appeal_until is None or at > case.appeal_until:
        raise Conflict("appeal_window_over", "The time for an appeal is over.")
    after = replace(
        case,
        state=CaseState.APPEALED,
        level=APPEAL_LEVEL,
        assignee=None,
        appeal=Appeal(reason=reason, at=at, due_at=due_at),
        due_at=due_at,
        period=period(at, working_days),
        failure=None,
        attempt=case.attempt + 1 if case.failure else case.attempt,
    )
    return by_enterprise(case, after, "appeal", reason, at=at)


def say_helped(case: Case, helped: Helped, why: str | None, *, at: datetime) -> Transition | None:
    """Whether the answer that the enterprise was told last has helped; None where it says nothing new.

    It may be said as long as the answer can be seen, and be changed until the case is closed: Conflict `case_closed`.
    """
    level = case.told_level
    if level is None:
        raise Conflict("no_outcome_yet", "There is no outcome yet of which that could be said.")
    said = case.verdicts.get(level)
    if said is not None and (said.helped, said.why) == (helped, why):
        return None
    if said is not None and case.state is CaseState.CLOSED:
        raise Conflict("case_closed", "The case is closed; what was said of its answer stands.")
    if said is not None and said.times >= MOST_CHANGES:
        raise Conflict("changed_too_often", "What was said of this answer has been changed too often.")
    before = (*(said.before or ()), SaidBefore(helped=said.helped, at=said.at)) if said else None
    verdict = Verdict(helped=helped, why=why, at=at, times=said.times + 1 if said else 1, before=before)
    after = replace(case, verdicts={**case.verdicts, level: verdict})
    return by_enterprise(case, after, HELPED, note_of(verdict), at=at, brings={HELPED: verdict})


def may_correct(case: Case) -> bool:
    """Whether the rating may still be corrected: nobody has taken the case yet."""
    return case.state is CaseState.OPEN and case.revision == _UNTOUCHED


def correct(case: Case, rating: Rating, *, at: datetime) -> Transition:
    """The case with the corrected rating; it is over where that is not negative any more.

    The entry seals the rating, which holds what was first said. Whoever has taken a case meanwhile whose rating had
    been corrected before it was opened finds it so.
    """
    after = replace(case, rating=rating)
    if not rating.negative and case.under_way:
        after = replace(after, state=CaseState.CLOSED, closed_at=at)
    return by_enterprise(case, after, CORRECTED, "", at=at, brings={"rating": rating})


def note_of(verdict: Verdict) -> str:
    """What the timeline says of it: the code, and on lines of their own the enterprise's words."""
    return f"{verdict.helped}\n{verdict.why}" if verdict.why else verdict.helped.value


def verdict_open(case: Case) -> bool:
    """Whether the enterprise may say, or change, whether the answer helped."""
    return case.told_level is not None and (case.verdict is None or case.state is not CaseState.CLOSED)
