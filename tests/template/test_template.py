"""The template keeps what is promised of it, whatever is added to it: every check looks at all there is."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.template import (
    checks_access,
    checks_aws,
    checks_dashboard,
    checks_messages,
    checks_operation,
    checks_rights,
    checks_schemas,
)
from tests.template.resolved import Resolved
from tests.template.stack_template import Template

MARK = Path(__file__).parents[2] / "functions" / "console" / "public" / "icon.svg"

type Check = Callable[[Template], Iterable[str]]

ALL_CHECKS = [*checks_access.CHECKS, *checks_messages.CHECKS, *checks_operation.CHECKS, *checks_aws.CHECKS]
ALL_CHECKS += [*checks_schemas.CHECKS, *checks_rights.CHECKS, *checks_dashboard.CHECKS]


@pytest.mark.parametrize("check", ALL_CHECKS, ids=lambda check: check.__name__)
def test_the_template_keeps_its_promise(check: Check, template: Template) -> None:
    assert list(check(template)) == []


@pytest.mark.parametrize("check", [*checks_access.CHECKS, *checks_schemas.CHECKS], ids=lambda check: check.__name__)
def test_it_keeps_it_where_new_versions_come_slowly(check: Check, rolled_out_slowly: Template) -> None:
    assert list(check(rolled_out_slowly)) == []


def test_a_new_version_goes_back_where_people_are_answered_with_errors(rolled_out_slowly: Template) -> None:
    groups = rolled_out_slowly.properties("AWS::CodeDeploy::DeploymentGroup")
    with_alias = {
        name for name, one in rolled_out_slowly.functions.items() if f"{name}Aliaslive" in _aliases(rolled_out_slowly)
    }
    assert {name.removesuffix("DeploymentGroup") for name in groups} == with_alias != set()
    for group in groups.values():
        assert group["AlarmConfiguration"] == {"Enabled": True, "Alarms": [{"Name": {"Ref": "ApiErrorsAlarm"}}]}
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert group["DeploymentConfigName"] == {
            "Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": "Canary10Percent10Minutes"}]
        }


def test_all_that_holds_data_is_under_the_key_that_was_named(template: Template) -> None:
    kept = {
        "AWS::DynamoDB::Table": lambda one: one["SSESpecification"].get("KMSMasterKeyId"),
        "AWS::SecretsManager::Secret": lambda one: one.get("KmsKeyId"),
    }
    for chosen, expected in (({"DataKeyArn": checks_schemas.DATA_KEY}, checks_schemas.DATA_KEY), ({}, None)):
        resources = list(Resolved(template, chosen).resources())
        found = [kept[kind](one) for _, kind, one in resources if kind in kept]
        (evidence,) = [one for name, _, one in resources if name == "EvidenceBucket"]
        (rule,) = evidence["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert {*found, rule["ServerSideEncryptionByDefault"].get("KMSMasterKeyID")} == {expected}
        assert len(found) >= 6


def _aliases(template: Template) -> set[str]:
    return set(template.resources("AWS::Lambda::Alias"))


def test_clearances_reach_escalate_only_where_enterprises_are_invited(template: Template) -> None:
    mapping = template.properties("AWS::Lambda::EventSourceMapping")["EscalateFunctionNegativeRatings"]
    filters = mapping["FilterCriteria"]["Filters"]
    ((condition, invited, otherwise),) = [one["Fn::If"] for one in filters if "Fn::If" in one]
    assert [one for one in filters if "CLEARANCE" in one.get("Pattern", "")] == []
    assert (condition, otherwise) == ("Invites", {"Ref": "AWS::NoValue"})
    assert "CLEARANCE" in invited["Pattern"]
    assert template.source["Parameters"]["InvitationEmail"]["Default"] == "no"


def test_the_sign_in_page_bears_the_consoles_mark_and_colours_where_cognito_lets_it(template: Template) -> None:
    at_aws, at_home = (
        {name: one for name, _, one in Resolved(template, chosen).resources()}
        for chosen in ({"SignInLook": "yes"}, {"LocalEndpoint": "http://127.0.0.1:4566"})
    )
    look = at_aws["SignInStyle"]
    assert {b64decode(asset["Bytes"]) for asset in look["Assets"]} == {MARK.read_bytes()}
    assert at_aws["UserPoolDomain"]["ManagedLoginVersion"] == 2, "the older page takes no mark from a template"
    colours = list(_colours(look["Settings"]))
    assert colours
    # YAML reads some such words as numbers.
    assert all(isinstance(one, str) and re.fullmatch("[0-9a-f]{8}", one) for one in colours)
    assert "SignInStyle" not in at_home
    assert "ManagedLoginVersion" not in at_home["UserPoolDomain"]
    # What is within the settings no model describes: unless it is asked for, no deploy can fail by it.
    as_it_comes = {name: one for name, _, one in Resolved(template, {}).resources()}["SignInStyle"]
    assert as_it_comes["UseCognitoProvidedValues"] is True
    assert not as_it_comes.keys() & {"Settings", "Assets"}


def _colours(settings: Any) -> Iterator[Any]:
    for name, one in settings.items() if isinstance(settings, dict) else ():
        if name.lower().endswith("color"):
            yield one
        yield from _colours(one)
