"""Cases, their timelines, waits and queues in DynamoDB."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import case_items, items, lifetimes
from hailong.adapters.dynamodb.client import cancellation
from hailong.cases.case import FIRST_LEVEL, Case, Wait
from hailong.cases.case_file import REFUSALS_SHOWN, TIMELINE_PAGE, CaseFile, latest_notices
from hailong.cases.evidence import Evidence
from hailong.cases.firewall import PersonCondition
from hailong.cases.notices import Notice
from hailong.cases.timeline import REFUSALS_KEPT, Entry, Refusal, Refusals
from hailong.cases.transitions import Transition, caused
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.times import Clock, now, to_text

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


type Cause = Callable[[], str | None]
"""The correlation id of the request that is being dealt with."""


def no_cause() -> str | None:
    """For who writes by no request: an operator's command."""
    return None


class DynamoCaseStore:
    """The cases table: cases and what their executions wait for. `cause`: by which request it writes."""

    def __init__(self, client: "DynamoDBClient", table: str, clock: Clock = now, *, cause: Cause = no_cause) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._cause = cause

    def get(self, case_id: str) -> Case | None:
        item = self._get(items.case_key(case_id))
        return case_items.case_from(item) if item else None

    def wait(self, case_id: str) -> Wait | None:
        item = self._get(items.wait_key(case_id))
        return case_items.wait_from(item) if item else None

    def file(self, case_id: str) -> CaseFile | None:
        found = _Sorted(self._between(case_id, "", "~"))
        return found.file(found.case) if found.case else None

    def first_page(self, case: Case, *, refusals: bool) -> CaseFile:
        first = items.entry_place(max(1, case.entries - TIMELINE_PAGE + 1))
        # Entries, evidence and notices follow each other.
        found = _Sorted(self._between(case.case_id, first, f"{items.NOTICE_PREFIX}~"))
        if refusals:
            latest = self._between(
                case.case_id,
                items.refusals_of_day(self._clock() - REFUSALS_KEPT),
                f"{items.REFUSALS_PREFIX}~",
                latest=REFUSALS_SHOWN,
            )
            found.refusals = [case_items.refusals_from(item) for item in latest][::-1]
        file = found.file(case)
        return replace(file, timeline=file.timeline[-TIMELINE_PAGE:], notices=latest_notices(file.notices))

    def entries(self, case_id: str, *, before: int) -> list[Entry]:
        first = max(1, before - TIMELINE_PAGE)
        if before <= first:
            return []
        found = self._between(case_id, items.entry_place(first), items.entry_place(before - 1))
        return [case_items.entry_from(item) for item in found]

    def evidence(self, case_id: str, evidence_id: str) -> Evidence | None:
        item = self._get(items.evidence_key(case_id, evidence_id))
        return case_items.evidence_from(item) if item else None

    def count_refusal(self, refusal: Refusal, delivery: str) -> None:
        """One more, unless this delivery was the last to be counted."""
        values = {
            ":by": refusal.by,
            ":role": refusal.role.value,
            ":action": refusal.action,
            ":why": refusal.why,
            ":about": refusal.about,
            ":at": to_text(refusal.at),
            ":delivery": delivery,
            ":one": 1,
            ":expires": lifetimes.end(refusal.at, REFUSALS_KEPT),
        }
        with suppress(self._client.exceptions.ConditionalCheckFailedException):
            self._client.update_item(
                TableName=self._table,
                Key=case_items.refusals_key(refusal),
                UpdateExpression="SET #by = :by, #role = :role, #action = :action, why = :why, about = :about, "
                "case_id = :case, last_at = :at, first_at = if_not_exists(first_at, :at), delivery = :delivery, "
                "expires = :expires ADD times :one",
                ConditionExpression="attribute_not_exists(pk) OR delivery <> :delivery",
                ExpressionAttributeNames={"#by": "by", "#role": "role", "#action": "action"},
                ExpressionAttributeValues=items.marshal(values | {":case": refusal.case_id}),
            )

    def _between(self, case_id: str, first: str, last: str, *, latest: int | None = None) -> Iterator[dict[str, Any]]:
        """The items of a case by their places: all in order, or the latest so many, backwards."""
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :case AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=items.marshal({":case": case_id, ":first": first or "!", ":last": last}),
            ConsistentRead=True,
            ScanIndexForward=latest is None,
            PaginationConfig={"MaxItems": latest} if latest else {},
        )
        for page in pages:
            yield from page["Items"]

    def write(self, transition: Transition) -> None:
        writes = writes_of(caused(transition, self._cause()), self._table)
        try:
            self._client.transact_write_items(TransactItems=writes)
        except ClientError as error:
            cancellation(error)
            raise Raced("the case has moved meanwhile") from error

    def _get(self, key: items.Item) -> dict[str, Any] | None:
        return self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")


