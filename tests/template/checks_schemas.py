r"""What AWS itself says of values: the schemas of its resource providers, and the models of the calls behind them.

Patterns are read as AWS reads them: `\w` is ASCII there, and Unicode in Python, so that Vietnamese letters pass
elsewhere. https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER
from jsonschema import Draft7Validator, TypeChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from tests.template.resolved import UNKNOWN, Resolved
from tests.template.stack_template import REGION, Json, Template

# What is empty by default, as an operator fills it in.
DATA_KEY = "arn:aws:kms:ap-southeast-1:123456789012:key/0f9e8d7c-6b5a-4958-8776-655443322110"
FILLED_IN = {
    "DataKeyArn": DATA_KEY,
    "AlarmEmail": "alarms@customs.example.vn",
    "PublicUrl": "https://rate.customs.example.vn",
    "ReplyTo": "gopy@customs.example.vn",
}

# The call that makes a resource; None where its properties are a document of their own or are named differently.
CALLS: dict[str, tuple[str, str] | None] = {
    "AWS::ApiGateway::Account": None,
    "AWS::ApiGateway::Deployment": ("apigateway", "CreateDeployment"),
    "AWS::ApiGateway::RestApi": ("apigateway", "CreateRestApi"),
    "AWS::ApiGateway::Stage": ("apigateway", "CreateStage"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm"),
    "AWS::CloudWatch::Dashboard": ("cloudwatch", "PutDashboard"),
    "AWS::CodeDeploy::Application": ("codedeploy", "CreateApplication"),
    "AWS::CodeDeploy::DeploymentGroup": ("codedeploy", "CreateDeploymentGroup"),
    "AWS::Cognito::ManagedLoginBranding": ("cognito-idp", "CreateManagedLoginBranding"),
    "AWS::Cognito::UserPool": ("cognito-idp", "CreateUserPool"),
    "AWS::Cognito::UserPoolClient": ("cognito-idp", "CreateUserPoolClient"),
    "AWS::Cognito::UserPoolDomain": ("cognito-idp", "CreateUserPoolDomain"),
    "AWS::Cognito::UserPoolGroup": ("cognito-idp", "CreateGroup"),
    "AWS::Cognito::UserPoolResourceServer": ("cognito-idp", "CreateResourceServer"),
    "AWS::DynamoDB::Table": ("dynamodb", "CreateTable"),
    "AWS::Events::EventBus": ("events", "CreateEventBus"),
    "AWS::Events::Rule": ("events", "PutRule"),
    "AWS::IAM::Role": ("iam", "CreateRole"),
    "AWS::KMS::Key": ("kms", "CreateKey"),
    "AWS::Lambda::Alias": ("lambda", "CreateAlias"),
    "AWS::Lambda::EventInvokeConfig": ("lambda", "PutFunctionEventInvokeConfig"),
    "AWS::Lambda::EventSourceMapping": ("lambda", "CreateEventSourceMapping"),
    "AWS::Lambda::Function": ("lambda", "CreateFunction"),
    "AWS::Lambda::LayerVersion": ("lambda", "PublishLayerVersion"),
    "AWS::Lambda::Permission": ("lambda", "AddPermission"),
    "AWS::Lambda::Version": ("lambda", "PublishVersion"),
    "AWS::Logs::LogGroup": ("logs", "CreateLogGroup"),
    "AWS::S3::Bucket": None,
    "AWS::S3::BucketPolicy": None,
    "AWS::SES::ConfigurationSet": ("sesv2", "CreateConfigurationSet"),
    "AWS::SES::ConfigurationSetEventDestination": ("ses", "CreateConfigurationSetEventDestination"),
    "AWS::SNS::Subscription": ("sns", "Subscribe"),
    "AWS::SNS::Topic": ("sns", "CreateTopic"),
    "AWS::SNS::TopicPolicy": None,
    "AWS::SQS::Queue": ("sqs", "CreateQueue"),
    "AWS::SQS::QueuePolicy": None,
    "AWS::Scheduler::Schedule": ("scheduler", "CreateSchedule"),
    "AWS::SecretsManager::Secret": ("secretsmanager", "CreateSecret"),
    "AWS::StepFunctions::StateMachine": ("stepfunctions", "CreateStateMachine"),
    "AWS::WAFv2::WebACL": ("wafv2", "CreateWebACL"),
    "AWS::WAFv2::WebACLAssociation": ("wafv2", "AssociateWebACL"),
}

# What the call names otherwise than the template does; upper and lower case are the same.
RENAMED = {
    "AWS::Cognito::UserPool": {"UserPoolName": "PoolName"},
    "AWS::SES::ConfigurationSet": {"Name": "ConfigurationSetName"},
    "AWS::SNS::Topic": {"TopicName": "Name"},
    "AWS::StepFunctions::StateMachine": {"StateMachineName": "name"},
}


def provider_schemas(template: Template) -> Iterator[str]:
    """Every pattern, length and enumeration that a resource provider declares of the template's values."""
    for chosen in _choices(template):
        for name, kind, properties in Resolved(template, chosen).resources():
            for error in _validator(kind).iter_errors(properties):
                where = ".".join(map(str, error.absolute_path))
                yield f"{name}.{where}: {error.message} (schema of {kind})"


