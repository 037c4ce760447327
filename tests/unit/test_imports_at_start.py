"""What a function loads when it starts is what it needs then: a heavy module that creeps in is seen here.

Each handler is imported in a process of its own, forked from one that has loaded what the runtime itself brings.
"""

import json
import os
import subprocess
import sys

import pytest

from local.paths import ROOT

EVERY_FUNCTION = frozenset(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
BY_MODULE = {
    # What each asks for a request, or a record, at once.
    "pydantic": EVERY_FUNCTION - {"console", "log"},
    "hailong.adapters.dynamodb.items": EVERY_FUNCTION - {"console", "log"},
    "hailong.cases.case": EVERY_FUNCTION - {"console", "report", "submit"},
    "hailong.vocabulary.workdays": frozenset({"deadline", "escalate", "tasks"}),
    "hailong.mail.render": frozenset({"notify"}),
    "jinja2": frozenset({"notify"}),
    "email.policy": frozenset({"inbox"}),
    "standardwebhooks": frozenset({"events"}),
    "tomllib": frozenset({"notify", "report"}),
    # What is loaded when it is first needed, by few requests.
    "fpdf": frozenset[str](),
    "fontTools": frozenset[str](),
    "xlsxwriter": frozenset[str](),
    "cryptography": frozenset[str](),
    # What is only ever used to make a file for the build, or to check one.
    "boto3": frozenset[str](),
    "s3transfer": frozenset[str](),
    "holidays": frozenset[str](),
    "stdnum": frozenset[str](),
    # What comes along with a package when too much of it is asked for.
    "asyncio": frozenset[str](),
    "aws_lambda_powertools.event_handler": frozenset[str](),
    "pydantic.plugin._loader": frozenset[str](),
}
"""Which functions may, and do, load a module before the first request."""

_PROGRAM = """
import importlib, json, os, sys
import aws_lambda_powertools.logging, botocore.session
functions, modules = json.loads(sys.argv[1])
for name in functions:
    sys.stdout.flush()
    if os.fork() == 0:
        from hailong.edge.config import variable_names
        config = importlib.import_module(f"functions.{name}.config").Config
        os.environ.update(dict.fromkeys(variable_names(config), "1"))
        importlib.import_module(f"functions.{name}.handler")
        print(json.dumps([name, [one for one in modules if one in sys.modules]]), flush=True)
        os._exit(0)
    _, status = os.wait()
    if status:
        sys.exit(f"{name} does not start")
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, list[str]]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "layers" / "common"))),
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "POWERTOOLS_METRICS_NAMESPACE": "HaiLong",
    }
    asked = json.dumps([sorted(EVERY_FUNCTION), list(BY_MODULE)])
    command = [sys.executable, "-c", _PROGRAM, asked]
    told = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(line) for line in told.splitlines())


@pytest.mark.parametrize("module", BY_MODULE)
def test_a_heavy_module_is_loaded_by_those_alone_that_need_it(loaded: dict[str, list[str]], module: str) -> None:
    assert {name for name, modules in loaded.items() if module in modules} == BY_MODULE[module]
