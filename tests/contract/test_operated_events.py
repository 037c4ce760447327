"""`make events` and `make vendor WEBHOOK=`: endpoints set, changed and ended, on moto's tables, pool and secrets."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from hailong.adapters.dynamodb.events import DynamoEndpoints, DynamoEventLines, DynamoEventOutbox
from hailong.adapters.secretsmanager import WebhookSecrets
from hailong.events.delivery import MOST_ENDPOINTS, Attempt, Endpoint, Line
from hailong.events.event import Event, EventType
from hailong.vocabulary.attempts import MOST
from local import events as commands
from local import vendors as vendor_commands
from local import webhooks
from local.deployment import Deployment
from local.progress import CannotGoOn
from local.webhook_secrets import WebhookSecretBook
from tests import samples

URL = "https://vendor.example.vn/events"


@pytest.fixture
def deployed(events_table: str) -> Deployment:
    pool = boto3.client("cognito-idp").create_user_pool(PoolName="hailong")["UserPool"]["Id"]
    secret = boto3.client("secretsmanager").create_secret(Name="webhooks", SecretString="{}")["ARN"]
    outputs = {"EventsTable": events_table, "WebhookSecretsArn": secret, "UserPoolId": pool}
    new_client: Any = boto3.client
    return Deployment("hailong", new_client, outputs, is_local=False)


@pytest.fixture
def operator(deployed: Deployment, monkeypatch: pytest.MonkeyPatch) -> webhooks.Webhooks:
    for module in (commands, vendor_commands):
        monkeypatch.setattr(module, "deployment", lambda _stack: deployed)
    return webhooks.Webhooks(deployed)


def _secrets(deployed: Deployment) -> dict[str, list[str]]:
    kept = boto3.client("secretsmanager").get_secret_value(SecretId=deployed.outputs["WebhookSecretsArn"])
    found: dict[str, list[str]] = json.loads(kept["SecretString"])
    return found


def _shown(capsys: pytest.CaptureFixture[str], label: str) -> list[str]:
    return [line.split()[-1] for line in capsys.readouterr().out.splitlines() if line.startswith(label)]


def _only(operator: webhooks.Webhooks) -> Endpoint:
    (found,) = operator.all()
    assert isinstance(found, Endpoint)
    return found


def test_a_vendor_is_given_a_webhook_whose_secret_is_shown_once(
    deployed: Deployment, operator: webhooks.Webhooks, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor_commands.vendor(name="Phan mem A", webhook=URL)
    (secret,) = _shown(capsys, "  webhook secret")
    endpoint = _only(operator)
    assert (endpoint.url, endpoint.stopped) == (URL, None)
    assert _secrets(deployed) == {endpoint.client_id: [secret]}
    vendor_commands.vendor(name="Phan mem A", webhook=f"{URL}/2")
    assert secret not in capsys.readouterr().out
    changed = _only(operator)
    assert (changed.url, changed.since, changed.version) == (f"{URL}/2", endpoint.since, endpoint.version + 1)
    commands.events()
    assert f"Phan mem A: {URL}/2 (in use)" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["http://vendor.example.vn/", "https://127.0.0.1/", "http://127.0.0.1:9000/"])
def test_no_vendor_is_made_for_a_webhook_that_cannot_be(
    deployed: Deployment, operator: webhooks.Webhooks, url: str
) -> None:
    with pytest.raises(CannotGoOn, match="WEBHOOK"):
        vendor_commands.vendor(name="Phan mem A", webhook=url)
    clients = boto3.client("cognito-idp").list_user_pool_clients(UserPoolId=deployed.outputs["UserPoolId"])
    assert clients["UserPoolClients"] == []


def test_secrets_are_changed_without_a_break(
    deployed: Deployment, operator: webhooks.Webhooks, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor_commands.vendor(name="A", webhook=URL)
    (old,) = _shown(capsys, "  webhook secret")
    endpoint = _only(operator)
    commands.events(rotate="A")
    (new,) = _shown(capsys, "  secret")
    moment = samples.RATED
    secrets = WebhookSecrets(deployed.outputs["WebhookSecretsArn"], lambda: moment)
    assert list(secrets(endpoint.client_id, moment - timedelta(days=1))) == [new, old]
    with pytest.raises(CannotGoOn, match="two secrets"):
        commands.events(rotate="A")
    commands.events(retire="A")
    assert _secrets(deployed) == {endpoint.client_id: [new]}
    # Kept for a minute, unless they are known to have been changed since.
    assert list(secrets(endpoint.client_id, moment - timedelta(days=1))) == [new, old]
    assert list(secrets(endpoint.client_id, moment)) == [new]
    with pytest.raises(CannotGoOn, match="one secret"):
        commands.events(retire="A")


def _meanwhile(operator: webhooks.Webhooks, done: Callable[[], object]) -> None:
    """Has another operator do something between what this one reads of the secrets and what they write, once."""
    waiting = [done]

    def before(**_: Any) -> None:
        while waiting:
            waiting.pop()()

    operator._secrets.client.meta.events.register("before-call.secrets-manager.PutSecretValue", before)


def test_of_two_operators_at_once_neither_loses_the_others_secret(
    deployed: Deployment, operator: webhooks.Webhooks
) -> None:
    other = webhooks.Webhooks(deployed)
    first = {client: operator.register(client, URL) for client in ("one", "two")}
    made: list[str] = []
    _meanwhile(operator, lambda: made.append(other.rotate("two")))
    rotated = operator.rotate("one")
    assert _secrets(deployed) == {"one": [rotated, first["one"]], "two": [*made, first["two"]]}


def test_of_two_who_give_the_same_vendor_another_secret_one_is_told_that_it_has_two(
    deployed: Deployment, operator: webhooks.Webhooks
) -> None:
    other = webhooks.Webhooks(deployed)
    old = operator.register("one", URL)
    made: list[str] = []
    _meanwhile(operator, lambda: made.append(other.rotate("one")))
    with pytest.raises(CannotGoOn, match="two secrets"):
        operator.rotate("one")
    assert _secrets(deployed) == {"one": [*made, old]}


def test_of_two_who_end_the_older_secret_none_ends_the_newer(deployed: Deployment, operator: webhooks.Webhooks) -> None:
    other = webhooks.Webhooks(deployed)
    operator.register("one", URL)
    new = operator.rotate("one")
    _meanwhile(operator, lambda: other.retire("one"))
    operator.retire("one")
    assert _secrets(deployed) == {"one": [new]}


def test_of_two_who_register_the_same_vendor_one_shows_the_secret_that_counts(
    deployed: Deployment, operator: webhooks.Webhooks
) -> None:
    other = webhooks.Webhooks(deployed)
    shown: list[str | None] = []
    _meanwhile(operator, lambda: shown.append(other.register("one", URL)))
    shown.append(operator.register("one", f"{URL}/2"))
    assert shown[1] is None
    assert _secrets(deployed) == {"one": shown[:1]}


def test_secrets_that_were_set_back_by_hand_are_not_written_over_without_a_word() -> None:
    """The version that follows from the current one is there already, and stays."""
    secret = boto3.client("secretsmanager")
    with Stubber(secret) as stub:
        for _ in range(MOST):
            stub.add_response("get_secret_value", {"VersionId": "v" * 32, "SecretString": "{}"})
            stub.add_client_error("put_secret_value", "ResourceExistsException")
        with pytest.raises(CannotGoOn, match="set back"):
            WebhookSecretBook(secret, "webhooks").change("one", lambda there: [*there, "whsec_x"])


def test_an_endpoint_is_ended_by_itself_or_with_its_vendor_and_begins_anew(
    deployed: Deployment, operator: webhooks.Webhooks, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor_commands.vendor(name="A", webhook=URL)
    commands.events(stop="A")
    stopped = _only(operator)
    assert (stopped.stopped, _secrets(deployed)) == ("operator", {})
    assert not stopped.free(stopped.since)
    vendor_commands.vendor(name="A", webhook=URL)
    again = _only(operator)
    assert again.stopped is None
    assert again.since >= stopped.since
    vendor_commands.vendor(revoke="A")
    assert _only(operator).stopped == "operator"
    assert _secrets(deployed) == {}
    with pytest.raises(CannotGoOn, match="no vendor"):
        commands.events(vendor="A")


def test_there_are_so_many_endpoints_and_no_more(deployed: Deployment, operator: webhooks.Webhooks) -> None:
    endpoints = DynamoEndpoints(boto3.client("dynamodb"), deployed.outputs["EventsTable"])
    for number in range(MOST_ENDPOINTS - 1):
        moment = samples.RATED
        endpoints.swap(None, Endpoint(client_id=f"client-{number}", url=URL, since=moment, secrets_at=moment))
    operator.register("one", URL)
    operator.register("one", f"{URL}/2")
    with pytest.raises(CannotGoOn, match="as many as there can be"):
        operator.register("other", URL)


def test_what_was_given_up_is_listed_and_delivered_again(
    deployed: Deployment, operator: webhooks.Webhooks, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor_commands.vendor(name="A", webhook=URL)
    endpoint = _only(operator)
    lines = _given_up(endpoint, deployed.outputs["EventsTable"], endpoint.since + timedelta(hours=1))
    assert list(lines.due(endpoint.client_id, endpoint.since + timedelta(days=9))) == []
    commands.events(vendor="A", day=f"{endpoint.since + timedelta(hours=1):%Y-%m-%d}")
    assert "10302752870-0000000000000000-1-000001  case.opened: timeout (attempt 1, 9 ms, given up)" in (
        capsys.readouterr().out
    )
    later = endpoint.since + timedelta(days=2)
    anew = webhooks.Webhooks(deployed, clock=lambda: later)
    assert anew.again(endpoint.client_id, "all") == 1
    (line,) = lines.due(endpoint.client_id, later)
    assert isinstance(line, Line)
    (waiting,) = lines.undelivered(line, endpoint.since)
    assert waiting.again_at == later
    for wrong, why in (("10302752870-0000000000000000-1-000009", "no event"), ("nonsense", "no event's id")):
        with pytest.raises(CannotGoOn, match=why):
            anew.again(endpoint.client_id, wrong)


def _given_up(endpoint: Endpoint, table: str, at: datetime) -> DynamoEventLines:
    dynamodb = boto3.client("dynamodb")
    lines = DynamoEventLines(dynamodb, table)
    event = Event(
        client_id=endpoint.client_id,
        subject="10302752870-0000000000000000",
        place="1-000001",
        type=EventType.CASE_OPENED,
        at=at,
        declaration_no="103027528701",
        lot_key="10302752870",
        case_id="HL-10302752870",
    )
    DynamoEventOutbox(dynamodb, table).tell(event)
    (line,) = lines.due(endpoint.client_id, at)
    assert isinstance(line, Line)
    (waiting,) = lines.undelivered(line, endpoint.since)
    attempt = Attempt(
        event_id=event.event_id, type="case.opened", at=at, number=1, error="timeout", milliseconds=9, given_up=True
    )
    lines.record(line, waiting, attempt, None)
    lines.rest(line)
    return lines


def test_what_the_operator_changes_stands_whoever_delivers_meanwhile(
    deployed: Deployment, operator: webhooks.Webhooks
) -> None:
    operator.register("one", URL)
    endpoints = DynamoEndpoints(boto3.client("dynamodb"), deployed.outputs["EventsTable"])
    found = endpoints.endpoint("one")
    assert found is not None
    endpoints.swap(found, found.taken(samples.RATED))
    operator.register("one", f"{URL}/2")
    changed = endpoints.endpoint("one")
    assert changed is not None
    assert (changed.url, changed.busy_until is not None) == (f"{URL}/2", True)


def test_one_thing_at_a_time() -> None:
    with pytest.raises(CannotGoOn, match="at a time"):
        commands.events(rotate="A", stop="B")
    with pytest.raises(CannotGoOn, match="go with VENDOR"):
        commands.events(again="all")
    with pytest.raises(CannotGoOn, match="go with NAME"):
        vendor_commands.vendor(webhook=URL)


def test_an_endpoint_that_cannot_be_read_is_listed_with_the_others_and_named(
    deployed: Deployment, operator: webhooks.Webhooks, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor_commands.vendor(name="A", webhook=URL)
    endpoint = _only(operator)
    operator.register("other", URL)
    boto3.client("dynamodb").update_item(
        TableName=deployed.outputs["EventsTable"],
        Key={"pk": {"S": "ENDPOINTS"}, "sk": {"S": endpoint.client_id}},
        UpdateExpression="SET since = :x",
        ExpressionAttributeValues={":x": {"S": "x"}},
    )
    commands.events()
    told = capsys.readouterr().out
    assert f"{endpoint.client_id}  A: what is kept of it cannot be read (RecordUnreadable)" in told
    assert f"other  ?: {URL} (in use)" in told
    with pytest.raises(CannotGoOn, match=f"delete ENDPOINTS, {endpoint.client_id} in the events table"):
        vendor_commands.vendor(name="A", webhook=URL)


def test_a_dry_run_says_what_would_be_done_or_why_it_cannot_be_and_does_nothing(
    deployed: Deployment, operator: webhooks.Webhooks, capsys: pytest.CaptureFixture[str]
) -> None:
    vendor_commands.vendor(name="A", webhook=URL)
    commands.events(rotate="A")
    capsys.readouterr()

    def everything() -> tuple[object, ...]:
        cognito = boto3.client("cognito-idp")
        clients = cognito.list_user_pool_clients(UserPoolId=deployed.outputs["UserPoolId"])["UserPoolClients"]
        kept = boto3.client("dynamodb").scan(TableName=deployed.outputs["EventsTable"])["Items"]
        return [one["ClientName"] for one in clients], kept, _secrets(deployed)

    before = everything()
    vendor_commands.vendor(name="B", webhook=f"{URL}/b", dry=True)
    vendor_commands.vendor(name="A", webhook=f"{URL}/2", dry=True)
    vendor_commands.vendor(revoke="A", dry=True)
    commands.events(retire="A", dry=True)
    commands.events(stop="A", dry=True)
    commands.events(vendor="A", again="all", dry=True)
    told = capsys.readouterr().out
    for said in (
        "Would make B, which may hailong/rating.read, hailong/rating.write.",
        f"Would send the events of what B sends to {URL}/b, with a new secret that signs them.",
        f"Would send the events of what A sends to {URL}/2, signed as before.",
        "Would end the client of A (",
        "Would end the older webhook secret of A.",
        "Would send nothing to A any more.",
        "Would deliver 0 again.",
    ):
        assert said in told
    assert "whsec_" not in told
    refused: list[Callable[[], None]] = [
        lambda: vendor_commands.vendor(name="A", dry=True),
        lambda: vendor_commands.vendor(revoke="C", dry=True),
        lambda: vendor_commands.vendor(name="D", webhook="http://127.0.0.1/", dry=True),
        lambda: commands.events(rotate="A", dry=True),
        lambda: commands.events(stop="C", dry=True),
    ]
    for impossible in refused:
        with pytest.raises(CannotGoOn):
            impossible()
    assert everything() == before
