"""Who stands out, and who must not be said to."""

from tests.unit.asking import ask, child
from tests.unit.counted import counted, rating


def test_units_stand_in_tiers_by_their_interval() -> None:
    reader = counted(
        [rating(n, office="20CF", level=5) for n in range(200)],
        [rating(n, office="20BB", level=5 if n % 2 else 3) for n in range(200)],
        [rating(n, office="20CG", level=5 if n % 4 else 3) for n in range(200)],
        [rating(n, office="20CE", level=5 if n % 3 else 3) for n in range(6)],
    )
    answer = ask(reader)
    tiers = {one["unit"]: one["tier"] for one in answer["children"] if one["ratings"]}
    assert tiers == {
        "office:20CF": "above",
        "office:20BB": "below",
        "office:20CG": "expected",
        "office:20CE": None,
    }
    assert {child(answer, f"office:{code}")["strength"] for code in ("20CF", "20BB")} == {"stands_out"}
    assert child(answer, "office:20CG")["strength"] is None


def test_what_lies_outside_of_95_but_not_of_998_in_a_thousand_is_worth_a_look() -> None:
    reader = counted(
        [rating(n, office="20CF", level=5 if n % 10 else 3) for n in range(1000)],
        [rating(n, office="20BB", level=5 if n % 6 else 3) for n in range(200)],
    )
    found = child(ask(reader), "office:20BB")
    assert (found["tier"], found["strength"]) == ("below", "look")


def test_an_officer_stands_in_no_tier_on_less_than_a_quarter() -> None:
    reader = counted(
        [rating(n, level=5) for n in range(200)],
        [rating(n, level=5 if n % 2 else 3, officers=("20CF-0013",)) for n in range(200)],
    )
    officer = "officer:20CF-0013"
    assert child(ask(reader, unit="team:20CF-01"), officer)["tier"] is None
    quarter = ask(reader, unit="team:20CF-01", from_="2022-01-01", to="2022-03-31")
    assert (child(quarter, officer)["tier"], child(quarter, officer)["strength"]) == ("below", "stands_out")


def test_no_unit_stands_in_a_tier_by_the_word_of_one_enterprise() -> None:
    reader = counted(
        [rating(n, level=5) for n in range(300)],
        [rating(1, level=3, office="20BB") for n in range(120)],
        [rating(n, level=5, office="20BB") for n in range(100)],
    )
    found = child(ask(reader), "office:20BB")
    assert (found["single_enterprise"], found["tier"]) == (True, None)


def test_a_perfect_score_is_not_punished() -> None:
    others = [rating(n % 300, office="20CF", level=5 if n % 10 else 3) for n in range(3000)]
    perfect = [rating(n % 60, office="20BB", level=5) for n in range(600)]
    assert child(ask(counted(others, perfect)), "office:20BB")["tier"] == "above"


def test_many_ratings_of_few_enterprises_do_not_make_a_tier() -> None:
    """A hundred ratings of four enterprises that say the same: narrow is the plain interval, not the clustered one."""
    reader = counted(
        [rating(n, office="20CF", level=4 if n % 10 else 3) for n in range(300)],
        [rating(n % 4, office="20BB", level=4) for n in range(100)],
    )
    answer = ask(reader)
    found = child(answer, "office:20BB")
    assert found["low"] > answer["subjects"]["office"]["satisfied"] > found["low_clustered"]
    assert found["tier"] is None
    assert found["effective_n"] < 30


def test_a_figure_that_one_enterprise_makes_is_flagged() -> None:
    reader = counted([rating(1) for _ in range(7)], [rating(n) for n in (2, 3, 4)])
    assert ask(reader)["subjects"]["office"]["single_enterprise"] is True
    balanced = counted([rating(1) for _ in range(3)], [rating(n) for n in (2, 3, 4)])
    assert ask(balanced)["subjects"]["office"]["single_enterprise"] is False
