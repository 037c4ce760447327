import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.intervals import Z, clustered, student_t, wilson


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


def test_one_rating_an_enterprise_is_worth_itself_but_for_the_degrees_of_freedom() -> None:
    ratings = [(1, 1)] * 90 + [(1, 0)] * 10
    expected = 99 * (Z / student_t(99)) ** 2
    assert clustered(ratings).effective_n == pytest.approx(expected)


def test_enterprises_that_always_say_the_same_are_worth_one_rating_each() -> None:
    ratings = [(30, 30)] * 9 + [(30, 0)]
    expected = 9 * (Z / student_t(9)) ** 2
    assert clustered(ratings).effective_n == pytest.approx(expected)


def test_where_all_agree_the_enterprises_count_and_not_their_ratings() -> None:
    assert clustered([(50, 50)] * 20).effective_n == pytest.approx(20 * (Z / student_t(19)) ** 2)
    assert clustered([(1000, 1000), (1, 1)]).effective_n == 1


def test_a_single_enterprise_is_one_opinion() -> None:
    alone = clustered([(400, 390)])
    assert alone.effective_n == 1
    assert alone.interval.high - alone.interval.low > 0.7


clusters = st.lists(
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), min_size=1, max_size=40
)


@given(clusters)
def test_the_clustered_interval_holds_the_plain_one_which_holds_the_share(ratings: list[tuple[int, int]]) -> None:
    n, satisfied = sum(one for one, _ in ratings), sum(one for _, one in ratings)
    plain, bunched = wilson(satisfied / n, n), clustered(ratings)
    assert 1 <= bunched.effective_n <= max(1, n)
    slack = 1e-12
    assert 0 <= bunched.interval.low <= plain.low + slack <= satisfied / n + 2 * slack
    assert satisfied / n - 2 * slack <= plain.high - slack <= bunched.interval.high <= 1