class _Sorted:
    """The items of a case by what they are."""

    def __init__(self, found: Iterable[dict[str, Any]]) -> None:
        self.case: Case | None = None
        self.timeline: list[Entry] = []
        self.notices: list[Notice] = []
        self.refusals: list[Refusals] = []
        self.evidence: list[Evidence] = []
        for item in found:
            kind = item["sk"]["S"]
            if kind == items.CASE:
                self.case = case_items.case_from(item)
            elif kind.startswith(items.ENTRY_PREFIX):
                self.timeline.append(case_items.entry_from(item))
            elif kind.startswith(items.NOTICE_PREFIX):
                self.notices.append(case_items.notice_from(item))
            elif kind.startswith(items.REFUSALS_PREFIX):
                self.refusals.append(case_items.refusals_from(item))
            elif kind.startswith(items.EVIDENCE_PREFIX):
                self.evidence.append(case_items.evidence_from(item))

    def file(self, case: Case) -> CaseFile:
        return CaseFile(
            case=case,
            timeline=self.timeline,
            notices=self.notices,
            refusals=self.refusals,
            evidence=self.evidence,
        )


def writes_of(transition: Transition, table: str) -> list[Any]:
    """The writes of a transition, for one transaction."""
    return [
        {"Put": {"TableName": table, "Item": case_items.case_item(transition.after), **_condition(transition)}},
        _new(case_items.entry_item(transition.after.case_id, transition.entry, now()), table),
        *(_new(case_items.notice_item(notice), table) for notice in transition.notices),
        *([_new(case_items.evidence_item(transition.evidence), table)] if transition.evidence else []),
        *([_sealed(case_items.evidence_item(transition.sealed), table)] if transition.sealed else []),
    ]


def _new(item: items.Item, table: str) -> dict[str, Any]:
    return {"Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}


def _sealed(item: items.Item, table: str) -> dict[str, Any]:
    condition = "attribute_exists(pk) AND attribute_not_exists(sha256)"
    return {"Put": {"TableName": table, "Item": item, "ConditionExpression": condition}}


def _condition(transition: Transition) -> dict[str, Any]:
    if transition.before is None:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    conditions = ["version = :version"]
    values: dict[str, Any] = {":version": transition.before.version}
    names: dict[str, str] = {}
    if transition.condition is not None:
        conditions.append("#state = :state")
        values[":state"] = transition.condition.state.value
        names["#state"] = "state"
        _add_person_condition(transition.condition.actor, "actor", conditions, values, names)
        if transition.condition.assignee is not None:
            _add_person_condition(transition.condition.assignee, "assignee", conditions, values, names)
    condition: dict[str, Any] = {
        "ConditionExpression": " AND ".join(conditions),
        "ExpressionAttributeValues": items.marshal(values),
    }
    return condition | ({"ExpressionAttributeNames": names} if names else {})


def _add_person_condition(
    person_condition: PersonCondition, who: str, conditions: list[str], values: dict[str, Any], names: dict[str, str]
) -> None:
    """What must hold of the person, as conditions; `firewall.holds` says the same in Python."""
    values[f":{who}"] = person_condition.person
    conditions.append(f"NOT contains(rated_officers, :{who})")
    if person_condition.not_team is not None:
        values[f":{who}_team"] = person_condition.not_team
        conditions.append(f"(attribute_not_exists(rated_team) OR rated_team <> :{who}_team)")
    if person_condition.only_office is not None:
        values |= {f":{who}_office": person_condition.only_office, ":unrestricted": False}
        conditions.append(f"office = :{who}_office AND restricted = :unrestricted")
    if person_condition.only_level is not None or person_condition.took_no_part or person_condition.not_first_decider:
        names["#level"] = "level"
    if person_condition.only_level is not None:
        values[f":{who}_level"] = person_condition.only_level
        conditions.append(f"#level = :{who}_level")
    if person_condition.took_no_part or person_condition.not_first_decider:
        values[":first"] = FIRST_LEVEL
        parts = f"NOT contains(first_deciders, :{who})"
        if person_condition.took_no_part:
            parts += f" AND NOT contains(first_reviewers, :{who})"
        conditions.append(f"(#level = :first OR ({parts}))")
    if person_condition.not_decider:
        conditions.append(f"decider <> :{who}")
    if person_condition.has_it:
        conditions.append(f"assignee = :{who}")
