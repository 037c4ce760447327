"""What each function's role allows is what its code calls, and what Lambda does in its name: neither more nor less."""

from collections.abc import Iterator

from tests.template.calls_in_code import calls_of
from tests.template.stack_template import Json, Template, target

type Right = tuple[str, str]
"""An action, and what it is allowed on: a logical id, with the index or stream of a table behind it."""

# What a reading of the code takes for possible and is not, with the reason. Each has to be found.
NEVER_CALLED: dict[tuple[str, str, str], str] = {
    (
        "escalate",
        "dynamodb:BatchGetItem",
        "CasesTable",
    ): "only what is typed is looked up in lists; a sweep types nothing",
    ("escalate", "dynamodb:Query", "CasesTable/office-queue"): "a sweep goes through the states, of all offices",
    ("escalate", "dynamodb:Query", "CasesTable/assignee-queue"): "a sweep goes through the states, whoever has a case",
}
# What is allowed and called by somebody else than the code, beyond what `_of_lambda` knows.
CALLED_ELSEWHERE: dict[tuple[str, str, str], str] = {
    ("notify", "ses:SendEmail", "identity/*"): "SES asks for the identities and for the configuration set",
    ("inbox", "s3:ListBucket", "InboxBucket"): "without it S3 calls a mail that is not there forbidden",
    ("log", "s3:ListBucket", "LogBucket"): "without it S3 calls a file that is not there forbidden",
}
_ON_ANYTHING = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


def rights_equal_calls(template: Template) -> Iterator[str]:
    for function in template.functions:
        folder = template.folder(function)
        called = {right for right in _called(template, function) if (folder, *right) not in NEVER_CALLED}
        allowed = {right for right in _allowed(template, function) if (folder, *right) not in CALLED_ELSEWHERE}
        needed = called | set(_of_lambda(template, function))
        yield from (f"{function} may {action} on {what}, which it never does" for action, what in allowed - needed)
        yield from (f"{function} calls {action} on {what}, which its role denies" for action, what in needed - allowed)


def exceptions_are_there(template: Template) -> Iterator[str]:
    folders = {template.folder(function): function for function in template.functions}
    for folder, action, what in NEVER_CALLED:
        if folder not in folders or (action, what) not in _called(template, folders[folder]):
            yield f"NEVER_CALLED: the code of {folder} does not even seem to call {action} on {what}"
    for folder, action, what in CALLED_ELSEWHERE:
        if folder not in folders or (action, what) not in _allowed(template, folders[folder]):
            yield f"CALLED_ELSEWHERE: {folder} may not {action} on {what}"


def queries_of_evidence_name_a_case(template: Template) -> Iterator[str]:
    for statement in template.statements():
        lists = "s3:ListBucket" in statement.actions and any(
            _place(one) == "EvidenceBucket" for one in statement.resources
        )
        if lists and "s3:prefix" not in str(statement.condition):
            yield f"{statement.name} may list the whole bucket: s3:ListBucket without a prefix"


CHECKS = [rights_equal_calls, exceptions_are_there, queries_of_evidence_name_a_case]


def _called(template: Template, function: str) -> set[Right]:
    variables = template.functions[function].get("Environment", {}).get("Variables", {})
    found: set[Right] = set()
    for call in calls_of(template.folder(function)):
        named = {_place(variables.get(setting.upper())) for setting in call.settings} - {""}
        kinds = _KINDS[call.action.partition(":")[0]]
        places = {place for place in named if template.deployed["Resources"].get(place, {}).get("Type") in kinds}
        if not places:
            found.add((call.action, f"something that {sorted(call.settings)} do not name"))
        found |= {(call.action, f"{place}/{call.index}" if call.index else place) for place in places}
    return found


_KINDS = {
    "cognito-idp": {"AWS::Cognito::UserPool"},
    "dynamodb": {"AWS::DynamoDB::Table"},
    "events": {"AWS::Events::EventBus"},
    "kms": {"AWS::KMS::Key"},
    "s3": {"AWS::S3::Bucket"},
    "secretsmanager": {"AWS::SecretsManager::Secret"},
    "ses": {"AWS::SES::ConfigurationSet"},
    "sqs": {"AWS::SQS::Queue"},
    "states": {"AWS::StepFunctions::StateMachine"},
}


def _allowed(template: Template, function: str) -> set[Right]:
    return {
        (action, _place(resource))
        for statement in template.statements(template.role_of(function))
        for action in statement.actions
        for resource in statement.resources
        if action not in _ON_ANYTHING and _place(resource) != "TaskAnswerArn" and _place(resource) != "SendMailArn"
    }


def _of_lambda(template: Template, function: str) -> Iterator[Right]:
    """What Lambda does by the function's role: it logs, reads streams and queues, and sets failures aside."""
    properties = template.functions[function]
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        yield action, str(target(properties["LoggingConfig"]["LogGroup"]))
    queues = template.properties("AWS::SQS::Queue")
    for _, called, source, mapping in template.mappings():
        if called != function:
            continue
        if source in queues:
            for action in ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"):
                yield action, str(source)
        else:
            for action in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"):
                yield f"dynamodb:{action}", f"{source}/stream"
        yield from _set_aside(mapping)
    for configured in template.properties("AWS::Lambda::EventInvokeConfig").values():
        if target(configured["FunctionName"]) == function:
            yield from _set_aside(configured)


def _set_aside(configured: Json) -> Iterator[Right]:
    destination = target(configured.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination"))
    if destination:
        yield "sqs:SendMessage", destination


def _place(resource: object) -> str:
    """The resource of an ARN by its logical id: `CasesTable/timers` for an index, `CasesTable/stream` for a stream."""
    found = target(resource)
    if not isinstance(resource, dict):
        return found or str(resource or "")
    if resource.get("Fn::GetAtt") in (f"{found}.StreamArn", [found, "StreamArn"]):
        return f"{found}/stream"
    written = resource.get("Fn::Sub")
    written = written if isinstance(written, str) else ""
    if ":stateMachine:" in written or ":execution:" in written:
        return "CaseMachine"
    if ":configuration-set/" in written:
        return "MailSettings"
    if written.endswith(":identity/*"):
        return "identity/*"
    if found and "/index/" in written:
        return f"{found}/{written.partition('/index/')[2]}"
    return found or written
