"""`make recount`: counts everything anew from the tables, beside the kept counters, and reports differences."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import batched, chain, islice
from typing import Any

from pydantic import ValidationError

from functions.tally.decisions import tally
from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.ports.statistics import TallyStore
from hailong.statistics.facts import Cleared, Dealt, Fact, Rated
from hailong.statistics.facts_of_records import cleared, dealt, rated
from hailong.statistics.recount import Difference, PlainSheets, differences, plain
from hailong.statistics.recount import recount as count_anew
from hailong.vocabulary.words import RatingStatus
from hailong.vocabulary.workdays import vietnamese_calendar
from local import account
from local.commands import cloud_and_stack
from local.progress import CannotGoOn, Steps
from local.stack import Tables

_SHOWN = 40
_BATCH = 500


@dataclass(slots=True)
class Records:
    """What stands in the tables, as facts, and the keys of what cannot be read (and so a dead letter of the tally)."""

    clearances: list[Cleared] = field(default_factory=list)
    ratings: list[Rated] = field(default_factory=list)
    cases: list[Dealt] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def recount(stack_name: str = "", *, repair: bool = False) -> bool:
    """True when every counter is what it must be. Of the local cloud, or of a stack on AWS by its name."""
    client, tables = _aws(stack_name) if stack_name else _local()
    steps = Steps(total=4 if repair else 3)
    with steps.step("Reading the ratings and the cases"):
        records = read_records(client, tables)
    if repair:
        with steps.step("Entering what has not been counted"):
            enter_missing(records, DynamoCounters(client, tables.counters))
    with steps.step("Counting them anew"):
        counted = count_anew(records.clearances, records.ratings, records.cases)
    with steps.step("Reading the counters that are kept"):
        kept = read_counters(client, tables)
    found = list(differences(kept, counted))
    _introduce(records, counted, found)
    return not found


def read_records(client: Any, tables: Tables) -> Records:
    """Every clearance, accepted rating and case, by reading both tables whole."""
    found = Records()
    every = chain(_scan(client, tables.ratings, items.CLEARANCE, items.RATING), _scan(client, tables.cases, items.CASE))
    for item in every:
        try:
            _add(item, found)
        except (ValidationError, KeyError, ValueError, TypeError):
            found.unreadable.append(item["pk"]["S"])
    return found


def _add(item: dict[str, Any], found: Records) -> None:
    match item["sk"]["S"]:
        case items.CLEARANCE:
            found.clearances.append(cleared(items.clearance_from(item)))
        case items.RATING if item["status"]["S"] == RatingStatus.ACCEPTED:
            found.ratings.append(rated(items.rating_from(item)))
        case items.CASE:
            found.cases.append(dealt(case_items.case_from(item), vietnamese_calendar()))


def enter_missing(records: Records, counters: TallyStore) -> None:
    """Gives every record that stands to the tally's own rules, which know what has been counted."""
    facts: list[Fact] = [*records.clearances, *records.ratings, *records.cases]
    for part in batched(facts, _BATCH, strict=False):
        tally(part, counters, pause=time.sleep)


def read_counters(client: Any, tables: Tables) -> PlainSheets:
    counters = DynamoCounters(client, tables.counters)
    return plain(counters.every_sheet(), counters.every_number())


def _scan(client: Any, table: str, *kinds: str) -> Iterator[dict[str, Any]]:
    names = [f":kind{number}" for number, _ in enumerate(kinds)]
    pages = client.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression=f"sk IN ({', '.join(names)})",
        ExpressionAttributeValues=items.marshal(dict(zip(names, kinds, strict=True))),
        ConsistentRead=True,
    )
    for page in pages:
        yield from page["Items"]


def _local() -> tuple[Any, Tables]:
    cloud, stack = cloud_and_stack(otherwise=account.OR_ON_AWS)
    return cloud.client("dynamodb"), stack.tables


def _aws(stack_name: str) -> tuple[Any, Tables]:
    found = account.client("cloudformation").describe_stacks(StackName=stack_name)["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    try:
        tables = Tables(ratings=outputs["RatingsTable"], cases=outputs["CasesTable"], counters=outputs["CountersTable"])
    except KeyError:
        raise CannotGoOn(f"the stack {stack_name} is none of Hài Lòng: it has no such tables") from None
    return account.client("dynamodb"), tables


def _introduce(records: Records, counted: PlainSheets, found: list[Difference]) -> None:
    print(
        f"\n  {len(records.clearances):,} declarations, {len(records.ratings):,} ratings, {len(records.cases):,} cases;"
        f" {len(counted):,} counters"
    )
    for key in records.unreadable:
        print(f"  {key} cannot be read and is not counted")
    if not found:
        print("  No difference.\n")
        return
    for one in islice(found, _SHOWN):
        print(f"  {one.unit} {one.period} {one.what}: kept {one.kept}, counted {one.counted}")
    print(f"  {len(found):,} differences. What came in within the last minute may not have been counted yet;")
    print("  what was lost on the way is entered by: make recount REPAIR=1\n")
