import pytest

from tests.template.stack_template import Template, load


@pytest.fixture(scope="session")
def template() -> Template:
    return load()
