"""docs/roles.md says what the code enforces."""

from hailong.cases.firewall import Barrier
from local import roles


def test_the_page_is_what_the_firewall_says() -> None:
    assert roles.PAGE.read_text() == roles.page(), "docs/roles.md is outdated: make roles"


def test_every_kind_of_barrier_stands_in_the_page() -> None:
    page = roles.page()
    for barrier in Barrier:
        assert f"`{barrier}`" in page, barrier
