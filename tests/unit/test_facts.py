"""What is counted of a record: who, where, on which day, and what not."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from hailong.cases import casework, course, enterprise
from hailong.cases.case import Case
from hailong.lots.clearance import Officer
from hailong.lots.rating import LINK_CLIENT, QR_CLIENT, accepted, matched
from hailong.statistics.facts import Dealt
from hailong.statistics.facts_of_records import cleared, dealt, rated
from hailong.statistics.ledger import LotState, enter
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Outcome, RatingStatus, Reason, Subject
from hailong.vocabulary.workdays import vietnamese_calendar
from tests import samples

CALENDAR = vietnamese_calendar()
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
    assert fact.figures == {
        "ratings": 1,
        "negative": 1,
        "officer_2": 1,
        "team_3": 1,
        "office_4": 1,
        "reason_delay": 1,
        "reasoned": 1,
        "way_software": 1,
        "client_software": 1,
    }


def test_a_subject_that_the_clearance_lacks_is_in_no_statistics_but_the_rating_is_negative() -> None:
    rating = samples.rating(levels={Subject.TEAM: 1, Subject.OFFICE: 5}, reasons=(Reason.ATTITUDE,))
    fact = rated(accepted(rating, samples.clearance(team=None)))
    assert fact.figures.keys() == {
        *("ratings", "negative", "office_5", "reason_attitude", "reasoned", "way_software", "client_software")
    }
    assert [str(unit) for unit, _ in fact.place.units()] == ["department", "office:20CF", "officer:20CF-0012"]


def test_only_accepted_ratings_are_counted() -> None:
    with pytest.raises(ValueError, match="accepted"):
        rated(replace(samples.accepted_rating(), status=RatingStatus.REJECTED))


@pytest.mark.parametrize(
    ("came", "counted"),
    [
        (datetime(2026, 6, 20, 9, tzinfo=VIETNAM), date(2026, 6, 19)),
        (datetime(2026, 7, 4, 23, 59, tzinfo=VIETNAM), date(2026, 6, 19)),
        (datetime(2026, 7, 5, 0, 0, tzinfo=VIETNAM), date(2026, 7, 5)),
        (datetime(2026, 9, 30, 9, tzinfo=VIETNAM), date(2026, 9, 30)),
    ],
)
def test_a_rating_that_waited_counts_on_its_day_until_the_month_is_about_to_be_given(
    came: datetime, counted: date
) -> None:
    waited = matched(samples.rating(), samples.clearance(), timedelta(days=30), at=came)
    assert rated(waited).day == counted


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
        fact = dealt(case, CALENDAR)
        assert (fact.opened, fact.decided, fact.closed) == (date(2026, 6, 19), None, None)


def test_a_case_is_in_time_up_to_its_first_due_date() -> None:
    assert dealt(decided(Outcome.UPHELD, at=samples.DUE), CALENDAR).on_time
    assert not dealt(decided(Outcome.UPHELD, at=samples.DUE + timedelta(seconds=1)), CALENDAR).on_time


@pytest.mark.parametrize("outcome", Outcome)
def test_upheld_is_what_was_upheld_in_whole_or_in_part(outcome: Outcome) -> None:
    fact = dealt(decided(outcome, at=samples.DUE), CALENDAR)
    assert fact.upheld == (outcome in {Outcome.UPHELD, Outcome.PARTLY_UPHELD})
    assert fact.partly == (outcome is Outcome.PARTLY_UPHELD)


def appealed(first: Outcome, second: Outcome) -> tuple[Dealt, Dealt]:
    """The case before the decision of level 2, and after it."""
    at_level_1 = decided(first, at=samples.DUE)
    later = samples.DUE + timedelta(days=5)
    case = enterprise.appeal(at_level_1, "Chưa đồng ý.", at=later, due_at=later + timedelta(days=7)).after
    case = casework.claim(case, samples.INSPECTOR, at=later).after
    case = casework.decide(case, samples.INSPECTOR, replace(samples.RULING, outcome=second), at=later).after
    before = dealt(case, CALENDAR)
    case = casework.approve(case, samples.SECOND_INSPECTOR, at=later, appeal_until=later).after
    return before, dealt(course.close(case, at=later).after, CALENDAR)


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


def _counts(fact: Dealt) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for posting in fact.postings():
        found.setdefault(str(posting.day), {}).update(posting.figures)
    return found


def test_a_case_counts_what_came_what_went_and_what_was_missed_on_their_days() -> None:
    opened = dealt(samples.opening().after, CALENDAR)
    assert _counts(opened) == {
        "2026-06-19": {"cases_opened": 1, "cases_in": 1},
        "2026-06-26": {"cases_missed": 1},  # until it is decided in time
    }
    in_time = dealt(decided(Outcome.UPHELD, at=samples.DUE), CALENDAR)
    assert "cases_missed" not in _counts(in_time)["2026-06-26"]
    late = dealt(decided(Outcome.UPHELD, at=samples.DUE + timedelta(days=3)), CALENDAR)
    assert _counts(late)["2026-06-26"] == {"cases_missed": 1}
    assert _counts(late)["2026-06-29"].items() >= {"cases_late": 1, "cases_out": 1, "hours_54": 1}.items()


def test_an_appeal_comes_to_be_decided_once_more_and_may_reverse_what_was_said() -> None:
    before, after = appealed(Outcome.NOT_UPHELD, Outcome.UPHELD)
    assert _counts(before)["2026-07-01"] == {"appeals": 1, "cases_in": 1}
    assert _counts(before)["2026-07-08"] == {"cases_missed": 1}
    assert _counts(after)["2026-07-01"].items() >= {"appeals_decided": 1, "cases_out": 1, "reversals": 1}.items()
    assert "2026-07-08" not in _counts(after)
    assert not appealed(Outcome.UPHELD, Outcome.PARTLY_UPHELD)[1].reversed


def test_the_root_cause_is_that_of_the_decision_that_stands() -> None:
    _, after = appealed(Outcome.NOT_UPHELD, Outcome.UPHELD)
    assert _counts(after)["2026-06-26"][f"cause_{samples.RULING.root_cause}"] == 1
    assert dealt(samples.opening().after, CALENDAR).cause is None


@pytest.mark.parametrize(
    ("client", "figures"),
    [
        ("vendor1", {"way_software", "client_vendor1"}),
        (LINK_CLIENT, {"way_link"}),
        (QR_CLIENT, {"way_qr"}),
    ],
)
def test_a_rating_is_counted_by_the_way_it_came_in(client: str, figures: set[str]) -> None:
    fact = rated(replace(samples.accepted_rating(), client_id=client))
    assert {name for name in fact.figures if name.startswith(("way_", "client_"))} == figures


def test_what_waits_is_of_no_officer_and_kept_by_year_for_the_units_above() -> None:
    (opened, due) = dealt(samples.opening().after, CALENDAR).postings()
    assert {(str(unit), period) for unit, period, _ in due.sheets() if period[0] == "Y"} == {
        ("department", "Y2026"),
        ("office:20CF", "Y2026"),
        ("team:20CF-01", "Y2026"),
    }
    assert not any(unit.kind == "officer" for unit, _, _ in due.sheets())
    assert {str(unit) for unit, period, _ in opened.sheets() if period[0] == "D"} >= {"officer:20CF-0012"}
