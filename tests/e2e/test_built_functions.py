"""What is deployed is whole: each function imports with nothing but its own code, the layer and the runtime's boto3."""

import subprocess

import pytest

from tests import artifact
from tests.e2e.world import World


@pytest.mark.parametrize("function", artifact.FUNCTIONS)
def test_every_function_imports_what_it_needs(world: World, function: str) -> None:
    del world  # it has built what is looked at
    result = subprocess.run(
        artifact.command(f"import functions.{function}.handler"),
        env=artifact.environment_of(function),
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr


def test_a_package_that_the_layer_lacks_would_be_missed(world: World) -> None:
    del world
    environment = artifact.environment_of("submit")
    for missing in ("pytest", "holidays", "stdnum", "dns"):
        result = subprocess.run(
            artifact.command(f"import {missing}"), env=environment, cwd="/", capture_output=True, check=False
        )
        assert result.returncode != 0, missing


def test_all_that_was_built_has_byte_code_that_is_used_as_it_is(world: World) -> None:
    """Lambda's folders are read-only: what lacks it is compiled at every start."""
    del world
    packages = [artifact.LAYER, *map(artifact.package_of, artifact.FUNCTIONS)]
    assert [path for package in packages for path in artifact.without_byte_code(package)] == []
    assert all(any(package.rglob("*.pyc")) for package in packages)
