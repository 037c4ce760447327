"""What a start costs each function, from the artifact: processor time of a fresh process, beside a bare boto3 client.

Every round runs all of them one after the other, so that a busy machine slows all alike; medians of the rounds.
"""

from statistics import median
from typing import Any

from local.deploy import build
from local.paths import ROOT
from tests import artifact
from tests.bench.report import Report, table

ROUNDS = 11
BARE = "a bare boto3 client"
GOALS = {"submit": 1.2, "tasks": 1.5, "escalate": 1.5}
OTHERS = 1.4


def measure(rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Processor seconds of each round, by function and for the bare client; the first round is thrown away."""
    programs = {BARE: ("import boto3; boto3.client('dynamodb')", "submit")} | {
        name: (f"import functions.{name}.handler", name) for name in artifact.FUNCTIONS
    }
    taken: dict[str, list[float]] = {name: [] for name in programs}
    for _ in range(rounds + 1):
        for name, (program, function) in programs.items():
            taken[name].append(artifact.processor_seconds(program, artifact.environment_of(function)))
    return {name: times[1:] for name, times in taken.items()}


def run() -> Report:
    (ROOT / ".local").mkdir(exist_ok=True)
    build(ROOT / ".local" / "bench-build.log")
    missing = [
        path for package in artifact.BUILD.iterdir() if package.is_dir() for path in artifact.without_byte_code(package)
    ]
    if missing:
        raise RuntimeError(f"{len(missing)} modules of what was built have no byte code, {missing[0]} for one")
    taken = measure()
    ratio = {
        name: median(own / bare for own, bare in zip(times, taken[BARE], strict=True)) for name, times in taken.items()
    }
    rows: list[tuple[Any, ...]] = [
        (
            name,
            f"{median(times) * 1000:.0f} ms",
            f"{ratio[name]:.2f} ×",
            "" if name == BARE else f"≤ {GOALS.get(name, OTHERS)} ×",
            "" if name == BARE else "met" if ratio[name] <= GOALS.get(name, OTHERS) else "**missed**",
        )
        for name, times in sorted(taken.items(), key=lambda pair: ratio[pair[0]])
    ]
    return Report(
        title="Starts",
        text=(
            "Processor time (user and system) of a fresh process that imports the handler out of `.aws-sam/build`, "
            "with `-B -S` and nothing on the path but the function, the layer and what the runtime brings; "
            f"{ROUNDS} rounds, interleaved; the ratio is the median of the rounds' ratios."
        ),
        tables=(table(("start", "processor time", "of a bare client", "goal", ""), rows),),
        raw={"processor_seconds": taken},
    )
