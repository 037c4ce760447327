"""The staff API: the queue, case files, and the actions on a case; and the queue of attempts that were refused."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aws_lambda_powertools import Logger

from functions.tasks import decisions, desk_routes, refusals, search, text_routes, views
from functions.tasks.config import Config
from functions.tasks.decisions import Caller
from functions.tasks.edge import StaffEdge
from functions.tasks.requests import (
    ActionRequest,
    AssignRequest,
    DecideRequest,
    DeskRequest,
    EvidenceRequest,
    NewTextRequest,
    NoteRequest,
    PreviewRequest,
    ReviewRequest,
    SeenRequest,
    TextRequest,
)
from hailong.adapters import aws
from hailong.adapters import s3 as evidence_files
from hailong.adapters.cognito import CognitoStaffDirectory
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.desks import DynamoDeskStore
from hailong.adapters.dynamodb.news import DynamoNewsBoards
from hailong.adapters.dynamodb.offices import DynamoOffices
from hailong.adapters.dynamodb.texts import DynamoTextShelf
from hailong.adapters.s3 import S3EvidenceFiles
from hailong.adapters.secretsmanager import SigningKeys
from hailong.adapters.sqs import SqsQueue
from hailong.cases import casework
from hailong.cases.case import Case
from hailong.cases.desk import Desk
from hailong.cases.evidence import Evidence
from hailong.cases.news import News
from hailong.cases.notices import Notice
from hailong.cases.texts import StartingText
from hailong.cases.timeline import Entry, Refusal, Refusals
from hailong.cases.transitions import Transition
from hailong.edge import correlation, http, snapshot
from hailong.edge.config import read
from hailong.edge.cursors import Cursors
from hailong.edge.metrics import count
from hailong.edge.routing import Response
from hailong.vocabulary import offices, workdays
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import now
from hailong.vocabulary.words import Action, CaseState, Role

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

type Step = Callable[..., Transition]
"""A transition of `casework`, but for the case and who makes it, when, and on which version."""

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

logger = Logger(service="tasks")
config = read(Config)
_client = dynamodb.client()
cases = DynamoCaseStore(_client, config.cases_table, cause=correlation.current)
queue = DynamoCaseQueue(_client, config.cases_table)
boards = DynamoNewsBoards(_client, config.cases_table)
desks = DynamoDeskStore(_client, config.cases_table)
units = DynamoOffices(lambda: _client, config.offices_table, now)
shelf = DynamoTextShelf(_client, config.cases_table)
directory = CognitoStaffDirectory(aws.client("cognito-idp"), config.user_pool_id, now)
refused = SqsQueue(aws.client("sqs"), config.refusals_queue_url)
cursors = Cursors(SigningKeys(config.cursor_secret, now))
files = S3EvidenceFiles(evidence_files.client(), config.evidence_bucket)
calendar = workdays.vietnamese_calendar()
# Cut when the function was built: `packaging/fonts.py`.
fonts = Path(__file__).with_name("fonts")
app = http.new_app(logger)
staff = StaffEdge(app, directory, now)
desk_routes.add(staff, queue=queue, boards=boards, desks=desks, calendar=calendar)
text_routes.add(staff, shelf)


@app.get("/tasks")
def get_queue() -> Response[str]:
    caller = staff.caller()
    parameters = staff.query(*search.PARAMETERS)
    asked = search.question(caller.person, parameters)
    wanted = search.read(parameters, after=lambda cursor: cursors.place(cursor, *asked))
    page = decisions.search(queue, caller, wanted)
    cursor = cursors.give(page.last, *asked) if page.last else None
    return http.answer(
        200,
        {
            "items": [views.item_view(case, caller.at) for case in page.cases],
            "names": views.names({case.assignee for case in page.cases}, caller.staff),
            "cursor": cursor,
        },
    )


@app.get("/tasks/export")
def get_list_file() -> Response[bytes]:
    caller = staff.caller()
    parameters = staff.query(*search.FOR_A_FILE)
    search.question(caller.person, parameters)
    wanted = search.read(parameters, after=str)
    # Slow to load, and only whoever saves a list needs it.
    from functions.tasks import list_export  # noqa: PLC0415

    return http.download("hai-long.xlsx", XLSX_TYPE, list_export.list_file(queue, caller, wanted))


@app.get("/tasks/<case_id>")
def get_file(case_id: str) -> Response[str]:
    caller = staff.caller()
    case = _seen(case_id, caller)
    staff.query()
    return _file(case, caller)


@app.get("/tasks/<case_id>/timeline")
def get_timeline(case_id: str) -> Response[str]:
    caller = staff.caller()
    case = _seen(case_id, caller)
    cursor = staff.query("cursor").get("cursor")
    before = int(cursors.place(cursor, *_timeline_of(case, caller))) if cursor else case.entries + 1
    entries = cases.entries(case.case_id, before=before)
    return http.answer(200, {"items": views.timeline_view(entries, case), "cursor": _older(case, caller, entries)})


@app.get("/tasks/<case_id>/file")
def get_paper(case_id: str) -> Response[bytes]:
    caller = staff.caller()
    case = _seen(case_id, caller)
    staff.query()
    # Slow to load, and only whoever files a case away needs it.
    from functions.tasks import paper  # noqa: PLC0415

    file = cases.first_page(case, refusals=False)
    file = replace(file, timeline=paper.printed_entries(cases, file))
    arrived = decisions.arrived(file, files)
    shown = views.file_view(file, caller.person, caller.staff, arrived, caller.at, older=None)
    return http.download(
        f"{case.case_id}.pdf", "application/pdf", paper.printed(shown, file.timeline, caller.at, fonts)
    )


@app.get("/tasks/<case_id>/timeline/verify")
def verify_timeline(case_id: str) -> Response[str]:
    caller = staff.caller()
    case = _seen(case_id, caller, "verify")
    found = decisions.verified(cases, case, files, caller, _record)
    staff.query()
    if not found.intact:
        count("TimelineBroken")
        logger.error("timeline broken", extra={"case_id": case_id, "entry": found.first_broken, "what": found.what})
    return http.answer(200, views.verification_view(found))


@app.post("/tasks/<case_id>/evidence")
def post_evidence(case_id: str) -> Response[str]:
    caller = staff.caller()
    case = decisions.admitted(cases, case_id, caller, Action.NOTE, _record, name=casework.EVIDENCE)
    request = staff.request(EvidenceRequest)
    evidence = request.to_evidence(case_id, uuid4().hex, by=caller.person.staff_code, at=caller.at)
    limit = config.evidence_per_case
    decisions.act(
        cases,
        case,
        caller,
        casework.EVIDENCE,
        lambda case: casework.attach(case, caller.person, evidence, limit=limit, **_with(caller, request)),
        _record,
    )
    upload = files.upload(evidence)
    return http.answer(
        201,
        {"evidence_id": evidence.evidence_id, "upload": {"url": upload.url, "fields": dict(upload.fields)}},
    )


@app.get("/tasks/<case_id>/evidence/<evidence_id>")
def get_evidence(case_id: str, evidence_id: str) -> Response[str]:
    caller = staff.caller()
    case = _seen(case_id, caller)
    view = search.to_view(staff.query("view"))
    return http.answer(200, {"url": decisions.evidence_link(cases, case, files, evidence_id, at=caller.at, view=view)})


@app.post("/tasks/<case_id>/evidence/<evidence_id>/withdraw")
def withdraw_evidence(case_id: str, evidence_id: str) -> Response[str]:
    caller = staff.caller()
    case = decisions.admitted(cases, case_id, caller, Action.NOTE, _record, name=casework.EVIDENCE_WITHDRAWN)
    evidence = decisions.evidence_of(cases, case, evidence_id)
    request = staff.request(NoteRequest)
    after = decisions.act(
        cases,
        case,
        caller,
        casework.EVIDENCE_WITHDRAWN,
        lambda case: casework.withdraw_file(case, caller.person, evidence, request.text, **_with(caller, request)),
        _record,
    )
    return _file(after, caller)


@app.post("/tasks/<case_id>/claim")
def claim(case_id: str) -> Response[str]:
    return _act(case_id, Action.CLAIM, ActionRequest, lambda *_: casework.claim)


@app.post("/tasks/<case_id>/assign")
def assign(case_id: str) -> Response[str]:
    return _act(
        case_id,
        Action.ASSIGN,
        AssignRequest,
        lambda request, who: partial(casework.assign, assignee=decisions.colleague(who.staff, request.assignee)),
    )


@app.post("/tasks/<case_id>/release")
def release(case_id: str) -> Response[str]:
    return _act(case_id, Action.RELEASE, ActionRequest, lambda *_: casework.release)


@app.post("/tasks/<case_id>/note")
def note(case_id: str) -> Response[str]:
    limit = config.notes_per_case
    return _act(
        case_id, Action.NOTE, NoteRequest, lambda request, _who: partial(casework.note, text=request.text, limit=limit)
    )


@app.post("/tasks/<case_id>/called")
def called(case_id: str) -> Response[str]:
    return _act(case_id, Action.CALLED, NoteRequest, lambda request, _who: partial(casework.called, text=request.text))


@app.post("/tasks/<case_id>/decide")
def decide(case_id: str) -> Response[str]:
    return _act(
        case_id,
        Action.DECIDE,
        DecideRequest,
        lambda request, _who: partial(casework.decide, ruling=request.to_ruling()),
    )


@app.post("/tasks/<case_id>/review")
def review(case_id: str) -> Response[str]:
    return _act(case_id, Action.REVIEW, ReviewRequest, _reviewing)


def _reviewing(request: ReviewRequest, _who: Caller) -> Step:
    text = request.note or ""
    if not request.approve:
        return partial(casework.send_back, text=text)

    def approve(case: Case, person: Person, *, at: datetime, **others: Any) -> Transition:
        days = config.appeal_window_days
        until = workdays.due_after(at, days, calendar)
        return casework.approve(case, person, at=at, appeal_until=until, working_days=days, text=text, **others)

    return approve


@app.post("/tasks/<case_id>/preview")
def preview(case_id: str) -> Response[str]:
    # The templates are slow to load, and only whoever decides or reviews needs them.
    from functions.tasks.preview import preview as rendered  # noqa: PLC0415

    caller = staff.caller()
    case = _seen(case_id, caller)
    request = staff.request(PreviewRequest)
    appeal_until = workdays.due_after(caller.at, config.appeal_window_days, calendar)
    mail = rendered(case, request.outcome, request.message_to_enterprise, appeal_until=appeal_until, now=caller.at)
    return http.answer(200, {"subject": mail.subject, "html": mail.html})


@app.post("/tasks/<case_id>/resume")
def resume(case_id: str) -> Response[str]:
    return _act(case_id, Action.RESUME, ActionRequest, lambda *_: casework.resume)


@logger.inject_lambda_context
@offices.in_force(units)
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    if "Records" in event:
        return refusals.take_down(event["Records"], cases, logger)
    return app.resolve(event)


def _record(refusal: Refusal) -> None:
    """Has the attempt taken down behind the answer's back; that this fails now and then must not change the answer."""
    message = refusals.message(refusal)
    try:
        refused.send(message)
    except RetryLater:
        logger.exception("a refusal could not be recorded", extra=message)
        count("RefusalLost")


