"""The enterprise API: clearances and ratings in, answers out."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.submit import decisions, views
from functions.submit.config import Config
from functions.submit.requests import ClearanceRequest, RatingRequest
from hailong import http
from hailong.adapters import dynamodb
from hailong.adapters.cases import DynamoCaseStore
from hailong.adapters.ratings import DynamoRatingStore
from hailong.config import read
from hailong.declaration import declaration_digits, declaration_key
from hailong.errors import FieldError, Invalid
from hailong.identity import client_id
from hailong.metrics import count
from hailong.tax_code import normalise_tax_code
from hailong.times import now

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.utilities.typing import LambdaContext

CLEARANCE_WRITE, RATING_WRITE, RATING_READ = (
    "hailong/clearance.write",
    "hailong/rating.write",
    "hailong/rating.read",
)

logger = Logger(service="submit")
config = read(Config)
_client = dynamodb.client()
ratings = DynamoRatingStore(_client, config.ratings_table)
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
    registered = decisions.register(
        ratings, request.to_clearance(number, recorded_at=moment, client_id=vendor), now=moment
    )
    if registered.new:
        count("ClearanceRegistered")
    return http.answer(201 if registered.new else 200, views.clearance_view(registered.clearance))


@app.post("/ratings")
def post_rating() -> "Response[str]":
    event = app.current_event.raw_event
    vendor = client_id(event, RATING_WRITE)
    request = http.parse(RatingRequest, http.body(event))
    rated = decisions.rate(
        ratings,
        request.to_rating(received_at=now(), client_id=vendor),
        window=timedelta(days=config.rating_window_days),
    )
    if rated.new:
        count("RatingAccepted")
        if rated.rating.negative:
            count("NegativeRating")
    return http.answer(201 if rated.new else 200, views.rating_view(rated.rating))


@app.get("/ratings/<declaration_no>")
def get_rating(declaration_no: str) -> "Response[str]":
    event = app.current_event.raw_event
    client_id(event, RATING_READ)
    key = _checked("declaration_no", declaration_key, http.path_value(declaration_no))
    tax_code = _checked("tax_code", normalise_tax_code, app.current_event.get_query_string_value("tax_code", ""))
    return http.answer(200, views.answer_view(decisions.look_up(ratings, cases, key, tax_code)))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return http.run(app, event, context)
