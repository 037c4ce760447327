"""Cases, their timelines, waits and queues in DynamoDB."""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.client import cancellation
from hailong.cases.case import FIRST_LEVEL, Case, Wait
from hailong.cases.casework import Move
from hailong.cases.evidence import Evidence
from hailong.cases.firewall import Fence
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusal
from hailong.ports import CaseFile
from hailong.vocabulary.errors import Raced

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


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
        evidence: list[Evidence] = []
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
                elif kind.startswith(items.EVIDENCE_PREFIX):
                    evidence.append(items.evidence_from(item))
        if case is None:
            return None
        return CaseFile(case=case, timeline=timeline, notices=notices, refusals=refusals, evidence=evidence)

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


def writes_of(move: Move, table: str) -> list[Any]:
    """The writes of a move, for one transaction."""
    return [
        {"Put": {"TableName": table, "Item": items.case_item(move.after), **_condition(move)}},
        _new(items.entry_item(move.after.case_id, move.entry), table),
        *(_new(items.notice_item(notice), table) for notice in move.notices),
        *([_new(items.evidence_item(move.evidence), table)] if move.evidence else []),
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
