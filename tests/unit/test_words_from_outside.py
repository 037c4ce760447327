"""Declaration numbers, tax codes and text as people and software write them."""

import pytest
from pydantic import BaseModel, ValidationError

from hailong.vocabulary.declaration import case_id_of, declaration_digits, declaration_key, is_case_id
from hailong.vocabulary.tax_code import is_personal, masked, normalise_tax_code
from hailong.vocabulary.text import Line, Prose, plain


class _Text(BaseModel):
    line: Line = ""
    prose: Prose = ""


@pytest.mark.parametrize("number", ["10302752870", "103027528701", "10302752870/A11", " 103027528709/B13 "])
def test_the_first_eleven_digits_identify_a_declaration(number: str) -> None:
    assert declaration_key(number) == "10302752870"


def test_the_printed_type_is_no_part_of_the_number() -> None:
    assert declaration_digits("103027528701/A11") == "103027528701"


@pytest.mark.parametrize(
    "number", ["", "1030275287", "1030275287011", "10302752870/a11", "10302752870/A1", "1030275287O", "10302752870/"]
)
def test_refuses_what_is_no_declaration_number(number: str) -> None:
    with pytest.raises(ValueError, match="not a declaration number"):
        declaration_key(number)


def test_digits_of_other_scripts_are_no_digits() -> None:
    with pytest.raises(ValueError, match="not a declaration number"):
        declaration_key("١٠٣٠٢٧٥٢٨٧٠")


def test_a_case_is_named_after_its_lot() -> None:
    assert case_id_of("10302752870") == "HL-10302752870"
    assert is_case_id("HL-10302752870")
    assert not is_case_id("HL-1030275287")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("5700100256", "5700100256"),
        (" 5700100256 ", "5700100256"),
        ("5700100256-001", "5700100256-001"),
        ("5700100256001", "5700100256-001"),
        ("022123456789", "022123456789"),
    ],
)
def test_a_tax_code_has_one_spelling(written: str, code: str) -> None:
    assert normalise_tax_code(written) == code


@pytest.mark.parametrize("code", ["5700100257", "570010025", "57001002566", "abc", "", "5700-100256", "5700100256-1"])
def test_refuses_what_is_no_tax_code(code: str) -> None:
    with pytest.raises(ValueError, match="not a tax code"):
        normalise_tax_code(code)


def test_only_a_personal_id_is_masked() -> None:
    assert is_personal("022123456789")
    assert masked("022123456789") == "•••••••••789"
    assert masked("5700100256") == "5700100256"


def test_decomposed_text_is_composed() -> None:
    decomposed = "Ha\u0309i Quan"
    assert _Text(line=decomposed, prose=decomposed) == _Text(line="H\u1ea3i Quan", prose="H\u1ea3i Quan")


@pytest.mark.parametrize("text", ["a\x00b", "a\x1bb", "a\x7fb", "a\x85b", "\ud800", "a\u202eb"])
def test_refuses_control_characters_and_lone_surrogates(text: str) -> None:
    for field in ("line", "prose"):
        with pytest.raises(ValidationError):
            _Text.model_validate({field: text})


def test_only_prose_has_several_lines() -> None:
    assert _Text(prose=" một\r\nhai\tba ").prose == "một\nhai\tba"
    with pytest.raises(ValidationError):
        _Text(line="một\nhai")


def test_a_number_is_no_text() -> None:
    with pytest.raises(ValidationError):
        _Text.model_validate({"line": 5})


def test_names_are_compared_without_diacritics() -> None:
    assert plain("Công ty TNHH ĐẦU TƯ Ví dụ") == "cong ty tnhh dau tu vi du"
