"""The counters table: lot states, sheets, names, and the numbers of enterprises."""

import time
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from pydantic import TypeAdapter

from hailong.adapters.dynamodb.client import cancellation
from hailong.adapters.dynamodb.items import Item, marshal
from hailong.ports import TRANSACTION_LIMIT
from hailong.statistics.ledger import LotState
from hailong.statistics.periods import Span
from hailong.statistics.rows import Rows
from hailong.statistics.sheets import BLOCK, Sheet, SheetKey, merged
from hailong.statistics.store import Kept, Key, LotKey, Name, NameKey, Outdated, Value
from hailong.vocabulary.attempts import Pause, attempts
from hailong.vocabulary.errors import RetryLater

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

STATE, NAME, NUMBER, SEQUENCE = "STATE", "NAME", "NUMBER", "SEQUENCE"
LOT_PREFIX, ENTERPRISE_PREFIX = "LOT#", "ENTERPRISE#"
_BATCH_GET_LIMIT = 100
_LATEST_AT_ONCE = 3
_SEQUENCE_KEY = marshal({"pk": "ENTERPRISES", "sk": SEQUENCE})


@cache
def _states() -> TypeAdapter[LotState]:
    """Built when first needed: the report has no use for it."""
    return TypeAdapter(LotState)


class DynamoCounters:
    """The counters table, for the tally and for the report. `pause` waits between attempts where two writers met."""

    def __init__(self, client: "DynamoDBClient", table: str, pause: Pause = time.sleep) -> None:
        self._client = client
        self._table = table
        self._pause = pause
        self._numbers: dict[str, int] = {}

    def numbers(self, enterprises: Collection[str]) -> Mapping[str, int]:
        for _ in attempts(self._pause):
            self._learn({enterprise for enterprise in enterprises if enterprise not in self._numbers})
            unknown = sorted({enterprise for enterprise in enterprises if enterprise not in self._numbers})
            if not unknown:
                return {enterprise: self._numbers[enterprise] for enterprise in enterprises}
            try:
                for part in batched(unknown, TRANSACTION_LIMIT - 1, strict=False):
                    self._enrol(part)
            except Outdated:
                continue
        raise RetryLater("enterprises were being numbered by others all the time")

    def load(self, keys: Collection[Key]) -> Mapping[Key, Kept[Value]]:
        by_item_key = {_address(key): key for key in keys}
        found: dict[Key, Kept[Value]] = {}
        for item in self._get_all(by_item_key):
            key = by_item_key[item["pk"]["S"], item["sk"]["S"]]
            found[key] = Kept(stored_value(key, item), int(item["revision"]["N"]))
        return found

    def commit(self, changes: Mapping[Key, Kept[Value]]) -> None:
        self._transact(
            self._put(
                stored_item(key, change.value) | marshal({"revision": change.revision + 1}), "revision", change.revision
            )
            for key, change in changes.items()
        )

    def sheets(self, unit: str, span: Span) -> Mapping[str, Sheet]:
        if span.last < span.first:
            return {}  # before anything is counted; DynamoDB takes no range without anything in it
        blocks: dict[str, list[Sheet]] = {}
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :unit AND sk BETWEEN :first AND :last",
            ExpressionAttributeValues=marshal({":unit": unit, ":first": span.first, ":last": f"{span.last}#9999"}),
        )
        for page in pages:
            for item in page["Items"]:
                period, _, block = item["sk"]["S"].partition("#")
                blocks.setdefault(period, []).append(_sheet_from(item, int(block)))
        return {period: merged(sheets) for period, sheets in blocks.items()}

    def latest(self, unit: str, figure: str, span: Span) -> str | None:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :unit AND sk BETWEEN :first AND :last",
            ProjectionExpression="sk, figures.#figure",
            ExpressionAttributeNames={"#figure": figure},
            ExpressionAttributeValues=marshal({":unit": unit, ":first": span.first, ":last": f"{span.last}#9999"}),
            ScanIndexForward=False,
            # Mostly the first one is it.
            PaginationConfig={"PageSize": _LATEST_AT_ONCE},
        )
        items = (item for page in pages for item in page["Items"])
        return next((item["sk"]["S"].partition("#")[0] for item in items if _has(item, figure)), None)

    def knows(self, unit: str) -> bool:
        found = self._client.query(
            TableName=self._table,
            KeyConditionExpression="pk = :unit",
            ExpressionAttributeValues=marshal({":unit": unit}),
            ProjectionExpression="pk",
            Limit=1,
        )
        return bool(found["Items"])

    def names(self, units: Collection[str]) -> Mapping[str, str]:
        addresses = {_address(NameKey(unit)) for unit in units}
        return {item["pk"]["S"]: item["name"]["S"] for item in self._get_all(addresses, consistent=False)}

    def every_sheet(self) -> Iterator[tuple[SheetKey, Sheet]]:
        """All sheets there are: for the recount, which reads the whole table."""
        for item in self._scan("attribute_exists(figures)"):
            period, _, block = item["sk"]["S"].partition("#")
            yield SheetKey(item["pk"]["S"], period, int(block)), _sheet_from(item, int(block))

    def every_number(self) -> Mapping[int, str]:
        """All enterprises by their number."""
        found = self._scan("begins_with(pk, :enterprise)", {":enterprise": ENTERPRISE_PREFIX})
        return {int(item["number"]["N"]): item["pk"]["S"].removeprefix(ENTERPRISE_PREFIX) for item in found}

    def _learn(self, enterprises: Collection[str]) -> None:
        """Remembers the numbers that are known to the table: they never change."""
        addresses = {(f"{ENTERPRISE_PREFIX}{enterprise}", NUMBER) for enterprise in enterprises}
        for item in self._get_all(addresses):
            self._numbers[item["pk"]["S"].removeprefix(ENTERPRISE_PREFIX)] = int(item["number"]["N"])

    def _enrol(self, enterprises: Collection[str]) -> None:
        """Gives the next numbers, all or none."""
        found = self._client.get_item(TableName=self._table, Key=_SEQUENCE_KEY, ConsistentRead=True).get("Item")
        following = int(found["following"]["N"]) if found else 0
        sequence = _SEQUENCE_KEY | marshal({"following": following + len(enterprises)})
        self._transact(
            [
                self._put(sequence, "following", following),
                *(
                    self._put(
                        marshal({"pk": f"{ENTERPRISE_PREFIX}{enterprise}", "sk": NUMBER, "number": following + place}),
                        "number",
                        0,
                    )
                    for place, enterprise in enumerate(enterprises)
                ),
            ]
        )

    def _put(self, item: Item, attribute: str, value: int) -> dict[str, Any]:
        """A put that holds only while the attribute has the value; 0: while there is no item."""
        put: dict[str, Any] = {"TableName": self._table, "Item": item}
        if value == 0:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put |= {
                "ConditionExpression": "#attribute = :value",
                "ExpressionAttributeNames": {"#attribute": attribute},
                "ExpressionAttributeValues": marshal({":value": value}),
            }
        return {"Put": put}

    def _transact(self, puts: Iterable[dict[str, Any]]) -> None:
        try:
            self._client.transact_write_items(TransactItems=list(puts))  # type: ignore[arg-type]
        except ClientError as error:
            try:
                cancellation(error)
            except RetryLater as met:
                raise Outdated("met another transaction") from met
            raise Outdated("another revision by now") from error

    def _get_all(self, addresses: Iterable[tuple[str, str]], *, consistent: bool = True) -> Iterator[dict[str, Any]]:
        for part in batched(addresses, _BATCH_GET_LIMIT, strict=False):
            keys: Any = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk, sk in part]
            for _ in attempts(self._pause):
                answer = self._client.batch_get_item(
                    RequestItems={self._table: {"Keys": keys, "ConsistentRead": consistent}}
                )
                yield from answer["Responses"].get(self._table, [])
                left = answer.get("UnprocessedKeys", {}).get(self._table)
                if not left:
                    break
                keys = left["Keys"]
            else:
                raise RetryLater("the table gives no more at present")

    def _scan(self, condition: str, values: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
        request: dict[str, Any] = {"TableName": self._table, "FilterExpression": condition, "ConsistentRead": True}
        if values:
            request["ExpressionAttributeValues"] = marshal(values)
        pages = self._client.get_paginator("scan").paginate(**request)
        for page in pages:
            yield from page["Items"]


def _address(key: Key) -> tuple[str, str]:
    match key:
        case LotKey(number):
            return f"{LOT_PREFIX}{number}", STATE
        case NameKey(unit):
            return unit, NAME
        case SheetKey(unit, period, block):
            return unit, f"{period}#{block:04d}"


def stored_item(key: Key, value: Value) -> Item:
    """The item of a value, but for its revision."""
    pk, sk = _address(key)
    attributes: dict[str, Any] = {"pk": {"S": pk}, "sk": {"S": sk}}
    match key, value:
        case LotKey(), LotState():
            attributes["state"] = {"S": _states().dump_json(value, exclude_defaults=True).decode()}
        case NameKey(), Name():
            attributes |= marshal({"name": value.name, "as_of": value.as_of})
        case SheetKey(), Sheet():
            attributes["figures"] = _numbers_map(value.figures)
            attributes["kin"] = _numbers_map(value.kin)
            attributes["rows"] = {"B": value.rows.pack(key.block * BLOCK)}
            attributes["raters"] = {
                "M": {unit: {"B": _packed(numbers, key.block * BLOCK)} for unit, numbers in value.raters.items()}
            }
    return attributes


def stored_value(key: Key, item: Mapping[str, Any]) -> Value:
    """The value of an item."""
    match key:
        case LotKey():
            return _states().validate_json(item["state"]["S"])
        case NameKey():
            return Name(item["name"]["S"], item["as_of"]["S"])
        case SheetKey():
            return _sheet_from(item, key.block)


def _sheet_from(item: Mapping[str, Any], block: int) -> Sheet:
    return Sheet(
        figures={name: int(number["N"]) for name, number in item["figures"]["M"].items()},
        kin={name: int(number["N"]) for name, number in item["kin"]["M"].items()},
        rows=Rows.unpack(bytes(item["rows"]["B"]), block * BLOCK),
        raters={
            unit: _unpacked(bytes(numbers["B"]), block * BLOCK)
            for unit, numbers in item.get("raters", {"M": {}})["M"].items()
        },
    )


def _has(item: Mapping[str, Any], figure: str) -> bool:
    return int(item.get("figures", {"M": {}})["M"].get(figure, {"N": "0"})["N"]) > 0


def _packed(numbers: Iterable[int], first: int) -> bytes:
    """Numbers from `first` on: deflated bits, of which a few far apart take as little as many in a row."""
    bits = sum(1 << (number - first) for number in numbers)
    return zlib.compress(bits.to_bytes(-(-bits.bit_length() // 8), "little"))


def _unpacked(data: bytes, first: int) -> frozenset[int]:
    octets = zlib.decompress(data)
    return frozenset(
        first + 8 * place + bit for place, octet in enumerate(octets) if octet for bit in range(8) if octet >> bit & 1
    )


def _numbers_map(figures: Mapping[str, int]) -> dict[str, Any]:
    """By hand: the serializer takes fifty times as long for what is always whole numbers."""
    return {"M": {name: {"N": str(value)} for name, value in figures.items()}}
