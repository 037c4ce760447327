"""`make backup` and `make restore`: tables as they were, in new tables, looked at, and what is lost put back.

Nothing that stands is rolled back: what was rated and done since is the truth, too. Put back is what is gone, and what
is not as it was written (a case whose timeline does not verify, a rating that nobody corrected and that reads
otherwise). Counters are not put back: `make recount REPAIR=1` makes them from the rest. Files of evidence and people
are in `backup_beside`.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.events import ENDPOINTS
from hailong.cases.case_file import CaseFile
from hailong.cases.erasure import ERASED
from hailong.cases.verification import verify
from hailong.statistics.recount import differences
from hailong.statistics.recount import recount as count_anew
from hailong.vocabulary.times import now
from local.backup_beside import NAME, EvidenceVersions, PeopleKept, moment_of
from local.deployment import Deployment, deployment
from local.progress import CannotGoOn, Steps
from local.recount import read_counters, read_records
from local.stack import Tables
from local.staffing import StaffPool
from local.waiting import poll

TABLES = {
    "ratings": "RatingsTable",
    "cases": "CasesTable",
    "counters": "CountersTable",
    "events": "EventsTable",
    "offices": "OfficesTable",
}
"""All tables of the template, by the output that names each."""

_LONGEST_RESTORE_SECONDS = 6 * 3600
_SHOWN = 40
_OF_A_CASE = (items.CASE, items.ENTRY_PREFIX, items.EVIDENCE_PREFIX)

type Key = tuple[str, str]
type Stored = Mapping[Key, items.Item]
type Named = Mapping[str, str]
"""Tables by what is in them, as TABLES calls it."""


@dataclass(slots=True)
class Plan:
    """`put` and `delete` by table; `why` says it of each lot or case; `by_hand`: what is broken and has moved on.

    `look`: what is gone and may have been ended on purpose.
    """

    put: dict[str, list[items.Item]] = field(default_factory=lambda: defaultdict(list))
    delete: dict[str, list[Key]] = field(default_factory=lambda: defaultdict(list))
    why: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    look: list[str] = field(default_factory=list)


class Backups:
    """The tables of a stack, and what was kept of them. `pause` waits between two looks."""

    def __init__(self, client: Any, tables: Named, stack: str, *, keeps_past: bool = True) -> None:
        self._client = client
        self._tables = tables
        self._stack = stack
        self._keeps_past = keeps_past

    def make(self, at: datetime) -> str:
        """Backs all tables up; the name of the backup, which is its moment."""
        name = f"{at.astimezone(UTC):{NAME}}"
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
        """The names of what was backed up, all tables of it."""
        of_each = [set(self._arns(table)) for table in self._tables.values()]
        return sorted(set.intersection(*of_each))

    def restore(self, to: str) -> Named:
        """New tables as they were then; those of an earlier call where they are there already."""
        moment = None if to in self.known() else self._moment(to)
        name = to if moment is None else f"{moment:{NAME}}"
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
        return made

    def drop(self, restored: Named) -> None:
        """Deletes tables that were made by `restore`."""
        for table in restored.values():
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
        moment = moment_of(to)
        if not self._keeps_past:
            raise CannotGoOn("the local cloud keeps no past to go back to: name a backup (`make restore` lists them)")
        for table in self._tables.values():
            told = self._client.describe_continuous_backups(TableName=table)["ContinuousBackupsDescription"]
            window = told.get("PointInTimeRecoveryDescription", {})
            first, last = window.get("EarliestRestorableDateTime"), window.get("LatestRestorableDateTime")
            if first is None or last is None or not first <= moment <= last:
                raise CannotGoOn(f"{table} can be had as it was from {first} to {last} only")
        return moment.astimezone(UTC)


def plan(restored: Named, there: Named, client: Any, *, at: datetime) -> Plan:
    """What is to be put back; `at`: now, after which nothing is put back that would be taken away at once."""
    found = Plan()
    for which, compare in (("ratings", _ratings), ("cases", _cases), ("events", _events), ("offices", _offices)):
        then = {
            key: item
            for key, item in _read(client, restored[which]).items()
            if int(item.get("expires", {}).get("N", at.timestamp())) >= at.timestamp()
        }
        compare(then, _read(client, there[which]), there[which], found)
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


def _events(then: Stored, today: Stored, table: str, found: Plan) -> None:
    """What vendors are told comes again under its own id. An endpoint that is gone may have been ended on purpose."""
    for key, item in then.items():
        if key in today:
            continue
        if key[0] == ENDPOINTS:
            found.look.append(f"the endpoint of {key[1]} is gone: `make vendor NAME= WEBHOOK=` registers it again")
            continue
        found.why.append(f"{' '.join(key)}: is gone")
        found.put[table].append(item)


def _offices(then: Stored, today: Stored, table: str, found: Plan) -> None:
    for key, item in then.items():
        live = today.get(key)
        if live is None or (live["version"] == item["version"] and live != item):
            found.why.append(f"{' '.join(key)}: {'is gone' if live is None else 'reads otherwise'}")
            found.put[table].append(item)


def broken_of(client: Any, table: str) -> list[str]:
    """The cases of a table whose timeline does not verify."""
    every = _by_case(_read(client, table)).items()
    return [case_id for case_id, parts in every if items.CASE in parts and not verify(_file(parts)).intact]


def erased_of(client: Any, table: str) -> frozenset[str]:
    """The cases of a table from which somebody was erased."""
    return frozenset(pk for (pk, _), item in _read(client, table).items() if ERASED in str(item))


def _by_case(stored: Stored) -> dict[str, dict[str, items.Item]]:
    found: dict[str, dict[str, items.Item]] = defaultdict(dict)
    for (pk, sk), item in stored.items():
        if pk.startswith("HL-"):
            found[pk][sk] = item
    return found


def _file(parts: Mapping[str, items.Item]) -> CaseFile:
    return CaseFile(
        case=case_items.case_from(parts[items.CASE]),
        timeline=[case_items.entry_from(parts[sk]) for sk in sorted(parts) if sk.startswith(items.ENTRY_PREFIX)],
        notices=(),
        evidence=[case_items.evidence_from(item) for sk, item in parts.items() if sk.startswith(items.EVIDENCE_PREFIX)],
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
    people = _people(at).keep(name)
    files = _evidence(at).count()
    print(f"  {len(TABLES)} tables and {people} people are backed up in {time.monotonic() - started:.1f} s.")
    print(f"  The {files} files of evidence keep each of their versions by themselves.")
    print(f"  make restore TO={name}")


def restore(to: str = "", stack_name: str = "", *, apply: bool = False, drop: bool = False) -> bool:
    """Restores into new tables, checks them, and says what is lost; puts that back, or deletes the new tables again."""
    at = deployment(stack_name)
    client, backups, there = at.client("dynamodb"), _backups(at), _tables(at)
    if not to:
        print("\n".join(f"  TO={name}" for name in backups.known()) or "  There is no backup; `make backup` makes one.")
        return True
    then = moment_of(to)
    started = time.monotonic()
    steps = Steps(total=5 if apply else 4)
    with steps.step("Restoring into new tables"):
        restored = backups.restore(to)
    if drop:
        backups.drop(restored)
        print("  They are deleted again.")
        return True
    with steps.step("Checking them: figures against records, timelines against their chains"):
        unlike, broken = _checked(client, restored)
    with steps.step("Comparing them with what is there"):
        found = plan(restored, there, client, at=now())
    evidence, people = _evidence(at), _people(at)
    with steps.step("Comparing the files of evidence and the people"):
        files = evidence.lost(then)
        erased = erased_of(client, there["cases"])
        found.look += [f"{one}: its case was erased since" for one in files if one.case_id in erased]
        files = [one for one in files if one.case_id not in erased]
        missing = people.lost(then)
        found.why += [str(one) for one in (*files, *missing)]
    if apply:
        with steps.step("Putting back what is lost"):
            put_back(found, client)
            evidence.put_back(files)
            people.put_back(missing)
    _introduce(found, unlike, broken, apply=apply)
    print(f"  It took {time.monotonic() - started:.1f} s. The new tables stay until: make restore TO={to} DROP=1")
    return not broken and not found.by_hand


def _checked(client: Any, restored: Named) -> tuple[int, list[str]]:
    tables = Tables(ratings=restored["ratings"], cases=restored["cases"], counters=restored["counters"])
    records = read_records(client, tables)
    counted = count_anew(records.clearances, records.ratings, records.cases)
    return len(list(differences(read_counters(client, tables), counted))), broken_of(client, tables.cases)


def _introduce(found: Plan, unlike: int, broken: Iterable[str], *, apply: bool) -> None:
    for case_id in broken:
        print(f"  BROKEN   {case_id} did not verify then either: go further back")
    print(f"  {unlike or 'No'} counters differed then from their records (what was under way at that moment may).")
    for line in found.why[:_SHOWN]:
        print(f"  {'put back' if apply else 'lost    '} {line}")
    for line in found.by_hand:
        print(f"  BY HAND  {line}")
    for line in found.look:
        print(f"  LOOK     {line}")
    told = (
        "put back; now `make recount REPAIR=1`, `make verify` and `make redrive`"
        if apply
        else "to put back; APPLY=1 does it"
    )
    print(f"  {len(found.why)} {told}.")


def _backups(at: Deployment) -> Backups:
    return Backups(at.client("dynamodb"), _tables(at), at.name, keeps_past=not at.is_local)


def _tables(at: Deployment) -> Named:
    if missing := [output for output in TABLES.values() if output not in at.outputs]:
        raise CannotGoOn(f"the stack {at.name} has no {missing[0]} yet: `make deploy` adds it")
    return {which: at.outputs[output] for which, output in TABLES.items()}


def _evidence(at: Deployment) -> EvidenceVersions:
    return EvidenceVersions(at.client("s3"), at.resource("EvidenceBucket"))


def _people(at: Deployment) -> PeopleKept:
    pool = StaffPool(at.client("cognito-idp"), at.outputs["UserPoolId"])
    return PeopleKept(pool, at.client("s3"), at.resource("EvidenceBucket"))
