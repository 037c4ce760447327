"""`make chaos`: SIZE ratings, a fifth of them negative, while everything that can fail fails; once for each SEED."""

import argparse
import secrets
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from local import cloud as clouds
from tests.chaos.faulty import FaultyCloud
from tests.chaos.harm import AT_ONCE, KILLED
from tests.chaos.listened import listening
from tests.chaos.run import Run, close, prepare, put_right, quiet, under_fire
from tests.chaos.seen import missing
from tests.e2e.deployed import deployed_world
from tests.e2e.reading_ahead import read_ahead

SETTLED_SECONDS = 600.0
"""Longer than a message that a killed process held is kept from the next one."""


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--seed", type=int, nargs="*", default=[])
    parser.add_argument("--quick", action="store_true", help="kill only those whose work is done again at once")
    chosen = parser.parse_args(arguments)
    port = clouds.free_port()
    faulty = FaultyCloud(port)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            print("Building and deploying to a local cloud of its own", flush=True)
            deployed = deployed_world(
                Path(scratch), port=port, functions_call=faulty.address, parameters={"StreamRetrySeconds": "3600"}
            )
            with deployed as world, listening(world) as listened:
                read_ahead(world)
                seeds = chosen.seed or [secrets.randbelow(10**6)]
                mortal = AT_ONCE if chosen.quick else KILLED
                runs = (prepare(world, faulty, listened, seed, chosen.size, mortal) for seed in seeds)
                return sum([not _went_well(run) for run in runs])
    finally:
        faulty.stop()


def _went_well(run: Run) -> bool:
    """True when nothing is missing."""
    since = time.monotonic()
    run.faulty.met.clear()
    run.faulty.calls = 0
    which = f"SEED={run.harm.seed} SIZE={len(run.lots)}"
    print(f"{which}: {len(run.negative)} of the ratings negative", flush=True)
    found = under_fire(run)
    print(f"  under fire for {time.monotonic() - since:.0f} s", flush=True)
    found += put_right(run)
    found += quiet(run.world, SETTLED_SECONDS)
    print(f"  quiet after {time.monotonic() - since:.0f} s", flush=True)
    close(run)
    found += put_right(run)
    print(f"  closed after {time.monotonic() - since:.0f} s", flush=True)
    found += missing(run, SETTLED_SECONDS)
    print(f"  {run.faulty.calls} calls; those that met a fault: {_by_service(run.faulty)}")
    print(f"  killed in a call: {_counted(run.harm.in_a_call)}; at any moment: {_counted(run.harm.killed)}")
    print(f"  schedule rung {run.harm.rung} times; {run.harm.repeated} stream records brought again; ", end="")
    print(f"redriven: {len(run.redriven)}; {time.monotonic() - since:.0f} s in all")
    for one in found:
        print(f"  MISSING {one}")
    print(f"  {f'{len(found)} missing: repeat with {which}' if found else 'nothing is missing'}", flush=True)
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
