"""The routes of the statistics API, as `openapi.json` tells of them."""

from functions.report import answers
from functions.report.query import DAY, Compare, Format, Locale
from hailong.edge.api import Answer, Caller, Operation, Parameter, form
from hailong.statistics.periods import QUARTER, Bucket
from hailong.statistics.units import FORM as UNIT

_TAG = "Statistics"
_DAY = form(DAY, format="date")
_CSV, _XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_QUESTION = (
    Parameter(
        name="unit",
        about="`department` (unless given), `office:20CF`, `team:20CF-01` or `officer:20CF-0012`",
        schema=form(UNIT),
        example="office:20CF",
    ),
    Parameter(name="from", about="The first day; 1 January unless given", schema=_DAY, example="2026-01-01"),
    Parameter(name="to", about="The last day; today unless given", schema=_DAY, example="2026-06-20"),
    Parameter(
        name="bucket",
        about="The steps of the series",
        schema={"type": "string", "enum": [bucket.value for bucket in Bucket], "default": "month"},
    ),
    Parameter(
        name="compare",
        about="The period beside it: as long, right before (of whole months, as many), or the same of last year",
        schema={"type": "string", "enum": [one.value for one in Compare], "default": "before"},
    ),
    Parameter(name="compare_from", about="The first day of the period beside it", schema=_DAY),
    Parameter(name="compare_to", about="Its last day", schema=_DAY),
)
_SEEN = {403: ("forbidden",)}
_ASKED = _SEEN | {404: ("unit_not_found",), 422: ("range_too_long",)}

OPERATIONS = (
    Operation(
        method="GET",
        path="/statistics",
        name="get_statistics",
        about="The figures of a unit and a range of days, and of the period before",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=_QUESTION,
        answers={200: Answer(about="The figures", model=answers.StatisticsAnswer)},
        problems=_ASKED,
    ),
    Operation(
        method="GET",
        path="/statistics/export",
        name="export_statistics",
        about="The same as a file",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(
            *_QUESTION,
            Parameter(
                name="format",
                about="The kind of file",
                schema={"type": "string", "enum": [form.value for form in Format], "default": "xlsx"},
            ),
            Parameter(
                name="locale",
                about="How a CSV is written: `vi` for a Vietnamese spreadsheet (semicolons, decimal commas), or `en`",
                schema={"type": "string", "enum": [one.value for one in Locale], "default": "en"},
            ),
        ),
        answers={200: Answer(about="The file", media=(_XLSX, _CSV))},
        problems=_ASKED,
    ),
    Operation(
        method="GET",
        path="/statistics/cdci",
        name="get_cdci",
        about="The evidence of a quarter for the CDCI index",
        tag=_TAG,
        caller=Caller.STAFF,
        parameters=(
            Parameter(
                name="quarter", about="Such as `2026-Q1`", schema=form(QUARTER), required=True, example="2026-Q1"
            ),
        ),
        answers={200: Answer(about="A workbook", media=(_XLSX,))},
        problems=_SEEN,
    ),
)
