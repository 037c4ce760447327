"""The made-up half-year has the figures of the real one, in full and in part."""

from collections import Counter
from collections.abc import Iterable

import pytest
from stdnum.vn import mst

from hailong.cases.case_file import CaseFile
from hailong.cases.verification import verify
from hailong.lots.rating import Rating
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import CaseState
from hailong.vocabulary.workdays import vietnamese_calendar
from local.halfyear import HALF_YEAR, START, Lot, Season, lots
from local.halfyear_cases import past_case


@pytest.fixture(scope="module")
def world() -> list[Lot]:
    return lots()


def of(season: Season, world: Iterable[Lot]) -> list[Lot]:
    return [lot for lot in world if season.first <= vietnamese_day(lot.clearances[0].cleared_at) <= season.last]


def ratings(some: Iterable[Lot]) -> list[Rating]:
    return [lot.rating for lot in some if lot.rating is not None]


@pytest.mark.parametrize("season", [START, HALF_YEAR])
def test_ratings_raters_and_active_enterprises_are_as_they_were(world: list[Lot], season: Season) -> None:
    some = of(season, world)
    assert len(ratings(some)) == season.ratings
    assert len({rating.tax_code for rating in ratings(some)}) == season.raters
    assert len({lot.clearances[0].enterprise.tax_code for lot in some}) == season.active
    days = {vietnamese_day(rating.received_at) for rating in ratings(some)}
    assert season.first <= min(days) <= max(days) <= season.last


def test_the_headline_is_that_of_the_article() -> None:
    assert (HALF_YEAR.ratings, HALF_YEAR.raters) == (20_738, 646)
    assert round(HALF_YEAR.raters / HALF_YEAR.active, 2) == 0.88
    assert round(HALF_YEAR.raters / START.raters - 1, 2) == 0.25


def test_it_is_believable(world: list[Lot]) -> None:
    every = ratings(of(HALF_YEAR, world))
    negative = sum(rating.negative for rating in every) / len(every)
    assert 0.01 <= negative <= 0.02
    by_enterprise = Counter(rating.tax_code for rating in every)
    assert by_enterprise.most_common(1)[0][1] > 10 * len(every) / len(by_enterprise)
    assert {lot.clearances[0].office for lot in world} == {"20BB", "20BC", "20BD", "20CD", "20CE", "20CF", "20CG"}
    calendar = vietnamese_calendar()
    inland = [lot.clearances[0] for lot in world if not lot.clearances[0].office.startswith("20B")]
    assert all(calendar.works_on(vietnamese_day(clearance.cleared_at)) for clearance in inland)
    assert any(len(lot.clearances) > 1 for lot in world)


def test_every_number_is_there_once_and_nothing_of_another_size(world: list[Lot]) -> None:
    keys = [clearance.key for lot in [*world, *lots(0.05)] for clearance in lot.clearances]
    assert len(keys) == len(set(keys))
    assert all(mst.is_valid(lot.clearances[0].enterprise.tax_code) for lot in world)


def test_the_same_size_gives_the_same_world() -> None:
    assert lots(0.01) == lots(0.01)


@pytest.mark.parametrize("size", [0.01, 0.3])
def test_a_part_has_the_same_proportions(size: float) -> None:
    part = HALF_YEAR.scaled(size)
    some = of(HALF_YEAR, lots(size))
    assert len(ratings(some)) == part.ratings == round(20_738 * size)
    assert len({lot.clearances[0].enterprise.tax_code for lot in some}) == part.active


def test_every_negative_rating_has_a_case_with_an_unbroken_timeline(world: list[Lot]) -> None:
    cases = [past_case(rating) for rating in ratings(world) if rating.negative]
    for past in cases:
        assert verify(CaseFile(case=past.case, timeline=past.timeline, notices=())).intact
    states = Counter(past.case.state for past in cases)
    assert states[CaseState.CLOSED] > 0.95 * len(cases)
    assert states[CaseState.OPEN]
    assert 0.85 < sum(1 for past in cases if not past.case.breached) / len(cases) < 1
