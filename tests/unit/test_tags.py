import re

from hypothesis import given
from hypothesis import strategies as st

from hailong.mail.tags import tag_of, text_of


@given(st.text(max_size=32))
def test_a_tag_holds_what_ses_takes_and_gives_back_what_went_in(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]*", tag_of(text), re.ASCII)
    assert text_of(tag_of(text)) == text


def test_the_usual_ids_stay_as_they_are() -> None:
    assert tag_of("HL-10302752870") == "HL-10302752870"
