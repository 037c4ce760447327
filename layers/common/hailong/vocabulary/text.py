"""Text from outside: composed (NFC), without control characters, lone surrogates or invisible direction marks."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _composed(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("contains a lone surrogate, which is not text") from None
    return unicodedata.normalize("NFC", value.replace("\r\n", "\n"))


def _refuse_controls(value: str, allowed: str) -> str:
    for char in value:
        if (unicodedata.category(char) == "Cc" and char not in allowed) or char in _BIDI:
            raise ValueError(f"contains the control character U+{ord(char):04X}")
    return value


def _one_line(value: str) -> str:
    return _refuse_controls(value, "")


def _prose(value: str) -> str:
    return _refuse_controls(value, "\n\t")


Line = Annotated[
    str, BeforeValidator(_composed), StringConstraints(strict=True, strip_whitespace=True), AfterValidator(_one_line)
]
"""One line of text; add a length with `Field(max_length=…)`."""

Prose = Annotated[
    str, BeforeValidator(_composed), StringConstraints(strict=True, strip_whitespace=True), AfterValidator(_prose)
]
"""Text of several lines."""


def plain(text: str) -> str:
    """Lower case without diacritics (`đ` too), for comparing and searching Vietnamese names."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
