"""A mis-tap is withdrawn: once, for minutes, before anybody has taken the case; whatever runs at the same time."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.escalate.decisions import Promise, rating_came, rating_corrected
from functions.submit import decisions
from functions.submit.corrections import Corrections, correct
from functions.tally.decisions import tally, uncount
from functions.tasks.decisions import Caller, act
from functions.tasks.views import file_view
from hailong.cases import casework, enterprise, transitions
from hailong.cases.case import Case
from hailong.cases.verification import verify
from hailong.lots.rating import Rating, corrected, fingerprint
from hailong.statistics.facts import Fact
from hailong.statistics.facts_of_records import dealt, rated
from hailong.statistics.recount import differences, plain, recount
from hailong.vocabulary.errors import Conflict, HaiLongError
from hailong.vocabulary.words import Action, Reason, Subject
from hailong.vocabulary.workdays import vietnamese_calendar
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.corrections import MemoryRatingCorrections
from tests.fakes.counters import MemoryCounters
from tests.fakes.ratings import MemoryRatingStore
from tests.interleaving import every_order
from tests.unit.counted import no_pause

WINDOW = timedelta(days=30)
SOON, LATE = samples.RATED + timedelta(minutes=15), samples.RATED + timedelta(minutes=15, seconds=1)
CASE_ID, KEY = "HL-10302752870", "10302752870"
PROMISE = Promise(working_days=5, calendar=vietnamese_calendar())
GOOD: dict[str, Any] = {"levels": {Subject.OFFICER: 5}, "reasons": (), "comment": None}
WORSE: dict[str, Any] = {"levels": {Subject.OFFICER: 1, Subject.OFFICE: 1}, "reasons": (Reason.HARASSMENT,)}


@dataclass
class Office:
    """Both tables in memory, and the calls of several stores on one object, so that orders can be tried."""

    ratings: MemoryRatingStore = field(default_factory=MemoryRatingStore)
    cases: MemoryCaseStore = field(default_factory=MemoryCaseStore)

    def __post_init__(self) -> None:
        self._corrections = MemoryRatingCorrections(self.ratings, self.cases)

    def rate(self, **changes: Any) -> "Office":
        self.ratings.put_clearance(samples.clearance(), replaces=None)
        self.ratings.accept(samples.accepted_rating(**changes))
        return self

    def opened(self) -> "Office":
        rating = self.ratings.rating(KEY)
        assert rating is not None
        rating_came(rating, self.cases, PROMISE, at=samples.RATED)
        return self

    # The store calls that operations make.
    def rating(self, lot_key: str) -> Rating | None:
        return self.ratings.rating(lot_key)

    def get(self, case_id: str) -> Case | None:
        return self.cases.get(case_id)

    def write(self, transition: transitions.Transition) -> None:
        self.cases.write(transition)

    def correct(self, seen: Rating, after: Rating, transition: transitions.Transition | None) -> None:
        self._corrections.correct(seen, after, transition)


def to(content: dict[str, Any]) -> Callable[[Rating], Rating]:
    return lambda known: replace(known, first=None, corrected_at=None, **content)


def correcting(content: dict[str, Any] = GOOD, at: Any = SOON) -> Callable[[Any], decisions.Answer]:
    def run(store: Any) -> decisions.Answer:
        def find() -> Rating:
            found: Rating | None = store.rating(KEY)
            assert found is not None
            return found

        return correct(Corrections(store=store, within=timedelta(minutes=15)), find, store, to(content), at=at)

    return run


def claiming(store: Any) -> Case:
    case = store.get(CASE_ID)
    caller = Caller(person=samples.HANDLER, staff=samples.STAFF, at=SOON)
    return act(
        store,
        case,
        caller,
        Action.CLAIM,
        lambda case: casework.claim(case, samples.HANDLER, at=SOON),
        lambda _refusal: None,
    )


def code(run: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as raised:
        run()
    return raised.value.code


def test_a_slip_is_withdrawn_and_its_case_is_over() -> None:
    office = Office().rate().opened()
    answer = correcting()(office)
    assert (answer.rating.negative, answer.rating.case_id, answer.case) == (False, None, None)
    case = office.cases.get(CASE_ID)
    assert case is not None
    assert (case.state, case.withdrawn) == ("closed", True)
    file = office.cases.file(CASE_ID)
    assert file is not None
    assert [entry.action for entry in file.timeline] == ["open", "corrected"]
    assert verify(file).intact
    assert case.rating.first is not None
    assert case.rating.first.comment == samples.rating().comment


def test_what_was_first_said_is_sealed_and_shown_to_inspectors_alone() -> None:
    office = Office().rate().opened()
    correcting(WORSE)(office)
    file = office.cases.file(CASE_ID)
    assert file is not None
    assert verify(file).intact
    assert file.case.rating.first is not None
    other = replace(file.case.rating, first=replace(file.case.rating.first, comment="Khác."))
    tampered = verify(replace(file, case=replace(file.case, rating=other)))
    assert (tampered.intact, tampered.what) == (False, "rating")

    def shown(person: Any) -> Any:
        return file_view(file, person, samples.STAFF, None, SOON, older=None)["rating"]

    assert shown(samples.INSPECTOR)["first"]["levels"] == {"officer": 2, "team": 3, "office": 4}
    assert shown(samples.SUPERVISOR)["first"] is None
    assert shown(samples.SUPERVISOR)["corrected_at"] is not None


def test_a_good_rating_that_was_meant_badly_opens_a_case_and_the_other_way_round() -> None:
    office = Office().rate(**GOOD)
    answer = correcting(WORSE)(office)
    assert (answer.rating.case_id, answer.case) == (CASE_ID, None)
    assert rating_corrected(answer.rating, office.cases, PROMISE, at=SOON)
    assert not rating_corrected(answer.rating, office.cases, PROMISE, at=SOON)
    case = office.cases.get(CASE_ID)
    assert case is not None
    assert case.rating == answer.rating


def test_once_and_within_the_time_and_the_same_again_is_safe() -> None:
    office = Office().rate().opened()
    assert code(lambda: correcting(at=LATE)(office)) == "correction_over"
    first = correcting()(office)
    assert correcting(at=LATE)(office).rating == first.rating
    assert code(lambda: correcting(WORSE)(office)) == "corrected_already"
    untouched = Office().rate()
    same = {"levels": samples.rating().levels, "reasons": samples.rating().reasons, "comment": samples.rating().comment}
    correcting(same)(untouched)
    assert untouched.ratings.rating(KEY) == samples.accepted_rating(), "nothing new leaves the correction to be made"


def test_the_rating_as_it_was_first_sent_is_still_the_same_again() -> None:
    office = Office().rate()
    correcting()(office)
    again = decisions.rate(office.ratings, samples.rating(), window=WINDOW)
    assert (again.new, again.rating.negative) == (False, False)


def test_who_has_had_the_case_in_hand_is_not_deprived_of_it() -> None:
    office = Office().rate().opened()
    claimed = claiming(office)
    assert code(lambda: correcting()(office)) == "case_taken"
    office.cases.write(casework.release(claimed, samples.HANDLER, at=SOON))
    assert code(lambda: correcting()(office)) == "case_taken"


def test_switched_off_there_is_no_time_at_all() -> None:
    office = Office().rate()
    never = Corrections(store=office, within=timedelta())
    assert never.until(samples.accepted_rating(), None) is None
    assert Corrections(store=office, within=timedelta(minutes=15)).until(samples.accepted_rating(), None) == SOON


def test_of_a_claim_and_a_correction_one_wins_in_every_order() -> None:
    winners = set()
    for office, results in every_order([correcting(), claiming], lambda: Office().rate().opened()):
        corrected_, claimed = results
        case, rating = office.cases.get(CASE_ID), office.ratings.rating(KEY)
        assert case.rating == rating, "rating and case never part"
        assert isinstance(corrected_, HaiLongError) is not isinstance(claimed, HaiLongError)
        assert (case.state, rating.negative) in {("assigned", True), ("closed", False)}
        winners.add(case.state)
        assert verify(office.cases.file(CASE_ID)).intact
    assert winners == {"assigned", "closed"}


def test_an_opening_and_a_correction_come_to_the_same_in_every_order() -> None:
    """The stream brings the rating as it first was, and after that its correction."""

    def escalating(store: Any) -> None:
        rating_came(samples.accepted_rating(), store, PROMISE, at=samples.RATED)

    for office, results in every_order([correcting(WORSE), escalating], lambda: Office().rate()):
        assert isinstance(results[0], decisions.Answer)
        rating = office.ratings.rating(KEY)
        rating_corrected(rating, office.cases, PROMISE, at=SOON)
        case = office.cases.get(CASE_ID)
        assert case.rating == rating
        assert case.restricted
        assert case.entries == 2


@given(st.permutations(["rated", "corrected", "opened", "over"]), st.booleans())
def test_the_counters_follow_in_whatever_order_the_records_come(order: list[str], twice: bool) -> None:  # noqa: FBT001
    first = samples.accepted_rating()
    after = corrected(first, to(GOOD)(first), at=SOON)
    case = samples.open_case()
    over = enterprise.correct(case, after, at=SOON).after
    calendar = vietnamese_calendar()
    facts: dict[str, Fact] = {
        "rated": rated(first),
        "corrected": rated(after),
        "opened": dealt(case, calendar),
        "over": dealt(over, calendar),
    }
    store = MemoryCounters()
    for name in [*order, *(order if twice else [])]:
        tally([facts[name]], store, pause=no_pause)
    counted = recount([], [rated(after)], [dealt(over, calendar)])
    assert list(differences(plain(store.every_sheet(), store.every_number()), counted)) == []
    assert not any("cases" in name or name == "negative" for sheet in counted.values() for name in sheet.figures)
    uncount(KEY, rated(after), store, pause=no_pause)
    assert plain(store.every_sheet(), store.every_number()) == {}


def test_what_is_kept_of_a_rating_says_where_it_came_from() -> None:
    first = samples.accepted_rating()
    after = corrected(first, replace(first, client_id="another", received_at=LATE, **GOOD), at=SOON)
    assert (after.client_id, after.received_at, after.clearance) == (
        first.client_id,
        first.received_at,
        first.clearance,
    )
    assert after.first is not None
    assert after.first.clearance is None
    assert fingerprint(after.first) == fingerprint(first)
