"""Cases, their timelines, waits and queues in DynamoDB."""

import heapq
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong import items
from hailong.adapters.dynamodb import cancellation
from hailong.case import FIRST_LEVEL, Case, Wait
from hailong.casework import Move
from hailong.errors import Raced
from hailong.firewall import Fence
from hailong.notices import Notice
from hailong.ports import CaseFile, QueuePage, QueueQuery
from hailong.timeline import Entry, Refusal
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
        refusals: list[Refusal] = []
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
                elif kind.startswith(items.REFUSAL_PREFIX):
                    refusals.append(items.refusal_from(item))
        if case is None:
            return None
        return CaseFile(case=case, timeline=timeline, notices=notices, refusals=refusals)

    def refuse(self, refusal: Refusal) -> None:
        self._client.put_item(TableName=self._table, Item=items.refusal_item(refusal))

    def write(self, move: Move) -> None:
        try:
            self._client.transact_write_items(TransactItems=writes_of(move, self._table))
        except ClientError as error:
            cancellation(error)
            raise Raced("the case has moved meanwhile") from error

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


def writes_of(move: Move, table: str) -> list[Any]:
    """The writes of a move, for one transaction."""
    return [
        {"Put": {"TableName": table, "Item": items.case_item(move.after), **_condition(move)}},
        _new(items.entry_item(move.after.case_id, move.entry), table),
        *(_new(items.notice_item(notice), table) for notice in move.notices),
    ]


def _new(item: items.Item, table: str) -> dict[str, Any]:
    return {"Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}


def _condition(move: Move) -> dict[str, Any]:
    if move.before is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    conditions = ["version = :version"]
    values: dict[str, Any] = {":version": move.before.version}
    names: dict[str, str] = {}
    if move.guard is not None:
        conditions.append("#state = :state")
        values[":state"] = move.guard.state.value
        names["#state"] = "state"
        _add_fence(move.guard.actor, "actor", conditions, values, names)
        if move.guard.assignee is not None:
            _add_fence(move.guard.assignee, "assignee", conditions, values, names)
    condition: dict[str, Any] = {
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeValues": items.wire(values),
    }
    return condition | ({"ExpressionAttributeNames": names} if names else {})


def _add_fence(fence: Fence, who: str, conditions: list[str], values: dict[str, Any], names: dict[str, str]) -> None:
    """The fence as conditions; `firewall.holds` says the same in Python."""
    values[f":{who}"] = fence.person
    conditions.append(f"NOT contains(rated_officers, :{who})")
    if fence.not_team is not None:
        values[f":{who}_team"] = fence.not_team
        conditions.append(f"(attribute_not_exists(rated_team) OR rated_team <> :{who}_team)")
    if fence.only_office is not None:
        values |= {f":{who}_office": fence.only_office, ":unrestricted": False}
        conditions.append(f"office = :{who}_office AND restricted = :unrestricted")
    if fence.only_level is not None or fence.took_no_part or fence.not_first_decider:
        names["#level"] = "level"
    if fence.only_level is not None:
        values[f":{who}_level"] = fence.only_level
        conditions.append(f"#level = :{who}_level")
    if fence.took_no_part or fence.not_first_decider:
        values[":first"] = FIRST_LEVEL
        parts = f"NOT contains(first_deciders, :{who})"
        if fence.took_no_part:
            parts += f" AND NOT contains(first_reviewers, :{who})"
        conditions.append(f"(#level = :first OR ({parts}))")
    if fence.not_decider:
        conditions.append(f"decider <> :{who}")
    if fence.has_it:
        conditions.append(f"assignee = :{who}")


def _partitions(query: QueueQuery) -> tuple[str, list[str]]:
    states = [state.value for state in query.states or tuple(CaseState)]
    if query.calls or CaseState.CLOSED in states:
        states.append(items.CALLS)
    if query.assignee is not None:
        return ASSIGNEE_QUEUE, [query.assignee]
    if query.office is None:
        return STATE_QUEUE, states
    kinds = (False, True) if query.restricted is None else (query.restricted,)
    return OFFICE_QUEUE, [
        items.office_queue(query.office, state, restricted=kind) for state in states for kind in kinds
    ]


def _fits(case: Case, query: QueueQuery) -> bool:
    return (
        (not query.states or case.state in query.states or (query.calls and bool(case.calls_due)))
        and (query.office is None or case.office == query.office)
        and (query.restricted is None or case.restricted == query.restricted)
    )
