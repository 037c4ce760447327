import zlib
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.rows import COLUMNS, Rows
from hailong.statistics.sheets import BLOCK, Sheet, merged

WIDTH = len(COLUMNS)
row = st.lists(st.integers(0, 2**31 - 1), min_size=WIDTH, max_size=WIDTH).map(tuple)
rows = st.dictionaries(st.integers(0, BLOCK + 5), row, max_size=20)


@given(rows)
def test_rows_are_what_they_were_made_of(of_enterprises: dict[int, tuple[int, ...]]) -> None:
    made = Rows.of(of_enterprises)
    assert dict(made.items()) == {number: one for number, one in of_enterprises.items() if any(one)}
    for column in range(WIDTH):
        counts = made.column(column)
        assert all(counts[number] == one[column] for number, one in made.items())


@given(rows, rows)
def test_adding_rows_adds_each_count(some: dict[int, tuple[int, ...]], others: dict[int, tuple[int, ...]]) -> None:
    nothing = (0,) * WIDTH
    expected = {
        number: tuple(map(sum, zip(some.get(number, nothing), others.get(number, nothing), strict=True)))
        for number in some.keys() | others.keys()
    }
    assert Rows.of(some) + Rows.of(others) == Rows.of(expected)


@given(rows, st.integers(0, BLOCK), row)
def test_what_is_taken_away_is_as_if_it_had_never_come(
    before: dict[int, tuple[int, ...]], number: int, one: tuple[int, ...]
) -> None:
    assert Rows.of(before).plus(number, one, 1).plus(number, one, -1) == Rows.of(before)


@given(rows, st.integers(0, 3))
def test_rows_come_back_from_the_stored_form(of_enterprises: dict[int, tuple[int, ...]], block: int) -> None:
    first = block * BLOCK
    kept = Rows.of({first + number: one for number, one in of_enterprises.items()})
    assert Rows.unpack(kept.pack(first), first) == kept


@pytest.mark.parametrize(("form", "width"), [(b"\x01", 8), (b"\x02", WIDTH - 1)])
def test_rows_stored_before_there_were_more_columns_are_read_without_these(form: bytes, width: int) -> None:
    old = {number: [number + column for column in range(width)] for number in (0, 3, 70)}
    counts = array("I", [0] * width * 71)
    for number, row in old.items():
        counts[number::71] = array("I", row)
    stored = form + zlib.compress(counts.tobytes())
    assert dict(Rows.unpack(stored, BLOCK).items()) == {
        BLOCK + number: (*row, *[0] * (WIDTH - width)) for number, row in old.items()
    }


@given(rows, st.integers(0, WIDTH - 1))
def test_who_has_anything_in_a_column_is_named(of_enterprises: dict[int, tuple[int, ...]], column: int) -> None:
    assert Rows.of(of_enterprises).having(column) == {n for n, one in of_enterprises.items() if one[column]}


def test_rows_of_another_format_are_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        Rows.unpack(b"\x04" + Rows().pack(0)[1:], 0)


def test_a_full_block_fits_into_an_item_many_times_over() -> None:
    """A busy month in which each of 4,096 enterprises has dozens of lots, none like another."""
    full = {number: [(number * 7919 + column * 104729) % 97 for column in range(WIDTH)] for number in range(BLOCK)}
    assert len(Rows.of(full).pack(0)) < 40_000


def test_merging_does_not_change_what_is_merged() -> None:
    one = Sheet({"ratings": 1}, {"office:20CF": 1}, Rows.of({7: [1] * WIDTH}))
    total = merged([one, one])
    assert total == Sheet({"ratings": 2}, {"office:20CF": 2}, Rows.of({7: [2] * WIDTH}))
    assert one == Sheet({"ratings": 1}, {"office:20CF": 1}, Rows.of({7: [1] * WIDTH}))
