"""The lists of `finding` in the cases table: kept by `escalate` from the stream, walked by `tasks`.

A list is a partition (`FIND#` scope, phase and term); its entries are places in due order. An entry that has fallen
behind its case is passed over when the case is read.
"""

import heapq
import time
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import case_items, items
from hailong.cases.case import Case
from hailong.cases.finding import (
    PHASES,
    alternatives,
    every_term_of,
    is_for_inspectors,
    number_term,
    phase_of,
    terms_of,
)
from hailong.cases.queue import QueueQuery
from hailong.vocabulary.attempts import Pause, attempts
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.words import CaseState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

FIND = "FIND#"
_EVERYWHERE = "*"
_BATCH, _STEP, _LONGEST_STEP = 25, 50, 1000
_LAST = "9999"


REQUESTS = 100
"""How often the table is asked for one page: two or three seconds at most."""

_BEGUN = 8
"""So many lists are begun whatever stands on the first: that the table is asked tells nothing of what is hidden."""

_NOWHERE = "#HL-NONE"
"""The place of no case."""

_FOR_READING = 10
"""Of those kept back, so that what was found is read, too: else the next page would have to find it again."""

type Step = tuple[str, Case | None]
"""A place that the walk has come to, with the case if one was found there; all places before it were looked at."""


class OverBudget(Exception):
    """So much was asked for one page that the rest has to wait."""


class Budget:
    """The requests that are left for one page."""

    def __init__(self, requests: int = REQUESTS) -> None:
        self._left = requests

    def spend(self, *, keeping: int = 0) -> None:
        if self._left <= keeping:
            raise OverBudget
        self._left -= 1


class DynamoCaseIndex:
    """Keeps the lists. `pause` waits where the table is too busy to write all at once."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause

    def places(self, case: Case) -> frozenset[tuple[str, str]]:
        return _keys(case)

    def enlist(self, case: Case, left: Collection[tuple[str, str]] | None = None) -> None:
        new = _keys(case)
        # Where nobody knows what was before, the lists themselves say where the case is left behind.
        old = self._left_behind(case) if left is None else set(left)
        requests: list[Any] = [{"DeleteRequest": {"Key": _marshal(key)}} for key in sorted(old - new)]
        requests += [{"PutRequest": {"Item": _marshal(key)}} for key in sorted(new)]
        for start in range(0, len(requests), _BATCH):
            self._write(requests[start : start + _BATCH])

    def forget(self, case: Case) -> None:
        """Takes the case off every list."""
        requests: list[Any] = [{"DeleteRequest": {"Key": _marshal(key)}} for key in sorted(_keys(case))]
        for start in range(0, len(requests), _BATCH):
            self._write(requests[start : start + _BATCH])

    def _left_behind(self, case: Case) -> frozenset[tuple[str, str]]:
        """Where earlier versions of the case still stand, since a change was lost: found by the case's own number."""
        left: set[tuple[str, str]] = set()
        for phase in PHASES:
            own = _partition(_EVERYWHERE, phase, number_term(case.clearance.lot_key))
            pages = self._client.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression="pk = :list",
                ExpressionAttributeValues=items.marshal({":list": own}),
                ProjectionExpression="sk",
                ConsistentRead=True,
            )
            for place in (item["sk"]["S"] for page in pages for item in page["Items"]):
                if _case_id(place) == case.case_id and (phase, place) != (phase_of(case), case_items.place_of(case)):
                    left |= _listed(case, phase, place, every_term_of(case))
        return frozenset(left)

    def _write(self, requests: list[Any]) -> None:
        for _ in attempts(self._pause):
            answer = self._client.batch_write_item(RequestItems={self._table: requests})
            requests = answer["UnprocessedItems"].get(self._table, [])
            if not requests:
                return
        raise RetryLater("the table is too busy to list a case")


def found(
    client: "DynamoDBClient",
    table: str,
    query: QueueQuery,
    high: str,
    budget: Budget,
    unreadable: list[str],
    *,
    pause: Pause = time.sleep,
) -> Iterator[Step]:
    """The cases on the lists that fit, in due order, after `query.after` and before `high`; read one batch ahead."""
    walks = (
        _in_common(
            [_List(client, table, _partition(scope, phase, term), high, budget) for term in terms], query.after or ""
        )
        for terms in alternatives(query.wanted, calls_due=query.calls_due is True, officer=query.officer)
        for scope in _scopes(query)
        for phase in _phases(query)
    )
    batch: list[str] = []
    read_any = False
    walk = _Walk(heapq.merge(*walks))
    for place in walk:
        batch.append(place)
        if len(batch) == _STEP:
            read_any = True
            yield from _read(client, table, batch, budget, unreadable, pause)
            batch = []
    if batch or not read_any:
        yield from _read(client, table, batch, budget, unreadable, pause)
    if walk.stopped:
        if walk.looked_at is not None:
            yield walk.looked_at, None
        raise OverBudget


class _Walk:
    """The places that were met, each once; `looked_at` is how far the walk came where it `stopped` before its end."""

    def __init__(self, merged: Iterator[tuple[str, bool]]) -> None:
        self._merged = merged
        self.looked_at: str | None = None
        self.stopped = False

    def __iter__(self) -> Iterator[str]:
        last = None
        try:
            for place, met in self._merged:
                self.looked_at = place
                if met and place != last:
                    last = place
                    yield place
        except OverBudget:
            self.stopped = True


