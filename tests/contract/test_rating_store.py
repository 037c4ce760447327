"""What every store of ratings keeps to, those that wait included: the one in DynamoDB (moto) and the fake."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from hailong.adapters.dynamodb.client import PAGE
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.lots.clearance import MOST_DECLARATIONS, Clearance, Enterprise
from hailong.lots.rating import SweepPlace, Waited, accepted, superseded
from hailong.ports.lots import NegativeRatings, RatingBook, SweepPlaces, TryCounter, WaitingList, WaitingQuota
from hailong.vocabulary.errors import Conflict, Invalid, Raced
from hailong.vocabulary.pages import Page
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Channel, RatingStatus, Subject
from tests import samples
from tests.fakes.pages import all_of
from tests.fakes.ratings import MemoryRatingStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = "10302752870"
AWAITING, REJECTED, ACCEPTED = RatingStatus.AWAITING_CLEARANCE, RatingStatus.REJECTED, RatingStatus.ACCEPTED
LONG_AGO, LATER = datetime(2000, 1, 1, tzinfo=VIETNAM), datetime(2030, 1, 1, tzinfo=VIETNAM)


class Store(RatingBook, NegativeRatings, WaitingList, TryCounter, SweepPlaces, WaitingQuota, Protocol):
    pass


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryRatingStore()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoRatingStore(client, request.getfixturevalue("ratings_table"), clock=lambda: samples.RATED)


def test_knows_nothing_at_first(store: Store) -> None:
    assert store.clearance(KEY) is None
    assert store.rating(KEY) is None


def test_gives_back_what_was_put(store: Store) -> None:
    clearance = samples.clearance(first_declaration_no="10302752860")
    store.put_clearance(clearance, replaces=None)
    assert store.clearance(KEY) == clearance


def test_a_clearance_is_new_only_once(store: Store) -> None:
    store.put_clearance(samples.clearance(), replaces=None)
    with pytest.raises(Raced):
        store.put_clearance(samples.clearance(), replaces=None)


def test_a_correction_needs_the_version_that_was_read(store: Store) -> None:
    first = samples.clearance()
    second = replace(first, office="20BB", version=2)
    store.put_clearance(first, replaces=None)
    store.put_clearance(second, replaces=first)
    with pytest.raises(Raced):
        store.put_clearance(replace(first, office="20CD", version=2), replaces=first)
    assert store.clearance(KEY) == second


def test_a_lot_is_rated_once(store: Store) -> None:
    store.put_clearance(samples.clearance(), replaces=None)
    first = samples.accepted_rating()
    assert store.accept(first) is None
    assert store.accept(samples.accepted_rating(comment="Khác.")) == first
    assert store.rating(KEY) == first


def test_all_declarations_of_a_lot_share_its_rating(store: Store) -> None:
    part = samples.clearance("103027528711", first_declaration_no=KEY)
    store.put_clearance(samples.clearance(), replaces=None)
    store.put_clearance(part, replaces=None)
    first = samples.accepted_rating()
    store.accept(first)
    assert store.accept(accepted(samples.rating("103027528711"), part)) == first


def test_a_rating_needs_the_clearance_that_was_read(store: Store) -> None:
    store.put_clearance(samples.clearance(), replaces=None)
    store.put_clearance(samples.clearance(office="20BB", version=2), replaces=samples.clearance())
    with pytest.raises(Raced):
        store.accept(samples.accepted_rating())
    assert store.rating(KEY) is None


def test_facts_are_fixed_by_a_rating_but_e_mails_are_not(store: Store) -> None:
    known = samples.clearance()
    store.put_clearance(known, replaces=None)
    store.accept(samples.accepted_rating())
    with pytest.raises(Conflict, match="clearance_rated"):
        store.put_clearance(replace(known, office="20BB", version=2), replaces=known)
    renamed = replace(known, version=2, enterprise=Enterprise(tax_code=samples.TAX_CODE, name="Tên mới"))
    store.put_clearance(renamed, replaces=known)
    assert store.clearance(KEY) == renamed


def test_a_lot_is_of_one_tax_code(store: Store) -> None:
    """Else whoever names its first declaration rates the victim's lot, for ever."""
    other = Enterprise(tax_code=samples.OTHER_TAX_CODE, name="Công ty khác")
    store.put_clearance(samples.clearance(), replaces=None)
    taken = samples.clearance("103027528801", first_declaration_no=KEY, enterprise=other)
    with pytest.raises(Conflict, match="lot_of_another_enterprise"):
        store.put_clearance(taken, replaces=None)
    assert store.clearance("10302752880") is None
    alone = samples.clearance("103027528801", enterprise=other)
    store.put_clearance(alone, replaces=None)
    with pytest.raises(Conflict, match="lot_of_another_enterprise"):
        store.put_clearance(replace(taken, version=2), replaces=alone)
    with pytest.raises(Raced):
        store.put_clearance(replace(alone, office="20BB", version=5), replaces=replace(alone, version=4))
    assert store.clearance("10302752880") == alone


