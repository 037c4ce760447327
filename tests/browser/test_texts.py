"""Texts to start from: kept by a supervisor, used by who answers, with a word of warning before anything is sent."""

import pytest
from playwright.sync_api import expect

from tests.browser import seen
from tests.browser.conftest import Sits
from tests.browser.desk import Look
from tests.e2e.waiting import poll
from tests.e2e.world import World

TEXT = "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ lâu. Chúng tôi đã: "


def test_a_supervisor_keeps_a_text_and_a_handler_goes_on_from_it(world: World, sits: Sits) -> None:
    title = "Xin lỗi vì chờ lâu"
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.page.get_by_role("link", name="Mẫu câu trả lời").click()
    supervisor.button("Thêm mẫu").click()
    dialog = supervisor.page.get_by_role("dialog")
    dialog.get_by_label("Tên mẫu").fill(title)
    dialog.get_by_role("button", name="Kết quả xử lý").click()
    dialog.get_by_role("option", name="Phản ánh đúng một phần").click()
    dialog.get_by_label("Nội dung").fill(TEXT)
    dialog.get_by_role("button", name="Lưu").click()
    supervisor.told("Đã lưu mẫu câu.")
    supervisor.button(f"Sửa mẫu “{title}”").click()
    dialog.get_by_label("Nội dung").fill(TEXT + "bố trí thêm người và ")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog).to_be_hidden()
    supervisor.button(f"Lịch sử mẫu “{title}”").click()
    for version in ("Phiên bản 2", "Phiên bản 1"):
        expect(dialog.get_by_text(version).first).to_be_visible()

    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    handler.open_case(lot.case_id)
    # Only who keeps texts has their page.
    expect(handler.page.get_by_role("link", name="Mẫu câu trả lời")).to_have_count(0)
    handler.write_decision("")
    handler.button("Chèn mẫu câu").click()
    handler.page.get_by_role("menuitem", name=title).click()
    message = handler.page.get_by_label("Lời trả lời doanh nghiệp")
    expect(message).to_have_value(TEXT.strip() + " bố trí thêm người và")


def test_a_message_that_names_an_officer_or_is_in_another_language_gives_pause(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
        officer = api.get(f"/tasks/{lot.case_id}").json()["clearance"]["officers"][0]["name"]
    handler.open_case(lot.case_id)
    handler.write_decision(f"Chúng tôi đã nhắc nhở ông {officer} và bố trí thêm người trực.")
    expect(handler.page.get_by_text(f"nêu tên công chức: {officer}").first).to_be_visible()
    handler.write_decision("We apologise that your company had to wait almost two days for this.")
    expect(handler.page.get_by_text("có vẻ không phải tiếng Việt").first).to_be_visible()
    handler.write_decision()
    expect(handler.page.get_by_text("có vẻ không phải tiếng Việt")).to_be_hidden()


@pytest.mark.parametrize("look", [Look(), Look(width=390, height=844, dark=True, english=True)], ids=["wide", "phone"])
def test_the_page_of_texts_can_be_used_by_everybody(world: World, sits: Sits, look: Look) -> None:
    supervisor = sits(world.stack.person(group="supervisor"), look)
    supervisor.visit("texts")
    expect(supervisor.page.get_by_role("table")).to_be_visible()
    # A table finds its widths while it is drawn.
    poll(lambda: seen.sideways(supervisor.page) == [], what="a page of which nothing is wider than its place")
    assert supervisor.violations() == []
    supervisor.page.get_by_role("button", name="Add a text" if look.english else "Thêm mẫu").click()
    expect(supervisor.page.get_by_role("dialog")).to_be_visible()
    assert supervisor.violations() == []
