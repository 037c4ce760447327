"""What names a person beside ratings and cases: invitations, staff's own views, texts to start from, events."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import unquote_plus

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import desk_items, invitation_items, items
from hailong.adapters.dynamodb.events import EventState
from hailong.cases.erasure import Found, Redaction, Subject, mentions
from hailong.cases.notices import STAFF_PREFIX
from hailong.vocabulary.times import now, vietnamese_day

CHANGED_MEANWHILE = "was changed meanwhile; run it again"


@dataclass(slots=True)
class Erased:
    """What was, or would be, changed: by its key. `left`: what has to wait, and why; `files` are to be looked at."""

    changed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def named_in(plain: Mapping[str, Any], subject: Subject) -> list[Found]:
    """Every text of an item that names them; of a kept view what its address asks for, as it is typed."""
    views = plain.get("views")
    if views is None or not is_desk(plain["pk"]):
        return mentions(plain, subject)
    return mentions({**plain, "views": [{**one, "address": unquote_plus(one["address"])} for one in views]}, subject)


def is_desk(pk: str) -> bool:
    return pk.startswith(desk_items.DESK_PREFIX)


def is_beside(pk: str) -> bool:
    """Whether an item of the cases table belongs to no case."""
    return pk.startswith(
        (
            desk_items.DESK_PREFIX,
            desk_items.TEXTS_PREFIX,
            desk_items.NEWS_PREFIX,
            invitation_items.INVITED_PREFIX,
            STAFF_PREFIX,
        )
    )


class Beside:
    """As `Records` has it: with `apply` it is done, else only told."""

    def __init__(self, client: Any, *, apply: bool) -> None:
        self._client = client
        self._apply = apply

    def choice(self, table: str, item: Mapping[str, Any], who: Redaction, done: Erased) -> None:
        """Whether an enterprise wants invitations. A no has to be known for as long as it is to be kept to."""
        if not (isinstance(who, Subject) and who.mentioned(item["pk"]["S"])):
            return
        if not items.unmarshal(item)["invited"]:
            done.left.append(f"{_told(item)}: they want no invitations, which has to be known to be kept to")
            return
        self._delete(table, item, done, "invited = :yes", {":yes": True})

    def of_no_case(self, table: str, item: Mapping[str, Any], who: Redaction, before: str, done: Erased) -> None:
        """What `is_beside` in the cases table. News and digests name nobody but staff, and end by themselves."""
        pk = item["pk"]["S"]
        if pk.startswith(invitation_items.INVITED_PREFIX):
            self._daily_mail(table, item, who, before, done)
        elif isinstance(who, Subject) and is_desk(pk):
            self._views(table, item, who, done)
        elif isinstance(who, Subject) and pk.startswith(desk_items.TEXTS_PREFIX):
            self._text(table, item, who, done)

    def event(self, table: str, item: Mapping[str, Any], who: Subject, done: Erased) -> None:
        """What a vendor was, or is to be, told: by ids; it ends by itself, and what names them goes before."""
        plain = items.unmarshal(item)
        if not mentions(plain, who):
            return
        if "expires" not in plain:
            done.left.append(f"{_told(item)}: where a vendor's events go; `make webhooks` changes it")
        elif plain.get("state") == EventState.WAITING or "due_at" in plain:
            done.left.append(f"{_told(item)}: a vendor is still to be told")
        else:
            self._delete(table, item, done, "attribute_not_exists(due_at)", {})

    def _daily_mail(self, table: str, item: Mapping[str, Any], who: Redaction, before: str, done: Erased) -> None:
        pk = item["pk"]["S"]
        day = date.fromisoformat(pk.rpartition("#")[2])
        theirs = who.mentioned(pk) if isinstance(who, Subject) else True
        if not theirs or (before and day.isoformat() >= before[:10]):
            return
        if day >= vietnamese_day(now()):
            done.left.append(f"{_told(item)}: holds a second mail back until that day is over")
            return
        self._delete(table, item, done, "attribute_exists(pk)", {})

    def _views(self, table: str, item: Mapping[str, Any], who: Subject, done: Erased) -> None:
        seen = items.unmarshal(item).get("views", [])
        kept = [
            one for one in seen if not who.mentioned(one["name"]) and not who.mentioned(unquote_plus(one["address"]))
        ]
        self._replace(table, item, "views", seen, kept, done)

    def _text(self, table: str, item: Mapping[str, Any], who: Subject, done: Erased) -> None:
        seen = items.unmarshal(item)["content"]
        kept = {**seen, "title": who.text(seen["title"]), "text": who.text(seen["text"])}
        self._replace(table, item, "content", seen, kept, done)

    def _replace(self, table: str, item: Mapping[str, Any], part: str, seen: Any, kept: Any, done: Erased) -> None:
        if seen == kept:
            return
        update = {
            "UpdateExpression": "SET #part = :kept",
            "ConditionExpression": "#part = :seen",
            "ExpressionAttributeNames": {"#part": part},
            "ExpressionAttributeValues": items.marshal({":kept": kept, ":seen": seen}),
        }
        self._do(self._client.update_item, table, item, update, done)

    def _delete(
        self, table: str, item: Mapping[str, Any], done: Erased, condition: str, values: Mapping[str, Any]
    ) -> None:
        meant = {"ExpressionAttributeValues": items.marshal(values)} if values else {}
        self._do(self._client.delete_item, table, item, {"ConditionExpression": condition, **meant}, done)

    def _do(self, call: Any, table: str, item: Mapping[str, Any], asked: Mapping[str, Any], done: Erased) -> None:
        if self._apply:
            try:
                call(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]}, **asked)
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
                done.left.append(f"{_told(item)}: {CHANGED_MEANWHILE}")
                return
        done.changed.append(_told(item))


def held_beside(table: str, scanned: Iterator[Mapping[str, Any]], subject: Subject) -> Iterator[dict[str, Any]]:
    """Every item that names them, with the texts that do."""
    for item in scanned:
        plain = items.unmarshal(item)
        if found := {one.path: one.text for one in mentions(plain, subject)}:
            yield {"table": table, "pk": plain["pk"], "sk": plain["sk"], "names": found}


def _told(item: Mapping[str, Any]) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"
