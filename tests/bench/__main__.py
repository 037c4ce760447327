"""`make bench`: measures everything and writes docs/performance.md, with the raw figures beside it."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import (
    cold_starts,
    cost,
    hidden,
    intervals,
    statistics_query,
    subtraction,
    tally_rate,
    tried,
    warm,
    whole_way,
)
from tests.bench.report import Report
from tests.template.stack_template import ROOT

PAGE, RAW = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.json"
PARTS: dict[str, Callable[[], Report]] = {
    "cold_starts": cold_starts.run,
    "tried": tried.run,
    "warm": warm.run,
    "whole_way": whole_way.run,
    "hidden": hidden.run,
    "cost": cost.run,
    "statistics_query": statistics_query.run,
    "tally_rate": tally_rate.run,
    "intervals": intervals.run,
    "subtraction": subtraction.run,
}
_ABOUT = """# How fast, and what it costs

Written by `make bench`; no figure is typed by hand. The raw figures are in [performance.json](performance.json).
Ratios of one run are worth more than its milliseconds: the machine may have had other work."""


def machine() -> str:
    """What it was measured on."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="measure these alone, and keep the others")
    chosen = parser.parse_args(arguments).parts or list(PARTS)
    for name in chosen:
        print(f"measuring {name}", flush=True)
        report = PARTS[name]()
        # Read and written for each: a later one may fail, and all of them take long.
        kept: dict[str, Any] = json.loads(RAW.read_text("utf-8")) if RAW.exists() else {}
        kept[name] = {
            "measured": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            "machine": machine(),
            "markdown": report.markdown(),
            "raw": report.raw,
        }
        _write({part: kept[part] for part in PARTS if part in kept})
    print(f"wrote {PAGE.relative_to(ROOT)}")


def _write(found: dict[str, Any]) -> None:
    parts = [f"{one['markdown']}\n\n*Measured {one['measured']} on {one['machine']}.*" for one in found.values()]
    PAGE.write_text("\n\n".join((_ABOUT, *parts)) + "\n", "utf-8")
    RAW.write_text(json.dumps(found, indent=1, ensure_ascii=False, default=str) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
