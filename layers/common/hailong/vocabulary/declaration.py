"""VNACCS declaration numbers: 11 digits that identify, a 12th that counts amendments, printed `10302752870/A11`."""

import re

_NUMBER = re.compile(r"(?P<key>[0-9]{11})(?P<amendment>[0-9])?(?:/(?P<type>[A-Z][0-9]{2}))?")
CASE_PREFIX = "HL-"


def declaration_key(number: str) -> str:
    """The 11 digits that identify the declaration; ValueError if `number` is no declaration number."""
    match = _NUMBER.fullmatch(number.strip())
    if match is None:
        raise ValueError("not a declaration number: 11 or 12 digits, optionally followed by /A11")
    return match["key"]


def declaration_digits(number: str) -> str:
    """The number without its printed type (11 or 12 digits); ValueError as above."""
    declaration_key(number)
    return number.strip().partition("/")[0]


def case_id_of(lot_key: str) -> str:
    """`HL-` and the lot key."""
    return f"{CASE_PREFIX}{lot_key}"


def is_case_id(text: str) -> bool:
    """True for `HL-` and 11 digits."""
    return re.fullmatch(rf"{CASE_PREFIX}[0-9]{{11}}", text) is not None
