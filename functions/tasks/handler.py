"""The staff API: the queue, case files, and the actions on a case."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aws_lambda_powertools import Logger

from functions.tasks import decisions, views
from functions.tasks.config import Config
from functions.tasks.requests import (
    ActionRequest,
    AssignRequest,
    DecideRequest,
    EvidenceRequest,
    NoteRequest,
    PreviewRequest,
    ReviewRequest,
)
from hailong.adapters import aws
from hailong.adapters import s3 as evidence_files
from hailong.adapters.cognito import CognitoStaffDirectory
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.s3 import S3EvidenceFiles
from hailong.cases import casework
from hailong.cases.case import APPEAL_LEVEL, FIRST_LEVEL, Case
from hailong.cases.casework import Transition
from hailong.cases.evidence import Evidence
from hailong.cases.finding import understood
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusal
from hailong.edge import http, snapshot
from hailong.edge.config import read
from hailong.edge.identity import issued_at, staff
from hailong.edge.metrics import count
from hailong.edge.routing import Response
from hailong.vocabulary import workdays
from hailong.vocabulary.errors import FieldError, Invalid
from hailong.vocabulary.offices import is_office
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import now
from hailong.vocabulary.words import Action, CaseState, Outcome, Reason, word

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

MAX_PAGE = 100

logger = Logger(service="tasks")
config = read(Config)
_client = dynamodb.client()
cases = DynamoCaseStore(_client, config.cases_table)
queue = DynamoCaseQueue(_client, config.cases_table)
directory = CognitoStaffDirectory(aws.client("cognito-idp"), config.user_pool_id, now)
files = S3EvidenceFiles(evidence_files.client(), config.evidence_bucket)
calendar = workdays.vietnamese_calendar()
app = http.new_app(logger)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, among whom, and when."""

    person: Person
    staff: Sequence[Person]
    at: datetime


@app.get("/tasks")
def get_queue() -> Response[str]:
    caller = _caller()
    wanted = _search(app.current_event.query_string_parameters or {})
    page = decisions.search(queue, caller.person, wanted, caller.staff, now=caller.at)
    return http.answer(
        200,
        {
            "items": [views.item_view(case, caller.at) for case in page.cases],
            "names": views.names({case.assignee for case in page.cases}, caller.staff),
            "cursor": base64.urlsafe_b64encode(page.last.encode()).decode() if page.last else None,
        },
    )


@app.get("/tasks/<case_id>")
def get_file(case_id: str) -> Response[str]:
    return _file(case_id, _caller())


@app.get("/tasks/<case_id>/timeline/verify")
def verify_timeline(case_id: str) -> Response[str]:
    caller = _caller()
    found = decisions.verified(cases, case_id, caller.person, caller.staff, at=caller.at)
    if not found.intact:
        count("TimelineBroken")
        logger.error("timeline broken", extra={"case_id": case_id, "entry": found.first_broken, "what": found.what})
    return http.answer(
        200,
        {
            "intact": found.intact,
            "entries": found.entries,
            "first_broken": found.first_broken,
            "what": found.what,
        },
    )


@app.post("/tasks/<case_id>/evidence")
def post_evidence(case_id: str) -> Response[str]:
    request = http.parse(EvidenceRequest, http.body(app.current_event.raw_event))
    caller = _caller()
    evidence = request.to_evidence(case_id, uuid4().hex, by=caller.person.staff_code, at=caller.at)
    decisions.act(
        cases,
        case_id,
        caller.person,
        casework.EVIDENCE,
        lambda case: casework.attach(case, caller.person, evidence, **_with(caller, request)),
        at=caller.at,
    )
    upload = files.upload(evidence)
    return http.answer(
        201,
        {"evidence_id": evidence.evidence_id, "upload": {"url": upload.url, "fields": dict(upload.fields)}},
    )


@app.get("/tasks/<case_id>/evidence/<evidence_id>")
def get_evidence(case_id: str, evidence_id: str) -> Response[str]:
    caller = _caller()
    file = decisions.case_file(cases, case_id, caller.person, caller.staff, at=caller.at)
    return http.answer(200, {"url": decisions.evidence_link(file, files, evidence_id)})


@app.post("/tasks/<case_id>/claim")
def claim(case_id: str) -> Response[str]:
    request = _request(ActionRequest)
    return _act(case_id, Action.CLAIM, lambda case, who: casework.claim(case, who.person, **_with(who, request)))


@app.post("/tasks/<case_id>/assign")
def assign(case_id: str) -> Response[str]:
    request = _request(AssignRequest)
    return _act(
        case_id,
        Action.ASSIGN,
        lambda case, who: casework.assign(
            case, who.person, decisions.colleague(who.staff, request.assignee), **_with(who, request)
        ),
    )


@app.post("/tasks/<case_id>/release")
def release(case_id: str) -> Response[str]:
    request = _request(ActionRequest)
    return _act(case_id, Action.RELEASE, lambda case, who: casework.release(case, who.person, **_with(who, request)))


@app.post("/tasks/<case_id>/note")
def note(case_id: str) -> Response[str]:
    request = _request(NoteRequest)
    return _act(
        case_id, Action.NOTE, lambda case, who: casework.note(case, who.person, request.text, **_with(who, request))
    )


@app.post("/tasks/<case_id>/called")
def called(case_id: str) -> Response[str]:
    request = _request(NoteRequest)
    return _act(
        case_id, Action.CALLED, lambda case, who: casework.called(case, who.person, request.text, **_with(who, request))
    )


