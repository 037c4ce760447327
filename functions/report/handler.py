"""The statistics API: figures, and the same as files."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from functions.report import decisions
from functions.report.config import Config
from functions.report.csv_export import to_csv
from functions.report.further_tables import all_tables
from functions.report.query import Format, Query, parse_format, parse_locale, parse_quarter, parse_query
from functions.report.tables import heading
from hailong.adapters import aws
from hailong.adapters.cognito import CognitoStaffDirectory
from hailong.adapters.dynamodb import client as dynamodb
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.adapters.dynamodb.offices import DynamoOffices
from hailong.edge import correlation, http, snapshot
from hailong.edge.config import read
from hailong.edge.identity import known_staff
from hailong.edge.routing import Response
from hailong.statistics.periods import Bucket, bucket_of
from hailong.vocabulary import offices
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import now, vietnamese_day

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_ASKED = ("unit", "from", "to", "bucket", "compare", "compare_from", "compare_to")

logger = Logger(service="report")
config = read(Config)
_client = dynamodb.client()
counters = DynamoCounters(_client, config.counters_table)
units = DynamoOffices(lambda: _client, config.offices_table, now)
directory = CognitoStaffDirectory(aws.client("cognito-idp"), config.user_pool_id, now)
app = http.new_app(logger)


@app.get("/statistics")
def get_statistics() -> Response[str]:
    person = _person()
    return http.answer(200, decisions.statistics(_query(), person, counters))


@app.get("/statistics/export")
def get_export() -> Response[bytes]:
    person = _person()
    query, parameters = _query("format", "locale"), _parameters(*_ASKED, "format", "locale")
    form, locale = parse_format(parameters), parse_locale(parameters)
    answer = decisions.statistics(query, person, counters)
    name = f"hailong-{str(query.unit).replace(':', '-')}-{answer['from']}-{answer['to']}"
    if form is Format.CSV:
        return http.download(f"{name}.csv", CSV_TYPE, to_csv(heading(answer), all_tables(answer), locale))
    # Only exports pay for loading the writer of workbooks.
    from functions.report.xlsx_export import to_xlsx  # noqa: PLC0415

    return http.download(f"{name}.xlsx", XLSX_TYPE, to_xlsx(heading(answer), all_tables(answer)))


@app.get("/statistics/cdci")
def get_cdci() -> Response[bytes]:
    person = _person()
    from functions.report.cdci import evidence_pack, pack_query  # noqa: PLC0415 - as above

    query = pack_query(parse_quarter(_parameters("quarter")), vietnamese_day(now()))
    name = f"hailong-cdci-{bucket_of(query.within.first, Bucket.QUARTER)}.xlsx"
    return http.download(name, XLSX_TYPE, evidence_pack(query, person, counters))


@logger.inject_lambda_context
@offices.in_force(units)
@correlation.followed(logger)
def handler(event: dict[str, Any], _context: "LambdaContext") -> dict[str, Any]:
    return app.resolve(event)


def _person() -> Person:
    return known_staff(app.current_event.raw_event, directory, now())


def _query(*others: str) -> Query:
    return parse_query(_parameters(*_ASKED, *others), today=vietnamese_day(now()))


def _parameters(*known: str) -> dict[str, str]:
    return http.query(app.current_event.raw_event, *known)


def _load() -> None:
    """All that a request may need, before the first one comes."""
    for slow in ("functions.report.xlsx_export", "functions.report.cdci"):
        import_module(slow)


snapshot.prepare(_load)
