"""Cases, their timelines, waits and queues in DynamoDB."""

import heapq
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong import items
from hailong.adapters.dynamodb import cancellation
from hailong.case import Case, Wait
from hailong.casework import Move
from hailong.errors import Raced
from hailong.firewall import Guard
from hailong.notices import Notice
from hailong.ports import CaseFile, QueuePage, QueueQuery
from hailong.timeline import Entry
from hailong.times import to_text
from hailong.words import CaseState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OFFICE_QUEUE, STATE_QUEUE, ASSIGNEE_QUEUE = "office-queue", "state-queue", "assignee-queue"
_LAST_MOMENT = "9999"


class DynamoCaseStore:
    """The cases table: the store of cases and of what their executions wait for."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def get(self, case_id: str) -> Case | None:
        item = self._get(items.case_key(case_id))
        return items.case_from(item) if item else None

    def wait(self, case_id: str) -> Wait | None:
        item = self._get(items.wait_key(case_id))
        return items.wait_from(item) if item else None

    def file(self, case_id: str) -> CaseFile | None:
        case: Case | None = None
        timeline: list[Entry] = []
        notices: list[Notice] = []
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :case",
            ExpressionAttributeValues=items.wire({":case": case_id}),
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                kind = item["sk"]["S"]
                if kind == items.CASE:
                    case = items.case_from(item)
                elif kind.startswith(items.ENTRY_PREFIX):
                    timeline.append(items.entry_from(item))
                elif kind.startswith(items.NOTICE_PREFIX):
                    notices.append(items.notice_from(item))
        return CaseFile(case=case, timeline=timeline, notices=notices) if case else None

    def write(self, move: Move) -> None:
        case_id = move.after.case_id
        transaction: list[Any] = [
            {"Put": {"TableName": self._table, "Item": items.case_item(move.after), **_condition(move)}},
            self._new(items.entry_item(case_id, move.entry)),
            *(self._new(items.notice_item(notice)) for notice in move.notices),
        ]
        try:
            self._client.transact_write_items(TransactItems=transaction)
        except ClientError as error:
            cancellation(error)
            raise Raced("the case has moved meanwhile") from error

    def _new(self, item: items.Item) -> dict[str, Any]:
        return {"Put": {"TableName": self._table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}

    def _get(self, key: items.Item) -> dict[str, Any] | None:
        return self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")


class DynamoCaseQueue:
    """The queues: each partition of an index is in due order, and a page merges the partitions that it needs."""

    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        self._client = client
        self._table = table

    def page(self, query: QueueQuery) -> QueuePage:
        index, partitions = _partitions(query)
        merged = heapq.merge(
            *(self._read(index, partition, query) for partition in partitions), key=lambda item: item["queue_due"]["S"]
        )
        cases: list[Case] = []
        last: str | None = None
        for item in merged:
            if len(cases) == query.limit:
                return QueuePage(cases, last)
            case = items.case_from(item)
            if _fits(case, query):
                cases.append(case)
            last = item["queue_due"]["S"]
        return QueuePage(cases, None)

    def _read(self, index: str, partition: str, query: QueueQuery) -> Iterator[dict[str, Any]]:
        name = index.replace("-", "_")
        attribute = {"office_queue": "queue_office", "state_queue": "queue_state", "assignee_queue": "queue_assignee"}
        low = max(query.after or "", to_text(query.due_from) if query.due_from else "")
        high = to_text(query.due_before) if query.due_before else _LAST_MOMENT
        if high <= low:
            return
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=index,
            KeyConditionExpression=f"{attribute[name]} = :partition AND queue_due BETWEEN :low AND :high",
            ExpressionAttributeValues=items.wire({":partition": partition, ":low": low or "0", ":high": high}),
            PaginationConfig={"PageSize": query.limit + 1},
        )
        for page in pages:
            yield from (item for item in page["Items"] if item["queue_due"]["S"] != query.after)


def _condition(move: Move) -> dict[str, Any]:
    if move.before is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    conditions = ["version = :version"]
    values: dict[str, Any] = {":version": move.before.version}
    names: dict[str, str] = {}
    if move.guard is not None:
        _add_guard(move.guard, conditions, values, names)
    condition: dict[str, Any] = {
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeValues": items.wire(values),
    }
    return condition | ({"ExpressionAttributeNames": names} if names else {})


def _add_guard(guard: Guard, conditions: list[str], values: dict[str, Any], names: dict[str, str]) -> None:
    conditions.append("NOT contains(rated_officers, :actor)")
    values[":actor"] = guard.actor
    if guard.office is not None:
        conditions.append("office = :office AND restricted = :unrestricted")
        values |= {":office": guard.office, ":unrestricted": False}
    if guard.not_decided_by is not None:
        conditions.append("decider <> :decider")
        values[":decider"] = guard.not_decided_by
    if guard.state is not None:
        conditions.append("#state = :state")
        values[":state"] = guard.state.value
        names["#state"] = "state"


def _partitions(query: QueueQuery) -> tuple[str, list[str]]:
    states = query.states or tuple(CaseState)
    if query.assignee is not None:
        return ASSIGNEE_QUEUE, [query.assignee]
    if query.office is None:
        return STATE_QUEUE, [state.value for state in states]
    kinds = (False, True) if query.restricted is None else (query.restricted,)
    return OFFICE_QUEUE, [
        items.office_queue(query.office, state, restricted=kind) for state in states for kind in kinds
    ]


def _fits(case: Case, query: QueueQuery) -> bool:
    return (
        (not query.states or case.state in query.states)
        and (query.office is None or case.office == query.office)
        and (query.restricted is None or case.restricted == query.restricted)
    )