def models_of_the_calls(template: Template) -> Iterator[str]:
    """The same by the model of the call that makes the resource, which is often stricter, or knows more."""
    for chosen in _choices(template):
        for name, kind, properties in Resolved(template, chosen).resources():
            if kind not in CALLS:
                yield f"{name}: CALLS does not say which call makes an {kind}"
            elif (call := CALLS[kind]) is not None:
                named = {RENAMED.get(kind, {}).get(one, one): value for one, value in properties.items()}
                for fault in _against(_shape(*call), named, name):
                    yield f"{fault} (model of {call[1]})"


CHECKS = [provider_schemas, models_of_the_calls]


def _choices(template: Template) -> Iterator[Mapping[str, Any]]:
    """The template as most will deploy it, then so often that each value that a parameter allows has its turn."""
    allowed = {
        name: one.get("AllowedValues") or [one[bound] for bound in ("MinValue", "MaxValue") if bound in one]
        for name, one in template.source["Parameters"].items()
    }
    yield {}
    for turn in range(max(map(len, allowed.values()))):
        yield FILLED_IN | {name: values[turn % len(values)] for name, values in allowed.items() if values}


def _against(shape: Shape, value: Any, where: str) -> Iterator[str]:
    if isinstance(shape, StringShape) and isinstance(value, str | int):
        yield from _against_text(shape, str(value), where)
    elif isinstance(value, int) and shape.type_name in {"integer", "long"}:
        least, most = shape.metadata.get("min", value), shape.metadata.get("max", value)
        if not least <= value <= most:
            yield f"{where}: {value} is not from {least} to {most}"
    for inner_shape, name, inner in _parts(shape, value):
        yield from _against(inner_shape, inner, f"{where}.{name}")


def _parts(shape: Shape, value: Any) -> Iterator[tuple[Shape, str, Any]]:
    """What the value is made of, each with its shape; what the model does not know is the template's own."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        members = {member.lower(): one for member, one in shape.members.items()}
        yield from ((members[name.lower()], name, inner) for name, inner in value.items() if name.lower() in members)
    elif isinstance(shape, ListShape) and isinstance(value, list):
        yield from ((shape.member, str(number), inner) for number, inner in enumerate(value))
    elif isinstance(shape, MapShape) and isinstance(value, dict):
        for name, inner in value.items():
            yield shape.key, name, name
            yield shape.value, name, inner


def _against_text(shape: StringShape, text: str, where: str) -> Iterator[str]:
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max", len(text))
    if not least <= len(text) <= most:
        yield f"{where}: {text!r} has not from {least} to {most} characters"
    if shape.enum and text not in shape.enum:
        yield f"{where}: {text!r} is none of {shape.enum}"
    pattern = shape.metadata.get("pattern")
    # The model's patterns are of the whole text.
    if pattern is not None and not _compiled(f"^(?:{pattern})$").search(text):
        yield f"{where}: {text!r} does not match {pattern!r}"


@cache
def _shape(service: str, operation: str) -> Shape:
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).input_shape
    assert shape is not None
    return shape


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    # Python's own has no classes of Unicode; the few that AWS names are those of letters, marks, signs and digits.
    for name, letters in _CLASSES.items():
        pattern = pattern.replace(f"\\p{{{name}}}", letters)
    return re.compile(pattern, re.ASCII)


_CLASSES = {
    "L": "a-zA-Z\u00aa-\uffff",
    "M": "\u0300-\u036f",
    "S": "$+<=>^`|~",
    "N": "0-9",
    "P": r"!-#%-*,-/:;?@\[-\]_{}",
    "Z": " ",
    "Graph": "!-~",
    "Print": " -~",
    "Alpha": "a-zA-Z",
    "Alnum": "a-zA-Z0-9",
}


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        float(value)
    except ValueError:
        return False
    return True


# CloudFormation takes the one for the other where it is written so.
_TYPES = {
    "string": lambda value: isinstance(value, str | int | float),
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool) or value in {"true", "false"},
}


@cache
def _validator(kind: str) -> Validator:
    schema: Json = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
    keywords = {name: _unless_unknown(keyword) for name, keyword in Draft7Validator.VALIDATORS.items()}
    types = Draft7Validator.TYPE_CHECKER.redefine_many(
        {name: (lambda _checker, value, fits=fits: value is UNKNOWN or fits(value)) for name, fits in _TYPES.items()}
    )
    assert isinstance(types, TypeChecker)
    new_validator: Any = extend  # untyped
    validator = new_validator(Draft7Validator, {**keywords, "pattern": _unless_unknown(_pattern)}, type_checker=types)
    made: Validator = validator(schema)
    return made


def _unless_unknown(keyword: Any) -> Any:
    def checked(validator: Any, rule: Any, value: Any, schema: Any) -> Iterator[Any]:
        if value is not UNKNOWN:
            yield from keyword(validator, rule, value, schema) or ()

    return checked


def _pattern(_validator: Any, pattern: str, value: Any, _schema: Any) -> Iterator[Any]:
    if isinstance(value, str) and not _compiled(pattern).search(value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")
