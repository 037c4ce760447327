"""The local cloud: one MiniStack process on the loopback, which a directory remembers."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import boto3
import httpx
from botocore.config import Config

from local.paths import clean_environment
from local.progress import CannotGoOn

HOST = "127.0.0.1"
REGION = "ap-southeast-1"
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
            config=Config(retries={"mode": "standard", "max_attempts": 3}, connect_timeout=5, read_timeout=60),
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
        found = (line.split(maxsplit=2) for line in _ps("-e", "-o", "pid=,pgid=,args=").splitlines())
        mark = f"ministack-lambda-{function}-"
        return [int(pid) for pid, group, arguments in found if int(group) == self.pid and mark in arguments]

    def alive(self) -> bool:
        return _is_cloud(self.pid) and _healthy(self.port)


def running(directory: Path) -> Cloud | None:
    """The cloud that was started in this directory, if it still runs."""
    try:
        remembered = json.loads(_memory(directory).read_text())
    except (FileNotFoundError, ValueError):
        return None
    cloud = Cloud(port=remembered["port"], pid=remembered["pid"], directory=directory)
    return cloud if cloud.alive() else None


def start(directory: Path, port: int) -> Cloud:
    """Starts an empty cloud; its data, log and process id are kept below `directory`."""
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
    # Not subprocess.Popen: the cloud outlives this process, and its workers have to be in a session of its own.
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
    remembered = {name: value for name, value in asdict(cloud).items() if name != "directory"}
    _memory(directory).write_text(json.dumps(remembered))
    deadline = time.monotonic() + _START_SECONDS
    while not _healthy(port):
        if not _is_cloud(pid) or time.monotonic() > deadline:
            stop(cloud)
            raise CannotGoOn(f"the local cloud did not start: its last words are in {cloud.log}")
        time.sleep(0.1)
    return cloud


def stop(cloud: Cloud) -> None:
    """Ends the cloud and every worker of its functions; its log stays."""
    _memory(cloud.directory).unlink(missing_ok=True)
    if not _is_cloud(cloud.pid):
        return
    _signal_group(cloud.pid, signal.SIGTERM)
    deadline = time.monotonic() + _STOP_SECONDS
    while _is_cloud(cloud.pid) and time.monotonic() < deadline:
        _reap(cloud.pid)
        time.sleep(0.05)
    # The workers share the process group that `start` opened: none outlives the cloud.
    _signal_group(cloud.pid, signal.SIGKILL)
    _reap(cloud.pid)


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
    listing = _ps("-o", "stat=,args=", "-p", str(pid))
    return "ministack" in listing and not listing.lstrip().startswith("Z")


def _ps(*arguments: str) -> str:
    """What ps prints, whole lines (-ww): an environment with a COLUMNS would have it cut them."""
    return subprocess.run(["ps", "-ww", *arguments], capture_output=True, text=True, check=False).stdout


def _signal_group(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return


def _reap(pid: int) -> None:
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
