"""What is done before a snapshot is taken, and after it wakes up; in processes of their own, as Lambda starts them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.template.routes_in_code import settings
from tests.template.stack_template import ROOT

# Stands for the library that Lambda's Python brings.
HOOKS = "woken = []\ndef register_after_restore(hook):\n    woken.append(hook)\n"
# The console reads its files, which only a build makes; the rest of it is alike.
SNAPPED = ("report", "submit", "tasks")


def _started(function: str, folder: Path, program: str, **environment: str) -> str:
    (folder / "snapshot_restore_py.py").write_text(HOOKS, "utf-8")
    result = subprocess.run(
        [sys.executable, "-c", f"import sys; import functions.{function}.handler as handler; {program}"],
        cwd=ROOT,
        env={
            **settings((function,)),
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.pathsep.join([str(ROOT / "layers" / "common"), str(ROOT), str(folder)]),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


@pytest.mark.parametrize("function", SNAPPED)
def test_before_a_snapshot_all_is_loaded_and_after_it_each_copy_draws_its_own_numbers(
    function: str, tmp_path: Path
) -> None:
    program = "import random, snapshot_restore_py; print(snapshot_restore_py.woken == [random.seed])"
    environment = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}
    assert _started(function, tmp_path, program, **environment) == "True"


def test_without_a_snapshot_nothing_is_loaded_that_a_rating_does_not_need(tmp_path: Path) -> None:
    program = "print('jinja2' in sys.modules, 'snapshot_restore_py' in sys.modules)"
    assert _started("submit", tmp_path, program) == "False False"
    assert _started("submit", tmp_path, program, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") == "True True"


def test_what_prints_case_files_waits_until_one_is_asked_for(tmp_path: Path) -> None:
    program = "print('fpdf' in sys.modules, 'fontTools' in sys.modules, 'functions.tasks.paper' in sys.modules)"
    assert _started("tasks", tmp_path, program) == "False False False"
    assert _started("tasks", tmp_path, program, AWS_LAMBDA_INITIALIZATION_TYPE="snap-start") == "True True True"
