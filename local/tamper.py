"""`make tamper`: breaks the local log on purpose, and shows that `make verify` names each thing. Local only."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hailong.adapters.dynamodb import case_items, items
from hailong.cases.case import Case
from hailong.cases.timeline import Entry, seal
from local.cloud import Cloud
from local.commands import cloud_and_stack
from local.deploy import STACK_NAME
from local.deployment import described
from local.progress import CannotGoOn, Steps
from local.stack import Stack
from local.verify import Kept, audit, case_files, kept_by, read_log

Item = dict[str, Any]


def tamper() -> bool:
    """Alters the local stack that is up."""
    return alter_and_look(*cloud_and_stack())


def alter_and_look(cloud: Cloud, stack: Stack) -> bool:
    """True when everything that was altered was found. What was there is put back, and the log begins anew."""
    all_kept = kept_by(described(STACK_NAME, cloud.client, is_local=True))
    client = all_kept.dynamodb
    chosen, evidence_id = _an_answered_case_with_a_file(all_kept)
    # Of this case alone: others may go on meanwhile, and must not be set back.
    kept = _case_items(client, stack.tables.cases, chosen)
    place = {"Bucket": all_kept.evidence_bucket, "Key": f"{chosen}/{evidence_id}"}
    attached = all_kept.s3.get_object(**place)["Body"].read()
    steps = Steps(total=len(_WAYS) + 2)

    def found_as(expected: str) -> bool:
        told = [line for line in audit(all_kept, read_log(_files(cloud))).broken if expected in line]
        print(f"      {told[0] if told else 'NOT FOUND'}")
        return bool(told)

    with steps.step("Logging what has been written so far"):
        grow_log(cloud)
    found_all = True
    try:
        for name, alter, expected in _WAYS:
            with steps.step(f"Altering: {name}"):
                alter(client, stack.tables.cases, chosen, kept)
            found_all = found_as(expected) and found_all
            _put_back(client, stack.tables.cases, chosen, kept)
        with steps.step("Altering: an attached file swapped for another"):
            all_kept.s3.put_object(**place, Body=attached[:-1] + b"!")
        found_all = found_as("its file is not what was sealed") and found_all
    finally:
        all_kept.s3.put_object(**place, Body=attached)
        _put_back(client, stack.tables.cases, chosen, kept)
        _forget_log(cloud)
    return found_all


def _a_message(client: Any, table: str, case_id: str, kept: list[Item]) -> None:
    item = _item(kept, case_id, items.CASE)
    decision = dict(item["decisions"]["M"])
    level = max(decision)
    message = decision[level]["M"]["message_to_enterprise"]["S"]
    decision[level] = {"M": decision[level]["M"] | {"message_to_enterprise": {"S": message[:-1] + "!"}}}
    client.put_item(TableName=table, Item=item | {"decisions": {"M": decision}})


def _a_deletion(client: Any, table: str, case_id: str, kept: list[Item]) -> None:
    for item in kept:
        if item["pk"]["S"] == case_id:
            client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})


def _a_file(client: Any, table: str, case_id: str, _kept: list[Item]) -> None:
    place = {"pk": case_id, "sk": f"{items.EVIDENCE_PREFIX}forged"}
    forged = {"case_id": case_id, "evidence_id": "forged", "name": "bien-ban.pdf", "content_type": "application/pdf"}
    rest = {"size": 9, "by": "20CF-0101", "at": "2026-01-05T03:00:00Z", "sha256": "0" * 64}
    client.put_item(TableName=table, Item=items.marshal(place | forged | rest))


def _a_chain(client: Any, table: str, case_id: str, kept: list[Item]) -> None:
    """Every entry sealed anew with another note, and the case told of the new end: the chain alone says intact."""
    case: Case = case_items.case_from(_item(kept, case_id, items.CASE))
    entries = [case_items.entry_from(item) for item in _entries(kept, case_id)]
    previous, forged = case_id, list[Entry]()
    for entry in entries:
        changed = replace(entry, by="20CF-0999" if entry.action == "claim" else entry.by)
        changed = replace(changed, hash=seal(changed, previous))
        previous = changed.hash
        forged.append(changed)
    for item, entry in zip(_entries(kept, case_id), forged, strict=True):
        day = datetime.fromisoformat(item["written_on"]["S"]).replace(tzinfo=UTC)
        client.put_item(TableName=table, Item=case_items.entry_item(case_id, entry, day))
    client.put_item(TableName=table, Item=case_items.case_item(replace(case, head_hash=previous)))


_WAYS: list[tuple[str, Callable[[Any, str, str, list[Item]], None], str]] = [
    ("one letter of the message to the enterprise", _a_message, "its decision is not what was sealed"),
    ("a case deleted whole", _a_deletion, "its case is gone"),
    ("a file slipped in among the evidence", _a_file, "its evidence is not what was sealed"),
    ("a whole chain rewritten, hashes and all", _a_chain, "is not the one that the log holds"),
]


def _case_items(client: Any, table: str, case_id: str) -> list[Item]:
    pages = client.get_paginator("query").paginate(
        TableName=table,
        KeyConditionExpression="pk = :case",
        ExpressionAttributeValues=items.marshal({":case": case_id}),
        ConsistentRead=True,
    )
    return [item for page in pages for item in page["Items"]]


def _an_answered_case_with_a_file(kept: Kept) -> tuple[str, str]:
    """A case that was decided, and the id of a file of it that is there."""
    for file in case_files(kept):
        there = kept.digests(file) if file.case.decisions else {}
        for evidence in file.evidence:
            if evidence.sha256 is not None and evidence.evidence_id in there:
                return file.case.case_id, evidence.evidence_id
    raise CannotGoOn("no case with a file has been decided yet: `make demo` first")


def _item(kept: list[Item], case_id: str, sk: str) -> Item:
    return next(item for item in kept if (item["pk"]["S"], item["sk"]["S"]) == (case_id, sk))


def _entries(kept: list[Item], case_id: str) -> list[Item]:
    mine = (item for item in kept if item["pk"]["S"] == case_id)
    return sorted(
        (item for item in mine if item["sk"]["S"].startswith(items.ENTRY_PREFIX)), key=lambda one: one["sk"]["S"]
    )


def _put_back(client: Any, table: str, case_id: str, kept: list[Item]) -> None:
    there = {(item["pk"]["S"], item["sk"]["S"]) for item in kept}
    for item in _case_items(client, table, case_id):
        if (item["pk"]["S"], item["sk"]["S"]) not in there:
            client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
    for item in kept:
        client.put_item(TableName=table, Item=item)


def grow_log(cloud: Cloud) -> None:
    """As if it were tomorrow: what was written today is over then."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="seconds")
    payload = json.dumps({"time": tomorrow})
    answer = cloud.client("lambda").invoke(FunctionName=f"{STACK_NAME}-log", Payload=payload.encode())
    if "FunctionError" in answer:
        raise CannotGoOn(f"the log did not grow: {answer['Payload'].read().decode()}")


def _bucket(cloud: Cloud) -> str:
    found = cloud.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"][0]["Outputs"]
    return str(next(output["OutputValue"] for output in found if output["OutputKey"] == "LogBucketName"))


def _files(cloud: Cloud) -> Callable[[str], bytes]:
    s3, bucket = cloud.client("s3"), _bucket(cloud)
    return lambda path: bytes(s3.get_object(Bucket=bucket, Key=path)["Body"].read())


def _keys(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("s3").get_paginator("list_objects_v2").paginate(Bucket=_bucket(cloud)):
        yield from (one["Key"] for one in page.get("Contents", []))


def _forget_log(cloud: Cloud) -> None:
    for key in list(_keys(cloud)):
        cloud.client("s3").delete_object(Bucket=_bucket(cloud), Key=key)
