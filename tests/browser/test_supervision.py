"""A supervisor's day at the console: what waits for review, case after case."""

import pytest
from playwright.sync_api import expect

from tests.browser import seen
from tests.browser.conftest import Sits
from tests.browser.desk import Look
from tests.e2e.waiting import poll
from tests.e2e.world import World


def test_reviews_follow_each_other_from_a_queue_of_their_own(world: World, sits: Sits) -> None:
    first, second = world.opened_case(), world.opened_case()
    for lot in (first, second):
        world.decide(lot)
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.page.get_by_role("link", name="Chờ tôi duyệt").click()
    supervisor.search(first.case_id)
    row = supervisor.row(first.case_id)
    # By name before code, by day, and with the beginning of what was written.
    for text in ("Đỗ Thu Hà", "Đội 01", "tiếp nhận", "Phải chờ hai ngày"):
        expect(row).to_contain_text(text)
    row.get_by_role("button", name="Xem và duyệt").click()
    # What it is decided upon stands above the buttons, and these are in view.
    expect(supervisor.button("Đồng ý và gửi trả lời")).to_be_in_viewport()
    bar_after_timeline = "//*[@class='hl-timeline']/following::*[@class='hl-decision-bar']"
    expect(supervisor.page.locator(bar_after_timeline)).to_have_count(1)
    supervisor.button("Đồng ý và gửi trả lời").click()
    supervisor.button("Gửi trả lời").click()
    supervisor.told("Đã duyệt")
    expect(supervisor.page).not_to_have_url(f"{world.stack.console_url}cases/{first.case_id}?from=review")
    # On to another that waits, or back to the queue where another test has dealt with it.
    expect(supervisor.page.get_by_role("heading", level=1)).to_be_visible()


def test_a_search_goes_on_to_finished_cases_and_keeps_its_words(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    world.decide(lot)
    world.approve(lot)
    handler = sits(world.stack.person(group="handler", office="20CF"))
    handler.visit("queue/office?reason=error")
    handler.search(lot.case_id)
    expect(handler.page.get_by_text("Không tìm thấy vụ việc phù hợp").first).to_be_visible()
    handler.button("Xóa bộ lọc").click()
    expect(handler.page.get_by_label("Tìm vụ việc")).to_have_value(lot.case_id)
    handler.button("Tìm cả vụ việc đã xong").click()
    expect(handler.row(lot.case_id)).to_be_visible()


@pytest.mark.parametrize("width", [1024, 1093, 1280, 1366])
def test_rows_keep_their_words_and_buttons_whole_on_laptops(world: World, sits: Sits, width: int) -> None:
    world.opened_case(reasons=["delay", "unclear_guidance", "attitude"], comment="Mỗi người hướng dẫn một kiểu. " * 5)
    supervisor = sits(world.stack.person(group="supervisor"), Look(width=width, height=700))
    world.decide(world.opened_case())
    supervisor.visit("queue/office")
    claim = supervisor.page.get_by_role("button", name="Nhận xử lý").first
    expect(claim).to_be_visible()
    # Down to it, however many are due before; but not sideways.
    claim.evaluate("one => window.scrollBy(0, one.getBoundingClientRect().top - window.innerHeight / 2)")
    expect(claim).to_be_in_viewport(ratio=1)
    table, due = supervisor.page.get_by_role("table"), supervisor.page.locator(".hl-words").first
    # A table finds its widths while it is drawn, and once more when its letters have come.
    fits = lambda: table.evaluate("one => one.offsetWidth <= one.parentElement.clientWidth + 1")  # noqa: E731
    poll(fits, what="a table that is no wider than its place")
    words = lambda: due.evaluate("one => one.offsetHeight") < 60  # noqa: E731
    poll(words, what="a due date of more than one word a line")
    assert seen.overflow(supervisor.page) == 0