def test_whose_a_lot_is_can_be_corrected_while_it_has_one_declaration(store: Store) -> None:
    other = Enterprise(tax_code=samples.OTHER_TAX_CODE, name="Công ty khác")
    first = samples.clearance()
    store.put_clearance(first, replaces=None)
    corrected = replace(first, enterprise=other, version=2)
    store.put_clearance(corrected, replaces=first)
    part = samples.clearance("103027528801", first_declaration_no=KEY)
    with pytest.raises(Conflict, match="lot_of_another_enterprise"):
        store.put_clearance(part, replaces=None)
    mine = replace(part, enterprise=other)
    store.put_clearance(mine, replaces=None)
    with pytest.raises(Conflict, match="lot_of_another_enterprise"):
        store.put_clearance(replace(corrected, enterprise=first.enterprise, version=3), replaces=corrected)
    store.put_clearance(replace(mine, first_declaration_no=None, version=2), replaces=mine)
    store.put_clearance(replace(corrected, enterprise=first.enterprise, version=3), replaces=corrected)


def test_a_lot_that_all_have_left_is_free(store: Store) -> None:
    part = samples.clearance("103027528801", first_declaration_no=KEY)
    store.put_clearance(part, replaces=None)
    store.put_clearance(replace(part, first_declaration_no=None, version=2), replaces=part)
    other = Enterprise(tax_code=samples.OTHER_TAX_CODE, name="Công ty khác")
    store.put_clearance(samples.clearance(enterprise=other), replaces=None)


def test_a_first_number_that_stands_for_none_does_not_grow(store: Store) -> None:
    def part(number: int) -> Clearance:
        return samples.clearance(f"{20000000000 + number}1", first_declaration_no=KEY)

    for number in range(MOST_DECLARATIONS):
        store.put_clearance(part(number), replaces=None)
    with pytest.raises(Invalid) as refused:
        store.put_clearance(part(MOST_DECLARATIONS), replaces=None)
    assert [error.field for error in refused.value.errors] == ["first_declaration_no"]
    store.put_clearance(replace(part(0), channel=Channel.RED, version=2), replaces=part(0))


def test_counts_what_a_client_leaves_to_wait_a_day(store: Store) -> None:
    day = samples.RATED.date()
    assert [store.count_waiting("vendor", day, 2) for _ in range(3)] == [True, True, False]
    assert store.count_waiting("another", day, 2)
    assert [store.count_waiting("vendor", day + timedelta(days=1), 2) for _ in range(3)] == [True, True, False]


def test_keeps_where_the_sweep_goes_on(store: Store) -> None:
    assert store.place() is None
    store.keep_place(SweepPlace(REJECTED, samples.RATED))
    assert store.place() == SweepPlace(REJECTED, samples.RATED)
    assert list(store.waited(REJECTED, since=LONG_AGO, until=LATER)) == []
    store.keep_place(None)
    assert store.place() is None


def test_counts_tries_up_to_a_number(store: Store) -> None:
    assert [store.count_try(KEY, 2) for _ in range(4)] == [True, True, False, False]
    assert store.count_try("10302752880", 2)
    assert store.clearance(KEY) is None


def test_finds_the_negative_ratings_of_a_month(store: Store) -> None:
    for number, level in (("103027528701", 1), ("103027528801", 3), ("103027528901", 2)):
        store.put_clearance(samples.clearance(number), replaces=None)
        store.accept(samples.accepted_rating(number, levels={Subject.OFFICER: level}))
    june = all_of(lambda after: store.negative("2026-06", after=after))
    assert [rating.key for rating in june] == [KEY, "10302752890"]
    assert store.negative("2026-07") == Page([], None)


def test_gives_the_negative_ratings_of_a_month_page_by_page(store: Store) -> None:
    numbers = [f"1030275{number:04d}1" for number in range(PAGE + 1)]
    for number in numbers:
        store.put_clearance(samples.clearance(number), replaces=None)
        store.accept(samples.accepted_rating(number, levels={Subject.OFFICER: 1}))
    first = store.negative("2026-06")
    assert (len(first.found), first.after is None) == (PAGE, False)
    every = all_of(lambda after: store.negative("2026-06", after=after))
    assert sorted(rating.declaration_no for rating in every) == numbers


# ---------------------------------------------------------------- ratings that wait for their clearance


