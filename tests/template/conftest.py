import pytest

from tests.template.stack_template import Template, load


@pytest.fixture(scope="session")
def template() -> Template:
    return load()


@pytest.fixture(scope="session")
def rolled_out_slowly() -> Template:
    """As it is with Canary=true, which the transform itself reads."""
    return load(Canary="true")
