"""The staff API: the queue, case files, and the actions on a case."""

import base64
import binascii
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.tasks import decisions, views
from functions.tasks.config import Config
from functions.tasks.requests import ActionRequest, DecideRequest, NoteRequest, ReviewRequest
from hailong import casework, http, workdays
from hailong.adapters import dynamodb
from hailong.adapters.cases import DynamoCaseQueue, DynamoCaseStore
from hailong.case import Case
from hailong.casework import Move
from hailong.config import read
from hailong.errors import FieldError, Invalid
from hailong.identity import staff
from hailong.times import now
from hailong.words import CaseState

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.utilities.typing import LambdaContext

MAX_PAGE = 100

logger = Logger(service="tasks")
config = read(Config)
_client = dynamodb.client()
cases = DynamoCaseStore(_client, config.cases_table)
queue = DynamoCaseQueue(_client, config.cases_table)
calendar = workdays.vietnamese_calendar()
app = http.new_app(logger)


@app.get("/tasks")
def get_queue() -> "Response[str]":
    moment = now()
    person = staff(app.current_event.raw_event)
    page = decisions.search(queue, person, _search(app.current_event.query_string_parameters or {}), now=moment)
    return http.answer(
        200,
        {
            "items": [views.item_view(case, moment) for case in page.cases],
            "cursor": base64.urlsafe_b64encode(page.last.encode()).decode() if page.last else None,
        },
    )


@app.get("/tasks/<case_id>")
def get_file(case_id: str) -> "Response[str]":
    person = staff(app.current_event.raw_event)
    return http.answer(200, views.file_view(decisions.case_file(cases, case_id, person), person, now()))


@app.post("/tasks/<case_id>/claim")
def claim(case_id: str) -> "Response[str]":
    person, moment, request = staff(app.current_event.raw_event), now(), _request(ActionRequest)
    return _acted(case_id, lambda case: casework.claim(case, person, at=moment, version=request.version))


@app.post("/tasks/<case_id>/release")
def release(case_id: str) -> "Response[str]":
    person, moment, request = staff(app.current_event.raw_event), now(), _request(ActionRequest)
    return _acted(case_id, lambda case: casework.release(case, person, at=moment, version=request.version))


@app.post("/tasks/<case_id>/note")
def note(case_id: str) -> "Response[str]":
    person, moment, request = staff(app.current_event.raw_event), now(), _request(NoteRequest)
    return _acted(case_id, lambda case: casework.note(case, person, request.text, at=moment, version=request.version))


@app.post("/tasks/<case_id>/decide")
def decide(case_id: str) -> "Response[str]":
    person, moment, request = staff(app.current_event.raw_event), now(), _request(DecideRequest)
    return _acted(
        case_id,
        lambda case: casework.decide(case, person, request.to_ruling(), at=moment, version=request.version),
    )


@app.post("/tasks/<case_id>/review")
def review(case_id: str) -> "Response[str]":
    person, moment, request = staff(app.current_event.raw_event), now(), _request(ReviewRequest)
    if not request.approve:
        return _acted(
            case_id,
            lambda case: casework.send_back(case, person, request.note or "", at=moment, version=request.version),
        )
    appeal_until = workdays.due_after(moment, config.appeal_window_days, calendar)
    return _acted(
        case_id,
        lambda case: casework.approve(
            case, person, at=moment, appeal_until=appeal_until, text=request.note or "", version=request.version
        ),
    )


@app.post("/tasks/<case_id>/resume")
def resume(case_id: str) -> "Response[str]":
    person, moment, request = staff(app.current_event.raw_event), now(), _request(ActionRequest)
    return _acted(case_id, lambda case: casework.resume(case, person, at=moment, version=request.version))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return http.run(app, event, context)


def _acted(case_id: str, move: Callable[[Case], Move]) -> "Response[str]":
    person = staff(app.current_event.raw_event)
    file = decisions.act(cases, case_id, person, move)
    logger.info("case moved", extra={"case_id": case_id, "action": file.timeline[-1].action, "by": person.staff_code})
    return http.answer(200, views.file_view(file, person, now()))


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
        states=parsed("state", lambda text: tuple(CaseState(name) for name in text.split(",")), ()),
        office=parameters.get("office") or None,
        assignee=parameters.get("assignee") or None,
        overdue=parsed("overdue", _flag, None),
        after=parsed("cursor", _cursor, None),
        limit=parsed("limit", _limit, 25),
    )
    if errors:
        raise Invalid(errors)
    return wanted


def _flag(text: str) -> bool | None:
    if text not in {"true", "false"}:
        raise ValueError("must be true or false")
    return text == "true"


def _limit(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MAX_PAGE:
        raise ValueError(f"must be a number from 1 to {MAX_PAGE}")
    return int(text)


def _cursor(text: str) -> str | None:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("is not a cursor of ours") from None
