"""A local cloud of the tests' own: the real template, built and deployed; never the developer's own stack."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local import cloud as clouds
from local import mail_reports
from local.deploy import build, deploy
from local.seed import seed
from local.stack import Stack
from tests.e2e.world import World

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands in this folder needs the cloud, so that nobody has to say it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@contextmanager
def _alone() -> Iterator[None]:
    """One such cloud at a time on a machine: two would starve each other of processors, and tests would time out."""
    with (Path(tempfile.gettempdir()) / "hailong-e2e.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Deployed once for all tests; stopped whatever they do. Its logs stay in pytest's directory."""
    with _alone():
        yield from _deployed(tmp_path_factory)


def _deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("cloud")
    build(directory / "build.log")
    cloud = clouds.start(directory, clouds.free_port())
    try:
        outputs = deploy(cloud, directory / "deploy.log")
        stack = seed(cloud, outputs)
        mail_reports.start(cloud, stack.tables.cases)
        yield World(stack=stack, cloud=cloud, outputs=outputs)
    finally:
        clouds.stop(cloud)


@pytest.fixture(scope="session")
def stack(world: World) -> Stack:
    return world.stack
