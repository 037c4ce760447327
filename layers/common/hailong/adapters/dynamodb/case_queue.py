"""The queue of cases in DynamoDB: which index serves which question is told in docs/tables.md."""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.finding import REQUESTS, Budget, OverBudget, Step, found
from hailong.cases.case import Case
from hailong.cases.queue import QueuePage, QueueQuery, fits
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import to_text
from hailong.vocabulary.words import CaseState, Role

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OFFICE_QUEUE, STATE_QUEUE, ASSIGNEE_QUEUE = "office-queue", "state-queue", "assignee-queue"
_KEYS = {OFFICE_QUEUE: "queue_office", STATE_QUEUE: "queue_state", ASSIGNEE_QUEUE: "queue_assignee"}
_LAST_MOMENT = "9999"

_CLOCKED = frozenset({CaseState.OPEN, CaseState.ASSIGNED, CaseState.IN_REVIEW, CaseState.APPEALED})
_NEVER_OVERDUE = frozenset({CaseState.DECIDED, CaseState.CLOSED, items.CALLS})

_FIRST_READ, _NEXT_READ = 25, 250
"""How many cases beyond those of the page are read first, and at a time where many are passed over.

As long as no more of the first are hidden from the reader, a page takes as many reads as if there were none of them.
"""


class DynamoCaseQueue:
    """Each partition of an index is in due order, and a page merges the partitions that it needs.

    `requests`: how often the table may be asked for one page; what is not found by then is looked for on the next one.
    """

    def __init__(self, client: "DynamoDBClient", table: str, requests: int = REQUESTS) -> None:
        self._client = client
        self._table = table
        self._requests = requests

    def page(self, query: QueueQuery) -> QueuePage:
        cases: list[Case] = []
        unreadable: list[str] = []
        looked_at = query.after
        try:
            for place, case in self._candidates(query, Budget(self._requests), unreadable):
                if case is not None and fits(case, query):
                    if len(cases) == query.limit:
                        return QueuePage(cases, case_items.place_of(cases[-1]), tuple(unreadable))
                    cases.append(case)
                looked_at = place
        except OverBudget:
            return QueuePage(cases, looked_at, tuple(unreadable))
        return QueuePage(cases, None, tuple(unreadable))

    def _candidates(self, query: QueueQuery, budget: Budget, unreadable: list[str]) -> Iterable[Step]:
        """The cases that may fit, in due order, after the place where the last page ended."""
        high = to_text(query.now) if query.overdue and query.now else _LAST_MOMENT
        if query.wanted is not None and query.wanted.case_id is not None:
            return self._one(query.wanted.case_id, query, unreadable)
        if (query.wanted is not None or query.calls_due or query.officer) and query.assignee is None:
            return found(self._client, self._table, query, high, budget, unreadable)
        index, partitions = _partitions(query)
        merged = heapq.merge(
            *(self._read(index, partition, low, high, query, budget) for partition, low in partitions),
            key=itemgetter(0),
        )
        return ((place, _case_from(item, unreadable)) for place, item in merged)

    def _one(self, case_id: str, query: QueueQuery, unreadable: list[str]) -> Iterator[Step]:
        item = self._client.get_item(TableName=self._table, Key=items.case_key(case_id), ConsistentRead=True).get(
            "Item"
        )
        case = _case_from(item, unreadable)
        if case is not None and case_items.place_of(case) > (query.after or ""):
            yield case_items.place_of(case), case

    def _read(
        self, index: str, partition: str, low: str, high: str, query: QueueQuery, budget: Budget
    ) -> Iterator[tuple[str, dict[str, Any] | None]]:
        """Each with its place; places alone where nothing was found up to there."""
        low = max(query.after or "0", low)
        if high <= low:
            return
        values, limit = {":partition": partition, ":low": low, ":high": high}, query.limit + _FIRST_READ
        more: dict[str, Any] = {}
        if query.reader is not None:
            more["FilterExpression"], others = _not_hidden_from(query.reader)
            values |= others
        while True:
            budget.spend()
            page = self._client.query(
                TableName=self._table,
                IndexName=index,
                KeyConditionExpression=f"{_KEYS[index]} = :partition AND queue_due BETWEEN :low AND :high",
                ExpressionAttributeValues=items.marshal(values),
                Limit=limit,
                **more,
            )
            places = ((item["queue_due"]["S"], item) for item in page["Items"])
            yield from ((place, item) for place, item in places if place != query.after)
            if "LastEvaluatedKey" not in page:
                return
            yield page["LastEvaluatedKey"]["queue_due"]["S"], None
            more["ExclusiveStartKey"], limit = page["LastEvaluatedKey"], max(query.limit, _NEXT_READ)


def _case_from(item: Mapping[str, Any] | None, unreadable: list[str]) -> Case | None:
    return next(items.readable(case_items.case_from, [item] if item else [], unreadable), None)


def _not_hidden_from(reader: Person) -> tuple[str, dict[str, str]]:
    """Leaves out what the reader does not see whoever is left; `firewall.may_see` says the rest."""
    expression, values = "NOT contains(rated_officers, :reader)", {":reader": reader.staff_code}
    if reader.team_code is not None and not reader.has(Role.INSPECTOR):
        expression += " AND (attribute_not_exists(rated_team) OR rated_team <> :team OR contains(excepted, :reader))"
        values[":team"] = reader.team_code
    return expression, values


def _partitions(query: QueueQuery) -> tuple[str, list[tuple[str, str]]]:
    """The index, and its partitions each with the place from which on it is of interest."""
    if query.assignee is not None:
        return ASSIGNEE_QUEUE, [(query.assignee, "")]
    states: list[str] = [state for state in query.states or tuple(CaseState) if not _can_leave_out(state, query)]
    if (query.calls or CaseState.CLOSED in states) and not query.overdue:
        states.append(items.CALLS)
    from_now = to_text(query.now) if query.overdue is False and query.now else ""
    lows = {state: from_now if state in _CLOCKED else "" for state in states}
    if query.office is None:
        return STATE_QUEUE, list(lows.items())
    kinds = (False, True) if query.restricted is None else (query.restricted,)
    return OFFICE_QUEUE, [
        (items.office_queue(query.office, state, restricted=kind), low) for state, low in lows.items() for kind in kinds
    ]


def _can_leave_out(state: CaseState, query: QueueQuery) -> bool:
    return query.overdue is True and state in _NEVER_OVERDUE
