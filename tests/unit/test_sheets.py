import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.statistics.sheets import BLOCK, COLUMNS, Sheet, merged, pack_rows, unpack_rows

rows = st.dictionaries(
    st.integers(0, 5 * BLOCK),
    st.lists(st.integers(0, 2**32 - 1), min_size=len(COLUMNS), max_size=len(COLUMNS)),
    max_size=50,
)


@given(rows)
def test_rows_come_back_as_they_were(given_rows: dict[int, list[int]]) -> None:
    assert unpack_rows(pack_rows(given_rows)) == given_rows


def test_rows_of_another_format_are_refused() -> None:
    with pytest.raises(ValueError, match="format"):
        unpack_rows(b"\x02" + pack_rows({})[1:])


def test_a_full_block_fits_into_an_item_many_times_over() -> None:
    """A busy month in which each of 4,096 enterprises has dozens of lots, none like another."""
    full = {
        number: [(number * 7919 + column * 104729) % 97 for column in range(len(COLUMNS))] for number in range(BLOCK)
    }
    assert len(pack_rows(full)) < 40_000


def test_merging_does_not_change_what_is_merged() -> None:
    one = Sheet({"ratings": 1}, {"office:20CF": 1}, {7: [1] * len(COLUMNS)})
    total = merged([one, one])
    assert total == Sheet({"ratings": 2}, {"office:20CF": 2}, {7: [2] * len(COLUMNS)})
    assert one == Sheet({"ratings": 1}, {"office:20CF": 1}, {7: [1] * len(COLUMNS)})
