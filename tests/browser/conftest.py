"""The console in a real browser: the system's Chromium, or Playwright's own where there is none."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from local.stack import StaffMember
from tests.browser.desk import Desk, Look
from tests.e2e.world import World

HERE = Path(__file__).parent
_NAMES = ("chromium", "chromium-browser", "google-chrome")

type Sits = Callable[..., Desk]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


def installed_browser() -> str | None:
    """The system's Chromium; None: Playwright's own."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = installed_browser()
    with sync_playwright() as playwright:
        # Containers have no user namespaces for the browser's sandbox, and what it opens is ours.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def sits(world: World, chromium: Browser) -> Iterator[Sits]:
    """Seats a person before a browser of their own, signed in; what the page complained of is looked at afterwards."""
    desks: list[Desk] = []

    def seat(member: StaffMember, look: Look | None = None) -> Desk:
        desk = Desk.take(chromium, world.stack, member, look or Look())
        desks.append(desk)
        return desk

    yield seat
    complaints = [complaint for desk in desks for complaint in desk.complaints]
    for desk in desks:
        desk.context.close()
    assert complaints == []
