"""What a local cloud forgives and AWS does not, beyond what schemas know. Each check gives what is wrong, in words."""

import re
from collections.abc import Iterator
from typing import Any

from tests.template.checks_access import PUBLIC_ROUTES
from tests.template.stack_template import Json, Template, choices, listed, target

# Files alone: they are the same for everybody, and cost no table anything.
UNLIMITED_PUBLIC_ROUTES = {"GET /openapi.json", "GET /console", "GET /console/{proxy+}"}
PROBLEMS = (
    "ACCESS_DENIED",
    "DEFAULT_4XX",
    "DEFAULT_5XX",
    "EXPIRED_TOKEN",
    "INTEGRATION_TIMEOUT",
    "INVALID_SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN",
    "REQUEST_TOO_LARGE",
    "THROTTLED",
    "UNAUTHORIZED",
    "WAF_FILTERED",
)
LONGEST_PAUSE_SECONDS = 12 * 3600


def method_settings_name_real_routes(template: Template) -> Iterator[str]:
    """AWS takes `*` for a method only together with `/*`; a setting of another route is kept and does nothing."""
    routes = {route.name for route in template.routes()}
    limited = set()
    for name, stage in template.properties("AWS::ApiGateway::Stage").items():
        for setting in stage.get("MethodSettings", []):
            method, path = setting["HttpMethod"], setting["ResourcePath"]
            if (method, path) == ("*", "/*"):
                continue
            route = f"{method} /{path.removeprefix('/').replace('~1', '/').removeprefix('/')}"
            limited.add(route)
            if route not in routes:
                yield f"MethodSettings of {name}: there is no route {route}"
    for route in set(PUBLIC_ROUTES) - UNLIMITED_PUBLIC_ROUTES - limited:
        yield f"MethodSettings: anyone may call {route}, and it has no limit of its own"


def method_metrics(template: Template) -> Iterator[str]:
    """Metrics of the stage cost nothing; those of every method are some 150 custom metrics."""
    for name, stage in template.properties("AWS::ApiGateway::Stage").items():
        if any(setting.get("MetricsEnabled") for setting in stage.get("MethodSettings", [])):
            yield f"MetricsEnabled of {name}: every method's metrics are paid for, and nobody looks at them"


def callers_are_limited_one_by_one(template: Template) -> Iterator[str]:
    """The limits of a stage are all callers' together: one vendor's loop would shut out the others."""
    guarded = {
        target(association["WebACLArn"]): str(association["ResourceArn"])
        for association in template.properties("AWS::WAFv2::WebACLAssociation").values()
    }
    for api in template.properties("AWS::ApiGateway::RestApi"):
        by_token = False
        for name, firewall in template.properties("AWS::WAFv2::WebACL").items():
            keys = [
                key.get("Header", {}).get("Name", "").lower()
                for rule in firewall["Rules"]
                for key in rule["Statement"].get("RateBasedStatement", {}).get("CustomKeys", [])
            ]
            by_token |= "authorization" in keys and api in guarded.get(name, "")
        if not by_token:
            yield f"RequestsPerSecond: nothing keeps one caller of {api} from using up what all share"


def visitors_are_limited_one_by_one(template: Template) -> Iterator[str]:
    """Who has no token is counted by the address, on every route that has a limit which all share."""
    guarded = [
        statement["ByteMatchStatement"]["SearchString"]
        for firewall in template.properties("AWS::WAFv2::WebACL").values()
        for rule in firewall["Rules"]
        if (limit := rule["Statement"].get("RateBasedStatement", {})).get("AggregateKeyType") == "IP"
        for statement in limit["ScopeDownStatement"]["OrStatement"]["Statements"]
    ]
    for route in set(PUBLIC_ROUTES) - UNLIMITED_PUBLIC_ROUTES:
        if not f"/v1{route.partition(' ')[2]}".startswith(tuple(guarded)):
            yield f"{route}: nothing keeps one address from using up what all share"


def no_caller_has_what_all_share(template: Template) -> Iterator[str]:
    """As the parameters are unless somebody says otherwise: two callers in a loop leave half of it to the others."""
    default = {name: one.get("Default") for name, one in template.source["Parameters"].items()}
    for one, all_together in (
        ("CallerRequestsPerMinute", "RequestsPerSecond"),
        ("VisitorRequestsPerMinute", "PublicRequestsPerSecond"),
    ):
        if float(default[one]) * 2 > float(default[all_together]) * 60 / 2:
            yield f"{one}: {default[one]} is too much beside {all_together}, which is {default[all_together]}"


def logs_set_their_level(template: Template) -> Iterator[str]:
    """With JSON logs Lambda's own filter wins over what the code asks for."""
    for function, properties in template.functions.items():
        if target(properties.get("LoggingConfig", {}).get("ApplicationLogLevel")) != "LogLevel":
            yield f"LogLevel does nothing for {function}: its LoggingConfig sets no ApplicationLogLevel"


