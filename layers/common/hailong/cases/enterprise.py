"""What an enterprise does about its own case: it says whether the answer helped, it corrects its rating. Pure."""

from dataclasses import replace
from datetime import datetime

from hailong.cases.case import Case, Verdict
from hailong.cases.casework import Transition, by_enterprise
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
    verdict = Verdict(helped=helped, why=why, at=at, times=said.times + 1 if said else 1)
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
