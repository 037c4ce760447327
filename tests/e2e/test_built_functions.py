"""What is deployed is whole: each function imports with nothing but its own code, the layer and the runtime's boto3."""

import importlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from local.paths import BUILD
from tests.e2e.world import World
from tests.template.routes_in_code import settings
from tests.template.stack_template import Template, load

# What Python functions find on AWS beside the standard library.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
_IMPORT = """
import sys
sys.path[:0] = sys.argv[2:]
__import__(sys.argv[1])
"""


@pytest.fixture(scope="module")
def template() -> Template:
    return load()


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the Lambda runtime."""
    folder = tmp_path_factory.mktemp("runtime")
    for name in RUNTIME:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        origin = Path(spec.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
    return folder


def test_every_function_imports_what_it_needs(world: World, template: Template, runtime: Path) -> None:
    del world  # it has built what is looked at
    built = BUILD / "build"
    for function in template.functions:
        folder = template.folder(function)
        paths = [str(built / function), str(built / "CommonLayer" / "python"), str(runtime)]
        # -S: no packages of this machine. -I: nor what its environment says.
        result = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _IMPORT, f"functions.{folder}.handler", *paths],
            env={"PATH": os.environ["PATH"], **settings((folder,))},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, f"{function}: {result.stderr}"


def test_a_package_that_the_layer_lacks_would_be_missed(world: World, runtime: Path) -> None:
    del world
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _IMPORT, "pytest", str(runtime)], capture_output=True, check=False
    )
    assert result.returncode != 0
