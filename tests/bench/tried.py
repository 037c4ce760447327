"""What starts are made of, and what was tried for them and not taken: each beside a bare boto3 client."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from tests import artifact
from tests.bench.report import Report, table

ROUNDS = 9
BARE = "a bare boto3 client"
_BOTOCORE = "import botocore.session; botocore.session.Session().create_client('dynamodb')"
_OURS = "from hailong.adapters.dynamodb import client; client.client()"
_SUBMIT = "import functions.submit.handler"
# What is started, what for, what became of it.
PROGRAMS = {
    BARE: ("import boto3; boto3.client('dynamodb')", ""),
    "a client of botocore, without boto3": (_BOTOCORE, "taken"),
    "the same with models that have no documentation, and no list of services": (_OURS, "taken"),
    "that and Powertools' `Logger`": (f"{_OURS}; import aws_lambda_powertools.logging", "kept: it names every request"),
    "that and Powertools' resolver": (
        f"{_OURS}; import aws_lambda_powertools.event_handler",
        "not kept: the gateway has matched the route",
    ),
    "that and Powertools' metrics": (f"{_OURS}; import aws_lambda_powertools.metrics", "not kept: a line of JSON"),
    "that and pydantic with a model": (
        f"{_OURS}; import pydantic; type('M', (pydantic.BaseModel,), {{'__annotations__': {{'a': int}}}})",
        "kept: it says all that is wrong with a request",
    ),
    "that and `boto3.dynamodb.types`": (
        f"{_OURS}; import boto3.dynamodb.types",
        "not kept: forty lines, held to it by a test",
    ),
    "that and `holidays`, one question": (
        f"{_OURS}; import holidays, datetime; holidays.country_holidays('VN').get(datetime.date(2026, 1, 1))",
        "not kept: its days are a file, held to it by a test",
    ),
    "that and `stdnum.vn.mst`": (f"{_OURS}; import stdnum.vn.mst", "not kept: one sum, held to it by a test"),
    "submit": (_SUBMIT, "as it is"),
    "submit, with garbage collection off while it starts": (
        f"import gc; gc.disable(); {_SUBMIT}",
        "not taken: a rule that every handler would have to keep, for this",
    ),
    "a bare boto3 client, with garbage collection off": (
        "import gc; gc.disable(); import boto3; boto3.client('dynamodb')",
        "",
    ),
    "submit, with what a case is made of": (
        f"{_SUBMIT} as h; h.cases(); h.corrections()",
        "not taken but before a snapshot: no rating needs it",
    ),
    "submit, with its models built at once": (
        f"{_SUBMIT} as h; h._load()",
        "not taken but before a snapshot: what one request needs is built for it",
    ),
}
_BESIDES = ("holidays", "stdnum")


def run() -> Report:
    environment = artifact.environment_of("submit")
    environment["PYTHONPATH"] += os.pathsep + str(_others(_BESIDES))
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS + 1):
        for name, (program, _why) in PROGRAMS.items():
            taken[name].append(artifact.processor_seconds(program, environment))
    kept = {name: times[1:] for name, times in taken.items()}
    rows = [
        (
            name,
            f"{median(times) * 1000:.0f} ms",
            f"{median(own / bare for own, bare in zip(times, kept[BARE], strict=True)):.2f} ×",
            PROGRAMS[name][1],
        )
        for name, times in kept.items()
    ]
    return Report(
        title="What starts are made of",
        text=(
            f"Measured as above, {ROUNDS} rounds. Clients that are made when they are first needed were not taken, "
            "either: every call needs the table, and Lambda starts with more processor than it goes on with. "
            "What a case is made of, submit loads for the first request that needs it, which no rating does: 0.05 of a "
            "bare client. Rarer collections of garbage (a threshold of 50,000) were not taken: 0.03, for a setting "
            "that each function would have to make; most of what turning them off saves is the collection when a "
            "process ends, which Lambda never sees and a bare client has, too."
        ),
        tables=(table(("start", "processor time", "of a bare client", "what became of it"), rows),),
        raw={"processor_seconds": kept},
    )


def _others(names: Sequence[str]) -> Path:
    """The folder of packages that functions no longer load, byte code and all."""
    folders = []
    for name in names:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{name} is not installed")
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(Path(spec.origin).parent)], check=True)
        folders.append(Path(spec.origin).parents[1])
    return folders[0]
