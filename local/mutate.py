"""Breaks the rules on purpose, one place at a time, and says which breaks no test notices (mutation testing, mutmut).

`python -m local.mutate [MODULE…]`, with modules as in `cases/firewall`. It works in a copy of the tracked files under
`.local/mutate`, goes on where it was stopped as long as nothing has changed, and lists what survived with
its difference.
"""

import argparse
import filecmp
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPY = ROOT / ".local/mutate"
MUTMUT = ROOT / ".venv-mutate/bin/mutmut"

MODULES = (
    "cases/firewall",
    "cases/access",
    "cases/transitions",
    "cases/casework",
    "cases/course",
    "cases/enterprise",
    "cases/deadlines",
    "cases/notices",
    "statistics/suppression",
    "lots/signing",
)
"""What must not be wrong: who may do what, what a case becomes, when it is due, who is told, what stays hidden."""

TOO_SLOW = frozenset(
    {
        "test_firewall_properties.py",
        "test_subtraction.py",
        "test_subtraction_halfyear.py",
        "test_halfyear.py",
        "test_tally.py",
        "test_local_commands.py",
        "test_snapshot.py",
    }
)
"""Tests of minutes, or of the tree itself; what only they notice is listed as survived."""


def main() -> None:
    options = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    options.add_argument("modules", nargs="*", metavar="MODULE", help=f"of {', '.join(MODULES)}")
    chosen = tuple(options.parse_args().modules) or MODULES
    for module in chosen:
        if not (ROOT / f"layers/common/hailong/{module}.py").is_file():
            sys.exit(f"mutate: there is no module {module}; it is named as in cases/firewall")
    _copy()
    _forget(chosen)
    _configure(chosen, _tests_of(chosen))
    _run()
    # What survived before is tried again: tests may have come since, and a busy machine lets tests time out.
    again = [name for name, fate in _fates() if fate != "killed"]
    if again:
        _run(*again)
    sys.exit(_report(chosen))


def _run(*names: str) -> None:
    """In one process: it is meant to run beside other work."""
    subprocess.run([MUTMUT, "run", "--max-children", "1", *names], cwd=COPY, check=False)


def _fates() -> list[tuple[str, str]]:
    """Each mutant with what became of it."""
    listed = subprocess.run(
        [MUTMUT, "results", "--all", "true"], cwd=COPY, check=True, capture_output=True, text=True
    ).stdout
    return re.findall(r"^\s*(\S+): (.+)$", listed, re.MULTILINE)


def _copy() -> None:
    """The tracked files as they are, the package where mutmut looks for it; what has not changed stays untouched."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )
    wanted = {COPY / name: ROOT / name for name in listed if name and (ROOT / name).is_file()}
    package = "layers/common/hailong/"
    wanted |= {COPY / "src/hailong" / n.removeprefix(package): ROOT / n for n in listed if n.startswith(package)}
    own = {COPY / "pyproject.toml", COPY / "setup.cfg"}
    for place, source in wanted.items():
        if place in own or (place.is_file() and filecmp.cmp(place, source, shallow=False)):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
        # Which test comes where has to be found out anew.
        (COPY / "mutants/mutmut-stats.json").unlink(missing_ok=True)
    for folder in ("src", "layers", "functions", "tests", "local"):
        for place in (COPY / folder).rglob("*.py"):
            if place not in wanted:
                place.unlink()


def _forget(modules: tuple[str, ...]) -> None:
    """Takes away what mutmut copied and would not copy again: all but the modules that it breaks."""
    mirror = COPY / "mutants/src"
    for place in mirror.rglob("*"):
        name = place.relative_to(mirror)
        broken = name.with_suffix("").as_posix().removeprefix("hailong/").removesuffix(".py") in modules
        if place.is_file() and not broken:
            source = COPY / "src" / name
            if not (source.is_file() and filecmp.cmp(place, source, shallow=False)):
                place.unlink()


def _tests_of(modules: tuple[str, ...]) -> list[str]:
    """The unit tests that speak of one of the modules."""
    names = re.compile(rf"\b({'|'.join(module.split('/')[-1] for module in modules)})\b")
    return [
        f"tests/unit/{path.name}"
        for path in sorted((ROOT / "tests/unit").glob("test_*.py"))
        if path.name not in TOO_SLOW and names.search(path.read_text("utf-8"))
    ]


def _configure(modules: tuple[str, ...], tests: list[str]) -> None:
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    _write(COPY / "pyproject.toml", project.replace('pythonpath = ["layers/common",', 'pythonpath = ["src",'))
    lists = {
        "source_paths": ["src"],
        "only_mutate": [f"src/hailong/{module}.py" for module in modules],
        "also_copy": [
            "functions",
            "layers",
            "local",
            "clients",
            "openapi.json",
            "template.yaml",
            "statemachine",
            "docs",
        ],
        "pytest_add_cli_args_test_selection": tests,
    }
    values = {"timeout_multiplier": "3", "timeout_constant": "5", "use_git_change_detection": "false"}
    lines = [f"{name} =\n" + "".join(f"    {one}\n" for one in many) for name, many in lists.items()]
    _write(COPY / "setup.cfg", "[mutmut]\n" + "".join(lines) + "".join(f"{k} = {v}\n" for k, v in values.items()))


def _write(place: Path, text: str) -> None:
    if not place.is_file() or place.read_text("utf-8") != text:
        place.write_text(text, "utf-8")


def _report(modules: tuple[str, ...]) -> int:
    """Prints a line a module and each survivor's difference; 1 when a mutant survived or none was made."""
    found = _fates()
    left: list[str] = []
    for module in modules:
        prefix = f"hailong.{module.replace('/', '.')}."
        fates = {name: fate for name, fate in found if name.startswith(prefix)}
        counts = {fate: list(fates.values()).count(fate) for fate in sorted(set(fates.values()))}
        print(f"{module}: {len(fates)} mutants; " + ", ".join(f"{n} {fate}" for fate, n in counts.items()))
        left += [name for name, fate in fates.items() if fate not in {"killed", "timeout"}]
    for name in left:
        shown = subprocess.run([MUTMUT, "show", name], cwd=COPY, check=False, capture_output=True, text=True).stdout
        print(f"\n{shown.strip()}")
    return int(bool(left) or not found)


if __name__ == "__main__":
    main()
