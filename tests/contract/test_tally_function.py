"""The tally function as Lambda calls it, with records as the streams have them, against moto."""

import importlib
import json
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.statistics.periods import Span
from hailong.statistics.recount import differences, recount
from local.recount import enter_missing, read_counters, read_records
from local.stack import Tables
from tests import samples
from tests.aws import lambda_context

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

JUNE = Span("M2026-06", "M2026-06")


class Tally:
    def __init__(self, dynamodb: "DynamoDBClient", counters: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sqs = boto3.client("sqs")
        self.aside = self.sqs.create_queue(QueueName="aside")["QueueUrl"]
        monkeypatch.setenv("COUNTERS_TABLE", counters)
        monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", self.aside)
        self._handler: ModuleType = importlib.reload(importlib.import_module("functions.tally.handler"))
        self.counters = DynamoCounters(dynamodb, counters)

    def deliver(self, *records: dict[str, Any]) -> None:
        self._handler.handler({"Records": list(records)}, lambda_context())

    def figures(self, unit: str) -> Mapping[str, int]:
        return self.counters.sheets(unit, JUNE)["M2026-06"].figures

    def put_aside(self) -> list[dict[str, Any]]:
        found = self.sqs.receive_message(QueueUrl=self.aside, MaxNumberOfMessages=10).get("Messages", [])
        return [json.loads(message["Body"]) for message in found]


@pytest.fixture
def function(dynamodb: "DynamoDBClient", counters_table: str, monkeypatch: pytest.MonkeyPatch) -> Tally:
    return Tally(dynamodb, counters_table, monkeypatch)


def record(item: items.Item, event: str = "INSERT") -> dict[str, Any]:
    keys = {"pk": item["pk"], "sk": item["sk"]}
    return {"eventID": f"of {item['pk']['S']}", "eventName": event, "dynamodb": {"Keys": keys, "NewImage": item}}


CLEARANCE = record(items.clearance_item(samples.clearance()))
RATING = record(items.rating_item(samples.accepted_rating()))
CASE = record(case_items.case_item(samples.opening().after))


def test_records_of_both_streams_are_counted_once_however_often_they_come(function: Tally) -> None:
    function.deliver(CLEARANCE, RATING)
    function.deliver(RATING, CASE, CLEARANCE)
    function.deliver(CASE)
    expected = {"clearances": 1, "ratings": 1, "negative": 1, "cases_opened": 1}
    for unit in ("department", "office:20CF", "team:20CF-01", "officer:20CF-0012"):
        assert function.figures(unit).items() >= expected.items()
    assert function.counters.names(["officer:20CF-0012"]) == {"officer:20CF-0012": "Nguyễn Văn A"}


def test_a_record_that_cannot_be_read_is_put_aside_and_holds_up_nothing(function: Tally) -> None:
    broken = record({**items.rating_item(samples.accepted_rating("103027528810")), "levels": {"S": "five"}})
    nonsense = {"eventID": "nonsense", "dynamodb": {}}
    unexpected = record(case_items.entry_item("HL-10302752870", samples.opening().entry, samples.RATED))
    function.deliver(broken, nonsense, CLEARANCE, unexpected, RATING)
    assert function.figures("department").items() >= {"clearances": 1, "ratings": 1}.items()
    assert {one["eventID"] for one in function.put_aside()} == {"of L#10302752881", "nonsense", "of HL-10302752870"}


def test_the_recount_of_the_tables_agrees_after_repeated_and_cut_batches(
    function: Tally, dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, counters_table: str
) -> None:
    first = samples.clearance("103027528810", team="02")
    corrected = replace(first, office="20BB", team=None, version=2)
    split = samples.clearance("103027528920", first_declaration_no="103027528701")
    standing = [items.clearance_item(one) for one in (samples.clearance(), corrected, split)]
    standing.append(items.rating_item(samples.accepted_rating()))
    for item in standing:
        dynamodb.put_item(TableName=ratings_table, Item=item)
    dynamodb.put_item(TableName=cases_table, Item=case_items.case_item(samples.opening().after))
    stream = [record(item) for item in [items.clearance_item(first), *standing]] + [CASE]
    for size in (2, 3, 5):
        for start in range(0, len(stream), size):
            function.deliver(*stream[start : start + size])
    tables = Tables(ratings=ratings_table, cases=cases_table, counters=counters_table)
    records = read_records(dynamodb, tables)
    counted = recount(records.clearances, records.ratings, records.cases)
    assert (len(records.clearances), len(records.ratings), len(records.cases)) == (3, 1, 1)
    assert list(differences(read_counters(dynamodb, tables), counted)) == []
    dynamodb.delete_item(TableName=ratings_table, Key=items.rating_key("10302752870"))
    fewer = read_records(dynamodb, tables)
    found = differences(read_counters(dynamodb, tables), recount(fewer.clearances, fewer.ratings, fewer.cases))
    assert "ratings" in {one.what for one in found}


def test_what_was_lost_on_the_way_is_made_good(
    function: Tally, dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, counters_table: str
) -> None:
    dynamodb.put_item(TableName=ratings_table, Item=items.clearance_item(samples.clearance()))
    dynamodb.put_item(TableName=ratings_table, Item=items.rating_item(samples.accepted_rating()))
    dynamodb.put_item(TableName=cases_table, Item=case_items.case_item(samples.opening().after))
    function.deliver(CLEARANCE, CASE)
    broken = {**items.rating_item(samples.accepted_rating("103027528810")), "levels": {"S": "five"}}
    dynamodb.put_item(TableName=ratings_table, Item=broken)
    tables = Tables(ratings=ratings_table, cases=cases_table, counters=counters_table)
    enter_missing(read_records(dynamodb, tables), function.counters)
    assert function.figures("department")["ratings"] == 1
    records = read_records(dynamodb, tables)
    assert records.unreadable == ["L#10302752881"]
    counted = recount(records.clearances, records.ratings, records.cases)
    assert list(differences(read_counters(dynamodb, tables), counted)) == []


def test_a_record_that_the_table_will_never_take_is_set_aside_alone(
    function: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Among nine others that are counted; it does not hold up its shard until the stream forgets them all."""
    numbers = [f"1030275{number:04d}1" for number in range(10)]
    poison = samples.clearance(numbers[6]).lot_key
    commit = DynamoCounters.commit

    def refusing(counters: DynamoCounters, changes: Mapping[Any, Any]) -> None:
        if any(getattr(key, "number", None) == poison for key in changes):
            raise ClientError({"Error": {"Code": "ValidationException"}}, "TransactWriteItems")
        commit(counters, changes)

    monkeypatch.setattr(DynamoCounters, "commit", refusing)
    function.deliver(*(record(items.clearance_item(samples.clearance(number))) for number in numbers))
    (aside,) = function.put_aside()
    assert aside["eventID"] == f"of D#{poison}"
    assert function.figures("office:20CF")["clearances"] == 9
