"""Declaration numbers, tax codes and text as people and software write them."""

import re

import pytest
from pydantic import BaseModel, ValidationError

from hailong.mail.message import mail_address
from hailong.vocabulary.declaration import case_id_of, declaration_digits, declaration_key, is_case_id
from hailong.vocabulary.tax_code import is_personal, masked, normalise_tax_code
from hailong.vocabulary.text import Line, Name, Prose, Words, plain


class _Text(BaseModel):
    line: Line = ""
    prose: Prose = ""
    name: Name = "A"
    words: Words = "A"


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


@pytest.mark.parametrize(
    "text", [*"\x00\x1b\x7f\x85\ud800\u202e\u200e\u200f\u061c\ufffe\uffff\ufdd0\ufff9\u3164\U000e0041\U0001ffff"]
)
def test_refuses_what_cannot_be_seen_and_changes_what_is_read(text: str) -> None:
    for field in _Text.model_fields:
        with pytest.raises(ValidationError):
            _Text.model_validate({field: f"a{text}b"})


@pytest.mark.parametrize("text", ["", " ", "\u2800", "\u200b\u00ad", "\u2060", "...", "\U0001f600", "\u0301"])
def test_what_is_required_says_something(text: str) -> None:
    for field in ("name", "words"):
        with pytest.raises(ValidationError, match="must have a letter or a digit"):
            _Text.model_validate({field: text})
    assert _Text(prose=text, line=text)


def test_the_published_form_takes_no_more_than_the_code_does() -> None:
    schema = _Text.model_json_schema()["properties"]
    for field in _Text.model_fields:
        pattern = re.compile(schema[field]["pattern"])
        for number in (*range(0xD800), *range(0xE000, 0x10000)):
            if pattern.search(chr(number)):
                _Text.model_validate({field: chr(number)})


def test_every_end_of_a_line_is_one() -> None:
    assert _Text(prose="a\u2028b\u2029c\rd\r\ne").prose == "a\nb\nc\nd\ne"
    with pytest.raises(ValidationError):
        _Text(line="a\u2028b")


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("Evil <a@example.vn>", "display name"),
        ("nguyễn@example.vn", "Internationalized characters before the @-sign"),
        ("a@localhost", "period"),
        ("a@example.vn,b@example.vn", "@-sign"),
        ("a@[192.0.2.1]", "IP address"),
        ("", "@-sign"),
    ],
)
def test_an_address_that_no_mail_reaches_is_refused_and_why(address: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        mail_address(address)


def test_a_domain_may_be_vietnamese() -> None:
    assert mail_address(" A@CÔNG-ty.vn ") == "A@công-ty.vn"


def test_only_prose_has_several_lines() -> None:
    assert _Text(prose=" một\r\nhai\tba ").prose == "một\nhai\tba"
    with pytest.raises(ValidationError):
        _Text(line="một\nhai")


def test_a_number_is_no_text() -> None:
    with pytest.raises(ValidationError):
        _Text.model_validate({"line": 5})


def test_names_are_compared_without_diacritics() -> None:
    assert plain("Công ty TNHH ĐẦU TƯ Ví dụ") == "cong ty tnhh dau tu vi du"
