"""What somebody wrote in a reply, without the mail that they answer. Pure.

Each line is looked at once, by expressions that cannot back up: the text is hostile. Where nothing would be left, or
what was written stands between the lines quoted, all of it is kept: a word too many does no harm, one too few does.
"""

import re

LONGEST = 4_000
"""Characters of a reply that are kept, as of a note; what follows can come as a file."""

_LOOKED_AT = 20_000
_LONGEST_LINE = 400
_ANNOUNCES = re.compile(r"(?:vào|on|ngày|lúc|le|am|在)\b", re.IGNORECASE)
_WROTE = re.compile(r"(?:đã viết|viết|wrote|a écrit|schrieb|写道)\s*[:\N{FULLWIDTH COLON}]$", re.IGNORECASE)
_RULE = re.compile(
    r"(?:-{3,} ?(?:original message|forwarded message|thư gốc|tin nhắn gốc|thư đã chuyển tiếp) ?-{3,}|_{20,})",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"\*?(?:from|sent|to|cc|date|subject|từ|người gửi|đã gửi|ngày gửi|tới|đến|người nhận|ngày|chủ đề|tiêu đề)\s?:",
    re.IGNORECASE,
)
_FIELDS = 3
"""So many fields in a row are the head of a mail, and no longer a sentence with a colon."""

_ANNOUNCED_OVER = 3
"""Lines over which mail programs break `On … wrote:`."""


def written(text: str) -> str:
    """What stands before the mail that is answered; signatures stay, for they say who has written."""
    lines = [line.strip() for line in text[:_LOOKED_AT].splitlines()]
    end = next((at for at in range(len(lines)) if _quotation_begins(lines, at)), len(lines))
    above = _said(lines[:end])
    below = [line for line in lines[end:] if not line.startswith(">")]
    answers_below = any(line.startswith(">") for line in lines[end:]) and _said(below[_announced(lines, end) :])
    if above and not answers_below:
        return above
    return _said(lines)


def shortened(text: str) -> str:
    """At most `LONGEST` characters, with a sign where it was cut."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _quotation_begins(lines: list[str], at: int) -> bool:
    line = lines[at]
    if len(line) > _LONGEST_LINE:
        return False
    if line.startswith(">") or _RULE.match(line):
        return True
    if _FIELD.match(line):
        return all(at + step < len(lines) and _FIELD.match(lines[at + step]) for step in range(1, _FIELDS))
    return _announced(lines, at) > 0


def _announced(lines: list[str], at: int) -> int:
    """Over how many lines it is said there who wrote what follows, and when; 0 where it is not."""
    if at >= len(lines) or not _ANNOUNCES.match(lines[at]):
        return 0
    for step in range(_ANNOUNCED_OVER):
        if at + step >= len(lines) or not lines[at + step]:
            return 0
        if len(lines[at + step]) <= _LONGEST_LINE and _WROTE.search(lines[at + step]):
            return step + 1
    return 0


def _said(lines: list[str]) -> str:
    """The lines with no more than one empty one in a row, none at its ends."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
