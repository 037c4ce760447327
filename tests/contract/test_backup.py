"""Tables restored into new ones, and what is lost put back; what happened since is left as it is."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.stub import Stubber

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.offices import KEY
from hailong.cases import casework
from hailong.cases.verification import verify
from hailong.vocabulary.offices import packaged
from local.backup import TABLES, Backups, Named, Plan, broken_of, plan, put_back
from local.offices import OfficesKept
from local.progress import CannotGoOn
from tests import samples
from tests.aws import REGION, tables_of_the_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT = datetime(2026, 6, 20, 2, 30, tzinfo=UTC)
NUMBERS = ("103027528701", "103027528811", "103027528921")


@pytest.fixture
def tables(
    dynamodb: "DynamoDBClient",
    ratings_table: str,
    cases_table: str,
    counters_table: str,
    events_table: str,
    offices_table: str,
) -> Named:
    store = DynamoCaseStore(dynamodb, cases_table)
    for number in NUMBERS:
        dynamodb.put_item(TableName=ratings_table, Item=items.clearance_item(samples.clearance(number)))
        dynamodb.put_item(TableName=ratings_table, Item=items.rating_item(samples.accepted_rating(number)))
        store.write(samples.opening(number))
    return {
        "ratings": ratings_table,
        "cases": cases_table,
        "counters": counters_table,
        "events": events_table,
        "offices": offices_table,
    }


@pytest.fixture
def backups(dynamodb: "DynamoDBClient", tables: Named) -> Backups:
    return Backups(dynamodb, tables, "hailong")


def _restored(backups: Backups) -> Named:
    return backups.restore(backups.make(AT))


def _lost(found: Plan) -> list[str]:
    return [*found.why, *found.by_hand]


def test_what_is_backed_up_is_listed_and_restored_into_new_tables_once(
    dynamodb: "DynamoDBClient", backups: Backups, tables: Named
) -> None:
    assert backups.known() == []
    assert backups.make(AT) == "20260620T023000Z"
    assert backups.known() == ["20260620T023000Z"]
    restored = backups.restore("20260620T023000Z")
    assert backups.restore("20260620T023000Z") == restored
    assert restored["cases"] not in (tables["cases"], tables["ratings"])
    assert broken_of(dynamodb, restored["cases"]) == []
    assert _lost(plan(restored, tables, dynamodb, at=AT)) == []
    backups.drop(restored)
    assert restored["cases"] not in dynamodb.list_tables()["TableNames"]
    with pytest.raises(CannotGoOn, match="not made by a restore"):
        backups.drop(tables)


def test_every_table_of_the_template_is_backed_up() -> None:
    assert set(TABLES.values()) == set(tables_of_the_template())


def test_what_is_gone_or_altered_comes_back_and_what_was_done_since_stays(
    dynamodb: "DynamoDBClient", backups: Backups, tables: Named
) -> None:
    restored = _restored(backups)
    store = DynamoCaseStore(dynamodb, tables["cases"])
    gone, altered, worked_on = (f"HL-{number[:-1]}" for number in NUMBERS)
    for sk in ("CASE", "ENTRY#000001"):
        dynamodb.delete_item(TableName=tables["cases"], Key=items.marshal({"pk": gone, "sk": sk}))
    _set(dynamodb, tables["cases"], altered, "ENTRY#000001", "note", "nothing happened")
    _set(dynamodb, tables["ratings"], f"L#{NUMBERS[1][:-1]}", "RATING", "comment", "all was well")
    dynamodb.delete_item(TableName=tables["ratings"], Key=items.clearance_key(NUMBERS[0][:-1]))
    case = store.get(worked_on)
    assert case is not None
    store.write(casework.claim(case, samples.HANDLER, at=samples.RATED))

    found = plan(restored, tables, dynamodb, at=AT)
    assert sorted(_lost(found)) == [
        f"D#{NUMBERS[0][:-1]} CLEARANCE: is gone",
        f"{gone}: is gone",
        f"{altered}: its timeline does not verify",
        f"L#{NUMBERS[1][:-1]} RATING: reads otherwise, and nobody corrected it",
    ]
    put_back(found, dynamodb)
    assert _lost(plan(restored, tables, dynamodb, at=AT)) == []
    for case_id in (gone, altered, worked_on):
        file = store.file(case_id)
        assert file is not None
        assert verify(file).intact
    kept = store.get(worked_on)
    assert kept is not None
    assert kept.assignee == samples.HANDLER.staff_code


def test_entries_that_were_forged_beyond_the_end_go(
    dynamodb: "DynamoDBClient", backups: Backups, tables: Named
) -> None:
    restored = _restored(backups)
    case_id = f"HL-{NUMBERS[0][:-1]}"
    store = DynamoCaseStore(dynamodb, tables["cases"])
    case = store.get(case_id)
    assert case is not None
    forged = casework.claim(case, samples.HANDLER, at=samples.RATED)
    dynamodb.put_item(TableName=tables["cases"], Item=case_items.entry_item(case_id, forged.entry, AT))
    found = plan(restored, tables, dynamodb, at=AT)
    put_back(found, dynamodb)
    file = store.file(case_id)
    assert file is not None
    assert len(file.timeline) == 1
    assert verify(file).intact


def test_what_is_broken_and_has_moved_on_is_nobody_s_to_roll_back(
    dynamodb: "DynamoDBClient", backups: Backups, tables: Named
) -> None:
    restored = _restored(backups)
    store = DynamoCaseStore(dynamodb, tables["cases"])
    case_id = f"HL-{NUMBERS[0][:-1]}"
    case = store.get(case_id)
    assert case is not None
    store.write(casework.claim(case, samples.HANDLER, at=samples.RATED))
    _set(dynamodb, tables["cases"], case_id, "ENTRY#000001", "note", "nothing happened")
    found = plan(restored, tables, dynamodb, at=AT)
    assert (found.why, found.by_hand) == ([], [f"{case_id}: is broken, and has moved on since"])


def test_of_what_vendors_are_told_and_of_offices_comes_back_what_is_gone(
    dynamodb: "DynamoDBClient", backups: Backups, tables: Named
) -> None:
    soon, over = str(int(AT.timestamp()) + 60), str(int(AT.timestamp()) - 60)
    told = {
        ("vendor#HL-1", "EVENT#000001"): {"expires": {"N": soon}},
        ("vendor#HL-1", "LINE"): {},
        ("vendor#HL-2", "EVENT#000001"): {"expires": {"N": over}},
        ("ENDPOINTS", "vendor"): {},
    }
    for (pk, sk), more in told.items():
        dynamodb.put_item(TableName=tables["events"], Item=items.marshal({"pk": pk, "sk": sk}) | more)
    kept = OfficesKept(dynamodb, tables["offices"])
    kept.put(packaged(), after=0, at=AT)
    restored = _restored(backups)
    for pk, sk in told:
        dynamodb.delete_item(TableName=tables["events"], Key=items.marshal({"pk": pk, "sk": sk}))
    dynamodb.delete_item(TableName=tables["offices"], Key=KEY)
    found = plan(restored, tables, dynamodb, at=AT)
    assert sorted(found.why) == [
        "OFFICES CURRENT: is gone",
        "vendor#HL-1 EVENT#000001: is gone",
        "vendor#HL-1 LINE: is gone",
    ]
    assert [line.partition(":")[0] for line in found.look] == ["the endpoint of vendor is gone"]
    put_back(found, dynamodb)
    assert plan(restored, tables, dynamodb, at=AT).why == []
    # What an operator has set since stays.
    kept.put(packaged(), after=1, at=AT)
    assert plan(restored, tables, dynamodb, at=AT).why == []
    assert kept.current()[1] == 2


@pytest.mark.parametrize("to", ["yesterday", "2026-06-20", "2026-06-20T09:30:00"])
def test_what_is_no_backup_and_no_moment_is_refused(backups: Backups, to: str) -> None:
    with pytest.raises(CannotGoOn, match="TO is a backup"):
        backups.restore(to)


def test_a_cloud_without_a_past_says_so(dynamodb: "DynamoDBClient", tables: Named) -> None:
    with pytest.raises(CannotGoOn, match="keeps no past"):
        Backups(dynamodb, tables, "hailong", keeps_past=False).restore("2026-06-20T09:30:00+07:00")


def test_a_moment_is_restored_as_botocore_describes_it() -> None:
    """No local cloud goes back in time; botocore's description of the calls is held to."""
    client = boto3.client("dynamodb", region_name=REGION, aws_access_key_id="x", aws_secret_access_key="x")
    names = {which: f"the-{which}" for which in TABLES}
    first, last = AT.replace(day=1), AT.replace(day=21)
    with Stubber(client) as stub:
        for table in names.values():
            stub.add_response("list_backups", {"BackupSummaries": []}, {"TableName": table})
        for table in names.values():
            window = {"EarliestRestorableDateTime": first, "LatestRestorableDateTime": last}
            on = {"PointInTimeRecoveryStatus": "ENABLED", **window}
            described = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": on}
            told: dict[str, Any] = {"ContinuousBackupsDescription": described}
            stub.add_response("describe_continuous_backups", told, {"TableName": table})
        made = {which: f"hailong-restored-20260620T023000Z-{which}" for which in names}
        for which, table in names.items():
            stub.add_client_error("describe_table", "ResourceNotFoundException")
            asked = {"SourceTableName": table, "TargetTableName": made[which], "RestoreDateTime": AT}
            stub.add_response("restore_table_to_point_in_time", {"TableDescription": {}}, asked)
        for table in made.values():
            stub.add_response("describe_table", {"Table": {"TableStatus": "ACTIVE"}}, {"TableName": table})
        assert Backups(client, names, "hailong").restore("2026-06-20T09:30:00+07:00") == made
        stub.assert_no_pending_responses()

    with Stubber(client) as stub:
        for table in names.values():
            stub.add_response("list_backups", {"BackupSummaries": []}, {"TableName": table})
        stub.add_response("describe_continuous_backups", told, {"TableName": "the-ratings"})
        with pytest.raises(CannotGoOn, match="can be had as it was from"):
            Backups(client, names, "hailong").restore("2026-05-01T00:00:00+07:00")


def _set(dynamodb: "DynamoDBClient", table: str, pk: str, sk: str, name: str, value: str) -> None:
    dynamodb.update_item(
        TableName=table,
        Key=items.marshal({"pk": pk, "sk": sk}),
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues=items.marshal({":value": value}),
    )
