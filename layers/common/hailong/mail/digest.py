"""Renders the mail of a working morning to one of the staff. Pure."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hailong.cases.case import Case
from hailong.cases.digest import MOST_NAMED, Digest
from hailong.mail.message import Mail
from hailong.mail.render import from_template
from hailong.vocabulary.dates_in_words import DAYS, MOMENTS
from hailong.vocabulary.numbers_in_words import COUNTS
from hailong.vocabulary.words import Language


def render_digest(digest: Digest, *, at: datetime, console_url: str) -> Mail:
    """The mail of a working morning to one of the staff, in both languages: counts, and cases by their ids alone.

    `at`: when it was asked for. `console_url` ends in a slash.
    """
    values = {
        "language": Language.VI.value,
        "at": at,
        "news": {kind.value: number for kind, number in digest.news.items()},
        "unread": digest.unread,
        "overdue": _named(digest.overdue),
        "due_soon": _named(digest.due_soon),
        "complete": digest.complete,
        "console_url": console_url,
        "moments": {language.value: MOMENTS[language] for language in Language},
        "days": {language.value: DAYS[language] for language in Language},
        "counts": {language.value: COUNTS[language] for language in Language},
    }
    return from_template("digest.j2", values)


def _named(cases: Sequence[Case]) -> dict[str, Any]:
    return {
        "count": len(cases),
        "cases": [(case.case_id, case.due_at) for case in cases[:MOST_NAMED]],
        "more": max(0, len(cases) - MOST_NAMED),
    }
