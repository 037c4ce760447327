"""The statistics API: figures, and the same as files."""

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.report import decisions
from functions.report.config import Config
from functions.report.query import Query, parse_query
from hailong import http
from hailong.adapters import dynamodb
from hailong.adapters.counters import DynamoCounters
from hailong.config import read
from hailong.identity import staff
from hailong.times import now, vietnamese_day

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import Response
    from aws_lambda_powertools.utilities.typing import LambdaContext

logger = Logger(service="report")
config = read(Config)
counters = DynamoCounters(dynamodb.client(), config.counters_table)
app = http.new_app(logger)


@app.get("/statistics")
def get_statistics() -> "Response[str]":
    person = staff(app.current_event.raw_event)
    return http.answer(200, decisions.statistics(_query(), person, counters))


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: "LambdaContext") -> dict[str, Any]:
    return http.run(app, event, context)


def _query() -> Query:
    return parse_query(app.current_event.query_string_parameters or {}, today=vietnamese_day(now()))
