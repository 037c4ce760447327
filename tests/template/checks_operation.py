"""What keeps running, is kept, and is seen when it fails. Each check gives what is wrong, in words."""

import json
from collections.abc import Iterator
from importlib import import_module

from hailong.edge.config import variable_names
from tests.template.routes_in_code import routes_in_code
from tests.template.stack_template import ALIAS, ROOT, Json, Template, listed, target

POWERTOOLS = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}
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


def people_wait_for_snapshots_alone(template: Template) -> Iterator[str]:
    """What people wait for starts from a snapshot of a published version, and the API calls it by its alias."""
    versions = {target(one["FunctionName"]) for one in template.properties("AWS::Lambda::Version").values()}
    called = json.dumps(template.deployed["Resources"]["Api"]["Properties"]["Body"])
    for name in ("ConsoleFunction", "ReportFunction", "SubmitFunction", "TasksFunction"):
        written = template.source["Resources"][name]["Properties"]
        if written.get("SnapStart") != {"ApplyOn": {"Fn::If": ["SnapStarts", "PublishedVersions", "None"]}}:
            yield f"{name} does not start from a snapshot"
        # By itself a new layer publishes no version: the alias would stay with the old one.
        if written.get("AutoPublishCodeSha256") != {"Ref": "BuildDigest"} or name not in versions:
            yield f"{name} publishes no version of what was built"
        if f"${{{name}.Arn}}" in called or f"${{{name}Alias{ALIAS}}}" not in called:
            yield f"{name} is not called by its alias"


def alarms_are_heard(template: Template) -> Iterator[str]:
    topics = template.properties("AWS::SNS::Topic")
    for name, alarm in template.properties("AWS::CloudWatch::Alarm").items():
        if not any(target(action) in topics for action in alarm.get("AlarmActions", [])):
            yield f"{name} rings where nobody hears it"


def kept_on_delete(template: Template) -> Iterator[str]:
    for name, resource in template.resources(
        "AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::S3::Bucket"
    ).items():
        for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
            if resource.get(policy) != "Retain":
                yield f"{name}: {policy} is not Retain"


def buckets_are_safe(template: Template) -> Iterator[str]:
    policies = {
        target(policy["Bucket"]): json.dumps(policy["PolicyDocument"])
        for policy in template.properties("AWS::S3::BucketPolicy").values()
    }
    for name, bucket in template.properties("AWS::S3::Bucket").items():
        closed = bucket.get("PublicAccessBlockConfiguration", {})
        shut = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
        if not all(closed.get(way) is True for way in shut):
            yield f"{name} can be opened to the public"
        if not bucket.get("BucketEncryption"):
            yield f"{name} is not encrypted with a key of the account"
        if bucket.get("VersioningConfiguration", {}).get("Status") != "Enabled":
            yield f"{name} loses what is overwritten"
        if "aws:SecureTransport" not in policies.get(name, ""):
            yield f"{name} takes connections that are not encrypted"


_ENDS = {"RatingsTable", "CasesTable", "EventsTable"}
"""Whose items may have an end (`tests/contract/kinds_of_items.py`). Statistics have none."""


def tables(template: Template) -> Iterator[str]:
    read = {source for _, _, source, _ in template.mappings()}
    for name, table in template.properties("AWS::DynamoDB::Table").items():
        if not table.get("SSESpecification", {}).get("SSEEnabled"):
            yield f"{name} is not encrypted with a key of the account"
        if not table.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"):
            yield f"{name} cannot be brought back to a point in time"
        if not table.get("DeletionProtectionEnabled"):
            yield f"{name} can be deleted"
        ends = table.get("TimeToLiveSpecification")
        if ends != ({"AttributeName": "expires", "Enabled": True} if name in _ENDS else None):
            yield f"{name} keeps what has an end, or takes away what has none"
        stream = table.get("StreamSpecification", {}).get("StreamViewType")
        if name in read and stream != "NEW_AND_OLD_IMAGES":
            yield f"{name} has no stream of old and new images"
        if name not in read and stream is not None:
            yield f"{name} has a stream that nobody reads"
        if table.get("BillingMode") != "PAY_PER_REQUEST":
            yield f"{name} is not on demand"


def logs_are_kept(template: Template) -> Iterator[str]:
    groups = template.properties("AWS::Logs::LogGroup")
    for name, group in groups.items():
        if target(group.get("RetentionInDays")) != "LogRetentionDays":
            yield f"{name} is not kept for as long as the operator says"
    for function, properties in template.functions.items():
        logging = properties.get("LoggingConfig", {})
        if logging.get("LogFormat") != "JSON" or target(logging.get("LogGroup")) not in groups:
            yield f"{function} does not log JSON into a group of this template"


