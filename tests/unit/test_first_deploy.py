import pytest

from local.first_deploy import options


@pytest.mark.parametrize("status", [None, "CREATE_FAILED", "UPDATE_FAILED"])
def test_what_has_come_to_be_is_kept_until_the_stack_stands(status: str | None) -> None:
    assert options(status) == ["--disable-rollback"]


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"])
def test_a_stack_that_stands_is_rolled_back(status: str) -> None:
    assert options(status) == ["--no-disable-rollback"]


def test_where_no_deploy_can_help_it_is_said_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"docs/runbook\.md"):
        options("ROLLBACK_COMPLETE")
