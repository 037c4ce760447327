"""The TypeScript client, built from openapi.json as it stands, in the scenarios that vendors are held to."""

import json
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from local.conformance.__main__ import play
from local.conformance.scenarios import SCENARIOS, Scenario
from local.paths import ROOT

CLIENT = ROOT / "clients" / "typescript"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client's modules, compiled in a folder of this run: several runs may go on at once."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(CLIENT / "src", folder / "src", ignore=shutil.ignore_patterns("schema.ts"))
    for name in ("package.json", "tsconfig.json"):
        shutil.copy(CLIENT / name, folder)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
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