def http_is_watched_by_its_answers(template: Template) -> Iterator[str]:
    """Every exception behind HTTP is answered as a 500, which is no error of Lambda's."""
    alarms = list(template.properties("AWS::CloudWatch::Alarm").items())
    watched = any(
        (alarm.get("Namespace"), alarm["MetricName"]) == ("AWS/ApiGateway", "5XXError")
        and {one["Name"] for one in alarm["Dimensions"]} == {"ApiName", "Stage"}
        for _, alarm in alarms
    )
    for function in template.functions:
        if any(template.routes_to(function)):
            if not watched:
                yield f"{function} answers HTTP, and nobody watches the stage's 5XXError"
            for name, alarm in alarms:
                if alarm["MetricName"] == "Errors" and _measures(alarm, function):
                    yield f"{name} counts crashes of {function} only: errors behind HTTP are answered as 500"


def no_age_of_what_is_put_off(template: Template) -> Iterator[str]:
    """`ApproximateAgeOfOldestMessage` leaves out what has been received three times: it is silent in an outage."""
    for name, alarm in template.properties("AWS::CloudWatch::Alarm").items():
        if alarm["MetricName"] != "ApproximateAgeOfOldestMessage":
            continue
        for _, function, source, mapping in template.mappings():
            if source and _measures(alarm, source) and "ReportBatchItemFailures" in str(mapping):
                yield f"{name} watches the age of {source}, whose messages {function} puts off: it stays silent"


def mails_are_bound_to_their_sender(template: Template) -> Iterator[str]:
    """SES also authorises against recipients' identities, and with a domain's ARN any sender of it passes."""
    for statement in template.statements():
        if not any(action.startswith("ses:Send") for action in statement.actions):
            continue
        resources = " ".join(str(one) for one in statement.resources)
        if "identity/*" not in resources or "configuration-set/" not in resources:
            yield f"{statement.name}: ses:SendEmail has to name identity/* and the configuration set"
        if not any(_sender(one) for one in choices(statement.condition)):
            yield f"{statement.name}: ses:SendEmail is not bound to its sender by ses:FromAddress"


def services_use_the_key(template: Template) -> Iterator[str]:
    """SES names no account when it tries out a topic: a condition on it makes the first deploy fail."""
    for name, key in template.properties("AWS::KMS::Key").items():
        for statement in key["KeyPolicy"]["Statement"]:
            services = listed(statement["Principal"].get("Service", []))
            if "ses.amazonaws.com" in services and (statement.get("Condition") or len(services) > 1):
                yield f"{name}: the statement for ses.amazonaws.com has to stand by itself, without a condition"


def answers_of_the_gateway_are_problems(template: Template) -> Iterator[str]:
    """Also where a route is unknown and the gateway takes the token for a signature of AWS's."""
    for name, api in template.properties("AWS::ApiGateway::RestApi").items():
        for kind in set(PROBLEMS) - set(api["Body"].get("x-amazon-apigateway-gateway-responses", {})):
            yield f"GatewayResponses of {name}: {kind} keeps the gateway's own words"


def staff_have_a_second_factor(template: Template) -> Iterator[str]:
    for name, pool in template.properties("AWS::Cognito::UserPool").items():
        parameter = target(pool.get("MfaConfiguration"))
        if parameter is None or template.source["Parameters"][parameter]["Default"] != "ON":
            yield f"{name}: MfaConfiguration is not ON by default, and where it is optional the sign-in page never asks"


def parameters_can_be_kept(template: Template) -> Iterator[str]:
    parameters = template.source["Parameters"]
    for name, parameter in parameters.items():
        if name.endswith("PauseSeconds") and parameter.get("MaxValue", LONGEST_PAUSE_SECONDS) >= LONGEST_PAUSE_SECONDS:
            yield f"{name}: SQS counts twelve hours from the receipt, so that a pause of as long cannot be reached"
    pattern = re.compile(parameters["PublicUrl"].get("AllowedPattern", ".*"), re.ASCII)
    for wrong in (
        "https://rate.example.vn/",
        "https://đánh-giá.example.vn",
        "http://rate.example.vn",
        "rate.example.vn",
    ):
        if pattern.fullmatch(wrong):
            yield f"PublicUrl takes {wrong}, which stage variables, or what is added to it, do not"
    for right in ("", "https://rate.example.vn", "https://example.vn:8443/hailong"):
        if not pattern.fullmatch(right):
            yield f"PublicUrl does not take {right!r}"


CHECKS = [
    method_settings_name_real_routes,
    method_metrics,
    callers_are_limited_one_by_one,
    visitors_are_limited_one_by_one,
    no_caller_has_what_all_share,
    logs_set_their_level,
    http_is_watched_by_its_answers,
    no_age_of_what_is_put_off,
    mails_are_bound_to_their_sender,
    services_use_the_key,
    answers_of_the_gateway_are_problems,
    staff_have_a_second_factor,
    parameters_can_be_kept,
]


def _measures(alarm: Json, resource: str) -> bool:
    return any(target(dimension["Value"]) == resource for dimension in alarm["Dimensions"])


def _sender(condition: Any) -> bool:
    return (
        isinstance(condition, dict)
        and target(condition.get("StringEquals", {}).get("ses:FromAddress")) == "SenderAddress"
    )
