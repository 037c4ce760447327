"""What the tables hold of a person, and its taking away.

Statistics stay as they are: nothing that is counted is touched. A case file keeps its chain (`hailong.cases.erasure`),
and only closed cases are erased. Tables are read whole, as by `make recount`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import case_items, invitation_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore, writes_of
from hailong.adapters.dynamodb.client import transact
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.cases.case_file import CaseFile
from hailong.cases.erasure import ERASED, Anyone, Redaction, Subject, erase, erased_clearance, erased_rating, mentions
from hailong.cases.notices import Notice
from hailong.lots.clearance import Clearance
from hailong.lots.rating import PROMOTABLE, Rating
from hailong.vocabulary.times import now, to_text
from hailong.vocabulary.words import CaseState
from local.erase_beside import CHANGED_MEANWHILE, Beside, Erased, held_beside, is_beside, named_in
from local.erase_files import Files
from local.erase_number import Numbers, moved
from local.stack import Tables


@contextmanager
def _passed_over(key: str, done: Erased) -> Iterator[None]:
    """What cannot be read keeps nothing else from being erased: it is told of, and looked at by hand."""
    try:
        yield
    except (ValueError, KeyError, TypeError):
        done.left.append(f"{key}: cannot be read")


def _key(item: Mapping[str, Any]) -> str:
    return f"{item['pk']['S']} {item['sk']['S']}"


class Records:
    """The records of one stack, as an operator reads and redacts them. Without `files` those are only listed."""

    def __init__(
        self, client: Any, tables: Tables, events: str, *, files: Files | None = None, apply: bool = False
    ) -> None:
        self._client = client
        self._tables = tables
        self._events = events
        self._beside = Beside(client, apply=apply)
        self._apply = apply
        self._cases = DynamoCaseStore(client, tables.cases)
        self._index = DynamoCaseIndex(client, tables.cases)
        self._files = files

    def held(self, subject: Subject) -> Iterator[dict[str, Any]]:
        """Every item that names them, with the texts that do; of what they said themselves all of it."""
        for name, table in (("ratings", self._tables.ratings), ("cases", self._tables.cases)):
            for item in self._scan(table):
                plain = items.unmarshal(item)
                found = {one.path: one.text for one in named_in(plain, subject)}
                if found:
                    said = {one: plain[one] for one in ("contact", "comment", "levels", "reasons") if one in plain}
                    own = item["sk"]["S"] == items.RATING or item["sk"]["S"].startswith(items.WAITING_PREFIX)
                    yield {"table": name, "pk": plain["pk"], "sk": plain["sk"], "names": found} | (
                        {"said": said} if own else {}
                    )
        for name, table in (("counters", self._tables.counters), ("events", self._events)):
            yield from held_beside(name, self._scan(table), subject)

    def erase(self, who: Redaction, reference: str, before: str = "") -> Erased:
        """Takes `who` out of all that was received before a moment, or of everything."""
        done = Erased()
        closed: dict[str, bool] = {}
        numbers = Numbers(
            self._client, self._tables, self._scan, lambda case_id: self._closed(case_id, closed), apply=self._apply
        )
        if isinstance(who, Subject):
            who = numbers.renamed(who, done)
        for item in self._scan(self._tables.ratings):
            with _passed_over(_key(item), done):
                numbers.lot(item, done)
                self._of_ratings(item, who, before, closed, done)
        for case_id in sorted(self._case_ids(who, before, done)):
            with _passed_over(case_id, done):
                self._case(case_id, who, reference, closed, done)
        if isinstance(who, Subject):
            self._names(who, done)
            for item in self._scan(self._events):
                with _passed_over(_key(item), done):
                    self._beside.event(self._events, item, who, done)
            numbers.counters(done)
            numbers.finish(done)
        return done

    def _of_ratings(
        self, item: Mapping[str, Any], who: Redaction, before: str, closed: dict[str, bool], done: Erased
    ) -> None:
        kind = item["sk"]["S"]
        if kind == items.CLEARANCE:
            self._clearance(items.clearance_from(item), who, before, done)
        elif kind == items.RATING or kind.startswith(items.WAITING_PREFIX):
            self._rating(item, who, before, closed, done)
        elif kind == invitation_items.INVITATIONS:
            self._beside.choice(self._tables.ratings, item, who, done)

    def _clearance(self, clearance: Clearance, who: Redaction, before: str, done: Erased) -> None:
        if before and to_text(clearance.cleared_at) >= before:
            return
        household = isinstance(who, Anyone) or who.text(clearance.enterprise.tax_code) != clearance.enterprise.tax_code
        left = erased_clearance(clearance, who, owned=household)
        if left != clearance:
            self._put(self._tables.ratings, items.clearance_item(left), done, "version = :before", clearance.version)

    def _rating(
        self, item: Mapping[str, Any], who: Redaction, before: str, closed: dict[str, bool], done: Erased
    ) -> None:
        rating: Rating = items.rating_from(item)
        if before and to_text(rating.received_at) >= before:
            return
        waits = item["sk"]["S"] != items.RATING
        if waits and rating.status in PROMOTABLE and who.tax_code(rating.tax_code) != rating.tax_code:
            # By its tax code its clearance finds it.
            done.left.append(f"{_key(item)}: waits for its clearance, and ends by itself")
            who = Subject(who.called) if isinstance(who, Subject) else who
        left = erased_rating(rating, who)
        if left == rating:
            return
        if rating.case_id is not None and not self._closed(rating.case_id, closed):
            done.left.append(f"{rating.case_id}: can be erased once it is closed")
            return
        stored = items.waiting_item(left) if waits else items.rating_item(left)
        if stored["sk"] != item["sk"]:
            self._move(item, stored, done)
            return
        self._put(self._tables.ratings, stored, done, "#status = :before", rating.status.value)

    def _closed(self, case_id: str, known: dict[str, bool]) -> bool:
        if case_id not in known:
            case = self._cases.get(case_id)
            known[case_id] = case is not None and case.state is CaseState.CLOSED
        return known[case_id]

    def _case_ids(self, who: Redaction, before: str, done: Erased) -> set[str]:
        """The cases that hold something of theirs, told by the item itself: what staff wrote may name them, too.

        What belongs to no case is dealt with on the way.
        """
        found = set()
        for item in self._scan(self._tables.cases):
            if is_beside(item["pk"]["S"]):
                with _passed_over(_key(item), done):
                    self._beside.of_no_case(self._tables.cases, item, who, before, done)
                continue
            plain = items.unmarshal(item)
            if self._apply and "erased_at" in plain and plain["sk"].startswith(items.EVIDENCE_PREFIX):
                # Where an earlier run came no further: what is marked as erased is to be gone.
                self._take_away(plain["pk"], plain["evidence_id"], done)
            if before and plain["sk"] == items.CASE and plain["opened_at"] >= before:
                continue
            if isinstance(who, Subject):
                if not plain["pk"].startswith("FIND#") and mentions(plain, who):
                    found.add(str(plain["pk"]))
            elif plain["sk"] == items.CASE:
                found.add(str(plain["pk"]))
        return found

    def _case(self, case_id: str, who: Redaction, reference: str, closed: dict[str, bool], done: Erased) -> None:
        file = self._cases.file(case_id)
        if file is None:
            self._notices(case_id, (), who, done)
            return
        if not self._closed(case_id, closed):
            told = f"{case_id}: can be erased once it is closed"
            done.left += [] if told in done.left else [told]
            return
        gone = self._files_of(file, who, done)
        while (found := erase(file, who, reference, at=now(), files=gone)) is not None:
            transition, changed = found
            done.changed.append(f"{case_id}: the case, {len(changed.timeline)} entries, {len(changed.evidence)} files")
            if not self._apply:
                break
            self._write(case_id, writes_of(transition, self._tables.cases), changed)
            self._index.enlist(transition.after, self._index.places(file.case))
            if (next_file := self._cases.file(case_id)) is None:
                break
            file = next_file
        for evidence_id in gone if self._apply else ():
            self._take_away(case_id, evidence_id, done)
        self._notices(case_id, file.notices, who, done)

    def _files_of(self, file: CaseFile, who: Redaction, done: Erased) -> dict[str, str]:
        """The SHA-256 of the files that concern them, by id: of a case of their own, and those called after them.

        Whoever rated is everybody: of what has been kept long enough all files go.

        All others are told of: what they show is not known here.
        """
        found: dict[str, str] = {}
        case_id = file.case.case_id
        there = self._files.there(case_id) if self._files is not None and file.evidence else frozenset()
        own = who.owns(file.case.rating)
        for one in file.evidence:
            name = f"{case_id}/{one.evidence_id}"
            concerned = (own or who.text(one.name) != one.name) and self._files is not None
            if one.erased_at is not None:
                continue
            if not concerned or self._files is None or one.evidence_id not in there or name in self._files.kept:
                done.files += [f"{name}: {one.content_type}"]
                continue
            found[one.evidence_id] = self._files.digest(case_id, one.evidence_id)
            if not self._apply:
                done.changed.append(f"{name}: the file and all its versions")
        return found

    def _take_away(self, case_id: str, evidence_id: str, done: Erased) -> None:
        if self._files is not None and self._files.erase(case_id, evidence_id):
            done.changed.append(f"{case_id}/{evidence_id}: the file and all its versions")

    def _move(self, item: Mapping[str, Any], stored: items.Item, done: Erased) -> None:
        if self._apply and transact(self._client, moved(self._tables.ratings, item, stored)) is not None:
            done.left.append(f"{_key(item)}: {CHANGED_MEANWHILE}")
            return
        done.changed.append(_key(item))

    def _write(self, case_id: str, writes: list[Any], changed: CaseFile) -> None:
        for entry in changed.timeline:
            raw = case_items.entry_item(case_id, entry, now())
            # The day of its writing stays, by which the public log finds it.
            self._redact(writes, raw, ("note", "decision"))
        for evidence in changed.evidence:
            self._redact(writes, case_items.evidence_item(evidence), ("name", "sha256", "erased_at"))
        self._client.transact_write_items(TransactItems=writes)

    def _redact(self, writes: list[Any], item: items.Item, fields: tuple[str, ...]) -> None:
        kept = [one for one in fields if one in item]
        writes.append(
            {
                "Update": {
                    "TableName": self._tables.cases,
                    "Key": {"pk": item["pk"], "sk": item["sk"]},
                    "UpdateExpression": "SET " + ", ".join(f"#{one} = :{one}" for one in kept),
                    "ConditionExpression": "attribute_exists(pk)",
                    "ExpressionAttributeNames": {f"#{one}": one for one in kept},
                    "ExpressionAttributeValues": {f":{one}": item[one] for one in kept},
                }
            }
        )

    def _notices(self, case_id: str, notices: Any, who: Redaction, done: Erased) -> None:
        """Where mails went to; what is still to be sent is left until it has been."""
        for notice in notices or self._notices_of(case_id):
            left = _erased_notice(notice, who)
            if left == notice:
                continue
            if not notice.settled:
                done.left.append(f"{case_id}: an e-mail is still on its way")
                continue
            self._put(self._tables.cases, case_items.notice_item(left), done, "version = :before", notice.version)

    def _notices_of(self, case_id: str) -> list[Notice]:
        """Of a lot that has no case: its invitations."""
        found = self._client.query(
            TableName=self._tables.cases,
            KeyConditionExpression="pk = :case AND begins_with(sk, :notice)",
            ExpressionAttributeValues=items.marshal({":case": case_id, ":notice": items.NOTICE_PREFIX}),
            ConsistentRead=True,
        )
        return [case_items.notice_from(item) for item in found["Items"]]

    def _names(self, subject: Subject, done: Erased) -> None:
        """What enterprises and officers are called in the statistics."""
        for item in self._scan(self._tables.counters):
            name = item.get("name", {}).get("S", "")
            if name and subject.mentioned(name):
                done.changed.append(f"{item['pk']['S']}: the name")
                if self._apply:
                    self._client.update_item(
                        TableName=self._tables.counters,
                        Key={"pk": item["pk"], "sk": item["sk"]},
                        UpdateExpression="SET #name = :erased",
                        ExpressionAttributeNames={"#name": "name"},
                        ExpressionAttributeValues=items.marshal({":erased": ERASED}),
                    )

    def _put(self, table: str, item: items.Item, done: Erased, condition: str, value: Any) -> None:
        told = f"{item['pk']['S']} {item['sk']['S']}"
        if self._apply:
            names = {"ExpressionAttributeNames": {"#status": "status"}} if "#status" in condition else {}
            try:
                self._client.put_item(
                    TableName=table,
                    Item=item,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=items.marshal({":before": value}),
                    **names,
                )
            except ClientError as error:
                if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                    raise
                done.left.append(f"{told}: {CHANGED_MEANWHILE}")
                return
        done.changed.append(told)

    def _scan(self, table: str) -> Iterator[dict[str, Any]]:
        for page in self._client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            yield from page["Items"]


def _erased_notice(notice: Notice, who: Redaction) -> Notice:
    def text(said: str | None) -> str | None:
        if said is None:
            return None
        return ERASED if isinstance(who, Anyone) else who.text(said)

    if notice.to_staff and isinstance(who, Anyone):
        return notice
    return replace(
        notice,
        tax_code=who.tax_code(notice.tax_code) if notice.tax_code else None,
        sent_to=text(notice.sent_to),
        refused_by=tuple(text(one) or "" for one in notice.refused_by),
        last_error=who.text(notice.last_error) if notice.last_error else notice.last_error,
    )
