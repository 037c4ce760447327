"""Each check of the template finds what it is there to find: the template is broken for it on purpose."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.template import checks_access as access
from tests.template import checks_aws as aws
from tests.template import checks_dashboard as dashboard
from tests.template import checks_messages as messages
from tests.template import checks_operation as operation
from tests.template import checks_rights as rights
from tests.template import checks_schemas as schemas
from tests.template.stack_template import Json, Template, copied, listed
from tests.template.test_template import ALL_CHECKS, Check

type Break = Callable[[Template], object]


def properties(name: str) -> Callable[[Template], Json]:
    return lambda template: template.deployed["Resources"][name]["Properties"]


def put(name: str, *path: str | int, value: Any) -> Break:
    """Sets a property of a resource, however deep."""

    def broken(template: Template) -> None:
        inner: Any = template.deployed["Resources"][name]
        *way, last = ("Properties", *path)
        for step in way:
            inner = inner[step]
        inner[last] = value

    return broken


def write(name: str, key: str, value: Any) -> Break:
    """Sets a property as we wrote it."""
    return lambda template: template.source["Resources"][name]["Properties"].update({key: value})


def drop(name: str, *path: str | int) -> Break:
    def broken(template: Template) -> None:
        inner: Any = properties(name)(template)
        for step in path[:-1]:
            inner = inner[step]
        del inner[path[-1]]

    return broken


def with_default(parameter: str, value: int) -> Break:
    def broken(template: Template) -> None:
        template.source["Parameters"][parameter]["Default"] = value

    return broken


def allow(role: str, *actions: str, resource: Any, **more: Any) -> Break:
    """Adds a statement to a role."""

    def broken(template: Template) -> None:
        statements = properties(role)(template)["Policies"][0]["PolicyDocument"]["Statement"]
        statements.append({"Sid": "More", "Effect": "Allow", "Action": list(actions), "Resource": resource, **more})

    return broken


def forbid(role: str, action: str) -> Break:
    """Takes an action out of all that a role allows."""

    def broken(template: Template) -> None:
        for statement in properties(role)(template)["Policies"][0]["PolicyDocument"]["Statement"]:
            statement["Action"] = [one for one in listed(statement["Action"]) if one != action]

    return broken


def route(path: str, method: str, *steps: str, value: Any) -> Break:
    return put("Api", "Body", "paths", path, method, *steps, value=value)


def forget(resource: str) -> Break:
    return lambda template: template.deployed["Resources"].pop(resource)


def become(resource: str, kind: str) -> Break:
    return lambda template: template.deployed["Resources"][resource].update(Type=kind)


def keep_not(resource: str) -> Break:
    return lambda template: template.deployed["Resources"][resource].pop("DeletionPolicy")


def parameter(name: str, **rules: Any) -> Break:
    return lambda template: template.source["Parameters"][name].update(rules)


def drawn(old: str, new: str) -> Break:
    """Writes something else on the dashboard."""

    def broken(template: Template) -> None:
        body = properties("Dashboard")(template)["DashboardBody"]
        assert old in body["Fn::Sub"]
        body["Fn::Sub"] = body["Fn::Sub"].replace(old, new, 1)

    return broken


POLICY = ("Policies", 0, "PolicyDocument", "Statement")
ONE_IDENTITY = [{"Fn::Sub": "arn:aws:ses:x:1:identity/${SenderAddress}"}]
OF_THE_ACCOUNT = {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}
OF_SUBMIT = [{"Name": "FunctionName", "Value": {"Ref": "SubmitFunction"}}]
AGE_OF_NOTICES = {
    "MetricName": "ApproximateAgeOfOldestMessage",
    "Dimensions": [{"Name": "QueueName", "Value": {"Fn::GetAtt": ["NoticesQueue", "QueueName"]}}],
}
CASES = {"Fn::GetAtt": ["CasesTable", "Arn"]}
RATINGS = {"Fn::GetAtt": ["RatingsTable", "Arn"]}
INTEGRATION = {"uri": {"Fn::Sub": "arn:aws:apigateway:x:lambda:path/functions/${TasksFunction.Arn}/invocations"}}
OPEN_ROUTE = {"x-amazon-apigateway-integration": INTEGRATION}
TRUST_ALL = [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]
GATEWAY_HEADER = "gatewayresponse.header"
GATEWAY_RESPONSES = ("Api", "Body", "x-amazon-apigateway-gateway-responses")

BREAKS: list[tuple[Check, Break]] = [
    (messages.queues_leave_room, drop("NotifyFunctionNotices", "ScalingConfig")),
    (messages.queues_leave_room, put("EscalateFunctionListings", "ScalingConfig", "MaximumConcurrency", value=50)),
    (dashboard.dashboard_metrics_are_counted, drawn("DueDateBreached", "DueDateBroken")),
    (
        dashboard.dashboard_metrics_are_counted,
        drawn('"CaseDecided", "service", "tasks"', '"CaseDecided", "service", "notify"'),
    ),
    (dashboard.dashboard_metrics_are_counted, drawn("5XXError", "500Error")),
    (dashboard.dashboard_metrics_are_counted, drawn("${NoticesQueue.QueueName}", "${LettersQueue.QueueName}")),
    (dashboard.dashboard_metrics_are_counted, forget("NoticesQueue")),
    (dashboard.dashboard_shows_everything, drawn("${NobodyLeftAlarm.Arn}", "${ApiErrorsAlarm.Arn}")),
    (dashboard.dashboard_shows_everything, drawn("MailBounced", "MailTrounced")),
    (dashboard.dashboard_shows_everything, drawn("${ListingsQueue.QueueName}", "${NoticesQueue.QueueName}")),
    (
        dashboard.dashboard_shows_everything,
        drawn('"Errors", "FunctionName", "${LogFunction}"', '"Errors", "FunctionName", "x"'),
    ),
    (dashboard.dashboard_speaks_vietnamese, drawn("Cảnh báo", "Alarms")),
    (dashboard.dashboard_is_laid_out, drawn('"x": 8, "y": 4', '"x": 7, "y": 4')),
    (dashboard.dashboard_is_laid_out, drawn('"x": 16, "y": 4', '"x": 17, "y": 4')),
    (access.wildcard_resources, allow("SubmitRole", "dynamodb:GetItem", resource="*")),
    (access.wildcard_resources, allow("SubmitRole", "s3:GetObject", resource={"Fn::Sub": "arn:aws:s3:::*"})),
    (access.wildcard_resources, allow("SubmitRole", "sqs:SendMessage", resource={"Fn::If": ["IsLocal", "*", RATINGS]})),
    (access.wildcard_actions, allow("SubmitRole", "dynamodb:*", resource=RATINGS)),
    (access.unnamed_statements, allow("SubmitRole", "dynamodb:GetItem", resource=[])),
    (
        access.managed_policies,
        put("SubmitRole", "ManagedPolicyArns", value=["arn:aws:iam::aws:policy/AdministratorAccess"]),
    ),
    (access.one_role_a_function, put("SubmitFunction", "Role", value={"Fn::GetAtt": ["TasksRole", "Arn"]})),
    (access.one_role_a_function, put("SubmitFunction", "Role", value="arn:aws:iam::1:role/elsewhere")),
    (access.who_assumes_roles, put("SubmitRole", "AssumeRolePolicyDocument", "Statement", value=TRUST_ALL)),
    (access.table_writers, allow("TasksRole", "dynamodb:PutItem", resource=RATINGS)),
    (access.table_writers, allow("TasksRole", "dynamodb:PutItem", resource={"Fn::GetAtt": ["EventsTable", "Arn"]})),
    (
        access.nothing_is_sent_inside_but_locally,
        put("EventsFunction", "Environment", "Variables", "INSIDE", value="10.0.0.1"),
    ),
    (
        access.nothing_is_sent_inside_but_locally,
        lambda template: template.source["Conditions"].update(IsLocal={"Fn::Equals": ["", ""]}),
    ),
    (access.ratings_are_never_altered, allow("SubmitRole", "dynamodb:UpdateItem", resource=RATINGS)),
    (access.ratings_are_never_altered, allow("TasksRole", "dynamodb:DeleteItem", resource=RATINGS)),
    (access.of_cases_only_lists_are_deleted, allow("TasksRole", "dynamodb:DeleteItem", resource=CASES)),
    (access.reserved_actions, allow("TasksRole", "states:SendTaskSuccess", resource={"Ref": "CaseMachine"})),
    (access.routes_without_authorizer, put("Api", "Body", "paths", "/tasks", "get", value=OPEN_ROUTE)),
    (access.routes_without_authorizer, route("/tasks", "get", "security", value=[{"NONE": []}])),
    (access.routes_of_machines_and_staff, route("/ratings", "post", "security", value=[{"Machine": []}])),
    (
        access.routes_of_machines_and_staff,
        route("/ratings", "post", "security", value=[{"Machine": ["hailong/other"]}]),
    ),
    (
        access.routes_of_machines_and_staff,
        route("/tasks", "get", "security", value=[{"Staff": ["hailong/rating.read"]}]),
    ),
    (access.methods_by_name, put("Api", "Body", "paths", "/tasks", "x-amazon-apigateway-any-method", value=OPEN_ROUTE)),
    (access.sign_up, put("UserPool", "AdminCreateUserConfig", "AllowAdminCreateUserOnly", value=False)),
    (access.sign_up, put("UserPool", "Schema", value=[])),
    (access.clients_that_write_who_one_is, drop("ConsoleClient", "WriteAttributes")),
    (access.clients_that_write_who_one_is, put("ConsoleClient", "WriteAttributes", value=["custom:office"])),
    (
        access.clients_that_write_who_one_is,
        put("ConsoleClient", "AllowedOAuthScopes", value=["aws.cognito.signin.user.admin"]),
    ),
    (access.clients_flows, put("ConsoleClient", "AllowedOAuthFlows", value=["implicit"])),
    (access.clients_flows, put("ConsoleClient", "GenerateSecret", value=True)),
    (access.clients_flows, put("ConsoleClient", "ExplicitAuthFlows", value=["ALLOW_USER_PASSWORD_AUTH"])),
    (access.how_long_staff_stay, drop("ConsoleClient", "IdTokenValidity")),
    (access.how_long_staff_stay, put("ConsoleClient", "TokenValidityUnits", "AccessToken", value="hours")),
    (access.groups, forget("LeaderGroup")),
    (operation.people_wait_for_snapshots_alone, write("SubmitFunction", "SnapStart", value={"ApplyOn": "None"})),
    (operation.people_wait_for_snapshots_alone, write("TasksFunction", "AutoPublishCodeSha256", value="1")),
    (operation.people_wait_for_snapshots_alone, put("Api", "Body", "paths", "/tasks", "get", value=OPEN_ROUTE)),
    (messages.streams_set_aside, drop("EscalateFunctionCases", "DestinationConfig")),
    (messages.streams_set_aside, drop("EscalateFunctionCases", "FilterCriteria")),
    (messages.streams_set_aside, put("EscalateRole", "Policies", value=[])),
    (messages.queues_set_aside, drop("NoticesQueue", "RedrivePolicy")),
    (messages.queues_set_aside, drop("NotifyFunctionNotices", "FunctionResponseTypes")),
    (messages.loops_are_meant, drop("EscalateFunction", "RecursiveLoop")),
    (messages.loops_are_meant, put("SubmitFunction", "RecursiveLoop", value="Allow")),
    (messages.rules_set_aside, drop("EscalateFunctionDailySweep", "Targets", 0, "DeadLetterConfig")),
    (messages.rules_set_aside, forget("EscalateDeadLettersPolicy")),
    (messages.schedules_set_aside, drop("DigestSchedule", "Target", "DeadLetterConfig")),
    (messages.schedules_set_aside, put("DigestScheduleRole", "Policies", value=[])),
    (messages.topics_set_aside, drop("MailReportsSubscription", "RedrivePolicy")),
    (messages.topics_set_aside, forget("NoticesDeadLettersPolicy")),
    (messages.topics_set_aside, forget("MailReportsQueuePolicy")),
    (messages.asynchronous_calls_set_aside, forget("EscalateFunctionEventInvokeConfig")),
    (messages.asynchronous_calls_set_aside, put("EscalateRole", "Policies", value=[])),
    (messages.queues_are_safe, drop("NoticesQueue", "SqsManagedSseEnabled")),
    (messages.queues_are_safe, put("NoticesDeadLetters", "MessageRetentionPeriod", value=60)),
    (messages.topics_are_safe, put("AlarmsTopic", "KmsMasterKeyId", value="alias/aws/sns")),
    (messages.messages_outlast_their_handling, put("NotifyFunction", "Timeout", value=181)),
    (messages.messages_outlast_their_handling, put("NoticesQueue", "VisibilityTimeout", value=29)),
    (messages.dead_letters_ring, forget("NoticesDeadLettersAlarm")),
    (messages.dead_letters_ring, forget("EscalateErrorsAlarm")),
    (messages.dead_letters_ring, forget("CasesFailedAlarm")),
    (operation.alarms_are_heard, put("EscalateErrorsAlarm", "AlarmActions", value=[])),
    (operation.kept_on_delete, keep_not("CasesTable")),
    (operation.kept_on_delete, keep_not("UserPool")),
    (
        operation.buckets_are_safe,
        put("EvidenceBucket", "PublicAccessBlockConfiguration", "BlockPublicPolicy", value=False),
    ),
    (operation.buckets_are_safe, drop("EvidenceBucket", "BucketEncryption")),
    (operation.buckets_are_safe, drop("EvidenceBucket", "VersioningConfiguration")),
    (operation.buckets_are_safe, forget("EvidenceBucketPolicy")),
    (operation.tables, drop("CasesTable", "SSESpecification")),
    (operation.tables, drop("CasesTable", "PointInTimeRecoverySpecification")),
    (operation.tables, drop("CasesTable", "DeletionProtectionEnabled")),
    (operation.tables, drop("CasesTable", "TimeToLiveSpecification")),
    (operation.tables, drop("RatingsTable", "TimeToLiveSpecification")),
    (operation.tables, put("EventsTable", "TimeToLiveSpecification", "AttributeName", value="ends")),
    (
        operation.tables,
        put("CountersTable", "TimeToLiveSpecification", value={"AttributeName": "expires", "Enabled": True}),
    ),
    (operation.tables, put("CasesTable", "StreamSpecification", "StreamViewType", value="KEYS_ONLY")),
    (operation.tables, put("CountersTable", "StreamSpecification", value={"StreamViewType": "NEW_AND_OLD_IMAGES"})),
    (operation.tables, drop("CasesTable", "BillingMode")),
    (operation.logs_are_kept, drop("SubmitLogs", "RetentionInDays")),
    (operation.logs_are_kept, drop("SubmitFunction", "LoggingConfig")),
    (operation.traced, drop("SubmitFunction", "TracingConfig")),
    (operation.traced, put("Apiv1Stage", "TracingEnabled", value=True)),
    (operation.machines, drop("CaseMachine", "TracingConfiguration")),
    (operation.machines, put("CaseMachine", "LoggingConfiguration", "IncludeExecutionData", value=True)),
    (operation.machines, put("CaseMachine", "LoggingConfiguration", "Level", value="OFF")),
    (operation.stages, put("Apiv1Stage", "MethodSettings", value=[])),
    (operation.stages, put("Apiv1Stage", "AccessLogSetting", "Format", value="$context.path $context.resourcePath")),
    (operation.answers_of_the_gateway, put(*GATEWAY_RESPONSES, "THROTTLED", value={})),
    (
        operation.answers_of_the_gateway,
        drop(*GATEWAY_RESPONSES, "THROTTLED", "responseParameters", f"{GATEWAY_HEADER}.Strict-Transport-Security"),
    ),
    (
        operation.answers_of_the_gateway,
        put(*GATEWAY_RESPONSES, "THROTTLED", "responseTemplates", "application/json", value="{}"),
    ),
    (operation.environments, drop("SubmitFunction", "Environment", "Variables", "RATINGS_TABLE")),
    (operation.environments, put("SubmitFunction", "Environment", "Variables", "MORE", value="1")),
    (operation.environments, drop("SubmitFunction", "Environment", "Variables", "POWERTOOLS_SERVICE_NAME")),
    (operation.functions_are_built, forget("SubmitFunction")),
    (operation.functions_are_built, put("SubmitFunction", "Handler", value="functions.tasks.handler.handler")),
    (operation.routes_as_in_the_code, drop("Api", "Body", "paths", "/tasks", "get")),
    (operation.routes_as_in_the_code, put("Api", "Body", "paths", "/more", value={"get": OPEN_ROUTE})),
    (operation.parameters_are_explained, lambda template: template.source["Parameters"]["ReplyTo"].pop("Default")),
    (operation.parameters_are_explained, lambda template: template.source["Parameters"].update(More={"Default": ""})),
    (aws.method_settings_name_real_routes, put("Apiv1Stage", "MethodSettings", 1, "HttpMethod", value="*")),
    (aws.method_settings_name_real_routes, put("Apiv1Stage", "MethodSettings", 1, "ResourcePath", value="/~1rat")),
    (aws.method_settings_name_real_routes, drop("Apiv1Stage", "MethodSettings", 1)),
    (aws.method_metrics, put("Apiv1Stage", "MethodSettings", 0, "MetricsEnabled", value=True)),
    (aws.callers_are_limited_one_by_one, forget("ApiFirewall")),
    (aws.visitors_are_limited_one_by_one, forget("ApiFirewall")),
    (aws.no_caller_has_what_all_share, with_default("CallerRequestsPerMinute", 6000)),
    (aws.no_caller_has_what_all_share, with_default("PublicRequestsPerSecond", 1)),
    (aws.callers_are_limited_one_by_one, forget("ApiFirewallAssociation")),
    (aws.callers_are_limited_one_by_one, put("ApiFirewall", "Rules", 0, "Statement", value={})),
    (aws.logs_set_their_level, drop("SubmitFunction", "LoggingConfig", "ApplicationLogLevel")),
    (aws.http_is_watched_by_its_answers, forget("ApiErrorsAlarm")),
    (aws.http_is_watched_by_its_answers, put("EscalateErrorsAlarm", "Dimensions", value=OF_SUBMIT)),
    (
        aws.no_age_of_what_is_put_off,
        put("NoticesDelayedAlarm", value=AGE_OF_NOTICES),
    ),
    (aws.mails_are_bound_to_their_sender, drop("NotifyRole", *POLICY, -1, "Condition")),
    (aws.mails_are_bound_to_their_sender, put("NotifyRole", *POLICY, -1, "Resource", value=ONE_IDENTITY)),
    (aws.services_use_the_key, put("TopicsKey", "KeyPolicy", "Statement", 2, "Condition", value=OF_THE_ACCOUNT)),
    (aws.answers_of_the_gateway_are_problems, drop(*GATEWAY_RESPONSES, "INVALID_SIGNATURE")),
    (aws.answers_of_the_gateway_are_problems, drop(*GATEWAY_RESPONSES, "DEFAULT_4XX")),
    (aws.staff_have_a_second_factor, put("UserPool", "MfaConfiguration", value="OPTIONAL")),
    (aws.staff_have_a_second_factor, parameter("StaffMfa", Default="OPTIONAL")),
    (aws.parameters_can_be_kept, parameter("NoticeLongestPauseSeconds", MaxValue=43200)),
    (aws.parameters_can_be_kept, parameter("PublicUrl", AllowedPattern=".*")),
    (schemas.provider_schemas, put("ApiScopes", "Name", value="Hài Lòng")),
    (schemas.provider_schemas, put("SignInStyle", "Assets", "Fn::If", 1, 0, "Category", value="LOGO")),
    (schemas.provider_schemas, put("SubmitFunction", "LoggingConfig", "ApplicationLogLevel", value="WARNING")),
    (schemas.provider_schemas, put("NoticesQueue", "VisibilityTimeout", value=43201)),
    (schemas.provider_schemas, parameter("LogLevel", AllowedValues=["INFO", "WARNING"])),
    (schemas.provider_schemas, parameter("StaffTokenMinutes", MaxValue=10**9)),
    (schemas.models_of_the_calls, put("ApiScopes", "Name", value="Hài Lòng")),
    (schemas.models_of_the_calls, put("CaseMachine", "StateMachineName", value="h" * 81)),
    (schemas.models_of_the_calls, put("ApiErrorsAlarm", "Statistic", value="Median")),
    (schemas.models_of_the_calls, put("UserPool", "UserPoolName", value={"Fn::Sub": "Hài Lòng ${AWS::StackName}"})),
    (schemas.models_of_the_calls, become("AlarmsTopic", "AWS::ApiGateway::UsagePlan")),
    (rights.rights_equal_calls, allow("SubmitRole", "dynamodb:DeleteItem", resource=RATINGS)),
    (rights.rights_equal_calls, allow("SubmitRole", "dynamodb:UpdateItem", resource=CASES)),
    (rights.rights_equal_calls, allow("EscalateRole", "dynamodb:UpdateItem", resource=CASES)),
    (rights.rights_equal_calls, allow("EscalateRole", "states:SendTaskFailure", resource={"Ref": "CaseMachine"})),
    (rights.rights_equal_calls, allow("NotifyRole", "dynamodb:UpdateItem", resource=CASES)),
    (rights.rights_equal_calls, allow("TasksRole", "dynamodb:ConditionCheckItem", resource=CASES)),
    (rights.rights_equal_calls, allow("DeadlineRole", "dynamodb:ConditionCheckItem", resource=CASES)),
    (
        rights.rights_equal_calls,
        allow("TasksRole", "dynamodb:Query", resource={"Fn::Sub": "${CasesTable.Arn}/index/*"}),
    ),
    (rights.rights_equal_calls, forbid("SubmitRole", "dynamodb:ConditionCheckItem")),
    (rights.rights_equal_calls, forbid("TasksRole", "s3:ListBucket")),
    (rights.rights_equal_calls, forbid("EscalateRole", "states:SendTaskSuccess")),
    (rights.rights_equal_calls, forbid("NotifyRole", "sqs:ChangeMessageVisibility")),
    (rights.rights_equal_calls, forbid("SubmitRole", "secretsmanager:GetSecretValue")),
    (rights.rights_equal_calls, forbid("NotifyRole", "ses:SendEmail")),
    (rights.rights_equal_calls, forbid("EventsRole", "events:PutEvents")),
    (rights.exceptions_are_there, forget("EscalateFunction")),
    (
        rights.queries_of_evidence_name_a_case,
        allow("TasksRole", "s3:ListBucket", resource={"Fn::GetAtt": ["EvidenceBucket", "Arn"]}),
    ),
]


@pytest.mark.parametrize(
    ("check", "broken"), BREAKS, ids=[f"{check.__name__}-{n}" for n, (check, _) in enumerate(BREAKS)]
)
def test_a_broken_template_is_found_out(check: Check, broken: Break, template: Template) -> None:
    worse = copied(template)
    broken(worse)
    assert list(check(worse))


def test_every_check_has_been_seen_to_fail() -> None:
    assert {check for check, _ in BREAKS} == set(ALL_CHECKS)
