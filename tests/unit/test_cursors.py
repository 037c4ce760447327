"""A cursor tells nothing, opens for its person and question alone, and outlives a new key."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.edge.cursors import Cursors
from hailong.vocabulary.errors import BadRequest

PLACE = "2026-06-26T10:00:00Z#HL-10302752870"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=120), st.lists(st.text(max_size=20), max_size=4))
def test_what_was_given_is_the_place_again(place: str, asked: list[str]) -> None:
    cursors = Cursors(lambda: ["key"])
    assert cursors.place(cursors.give(place, *asked), *asked) == place


def test_nothing_can_be_read_from_it_and_like_places_look_unlike() -> None:
    cursors = Cursors(lambda: ["key"])
    first, second = (base64.urlsafe_b64decode(cursors.give(one, "me") + "==") for one in (PLACE, f"{PLACE[:-1]}1"))
    assert b"HL" not in first
    assert sum(left == right for left, right in zip(first, second, strict=True)) < len(first) // 4


def test_a_new_key_ends_none_until_the_old_one_is_taken_away() -> None:
    cursor = Cursors(lambda: ["old"]).give(PLACE, "me")
    assert Cursors(lambda: ["old", "new"]).place(cursor, "me") == PLACE
    with pytest.raises(BadRequest):
        Cursors(lambda: ["new"]).place(cursor, "me")


@given(st.integers(0, 500), st.integers(1, 255))
def test_one_that_was_altered_is_none(at: int, by: int) -> None:
    cursors = Cursors(lambda: ["key"])
    sealed = bytearray(base64.urlsafe_b64decode(cursors.give(PLACE, "me", "this") + "=="))
    sealed[at % len(sealed)] ^= by
    with pytest.raises(BadRequest):
        cursors.place(base64.urlsafe_b64encode(bytes(sealed)).decode().rstrip("="), "me", "this")


@pytest.mark.parametrize("asked", [("you", "this"), ("me", "that"), ("me",), ("met", "his"), ("me", "this", "")])
def test_it_opens_for_nobody_and_nothing_else(asked: tuple[str, ...]) -> None:
    cursors = Cursors(lambda: ["key"])
    with pytest.raises(BadRequest):
        cursors.place(cursors.give(PLACE, "me", "this"), *asked)
