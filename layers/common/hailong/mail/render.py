"""Renders the e-mails. Pure: the same arguments always give the same mail.

The words stand in `templates/{vi,en}/*.j2`, one file a mail, which an official can edit, those of levels, reasons and
outcomes in `vocabulary.toml`; the invitation, whose reader's language nobody knows yet, and the digest of the staff
(`digest.py`) are one file in both. Each is rendered twice, with the building blocks of `kit.html.j2` and `kit.txt.j2`,
so that HTML and plain text cannot drift apart.
Templates are given no staff name or code, so no mail to an enterprise can name one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL, Case, Decision
from hailong.log.receipts import Receipt
from hailong.lots.clearance import Clearance
from hailong.mail.message import Mail
from hailong.vocabulary.dates_in_words import DAYS, MOMENTS
from hailong.vocabulary.numbers_in_words import COUNTS
from hailong.vocabulary.offices import DEPARTMENT_CODE, name_in
from hailong.vocabulary.official import words
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import Language, NoticeKind, Subject

TEMPLATES = Path(__file__).parent / "templates"

TO_STAFF = frozenset({NoticeKind.REMINDER, NoticeKind.BREACH})
"""The kinds that go to staff; they hold no word of the rating, for whoever may not see the case."""

OF_A_CASE = tuple(kind for kind in NoticeKind if kind not in {NoticeKind.INVITATION, NoticeKind.DIGEST})
"""The kinds that `render` knows."""

_DECIDED_AT = {NoticeKind.OUTCOME: FIRST_LEVEL, NoticeKind.FINAL: APPEAL_LEVEL}


def render(
    kind: NoticeKind,
    case: Case,
    *,
    answer_url: str | None = None,
    console_url: str | None = None,
    write_to: str | None = None,
    reads_replies: bool = False,
    decision: Decision | None = None,
    language: Language | None = None,
) -> Mail:
    """The mail of that kind about the case.

    `answer_url` opens the enterprise's page of the case, `console_url` is for staff, `write_to` is where an enterprise
    may write to, `reads_replies` whether what it replies comes into the file of its case. `decision` is shown instead
    of the approved one, for a preview. `language` is the rating's unless given; staff are written to in Vietnamese.
    ValueError for an outcome when there is none.
    """
    chosen = language or (Language.VI if kind in TO_STAFF else case.rating.language)
    values = _values(kind, case, chosen, decision)
    values |= {"answer_url": answer_url, "console_url": console_url, "write_to": write_to}
    values["reads_replies"] = reads_replies
    return from_template(f"{chosen}/{kind}.j2", values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A lot to be rated: on which page, and until when."""

    clearance: Clearance
    rate_url: str
    rate_until: datetime


def render_invitations(lots: Sequence[Invited], *, stop_url: str) -> Mail:
    """The one mail of a day that asks an enterprise to rate its lots, in both languages.

    `stop_url` leads to where it says that it wants no more of them.
    """
    if len(lots) == 1:
        (lot,) = lots
        return render_invitation(lot.clearance, rate_url=lot.rate_url, rate_until=lot.rate_until, stop_url=stop_url)
    values = {
        "language": Language.VI.value,
        "enterprise": lots[0].clearance.enterprise.name,
        "department": _department(Language.VI, max(lot.clearance.cleared_at for lot in lots)),
        "count": {language.value: COUNTS[language](len(lots)) for language in Language},
        "lots": [
            {
                "declaration_no": lot.clearance.declaration_no,
                "office": {language.value: _office(lot.clearance, language) for language in Language},
                "cleared_at": lot.clearance.cleared_at,
                "rate_url": lot.rate_url,
            }
            for lot in lots
        ],
        "rate_until": min(lot.rate_until for lot in lots),
        "stop_url": stop_url,
        "moments": {language.value: MOMENTS[language] for language in Language},
    }
    return from_template("invitations.j2", values)


