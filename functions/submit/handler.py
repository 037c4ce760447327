"""The enterprise API: clearances and ratings in, answers out."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.submit import bulk, decisions, views, waiting
from functions.submit.config import Config
from functions.submit.requests import BulkClearanceRequest, BulkRequest, ClearanceRequest, RatingRequest
from hailong import http
from hailong.adapters import dynamodb
from hailong.adapters.cases import DynamoCaseStore
from hailong.adapters.ratings import DynamoRatingStore
from hailong.clearance import Clearance
from hailong.config import read
from hailong.declaration import declaration_digits, declaration_key
from hailong.errors import FieldError, Invalid
from hailong.identity import client_id
from hailong.metrics import count
from hailong.rating import Rating
from hailong.tax_code import normalise_tax_code
from hailong.times import now
from hailong.words import RatingStatus

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.utilities.typing import LambdaContext

CLEARANCE_WRITE, RATING_WRITE, RATING_READ = (
    "hailong/clearance.write",
    "hailong/rating.write",
    "hailong/rating.read",
)

BULK_LIMIT = 512 * 1024

logger = Logger(service="submit")
config = read(Config)
_client = dynamodb.client()
ratings = DynamoRatingStore(_client, config.ratings_table)
window = timedelta(days=config.rating_window_days)
cases = DynamoCaseStore(_client, config.cases_table)
app = http.new_app(logger)


def _checked(field: str, check: Any, text: str) -> str:
    try:
        return str(check(text))
    except ValueError as error:
        raise Invalid([FieldError(field, str(error))]) from error


@app.put("/clearances/<declaration_no>")
def put_clearance(declaration_no: str) -> "Response[str]":
    event = app.current_event.raw_event
    vendor = client_id(event, CLEARANCE_WRITE)
    number = _checked("declaration_no", declaration_digits, http.path_value(declaration_no))
    request = http.parse(ClearanceRequest, http.body(event))
    moment = now()
    registered = _take_in(request.to_clearance(number, recorded_at=moment, client_id=vendor), moment)
    return http.answer(201 if registered.new else 200, views.clearance_view(registered.clearance))


@app.post("/clearances")
def post_clearances() -> "Response[str]":
    event = app.current_event.raw_event
    vendor = client_id(event, CLEARANCE_WRITE)
    request = http.parse(BulkRequest, http.body(event, BULK_LIMIT))
    moment = now()

    def taken_in(item: Any) -> views.BulkResult:
        asked = http.parse(BulkClearanceRequest, item)
        clearance = asked.to_clearance(asked.declaration_no, recorded_at=moment, client_id=vendor)
        registered = _take_in(clearance, moment)
        return {"status": 201 if registered.new else 200, **views.clearance_view(registered.clearance)}

    return http.answer(200, {"results": [bulk.result(item, taken_in) for item in request.clearances]})


@app.get("/clearances/missing")
def get_missing() -> "Response[str]":
    client_id(app.current_event.raw_event, CLEARANCE_WRITE)
    return http.answer(200, views.missing_view(waiting.missing(ratings, now=now())))


@app.post("/ratings")
def post_rating() -> "Response[str]":
    event = app.current_event.raw_event
    vendor = client_id(event, RATING_WRITE)
    request = http.parse(RatingRequest, http.body(event))
    rated = decisions.rate(
        ratings,
        request.to_rating(received_at=now(), client_id=vendor),
        window=window,
    )
    if rated.new:
        _count(rated.rating)
    return http.answer(views.status_of(rated), views.rating_view(rated.rating))


@app.get("/ratings/<declaration_no>")
def get_rating(declaration_no: str) -> "Response[str]":
    event = app.current_event.raw_event
    client_id(event, RATING_READ)
    key = _checked("declaration_no", declaration_key, http.path_value(declaration_no))
    tax_code = _checked("tax_code", normalise_tax_code, app.current_event.get_query_string_value("tax_code", ""))
    return http.answer(200, views.answer_view(decisions.look_up(ratings, cases, key, tax_code)))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    if event.get("sweep"):
        return _sweep()
    return http.run(app, event, context)


def _take_in(clearance: Clearance, moment: datetime) -> decisions.Registered:
    registered = decisions.take_in(ratings, clearance, now=moment, window=window)
    if registered.new:
        count("ClearanceRegistered")
    for rating in registered.settled:
        _count(rating)
    return registered


def _count(rating: Rating) -> None:
    count(f"Rating{''.join(word.capitalize() for word in rating.status.split('_'))}")
    if rating.negative and rating.status is RatingStatus.ACCEPTED:
        count("NegativeRating")


def _sweep() -> dict[str, Any]:
    settled = waiting.sweep(ratings, now=now(), window=window)
    for rating in settled:
        _count(rating)
    logger.info("swept", extra={"settled": len(settled)})
    return {"settled": len(settled)}