def traced(template: Template) -> Iterator[str]:
    for function, properties in template.functions.items():
        if properties.get("TracingConfig", {}).get("Mode") != "Active":
            yield f"{function} is not traced"
    for name, stage in template.properties("AWS::ApiGateway::Stage").items():
        if stage.get("TracingEnabled"):
            yield f"{name} is traced, and with it every address: that of a link is what opens it"


def machines(template: Template) -> Iterator[str]:
    for name, machine in template.properties("AWS::StepFunctions::StateMachine").items():
        if not machine.get("TracingConfiguration", {}).get("Enabled"):
            yield f"{name} is not traced"
        logging = machine.get("LoggingConfiguration", {})
        if logging.get("Level") not in {"ALL", "ERROR"} or not logging.get("Destinations"):
            yield f"{name} does not log"
        if logging.get("IncludeExecutionData") is not False:
            yield f"{name} logs what its cases are about"


def stages(template: Template) -> Iterator[str]:
    for name, stage in template.properties("AWS::ApiGateway::Stage").items():
        settings = [one for one in stage.get("MethodSettings", []) if one["ResourcePath"] == "/*"]
        if not settings or not {"ThrottlingRateLimit", "ThrottlingBurstLimit"} <= set(settings[0]):
            yield f"{name} lets any number of requests through"
        log = stage.get("AccessLogSetting", {}).get("Format", "")
        if "$context.resourcePath" not in log or "$context.path" in log or "requestOverride" in log:
            yield f"{name} logs the path, with the rights in it, and not the resource: {log}"


def answers_of_the_gateway(template: Template) -> Iterator[str]:
    for api in template.properties("AWS::ApiGateway::RestApi").values():
        responses = api["Body"].get("x-amazon-apigateway-gateway-responses", {})
        for kind, response in responses.items():
            if "application/problem+json" not in str(response.get("responseParameters")):
                yield f"{kind} is no problem+json"
                continue
            if "Strict-Transport-Security" not in str(response["responseParameters"]):
                yield f"{kind} does not tell browsers to stay with HTTPS"
            problem = json.loads(response["responseTemplates"]["application/json"])
            if not {"type", "title", "status", "code"} <= set(problem):
                yield f"{kind} lacks fields of a problem: {sorted(problem)}"


def environments(template: Template) -> Iterator[str]:
    for function, properties in template.functions.items():
        folder = template.folder(function)
        variables = set(properties.get("Environment", {}).get("Variables", {}))
        read = variable_names(import_module(f"functions.{folder}.config").Config)
        if unread := variables - read - POWERTOOLS:
            yield f"{function} is told {sorted(unread)}, which it does not read"
        if unset := (read | POWERTOOLS) - variables:
            yield f"{function} is not told {sorted(unset)}"
        if properties.get("Environment", {}).get("Variables", {}).get("POWERTOOLS_SERVICE_NAME") != folder:
            yield f"{function} does not log as {folder}"


def functions_are_built(template: Template) -> Iterator[str]:
    for function in template.functions:
        makefile = ROOT / "functions" / template.folder(function) / "Makefile"
        if f"build-{function}:" not in makefile.read_text():
            yield f"{makefile.relative_to(ROOT)} does not build {function}"
    deployed = {template.folder(function) for function in template.functions}
    there = {handler.parent.name for handler in (ROOT / "functions").glob("*/handler.py")}
    if forgotten := there - deployed:
        yield f"functions that are not deployed: {sorted(forgotten)}"


def routes_as_in_the_code(template: Template) -> Iterator[str]:
    served = routes_in_code(tuple(sorted({template.folder(function) for function in template.functions})))
    for function in template.functions:
        routes = {(method.upper(), path) for path, method in template.routes_to(function)}
        answered = served[template.folder(function)]
        if unanswered := routes - answered:
            yield f"{function} does not answer {sorted(unanswered)}"
        if unreachable := answered - routes:
            yield f"{function} answers what nobody can call: {sorted(unreachable)}"


def parameters_are_explained(template: Template) -> Iterator[str]:
    ordered = {
        name
        for group in template.source["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        for name in group["Parameters"]
    }
    for name, parameter in template.source["Parameters"].items():
        if not parameter.get("Description") or "Default" not in parameter:
            yield f"the parameter {name} has no description or no default"
        if name not in ordered:
            yield f"the parameter {name} stands in no group"


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
    people_wait_for_snapshots_alone,
    dead_letters_ring,
    alarms_are_heard,
    kept_on_delete,
    buckets_are_safe,
    tables,
    logs_are_kept,
    traced,
    machines,
    stages,
    answers_of_the_gateway,
    environments,
    functions_are_built,
    routes_as_in_the_code,
    parameters_are_explained,
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
