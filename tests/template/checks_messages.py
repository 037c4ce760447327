"""No message is lost: what cannot be handled is set aside, rings and can come back. Each check gives what is wrong."""

from collections.abc import Iterator

from tests.template.stack_template import Json, Template, listed, target

ONCE_ROUND = {
    "TasksFunction": "a refused attempt, which is counted and sends nothing",
    "NotifyFunction": "a reported bounce, after which a mail is sent; what is reported of that is a new beginning",
}
"""Functions whose messages to themselves cause no further ones."""

_MOST_AT_ONCE = 5
"""Lambda itself takes no fewer than two."""

TWO_WEEKS = 14 * 24 * 3600


def streams_set_aside(template: Template) -> Iterator[str]:
    queues = template.properties("AWS::SQS::Queue")
    for name, function, source, mapping in template.mappings():
        if source in queues:
            continue
        destination = target(mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"))
        if destination not in queues:
            yield f"{name}: what {function} cannot handle is lost"
        elif not _may_send(template, function, destination):
            yield f"{name}: {function} may not send to {destination}"
        if not mapping.get("FilterCriteria"):
            yield f"{name}: {function} is called for every change"


def queues_set_aside(template: Template) -> Iterator[str]:
    queues = template.properties("AWS::SQS::Queue")
    for name, _, source, mapping in template.mappings():
        if source not in queues:
            continue
        dead_letters = target(queues[source].get("RedrivePolicy", {}).get("deadLetterTargetArn"))
        if dead_letters not in queues:
            yield f"{source} has no dead-letter queue"
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"{name}: one bad message brings its whole batch back"


def queues_leave_room(template: Template) -> Iterator[str]:
    """However full a queue is, the function is there for what people and streams ask of it, and SES's rate is kept."""
    queues = template.properties("AWS::SQS::Queue")
    for name, function, source, mapping in template.mappings():
        most = mapping.get("ScalingConfig", {}).get("MaximumConcurrency")
        if source in queues and (most is None or most > _MOST_AT_ONCE):
            yield f"{name}: {source} may take all of {function}"


def loops_are_meant(template: Template) -> Iterator[str]:
    """Lambda ends what comes back to its function by a queue some sixteen times, unless it is told to let it."""
    functions = template.properties("AWS::Lambda::Function")
    queues = template.properties("AWS::SQS::Queue")
    loops = {
        function
        for _, function, source, _ in template.mappings()
        if source in queues and function not in ONCE_ROUND and _may_send(template, function, source)
    }
    for name, function in functions.items():
        if (function.get("RecursiveLoop") == "Allow") != (name in loops):
            yield f"{name} {'is stopped when it' if name in loops else 'may call itself, but never'} goes on by a queue"


def rules_set_aside(template: Template) -> Iterator[str]:
    queues = template.properties("AWS::SQS::Queue")
    for name, rule in template.properties("AWS::Events::Rule").items():
        for one in rule["Targets"]:
            destination = target(one.get("DeadLetterConfig", {}).get("Arn"))
            if destination not in queues:
                yield f"{name}: an event that cannot be delivered is lost"
            elif destination not in _open_to(template, "events.amazonaws.com"):
                yield f"{name}: EventBridge may not send to {destination}"


def schedules_set_aside(template: Template) -> Iterator[str]:
    """EventBridge Scheduler sends by the schedule's role, what it cannot deliver too."""
    queues = template.properties("AWS::SQS::Queue")
    for name, schedule in template.properties("AWS::Scheduler::Schedule").items():
        sends_to = {
            target(queue)
            for statement in template.statements(target(schedule["Target"]["RoleArn"]))
            if "sqs:SendMessage" in statement.actions
            for queue in statement.resources
        }
        destination = target(schedule["Target"].get("DeadLetterConfig", {}).get("Arn"))
        if destination not in queues:
            yield f"{name}: what cannot be delivered is lost"
        for queue in (destination, target(schedule["Target"]["Arn"])):
            if queue in queues and queue not in sends_to:
                yield f"{name}: its role may not send to {queue}"


def topics_set_aside(template: Template) -> Iterator[str]:
    queues = template.properties("AWS::SQS::Queue")
    for name, subscription in template.properties("AWS::SNS::Subscription").items():
        if subscription["Protocol"] == "email":
            continue
        destination = target(subscription.get("RedrivePolicy", {}).get("deadLetterTargetArn"))
        if destination not in queues:
            yield f"{name}: a message that cannot be delivered is lost"
        elif destination not in _open_to(template, "sns.amazonaws.com"):
            yield f"{name}: the topic may not send to {destination}"
        endpoint = target(subscription["Endpoint"])
        if endpoint in queues and endpoint not in _open_to(template, "sns.amazonaws.com"):
            yield f"{name}: the topic may not send to {endpoint}"


def asynchronous_calls_set_aside(template: Template) -> Iterator[str]:
    queues = template.properties("AWS::SQS::Queue")
    configured = {
        target(one["FunctionName"]): target(one.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"))
        for one in template.properties("AWS::Lambda::EventInvokeConfig").values()
    }
    for function in _called_asynchronously(template):
        destination = configured.get(function)
        if destination not in queues:
            yield f"{function} is called asynchronously and has no destination for failures"
        elif not _may_send(template, function, destination):
            yield f"{function} may not send to {destination}"


def queues_are_safe(template: Template) -> Iterator[str]:
    for name, queue in template.properties("AWS::SQS::Queue").items():
        if not queue.get("SqsManagedSseEnabled") and not queue.get("KmsMasterKeyId"):
            yield f"{name} is not encrypted"
        if queue.get("MessageRetentionPeriod") != TWO_WEEKS:
            yield f"{name} forgets before two weeks are over"


def topics_are_safe(template: Template) -> Iterator[str]:
    for name, topic in template.properties("AWS::SNS::Topic").items():
        # CloudWatch and SES cannot publish to a topic under the key that AWS manages: it takes one of our own.
        if target(topic.get("KmsMasterKeyId")) not in template.properties("AWS::KMS::Key"):
            yield f"{name} is not encrypted with a key of this template"


def messages_outlast_their_handling(template: Template) -> Iterator[str]:
    """Lambda refuses a mapping whose function may run longer than its queue hides a message."""
    queues = template.properties("AWS::SQS::Queue")
    for name, function, source, _ in template.mappings():
        if source in queues:
            hidden = _least(template, queues[source].get("VisibilityTimeout", 30))
            if hidden < template.functions[function].get("Timeout", 3):
                yield f"{name}: {source} hides a message for {hidden} s, less than {function} may take"


def dead_letters_ring(template: Template) -> Iterator[str]:
    watched = {
        (alarm["MetricName"], target(dimension["Value"]))
        for alarm in template.properties("AWS::CloudWatch::Alarm").values()
        for dimension in alarm["Dimensions"]
    }
    fed = {source for _, _, source, _ in template.mappings()}
    for queue in set(template.properties("AWS::SQS::Queue")) - fed:
        if ("ApproximateNumberOfMessagesVisible", queue) not in watched:
            yield f"nobody is told that {queue} fills"
    for function in template.functions:
        # Behind HTTP an error is an answer: those are watched at the API.
        if not any(template.routes_to(function)) and ("Errors", function) not in watched:
            yield f"nobody is told that {function} fails"
    for machine in template.properties("AWS::StepFunctions::StateMachine"):
        for metric in ("ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"):
            if (metric, machine) not in watched:
                yield f"nobody is told of {metric} of {machine}"


CHECKS = [
    streams_set_aside,
    queues_set_aside,
    queues_leave_room,
    loops_are_meant,
    rules_set_aside,
    schedules_set_aside,
    topics_set_aside,
    asynchronous_calls_set_aside,
    queues_are_safe,
    topics_are_safe,
    messages_outlast_their_handling,
    dead_letters_ring,
]


def _called_asynchronously(template: Template) -> set[str]:
    rules = template.properties("AWS::Events::Rule").values()
    topics = template.properties("AWS::SNS::Subscription").values()
    called = {template.called(one["Arn"]) for rule in rules for one in rule["Targets"]}
    called |= {template.called(one["Endpoint"]) for one in topics if one["Protocol"] == "lambda"}
    return {name for name in called if name in template.functions}


def _may_send(template: Template, function: str, queue: str) -> bool:
    return any(
        "sqs:SendMessage" in statement.actions and queue in map(target, statement.resources)
        for statement in template.statements(template.role_of(function))
    )


def _open_to(template: Template, service: str) -> set[str | None]:
    """The queues to which a service may send."""
    return {
        target(queue)
        for policy in template.properties("AWS::SQS::QueuePolicy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if service in listed(statement["Principal"].get("Service", []))
        for queue in policy["Queues"]
    }


def _least(template: Template, value: int | Json) -> int:
    """A number, or the least that the operator can set it to."""
    name = target(value)
    return int(template.source["Parameters"][name]["MinValue"]) if name else int(str(value))
