"""A rating and its clearance in either order, and at once: it is promoted exactly once, whatever comes first."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.submit import decisions, waiting
from hailong.lots.rating import Rating, SweepPlace
from hailong.vocabulary.errors import Conflict, Forbidden, NotFound, TooMany
from tests import samples
from tests.unit.either_order import (
    ACCEPTED,
    AWAITING,
    KEY,
    NOW,
    REJECTED,
    STRANGER,
    SUPERSEDED,
    WINDOW,
    CountingStore,
    clear,
    rate,
    shown,
    status_at,
)


@pytest.fixture
def store() -> CountingStore:
    return CountingStore()


# ---------------------------------------------------------------- one after the other


def test_a_rating_before_its_clearance_waits_at_one_read_and_one_write(store: CountingStore) -> None:
    rated = rate()(store)
    assert (store.reads, store.writes) == (1, 1)
    assert rated.new
    assert rated.rating.status is AWAITING
    assert rated.rating.lot_key is None
    assert rated.rating.case_id is None
    assert shown(store) == rated.rating


def test_the_same_again_while_it_waits_is_no_new_one(store: CountingStore) -> None:
    rate()(store)
    again = rate(samples.rating("10302752870", received_at=NOW))(store)
    assert not again.new
    assert again.rating.received_at == samples.RATED
    with pytest.raises(Conflict, match="rating_exists"):
        rate(samples.rating(comment="Khác."))(store)


def test_the_clearance_promotes_it_as_it_was_received(store: CountingStore) -> None:
    rate()(store)
    registered = clear()(store)
    promoted = replace(samples.accepted_rating(), accepted_at=NOW)
    assert registered.settled == [promoted]
    assert store.rating(KEY) == promoted
    assert shown(store) == promoted
    assert clear()(store).settled == []
    assert store.recorded == [promoted]


def test_another_enterprise_is_rejected_and_told_nothing_of_the_lot(store: CountingStore) -> None:
    rate(samples.rating(tax_code=samples.OTHER_TAX_CODE))(store)
    rate()(store)
    clear(samples.clearance(first_declaration_no="10302752860"))(store)
    refused = shown(store, tax_code=samples.OTHER_TAX_CODE)
    assert refused.status is REJECTED
    assert refused.lot_key is None
    assert shown(store).status is ACCEPTED
    with pytest.raises(Forbidden, match="not_your_declaration"):
        rate(samples.rating(tax_code=samples.OTHER_TAX_CODE))(store)


def test_the_window_runs_to_the_receipt_and_not_to_the_clearances_arrival(store: CountingStore) -> None:
    rate(samples.rating(received_at=samples.CLEARED + WINDOW))(store)
    rate(samples.rating("103027528801", received_at=samples.CLEARED + WINDOW + timedelta(seconds=1)))(store)
    late = samples.CLEARED + timedelta(days=90)
    for number in ("103027528701", "103027528801"):
        decisions.register_and_match(store, samples.clearance(number), now=late, window=WINDOW)
    assert shown(store).status is ACCEPTED
    assert shown(store, "10302752880").status is REJECTED
    assert shown(store, "10302752880").lot_key == "10302752880"


def test_a_lot_of_two_declarations_is_rated_once(store: CountingStore) -> None:
    rate()(store)
    rate(samples.rating("103027528711", comment="Tờ khai thứ hai."))(store)
    clear(samples.clearance("103027528711", first_declaration_no=KEY))(store)
    clear()(store)
    assert shown(store, "10302752871").status is ACCEPTED
    assert shown(store).status is SUPERSEDED
    assert shown(store).lot_key == KEY
    assert len(store.recorded) == 1


def test_a_corrected_tax_code_matches_the_rejected_rating_again(store: CountingStore) -> None:
    rate()(store)
    clear(samples.clearance(enterprise=STRANGER))(store)
    assert shown(store).status is REJECTED
    clear()(store)
    assert shown(store).status is ACCEPTED


def test_a_corrected_first_declaration_moves_the_lot(store: CountingStore) -> None:
    clear(samples.clearance("103027528601"))(store)
    rate(samples.rating("103027528601"))(store)
    clear(samples.clearance(first_declaration_no="10302752860"))(store)
    with pytest.raises(Conflict, match="clearance_rated"):
        clear()(store)
    with pytest.raises(Conflict, match="rating_exists"):
        rate(samples.rating(comment="Khác."))(store)


def test_what_waits_too_long_is_listed_for_the_customs_side(store: CountingStore) -> None:
    rate()(store)
    after_30_days = samples.RATED + timedelta(days=30)
    assert list(waiting.missing(store, now=after_30_days)) == []
    missing = list(waiting.missing(store, now=after_30_days + timedelta(seconds=1)))
    assert [(one.declaration_no, one.received_at) for one in missing] == [("103027528701", samples.RATED)]
    clear()(store)
    assert list(waiting.missing(store, now=after_30_days + timedelta(days=1))) == []


def _waiting_in_crowds(store: CountingStore, crowd: int) -> None:
    """Ratings with mistyped numbers, three a second, and last of all one whose clearance is there."""
    for number in range(crowd):
        late = samples.RATED + timedelta(seconds=number // 3)
        rate(samples.rating(f"3{number:010d}1", received_at=late))(store)
    rate(samples.rating(received_at=samples.RATED + timedelta(hours=1)))(store)
    store.put_clearance(samples.clearance(), replaces=None)  # and there the function died


def _after(looks: int) -> Callable[[], bool]:
    left = iter(range(looks))
    return lambda: next(left, None) is None


def test_a_crowd_that_waits_in_vain_hides_no_crash(store: CountingStore) -> None:
    _waiting_in_crowds(store, 50)
    much_later = samples.RATED + timedelta(days=20)
    for _ in range(12):
        swept = waiting.sweep(store, now=much_later, window=WINDOW, enough=_after(10))
    assert status_at(store) is ACCEPTED
    assert swept.skipped == 0


def test_what_is_new_is_looked_at_first(store: CountingStore) -> None:
    _waiting_in_crowds(store, 50)
    store.keep_place(SweepPlace(REJECTED, samples.RATED))
    soon = samples.RATED + timedelta(days=1)
    assert [rating.status for rating in waiting.sweep(store, now=soon, window=WINDOW).settled] == [ACCEPTED]
    assert store.place() is None


def test_missing_clearances_come_in_pages_each_once(store: CountingStore) -> None:
    _waiting_in_crowds(store, 10)
    much_later = samples.RATED + timedelta(days=60)
    for limit in range(1, 13):
        given: list[str] = []
        after: waiting.Cursor | None = None
        while True:
            page, after = waiting.missing_page(store, now=much_later, after=after, limit=limit)
            assert len(page) <= limit
            given += [one.declaration_no for one in page]
            if after is None:
                break
        assert len(given) == len(set(given)) == 11


def test_a_client_leaves_so_many_to_wait_a_day(store: CountingStore) -> None:
    def may_wait(rating: Rating) -> bool:
        return store.count_waiting(rating.client_id, rating.received_at.date(), 2)

    def left(number: int, **changes: Any) -> decisions.Rated:
        rating = samples.rating(f"3{number:010d}1", **changes)
        return decisions.rate(store, rating, window=WINDOW, may_wait=may_wait)

    left(1)
    left(2)
    with pytest.raises(TooMany, match="too_many_waiting"):
        left(3)
    left(4, client_id="another")
    left(5, received_at=samples.RATED + timedelta(days=1))
    clear()(store)
    assert decisions.rate(store, samples.rating(), window=WINDOW, may_wait=may_wait).new


def test_nothing_of_a_stranger_is_shown(store: CountingStore) -> None:
    rate()(store)
    with pytest.raises(NotFound):
        shown(store, tax_code=samples.OTHER_TAX_CODE)
