"""The .NET client: its types against openapi.json, and, where Mono is installed, the scenarios for vendors."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from local.conformance.__main__ import play
from local.conformance.scenarios import SCENARIOS, Scenario
from local.paths import ROOT
from tests.conformance import document

CLIENT = ROOT / "clients" / "dotnet"
SCHEMAS = {
    "Levels": "LevelsRequest",
    "Contact": "ContactRequest",
    "Rating": "RatingRequest",
    "RatingAnswer": "RatingAnswer",
    "CaseAnswer": "CaseAnswer",
    "RatingFile": "RatingFile",
    "HelpedAnswer": "HelpedAnswer",
    "Appeal": "AppealRequest",
    "Said": "HelpedRequest",
    "Correction": "CorrectionRequest",
}
MONO = [shutil.which(name) for name in ("mcs", "mono")]


def _fields() -> dict[str, set[str]]:
    """The JSON names of each class, those that it inherits included."""
    found: dict[str, set[str]] = {}
    text = (CLIENT / "HaiLong.Client" / "Shapes.cs").read_text("utf-8")
    for name, parent, body in re.findall(r"class (\w+)(?: : (\w+))?\s*\{\n(.*?)\n    \}", text, re.DOTALL):
        found[name] = set(re.findall(r'DataMember\(Name = "(\w+)"', body)) | found.get(parent, set())
    return found


@pytest.mark.parametrize("name", SCHEMAS)
def test_its_types_have_the_fields_of_the_api(name: str) -> None:
    assert _fields()[name] == set(document()["components"]["schemas"][SCHEMAS[name]]["properties"])


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = MONO[0]
    assert compiler is not None
    found = tmp_path_factory.mktemp("dotnet") / "conformance.exe"
    references = ["-r:System.Net.Http", "-r:System.Runtime.Serialization"]
    sources = sorted(CLIENT.rglob("*.cs"))
    subprocess.run([compiler, "-langversion:6", "-warnaserror", f"-out:{found}", *references, *sources], check=True)
    return found


@pytest.mark.skipif(None in MONO, reason="Mono (mono-mcs, mono-runtime) is not installed")
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_it_passes(scenario: Scenario, program: Path) -> None:
    assert play(scenario, shlex.join([MONO[1] or "", str(program)])).found == ""
