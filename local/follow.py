"""`make follow`: what every function, the API and the state machine have logged of one request, in order of time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from hailong.vocabulary.correlation import correlation_id_in
from hailong.vocabulary.times import now
from local.deployment import deployment
from local.progress import CannotGoOn

MOST = 1_000
"""Lines of a log group that are shown."""

_DAYS = 2
_SHOWN = ("case_id", "timer", "notice_id", "delivery", "resource", "status", "event_id", "reason")


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A line of the log: milliseconds since 1970, who wrote it, and what it says."""

    at: int
    source: str
    text: str


def follow(stack_name: str, correlation_id: str, since: str = "") -> None:
    """Prints what there is; CannotGoOn for what is no correlation id. `since`: a day (UTC), else two days back."""
    if correlation_id_in(correlation_id) is None:
        raise CannotGoOn("ID is a correlation id: an answer and a mail have it as X-Correlation-Id")
    begun = datetime.fromisoformat(since).replace(tzinfo=UTC) if since else now() - timedelta(days=_DAYS)
    deployed = deployment(stack_name)
    found = logged(deployed.client("logs"), deployed.name, correlation_id, begun)
    for line in found:
        print(f"{datetime.fromtimestamp(line.at / 1000, UTC):%Y-%m-%d %H:%M:%S.%f}  {line.source:10} {line.text}")
    if not found:
        print(f"Nothing of it since {begun:%Y-%m-%d} (UTC): SINCE= looks further back.")


def logged(logs: Any, stack_name: str, correlation_id: str, since: datetime) -> list[Line]:
    """The lines of all log groups of a stack that name the request, in order."""
    return sorted(
        Line(event["timestamp"], _source(group, stack_name), _text(event["message"]))
        for group in _groups(logs, stack_name)
        for event in islice(_events(logs, group, correlation_id, since), MOST)
    )


def _groups(logs: Any, stack_name: str) -> Iterator[str]:
    for page in logs.get_paginator("describe_log_groups").paginate():
        for group in page["logGroups"]:
            name: str = group["logGroupName"]
            if name.rpartition("/")[2].removeprefix(stack_name)[:1] in {"", "-"} and f"/{stack_name}" in name:
                yield name


def _events(logs: Any, group: str, correlation_id: str, since: datetime) -> Iterator[dict[str, Any]]:
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, startTime=int(since.timestamp() * 1000), filterPattern=f'"{correlation_id}"'
    )
    for page in pages:
        yield from page["events"]


def _source(group: str, stack_name: str) -> str:
    """The function, `case` for the state machine, `api` for the API's own log."""
    return group.rpartition("/")[2].removeprefix(stack_name).removeprefix("-") or "api"


def _text(message: str) -> str:
    """What it says in short: the message or what was counted, and the ids of what it is about."""
    try:
        said = json.loads(message)
    except ValueError:
        return message.strip()
    if not isinstance(said, dict):
        return message.strip()
    if "_aws" in said:
        counted = [metric["Name"] for told in said["_aws"]["CloudWatchMetrics"] for metric in told["Metrics"]]
        return ", ".join(f"{name} {said.get(name)}" for name in counted)
    what = said.get("message") or said.get("type") or said.get("method") or ""
    return " ".join([str(what), *(f"{name}={said[name]}" for name in _SHOWN if name in said)])
