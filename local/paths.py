"""Where things are in the repository."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".aws-sam"
STATE = ROOT / ".local"
# Where the Makefile puts uv on a machine that has none.
OWN_UV = ROOT / ".venv-uv" / "bin"
SAM = ROOT / ".venv-sam" / "bin" / "sam"
DATA = Path(__file__).resolve().parent / "data"


def clean_environment() -> dict[str, str]:
    """The environment of this process without what would lead an AWS client or an interpreter elsewhere."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON", "MINISTACK_"))}
    # Its own environment first: what `sam build` and the local cloud start must be the interpreter that runs this.
    kept["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return kept
