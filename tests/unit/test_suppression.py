from collections.abc import Collection, Mapping

from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.rows import COLUMNS, Rows
from hailong.statistics.sheets import Sheet
from hailong.statistics.suppression import FEWEST_ENTERPRISES, raters, too_few, too_few_for, withheld
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


def hidden_of(parts: Mapping[str, Sheet], already: Collection[str] = ()) -> frozenset[str]:
    return withheld({name: raters(part) for name, part in parts.items()}, already)


def test_fewer_than_three_are_too_few() -> None:
    assert [too_few(sheet(*range(n))) for n in range(5)] == [True, True, True, False, False]


def test_enterprises_that_were_only_cleared_are_no_raters() -> None:
    quiet = Sheet(rows=Rows.of({number: counts(clearances=1) for number in range(10)}))
    assert too_few(quiet)


def test_a_single_hidden_part_takes_the_smallest_other_with_it() -> None:
    parts = {"small": sheet(1), "middle": sheet(1, 2, 3), "big": sheet(1, 2, 3, 4, 5)}
    assert hidden_of(parts) == {"small", "middle"}


def test_two_hidden_parts_of_the_same_two_enterprises_take_a_third_with_them() -> None:
    parts = {"one": sheet(1), "other": sheet(1, 2), "middle": sheet(4, 5, 6), "big": sheet(1, 2, 3, 4)}
    assert hidden_of(parts) == {"one", "other", "middle"}


def test_two_hidden_parts_with_three_enterprises_protect_each_other() -> None:
    parts = {"one": sheet(1), "other": sheet(2, 3), "big": sheet(1, 2, 3, 4)}
    assert hidden_of(parts) == {"one", "other"}


def test_a_part_that_nobody_rated_is_hidden_and_needs_no_protection() -> None:
    assert hidden_of({"none": sheet(), "big": sheet(1, 2, 3)}) == {"none"}


def test_what_is_kept_back_for_another_reason_is_protected_too() -> None:
    parts = {"one": sheet(1, 2, 3), "other": sheet(4, 5, 6), "big": sheet(*range(9))}
    assert hidden_of(parts, {"one"}) == {"one", "other"}


def test_a_subject_may_have_too_few_where_the_unit_has_enough() -> None:
    some = sheet(1, 2, 3)
    assert not too_few_for(some, Subject.TEAM)
    some.rows = some.rows.plus(1, counts(team_given=1), 1)
    assert too_few_for(some, Subject.TEAM)


parts_of_a_whole = st.dictionaries(
    st.sampled_from("abcdefg"), st.sets(st.integers(0, 8), max_size=6).map(lambda some: sheet(*some)), max_size=7
)


@given(parts_of_a_whole)
def test_subtraction_never_gives_fewer_than_three_away(parts: dict[str, Sheet]) -> None:
    hidden = hidden_of(parts)
    assert all(not too_few(part) for name, part in parts.items() if name not in hidden)
    missing = [raters(parts[name]) for name in hidden if parts[name].rows]
    if missing and len(missing) < len([part for part in parts.values() if part.rows]):
        assert len(missing) > 1
        assert len(frozenset[int]().union(*missing)) >= FEWEST_ENTERPRISES
