"""What browsers, scripts and mail programs send to what opens with a link, and the form in which they are answered."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from functions.submit import pages
from functions.submit.requests import InvitationsRequest
from hailong.edge import http
from hailong.edge.routing import Response
from hailong.lots.clearance import Clearance
from hailong.lots.rating import LINK_CLIENT, QR_CLIENT
from hailong.vocabulary.errors import BadRequest, FieldError, Invalid
from hailong.vocabulary.words import Language, Subject

_MAX_FIELDS = 40
_ONE_CLICK = re.compile(rb'name="?List-Unsubscribe"?\r\n(?:[^\r\n]+\r\n)*\r\nOne-Click')
_GUARDED = {"Referrer-Policy": "no-referrer"}
_LEVELS = frozenset("12345")

type Event = Mapping[str, Any]
type Answered = Response[str]


def check_query(event: Event, *known: str) -> None:
    """Invalid for a parameter that stands more than once, and where software asks for one that is unknown, too.

    People open an address with whatever a messenger has hung on it, and their form is sent to the same.
    """
    sent = event.get("multiValueQueryStringParameters") or {}
    if not wants_json(event):
        sent = {name: values for name, values in sent.items() if name in known}
    http.query({"multiValueQueryStringParameters": sent}, *known)


def language_asked(event: Event) -> Language | None:
    """The language that was asked for by `?lang=`."""
    asked = (event.get("queryStringParameters") or {}).get("lang")
    return Language(asked) if asked in set(Language) else None


def way_in(event: Event) -> str:
    """The client that the rating is of: a QR code says `?via=qr`, and the page's form keeps it."""
    return QR_CLIENT if (event.get("queryStringParameters") or {}).get("via") == "qr" else LINK_CLIENT


def wants_json(event: Event) -> bool:
    accepted = (http.header(event, "accept") or "").lower()
    return "json" in accepted and "text/html" not in accepted


def is_form(event: Event) -> bool:
    return (http.header(event, "content-type") or "").lower().startswith("application/x-www-form-urlencoded")


def is_json(event: Event) -> bool:
    return (http.header(event, "content-type") or "").lower().startswith("application/json")


def invitations_wanted(event: Event) -> bool:
    """What was chosen: on the page, as JSON, or by the one click of a mail program (a form or a multipart)."""
    if is_json(event):
        return http.parse(InvitationsRequest, http.body(event)).invited
    body = http.raw_body(event)
    if not is_form(event):
        if _ONE_CLICK.search(body):
            return False
        raise BadRequest("not_a_form", "The body is none of the forms of this page.")
    fields = first_of_each(form_fields(body))
    if fields == {"List-Unsubscribe": "One-Click"}:
        return False
    if fields in ({"invited": "yes"}, {"invited": "no"}):
        return fields["invited"] == "yes"
    raise Invalid([FieldError("invited", "must be yes or no")])


def chosen_already(event: Event, clearance: Clearance) -> dict[str, list[str]]:
    """The levels in the address, as the faces of an invitation have them: shown as chosen, for their sender to send."""
    asked = event.get("queryStringParameters") or {}
    return {subject: [asked[subject]] for subject in clearance.subjects if asked.get(subject) in _LEVELS}


def form_fields(body: bytes) -> dict[str, list[str]]:
    """The fields that were filled in; Malformed unless it is a form in UTF-8."""
    try:
        return parse_qs(body.decode(), errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise BadRequest("not_a_form", "The body is not a form in UTF-8.") from error


def first_of_each(fields: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: text[0] for name, text in fields.items()}


def rating_of(fields: Mapping[str, list[str]]) -> dict[str, Any]:
    """The fields of the form in the shape of a rating; what the form does not have stays, and is refused."""
    levels: dict[str, Any] = {}
    contact: dict[str, Any] = {}
    others: dict[str, Any] = {}
    for name, values in fields.items():
        if name in set(Subject):
            levels[name] = int(values[0]) if values[0] in _LEVELS else values[0]
        elif name.startswith("contact_"):
            contact[name.removeprefix("contact_")] = values[0]
        else:
            others[name] = values if name == "reasons" else values[0]
    return {"levels": levels, "contact": contact} | others


def json_answer(status: int, content: Any) -> Answered:
    return http.answer(status, content, _GUARDED)


def page_answer(status: int, page: str) -> Answered:
    return Response(
        status_code=status,
        content_type="text/html; charset=utf-8",
        body=page,
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": pages.SECURITY_POLICY,
            **_GUARDED,
            "X-Robots-Tag": "noindex, nofollow",
        },
    )
