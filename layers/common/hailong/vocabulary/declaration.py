"""VNACCS declaration numbers: 11 digits that identify, a 12th that counts amendments, printed `10302752870/A11`."""

import re

from hailong.vocabulary import codes

_KEY = "[0-9]{11}"
NUMBER = f"{_KEY}[0-9]?(/{codes.DECLARATION_TYPE})?"
"""The form of a declaration number, as a regular expression."""

CASE_PREFIX = "HL-"
CASE_ID = f"{CASE_PREFIX}{_KEY}"
"""The form of a case's id."""

_NUMBER = re.compile(NUMBER)


def declaration_key(number: str) -> str:
    """The 11 digits that identify the declaration; ValueError if `number` is no declaration number."""
    digits = number.strip()
    if _NUMBER.fullmatch(digits) is None:
        raise ValueError("not a declaration number: 11 or 12 digits, optionally followed by /A11")
    return digits[:11]


def declaration_digits(number: str) -> str:
    """The number without its printed type (11 or 12 digits); ValueError as above."""
    declaration_key(number)
    return number.strip().partition("/")[0]


def case_id_of(lot_key: str) -> str:
    """`HL-` and the lot key."""
    return f"{CASE_PREFIX}{lot_key}"


def is_case_id(text: str) -> bool:
    """True for `HL-` and 11 digits."""
    return re.fullmatch(CASE_ID, text) is not None
