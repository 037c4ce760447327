from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.submit import decisions, views
from hailong.cases import casework, course
from hailong.lots.clearance import Clearance, Enterprise
from hailong.lots.rating import Rating
from hailong.vocabulary.errors import Conflict, Forbidden, Invalid, NotFound, Raced
from hailong.vocabulary.times import to_local_text
from hailong.vocabulary.words import Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.ratings import MemoryRatingStore

WINDOW = timedelta(days=30)
NOW = samples.RATED


@pytest.fixture
def store() -> MemoryRatingStore:
    return MemoryRatingStore()


@pytest.fixture
def cleared(store: MemoryRatingStore) -> MemoryRatingStore:
    decisions.register(store, samples.clearance(), now=NOW)
    store.reads = store.writes = 0
    return store


def test_a_clearance_is_new_then_the_same_then_corrected(store: MemoryRatingStore) -> None:
    assert decisions.register(store, samples.clearance(), now=NOW).new
    assert not decisions.register(store, samples.clearance(), now=NOW).new
    assert store.writes == 1
    corrected = decisions.register(store, samples.clearance(office="20BB"), now=NOW)
    assert not corrected.new
    assert (corrected.clearance.office, corrected.clearance.version) == ("20BB", 2)


def test_a_clearance_from_the_future_is_refused(store: MemoryRatingStore) -> None:
    tomorrow = samples.clearance(cleared_at=NOW + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        decisions.register(store, tomorrow, now=NOW)
    assert [error.field for error in refused.value.errors] == ["cleared_at"]
    assert store.clearance(tomorrow.key) is None


def test_a_new_rating_costs_one_read_and_one_write(cleared: MemoryRatingStore) -> None:
    rated = decisions.rate(cleared, samples.rating(), window=WINDOW)
    assert rated.new
    assert rated.rating.clearance == samples.clearance()
    assert (cleared.reads, cleared.writes) == (1, 1)


def test_the_same_again_is_no_new_one_and_other_content_a_conflict(cleared: MemoryRatingStore) -> None:
    first = decisions.rate(cleared, samples.rating(), window=WINDOW)
    later = samples.rating("10302752870", received_at=NOW + timedelta(hours=1))
    again = decisions.rate(cleared, later, window=WINDOW)
    assert (again.new, again.rating) == (False, first.rating)
    with pytest.raises(Conflict, match="rating_exists"):
        decisions.rate(cleared, samples.rating(levels={Subject.OFFICER: 5}), window=WINDOW)


def test_only_the_enterprise_of_the_declaration_rates_it(cleared: MemoryRatingStore) -> None:
    with pytest.raises(Forbidden, match="not_your_declaration"):
        decisions.rate(cleared, samples.rating(tax_code=samples.OTHER_TAX_CODE), window=WINDOW)
    assert cleared.rating("10302752870") is None


def test_after_the_window_only_the_same_again_is_accepted(cleared: MemoryRatingStore) -> None:
    late = samples.CLEARED + WINDOW + timedelta(seconds=1)
    with pytest.raises(Conflict, match="rating_closed"):
        decisions.rate(cleared, samples.rating(received_at=late), window=WINDOW)
    decisions.rate(cleared, samples.rating(), window=WINDOW)
    assert not decisions.rate(cleared, samples.rating(received_at=late), window=WINDOW).new
    with pytest.raises(Conflict, match="rating_exists"):
        decisions.rate(cleared, samples.rating(received_at=late, comment="Khác."), window=WINDOW)


def test_facts_are_fixed_once_rated_but_e_mails_are_not(cleared: MemoryRatingStore) -> None:
    decisions.rate(cleared, samples.rating(), window=WINDOW)
    with pytest.raises(Conflict, match="clearance_rated"):
        decisions.register(cleared, samples.clearance(team="02"), now=NOW)
    new_address = Enterprise(tax_code=samples.TAX_CODE, name="Công ty TNHH Ví dụ", emails=("moi@example.vn",))
    decisions.register(cleared, samples.clearance(enterprise=new_address), now=NOW)
    known = cleared.clearance("10302752870")
    assert known is not None
    assert known.enterprise == new_address


class _Racing(MemoryRatingStore):
    """A store in which somebody corrects the clearance just before each of the first `races` ratings is written."""

    def __init__(self, races: int) -> None:
        super().__init__()
        self.races = races

    def accept(self, rating: Rating) -> Rating | None:
        if self.races:
            self.races -= 1
            known = self.clearance(rating.key)
            assert known is not None
            self.put_clearance(replace(known, team=f"{known.version:02}", version=known.version + 1), replaces=known)
        return super().accept(rating)


def test_a_rating_is_accepted_against_the_clearance_as_it_stands() -> None:
    store = _Racing(races=2)
    decisions.register(store, samples.clearance(), now=NOW)
    rated = decisions.rate(store, samples.rating(), window=WINDOW)
    assert rated.rating.clearance == store.clearance("10302752870")
    assert rated.rating.clearance is not None
    assert rated.rating.clearance.team == "02"


def test_asks_to_come_back_rather_than_race_for_ever() -> None:
    store = _Racing(races=100)
    decisions.register(store, samples.clearance(), now=NOW)
    with pytest.raises(Raced):
        decisions.rate(store, samples.rating(), window=WINDOW)
    assert store.rating("10302752870") is None


def test_the_answer_is_for_its_enterprise_only(cleared: MemoryRatingStore) -> None:
    cases = MemoryCaseStore()
    decisions.rate(cleared, samples.rating(), window=WINDOW)
    for key, tax_code in (("10302752870", samples.OTHER_TAX_CODE), ("10302752899", samples.TAX_CODE)):
        with pytest.raises(NotFound, match="rating_not_found"):
            decisions.look_up(cleared, cases, key, tax_code)
    answer = decisions.look_up(cleared, cases, "10302752870", samples.TAX_CODE)
    assert views.answer_view(answer)["case"] is None


def test_the_enterprise_is_told_nothing_before_the_review(cleared: MemoryRatingStore) -> None:
    cases = MemoryCaseStore()
    decisions.rate(cleared, samples.rating(), window=WINDOW)
    case = samples.open_case()
    transitions = [samples.opening(), casework.claim(case, samples.HANDLER, at=NOW)]
    transitions.append(casework.decide(transitions[-1].after, samples.HANDLER, samples.RULING, at=NOW))
    transitions.append(casework.approve(transitions[-1].after, samples.SUPERVISOR, at=NOW, appeal_until=samples.DUE))
    seen = []
    for transition in transitions:
        cases.write(transition)
        answer = decisions.look_up(cleared, cases, "10302752870", samples.TAX_CODE)
        seen.append(views.answer_view(answer)["case"] or pytest.fail("no case"))
    assert [view["state"] for view in seen] == ["open", "assigned", "in_review", "decided"]
    assert [view["outcome"] for view in seen] == [None, None, None, "upheld"]
    assert [view["message"] for view in seen[:3]] == [None, None, None]
    assert seen[3]["message"] == samples.RULING.message_to_enterprise
    assert seen[3]["decided_at"] == to_local_text(NOW)
    assert "20CF-0101" not in str(seen)


def test_a_fault_of_the_machine_is_not_shown_to_the_enterprise() -> None:
    failed = course.fail(samples.open_case(), error="States.Timeout", at=NOW).after
    assert views.case_view(failed)["state"] == "open"


def test_a_clock_that_is_a_little_ahead_is_forgiven(store: MemoryRatingStore) -> None:
    soon: datetime = NOW + decisions.CLOCK_SKEW
    assert isinstance(decisions.register(store, samples.clearance(cleared_at=soon), now=NOW).clearance, Clearance)
