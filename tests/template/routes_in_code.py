"""The routes that each function's code answers, read in another process: handlers look at the environment at import."""

import json
import os
import subprocess
import sys
from dataclasses import MISSING, fields
from functools import cache
from importlib import import_module

from tests.template.stack_template import ROOT

_READ = """
import importlib, json, sys
found = {}
for folder in sys.argv[1:]:
    handler = importlib.import_module(f"functions.{folder}.handler")
    app = getattr(handler, "app", None)
    # A handler without an app names its routes itself.
    found[folder] = list(getattr(handler, "ROUTES", []) if app is None else app.routes)
print(json.dumps(found))
"""


@cache
def routes_in_code(folders: tuple[str, ...]) -> dict[str, set[tuple[str, str]]]:
    """Method and path, as API Gateway writes it, of every route, by the function's folder."""
    result = subprocess.run(
        [sys.executable, "-c", _READ, *folders],
        cwd=ROOT,
        env={
            **settings(folders),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT / "layers" / "common"), str(ROOT)]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        raise RuntimeError(result.stderr)
    return {
        folder: {(method, path) for method, path in routes}
        for folder, routes in json.loads(result.stdout.splitlines()[-1]).items()
    }


def settings(folders: tuple[str, ...]) -> dict[str, str]:
    """An environment in which the functions import: something for every setting; "1" is text and number alike."""
    read = {
        field.name.upper(): "1"
        for folder in folders
        for field in fields(import_module(f"functions.{folder}.config").Config)
        if field.default is MISSING
    }
    return {
        **read,
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "POWERTOOLS_TRACE_DISABLED": "true",
        "POWERTOOLS_METRICS_NAMESPACE": "HaiLong",
    }
