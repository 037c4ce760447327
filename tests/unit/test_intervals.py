import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.intervals import STANDING_OUT, clustered, correlation, student_t, wilson

Z = 1.959964


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_what_newcombe_published(successes: int, n: int, low: float, high: float) -> None:
    """R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Stat. Med. 17 (1998), table I."""
    interval = wilson(successes / n, n)
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("degrees", "quantile"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (7, 2.365), (10, 2.228), (29, 2.045), (120, 1.980)],
)
def test_student_t_is_that_of_the_tables(degrees: int, quantile: float) -> None:
    assert student_t(degrees) == pytest.approx(quantile, abs=0.002)


@pytest.mark.parametrize(("degrees", "quantile"), [(1, 318.31), (2, 22.327), (3, 10.215), (10, 4.144), (120, 3.160)])
def test_student_t_is_that_of_the_tables_far_out_too(degrees: int, quantile: float) -> None:
    assert student_t(degrees, STANDING_OUT) == pytest.approx(quantile, rel=2e-4)


def test_degrees_of_freedom_need_not_be_whole() -> None:
    assert student_t(2) > student_t(2.5) > student_t(3)


def test_one_rating_an_enterprise_is_worth_itself_but_for_the_degrees_of_freedom() -> None:
    ratings = [(1, 1)] * 90 + [(1, 0)] * 10
    expected = 99 * (Z / student_t(99)) ** 2
    assert clustered(ratings).effective_n() == pytest.approx(expected)


def test_enterprises_that_always_say_the_same_are_worth_one_rating_each() -> None:
    ratings = [(30, 30)] * 9 + [(30, 0)]
    expected = 9 * (Z / student_t(9)) ** 2
    assert clustered(ratings).effective_n() == pytest.approx(expected)


def test_where_all_agree_the_enterprises_count_and_not_their_ratings_unless_others_are_known_to_vary() -> None:
    assert clustered([(50, 50)] * 20).effective_n() == pytest.approx(20 * (Z / student_t(19)) ** 2)
    assert clustered([(50, 50)] * 20, 0.0).effective_n() == pytest.approx(1000 * (Z / student_t(19)) ** 2)
    assert clustered([(50, 50)] * 20, 0.1).size == pytest.approx(1000 / (1 + 0.1 * 49))
    assert clustered([(1000, 1000), (1, 1)]).effective_n() == 1


def test_a_perfect_score_is_no_worse_than_one_with_a_blemish() -> None:
    perfect = clustered([(10, 10)] * 60, 0.1).interval()
    blemished = clustered([(10, 10)] * 59 + [(10, 9)], 0.1).interval()
    assert perfect.low > 0.98
    assert perfect.low > blemished.low - 0.005


def test_a_single_enterprise_is_one_opinion() -> None:
    alone = clustered([(400, 390)])
    assert alone.effective_n() == 1
    assert alone.interval().high - alone.interval().low > 0.7


def test_an_enterprise_that_dominates_leaves_few_degrees_of_freedom() -> None:
    even, bunched = clustered([(10, 9)] * 30), clustered([(290, 261), *[(10, 9)] * 30])
    assert (even.degrees, round(bunched.degrees)) == (29, 3)
    assert clustered([(290, 290), *[(10, 6)] * 30]).effective_n() < 4


def test_correlation_is_one_where_enterprises_agree_with_themselves_and_none_where_they_do_not() -> None:
    assert correlation([(10, 10)] * 5 + [(10, 0)] * 5) == pytest.approx(1)
    assert correlation([(10, 5)] * 10) == 0
    assert 0 < correlation([(10, 9), (10, 5), (10, 7), (10, 10)]) < 0.2
    assert correlation([(1, 1), (1, 0)]) == correlation([(5, 5)]) == correlation([(5, 5), (5, 5)]) == 1


clusters = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=40
)


@pytest.mark.parametrize("n", [13, 15, 33.7])
def test_the_end_of_what_all_or_nobody_said_is_exact(n: float) -> None:
    """A page showed 100,0% with an interval up to 99,9%."""
    assert wilson(1.0, n).high == 1
    assert wilson(0.0, n).low == 0


@given(clusters, st.floats(0, 1))
def test_the_intervals_lie_in_each_other_and_hold_the_share(ratings: list[tuple[int, int]], alike: float) -> None:
    n, satisfied = sum(one for one, _ in ratings), sum(one for _, one in ratings)
    plain, bunched = wilson(satisfied / n, n), clustered(ratings, alike)
    looked, outer = bunched.interval(), bunched.interval(STANDING_OUT)
    assert 1 <= bunched.effective_n() <= max(1, n)
    slack = 1e-12
    assert 0 <= outer.low <= looked.low + slack <= plain.low + 2 * slack <= satisfied / n + 3 * slack
    assert satisfied / n - 3 * slack <= plain.high - 2 * slack <= looked.high + slack
    assert looked.high <= outer.high + slack
