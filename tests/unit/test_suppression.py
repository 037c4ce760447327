from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.combinations import Space
from hailong.statistics.rows import COLUMNS, Rows
from hailong.statistics.sheets import Sheet, merged
from hailong.statistics.suppression import (
    CASES,
    LEVELS,
    NEGATIVES,
    RATERS,
    concerned,
    few,
    too_few,
    withheld,
    withheld_of_overlapping,
)
from hailong.vocabulary.words import Subject


def counts(**columns: int) -> list[int]:
    row = [0] * len(COLUMNS)
    for name, count in columns.items():
        row[COLUMNS.index(name)] = count
    return row


def sheet(*enterprises: int) -> Sheet:
    """Each of the enterprises has rated once."""
    rows = Rows.of({number: counts(ratings=1) for number in enterprises})
    return Sheet(figures={"ratings": len(enterprises)}, rows=rows)


def hidden(**parts: Sheet) -> set[str]:
    return set(withheld(merged(parts.values()), parts, RATERS))


def test_one_or_two_are_too_few_and_none_are_not() -> None:
    assert [too_few(sheet(*range(n)), RATERS) for n in range(5)] == [False, True, True, False, False]


def test_enterprises_that_were_only_cleared_are_no_raters() -> None:
    quiet = Sheet(rows=Rows.of({number: counts(clearances=1) for number in range(10)}))
    assert concerned(quiet, RATERS) == {}


def test_that_nobody_said_it_tells_of_everybody_who_rated() -> None:
    """One rating and no complaint: the one is content. Cases are of who complained, whoever rated meanwhile."""
    assert too_few(sheet(1), NEGATIVES)
    assert not too_few(sheet(1, 2, 3), NEGATIVES)
    assert too_few(sheet(1), LEVELS[Subject.TEAM])
    assert not too_few(sheet(1), CASES)


def test_a_single_hidden_part_takes_the_smallest_other_with_it() -> None:
    assert hidden(small=sheet(1), middle=sheet(1, 2, 3), big=sheet(1, 2, 3, 4, 5)) == {"small", "middle"}


def test_two_hidden_parts_of_the_same_two_enterprises_take_a_third_with_them() -> None:
    parts = {"one": sheet(1), "other": sheet(1, 2), "middle": sheet(4, 5, 6), "big": sheet(1, 2, 3, 4)}
    assert hidden(**parts) == {"one", "other", "middle"}


def test_two_hidden_parts_with_three_enterprises_protect_each_other() -> None:
    assert hidden(one=sheet(1), other=sheet(2, 3), big=sheet(1, 2, 3, 4)) == {"one", "other"}


def test_a_part_that_nobody_rated_needs_no_protection() -> None:
    assert hidden(none=sheet(), big=sheet(1, 2, 3)) == set()


def test_parts_that_overlap_do_not_give_away_what_is_in_only_one_of_them() -> None:
    """Two officers of a team: all lots of one are the other's, too, but for those of two enterprises."""
    team, both = sheet(*range(6)), sheet(*range(4))
    assert "both" in withheld_of_overlapping(team, {"all": team, "both": both}, RATERS)


def test_of_two_that_cannot_both_be_shown_the_larger_is() -> None:
    whole, larger, smaller = sheet(*range(10)), sheet(*range(5)), sheet(*range(3))
    assert withheld_of_overlapping(whole, {"a": larger, "z": smaller}, RATERS) == {"z"}
    assert withheld_of_overlapping(whole, {"a": smaller, "z": larger}, RATERS) == {"a"}


vectors = st.lists(st.dictionaries(st.integers(0, 6), st.integers(1, 2), max_size=6), max_size=3)


@given(vectors)
def test_a_space_has_few_where_a_combination_of_its_vectors_concerns_one_or_two(some: list[dict[int, int]]) -> None:
    space = Space()
    for vector in some:
        space = space.plus(vector)
    for times in product(range(-4, 5), repeat=len(some)):
        sums = [sum(n * vector.get(at, 0) for n, vector in zip(times, some, strict=True)) for at in range(7)]
        if few(len([one for one in sums if one])):
            assert space.has_few()
            return


parts_of_a_whole = st.dictionaries(
    st.sampled_from("abcdefg"), st.sets(st.integers(0, 8), max_size=6).map(lambda some: sheet(*some)), max_size=7
)


@given(parts_of_a_whole)
def test_what_is_left_of_the_whole_is_of_none_or_enough(parts: dict[str, Sheet]) -> None:
    whole = merged(parts.values())
    if too_few(whole, RATERS):
        return
    left = withheld(whole, parts, RATERS)
    assert all(not too_few(part, RATERS) for name, part in parts.items() if name not in left)
    assert not few(len(concerned(merged(parts[name] for name in left), RATERS)))
