"""Plays the mailbox simulator of SES, whose bounces and complaints the local cloud does not publish.

Watches the mails that the local cloud was given. For one to `bounce@`, `complaint@`, … of the simulator it publishes
what SES would, to the topics that the template's configuration sets name. Ends when the cloud does.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psutil
from botocore.exceptions import BotoCoreError, ClientError

from hailong.adapters.dynamodb.notices import NOTICES
from hailong.mail.tags import tag_of
from hailong.vocabulary.words import NoticeState
from local.cloud import Cloud
from local.mails import Mail, sent_by
from local.paths import ROOT, clean_environment

# https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator
SIMULATOR = "simulator.amazonses.com"

_PAUSE_SECONDS = 0.5
_UNMARKED_SECONDS = 120
"""After so long without its message id in a notice, the process that sent a mail has died: nobody knows its tags."""


@dataclass
class Simulator:
    """`waiting`: when each mail was first seen that is not reported on yet.

    `count`: how many mails were seen, None at first: what had been sent before and waits for no
    report then was reported on by the one before this one.
    """

    cloud: Cloud
    cases_table: str
    done: set[str] = field(default_factory=set)
    waiting: dict[str, float] = field(default_factory=dict)
    count: float | None = None

    def __post_init__(self) -> None:
        self._ses, self._sns, self._dynamodb = (self.cloud.client(name) for name in ("sesv2", "sns", "dynamodb"))

    def look(self) -> None:
        """Reports on what has been sent since the last look."""
        # The mails themselves are megabytes after a while; most of the time there is none to see.
        count = self._ses.get_account()["SendQuota"]["SentLast24Hours"]
        if count == self.count and not self.waiting:
            return
        patience = 0 if self.count is None else _UNMARKED_SECONDS
        self.count = count
        for mail in sent_by(self.cloud.endpoint):
            if mail.message_id in self.done:
                continue
            outcome = _outcome(mail)
            if outcome is None:
                self.done.add(mail.message_id)
                continue
            first_seen = self.waiting.setdefault(mail.message_id, time.monotonic())
            tags = self._tags(mail)
            if tags is None and time.monotonic() - first_seen < patience:
                continue
            if tags is not None:
                self._publish(event(mail, tags, outcome))
            self.done.add(mail.message_id)
            del self.waiting[mail.message_id]

    def _tags(self, mail: Mail) -> dict[str, str] | None:
        """The tags that the mail was sent with, which the local cloud forgets: from the notice that names its id."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.cases_table,
            IndexName=NOTICES,
            KeyConditionExpression="#state = :sent",
            FilterExpression="message_id = :id",
            ExpressionAttributeNames={"#state": "state"},
            ExpressionAttributeValues={":sent": {"S": NoticeState.SENT}, ":id": {"S": mail.message_id}},
            ScanIndexForward=False,
        )
        notices = (item for page in pages for item in page["Items"])
        return next(({name: item[name]["S"] for name in ("case_id", "notice_id")} for item in notices), None)

    def _publish(self, happened: dict[str, Any]) -> None:
        for topic in self._topics(happened["eventType"].upper()):
            self._sns.publish(TopicArn=topic, Message=json.dumps(happened))

    def _topics(self, event_type: str) -> Iterator[str]:
        for name in self._ses.list_configuration_sets()["ConfigurationSets"]:
            found = self._ses.get_configuration_set_event_destinations(ConfigurationSetName=name)["EventDestinations"]
            for destination in found:
                if destination["Enabled"] and event_type in destination["MatchingEventTypes"]:
                    yield destination["SnsDestination"]["TopicArn"]


def event(mail: Mail, tags: dict[str, str], outcome: dict[str, Any]) -> dict[str, Any]:
    """The event as SES publishes it."""
    return outcome | {
        "mail": {
            "timestamp": datetime.now(UTC).isoformat(),
            "source": mail.sender,
            "messageId": mail.message_id,
            "destination": list(mail.to),
            "tags": {name: [tag_of(value)] for name, value in tags.items()},
        },
    }


def _outcome(mail: Mail) -> dict[str, Any] | None:
    """What the simulator does with a mail to this address; None when it just takes it. `bounce+1@` is `bounce@`."""
    local, _, domain = mail.to[0].partition("@")
    if domain != SIMULATOR:
        return None
    who = {"emailAddress": mail.to[0]}
    match local.partition("+")[0]:
        case "bounce":
            failed = who | {"action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
            return _bounce("Permanent", "General", failed)
        case "suppressionlist":
            return _bounce("Permanent", "Suppressed", who)
        case "ooto":
            return _bounce("Transient", "General", who)
        case "complaint":
            return {
                "eventType": "Complaint",
                "complaint": {"complaintFeedbackType": "abuse", "complainedRecipients": [who]},
            }
        case _:
            return None


def _bounce(kind: str, subtype: str, recipient: dict[str, str]) -> dict[str, Any]:
    return {
        "eventType": "Bounce",
        "bounce": {"bounceType": kind, "bounceSubType": subtype, "bouncedRecipients": [recipient]},
    }


def start(cloud: Cloud, cases_table: str) -> None:
    """Starts it beside the cloud, in place of one that runs there already."""
    memory = cloud.directory / "mail_reports.pid"
    _end(memory)
    arguments = ["--port", str(cloud.port), "--pid", str(cloud.pid), "--directory", str(cloud.directory)]
    with (cloud.directory / "mail_reports.log").open("w") as log:
        # Not subprocess.Popen: it outlives this process, and ends by itself with the cloud.
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-m", "local.mail_reports", *arguments, "--cases-table", cases_table],
            clean_environment() | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "layers" / "common")])},
            setsid=True,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 1),
                (os.POSIX_SPAWN_DUP2, log.fileno(), 2),
            ],
        )
    memory.write_text(str(pid))


def _end(memory: Path) -> None:
    try:
        pid = int(memory.read_text())
    except (FileNotFoundError, ValueError):
        return
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        if "local.mail_reports" in process.cmdline():
            process.terminate()


def main() -> None:
    parser = argparse.ArgumentParser(prog="local.mail_reports", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--directory", type=Path, required=True)
    parser.add_argument("--cases-table", required=True)
    chosen = parser.parse_args()
    cloud = Cloud(port=chosen.port, pid=chosen.pid, directory=chosen.directory)
    simulator = Simulator(cloud=cloud, cases_table=chosen.cases_table)
    while True:
        try:
            simulator.look()
        except (httpx.HTTPError, BotoCoreError, ClientError) as error:
            if not cloud.healthy():
                return
            print(f"the cloud could not be asked: {error}", flush=True)
        time.sleep(_PAUSE_SECONDS)


if __name__ == "__main__":
    main()
