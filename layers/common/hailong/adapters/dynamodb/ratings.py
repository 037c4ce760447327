"""Clearances and ratings in DynamoDB."""

import time
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from hailong.adapters.dynamodb import items, lifetimes
from hailong.adapters.dynamodb.client import PAGE, ending, failed, starting, transact
from hailong.adapters.dynamodb.lifetimes import is_over
from hailong.lots.clearance import (
    MOST_DECLARATIONS,
    Clearance,
    lot_is_full,
    lot_of_another_enterprise,
    same_facts,
)
from hailong.lots.rating import WAITING_KEPT, Rating, SweepPlace, Waited
from hailong.vocabulary import times
from hailong.vocabulary.attempts import Pause
from hailong.vocabulary.errors import Conflict, Raced
from hailong.vocabulary.pages import Page
from hailong.vocabulary.times import Clock, to_text
from hailong.vocabulary.words import RatingStatus

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NEGATIVE, WAITING = "negative", "waiting"


class DynamoRatingStore:
    """The ratings table. `pause` waits between attempts where two transactions met.

    By `clock` it passes over what has come to its end and is still there.
    """

    def __init__(
        self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep, clock: Clock = times.now
    ) -> None:
        self._client = client
        self._table = table
        self._pause = pause
        self._clock = clock

    def clearance(self, declaration_key: str) -> Clearance | None:
        item = self._get(items.clearance_key(declaration_key))
        return items.clearance_from(item) if item else None

    def rating(self, lot_key: str) -> Rating | None:
        item = self._get(items.rating_key(lot_key))
        return items.rating_from(item) if item else None

    def put_clearance(self, clearance: Clearance, replaces: Clearance | None) -> None:
        put: dict[str, Any] = {"TableName": self._table, "Item": items.clearance_item(clearance)}
        if replaces is None:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put |= {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": items.marshal({":version": replaces.version}),
            }
        transaction: list[Any] = [{"Put": put}, *self._lot_changes(clearance, replaces)]
        if replaces is not None and not same_facts(clearance, replaces):
            transaction.append(self._absent(items.rating_key(replaces.lot_key)))
        reasons = self._transact(transaction)
        if reasons is None:
            return
        if "ConditionCheck" in transaction[-1] and failed(reasons[-1]):
            raise Conflict("clearance_rated", "The lot has been rated; what the rating rests on can no longer change.")
        if failed(reasons[0]):
            raise Raced("the clearance has changed meanwhile")
        known = items.unmarshal(next(reason for reason in reasons if failed(reason))["Item"])
        if known["tax_code"] == clearance.enterprise.tax_code:
            raise lot_is_full()
        raise lot_of_another_enterprise()

    def _lot_changes(self, clearance: Clearance, replaces: Clearance | None) -> Iterator[dict[str, Any]]:
        """Joins the lot and leaves the one before: a lot knows whose it is and how many declarations it has."""
        lot, tax_code = clearance.lot_key, clearance.enterprise.tax_code
        if replaces is None or replaces.lot_key != lot:
            yield self._lot_update(
                lot,
                "SET tax_code = :tax_code ADD members :one",
                {":tax_code": tax_code, ":one": 1, ":none": 0, ":most": MOST_DECLARATIONS},
                "attribute_not_exists(pk) OR members = :none OR (tax_code = :tax_code AND members < :most)",
            )
        elif replaces.enterprise.tax_code != tax_code:
            yield self._lot_update(
                lot,
                "SET tax_code = :tax_code, members = :one",
                {":tax_code": tax_code, ":one": 1, ":before": replaces.enterprise.tax_code},
                "attribute_not_exists(pk) OR (tax_code = :before AND members = :one)",
            )
        if replaces is not None and replaces.lot_key != lot:
            yield self._lot_update(
                replaces.lot_key,
                "SET tax_code = if_not_exists(tax_code, :tax_code), members = if_not_exists(members, :one) - :one",
                {":tax_code": replaces.enterprise.tax_code, ":one": 1},
            )

    def _lot_update(self, lot: str, change: str, values: dict[str, Any], condition: str = "") -> dict[str, Any]:
        update: dict[str, Any] = {
            "TableName": self._table,
            "Key": items.lot_key(lot),
            "UpdateExpression": change,
            "ExpressionAttributeValues": items.marshal(values),
        }
        if condition:
            update |= {"ConditionExpression": condition, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        return {"Update": update}

    def accept(self, rating: Rating) -> Rating | None:
        clearance = rating.clearance
        if clearance is None:
            raise ValueError("only a rating that has its clearance can be accepted")
        reasons = self._transact(
            [
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": items.rating_item(rating),
                        "ConditionExpression": "attribute_not_exists(pk)",
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
                self._unchanged(clearance),
                self._not_awaiting(rating),
            ]
        )
        if reasons is None:
            return None
        if failed(reasons[0]):
            return items.rating_from(reasons[0]["Item"])
        raise Raced("the clearance has changed meanwhile, or the enterprise's earlier rating still waits for it")

    def waiting(self, declaration_key: str, tax_code: str) -> Rating | None:
        item = self._get(items.waiting_key(declaration_key, tax_code))
        return items.rating_from(item) if item else None

    def waiting_at(self, declaration_key: str) -> Sequence[Rating]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :declaration AND begins_with(sk, :waiting)",
            ExpressionAttributeValues=items.marshal(
                {":declaration": f"D#{declaration_key}", ":waiting": items.WAITING_PREFIX}
            ),
            ConsistentRead=True,
        )
        found = (item for page in pages for item in page["Items"])
        return [items.rating_from(item) for item in found if not is_over(item, self._clock())]

    def wait(self, rating: Rating) -> Rating | None:
        reasons = self._transact(
            [
                {
                    "Put": {
                        "TableName": self._table,
                        "Item": items.waiting_item(rating),
                        "ConditionExpression": "attribute_not_exists(pk) OR expires <= :now",
                        "ExpressionAttributeValues": self._now(),
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
                self._absent(items.clearance_key(rating.key)),
            ]
        )
        if reasons is None:
            return None
        if failed(reasons[1]):
            raise Raced("the clearance has come meanwhile")
        return items.rating_from(reasons[0]["Item"])

    def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        transaction = [self._turned(seen, settled), self._unchanged(clearance)]
        if settled.status is RatingStatus.ACCEPTED:
            put = {
                "TableName": self._table,
                "Item": items.rating_item(settled),
                "ConditionExpression": "attribute_not_exists(pk)",
            }
            transaction.append({"Put": put})
        reasons = self._transact(transaction)
        if reasons is None:
            return True
        if failed(reasons[0]) or failed(reasons[1]):
            raise Raced("the waiting rating or its clearance has changed meanwhile")
        return False

    def waited(self, status: RatingStatus, *, since: datetime, until: datetime) -> Iterator[Waited]:
        since = max(since, self._clock() - WAITING_KEPT)
        if until < since:
            return
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName=WAITING,
            KeyConditionExpression="waiting_status = :status AND received_at BETWEEN :since AND :until",
            ExpressionAttributeValues=items.marshal(
                {":status": status.value, ":since": to_text(since), ":until": to_text(until)}
            ),
        )
        for page in pages:
            for item in map(items.unmarshal, page["Items"]):
                yield Waited(item["declaration_no"], datetime.fromisoformat(item["received_at"]))

    def negative(self, month: str, *, after: str | None = None) -> Page[Rating]:
        page = self._client.query(
            TableName=self._table,
            IndexName=NEGATIVE,
            KeyConditionExpression="negative_month = :month",
            ExpressionAttributeValues=items.marshal({":month": month}),
            Limit=PAGE,
            **starting(after),
        )
        unreadable: list[str] = []
        found = list(items.readable(items.rating_from, page["Items"], unreadable))
        return Page(found, ending(page), tuple(unreadable))

    def count_try(self, declaration_key: str, most: int) -> bool:
        try:
            self._client.update_item(
                TableName=self._table,
                Key=items.tries_key(declaration_key),
                UpdateExpression="SET expires = :expires ADD tries :one",
                ConditionExpression="attribute_not_exists(tries) OR tries < :most",
                ExpressionAttributeValues=items.marshal(
                    {":one": 1, ":most": most, ":expires": lifetimes.end(self._clock(), lifetimes.TRIES_KEPT)}
                ),
            )
        except self._client.exceptions.ConditionalCheckFailedException:
            return False
        return True

    def count_waiting(self, client_id: str, day: date, most: int) -> bool:
        expires = lifetimes.end(datetime.combine(day, datetime.min.time(), times.VIETNAM), lifetimes.QUOTA_KEPT)
        of_today = ("SET expires = :expires ADD waiting :one", "#day = :day AND waiting < :most")
        of_another_day = (
            "SET expires = :expires, #day = :day, waiting = :one",
            "attribute_not_exists(pk) OR #day <> :day",
        )
        # The first once more: somebody else may have begun the day between the two.
        for change, condition in (of_today, of_another_day, of_today):
            values = {":one": 1, ":day": day.isoformat(), ":expires": expires} | (
                {":most": most} if ":most" in condition else {}
            )
            try:
                self._client.update_item(
                    TableName=self._table,
                    Key=items.quota_key(client_id),
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeNames={"#day": "day"},
                    ExpressionAttributeValues=items.marshal(values),
                )
            except self._client.exceptions.ConditionalCheckFailedException:
                continue
            return True
        return False

    def place(self) -> SweepPlace | None:
        item = self._get(items.sweep_key())
        if item is None or "status" not in item:
            return None
        kept = items.unmarshal(item)
        return SweepPlace(RatingStatus(kept["status"]), datetime.fromisoformat(kept["place"]))

    def keep_place(self, place: SweepPlace | None) -> None:
        # Not under the names by which what waits is listed.
        kept = {} if place is None else {"status": place.status.value, "place": to_text(place.received_at)}
        self._client.put_item(TableName=self._table, Item=items.sweep_key() | items.marshal(kept))

    def _absent(self, key: items.Item) -> dict[str, Any]:
        return self._check(key, {"ConditionExpression": "attribute_not_exists(pk)"})

    def _unchanged(self, clearance: Clearance) -> dict[str, Any]:
        return self._check(
            items.clearance_key(clearance.key),
            {
                "ConditionExpression": "version = :version",
                "ExpressionAttributeValues": items.marshal({":version": clearance.version}),
            },
        )

    def _not_awaiting(self, rating: Rating) -> dict[str, Any]:
        return self._check(
            items.waiting_key(rating.key, rating.tax_code),
            {
                "ConditionExpression": "attribute_not_exists(pk) OR #status <> :awaiting OR expires <= :now",
                "ExpressionAttributeNames": {"#status": "status"},
                "ExpressionAttributeValues": items.marshal({":awaiting": RatingStatus.AWAITING_CLEARANCE.value})
                | self._now(),
            },
        )

    def _check(self, key: items.Item, condition: dict[str, Any]) -> dict[str, Any]:
        return {"ConditionCheck": {"TableName": self._table, "Key": key, **condition}}

    def _turned(self, seen: Rating, settled: Rating) -> dict[str, Any]:
        """An update of the few attributes that change: the role may update what waits, and never a lot's rating."""
        new, old = items.waiting_item(settled), items.waiting_item(seen)
        changed = {name: value for name, value in new.items() if old.get(name) != value}
        expression = "SET " + ", ".join(f"#{name} = :{name}" for name in changed)
        gone = [name for name in old if name not in new]
        if gone:
            expression += " REMOVE " + ", ".join(f"#{name}" for name in gone)
        return {
            "Update": {
                "TableName": self._table,
                "Key": items.waiting_key(seen.key, seen.tax_code),
                "UpdateExpression": expression,
                "ConditionExpression": "#status = :seen",
                "ExpressionAttributeNames": {f"#{name}": name for name in {*changed, *gone, "status"}},
                "ExpressionAttributeValues": {f":{name}": value for name, value in changed.items()}
                | items.marshal({":seen": seen.status.value}),
            }
        }

    def _get(self, key: items.Item) -> dict[str, Any] | None:
        found = self._client.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        return None if found is None or is_over(found, self._clock()) else found

    def _now(self) -> items.Item:
        return items.marshal({":now": int(self._clock().timestamp())})

    def _transact(self, transaction: list[Any]) -> list[dict[str, Any]] | None:
        """None when it went through, else a reason an item; transactions that met are tried again."""
        return transact(self._client, transaction, self._pause)
