"""What a cold start costs each function: processor time of a fresh process that imports it, beside a bare boto3 client.

Ratios of one run, measured side by side and interleaved, so that a busy machine slows all alike.
`make bench` prints them.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from hailong.edge.config import variable_names

ROOT = Path(__file__).parents[2]
ROUNDS = 7
BARE = "import boto3; boto3.client('dynamodb')"
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def processor_seconds(program: str, environment: dict[str, str]) -> float:
    """User and system time of a process that runs the program and ends."""
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"this does not run: {program}")
    return usage.ru_utime + usage.ru_stime


def environment_of(function: str) -> dict[str, str]:
    """Every setting that the function reads, with some value: nothing is called."""
    config = __import__(f"functions.{function}.config", fromlist=["Config"]).Config
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": f"{ROOT}:{ROOT / 'layers' / 'common'}",
        "AWS_DEFAULT_REGION": "ap-southeast-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        **dict.fromkeys(variable_names(config), "1"),
    }


def measure() -> dict[str, float]:
    """Median processor seconds of the bare client and of each function, interleaved."""
    programs = {"boto3 client": (BARE, environment_of("submit"))} | {
        name: (f"import functions.{name}.handler", environment_of(name)) for name in FUNCTIONS
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(ROUNDS):
        for name, (program, environment) in programs.items():
            taken[name].append(processor_seconds(program, environment))
    return {name: median(times) for name, times in taken.items()}


def main() -> None:
    seconds = measure()
    bare = seconds["boto3 client"]
    print(f"{'cold start':14} {'processor s':>11} {'of a boto3 client':>18}")
    for name, taken in sorted(seconds.items(), key=lambda pair: pair[1]):
        print(f"{name:14} {taken:11.2f} {taken / bare:17.1f}×")


if __name__ == "__main__":
    main()
