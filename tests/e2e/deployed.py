"""A local cloud of the tests' own: the real template, built and deployed; never the developer's own stack."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from local import cloud as clouds
from local import mail_reports
from local.deploy import build, deploy
from local.paths import ROOT
from local.seed import seed
from tests.e2e.posting import Posting
from tests.e2e.world import World

AT_A_TIME = 2
"""Clouds on a machine. Half of the time a test waits, so two share it well; more would starve each other."""


@contextmanager
def _admitted() -> Iterator[None]:
    """Waits until there is room for one more cloud on this machine."""
    with ExitStack() as places:
        names = [Path(tempfile.gettempdir()) / f"hailong-e2e-{number}.lock" for number in range(AT_A_TIME)]
        locks = [places.enter_context(name.open("w")) for name in names]
        while not any(_taken(lock) for lock in locks):
            time.sleep(0.5)
        yield


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _built(log: Path) -> Iterator[None]:
    """What is to be deployed, built once in a run of the tests by whichever process asks; nobody builds meanwhile."""
    own = ROOT / ".local"
    own.mkdir(exist_ok=True)
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    with (own / "tests_build").open("a+") as built:
        fcntl.flock(built, fcntl.LOCK_EX)
        built.seek(0)
        if not run or built.read() != run:
            build(log)
            built.truncate(0)
            built.write(run)
        yield


@contextmanager
def deployed_world(
    directory: Path,
    *,
    port: int | None = None,
    functions_call: str = "",
    sees_mails: bool = False,
    parameters: Mapping[str, str] | None = None,
) -> Iterator[World]:
    """A world whose cloud is stopped at the end, whatever happens. Its logs stay in `directory`.

    `functions_call`: the address at which functions call AWS, if not the cloud's own. `sees_mails`: with something
    between them and SES. `parameters`: of the template, where they are to be others than those of a local cloud.
    """
    with _admitted(), ExitStack() as way:
        port = port or clouds.free_port()
        posting = Posting(port) if sees_mails else None
        if posting:
            way.callback(posting.stop)
        mails_to = posting.address if posting else ""
        cloud = clouds.start(directory, port, functions_call=functions_call, mails_to=mails_to)
        try:
            with _built(directory / "build.log"):
                outputs = deploy(cloud, directory / "deploy.log", parameters)
            stack = seed(cloud, outputs)
            mail_reports.start(cloud, stack.tables.cases)
            yield World(stack=stack, cloud=cloud, outputs=outputs, way_of_mails=posting)
        finally:
            clouds.stop(cloud)
