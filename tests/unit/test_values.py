"""Our reading and writing of DynamoDB's values, beside boto3's."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from hailong.adapters.dynamodb.values import deserialized, serialized
from hailong.vocabulary.tax_code import normalise_tax_code

SCALARS = st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text()
VALUES = st.recursive(SCALARS, lambda part: st.lists(part) | st.dictionaries(st.text(), part), max_leaves=20)


@given(VALUES)
def test_values_are_written_and_read_as_boto3_does(value: Any) -> None:
    stored = serialized(value)
    assert stored == TypeSerializer().serialize(value)
    assert deserialized(stored) == TypeDeserializer().deserialize(stored)


@pytest.mark.parametrize("value", [1.5, {"a"}, object()])
def test_what_is_not_stored_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        serialized(value)


def test_kinds_that_are_not_stored_are_refused() -> None:
    assert deserialized({"N": "1"}) == Decimal(1)
    with pytest.raises(ValueError, match="SS"):
        deserialized({"SS": ["a"]})


@given(st.from_regex(r"[0-9]{10}(-?[0-9]{3})?", fullmatch=True) | st.integers(0, 10**9 - 1).map(lambda n: f"{n:09d}"))
def test_a_tax_code_is_one_where_stdnum_says_so(code: str) -> None:
    numbers = [code] if len(code) > 9 else [f"{code}{digit}" for digit in "0123456789"]
    for number in numbers:
        try:
            found = normalise_tax_code(number)
        except ValueError:
            assert not mst.is_valid(number)
        else:
            assert mst.is_valid(number)
            assert found == mst.format(number)
