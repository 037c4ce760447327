"""The commands of the Makefile, given what they cannot work with: one line that says what to do, and a failure."""

import re
from pathlib import Path

import pytest
from botocore.exceptions import NoCredentialsError
from moto import mock_aws

from local import account, commands, parameters
from local import cloud as clouds
from local.__main__ import main
from local.cloud import Cloud
from local.parameters import Declared, checked
from local.paths import ROOT
from local.progress import CannotGoOn
from local.region import REGION
from local.transform import written

OPERATION = {
    *("staff", "offices", "vendor", "events", "subject-access", "erase", "backup", "restore"),
    *("redrive", "recount", "smoke", "verify"),
}
"""The commands that an operator has for a stack of their own, too."""

DECLARED: Declared = {
    "InvitationEmail": {"Type": "String", "AllowedValues": ["yes", "no"]},
    "RatingWindowDays": {"Type": "Number", "MinValue": 1},
    "StaffTokenMinutes": {"Type": "Number", "MinValue": 5, "MaxValue": 480},
    "SenderAddress": {"Type": "String", "AllowedPattern": "[^@ ]+@[^@ ]+", "Description": "The address."},
    "SenderName": {"Type": "String"},
}


def _said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a command that fails ends with."""
    assert main(list(arguments)) != 0
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    return line


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["up", "--port", "abc"], "make up: PORT is a number from 1024 to 65535, not 'abc'"),
        (["up", "--port", "70000"], "make up: PORT is a number from 1024 to 65535, not '70000'"),
        (["up", "--port", "22"], "make up: PORT is a number from 1024 to 65535, not '22'"),
        (
            ["up", "nonsense"],
            "make up: PARAMETERS are written as PARAMETERS=\"Name=value Other=value\", not 'nonsense'",
        ),
        (["replay", "--size", "7"], "make replay: SIZE is the part of the half-year to load, over 0 and up to 1"),
        (["replay", "--size", "half"], "make replay: SIZE is the part of the half-year to load"),
        (["replay", "--size", "nan"], "make replay: SIZE is the part of the half-year to load"),
        (["redrive", "--since", "yesterday"], "make redrive: SINCE is a day, written as 2026-01-31, not 'yesterday'"),
        (["nonsense"], "make nonsense: argument command: invalid choice: 'nonsense'"),
    ],
)
def test_wrong_input_is_answered_with_one_line_that_says_what_is_right(
    arguments: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _said(capsys, *arguments).startswith(line)


@pytest.mark.parametrize("command", sorted(OPERATION))
def test_a_command_of_operation_says_of_itself_what_it_takes_in_the_words_of_the_makefile(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    first, *options = capsys.readouterr().out.splitlines()
    assert first.startswith(f"make {command}: ")
    told = dict(line.split(maxsplit=1) for line in options)
    recipe = (ROOT / "Makefile").read_text("utf-8").partition(f"\n{command}: ")[2].partition("\n\n")[0]
    given = set(re.findall(r"\$\((?:if \$\()?([A-Z]+)\)", recipe)) - {"LOCAL", "TOLD"}
    assert {name.partition("=")[0] for name in told} == given
    assert "STACK=" in told
    assert "$(TOLD)" in recipe


def test_without_a_cloud_a_command_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn, match=r"^the local cloud is not running: `make up` first, or name a stack on AWS"):
        commands.cloud_and_stack(tmp_path, account.OR_ON_AWS)


def test_a_cloud_to_which_nothing_could_be_deployed_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clouds, "running", lambda directory: Cloud(port=1024, pid=0, directory=directory))
    with pytest.raises(CannotGoOn, match=r"^nothing has been deployed to the local cloud: `make up` first$"):
        commands.deployed(tmp_path)


@mock_aws
@pytest.mark.parametrize("command", sorted(OPERATION - {"erase", "subject-access"}))
def test_a_stack_that_is_not_there_is_named_in_one_line(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    line = _said(capsys, command, "--stack", "nope")
    assert line.startswith(f"make {command}: the cloud says:")
    assert "nope" in line


@mock_aws
def test_a_stack_of_something_else_is_told_apart(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    template = '{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}'
    account.client("cloudformation").create_stack(StackName="other", TemplateBody=template)
    assert _said(capsys, "recount", "--stack", "other") == (
        "make recount: the stack other is none of Hài Lòng: it has no such tables"
    )


def test_whoever_is_not_signed_in_is_told_to(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(_stack_name: str, *, repair: bool) -> bool:
        raise NoCredentialsError

    monkeypatch.setattr("local.__main__.recount", nobody)
    assert _said(capsys, "recount", "--stack", "hailong").endswith("sign in first, for instance by `aws sso login`")


@mock_aws
def test_a_stack_on_aws_is_looked_for_where_it_is_deployed_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    assert account.client("dynamodb").meta.region_name == REGION != "us-east-1"


def test_a_function_is_waited_for_as_long_as_it_may_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that gives up before would call the same function again, beside itself."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    functions = [one["Properties"] for one in written()["Resources"].values() if one["Type"].endswith("::Function")]
    longest = max(one.get("Timeout", 0) for one in functions)
    on_aws, local = account.client("lambda"), Cloud(port=1, pid=1, directory=tmp_path).client("lambda")
    assert longest > 60
    assert min(client.meta.config.read_timeout for client in (on_aws, local)) > longest


def test_parameters_are_taken_as_they_are_written() -> None:
    given = ["InvitationEmail=yes", "RatingWindowDays=45", "SenderName=Hải quan = Hài Lòng", "SenderAddress=a@b.vn"]
    assert checked(given, DECLARED) == {
        "InvitationEmail": "yes",
        "RatingWindowDays": "45",
        "SenderName": "Hải quan = Hài Lòng",
        "SenderAddress": "a@b.vn",
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("InvitationEmial=yes", "no parameter 'InvitationEmial': did you mean InvitationEmail\\?"),
        ("Xyz=1", "no parameter 'Xyz': template.yaml lists those that there are"),
        ("=yes", "PARAMETERS are written as"),
        ("InvitationEmail=maybe", "InvitationEmail=maybe cannot be: it is one of yes, no"),
        ("RatingWindowDays=ten", "RatingWindowDays=ten cannot be: it is a whole number"),
        ("RatingWindowDays=0", "it is 1 or more"),
        ("StaffTokenMinutes=481", "it is 480 or less"),
        ("SenderAddress=nobody", "SenderAddress=nobody cannot be: The address."),
    ],
)
def test_what_the_template_would_not_take_is_said_before_anything_is_built(text: str, why: str) -> None:
    with pytest.raises(CannotGoOn, match=why):
        checked([text], DECLARED)


def test_the_defaults_of_the_template_pass_its_own_rules() -> None:
    declared = parameters.of_template()
    given = [f"{name}={rule['Default']}" for name, rule in declared.items()]
    assert list(checked(given, declared)) == list(declared)
