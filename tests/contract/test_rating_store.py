"""What every rating store keeps to: the one in DynamoDB (moto) and the fake."""

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import pytest

from hailong.adapters.ratings import DynamoRatingStore
from hailong.clearance import Enterprise
from hailong.errors import Conflict, Raced
from hailong.ports import NegativeRatings, RatingStore
from hailong.rating import accepted
from hailong.words import Subject
from tests import samples
from tests.fakes.ratings import MemoryRatingStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Store(RatingStore, NegativeRatings, Protocol):
    pass


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryRatingStore()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoRatingStore(client, request.getfixturevalue("ratings_table"))


def test_knows_nothing_at_first(store: Store) -> None:
    assert store.clearance("10302752870") is None
    assert store.rating("10302752870") is None


def test_gives_back_what_was_put(store: Store) -> None:
    clearance = samples.clearance(first_declaration_no="10302752860")
    store.put_clearance(clearance, replaces=None)
    assert store.clearance("10302752870") == clearance


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
    assert store.clearance("10302752870") == second


def test_a_lot_is_rated_once(store: Store) -> None:
    store.put_clearance(samples.clearance(), replaces=None)
    first = samples.accepted_rating()
    assert store.accept(first) is None
    assert store.accept(samples.accepted_rating(comment="Khác.")) == first
    assert store.rating("10302752870") == first


def test_all_declarations_of_a_lot_share_its_rating(store: Store) -> None:
    part = samples.clearance("103027528711", first_declaration_no="10302752870")
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
    assert store.rating("10302752870") is None


def test_facts_are_fixed_by_a_rating_but_e_mails_are_not(store: Store) -> None:
    known = samples.clearance()
    store.put_clearance(known, replaces=None)
    store.accept(samples.accepted_rating())
    with pytest.raises(Conflict, match="clearance_rated"):
        store.put_clearance(replace(known, office="20BB", version=2), replaces=known)
    renamed = replace(known, version=2, enterprise=Enterprise(tax_code=samples.TAX_CODE, name="Tên mới"))
    store.put_clearance(renamed, replaces=known)
    assert store.clearance("10302752870") == renamed


def test_finds_the_negative_ratings_of_a_month(store: Store) -> None:
    for number, level in (("103027528701", 1), ("103027528801", 3), ("103027528901", 2)):
        store.put_clearance(samples.clearance(number), replaces=None)
        store.accept(samples.accepted_rating(number, levels={Subject.OFFICER: level}))
    assert [rating.key for rating in store.negative("2026-06")] == ["10302752870", "10302752890"]
    assert list(store.negative("2026-07")) == []
