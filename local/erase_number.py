"""The tax code of a household, which is a personal number, gives way to a pseudonym wherever it counts.

What is counted of them is counted by a number of their own (`ENTERPRISE#`): it stays theirs under the pseudonym, so
that no figure moves. The pseudonym is drawn, so that nobody works it out from the code; only until all is done do the
counters say what it stands for, so that a run that was interrupted goes on with it. All of their lots change or none.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.counters import ENTERPRISE_PREFIX, LOT_PREFIX, NUMBER
from hailong.cases.erasure import Subject
from hailong.lots.rating import PROMOTABLE
from hailong.statistics.postings import enterprise_id
from hailong.vocabulary.tax_code import is_personal, pseudonym
from local.erase_beside import Erased
from local.stack import Tables

_SHOWN = pseudonym("·" * 12)
_WAITS = frozenset(one.value for one in PROMOTABLE)

Scan = Callable[[str], Iterator[Mapping[str, Any]]]


def bears(value: object, code: str) -> bool:
    """Whether a stored thing has the tax code where it counts: as what is called so, however deep within."""
    match value:
        case Mapping():
            return value.get("tax_code") == code or any(bears(part, code) for part in value.values())
        case list():
            return any(bears(part, code) for part in value)
        case _:
            return False


def still_waits(plain: Mapping[str, Any]) -> bool:
    """Whether it is a rating that a clearance may still make one of a lot: by its tax code, and it ends by itself."""
    return str(plain["sk"]).startswith(items.WAITING_PREFIX) and plain.get("status") in _WAITS


@dataclass(slots=True)
class Numbers:
    """As `Records` has it: `scan` reads a table whole; with `apply` it is done, else only told.

    `closed` says whether the case of an id is over.
    """

    client: Any
    tables: Tables
    scan: Scan
    closed: Callable[[str], bool]
    apply: bool
    _taken: dict[str, str] = field(default_factory=dict)

    def renamed(self, who: Subject, done: Erased) -> Subject:
        """Them, with a pseudonym for each personal tax code among what they are called that can be replaced today."""
        for code in filter(is_personal, who.called):
            counted, bearing = self._counted(code), list(self._bearing(code))
            hindered = sorted({why for one in bearing if (why := self._hindrance(one)) is not None})
            if not counted and any(not still_waits(one) for one in bearing):
                hindered.append("its lots are still to be counted")
            if hindered:
                done.left += [f"the tax code stays until this is over, too: {why}" for why in hindered]
            elif counted:
                self._taken[code] = self._take(code, counted) if self.apply else _SHOWN
        return Subject(who.called, self._taken)

    def lot(self, item: Mapping[str, Any], done: Erased) -> None:
        """Whose a lot is, for the clearances that are still to come for it."""
        instead = self._taken.get(item.get("tax_code", {}).get("S", ""))
        if instead is None:
            return
        done.changed.append(f"{item['pk']['S']} {item['sk']['S']}: the tax code")
        if self.apply:
            self.client.update_item(
                TableName=self.tables.ratings,
                Key={"pk": item["pk"], "sk": item["sk"]},
                UpdateExpression="SET tax_code = :instead",
                ConditionExpression="tax_code = :code",
                ExpressionAttributeValues=items.marshal({":instead": instead}) | {":code": item["tax_code"]},
            )

    def counters(self, done: Erased) -> None:
        """What is remembered of each lot, and what an enterprise is called: under the number that it keeps."""
        for code, instead in self._taken.items():
            old, new = enterprise_id(code), enterprise_id(instead)
            numbers = {f"enterprise:{number}" for number in self._counted(code).values()}
            for item in self.scan(self.tables.counters):
                state, pk = item.get("state", {}).get("S", ""), item["pk"]["S"]
                if pk.startswith(LOT_PREFIX) and old in state:
                    self._set(item, "state", state.replace(old, new), done)
                elif pk in numbers and item.get("name", {}).get("S") != instead:
                    self._set(item, "name", instead, done)

    def finish(self, done: Erased) -> None:
        """Nothing says any longer whom a pseudonym stands for, once nothing bears the code but what still waits."""
        for code, instead in self._taken.items():
            if not self.apply:
                continue
            own = enterprise_id(code)
            left = any(own in item.get("state", {}).get("S", "") for item in self.scan(self.tables.counters))
            if left or any(not still_waits(one) for one in self._bearing(code)):
                done.left.append("the tax code still stands where something was changed meanwhile; run it again")
                continue
            self.client.delete_item(TableName=self.tables.counters, Key=_number_key(own))
            self.client.update_item(
                TableName=self.tables.counters,
                Key=_number_key(enterprise_id(instead)),
                UpdateExpression="REMOVE instead_of, pseudonym",
            )

    def _bearing(self, code: str) -> Iterator[dict[str, Any]]:
        for table in (self.tables.ratings, self.tables.cases):
            for item in self.scan(table):
                plain = items.unmarshal(item)
                if bears(plain, code):
                    yield plain

    def _hindrance(self, plain: Mapping[str, Any]) -> str | None:
        kind, pk = str(plain["sk"]), str(plain["pk"])
        case_id = pk if kind == items.CASE else plain.get("case_id") if kind == items.RATING else None
        if case_id and not self.closed(str(case_id)):
            return f"{case_id} is not closed"
        if kind.startswith(items.NOTICE_PREFIX) and not case_items.notice_from(items.marshal(plain)).settled:
            return f"{pk}: an e-mail is still on its way"
        return None

    def _counted(self, code: str) -> dict[str, int]:
        """The number that is theirs, by the names under which it is known: of the code, or a pseudonym begun with."""
        own = enterprise_id(code)
        return {
            item["pk"]["S"]: int(item["number"]["N"])
            for item in self.scan(self.tables.counters)
            if item["sk"]["S"] == NUMBER
            and (item["pk"]["S"] == f"{ENTERPRISE_PREFIX}{own}" or item.get("instead_of", {}).get("S") == own)
        }

    def _take(self, code: str, counted: Mapping[str, int]) -> str:
        """The pseudonym that an earlier run began with, else a new one, under which their number is known from now."""
        own = enterprise_id(code)
        for pk in counted:
            known = self.client.get_item(
                TableName=self.tables.counters, Key=items.marshal({"pk": pk, "sk": NUMBER}), ConsistentRead=True
            )["Item"]
            if known.get("instead_of", {}).get("S") == own:
                return str(known["pseudonym"]["S"])
        drawn = pseudonym(secrets.token_hex(6))
        said = {"number": next(iter(counted.values())), "instead_of": own, "pseudonym": drawn}
        self.client.put_item(
            TableName=self.tables.counters,
            Item=_number_key(enterprise_id(drawn)) | items.marshal(said),
            ConditionExpression="attribute_not_exists(pk)",
        )
        return drawn

    def _set(self, item: Mapping[str, Any], name: str, value: str, done: Erased) -> None:
        done.changed.append(f"{item['pk']['S']} {item['sk']['S']}: the tax code")
        if not self.apply:
            return
        try:
            self.client.update_item(
                TableName=self.tables.counters,
                Key={"pk": item["pk"], "sk": item["sk"]},
                UpdateExpression="SET #name = :value ADD revision :one",
                ConditionExpression="revision = :seen",
                ExpressionAttributeNames={"#name": name},
                ExpressionAttributeValues=items.marshal({":value": value, ":one": 1}) | {":seen": item["revision"]},
            )
        except self.client.exceptions.ConditionalCheckFailedException:
            done.left.append(f"{item['pk']['S']}: was counted on meanwhile; run it again")


def moved(table: str, item: Mapping[str, Any], stored: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The writes that put a rating that has waited under its pseudonym: its key names whose it is."""
    gone = {
        "TableName": table,
        "Key": {"pk": item["pk"], "sk": item["sk"]},
        "ConditionExpression": "#status = :before",
        "ExpressionAttributeNames": {"#status": "status"},
        "ExpressionAttributeValues": {":before": item["status"]},
    }
    put = {"TableName": table, "Item": dict(stored), "ConditionExpression": "attribute_not_exists(pk)"}
    return [{"Delete": gone}, {"Put": put}]


def _number_key(enterprise: str) -> items.Item:
    return items.marshal({"pk": f"{ENTERPRISE_PREFIX}{enterprise}", "sk": NUMBER})
