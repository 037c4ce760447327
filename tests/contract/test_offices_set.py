"""Offices and teams that an operator has set, as the functions know them afterwards."""

import importlib
from datetime import date, timedelta
from types import ModuleType
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.stub import Stubber

from hailong.adapters.dynamodb.offices import KEPT_FOR, LOOKED_ANEW, DynamoOffices
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.offices import Offices, in_force, packaged, team_name
from hailong.vocabulary.times import now
from local.offices import OfficesKept, merged, read_entries
from local.progress import CannotGoOn
from tests import samples
from tests.aws import REGION
from tests.contract.submit_desk import NUMBER, SubmitDesk, clearance, rating

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HEAD = "code,vi,en,short,valid_from,valid_to\n"
HA_LONG = "20CH,Hải quan Hạ Long,Hạ Long Customs,Hạ Long,2026-01-01,\n"
TODAY = date(2026, 6, 20)


def _with(rows: str, there: Offices | None = None) -> Offices:
    return merged(there or packaged(), read_entries(HEAD + rows), TODAY)


def test_they_are_kept_at_once_with_what_was_before(dynamodb: "DynamoDBClient", offices_table: str) -> None:
    kept = OfficesKept(dynamodb, offices_table)
    assert kept.current() == (packaged(), 0)
    first = _with(HA_LONG)
    kept.put(first, after=0, at=samples.RATED)
    there, version = kept.current()
    assert (there.entries, version) == (first.entries, 1)
    kept.put(_with("20CH-01,Đội Một,Team One,Một,2026-01-01,\n", there), after=version, at=samples.RATED)
    with pytest.raises(CannotGoOn, match="somebody else has changed"):
        kept.put(first, after=version, at=samples.RATED)
    with pytest.raises(CannotGoOn, match="somebody else has changed"):
        kept.put(first, after=0, at=samples.RATED)
    assert kept.current()[1] == 2
    kinds = sorted(item["sk"]["S"] for item in dynamodb.scan(TableName=offices_table)["Items"])
    assert kinds == ["CURRENT", "VERSION#000001", "VERSION#000002"]


def test_a_function_reads_them_when_needed_and_then_for_minutes_no_more() -> None:
    client = boto3.client("dynamodb", region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x")
    moments = [samples.RATED]
    with Stubber(client) as stub:
        known = DynamoOffices(lambda: client, "offices", lambda: moments[-1])
        stub.add_client_error("get_item", "InternalServerError", http_status_code=400)
        with pytest.raises(RetryLater):
            known()
        stub.add_response("get_item", {})
        assert known() is packaged()
        moments.append(samples.RATED + KEPT_FOR - timedelta(seconds=1))
        assert known() is packaged()
        stub.assert_no_pending_responses()
        moments.append(samples.RATED + KEPT_FOR)
        stub.add_client_error("get_item", "InternalServerError", http_status_code=400)
        # Whoever has them goes on with them.
        assert known() is packaged()
        stub.assert_no_pending_responses()


def test_a_code_that_is_not_known_is_looked_for_once_more_and_not_each_time(
    dynamodb: "DynamoDBClient", offices_table: str
) -> None:
    moments = [samples.RATED]
    known = DynamoOffices(lambda: dynamodb, offices_table, lambda: moments[-1])
    assert known("20CH").of("20CH") == ()
    OfficesKept(dynamodb, offices_table).put(_with(HA_LONG), after=0, at=samples.RATED)
    assert known("20CH").of("20CH") == ()
    moments.append(samples.RATED + LOOKED_ANEW)
    assert known("20CF").of("20CH") == ()
    assert known("20CH").of("20CH")


def test_the_name_of_a_new_team_is_looked_for_with_its_office(dynamodb: "DynamoDBClient", offices_table: str) -> None:
    moments = [samples.RATED]
    with in_force(DynamoOffices(lambda: dynamodb, offices_table, lambda: moments[-1])):
        assert team_name("20CH", "01", TODAY) == "Đội 01"
        one = _with(f"{HA_LONG}20CH-01,Đội Một,Team One,Một,2026-01-01,\n")
        OfficesKept(dynamodb, offices_table).put(one, after=0, at=samples.RATED)
        moments.append(samples.RATED + LOOKED_ANEW)
        assert team_name("20CH", "01", TODAY) == "Đội Một"


def _started(submit: ModuleType) -> SubmitDesk:
    """The function as a process starts it: what it has read of offices before is forgotten."""
    return SubmitDesk(importlib.reload(submit))


def _cleared(desk: SubmitDesk, number: str, office: str) -> int:
    body, at = clearance(office=office), {"declaration_no": number}
    return desk.send("PUT", "/clearances/{declaration_no}", body, at=at).status


def test_a_new_office_clears_lots_and_no_code_that_nobody_has_set(
    submit: ModuleType, dynamodb: "DynamoDBClient", offices_table: str
) -> None:
    OfficesKept(dynamodb, offices_table).put(_with(HA_LONG), after=0, at=now())
    desk = _started(submit)
    assert _cleared(desk, NUMBER, "20CH") == 201
    assert _cleared(desk, "103027528811", "20CI") == 422
    # A team is none, either.
    assert _cleared(desk, "103027528811", "20CH-01") == 422


def test_no_rating_reads_them(submit: ModuleType, dynamodb: "DynamoDBClient", offices_table: str) -> None:
    _started(submit).clear()
    dynamodb.delete_table(TableName=offices_table)
    assert _started(submit).send("POST", "/ratings", rating()).status == 201
    assert _cleared(_started(submit), "103027528811", "20CF") == 503
