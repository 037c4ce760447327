import pytest
from hypothesis import settings

from tests.aws import without_aws_settings

# The same examples in every run and on every machine, and no verdict by the clock.
settings.register_profile("deterministic", derandomize=True, deadline=None, database=None)
settings.load_profile("deterministic")


@pytest.fixture(autouse=True)
def _no_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    without_aws_settings(monkeypatch)
