"""What is counted of a record: who, where, on which day, and what not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hailong.cases import casework
from hailong.cases.case import Case
from hailong.lots.clearance import Officer
from hailong.lots.rating import accepted
from hailong.statistics.facts import Dealt, cleared, dealt, rated
from hailong.statistics.ledger import LotState, enter
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Outcome, RatingStatus, Reason, Subject
from tests import samples

MIDNIGHT = datetime(2026, 6, 20, 0, 0, tzinfo=VIETNAM)


def test_a_rating_is_of_the_vietnamese_day_of_its_receipt() -> None:
    just_before = samples.accepted_rating(received_at=MIDNIGHT - timedelta(seconds=1))
    at_midnight = samples.accepted_rating(received_at=MIDNIGHT)
    assert (rated(just_before).day, rated(at_midnight).day) == (date(2026, 6, 19), date(2026, 6, 20))


def test_a_rating_counts_once_in_each_unit_above_and_once_for_each_officer() -> None:
    both = (
        Officer(code="20CF-0012", name="Nguyễn Văn A", stage="inspection"),
        Officer(code="20CF-0013", name="Trần Thị B", stage="registration"),
    )
    fact = rated(replace(samples.accepted_rating(), clearance=samples.clearance(officers=both)))
    units = [str(unit) for unit, _ in fact.place.units()]
    assert units == ["department", "office:20CF", "team:20CF-01", "officer:20CF-0012", "officer:20CF-0013"]
    assert fact.figures == {"ratings": 1, "negative": 1, "officer_2": 1, "team_3": 1, "office_4": 1, "reason_delay": 1}


def test_a_subject_that_the_clearance_lacks_is_in_no_statistics_but_the_rating_is_negative() -> None:
    rating = samples.rating(levels={Subject.TEAM: 1, Subject.OFFICE: 5}, reasons=(Reason.ATTITUDE,))
    fact = rated(accepted(rating, samples.clearance(team=None)))
    assert fact.figures == {"ratings": 1, "negative": 1, "office_5": 1, "reason_attitude": 1}
    assert [str(unit) for unit, _ in fact.place.units()] == ["department", "office:20CF", "officer:20CF-0012"]


def test_only_accepted_ratings_are_counted() -> None:
    with pytest.raises(ValueError, match="accepted"):
        rated(replace(samples.accepted_rating(), status=RatingStatus.REJECTED))


def test_a_lot_is_of_the_day_of_its_clearance() -> None:
    assert cleared(samples.clearance(cleared_at=MIDNIGHT - timedelta(minutes=1))).day == date(2026, 6, 19)


def test_a_split_lot_counts_once_and_a_correction_moves_it() -> None:
    first = cleared(samples.clearance("103027528701"))
    second = cleared(samples.clearance("103027528810", first_declaration_no="103027528701"))
    states: dict[str, LotState] = {}
    posted = 0
    for fact in (second, first):
        entry = enter(fact, states)
        states |= entry.states
        posted += sum(posting.times for posting in entry.postings)
    assert posted == 1
    moved = cleared(samples.clearance("103027528701", office="20BB", version=2))
    withdrawn, posting = enter(moved, states).postings
    assert (withdrawn.times, withdrawn.place.office) == (-1, "20CF")
    assert (posting.times, posting.place.office) == (1, "20BB")


def test_of_two_lots_that_count_alike_one_is_left_when_they_become_one() -> None:
    states: dict[str, LotState] = {}
    posted = 0
    for fact in (
        cleared(samples.clearance("103027528701")),
        cleared(samples.clearance("103027528810")),
        cleared(samples.clearance("103027528810", first_declaration_no="103027528701", version=2)),
    ):
        entry = enter(fact, states)
        states |= entry.states
        posted += sum(posting.times for posting in entry.postings)
    assert posted == 1


def decided(outcome: Outcome, *, at: datetime) -> Case:
    opened = samples.opening().after
    claimed = casework.claim(opened, samples.HANDLER, at=samples.RATED).after
    ruling = replace(samples.RULING, outcome=outcome)
    ruled = casework.decide(claimed, samples.HANDLER, ruling, at=samples.RATED).after
    return casework.approve(ruled, samples.SUPERVISOR, at=at, appeal_until=at + timedelta(days=14)).after


def test_an_opened_case_is_not_decided_until_a_second_person_agrees() -> None:
    opened = samples.opening().after
    claimed = casework.claim(opened, samples.HANDLER, at=samples.RATED).after
    ruled = casework.decide(claimed, samples.HANDLER, samples.RULING, at=samples.RATED).after
    for case in (opened, claimed, ruled):
        fact = dealt(case)
        assert (fact.opened, fact.decided, fact.closed) == (date(2026, 6, 19), None, None)


def test_a_case_is_in_time_up_to_its_first_due_date() -> None:
    assert dealt(decided(Outcome.UPHELD, at=samples.DUE)).on_time
    assert not dealt(decided(Outcome.UPHELD, at=samples.DUE + timedelta(seconds=1))).on_time


@pytest.mark.parametrize("outcome", Outcome)
def test_upheld_is_what_was_upheld_in_whole_or_in_part(outcome: Outcome) -> None:
    assert dealt(decided(outcome, at=samples.DUE)).upheld == (outcome in {Outcome.UPHELD, Outcome.PARTLY_UPHELD})


def appealed(first: Outcome, second: Outcome) -> tuple[Dealt, Dealt]:
    """The case before the decision of level 2, and after it."""
    at_level_1 = decided(first, at=samples.DUE)
    later = samples.DUE + timedelta(days=5)
    case = casework.appeal(at_level_1, "Chưa đồng ý.", at=later, due_at=later + timedelta(days=7)).after
    case = casework.claim(case, samples.INSPECTOR, at=later).after
    case = casework.decide(case, samples.INSPECTOR, replace(samples.RULING, outcome=second), at=later).after
    before = dealt(case)
    case = casework.approve(case, samples.SECOND_INSPECTOR, at=later, appeal_until=later).after
    return before, dealt(casework.close(case, at=later).after)


@pytest.mark.parametrize(
    ("first", "second", "upheld"),
    [(Outcome.NOT_UPHELD, Outcome.UPHELD, True), (Outcome.UPHELD, Outcome.NOT_UPHELD, False)],
)
def test_level_2_overrules_whether_it_was_upheld_and_nothing_else(
    first: Outcome, second: Outcome, *, upheld: bool
) -> None:
    before, after = appealed(first, second)
    assert (before.upheld, after.upheld) == (not upheld, upheld)
    assert after.decided == before.decided == date(2026, 6, 26)
    assert after.on_time
    assert after.closed == date(2026, 7, 1)
    later = enter(after, {after.lot: LotState(case=before)}).postings
    assert sum(posting.times * posting.figures.get("cases_decided", 0) for posting in later) == 0
    assert sum(posting.times * posting.figures.get("cases_upheld", 0) for posting in later) == (1 if upheld else -1)
