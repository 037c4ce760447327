import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.aws import without_aws_settings

if TYPE_CHECKING:
    from local.stack import Stack
    from tests.e2e.world import World


# The same examples in every run and on every machine, and no verdict by the clock.
settings.register_profile("deterministic", derandomize=True, deadline=None, database=None)
settings.load_profile("deterministic")


def pytest_collection_finish() -> None:
    """What has been imported stays, and moto makes much rubbish: to look less often saves a sixth of the time."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 20)


STACK = os.environ.get("STACK", "")
"""The stack on AWS that the whole chain is tried on (`make e2e STACK=hailong`); empty: one in a local cloud."""


@pytest.fixture(autouse=True)
def _no_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    if not STACK:
        without_aws_settings(monkeypatch)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[World]":
    """The deployed template, once for all tests that ask for it."""
    # Only they should wait for what it imports.
    from tests.e2e.deployed import deployed_world  # noqa: PLC0415
    from tests.e2e.on_aws import world_on_aws  # noqa: PLC0415

    directory = tmp_path_factory.mktemp("cloud")
    with world_on_aws(STACK) if STACK else deployed_world(directory, sees_mails=True) as world:
        yield world


@pytest.fixture(scope="session")
def stack(world: "World") -> "Stack":
    return world.stack
