"""`make backup` and `make restore`: tables as they were, in new tables, looked at, and what is lost put back.

Nothing that stands is rolled back: what was rated and done since is the truth, too. Put back is what is gone, and what
is not as it was written (a case whose timeline does not verify, a rating that nobody corrected and that reads
otherwise). Counters are not put back: `make recount REPAIR=1` makes them from the rest.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import items
from hailong.cases.case_file import CaseFile
from hailong.cases.erasure import ERASED
from hailong.cases.verification import verify
from hailong.statistics.recount import differences
from hailong.statistics.recount import recount as count_anew
from hailong.vocabulary.times import now
from local.deployment import Deployment, deployment
from local.progress import CannotGoOn, Steps
from local.recount import read_counters, read_records
from local.stack import Tables
from local.waiting import poll

_LONGEST_RESTORE_SECONDS = 6 * 3600
_SHOWN = 40
_OF_A_CASE = (items.CASE, items.ENTRY_PREFIX, items.EVIDENCE_PREFIX)

type Key = tuple[str, str]
type Stored = Mapping[Key, items.Item]


@dataclass(slots=True)
class Plan:
    """`put` and `delete` by table; `why` says it of each lot or case; `by_hand`: what is broken and has moved on."""

    put: dict[str, list[items.Item]] = field(default_factory=lambda: defaultdict(list))
    delete: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    why: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


class Backups:
    """The tables of a stack, and what was kept of them. `pause` waits between two looks."""

    def __init__(self, client: Any, tables: Tables, stack: str, *, keeps_past: bool = True) -> None:
        self._client = client
        self._tables = {"ratings": tables.ratings, "cases": tables.cases, "counters": tables.counters}
        self._stack = stack
        self._keeps_past = keeps_past

    def make(self, at: datetime) -> str:
        """Backs all three tables up; the name of the backup, which is its moment."""
        name = f"{at:%Y%m%dT%H%M%SZ}"
        made = [
            self._client.create_backup(TableName=table, BackupName=f"{self._stack}-{name}")["BackupDetails"][
                "BackupArn"
            ]
            for table in self._tables.values()
        ]
        for arn in made:
            poll(lambda arn=arn: self._is_made(arn), _LONGEST_RESTORE_SECONDS, what="the backup")  # type: ignore[misc]
        return name

    def _is_made(self, arn: str) -> bool:
        told = self._client.describe_backup(BackupArn=arn)["BackupDescription"]["BackupDetails"]
        return bool(told["BackupStatus"] == "AVAILABLE")

    def known(self) -> list[str]:
        """The names of what was backed up, all three tables of it."""
        of_each = [set(self._arns(table)) for table in self._tables.values()]
        return sorted(set.intersection(*of_each))

    def restore(self, to: str) -> Tables:
        """New tables as they were then; those of an earlier call where they are there already."""
        moment = None if to in self.known() else self._moment(to)
        name = to if moment is None else f"{moment:%Y%m%dT%H%M%SZ}"
        made = {which: f"{self._stack}-restored-{name}-{which}" for which in self._tables}
        for which, table in self._tables.items():
            if self._status(made[which]) is not None:
                continue
            if moment is None:
                self._client.restore_table_from_backup(TargetTableName=made[which], BackupArn=self._arns(table)[name])
            else:
                self._client.restore_table_to_point_in_time(
                    SourceTableName=table, TargetTableName=made[which], RestoreDateTime=moment
                )
        for table in made.values():
            poll(lambda table=table: self._status(table) == "ACTIVE", _LONGEST_RESTORE_SECONDS, what=table)  # type: ignore[misc]
        return Tables(**made)

    def drop(self, restored: Tables) -> None:
        """Deletes tables that were made by `restore`."""
        for table in (restored.ratings, restored.cases, restored.counters):
            if "-restored-" not in table:
                raise CannotGoOn(f"{table} was not made by a restore")
            self._client.delete_table(TableName=table)

    def _status(self, table: str) -> str | None:
        try:
            return str(self._client.describe_table(TableName=table)["Table"]["TableStatus"])
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return None
            raise

    def _arns(self, table: str) -> dict[str, str]:
        found: dict[str, str] = {}
        asked: dict[str, Any] = {"TableName": table}
        while True:
            page = self._client.list_backups(**asked)
            for one in page["BackupSummaries"]:
                if one["BackupName"].startswith(f"{self._stack}-"):
                    found[one["BackupName"].removeprefix(f"{self._stack}-")] = one["BackupArn"]
            if "LastEvaluatedBackupArn" not in page:
                return found
            asked["ExclusiveStartBackupArn"] = page["LastEvaluatedBackupArn"]

    def _moment(self, to: str) -> datetime:
        try:
            moment = datetime.fromisoformat(to)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise CannotGoOn(
                f"TO is a backup (`make restore` lists them) or a moment, 2026-06-20T09:30:00+07:00, not {to!r}"
            )
        if not self._keeps_past:
            raise CannotGoOn("the local cloud keeps no past to go back to: name a backup (`make restore` lists them)")
        for table in self._tables.values():
            told = self._client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
            window = told.get("PointInTimeRecoveryDescription", {})
            first, last = window.get("EarliestRestorableDateTime"), window.get("LatestRestorableDateTime")
            if first is None or last is None or not first <= moment <= last:
                raise CannotGoOn(f"{table} can be had as it was from {first} to {last} only")
        return moment.astimezone(UTC)


def plan(restored: Tables, there: Tables, client: Any) -> Plan:
    """What is to be put back."""
    found = Plan()
    _ratings(_read(client, restored.ratings), _read(client, there.ratings), there.ratings, found)
    _cases(_read(client, restored.cases), _read(client, there.cases), there.cases, found)
    return found


def _ratings(then: Stored, today: Stored, table: str, found: Plan) -> None:
    for key, item in then.items():
        live = today.get(key)
        if live is None:
            found.why.append(f"{' '.join(key)}: is gone")
        elif live != item and _is_altered(item, live):
            found.why.append(f"{' '.join(key)}: reads otherwise, and nobody corrected it")
        else:
            continue
        found.put[table].append(item)


def _is_altered(then: items.Item, live: items.Item) -> bool:
    """Whether it differs in another way than by what is done to it: correction, promotion, erasure."""
    kind = then["sk"]["S"]
    if kind not in (items.RATING, items.CLEARANCE) or ERASED in str(live):
        return False
    marks = ("corrected_at",) if kind == items.RATING else ("version", "recorded_at")
    return all(then.get(one) == live.get(one) for one in marks)


def _cases(then: Stored, today: Stored, table: str, found: Plan) -> None:
    before, by_case = _by_case(then), _by_case(today)
    for case_id, known in before.items():
        live = by_case.get(case_id, {})
        old, new = known.get(items.CASE), live.get(items.CASE)
        if old is None:
            gone = [item for sk, item in known.items() if sk not in live]
            found.why += [f"{case_id} {item['sk']['S']}: is gone" for item in gone]
            found.put[table] += gone
        elif new is None:
            found.why.append(f"{case_id}: is gone")
            found.put[table] += known.values()
        elif not verify(_file(live)).intact:
            if int(new["version"]["N"]) > int(old["version"]["N"]):
                found.by_hand.append(f"{case_id}: is broken, and has moved on since")
                continue
            found.why.append(f"{case_id}: its timeline does not verify")
            found.put[table] += [item for sk, item in known.items() if sk.startswith(_OF_A_CASE)]
            found.delete[table] += [(case_id, sk) for sk in live if sk.startswith(_OF_A_CASE) and sk not in known]


def broken_of(client: Any, table: str) -> list[str]:
    """The cases of a table whose timeline does not verify."""
    every = _by_case(_read(client, table)).items()
    return [case_id for case_id, parts in every if items.CASE in parts and not verify(_file(parts)).intact]


def _by_case(stored: Stored) -> dict[str, dict[str, items.Item]]:
    found: dict[str, dict[str, items.Item]] = defaultdict(dict)
    for (pk, sk), item in stored.items():
        if pk.startswith("HL-"):
            found[pk][sk] = item
    return found


def _file(parts: Mapping[str, items.Item]) -> CaseFile:
    return CaseFile(
        case=items.case_from(parts[items.CASE]),
        timeline=[items.entry_from(parts[sk]) for sk in sorted(parts) if sk.startswith(items.ENTRY_PREFIX)],
        notices=(),
        evidence=[items.evidence_from(item) for sk, item in parts.items() if sk.startswith(items.EVIDENCE_PREFIX)],
    )


def _read(client: Any, table: str) -> Stored:
    pages = client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True)
    return {(item["pk"]["S"], item["sk"]["S"]): item for page in pages for item in page["Items"]}


def put_back(found: Plan, client: Any) -> None:
    """Does it, one item after the other: doing it again changes nothing."""
    for table, kept in found.put.items():
        for item in kept:
            client.put_item(TableName=table, Item=item)
    for table, keys in found.delete.items():
        for pk, sk in keys:
            client.delete_item(TableName=table, Key=items.marshal({"pk": pk, "sk": sk}))


def backup(stack_name: str = "") -> None:
    """Backs the tables of a stack up."""
    at = deployment(stack_name)
    started = time.monotonic()
    name = _backups(at).make(now())
    print(f"  The three tables are backed up in {time.monotonic() - started:.1f} s: make restore TO={name}")


def restore(to: str = "", stack_name: str = "", *, apply: bool = False, drop: bool = False) -> bool:
    """Restores into new tables, checks them, and says what is lost; puts that back, or deletes the new tables again."""
    at = deployment(stack_name)
    client, backups, there = at.client("dynamodb"), _backups(at), at.stack().tables
    if not to:
        print("\n".join(f"  TO={name}" for name in backups.known()) or "  There is no backup; `make backup` makes one.")
        return True
    started = time.monotonic()
    steps = Steps(total=4 if apply else 3)
    with steps.step("Restoring into new tables"):
        restored = backups.restore(to)
    if drop:
        backups.drop(restored)
        print("  They are deleted again.")
        return True
    with steps.step("Checking them: figures against records, timelines against their chains"):
        unlike, broken = _checked(client, restored)
    with steps.step("Comparing them with what is there"):
        found = plan(restored, there, client)
    if apply:
        with steps.step("Putting back what is lost"):
            put_back(found, client)
    _introduce(found, unlike, broken, apply=apply)
    print(f"  It took {time.monotonic() - started:.1f} s. The new tables stay until: make restore TO={to} DROP=1")
    return not broken and not found.by_hand


def _checked(client: Any, restored: Tables) -> tuple[int, list[str]]:
    records = read_records(client, restored)
    counted = count_anew(records.clearances, records.ratings, records.cases)
    return len(list(differences(read_counters(client, restored), counted))), broken_of(client, restored.cases)


def _introduce(found: Plan, unlike: int, broken: Iterable[str], *, apply: bool) -> None:
    for case_id in broken:
        print(f"  BROKEN   {case_id} did not verify then either: go further back")
    print(f"  {unlike or 'No'} counters differed then from their records (what was under way at that moment may).")
    for line in found.why[:_SHOWN]:
        print(f"  {'put back' if apply else 'lost    '} {line}")
    for line in found.by_hand:
        print(f"  BY HAND  {line}")
    told = (
        "put back; now `make recount REPAIR=1`, `make verify` and `make redrive`"
        if apply
        else "to put back; APPLY=1 does it"
    )
    print(f"  {len(found.why)} {told}.")


def _backups(at: Deployment) -> Backups:
    return Backups(at.client("dynamodb"), at.stack().tables, at.name, keeps_past=not at.is_local)
