"""Writes made-up lots and cases into the tables, as the functions store them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import batched
from typing import Any

from hailong.adapters.dynamodb import case_items, items
from local.halfyear import Lot
from local.halfyear_cases import PastCase
from local.stack import Stack

BATCH = 25


def put_lots(client: Any, stack: Stack, world: Iterable[Lot], cases: Iterable[PastCase], now: datetime) -> None:
    """A few of them, without a word. Cases come first, so that no negative rating finds itself without one."""
    for table, found in ((stack.tables.cases, items_of_cases(cases, now)), (stack.tables.ratings, lot_items(world))):
        for part in batched(found, BATCH, strict=False):
            put(client, table, part)


def lot_items(chunk: Iterable[Lot]) -> Iterator[items.Item]:
    for lot in chunk:
        yield from (items.clearance_item(clearance) for clearance in lot.clearances)
        if lot.rating is not None:
            yield items.rating_item(lot.rating)


def items_of_cases(cases: Iterable[PastCase], now: datetime) -> Iterator[items.Item]:
    """Of whatever days they tell, they are written now: the public log, which begins with that day, will hold them."""
    for past in cases:
        case_id = past.case.case_id
        yield from (case_items.entry_item(case_id, entry, now) for entry in past.timeline)
        yield from (case_items.notice_item(notice) for notice in past.notices)
        yield case_items.case_item(past.case)


def put(client: Any, table: str, part: Iterable[items.Item]) -> None:
    left = {table: [{"PutRequest": {"Item": item}} for item in part]}
    while left:
        left = client.batch_write_item(RequestItems=left).get("UnprocessedItems") or {}
