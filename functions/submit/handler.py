"""The enterprise API: clearances and ratings in, answers out; the pages behind links are in `public`."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.submit import bulk, decisions, events, views, waiting
from functions.submit.config import Config
from functions.submit.requests import (
    AppealRequest,
    BulkClearanceRequest,
    BulkRequest,
    ClearanceRequest,
    CorrectionRequest,
    HelpedRequest,
    MissingQuery,
    RatingRequest,
)
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.offices import DynamoOffices
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.secretsmanager import SigningKeys
from hailong.edge import correlation, http, snapshot
from hailong.edge.config import read
from hailong.edge.identity import client_id
from hailong.edge.routing import Response
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary import offices
from hailong.vocabulary.declaration import declaration_digits, declaration_key
from hailong.vocabulary.errors import FieldError, Invalid
from hailong.vocabulary.tax_code import normalise_tax_code
from hailong.vocabulary.times import now, vietnamese_day

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from functions.submit.answers import ClearanceAnswer
    from functions.submit.corrections import Corrections
    from functions.submit.public import PublicDesk
    from hailong.adapters.dynamodb.cases import DynamoCaseStore

CLEARANCE_WRITE, RATING_WRITE, RATING_READ = (
    "hailong/clearance.write",
    "hailong/rating.write",
    "hailong/rating.read",
)

BULK_LIMIT = 512 * 1024
MOST_WAITING = 5_000
"""Ratings without a clearance that a client may leave a day: forty times what comes in at all."""
SWEEP_RESERVE = 9_000
"""Milliseconds that a sweep leaves for what it is in the middle of, and for what is told in the end."""

logger = Logger(service="submit")
config = read(Config)
_client = dynamodb.client()
ratings = DynamoRatingStore(_client, config.ratings_table)
secrets = SigningKeys(config.signing_secret, now)
units = DynamoOffices(lambda: _client, config.offices_table, now)
window = timedelta(days=config.rating_window_days)
app = http.new_app(logger)


# ---------------------------------------------------------------- the customs system


@app.put("/clearances/<declaration_no>")
def put_clearance(declaration_no: str) -> Response[str]:
    event = app.current_event.raw_event
    vendor = client_id(event, CLEARANCE_WRITE)
    http.query(event)
    number = _checked("declaration_no", declaration_digits, http.path_value(declaration_no))
    request = http.parse(ClearanceRequest, http.body(event))
    moment = now()
    registered = _register(request.to_clearance(number, recorded_at=moment, client_id=vendor), moment)
    return http.answer(201 if registered.new else 200, _clearance_view(registered.clearance))


@app.post("/clearances")
def post_clearances() -> Response[str]:
    event = app.current_event.raw_event
    vendor = client_id(event, CLEARANCE_WRITE)
    http.query(event)
    request = http.parse(BulkRequest, http.body(event, BULK_LIMIT))
    moment = now()

    def registered(item: Any) -> dict[str, Any]:
        asked = http.parse(BulkClearanceRequest, item)
        clearance = asked.to_clearance(asked.declaration_no, recorded_at=moment, client_id=vendor)
        registered = _register(clearance, moment)
        return {"status": 201 if registered.new else 200, **_clearance_view(registered.clearance)}

    return http.answer(200, {"results": [bulk.result(item, registered) for item in request.clearances]})


@app.get("/clearances/missing")
def get_missing() -> Response[str]:
    event = app.current_event.raw_event
    client_id(event, CLEARANCE_WRITE)
    asked = http.parse(MissingQuery, http.query(event, "limit", "cursor"))
    items, following = waiting.missing_page(ratings, now=now(), after=asked.after(), limit=asked.limit)
    return http.answer(200, views.missing_view(items, following))


# ---------------------------------------------------------------- declaration software


@app.post("/ratings")
def post_rating() -> Response[str]:
    event = app.current_event.raw_event
    vendor = client_id(event, RATING_WRITE)
    http.query(event)
    request = http.parse(RatingRequest, http.body(event))
    check_key = _check_of(request.rating_key)
    rating = request.to_rating(received_at=now(), client_id=vendor, correlation_id=correlation.current())
    rated = decisions.rate(ratings, rating, window=window, check_key=check_key, may_wait=_may_wait)
    events.rated(rated)
    return http.answer(views.status_of(rated), views.rating_view(rated.rating))


@app.get("/ratings/<declaration_no>")
def get_rating(declaration_no: str) -> Response[str]:
    event = app.current_event.raw_event
    client_id(event, RATING_READ)
    key = _checked("declaration_no", declaration_key, http.path_value(declaration_no))
    tax_code = _checked("tax_code", normalise_tax_code, http.query(event, "tax_code").get("tax_code", ""))
    answer = decisions.look_up(ratings, cases(), key, tax_code)
    return http.conditional_answer(event, views.answer_view(corrections().told(answer, now=now())))


@app.post("/ratings/<declaration_no>/correct")
def post_correction(declaration_no: str) -> Response[str]:
    event = app.current_event.raw_event
    client_id(event, RATING_WRITE)
    http.query(event)
    key = _checked("declaration_no", declaration_key, http.path_value(declaration_no))
    request = http.parse(CorrectionRequest, http.body(event))
    from functions.submit.corrections import correct  # noqa: PLC0415

    def found() -> Rating:
        return decisions.own_rating(ratings, key, request.tax_code)

    answer = correct(corrections(), found, cases(), request.instead_of, at=now())
    events.corrected()
    return http.answer(200, views.answer_view(corrections().told(answer, now=now())))


@app.post("/ratings/<declaration_no>/appeal")
def post_appeal(declaration_no: str) -> Response[str]:
    event = app.current_event.raw_event
    client_id(event, RATING_WRITE)
    http.query(event)
    key = _checked("declaration_no", declaration_key, http.path_value(declaration_no))
    request = http.parse(AppealRequest, http.body(event))
    answer = decisions.look_up(ratings, cases(), key, request.tax_code)
    moment = now()
    case = decisions.appeal(
        cases(),
        answer.rating.case_id,
        request.reason,
        at=moment,
        due_at=_due_after(moment),
        working_days=config.working_days_to_decide,
    )
    events.appealed()
    return http.answer(201, views.answer_view(decisions.Answer(answer.rating, case)))


@app.post("/ratings/<declaration_no>/helped")
def post_helped(declaration_no: str) -> Response[str]:
    event = app.current_event.raw_event
    client_id(event, RATING_WRITE)
    http.query(event)
    key = _checked("declaration_no", declaration_key, http.path_value(declaration_no))
    request = http.parse(HelpedRequest, http.body(event))
    answer = decisions.look_up(ratings, cases(), key, request.tax_code)
    said = decisions.say_helped(cases(), answer.rating.case_id, request.helped, request.why or None, at=now())
    events.helped(said)
    return http.answer(201 if said.new else 200, views.answer_view(decisions.Answer(answer.rating, said.case)))


# ---------------------------------------------------------------- anyone who has been given the link


@app.page("/rate/<rating_key>")
def get_rate(rating_key: str) -> Response[str]:
    return _public().rate_form(app.current_event.raw_event, http.path_value(rating_key))


@app.post("/rate/<rating_key>")
def post_rate(rating_key: str) -> Response[str]:
    return _public().rate(app.current_event.raw_event, http.path_value(rating_key))


@app.post("/rate/<rating_key>/correct")
def post_rate_correction(rating_key: str) -> Response[str]:
    return _public().correct(app.current_event.raw_event, http.path_value(rating_key))


@app.page("/answers/<token>")
def get_answer(token: str) -> Response[str]:
    return _public().answer(app.current_event.raw_event, http.path_value(token))


@app.post("/answers/<token>/appeal")
def post_answer_appeal(token: str) -> Response[str]:
    return _public().appeal(app.current_event.raw_event, http.path_value(token))


@app.post("/answers/<token>/helped")
def post_answer_helped(token: str) -> Response[str]:
    return _public().helped(app.current_event.raw_event, http.path_value(token))


@app.page("/invitations/<token>")
def get_invitations(token: str) -> Response[str]:
    return _public().invitations(app.current_event.raw_event, http.path_value(token))


@app.post("/invitations/<token>")
def post_invitations(token: str) -> Response[str]:
    return _public().choose_invitations(app.current_event.raw_event, http.path_value(token))


@app.get("/openapi.json")
def get_openapi() -> Response[str]:
    return http.conditional_text(app.current_event.raw_event, _openapi())


@logger.inject_lambda_context
@offices.in_force(units)
@correlation.followed(logger)
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    if event.get("sweep"):
        return _sweep(context)
    return app.resolve(event)


def _register(clearance: Clearance, moment: datetime) -> decisions.Registered:
    registered = decisions.register_and_match(ratings, clearance, now=moment, window=window)
    events.registered(registered)
    return registered


def _clearance_view(clearance: Clearance) -> "ClearanceAnswer":
    return views.clearance_view(clearance, secrets(), http.api_url(app.current_event.raw_event))


def _check_of(rating_key: str | None) -> decisions.KeyCheck:
    if rating_key is not None:
        return decisions.key_check(secrets(), rating_key)
    if config.rating_key == "required":
        raise Invalid([FieldError("rating_key", "is required: it came with the clearance")])
    return decisions.no_key_needed


def _may_wait(rating: Rating) -> bool:
    return ratings.count_waiting(rating.client_id, vietnamese_day(rating.received_at), MOST_WAITING)


def _sweep(context: "LambdaContext") -> dict[str, Any]:
    moment = now()
    swept = waiting.sweep(
        ratings, now=moment, window=window, enough=lambda: context.get_remaining_time_in_millis() < SWEEP_RESERVE
    )
    missing = sum(1 for _ in waiting.missing(ratings, now=moment))
    events.swept(swept, missing)
    told = {"settled": len(swept.settled), "skipped": swept.skipped, "done": swept.place is None, "missing": missing}
    logger.info("swept", extra=told)
    return told


def _due_after(moment: datetime) -> datetime:
    """Loads the calendar, for which no rating should have to wait."""
    from hailong.vocabulary import workdays  # noqa: PLC0415

    return workdays.due_after(moment, config.working_days_to_decide, workdays.vietnamese_calendar())


@cache
def cases() -> "DynamoCaseStore":
    """Loads what a case is made of, for which no rating should have to wait."""
    from hailong.adapters.dynamodb.cases import DynamoCaseStore  # noqa: PLC0415

    return DynamoCaseStore(_client, config.cases_table, cause=correlation.current)


@cache
def corrections() -> "Corrections":
    """Likewise."""
    from functions.submit.corrections import Corrections  # noqa: PLC0415
    from hailong.adapters.dynamodb.corrections import DynamoRatingCorrections  # noqa: PLC0415

    return Corrections(
        store=DynamoRatingCorrections(_client, config.ratings_table, config.cases_table, cause=correlation.current),
        within=timedelta(minutes=config.correction_minutes),
    )


@cache
def _public() -> "PublicDesk":
    """Loads the templates, for which no rating through the API should have to wait."""
    from functions.submit.public import PublicDesk  # noqa: PLC0415
    from hailong.adapters.dynamodb.invitations import DynamoOptOuts  # noqa: PLC0415

    return PublicDesk(
        ratings=ratings,
        tries=ratings,
        cases=cases(),
        corrections=corrections(),
        opt_outs=DynamoOptOuts(_client, config.ratings_table),
        secrets=secrets,
        clock=now,
        window=window,
        link_lasts=timedelta(days=config.answer_link_days),
        due_after=_due_after,
        new_nonce=token_urlsafe,
        working_days=config.working_days_to_decide,
        logger=logger,
    )


@cache
def _openapi() -> str:
    return (Path(__file__).parent / "openapi.json").read_text("utf-8")


def _checked(field: str, check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except ValueError as error:
        raise Invalid([FieldError(field, str(error))]) from error


def _load() -> None:
    """All that a request may need, before the first one comes."""
    for request in (
        AppealRequest,
        BulkClearanceRequest,
        BulkRequest,
        ClearanceRequest,
        CorrectionRequest,
        HelpedRequest,
        RatingRequest,
    ):
        request.model_rebuild()
    from hailong.cases.case import Case  # noqa: PLC0415

    items.load(Clearance, Rating, Case)
    _public()
    _openapi()
    _due_after(now())


snapshot.prepare(_load)
