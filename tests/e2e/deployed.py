"""A local cloud of the tests' own: the real template, built and deployed; never the developer's own stack."""

import fcntl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local import cloud as clouds
from local import mail_reports
from local.deploy import build, deploy
from local.seed import seed
from tests.e2e.world import World


@contextmanager
def _alone() -> Iterator[None]:
    """One such cloud at a time on a machine: two would starve each other of processors, and tests would time out."""
    with (Path(tempfile.gettempdir()) / "hailong-e2e.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def deployed_world(
    directory: Path, *, port: int | None = None, functions_call: str = "", parameters: Mapping[str, str] | None = None
) -> Iterator[World]:
    """A world whose cloud is stopped at the end, whatever happens. Its logs stay in `directory`.

    `functions_call`: the address at which functions call AWS, if not the cloud's own. `parameters`: of the template,
    where they are to be others than those of a local cloud.
    """
    with _alone():
        build(directory / "build.log")
        cloud = clouds.start(directory, port or clouds.free_port(), functions_call=functions_call)
        try:
            outputs = deploy(cloud, directory / "deploy.log", parameters)
            stack = seed(cloud, outputs)
            mail_reports.start(cloud, stack.tables.cases)
            yield World(stack=stack, cloud=cloud, outputs=outputs)
        finally:
            clouds.stop(cloud)
