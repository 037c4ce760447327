"""A forced error of the smoke test: an order that notify cannot understand has to reach the topic of alarms."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local.deployment import Deployment
from local.waiting import poll

# CloudWatch looks at a queue every minute, and at the alarm's five of them.
_HANDLED_SECONDS, _RUNG_SECONDS = 120.0, 900.0
_LOOK_SECONDS = 5
_ALARM = "NoticesDeadLettersAlarm"


def forced_error(at: Deployment, run: str) -> None:
    """TimeoutError where the alarm is not heard."""
    sqs, dead_letters = at.client("sqs"), at.outputs["NoticesDeadLettersUrl"]
    with _listening(at, run) as heard_by:
        sqs.send_message(QueueUrl=at.outputs["NoticesQueueUrl"], MessageBody=f"smoke test {run}")
        poll(lambda: _taken(sqs, dead_letters, run, keep=True), _HANDLED_SECONDS, what="the dead letter of the order")
        alarm = at.resource(_ALARM)
        try:
            if at.is_local:
                # It measures no queues; from the alarm on, all is as on AWS.
                _set(at, alarm, "ALARM")
            poll(lambda: _heard(sqs, heard_by, alarm), _RUNG_SECONDS, what=f"a message of {alarm} on the topic")
        finally:
            _taken(sqs, dead_letters, run, keep=False)
            if at.is_local:
                _set(at, alarm, "OK")


@contextmanager
def _listening(at: Deployment, run: str) -> Iterator[str]:
    """A queue of its own that hears what the topic of alarms says."""
    sqs, sns, topic = at.client("sqs"), at.client("sns"), at.outputs["AlarmsTopicArn"]
    queue = sqs.create_queue(QueueName=f"{at.name}-smoke-{run}")["QueueUrl"]
    subscription = None
    try:
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        subscribed = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, ReturnSubscriptionArn=True)
        subscription = subscribed["SubscriptionArn"]
        yield queue
    finally:
        if subscription:
            sns.unsubscribe(SubscriptionArn=subscription)
        sqs.delete_queue(QueueUrl=queue)


def _heard(sqs: Any, queue: str, alarm: str) -> bool:
    messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
    return any(alarm in message["Body"] and "ALARM" in message["Body"] for message in messages)


def _taken(sqs: Any, queue: str, run: str, *, keep: bool) -> bool:
    """Whether the dead letter of this run is there; taken away unless it is to be kept. Others are left alone."""
    end = time.monotonic() + (0 if keep else 2 * _LOOK_SECONDS)
    while True:
        found = sqs.receive_message(
            QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=_LOOK_SECONDS, WaitTimeSeconds=1
        ).get("Messages", [])
        ours = [message for message in found if run in message["Body"]]
        for message in [] if keep else ours:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        if ours or time.monotonic() >= end:
            return bool(ours)


def _set(at: Deployment, alarm: str, state: str) -> None:
    at.client("cloudwatch").set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="smoke test")
