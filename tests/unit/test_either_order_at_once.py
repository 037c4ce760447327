"""Ratings and clearances at once, and cut off anywhere: recorded once, and nothing is left behind."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions.submit import decisions
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.errors import Conflict, Raced
from tests import samples
from tests.interleaving import Died, Mortal, every_order
from tests.unit.either_order import (
    ACCEPTED,
    AWAITING,
    KEY,
    NOW,
    REJECTED,
    STRANGER,
    SUPERSEDED,
    CountingStore,
    clear,
    rate,
    status_at,
    swept,
)


def _must_hold(store: CountingStore) -> None:
    """Recorded once for the lot, against the clearance as it stands, and whoever asks sees that one."""
    [recorded] = store.recorded
    assert store.rating(recorded.lot_key or "") == recorded
    assert recorded.clearance == store.clearance(recorded.key)
    assert status_at(store, recorded.key) in {None, ACCEPTED}
    assert not list(store.waited(AWAITING, since=samples.CLEARED, until=NOW))


def test_rating_and_clearance_at_once() -> None:
    orders, seen = 0, set()
    for store, (rated, registered) in every_order([rate(), clear()], CountingStore):
        orders += 1
        assert isinstance(registered, decisions.Registered)
        assert rated.new
        seen.add(rated.rating.status)
        _must_hold(store)
    assert seen == {ACCEPTED, AWAITING}
    assert orders > 10


def test_the_same_rating_twice_and_its_clearance_at_once() -> None:
    for store, (one, other, registered) in every_order([rate(), rate(), clear()], CountingStore, interruptions=3):
        assert isinstance(registered, decisions.Registered)
        assert one.new != other.new
        _must_hold(store)


def test_two_different_ratings_and_their_clearance_at_once() -> None:
    different = samples.rating(comment="Khác.")
    for store, (one, other, _) in every_order([rate(), rate(different), clear()], CountingStore, interruptions=3):
        won, lost = (one, other) if isinstance(one, decisions.Rated) else (other, one)
        assert won.new
        assert isinstance(lost, Conflict)
        _must_hold(store)
        assert store.recorded[0].comment == won.rating.comment


def test_the_clearance_twice_at_once_promotes_once() -> None:
    for store, results in every_order([clear(), clear(), swept], _with_waiting, interruptions=3):
        assert not [result for result in results if isinstance(result, Exception)]
        _must_hold(store)


@pytest.mark.parametrize("wrong_first", [True, False])
def test_a_correction_races_with_the_matching(wrong_first: bool) -> None:  # noqa: FBT001 - a parameter of the test
    wrong, right = clear(samples.clearance(enterprise=STRANGER)), clear()

    def new_store() -> CountingStore:
        store = _with_waiting()
        (wrong if wrong_first else right)(store)
        return store

    for store, (corrected, _) in every_order([right if wrong_first else wrong, swept], new_store):
        if wrong_first:
            assert isinstance(corrected, decisions.Registered)
            _must_hold(store)
        else:
            assert isinstance(corrected, Conflict), "the lot was rated before"
            _must_hold(store)


def test_a_correction_and_the_rating_at_once() -> None:
    def new_store() -> CountingStore:
        store = CountingStore()
        clear(samples.clearance(team="02"))(store)
        return store

    for store, (rated, corrected) in every_order([rate(), clear()], new_store):
        assert rated.new
        assert isinstance(corrected, (decisions.Registered, Conflict))
        _must_hold(store)


def test_two_declarations_of_a_lot_and_their_ratings_at_once() -> None:
    part = samples.clearance("103027528711", first_declaration_no=KEY)

    def new_store() -> CountingStore:
        store = _with_waiting()
        rate(samples.rating("103027528711", comment="Tờ khai thứ hai."))(store)
        return store

    for store, results in every_order([clear(), clear(part)], new_store):
        assert not [result for result in results if isinstance(result, Exception)]
        assert len(store.recorded) == 1
        assert sorted([status_at(store) or "", status_at(store, part.key) or ""]) == [ACCEPTED, SUPERSEDED]


# ---------------------------------------------------------------- cut off


@pytest.mark.parametrize("remedy", ["sweep", "put again", "rate again"])
def test_a_crash_anywhere_leaves_nothing_behind(remedy: str) -> None:
    crashes = 0
    for store in _crashed(clear(), _with_waiting):
        crashes += 1
        if remedy == "sweep":
            swept(store)
            if store.clearance(KEY) is None:
                assert status_at(store) is AWAITING
                continue
        elif remedy == "put again":
            clear()(store)
        else:
            rate()(store)
            if store.clearance(KEY) is None:
                continue
        _must_hold(store)
    assert crashes == 10


def test_a_crash_in_a_correction_is_swept_up_too() -> None:
    def new_store() -> CountingStore:
        store = _with_waiting()
        clear(samples.clearance(enterprise=STRANGER))(store)
        return store

    for store in _crashed(clear(), new_store):
        swept(store)
        corrected = store.clearance(KEY)
        assert corrected is not None
        expected = ACCEPTED if corrected.enterprise.tax_code == samples.TAX_CODE else REJECTED
        assert status_at(store) is expected


def _crashed(operation: Callable[[Any], Any], new_store: Callable[[], CountingStore]) -> Iterator[CountingStore]:
    """The store after the operation was killed before and after each of its calls."""
    calls = 1
    while True:
        for after in (False, True):
            store = new_store()
            try:
                operation(Mortal(store, calls, after=after))
            except Died:
                yield store
            else:
                return
        calls += 1


def test_asks_to_come_back_rather_than_race_for_ever() -> None:
    class Restless(CountingStore):
        def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
            known = self.clearance(clearance.key)
            assert known is not None
            self.put_clearance(replace(known, team="09", version=known.version + 1), replaces=known)
            return super().reconcile(seen, settled, clearance)

    store = Restless()
    rate()(store)
    with pytest.raises(Raced):
        clear()(store)
    assert status_at(store) is AWAITING


def _with_waiting() -> CountingStore:
    store = CountingStore()
    rate()(store)
    return store