def render_invitation(clearance: Clearance, *, rate_url: str, rate_until: datetime, stop_url: str) -> Mail:
    """The mail that asks an enterprise to rate a lot, in both languages.

    Its faces open the page at `rate_url` with the first of the lot's subjects answered; nothing is sent by opening it.
    """
    values = {
        "language": Language.VI.value,
        "words": words(Language.VI),
        "declaration_no": clearance.declaration_no,
        "enterprise": clearance.enterprise.name,
        "department": _department(Language.VI, clearance.cleared_at),
        "office": {language.value: _office(clearance, language) for language in Language},
        "cleared_at": clearance.cleared_at,
        "asked_about": clearance.subjects[0].value,
        "asks_more": len(clearance.subjects) > 1,
        "rate_url": rate_url,
        "rate_until": rate_until,
        "stop_url": stop_url,
        "moments": {language.value: MOMENTS[language] for language in Language},
    }
    return from_template("invitation.j2", values)


def from_template(name: str, values: dict[str, Any]) -> Mail:
    """The mail that a template says, in both forms; its block `subject` is the subject."""
    plain = _environment("txt").get_template(name)
    subject = _one_line("".join(plain.blocks["subject"](plain.new_context(dict(values)))))
    values["subject"] = subject
    return Mail(
        subject=subject,
        text=_tidy(plain.render(values)),
        html=_environment("html").get_template(name).render(values) + "\n",
    )


def _values(kind: NoticeKind, case: Case, language: Language, decision: Decision | None) -> dict[str, Any]:
    """Everything a template may say, and nothing that it may not: no officer, decider or reviewer is in here."""
    rating = case.rating
    values: dict[str, Any] = {
        "language": language.value,
        "words": words(language),
        "reference": case.case_id,
        "declaration_no": rating.declaration_no,
        "enterprise": case.clearance.enterprise.name,
        "office": _office(case.clearance, language),
        "department": _department(language, rating.received_at),
        "received_at": rating.received_at,
        "levels": [(subject.value, rating.levels[subject]) for subject in Subject if subject in rating.levels],
        "reasons": [reason.value for reason in rating.reasons],
        "comment": rating.comment,
        "due_at": case.due_at,
        "level": case.level,
        "state": case.state.value,
        "appeal": case.appeal,
        "appeal_until": case.appeal_until,
        "moment": MOMENTS[language],
        "day": DAYS[language],
    }
    if kind in _DECIDED_AT:
        shown = decision or _approved(case, _DECIDED_AT[kind])
        seal = None if decision else case.approvals.get(_DECIDED_AT[kind])
        values["receipt"] = str(Receipt(case.case_id, seal)) if seal else None
        values |= {"outcome": shown.outcome.value, "message": shown.message_to_enterprise}
        values["department"] = _department(language, shown.reviewed_at or shown.at)
    return values


def _office(clearance: Clearance, language: Language) -> str:
    """The office by the name that it had when the lot was cleared."""
    return name_in(language, clearance.office, vietnamese_day(clearance.cleared_at))


def _department(language: Language, moment: datetime) -> str:
    """The department by the name that it had when what the mail tells of happened."""
    return name_in(language, DEPARTMENT_CODE, vietnamese_day(moment))


def _approved(case: Case, level: int) -> Decision:
    found = case.decisions.get(level)
    if found is None or found.reviewed_at is None:
        raise ValueError(f"level {level} of the case has no approved decision to tell of")
    return found


@cache
def _environment(form: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=form == "html",  # noqa: S701 - the other form is plain text
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"as_facts": _as_facts, "one_line": _one_line, "quoted": _quoted, "paragraphs": _paragraphs}
    environment.globals |= {"layout": f"layout.{form}.j2"}
    environment.globals["kit"] = environment.get_template(f"kit.{form}.j2").module
    return environment


def _as_facts(levels: list[tuple[str, int]], reasons: list[str], named: Any, heading: str) -> list[tuple[str, str]]:
    """The rating as rows of a table, in the words of the language; `heading` is that of the reasons."""
    rows = [(named.subjects[subject], f"{named.levels[level]} ({level}/5)") for subject, level in levels]
    return [*rows, (heading, ", ".join(named.reasons[reason] for reason in reasons))] if reasons else rows


def _paragraphs(text: str) -> list[list[str]]:
    """Somebody's own words as paragraphs of lines."""
    return [part.split("\n") for part in re.split(r"\n\s*\n", text.strip())]


def _one_line(text: str) -> str:
    """A paragraph of a plain-text mail. It is not broken into lines: phones do that better."""
    return " ".join(text.split())


def _quoted(text: str) -> str:
    """Somebody's own words in a plain-text mail: every line is marked, so that none passes for ours."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def _tidy(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"
