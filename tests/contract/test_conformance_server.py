"""The scenarios that vendors are held to: our client passes, a careless one does not, the server speaks as the API."""

import json
import shlex
import sys
from pathlib import Path

import pytest

from local.conformance.__main__ import OWN, Result, play, report
from local.conformance.scenarios import SCENARIOS, Scenario
from local.conformance.server import Api
from tests.conformance import deviations

CARELESS = """
import json, os, sys, urllib.request, base64
kept = []
def call(url, data, kind, who):
    headers = {"Content-Type": kind, "Authorization": who}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=5) as answer:
        return json.load(answer)
for line in sys.stdin:
    order = json.loads(line)
    told = {}
    if order["do"] == "show":
        told = {"answer": {"status": "accepted"}}
    if order["do"] == "webhook":
        event = json.loads(order["body"])
        told = {"accepted": True, "id": event["id"], "type": event["type"]}
    if order["do"] == "rate":
        kept.append(order["rating"])
    if order["do"] == "send":
        who = base64.b64encode(f"{os.environ['CLIENT_ID']}:{os.environ['CLIENT_SECRET']}".encode()).decode()
        told = {"sent": 0, "refused": 0, "waiting": 0}
        for rating in kept:
            try:
                token = call(os.environ["TOKEN_URL"], b"grant_type=client_credentials",
                             "application/x-www-form-urlencoded", f"Basic {who}")["access_token"]
                call(os.environ["API_URL"] + "/ratings", json.dumps(rating).encode(), "application/json",
                     f"Bearer {token}")
                told["sent"] += 1
            except Exception:
                told["refused"] += 1
    print(json.dumps(told), flush=True)
"""


CHATTY = "for _ in open(0): print('Ready.', flush=True)"
MISTAKES = {
    "accepted",
    "token_kept",
    "secret_rotated",
    "killed",
    "proxy_bars",
    "webhook_not_genuine",
    "webhook_old_timestamp",
    "new_field",
}


def test_there_are_at_least_twenty_scenarios_each_with_a_name_of_its_own() -> None:
    assert len({one.name for one in SCENARIOS}) == len(SCENARIOS) >= 20


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_python_client_passes(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2] / "clients" / "python"))
    api = Api()
    assert play(scenario, OWN, api).found == ""
    told = []
    for request, found in api.exchanges:
        if found.status != 304:
            path = request.path.removeprefix("/v1")
            told += deviations(request.method, path, found.status, found.content_type, json.loads(found.body))
    assert told == []


def test_a_careless_client_is_found_out(tmp_path: Path) -> None:
    program = tmp_path / "careless.py"
    program.write_text(CARELESS, "utf-8")
    command = shlex.join([sys.executable, str(program)])
    results = {one.name: play(one, command) for one in SCENARIOS if one.name in MISTAKES}
    assert {name for name, result in results.items() if result.found} == MISTAKES - {"new_field"}
    assert f"1 of {len(results)} scenarios" in report([*results.values()])


def test_a_program_that_is_not_there_or_ends_is_reported() -> None:
    first = SCENARIOS[0]
    assert "cannot be started" in play(first, "/nowhere/to/be/found").found
    assert "ended" in play(first, shlex.join([sys.executable, "-c", "pass"])).found
    assert "not answered with one line of JSON" in play(first, shlex.join([sys.executable, "-c", CHATTY])).found
    assert "FAILED" in report([Result(first, "a | b\nc")])
