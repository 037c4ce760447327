"""The TypeScript client, built from openapi.json as it stands, in the scenarios that vendors are held to."""

import json
import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from local.conformance.__main__ import play
from local.conformance.scenarios import SCENARIOS, Scenario
from local.conformance.server import CLIENT_ID, SECRETS, SIGN_IN, Api, Server
from local.paths import ROOT

CLIENT = ROOT / "clients" / "typescript"
SETTINGS = """
const variable = (name: string) => process.env[name] ?? "";
const apiUrl = variable("API_URL"), tokenUrl = variable("TOKEN_URL");
const clientId = variable("CLIENT_ID"), clientSecret = variable("CLIENT_SECRET");
"""


def _example() -> str:
    """What the README shows, with the module beside it."""
    found = re.search(r"```ts\n(.*?)```", (CLIENT / "README.md").read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1].replace('"hailong-client";', '"./index.js";' + SETTINGS)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's modules, compiled in a folder of this run: several runs may go on at once."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(CLIENT / "src", folder / "src", ignore=shutil.ignore_patterns("schema.ts"))
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(CLIENT / name, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    (folder / "src" / "example.ts").write_text(_example(), "utf-8")
    tools = ROOT / "node_modules" / ".bin"
    options = shlex.split(json.loads((CLIENT / "package.json").read_text("utf-8"))["scripts"]["types"])[1:]
    subprocess.run([tools / "openapi-typescript", ROOT / "openapi.json", *options[1:]], cwd=folder, check=True)
    subprocess.run([tools / "tsc", "--project", "."], cwd=folder, check=True)
    return folder / "dist"


def test_it_needs_nothing_at_run_time() -> None:
    assert "dependencies" not in json.loads((CLIENT / "package.json").read_text("utf-8"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_it_passes(scenario: Scenario, built: Path) -> None:
    node = shutil.which("node")
    assert node is not None
    assert play(scenario, shlex.join([node, os.fspath(built / "conformance.js")])).found == ""


def test_the_example_of_its_readme_rates_and_shows(built: Path, tmp_path: Path) -> None:
    api = Api()
    with Server(api, time.monotonic) as server:
        environment = {
            "API_URL": f"{server.url}/v1",
            "TOKEN_URL": f"{server.url}{SIGN_IN}",
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": SECRETS[0],
            "PATH": os.environ["PATH"],
        }
        ran = subprocess.run(
            ["node", built / "example.js"],  # noqa: S607 - the one on the path, as everywhere
            cwd=tmp_path,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    assert ran.stdout == "null\n"
    assert list(api.ratings) == ["10302752870"]
    assert len(list((tmp_path / "ratings").glob("*.json"))) == 1
