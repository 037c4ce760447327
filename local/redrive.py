"""`make redrive`: starts every case that should have been started, from what stands in the tables."""

import json
from typing import Any

from local import account
from local.commands import cloud_and_stack
from local.deploy import STACK_NAME
from local.progress import CannotGoOn


def redrive(stack_name: str = "", since: str = "") -> None:
    """In the local cloud, or in a stack on AWS by its name. `since`: a day (2026-01-31) from which on to look."""
    client = account.client("lambda") if stack_name else _local()
    answer = client.invoke(
        FunctionName=f"{stack_name or STACK_NAME}-escalate",
        Payload=json.dumps({"sweep": True} | ({"from": since} if since else {})).encode(),
    )
    swept: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise CannotGoOn(f"escalate failed: {swept.get('errorMessage', swept)}")
    for what, ids in (
        ("cases opened", swept["opened"]),
        ("cases marked as failed", swept["failed"]),
        ("e-mails queued again", swept["notices"]),
    ):
        print(f"{len(ids)} {what}{': ' if ids else '.'}{', '.join(ids)}")


def _local() -> Any:
    cloud, _ = cloud_and_stack(otherwise=account.OR_ON_AWS)
    return cloud.client("lambda")
