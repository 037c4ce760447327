"""The console for everybody: languages, keyboard, zoom, colours, and people who leave their desk."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from local.stack import StaffMember
from tests.browser.conftest import Sits
from tests.browser.desk import Look
from tests.e2e.world import Lot, World

ROOT = Path(__file__).parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
ARTIFACTS = ROOT / "artifacts" / "screens"

LOOKS = {
    "wide-vi": Look(),
    "wide-en-dark": Look(dark=True, english=True),
    "narrow-vi-dark": Look(width=390, height=844, dark=True),
    "narrow-en": Look(width=390, height=844, english=True),
}


@pytest.fixture(scope="module")
def decided(world: World) -> Lot:
    lot = world.opened_case()
    world.decide(lot)
    return lot


def _handler(world: World) -> StaffMember:
    return world.stack.person(group="handler", staff_code="20CF-0021")


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_every_page_is_accessible_and_fits(world: World, sits: Sits, decided: Lot, look: Look) -> None:
    waiting = world.opened_case()
    name = next(name for name, one in LOOKS.items() if one is look)
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    supervisor = sits(world.stack.person(group="supervisor"), look)
    leader = sits(world.stack.person(group="leader"), look)
    with world.handler() as api:
        api.post(f"/tasks/{waiting.case_id}/claim", json={}).raise_for_status()
    handler = sits(_handler(world), look)
    problems = []
    for desk, page, path, ready in (
        (supervisor, "queue", "queue/office", "[data-case]"),
        (supervisor, "review", f"cases/{decided.case_id}", ".hl-mail-window"),
        (handler, "decide", f"cases/{waiting.case_id}", "form"),
        (leader, "statistics", "statistics", ".hl-figures"),
        (leader, "all", "queue/all", "[data-case]"),
        (leader, "calls", "queue/calls", ".hl-filters"),
    ):
        desk.visit(path)
        expect(desk.page.locator(ready).first).to_be_visible()
        desk.page.screenshot(path=ARTIFACTS / f"{page}-{name}.png", full_page=True)
        problems += [f"{page}: {violation}" for violation in desk.violations(AXE)]
        width = desk.page.evaluate("document.documentElement.scrollWidth")
        if width > look.width:
            problems.append(f"{page}: {width} pixels wide on a screen of {look.width}")
    assert problems == []


def test_it_works_at_400_percent_zoom(world: World, sits: Sits) -> None:
    """1280 by 1024 pixels at 400 % are 320 by 256."""
    lot = world.opened_case()
    desk = sits(_handler(world), Look(width=320, height=256))
    desk.visit(f"queue/office?q={lot.case_id}")
    desk.page.get_by_role("button", name="Nhận xử lý").click()
    desk.told("Bạn đã nhận vụ việc")
    desk.open_case(lot.case_id)
    expect(desk.button("Trình lãnh đạo duyệt")).to_be_visible()
    assert desk.page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_language_changes_at_once_and_stays(world: World, sits: Sits) -> None:
    desk = sits(_handler(world))
    expect(desk.page.locator("html")).to_have_attribute("lang", "vi")
    desk.button("Switch to English").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Cases of Hòn Gai Port Customs")
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")
    desk.page.reload()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Cases of")
    desk.button("Chuyển sang tiếng Việt").click()
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("Vụ việc của Hải quan cửa khẩu cảng Hòn Gai")


def test_a_queue_is_worked_through_with_the_keyboard_alone(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    desk = sits(_handler(world))
    press = desk.page.keyboard.press
    press("?")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Phím tắt")
    press("Escape")
    expect(desk.page.get_by_role("dialog")).to_be_hidden()
    press("/")
    desk.page.keyboard.type(lot.case_id)
    expect(desk.row(lot.case_id)).to_be_visible()
    expect(desk.page.get_by_role("row")).to_have_count(2)
    press("Escape")
    press("j")
    press("c")
    desk.page.get_by_role("dialog").get_by_role("button", name="Nhận xử lý").press("Enter")
    desk.told(f"Bạn đã nhận vụ việc {lot.case_id}")
    press("Enter")
    expect(desk.page).to_have_url(f"{world.stack.console_url}cases/{lot.case_id}")
    expect(desk.button("Trình lãnh đạo duyệt")).to_be_visible()
    press("u")
    expect(desk.page).to_have_url(f"{world.stack.console_url}queue/office?q={lot.case_id}")


def test_who_leaves_is_warned_and_signed_out_and_loses_no_word(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    desk = sits(_handler(world))
    with world.staff(_handler(world)) as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    desk.page.clock.install()
    desk.open_case(lot.case_id)
    desk.page.get_by_label("Lời trả lời doanh nghiệp").fill("Viết dở")
    desk.page.clock.fast_forward("28:30")
    expect(desk.page.get_by_role("dialog")).to_contain_text("Hệ thống sẽ đăng xuất sau")
    desk.page.clock.fast_forward("02:00")
    expect(desk.page.get_by_role("heading", name="Bạn đã được đăng xuất")).to_be_visible()
    assert not any(name.startswith("oidc.user:") for name in desk.storage("session"))

    desk.button("Đăng nhập").click()
    desk.sign_in()
    expect(desk.page).to_have_url(f"{world.stack.console_url}cases/{lot.case_id}")
    expect(desk.page.get_by_label("Lời trả lời doanh nghiệp")).to_have_value("Viết dở")


def test_where_one_was_before_signing_in_is_where_one_is_after(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    desk = sits(_handler(world))
    desk.page.evaluate("sessionStorage.clear()")
    desk.page.goto(f"{world.stack.console_url}queue/office?q={lot.case_id}&state=open")
    desk.sign_in()
    expect(desk.page).to_have_url(f"{world.stack.console_url}queue/office?q={lot.case_id}&state=open")
    expect(desk.row(lot.case_id)).to_be_visible()


def test_the_first_page_is_soon_there(world: World, sits: Sits) -> None:
    """Measured and kept; the limit is generous, since tests share their machine."""
    world.opened_case()
    desk = sits(_handler(world))
    times = []
    for _ in range(3):
        desk.visit("queue/office")
        expect(desk.page.locator("[data-case]").first).to_be_visible()
        times.append(desk.page.evaluate("performance.now()"))
    ARTIFACTS.mkdir(parents=True, exist_ok=True)
    (ARTIFACTS / "first-page.json").write_text(json.dumps({"milliseconds": times}))
    assert min(times) < 10_000
