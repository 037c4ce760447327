"""Renders the pages behind links. Self-contained: no script, no image, no font is loaded from anywhere.

The words stand in `templates/{vi,en}/page.j2`, which an official can edit; those of levels, reasons and outcomes are
those of `vocabulary.toml`. Pages are given no staff name or code.
"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from functions.submit.views import receipt_of
from hailong.cases.case import APPEAL_LEVEL, Case
from hailong.cases.enterprise import verdict_open
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.dates_in_words import DAYS, MOMENTS
from hailong.vocabulary.errors import FieldError
from hailong.vocabulary.offices import DEPARTMENT_CODE, name_in
from hailong.vocabulary.official import words
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import CaseState, Helped, Language, Reason, Subject

TEMPLATES = Path(__file__).parent / "templates"

_STYLE = (TEMPLATES / "style.css").read_text("utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_STEPS = (
    {CaseState.OPEN},
    {CaseState.ASSIGNED, CaseState.IN_REVIEW, CaseState.APPEALED},
    {CaseState.DECIDED},
    {CaseState.CLOSED},
)
_PROBLEMS = (
    "levels",
    "reasons",
    "comment",
    "contact.name",
    "contact.email",
    "contact.phone",
    "reason",
    "helped",
    "why",
)
type Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """How somebody came to the page of an answer, and what they have filled in.

    `forms_at` is where its forms are sent to, but for their name; `page` is where the page is found in the other
    language, if not at the address that answers with it. `just_said`: whether the answer helped has just been sent.
    """

    forms_at: str = ""
    page: str = ""
    given: Fields = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    just_said: bool = False


def rate_form(
    language: Language,
    clearance: Clearance,
    given: Fields,
    errors: Sequence[FieldError],
    *,
    today: date,
    form_action: str = "",
) -> str:
    """Five faces a subject of the lot, chosen as `given`, or as had been filled in when it was refused for `errors`."""
    return _render(
        "rate.html.j2",
        language,
        today,
        **_lot(language, clearance),
        **_form(clearance, given, form_action),
        problems=_problems(errors),
    )


def already_rated(language: Language, clearance: Clearance, *, today: date) -> str:
    return _render("rated.html.j2", language, today, **_lot(language, clearance), window_over=False)


def closed(language: Language, clearance: Clearance, *, today: date) -> str:
    return _render("rated.html.j2", language, today, **_lot(language, clearance), window_over=True)


def thanks(
    language: Language,
    rating: Rating,
    answer_url: str | None,
    *,
    today: date,
    nonce: str | None = None,
    form_action: str = "",
) -> str:
    """With the form once more, by its `nonce`, while the rating may still be corrected."""
    if rating.clearance is None:
        raise ValueError("who rates by link has the clearance")
    return _render(
        "thanks.html.j2",
        language,
        today,
        case_id=rating.case_id,
        answer_url=answer_url,
        correctable=nonce is not None,
        problems=[],
        corrected=rating.first is not None,
        **_form(rating.clearance, _as_filled_in(rating, nonce or ""), form_action),
    )


def answer(
    language: Language,
    rating: Rating,
    case: Case | None,
    *,
    now: datetime,
    visit: Visit,
) -> str:
    """Where the case stands, and its answer; forms to say whether it helped, and to appeal, while that is possible."""
    if rating.clearance is None:
        raise ValueError("only an accepted rating has a case")
    told = case.told if case else None
    state = (case.failure.state_before if case.failure else case.state) if case else CaseState.OPEN
    may_appeal = (
        case is not None
        and state is CaseState.DECIDED
        and case.level < APPEAL_LEVEL
        and case.appeal_until is not None
        and now <= case.appeal_until
    )
    return _render(
        "answer.html.j2",
        language,
        vietnamese_day(now),
        **_lot(language, rating.clearance),
        case_id=rating.case_id,
        state=state.value,
        withdrawn=case is not None and case.withdrawn,
        step=next(index for index, states in enumerate(_STEPS) if state in states),
        received_at=rating.received_at,
        due_at=case.due_at if case and case.under_way else None,
        decided_at=told.reviewed_at if told else None,
        appeal_until=case.appeal_until if case and may_appeal else None,
        outcome=told.outcome.value if told else None,
        message=told.message_to_enterprise if told else None,
        reconsidered=case is not None and case.level == APPEAL_LEVEL,
        appeal=case.appeal if case else None,
        final=case is not None and told is not None and case.decisions.get(APPEAL_LEVEL) is told,
        levels=[(subject.value, rating.levels[subject]) for subject in Subject if subject in rating.levels],
        reasons=[reason.value for reason in rating.reasons],
        comment=rating.comment,
        receipt=receipt_of(case) if case else None,
        may_appeal=may_appeal,
        forms_at=visit.forms_at,
        page=visit.page,
        given=visit.given,
        asks_helped=case is not None and verdict_open(case),
        verdict=case.verdict if case else None,
        helped_choices=[helped.value for helped in Helped],
        just_said=visit.just_said,
        problems=_problems(visit.errors),
    )


def appealed(language: Language, case: Case, *, today: date) -> str:
    return _render("appealed.html.j2", language, today, case_id=case.case_id, due_at=case.due_at)


def invitations(language: Language, *, today: date, invited: bool, just_chosen: bool) -> str:
    return _render("invitations.html.j2", language, today, invited=invited, just_chosen=just_chosen)


def refused(language: Language, code: str, *, today: date, ours: bool) -> str:
    """What cannot be shown, and what to do instead; `ours` where the fault is."""
    return _render("refused.html.j2", language, today, code=code, ours=ours)


def _form(clearance: Clearance, given: Fields, form_action: str) -> dict[str, Any]:
    return {
        "subjects": [subject.value for subject in clearance.subjects],
        "reasons": [reason.value for reason in Reason],
        "given": given,
        "form_action": form_action,
    }


def _as_filled_in(rating: Rating, nonce: str) -> Fields:
    """The rating as the form has it."""
    contact = rating.contact
    given = {
        "nonce": nonce,
        "comment": rating.comment,
        "contact_name": contact.name if contact else None,
        "contact_email": contact.email if contact else None,
        "contact_phone": contact.phone if contact else None,
        **{subject.value: str(level) for subject, level in rating.levels.items()},
    }
    filled_in = {name: [value] for name, value in given.items() if value}
    return filled_in | {"reasons": [reason.value for reason in rating.reasons]}


def _lot(language: Language, clearance: Clearance) -> dict[str, Any]:
    return {
        "declaration_no": clearance.declaration_no,
        "office": name_in(language, clearance.office, vietnamese_day(clearance.cleared_at)),
        "cleared_at": clearance.cleared_at,
    }


def _problems(errors: Sequence[FieldError]) -> list[str]:
    """The fields that are wrong, by the names that the pages have words for; `form` for all others."""
    found = [next((name for name in _PROBLEMS if error.field.startswith(name)), "form") for error in errors]
    return list(dict.fromkeys(found))


def _render(template: str, language: Language, today: date, **values: Any) -> str:
    """The page, headed by what the department is called today."""
    return (
        _environment()
        .get_template(template)
        .render(
            values,
            language=language.value,
            department=name_in(language, DEPARTMENT_CODE, today),
            words=words(language),
            style=Markup(_STYLE),  # noqa: S704 - our own file
            moment=MOMENTS[language],
            day=DAYS[language],
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["paragraphs"] = lambda text: re.split(r"\n\s*\n", text.strip())
    return environment
