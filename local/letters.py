"""`make redrive QUEUE=…`: gives dead letters back to the queues that they came from."""

import json
from collections.abc import Iterator
from typing import Any

from local.bus_again import Missed, missed_by, tell_again
from local.deployment import deployment
from local.progress import CannotGoOn

QUEUES = ("escalate", "events", "inbox", "notices", "tasks")
"""Whose dead letters a queue may have given up: what a stream gave up is found in the tables instead."""

MOST = 1_000
"""Letters of one call: the next one finds the rest."""

_HIDDEN_SECONDS = 120


def give_back(stack_name: str, queue: str, *, apply: bool) -> None:
    """Shows what would go back, and with `apply` sends it; what no queue gave up stays.

    Of a stream's batches of events the letters say when they were: what the bus missed of that time is put on it.

    Who dies on the way leaves a letter in both places, and whoever reads it does it once.
    """
    if queue not in QUEUES:
        raise CannotGoOn(f"QUEUE is one of {', '.join(QUEUES)}, not {queue!r}")
    deployed = deployment(stack_name)
    sqs, url = deployed.client("sqs"), deployed.resource(f"{queue.capitalize()}DeadLetters")
    went, stays = 0, 0
    held: list[str] = []
    missed: dict[str, Missed] = {}
    try:
        for letter in _letters(sqs, url):
            held.append(letter["ReceiptHandle"])
            batch = missed_by(letter["Body"]) if queue == "events" else None
            if batch is not None:
                missed[held[-1]] = batch
                print(f"{letter['MessageId']}  what happened from {batch.first} to {batch.last}, for the bus")
                continue
            source = letter.get("Attributes", {}).get("DeadLetterQueueSourceArn", "").rpartition(":")[2]
            print(f"{letter['MessageId']}  {f'back to {source}' if source else f'stays: {_why(letter["Body"])}'}")
            if not source:
                stays += 1
                continue
            went += 1
            if apply:
                address = sqs.get_queue_url(QueueName=source)["QueueUrl"]
                sqs.send_message(QueueUrl=address, MessageBody=letter["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=held.pop())
        told = tell_again(deployed, list(missed.values()), apply=apply)
        for receipt in missed if apply else ():
            sqs.delete_message(QueueUrl=url, ReceiptHandle=receipt)
            held.remove(receipt)
    finally:
        # What is left is to be seen by the next look at once.
        for receipt in held:
            sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=0)
    if missed:
        done = "put" if apply else "would be put: APPLY=1 puts them"
        print(f"{told} events of {len(missed)} batches {done} on the bus.")
    print(f"{went} {'given back' if apply else 'would go back: APPLY=1 sends them'}; {stays} stay.")


def _letters(sqs: Any, url: str) -> Iterator[dict[str, Any]]:
    """Each once: what has been received is hidden from the next look, for as long as this takes."""
    seen = 0
    while seen < MOST:
        found = sqs.receive_message(
            QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=_HIDDEN_SECONDS, WaitTimeSeconds=1,
            MessageSystemAttributeNames=["DeadLetterQueueSourceArn"],
        ).get("Messages", [])  # fmt: skip
        if not found:
            return
        seen += len(found)
        yield from found


def _why(body: str) -> str:
    """What was said when it was put aside; nothing else of it, since it may be personal."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    reason = said.get("reason") if isinstance(said, dict) else None
    return str(reason) if reason else "no queue gave it up"
