"""What `sam build` made, run as Lambda runs it: read-only, with nothing beside it but what the runtime brings."""

import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

from hailong.edge.config import variable_names
from tests.template.stack_template import ROOT

BUILD = ROOT / ".aws-sam" / "build"
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
LAYER = BUILD / "CommonLayer" / "python"

_OF_THE_RUNTIME = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
_UNCHECKED = b"\x01\x00\x00\x00"
"""The second word of byte code that is used as it is, whatever its source's time (PEP 552)."""


def package_of(function: str) -> Path:
    return BUILD / f"{function.capitalize()}Function"


def without_byte_code(package: Path) -> Iterable[Path]:
    """The modules of a package that Lambda would have to compile, at every start."""
    for source in sorted(package.rglob("*.py")):
        compiled = source.parent / "__pycache__" / f"{source.stem}.{sys.implementation.cache_tag}.pyc"
        if not compiled.is_file() or compiled.read_bytes()[4:8] != _UNCHECKED:
            yield source.relative_to(package)


@cache
def runtime() -> Path:
    """A folder with what Lambda's Python brings, byte code and all, and nothing else of this environment."""
    folder = Path(mkdtemp(prefix="hailong-runtime-"))
    for name in _OF_THE_RUNTIME:
        spec = find_spec(name)
        if spec is None or spec.origin is None:
            raise RuntimeError(f"{name} is not installed")
        found = Path(spec.origin)
        found = found.parent if found.name == "__init__.py" else found
        (folder / found.name).symlink_to(found)
        subprocess.run([sys.executable, "-m", "compileall", "-q", str(found)], check=True)
    return folder


def environment_of(function: str) -> dict[str, str]:
    """Every setting that the function reads, with some value: no service is called."""
    config = __import__(f"functions.{function}.config", fromlist=["Config"]).Config
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(map(str, (package_of(function), LAYER, runtime()))),
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "POWERTOOLS_METRICS_NAMESPACE": "HaiLong",
        "POWERTOOLS_LOG_LEVEL": "CRITICAL",
        **dict.fromkeys(variable_names(config), "1"),
    }


def command(program: str) -> list[str]:
    """Runs a program with this Python, but without its site-packages, and without keeping byte code."""
    base: str = sys._base_executable  # type: ignore[attr-defined]
    return [base, "-B", "-S", "-P", "-c", program]


def processor_seconds(program: str, environment: dict[str, str]) -> float:
    """User and system time of a process that runs the program and ends."""
    with subprocess.Popen(command(program), cwd="/", env=environment, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"this does not run: {program}")
    return usage.ru_utime + usage.ru_stime
