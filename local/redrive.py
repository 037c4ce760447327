"""`make redrive`: starts every case that should have been started, from what stands in the tables."""

import json
from typing import Any

from local import account
from local.commands import cloud_and_stack
from local.deploy import STACK_NAME
from local.progress import CannotGoOn

_WHAT = ("cases opened", "executions started", "cases marked as failed", "e-mails queued again")


def redrive(stack_name: str = "", since: str = "") -> None:
    """In the local cloud, or in a stack on AWS by its name. `since`: a day (2026-01-31) from which on to look.

    A large stack takes several calls: each goes on where the one before had to stop, and tells how far it came.
    """
    client = account.client("lambda") if stack_name else _local()
    told: dict[str, list[str]] = {"opened": [], "started": [], "failed": [], "notices": []}
    broken = list[str]()
    skipped, order = 0, {"from": since} if since else {}
    unreadable: set[str] = set()
    while True:
        swept = _sweep(client, f"{stack_name or STACK_NAME}-escalate", order)
        for what, ids in told.items():
            ids.extend(swept[what])
        broken += swept.get("broken", [])
        skipped += swept["skipped"]
        unreadable.update(swept.get("unreadable", []))
        if swept["rest"] is None:
            break
        order = {"rest": swept["rest"]}
        print(
            f"... so far {sum(map(len, told.values()))} put right; on with the {swept['rest']['place']['part']}",
            flush=True,
        )
    for what, ids in zip(_WHAT, told.values(), strict=True):
        print(f"{len(ids)} {what}{': ' if ids else '.'}{', '.join(ids)}")
    if broken:
        print(f"{len(broken)} case files are not as they were written: {', '.join(broken)}; `make verify` tells more.")
    if unreadable:
        print(f"{len(unreadable)} cannot be read, and somebody has to look at them: {', '.join(sorted(unreadable))}")
    if skipped:
        print(f"{skipped} could not be looked at just now: run it again.")


def _sweep(client: Any, function: str, order: dict[str, Any]) -> dict[str, Any]:
    answer = client.invoke(FunctionName=function, Payload=json.dumps({"sweep": True, "by_hand": True} | order).encode())
    swept: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise CannotGoOn(f"escalate failed: {swept.get('errorMessage', swept)}")
    return swept


def _local() -> Any:
    cloud, _ = cloud_and_stack(otherwise=account.OR_ON_AWS)
    return cloud.client("lambda")
