"""The real template, built and deployed by the real SAM CLI."""

import os
import platform
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.build_digest import build_digest
from local.cloud import Cloud
from local.paths import BUILD, OWN_UV, ROOT, SAM, clean_environment
from local.progress import CannotGoOn

STACK_NAME = "hailong"
TEMPLATE = BUILD / "build" / "template.yaml"

# Where the local cloud differs from AWS it is told by these parameters of the template; LocalEndpoint is added.
# "*": it cannot tell which machine a task token belongs to, nor which identity an e-mail is sent from.
# A working day: a token that it renews has lost its groups, and staff would have to sign in every quarter of an hour.
_LOCAL_PARAMETERS = {
    "TaskAnswerArn": "*",
    "SendMailArn": "*",
    "StaffTokenMinutes": "480",
    "StaffMfa": "OPTIONAL",
    # `make reply` stands for the mail server of this domain.
    "ReplyDomain": "reply.example.vn",
}
# A person who watches waits for seconds and not for a quarter of an hour.
_SHORT_PERIODS = {
    "StreamRetrySeconds": "60",
    "NoticeFirstPauseSeconds": "2",
    "NoticeLongestPauseSeconds": "10",
}


def architecture() -> str:
    """The template's word for this machine's processors, on which the local cloud runs the functions."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def build(log: Path) -> None:
    """Builds what has changed since the last build."""
    _sam(["build", "--parameter-overrides", f"Architecture={architecture()}"], _build_environment(), log)


def deploy(cloud: Cloud, log: Path, parameters: Mapping[str, str] | None = None) -> dict[str, str]:
    """Deploys the last build and gives the stack's outputs."""
    chosen = (
        {"Architecture": architecture(), "LocalEndpoint": cloud.endpoint, "BuildDigest": build_digest()}
        | _LOCAL_PARAMETERS
        | _SHORT_PERIODS
        | dict(parameters or {})
    )
    overrides = [f"{name}={value}" for name, value in chosen.items()]
    _sam(
        ["deploy", "--template-file", str(TEMPLATE), "--parameter-overrides", *overrides],
        cloud.environment(),
        log,
    )
    stacks = cloud.client("cloudformation").describe_stacks(StackName=STACK_NAME)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stacks[0]["Outputs"]}


def _build_environment() -> dict[str, str]:
    uv = os.environ.get("UV") or shutil.which("uv") or shutil.which("uv", path=OWN_UV)
    if uv is None:
        raise CannotGoOn("uv is missing: run this through make, which brings it along")
    return clean_environment() | {"UV": uv, "ARCHITECTURE": architecture()}


def _sam(arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
    if not SAM.exists():
        raise CannotGoOn("the SAM CLI is missing: run this through make, which brings it along")
    log.parent.mkdir(parents=True, exist_ok=True)
    result = subprocess.run(
        [str(SAM), *arguments, "--config-file", str(ROOT / "samconfig.toml")],
        cwd=ROOT,
        env={**environment, "SAM_CLI_TELEMETRY": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    log.write_text(result.stdout)
    if result.returncode:
        raise CannotGoOn(f"`sam {arguments[0]}` failed, and said (all of it in {log}):\n{_last_lines(result.stdout)}")


def _last_lines(output: str, count: int = 15) -> str:
    """From the error on, where the SAM CLI has named one; what comes before it are its settings and its progress."""
    lines = output.strip().splitlines()[-count:]
    first = next((number for number, line in enumerate(lines) if line.startswith("Error:")), 0)
    return "\n".join(f"  {line}" for line in lines[first:])
