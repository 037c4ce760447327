"""The local cloud: one MiniStack process on the loopback, which a directory remembers."""

import json
import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
import psutil
from botocore.config import Config

from local.account import LONGEST_CALL_SECONDS
from local.paths import clean_environment
from local.progress import CannotGoOn
from local.region import REGION

HOST = "127.0.0.1"
ACCOUNT = "000000000000"
# With AUTH=true the local cloud takes the key that it is configured with for the root of the account, which may do all;
# the functions run with the keys of their roles.
ROOT_KEY, ROOT_SECRET = "test", "test"

_START_SECONDS = 30
_STOP_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Cloud:
    """A running local cloud."""

    port: int
    pid: int
    directory: Path

    @property
    def endpoint(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def log(self) -> Path:
        return self.directory / "cloud.log"

    def client(self, service: str) -> Any:
        """An AWS client of the deploying administrator."""
        # The service is only known as text here, which the typed overloads do not take.
        new_client: Any = boto3.client
        return new_client(
            service,
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=ROOT_KEY,
            aws_secret_access_key=ROOT_SECRET,
            config=Config(
                retries={"mode": "standard", "max_attempts": 3},
                connect_timeout=5,
                read_timeout=LONGEST_CALL_SECONDS if service == "lambda" else 60,
            ),
        )

    def environment(self) -> dict[str, str]:
        """What a command of AWS needs to speak to this cloud."""
        return clean_environment() | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
            "AWS_DEFAULT_REGION": REGION,
            # Profiles and proxies of the user's are none of its business.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": HOST,
        }

    def workers(self, function: str) -> list[int]:
        """The processes that run a function at the moment."""
        mark = f"ministack-lambda-{function}-"
        return [process.pid for process in _family(self.pid) if mark in _command(process)]

    def healthy(self) -> bool:
        return _is_cloud(self.pid) and _healthy(self.port)


def running(directory: Path) -> Cloud | None:
    """The cloud that was started in this directory, if it still answers."""
    cloud = remembered(directory)
    return cloud if cloud and cloud.healthy() else None


def remembered(directory: Path) -> Cloud | None:
    """The cloud that was started in this directory, in whatever state it is."""
    try:
        memory = json.loads(_memory(directory).read_text())
    except (FileNotFoundError, ValueError):
        return None
    return Cloud(port=memory["port"], pid=memory["pid"], directory=directory)


def start(directory: Path, port: int, *, functions_call: str = "", mails_to: str = "") -> Cloud:
    """Starts an empty cloud; its data, log and process id are kept below `directory`.

    `functions_call`: the address at which functions call AWS, if not the cloud's own; `mails_to`: likewise, SES alone.
    """
    need_port(port)
    scratch = directory / "tmp"
    scratch.mkdir(parents=True, exist_ok=True)
    environment = clean_environment() | {
        "AUTH": "true",
        "BIND_HOST": HOST,
        "GATEWAY_PORT": str(port),
        "MINISTACK_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "S3_DATA_DIR": str(directory / "s3"),
        "TMPDIR": str(scratch),
        "NO_PROXY": HOST,
        # Both would listen on every interface, whatever BIND_HOST says.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    if functions_call:
        environment["AWS_ENDPOINT_URL"] = functions_call
    if mails_to:
        environment["AWS_ENDPOINT_URL_SESV2"] = mails_to
    # Not subprocess.Popen: the cloud outlives this process.
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "ministack"],
        environment,
        setsid=True,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(directory / "cloud.log"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )
    cloud = Cloud(port=port, pid=pid, directory=directory)
    _memory(directory).write_text(json.dumps({"port": port, "pid": pid}))
    deadline = time.monotonic() + _START_SECONDS
    while not _healthy(port):
        if not _is_cloud(pid) or time.monotonic() > deadline:
            stop(cloud)
            raise CannotGoOn(f"the local cloud did not start: its last words are in {cloud.log}")
        time.sleep(0.1)
    return cloud


def stop(cloud: Cloud) -> None:
    """Ends the cloud and every worker of its functions, in whatever state they are; its log stays."""
    _memory(cloud.directory).unlink(missing_ok=True)
    if not _is_cloud(cloud.pid):
        return
    family = _family(cloud.pid)
    for process in family:
        with suppress(psutil.NoSuchProcess):
            process.terminate()
    _, alive = psutil.wait_procs(family, timeout=_STOP_SECONDS)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=_STOP_SECONDS)


def need_port(port: int) -> None:
    """CannotGoOn where another program has the port."""
    if not _is_free(port):
        raise CannotGoOn(
            f"port {port} is in use by another program: stop it, or choose another port: make up PORT={port + 1}"
        )


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _memory(directory: Path) -> Path:
    return directory / "cloud.json"


def _healthy(port: int) -> bool:
    try:
        answer = httpx.get(f"http://{HOST}:{port}/_ministack/health", timeout=2, trust_env=False)
    except httpx.HTTPError:
        return False
    return answer.status_code == httpx.codes.OK


def _is_cloud(pid: int) -> bool:
    """Whether that process is a MiniStack: the number alone may meanwhile be another's."""
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and "ministack" in _command(process)
    except psutil.NoSuchProcess:
        return False


def _family(pid: int) -> list[psutil.Process]:
    """A process and all that it has started, and they."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess, psutil.AccessDenied):
        return ""
