"""What people type, and which cases that means."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.cases.case import Case
from hailong.cases.finding import Wanted, alternatives, matches, terms_of, understood
from hailong.lots.clearance import Enterprise
from hailong.vocabulary.text import plain
from tests import samples


def _named(name: str, tax_code: str = samples.TAX_CODE) -> Case:
    case = samples.open_case()
    clearance = replace(case.clearance, enterprise=Enterprise(tax_code=tax_code, name=name))
    return replace(case, rating=replace(case.rating, clearance=clearance, tax_code=tax_code))


EXAMPLE = _named("Công ty TNHH Ví dụ")


@pytest.mark.parametrize(
    "typed",
    [
        "cong ty vi du",
        "Công ty TNHH Ví dụ",
        "VÍ DỤ",
        "vi",
        "du vi",
        "  c  ",
        "tnhh, vi-du",
        "HL-10302752870",
        "hl-10302752870",
        "10302752870",
        "103027528701",
        "103027528709",
        "10302752870/A11",
        "5700100256",
    ],
)
def test_a_case_is_found_by_what_is_typed(typed: str) -> None:
    assert matches(understood(typed), EXAMPLE)


@pytest.mark.parametrize(
    "typed",
    ["cong ty vi dua", "ong", "HL-10302752871", "10302752871", "5700100", "0100109106", "vi du hai", "5700100256-001"],
)
def test_a_case_is_not_found_by_what_is_not_in_it(typed: str) -> None:
    assert not matches(understood(typed), EXAMPLE)


@pytest.mark.parametrize("typed", ["", "   ", "--- !", "x" * 101])
def test_refuses_what_holds_nothing_to_look_for(typed: str) -> None:
    with pytest.raises(ValueError, match=r"nothing|at most"):
        understood(typed)


def test_twelve_digits_are_a_declaration_or_a_person() -> None:
    person = "012345678901"
    assert set(understood(person).numbers) == {"01234567890", person}
    assert matches(understood(person), _named("Hộ kinh doanh D", person))


def test_the_letter_d_with_a_stroke_is_a_d() -> None:
    assert matches(understood("dong do"), _named("Công ty Đông Đô"))
    assert matches(understood("đông đô"), _named("Cong ty Dong Do"))


def test_a_case_is_listed_some_dozens_of_times_however_long_the_name() -> None:
    assert len(terms_of(EXAMPLE)) < 20
    assert len(terms_of(_named(" ".join(f"{chr(97 + n)}nghiep{n}" for n in range(26))))) <= 3 + 20 * 6


@given(
    st.lists(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9), min_size=1, max_size=6), st.data()
)
def test_whatever_matches_is_listed_under_every_term_that_it_is_looked_up_by(
    words: list[str], data: st.DataObject
) -> None:
    case = _named(" ".join(words))
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4))
    typed = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    if not plain(typed).strip():
        return
    wanted = understood(typed)
    assert matches(wanted, case)
    assert any(terms_of(case).issuperset(group) for group in alternatives(wanted)) or wanted.case_id


def test_a_case_id_is_looked_up_by_itself() -> None:
    assert understood("hl-10302752870") == Wanted(case_id="HL-10302752870")


@pytest.mark.parametrize("capital", ["\u0110", "\u00d0", "\u0111", "\u00f0"])
def test_a_d_with_a_stroke_is_a_d_in_whichever_alphabet_it_was_typed(capital: str) -> None:
    assert plain(f"{capital}inh Vũ") == "dinh vu"


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u202d", "\u200e", "\u3164", "\ufe0f"])
def test_what_nobody_sees_in_what_is_typed_is_not_looked_for(unseen: str) -> None:
    """It comes along with what is copied out of a mail, a chat or a PDF file."""
    for typed in ("HL-10302752870", "103027528701", "5700100256", "Ví dụ"):
        inside = f"{unseen}{typed[:3]}{unseen}{typed[3:]}{unseen}"
        assert understood(inside) == understood(typed)
    assert understood("Công\u00a0ty\tVí\u2003dụ") == understood("Công ty Ví dụ")
    with pytest.raises(ValueError, match="nothing to look for"):
        understood(unseen)
