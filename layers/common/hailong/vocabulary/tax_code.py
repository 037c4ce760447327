"""Vietnamese tax codes (MST): 10 digits with a check digit, `10-3` for a dependent unit, or a 12-digit personal ID."""

import re

FORM = "[0-9]{10}(-?[0-9]{3})?|[0-9]{12}"
"""As a regular expression; the check digit is another matter."""

_PERSONAL_ID = re.compile("[0-9]{12}")
_FORM = re.compile(FORM)
_PSEUDONYM = re.compile("erased-[0-9a-f]{12}")
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
"""Of the first nine digits; the tenth is 10 less the remainder by 11 of their sum (as python-stdnum has it)."""


def normalise_tax_code(text: str) -> str:
    """The one spelling of a tax code (`5700100256`, `5700100256-001`, 12 digits); ValueError if it is none."""
    code = text.strip()
    if _PERSONAL_ID.fullmatch(code):
        return code
    if not _FORM.fullmatch(code):
        raise ValueError("not a tax code: 10 digits, 10-3 digits, or a 12-digit personal ID")
    number, unit = code[:10], code[10:].removeprefix("-")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False))
    if number[9] != str(10 - total % 11) or number[2:9] == "0000000" or unit == "000":
        raise ValueError("not a tax code: the check digit is wrong")
    return f"{number}-{unit}" if unit else number


def is_personal(code: str) -> bool:
    """True for a 12-digit personal ID, which is personal data."""
    return _PERSONAL_ID.fullmatch(code) is not None


def pseudonym(token: str) -> str:
    """What stands for a personal ID that was erased; `token`: 12 hexadecimal digits, drawn by chance."""
    return f"erased-{token}"


def is_pseudonym(code: str) -> bool:
    """True for what stands for a personal ID that was erased; no tax code is written so."""
    return _PSEUDONYM.fullmatch(code) is not None


def masked(code: str) -> str:
    """The code as it may stand outside the case: a personal ID keeps its last three digits only."""
    return f"{'•' * 9}{code[-3:]}" if is_personal(code) else code
