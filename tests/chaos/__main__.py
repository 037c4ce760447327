"""`make chaos`: SIZE ratings, a fifth of them negative, while everything that can fail fails; once for each SEED."""

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from local import cloud as clouds
from tests.chaos.checks import missing
from tests.chaos.faulty import FaultyCloud
from tests.chaos.run import close, prepare, put_right, quiet, under_fire
from tests.e2e.deployed import deployed_world
from tests.e2e.world import World

SETTLED_SECONDS = 300.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--seed", type=int, nargs="*", default=[])
    chosen = parser.parse_args(arguments)
    port = clouds.free_port()
    faulty = FaultyCloud(port)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            print("Building and deploying to a local cloud of its own", flush=True)
            with deployed_world(Path(scratch), port=port, functions_call=faulty.address) as world:
                seeds = chosen.seed or [secrets.randbelow(10**6)]
                return sum([not _run(world, faulty, seed, chosen.size) for seed in seeds])
    finally:
        faulty.stop()


def _run(world: World, faulty: FaultyCloud, seed: int, size: int) -> bool:
    """True when nothing is missing."""
    since = time.monotonic()
    faulty.met.clear()
    run = prepare(world, faulty, seed, size)
    print(f"SEED={seed} SIZE={size}: {len(run.lots)} ratings, {len(run.negative)} of them negative", flush=True)
    given_up = under_fire(run, seed)
    swept = put_right(run)
    quiet(world, SETTLED_SECONDS)
    close(run)
    swept += put_right(run)
    found = given_up + missing(run, SETTLED_SECONDS)
    print(f"  calls that met a fault: {_by_service(faulty)}")
    print(f"  killed: {_counted(run.harm.killed)}; schedule rung {run.harm.rung} times; ", end="")
    print(f"{run.harm.repeated} stream records brought again; redriven: {len(swept)}; {time.monotonic() - since:.0f} s")
    for one in found:
        print(f"  MISSING {one}")
    print(f"  {'nothing is missing' if not found else f'{len(found)} missing: repeat with SEED={seed} SIZE={size}'}")
    sys.stdout.flush()
    return not found


def _by_service(faulty: FaultyCloud) -> str:
    services: dict[str, Counter[str]] = {}
    for (service, fault), times in sorted(faulty.met.items()):
        services.setdefault(service, Counter())[fault.value] += times
    return "; ".join(f"{service}: {_counted(list(met.elements()))}" for service, met in services.items()) or "none"


def _counted(names: list[str]) -> str:
    return ", ".join(f"{times} {name}" for name, times in sorted(Counter(names).items())) or "nothing"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
