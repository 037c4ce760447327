"""What keeps running, is kept, and is seen when it fails. Each check gives what is wrong, in words."""

import json
from collections.abc import Iterator
from importlib import import_module

from hailong.edge.config import variable_names
from tests.template.routes_in_code import routes_in_code
from tests.template.stack_template import ALIAS, ROOT, Template, target

POWERTOOLS = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}


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
    people_wait_for_snapshots_alone,
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
