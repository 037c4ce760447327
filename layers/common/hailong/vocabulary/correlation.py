"""The correlation id: what the log lines, items, messages and mails that follow from one request call it by. Pure."""

import re

HEADER = "X-Correlation-Id"
"""Of an answer, and of a mail."""

_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


def correlation_id_in(value: object) -> str | None:
    """The value if it has the form of one; None for anything else, so that nothing else gets into a log or a header."""
    return value if isinstance(value, str) and _FORM.fullmatch(value) else None
