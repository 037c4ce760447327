"""The check of what was built finds what it is there to find."""

import py_compile
from pathlib import Path

from tests.artifact import without_byte_code


def test_modules_without_byte_code_or_with_such_as_is_checked_are_found(tmp_path: Path) -> None:
    modes = {
        "good": py_compile.PycInvalidationMode.UNCHECKED_HASH,
        "checked": py_compile.PycInvalidationMode.CHECKED_HASH,
        "timed": py_compile.PycInvalidationMode.TIMESTAMP,
    }
    for name in (*modes, "bare"):
        (tmp_path / f"{name}.py").write_text("ANSWER = 42\n", "utf-8")
    for name, mode in modes.items():
        py_compile.compile(str(tmp_path / f"{name}.py"), invalidation_mode=mode)
    assert [path.name for path in without_byte_code(tmp_path)] == ["bare.py", "checked.py", "timed.py"]