class _List:
    """One list, read step by step from wherever it is sought."""

    def __init__(self, client: "DynamoDBClient", table: str, partition: str, high: str, budget: Budget) -> None:
        self._client = client
        self._table = table
        self._partition = partition
        self._high = high
        self._budget = budget
        self._step = _STEP
        self._places: list[str] = []
        self._ended = False

    def seek(self, place: str) -> str | None:
        """The first place of the list that is not before `place`; None at its end. Only ever sought forwards."""
        nearest = bisect_left(self._places, place)
        if nearest == len(self._places) and not self._ended and place < self._high:
            self._load(place)
            nearest = 0
        return self._places[nearest] if nearest < len(self._places) else None

    def _load(self, place: str) -> None:
        self._budget.spend(keeping=_FOR_READING)
        page = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :list AND sk BETWEEN :from AND :to",
            ExpressionAttributeValues=items.marshal(
                {":list": self._partition, ":from": place or "0", ":to": self._high}
            ),
            ProjectionExpression="sk",
            Limit=self._step,
        )
        # Lists that have little in common are walked through in great strides.
        self._step = min(2 * self._step, _LONGEST_STEP)
        self._places = [item["sk"]["S"] for item in page["Items"]]
        self._ended = "LastEvaluatedKey" not in page


def _in_common(lists: list[_List], after: str) -> Iterator[tuple[str, bool]]:
    """The places that all the lists have, after `after`: each in turn leaps to where the one before it stands.

    With each leap also, marked as not met, how far it is certain by then that nothing more will be.
    """
    place = _beyond(after)
    for one in lists[:_BEGUN]:
        one.seek(place)
    while True:
        for one in lists:
            found_place = one.seek(place)
            if found_place is None:
                return
            if found_place > place:
                yield _before(found_place), False
            place = found_place
        if all(one.seek(place) == place for one in lists):
            yield place, True
            place = _beyond(place)


def _read(
    client: "DynamoDBClient", table: str, places: list[str], budget: Budget, unreadable: list[str], pause: Pause
) -> Iterator[Step]:
    """The cases of those places, in their order; none where a case is no longer there, or cannot be read.

    Where there is no place the table is asked all the same: nobody is to learn by the time that takes that what was
    met is hidden from them.
    """
    # A case may stand there twice, where it was and where it is, and AWS takes no key twice in one request.
    wanted: Any = [items.case_key(case_id) for case_id in dict.fromkeys(map(_case_id, places or [_NOWHERE]))]
    cases: dict[str, Case] = {}
    for _ in attempts(pause):
        budget.spend()
        answer = client.batch_get_item(RequestItems={table: {"Keys": wanted, "ConsistentRead": True}})
        for case in items.readable(case_items.case_from, answer["Responses"].get(table, []), unreadable):
            cases[case_items.place_of(case)] = case
        unread: Any = answer["UnprocessedKeys"]
        wanted = unread.get(table, {}).get("Keys", [])
        if not wanted:
            break
    if wanted:
        raise RetryLater("the table is too busy to read what was found")
    yield from ((place, cases.get(place)) for place in places)


def _keys(case: Case) -> frozenset[tuple[str, str]]:
    return _listed(case, phase_of(case), case_items.place_of(case), terms_of(case))


def _listed(case: Case, phase: str, place: str, terms: Iterable[str]) -> frozenset[tuple[str, str]]:
    local = f"{case.office}!" if case.restricted else case.office
    return frozenset(
        (_partition(scope, phase, term), place)
        for term in terms
        for scope in ((_EVERYWHERE,) if is_for_inspectors(term) else (_EVERYWHERE, local))
    )


def _scopes(query: QueueQuery) -> Iterable[str]:
    """Restricted cases of an office are listed apart: who may not see them does not read them."""
    if query.office is None or query.officer is not None:
        return [_EVERYWHERE]
    kinds = {False: query.office, True: f"{query.office}!"}
    return [kinds[query.restricted]] if query.restricted is not None else kinds.values()


def _phases(query: QueueQuery) -> list[str]:
    states = query.states or tuple(CaseState)
    closed = CaseState.CLOSED in states
    live = any(state is not CaseState.CLOSED for state in states)
    chosen = (live, query.calls or closed, closed)
    return [phase for phase, wanted in zip(PHASES, chosen, strict=True) if wanted]


def _partition(scope: str, phase: str, term: str) -> str:
    return f"{FIND}{scope}#{phase}#{term}"


def _marshal(key: tuple[str, str]) -> items.Item:
    return items.marshal({"pk": key[0], "sk": key[1]})


def _beyond(place: str) -> str:
    """Right after `place`: places are of one width, so that nothing lies between."""
    return f"{place} " if place else ""


def _before(place: str) -> str:
    """Right before `place`, and after every other place before it."""
    return f"{place[:-1]}{chr(ord(place[-1]) - 1)}~"


def _case_id(place: str) -> str:
    return place.partition("#")[2]