def _seen(case_id: str, caller: Caller, action: str = "view") -> Case:
    return decisions.seen(cases, case_id, caller, action, _record)


def _with(who: Caller, request: ActionRequest) -> Any:
    return {"at": who.at, "version": request.version, "staff": who.staff}


def _act[M: ActionRequest](
    case_id: str, action: Action, model: type[M], step: Callable[[M, Caller], Step]
) -> Response[str]:
    """Who calls, may they see it, may they do it, and only then what they sent."""
    caller = staff.caller()
    case = decisions.admitted(cases, case_id, caller, action, _record)
    request = staff.request(model)
    made = step(request, caller)
    after = decisions.act(
        cases, case, caller, action, lambda case: made(case, caller.person, **_with(caller, request)), _record
    )
    logger.info("case moved", extra={"case_id": case_id, "action": action, "by": caller.person.staff_code})
    if action is Action.REVIEW and after.state is CaseState.DECIDED:
        count("CaseDecided")
    return _file(after, caller)


def _file(case: Case, caller: Caller) -> Response[str]:
    file = cases.first_page(case, refusals=caller.person.has(Role.INSPECTOR))
    arrived = decisions.arrived(file, files)
    older = _older(case, caller, file.timeline)
    return http.answer(200, views.file_view(file, caller.person, caller.staff, arrived, caller.at, older=older))


def _older(case: Case, caller: Caller, entries: Sequence[Entry]) -> str | None:
    """The cursor of the page before these entries."""
    if not entries or entries[0].number == 1:
        return None
    return cursors.give(str(entries[0].number), *_timeline_of(case, caller))


def _timeline_of(case: Case, caller: Caller) -> tuple[str, ...]:
    return caller.person.staff_code, "timeline", case.case_id


def _load() -> None:
    """All that a request may need, before the first one comes."""
    for request in (
        ActionRequest,
        AssignRequest,
        DecideRequest,
        DeskRequest,
        EvidenceRequest,
        NewTextRequest,
        NoteRequest,
        PreviewRequest,
        ReviewRequest,
        SeenRequest,
        TextRequest,
    ):
        request.model_rebuild()
    items.load(Case, Desk, Entry, Evidence, News, Notice, Refusals, StartingText)
    refusals.messages()
    for module in ("functions.tasks.list_export", "functions.tasks.paper", "functions.tasks.preview", "itsdangerous"):
        import_module(module)


snapshot.prepare(_load)
