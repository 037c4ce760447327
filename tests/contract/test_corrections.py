"""What every store of corrections keeps to: the one over both tables in DynamoDB (moto), and the fake."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.corrections import DynamoRatingCorrections
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.cases import casework, enterprise
from hailong.lots.rating import Rating, accepted, corrected
from hailong.ports.cases import CaseStore
from hailong.ports.lots import RatingBook, RatingCorrections
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.words import Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.corrections import MemoryRatingCorrections
from tests.fakes.ratings import MemoryRatingStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT = samples.RATED + timedelta(minutes=3)
KEY, CASE_ID = "10302752870", "HL-10302752870"


@dataclass
class Office:
    ratings: RatingBook
    cases: CaseStore
    corrections: RatingCorrections

    def rated(self) -> Rating:
        self.ratings.put_clearance(samples.clearance(), replaces=None)
        rating = samples.accepted_rating()
        assert self.ratings.accept(rating) is None
        return rating


@pytest.fixture(params=["memory", "dynamodb"])
def office(request: pytest.FixtureRequest) -> Office:
    if request.param == "memory":
        ratings, cases = MemoryRatingStore(), MemoryCaseStore()
        return Office(ratings, cases, MemoryRatingCorrections(ratings, cases))
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    tables = request.getfixturevalue("ratings_table"), request.getfixturevalue("cases_table")
    return Office(
        DynamoRatingStore(client, tables[0], clock=lambda: AT),
        DynamoCaseStore(client, tables[1]),
        DynamoRatingCorrections(client, *tables),
    )


def better(rating: Rating) -> Rating:
    return corrected(rating, replace(rating, levels={Subject.OFFICER: 4}, reasons=(), comment=None), at=AT)


def test_a_rating_without_a_case_is_corrected_and_keeps_what_was_first_said(office: Office) -> None:
    rating = office.rated()
    after = better(rating)
    office.corrections.correct(rating, after, None)
    found = office.ratings.rating(KEY)
    assert found == after
    assert found.first is not None
    assert (found.first.levels, found.first.comment) == (rating.levels, rating.comment)


def test_it_is_corrected_once(office: Office) -> None:
    rating = office.rated()
    office.corrections.correct(rating, better(rating), None)
    for seen in (rating, better(rating)):
        with pytest.raises(Raced):
            office.corrections.correct(seen, better(seen), None)


def test_the_case_goes_with_it_or_nothing_is_done(office: Office) -> None:
    rating = office.rated()
    office.cases.write(samples.opening())
    case = office.cases.get(CASE_ID)
    assert case is not None
    with pytest.raises(Raced):
        office.corrections.correct(rating, better(rating), None)
    claim = casework.claim(case, samples.HANDLER, at=AT)
    office.cases.write(claim)
    with pytest.raises(Raced):
        office.corrections.correct(rating, better(rating), enterprise.correct(case, better(rating), at=AT))
    assert office.ratings.rating(KEY) == rating
    assert office.cases.get(CASE_ID) == claim.after


def test_a_claim_that_comes_second_finds_that_the_case_has_moved(office: Office) -> None:
    rating = office.rated()
    office.cases.write(samples.opening())
    case = office.cases.get(CASE_ID)
    assert case is not None
    office.corrections.correct(rating, better(rating), enterprise.correct(case, better(rating), at=AT))
    with pytest.raises(Raced):
        office.cases.write(casework.claim(case, samples.HANDLER, at=AT))
    withdrawn = office.cases.get(CASE_ID)
    assert withdrawn is not None
    assert (withdrawn.state, withdrawn.withdrawn, withdrawn.closed_at) == ("closed", True, AT)


def test_a_rating_that_waits_is_corrected_where_it_waits_and_only_while_it_does(office: Office) -> None:
    waiting = samples.rating()
    assert office.ratings.wait(waiting) is None
    office.corrections.correct(waiting, better(waiting), None)
    kept = office.ratings.waiting(KEY, samples.TAX_CODE)
    assert kept == better(waiting)
    office.ratings.put_clearance(samples.clearance(), replaces=None)
    assert office.ratings.reconcile(kept, accepted(kept, samples.clearance()), samples.clearance())
    promoted = office.ratings.rating(KEY)
    assert promoted is not None
    assert promoted.first is not None
    with pytest.raises(Raced):
        office.corrections.correct(waiting, better(waiting), None)
