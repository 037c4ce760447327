import pytest

from tests.aws import without_aws_settings


@pytest.fixture(autouse=True)
def _no_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    without_aws_settings(monkeypatch)
