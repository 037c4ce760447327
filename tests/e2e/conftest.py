"""A local cloud of the tests' own: the real template, built and deployed; never the developer's own stack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local import cloud as clouds
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


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Deployed once for all tests; stopped whatever they do. Its logs stay in pytest's directory."""
    directory = tmp_path_factory.mktemp("cloud")
    build(directory / "build.log")
    cloud = clouds.start(directory, clouds.free_port())
    try:
        outputs = deploy(cloud, directory / "deploy.log")
        yield World(stack=seed(cloud, outputs), cloud=cloud, outputs=outputs)
    finally:
        clouds.stop(cloud)


@pytest.fixture(scope="session")
def stack(world: World) -> Stack:
    return world.stack