def test_keeps_one_rating_a_declaration_and_tax_code(store: Store) -> None:
    first, stranger = samples.rating(), samples.rating(tax_code=samples.OTHER_TAX_CODE)
    assert store.wait(first) is None
    assert store.wait(samples.rating(comment="Khác.")) == first
    assert store.wait(stranger) is None
    assert store.waiting(KEY, samples.TAX_CODE) == first
    assert store.waiting("10302752899", samples.TAX_CODE) is None
    assert sorted(store.waiting_at(KEY), key=lambda one: one.tax_code) == [stranger, first]


def test_nothing_waits_once_the_clearance_is_there(store: Store) -> None:
    store.put_clearance(samples.clearance(), replaces=None)
    with pytest.raises(Raced):
        store.wait(samples.rating())
    assert store.waiting_at(KEY) == []


def test_promotes_for_the_lot_in_one_stroke(store: Store) -> None:
    waiting, clearance = samples.rating(), samples.clearance()
    store.wait(waiting)
    store.put_clearance(clearance, replaces=None)
    promoted = accepted(waiting, clearance)
    assert store.reconcile(waiting, promoted, clearance)
    assert store.rating(KEY) == promoted
    assert store.waiting(KEY, samples.TAX_CODE) == promoted


def test_promotes_once(store: Store) -> None:
    waiting, clearance = samples.rating(), samples.clearance()
    store.wait(waiting)
    store.put_clearance(clearance, replaces=None)
    store.reconcile(waiting, accepted(waiting, clearance), clearance)
    with pytest.raises(Raced):
        store.reconcile(waiting, accepted(waiting, clearance), clearance)


def test_does_not_promote_for_a_lot_that_is_rated(store: Store) -> None:
    part = samples.clearance("103027528711", first_declaration_no=KEY)
    waiting = samples.rating("103027528711")
    store.wait(waiting)
    for clearance in (part, samples.clearance()):
        store.put_clearance(clearance, replaces=None)
    first = samples.accepted_rating()
    store.accept(first)
    assert not store.reconcile(waiting, accepted(waiting, part), part)
    assert store.waiting(part.key, samples.TAX_CODE) == waiting
    assert store.reconcile(waiting, superseded(waiting, part), part)
    assert store.waiting(part.key, samples.TAX_CODE) == superseded(waiting, part)
    assert store.rating(KEY) == first


def test_settles_only_by_the_clearance_that_was_read(store: Store) -> None:
    waiting, first = samples.rating(), samples.clearance()
    second = replace(first, office="20BB", version=2)
    store.wait(waiting)
    store.put_clearance(first, replaces=None)
    store.put_clearance(second, replaces=first)
    with pytest.raises(Raced):
        store.reconcile(waiting, accepted(waiting, first), first)
    assert store.rating(KEY) is None


def test_a_rejected_one_can_still_be_promoted(store: Store) -> None:
    waiting, clearance = samples.rating(), samples.clearance()
    store.wait(waiting)
    store.put_clearance(clearance, replaces=None)
    rejected = replace(waiting, status=REJECTED)
    assert store.reconcile(waiting, rejected, clearance)
    assert store.waiting(KEY, samples.TAX_CODE) == rejected
    assert store.reconcile(rejected, accepted(rejected, clearance), clearance)
    assert store.rating(KEY) == accepted(waiting, clearance)


def test_a_later_rating_does_not_overtake_the_one_that_waits(store: Store) -> None:
    waiting, clearance = samples.rating(), samples.clearance()
    store.wait(waiting)
    store.put_clearance(clearance, replaces=None)
    with pytest.raises(Raced):
        store.accept(samples.accepted_rating(comment="Khác."))
    store.reconcile(waiting, replace(waiting, status=REJECTED), clearance)
    assert store.accept(samples.accepted_rating(comment="Khác.")) is None


def test_lists_what_waits_by_its_receipt(store: Store) -> None:
    late = samples.rating("103027528801", received_at=samples.RATED + timedelta(days=2))
    early = samples.rating("103027528901")
    rejected, done = samples.rating("103027528711"), samples.rating()
    for one in (late, early, rejected, done):
        store.wait(one)
    for one, status in ((rejected, REJECTED), (done, ACCEPTED)):
        clearance = samples.clearance(one.declaration_no)
        store.put_clearance(clearance, replaces=None)
        settled = replace(one, status=status, clearance=clearance)
        store.reconcile(one, settled, clearance)

    def listed(status: RatingStatus, *, since: datetime = LONG_AGO, until: datetime = LATER) -> list[Waited]:
        return list(store.waited(status, since=since, until=until))

    first, second = Waited(early.declaration_no, early.received_at), Waited(late.declaration_no, late.received_at)
    assert listed(AWAITING) == [first, second]
    assert listed(AWAITING, until=early.received_at) == [first]
    assert listed(AWAITING, since=late.received_at) == [second]
    assert [one.declaration_no for one in listed(REJECTED)] == [rejected.declaration_no]
    assert listed(ACCEPTED) == []
