"""Text from outside: composed (NFC), without characters that cannot be seen and change what is read."""

import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetJsonSchemaHandler, StringConstraints
from pydantic.json_schema import JsonSchemaValue

from hailong.vocabulary.codes import whole

# As they stand in a class of regular expressions, here and in the published schema.
_CONTROLS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
_LINE_ENDS = r"\u0009\u000a\u000d\u2028\u2029"
# Marks and overrides of direction, fillers of Hangul (letters that nobody sees), annotations, noncharacters.
_UNSEEN = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u115f\u1160\u3164\uffa0\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
# Tags and the noncharacters of the other planes; no notation for these is common to all dialects of JSON Schema.
_BEYOND = r"\U000e0000-\U000e007f" + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(1, 17))
# Letters and digits, for the published schema: not every dialect of expressions knows them all by a name.
_SEEN = (
    r"[0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u1e00-\u1eff"  # Latin, Vietnamese with it
    r"\u0391-\u03a1\u03a3-\u03e1\u0400-\u0481\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0904-\u0939"
    r"\u0e01-\u0e30\u1780-\u17b3\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]"
)

_IN_PROSE, _IN_A_LINE = f"[^{_CONTROLS}{_UNSEEN}]", f"[^{_CONTROLS}{_LINE_ENDS}{_UNSEEN}]"
_UNSEEN_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {
    chr(code) for code in range(0xFE00, 0xFE10)
}
_D = str.maketrans("đð", "dd")

_NOT_IN_PROSE = re.compile(f"[{_CONTROLS}{_UNSEEN}{_BEYOND}]")
_NOT_IN_A_LINE = re.compile(f"[{_CONTROLS}{_LINE_ENDS}{_UNSEEN}{_BEYOND}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")


class Published:
    """What the published schema says of a text that is checked elsewhere: its form, whole, and whatever else."""

    def __init__(self, pattern: str, **schema: Any) -> None:
        self._says = {"pattern": whole(pattern), **schema}

    def __get_pydantic_json_schema__(self, schema: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | self._says


def _composed(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("contains a lone surrogate, which is not text") from None
    return unicodedata.normalize("NFC", _LINE_END.sub("\n", value))


def _one_line(value: str) -> str:
    return _without(_NOT_IN_A_LINE, value)


def _prose(value: str) -> str:
    return _without(_NOT_IN_PROSE, value)


def _without(refused: re.Pattern[str], value: str) -> str:
    if found := refused.search(value):
        raise ValueError(f"contains the character U+{ord(found[0]):04X}, which cannot be seen")
    return value


def says_something(text: str) -> bool:
    """True when there is a letter or a digit in it."""
    return any(char.isalnum() for char in text)


def _visible(value: str) -> str:
    if not says_something(value):
        raise ValueError("must have a letter or a digit")
    return value


_TEXT = (BeforeValidator(_composed), StringConstraints(strict=True, strip_whitespace=True))

Line = Annotated[str, *_TEXT, AfterValidator(_one_line), Published(f"{_IN_A_LINE}*")]
"""One line of text; add a length with `Field(max_length=…)`."""

Prose = Annotated[str, *_TEXT, AfterValidator(_prose), Published(f"{_IN_PROSE}*")]
"""Text of several lines, each ended by a line feed."""

Name = Annotated[Line, AfterValidator(_visible), Published(f"{_IN_A_LINE}*{_SEEN}{_IN_A_LINE}*")]
"""One line that says something: it has a letter or a digit."""

Words = Annotated[Prose, AfterValidator(_visible), Published(f"{_IN_PROSE}*{_SEEN}{_IN_PROSE}*")]
"""Text that says something."""


def of_form(pattern: str, **schema: Any) -> tuple[Any, ...]:
    """What makes a text one of this form, whole, for `Annotated`; `schema` is what else is published of it."""

    def check(value: str) -> str:
        if re.fullmatch(pattern, value) is None:
            raise ValueError(f"must have the form {pattern}")
        return value

    return AfterValidator(check), Published(pattern, **schema)


def prose_of(text: str) -> str:
    """A text that cannot be sent back to its writer as `Prose`: without what that refuses."""
    sound = text.encode("utf-8", "replace").decode()
    return _NOT_IN_PROSE.sub("", unicodedata.normalize("NFC", _LINE_END.sub("\n", sound))).strip()


def visible(text: str) -> str:
    """Without what nobody sees, as it comes with what is copied: marks of direction and joining, fillers, selectors.

    What only separates (tabs, no-break spaces, line ends) is a space.
    """
    spaced = (" " if char.isspace() or unicodedata.category(char) == "Cc" else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char) != "Cf" and char not in _UNSEEN_LETTERS)


def plain(text: str) -> str:
    """Lower case without diacritics, for comparing and searching Vietnamese names.

    `đ` is a d, too, and so is `ð`: its capital U+00D0 looks like `Đ` and stands in names for it.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().translate(_D))
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
