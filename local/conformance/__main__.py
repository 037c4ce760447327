"""`make conformance CLIENT="command"`: plays every scenario with a vendor's software, and reports."""

import argparse
import shlex
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from local.conformance.driver import Driver, Failed
from local.conformance.scenarios import SCENARIOS, Scenario
from local.conformance.server import CLIENT_ID, SECRETS, SIGN_IN, Api, Server
from local.conformance.stage import Stage
from local.conformance.webhooks import WEBHOOK_SECRET
from local.paths import ROOT

OWN = shlex.join([sys.executable, str(ROOT / "clients" / "python" / "conformance.py")])
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Result:
    """`found` says what was done instead; empty where the scenario was passed."""

    scenario: Scenario
    found: str


def play(scenario: Scenario, command: str, api: Api | None = None) -> Result:
    """One scenario, with a server, a folder and a process of its own."""
    api = api or Api()
    with tempfile.TemporaryDirectory() as folder, Server(api, time.monotonic) as server:
        environment = {
            "API_URL": f"{server.url}/v1",
            "TOKEN_URL": f"{server.url}{SIGN_IN}",
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": SECRETS[0],
            "WEBHOOK_SECRET": WEBHOOK_SECRET,
        }
        try:
            driver = Driver(command, environment, Path(folder))
        except Failed as failed:
            return Result(scenario, str(failed))
        try:
            scenario.play(Stage(api, driver))
        except Failed as failed:
            return Result(scenario, str(failed))
        except (KeyError, TypeError) as error:
            return Result(scenario, f"an answer has not the fields of openapi.json: {error!r}")
        finally:
            driver.end()
    return Result(scenario, "")


def report(results: Sequence[Result]) -> str:
    """As Markdown: a line a scenario, with what was expected and what was done instead."""
    passed = sum(not result.found for result in results)
    lines = [f"# Conformance: {passed} of {len(results)} scenarios", "", "| scenario | expected | |", "|---|---|---|"]
    for result in results:
        found = " ".join(result.found.split()).replace("|", "\\|")
        lines.append(
            f"| {result.scenario.name} | {result.scenario.expected} | {f'**FAILED** {found}' if found else 'ok'} |"
        )
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="local.conformance", description=__doc__)
    parser.add_argument("--client", default="", help="the command of the software, else the Python client")
    parser.add_argument("--only", default="", help="one scenario, by its name")
    chosen = parser.parse_args(arguments)
    wanted = [one for one in SCENARIOS if chosen.only in {"", one.name}]
    if not wanted:
        print(f"make conformance: there is no scenario {chosen.only!r}", file=sys.stderr)
        return 1
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        results = list(pool.map(lambda one: play(one, chosen.client or OWN), wanted))
    print(report(results), end="")
    return 1 if any(result.found for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
