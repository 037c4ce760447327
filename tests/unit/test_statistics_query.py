from datetime import date

import pytest

from functions.report.query import Format, Query, parse_format, parse_quarter, parse_query
from hailong.statistics.periods import Bucket, Range
from hailong.statistics.units import DEPARTMENT, Unit, UnitKind
from hailong.vocabulary.errors import Invalid

TODAY = date(2026, 11, 24)


def test_without_anything_it_is_the_department_this_year_by_month() -> None:
    expected = Query(unit=DEPARTMENT, within=Range(date(2026, 1, 1), TODAY), bucket=Bucket.MONTH, today=TODAY)
    assert parse_query({}, today=TODAY) == parse_query({"unit": "", "from": "", "bucket": ""}, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("department", DEPARTMENT),
        ("office:20CF", Unit(UnitKind.OFFICE, "20CF")),
        ("team:20CF-01", Unit(UnitKind.TEAM, "20CF-01")),
        ("officer:20CF-0012", Unit(UnitKind.OFFICER, "20CF-0012")),
    ],
)
def test_a_unit_is_read_back_from_its_text(text: str, unit: Unit) -> None:
    assert parse_query({"unit": text}, today=TODAY).unit == unit
    assert str(unit) == text


@pytest.mark.parametrize(
    ("parameters", "fields"),
    [
        ({"unit": "office"}, {"unit"}),
        ({"unit": "office:"}, {"unit"}),
        ({"unit": "office:20cf"}, {"unit"}),
        ({"unit": "department:20CF"}, {"unit"}),
        ({"unit": "officer:a b"}, {"unit"}),
        ({"unit": "officer:20CF\x00"}, {"unit"}),
        ({"unit": 'officer:20CF-1"; filename=x'}, {"unit"}),
        ({"unit": "team:20CF-../1"}, {"unit"}),
        ({"from": "2026-02-30"}, {"from"}),
        ({"from": "20260101"}, {"from"}),
        ({"from": "2026-W01-1"}, {"from"}),
        ({"from": "2026-01-02", "to": "2026-01-01"}, {"to"}),
        ({"bucket": "week"}, {"bucket"}),
        ({"bucket": "day", "from": "2010-01-01", "to": "2026-01-01"}, {"bucket"}),
        ({"compare_from": "2026-01-01"}, {"compare_to"}),
        ({"compare_to": "2026-01-01"}, {"compare_from"}),
        ({"compare_from": "2026-01-02", "compare_to": "2026-01-01"}, {"compare_to"}),
        ({"unit": "x", "from": "y", "to": "z", "bucket": "w"}, {"unit", "from", "to", "bucket"}),
        ({"from": "0001-01-01", "bucket": "year"}, {"from"}),
        ({"to": "9999-12-31"}, {"to"}),
    ],
)
def test_every_parameter_that_is_wrong_is_named(parameters: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        parse_query(parameters, today=TODAY)
    assert {error.field for error in refused.value.errors} == fields


def test_the_same_of_last_year_can_be_asked_for_by_name() -> None:
    query = parse_query({"from": "2026-04-01", "to": "2026-06-30", "compare": "last_year"}, today=TODAY)
    assert query.beside(query.within) == Range(date(2025, 4, 1), date(2025, 6, 30))
    usual = parse_query({"from": "2026-04-01", "to": "2026-06-30", "compare": "before"}, today=TODAY)
    assert usual.beside(usual.within) == Range(date(2026, 1, 1), date(2026, 3, 31))
    with pytest.raises(Invalid):
        parse_query({"compare": "last_year", "compare_from": "2026-01-01", "compare_to": "2026-01-02"}, today=TODAY)


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"from": "2010-01-01", "to": "2026-01-01", "bucket": "year"}, "to"),
        ({"compare_from": "2010-01-01", "compare_to": "2026-01-01"}, "compare_to"),
    ],
)
def test_a_range_of_more_than_ten_years_is_refused(parameters: dict[str, str], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_query(parameters, today=TODAY)
    assert (refused.value.code, [error.field for error in refused.value.errors]) == ("range_too_long", [field])


def test_a_quarter_must_be_named() -> None:
    assert parse_quarter({"quarter": "2026-Q1"}) == Range(date(2026, 1, 1), date(2026, 3, 31))
    for parameters in ({}, {"quarter": ""}, {"quarter": "2026"}):
        with pytest.raises(Invalid):
            parse_quarter(parameters)


def test_a_file_is_a_workbook_unless_csv_is_asked_for() -> None:
    assert (parse_format({}), parse_format({"format": "csv"})) == (Format.XLSX, Format.CSV)
    with pytest.raises(Invalid):
        parse_format({"format": "pdf"})