@app.post("/tasks/<case_id>/decide")
def decide(case_id: str) -> Response[str]:
    request = _request(DecideRequest)
    ruling = request.to_ruling()
    return _act(
        case_id, Action.DECIDE, lambda case, who: casework.decide(case, who.person, ruling, **_with(who, request))
    )


@app.post("/tasks/<case_id>/review")
def review(case_id: str) -> Response[str]:
    request = _request(ReviewRequest)
    text = request.note or ""

    def transition(case: Case, who: Caller) -> Transition:
        if not request.approve:
            return casework.send_back(case, who.person, text, **_with(who, request))
        appeal_until = workdays.due_after(who.at, config.appeal_window_days, calendar)
        return casework.approve(
            case,
            who.person,
            appeal_until=appeal_until,
            working_days=config.appeal_window_days,
            text=text,
            **_with(who, request),
        )

    return _act(case_id, Action.REVIEW, transition)


@app.post("/tasks/<case_id>/preview")
def preview(case_id: str) -> Response[str]:
    # The templates are slow to load, and only whoever decides or reviews needs them.
    from functions.tasks.preview import preview as rendered  # noqa: PLC0415

    request = http.parse(PreviewRequest, http.body(app.current_event.raw_event))
    caller = _caller()
    case = decisions.case_file(cases, case_id, caller.person, caller.staff, at=caller.at).case
    appeal_until = workdays.due_after(caller.at, config.appeal_window_days, calendar)
    mail = rendered(case, request.outcome, request.message_to_enterprise, appeal_until=appeal_until, now=caller.at)
    return http.answer(200, {"subject": mail.subject, "html": mail.html})


@app.post("/tasks/<case_id>/resume")
def resume(case_id: str) -> Response[str]:
    request = _request(ActionRequest)
    return _act(case_id, Action.RESUME, lambda case, who: casework.resume(case, who.person, **_with(who, request)))


@logger.inject_lambda_context
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event)


def _caller() -> Caller:
    event = app.current_event.raw_event
    moment = now()
    person = decisions.as_known(directory, staff(event), issued_at=issued_at(event) or moment)
    return Caller(person=person, staff=directory.everyone(), at=moment)


def _with(who: Caller, request: ActionRequest) -> Any:
    return {"at": who.at, "version": request.version, "staff": who.staff}


def _act(case_id: str, action: Action, transition: Callable[[Case, Caller], Transition]) -> Response[str]:
    caller = _caller()
    decisions.act(cases, case_id, caller.person, action, lambda case: transition(case, caller), at=caller.at)
    logger.info("case moved", extra={"case_id": case_id, "action": action, "by": caller.person.staff_code})
    return _file(case_id, caller)


def _file(case_id: str, caller: Caller) -> Response[str]:
    file = decisions.case_file(cases, case_id, caller.person, caller.staff, at=caller.at)
    arrived = decisions.arrived(file, files)
    return http.answer(200, views.file_view(file, caller.person, caller.staff, arrived, caller.at))


def _request[M: ActionRequest](model: type[M]) -> M:
    """The action's body; an action that needs none may come without."""
    event = app.current_event.raw_event
    return http.parse(model, http.body(event) if event.get("body") else {})


def _search(parameters: dict[str, str]) -> decisions.Search:
    """The query as the person wrote it; Invalid names every parameter that is wrong."""
    errors: list[FieldError] = []

    def parsed[T](name: str, parse: Callable[[str], T], default: T) -> T:
        text = parameters.get(name)
        if not text:
            return default
        try:
            return parse(text)
        except ValueError as error:
            errors.append(FieldError(name, str(error)))
            return default

    wanted = decisions.Search(
        states=parsed("state", lambda text: tuple(word(CaseState, one) for one in text.split(",")), ()),
        office=parsed("office", _office, None),
        assignee=parameters.get("assignee") or None,
        overdue=parsed("overdue", _flag, None),
        calls_due=parsed("calls_due", _flag, None),
        text=parsed("q", understood, None),
        reviewable=parsed("reviewable", _flag, None) is True,
        team=parameters.get("team") or None,
        level=parsed("level", _level, None),
        reason=parsed("reason", lambda text: word(Reason, text), None),
        outcome=parsed("outcome", lambda text: word(Outcome, text), None),
        opened_from=parsed("opened_from", date.fromisoformat, None),
        opened_until=parsed("opened_until", date.fromisoformat, None),
        after=parsed("cursor", _cursor, None),
        limit=parsed("limit", _limit, 25),
    )
    if errors:
        raise Invalid(errors)
    return wanted


def _office(text: str) -> str:
    if not is_office(text):
        raise ValueError("is no office")
    return text


def _flag(text: str) -> bool | None:
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def _level(text: str) -> int:
    if text not in {str(FIRST_LEVEL), str(APPEAL_LEVEL)}:
        raise ValueError(f"must be {FIRST_LEVEL} or {APPEAL_LEVEL}")
    return int(text)


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_PAGE:
        raise ValueError(f"must be a number from 1 to {MAX_PAGE}")
    return int(text)


def _cursor(text: str) -> str | None:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("is not a cursor of ours") from None


def _load() -> None:
    """All that a request may need, before the first one comes."""
    for request in (
        ActionRequest,
        AssignRequest,
        DecideRequest,
        EvidenceRequest,
        NoteRequest,
        PreviewRequest,
        ReviewRequest,
    ):
        request.model_rebuild()
    items.load(Case, Entry, Evidence, Notice, Refusal)
    import_module("functions.tasks.preview")


snapshot.prepare(_load)
