"""The values of tags that a mail is sent with: SES takes letters and digits of ASCII, `_` and `-`, and no others."""

import re

_OTHER, _HEX = re.compile(rb"[^A-Za-z0-9-]"), re.compile(rb"_([0-9a-f]{2})")


def tag_of(text: str) -> str:
    """The text as a tag can hold it: every other byte, `_` too, as `_` and two digits (base 16)."""
    return _OTHER.sub(lambda byte: b"_" + byte[0].hex().encode(), text.encode()).decode()


def text_of(tag: str) -> str:
    """What `tag_of` was given; ValueError for what it never makes."""
    return _HEX.sub(lambda digits: bytes.fromhex(digits[1].decode()), tag.encode()).decode()
