"""The bell, which who is barred does not hear; views of the queue by name; and the queue as a file."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sits
from tests.browser.desk import Look
from tests.e2e.waiting import poll
from tests.e2e.world import World

LOOKS = [Look(), Look(width=390, height=844, dark=True, english=True), Look(width=1093, height=700)]


def test_who_is_given_a_case_hears_of_it_once_and_who_is_barred_does_not(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    member = world.stack.person(group="handler", office="20CF")
    with world.supervisor() as api:
        api.post(f"/tasks/{lot.case_id}/assign", json={"assignee": member.staff_code}).raise_for_status()
    with world.handler() as api:
        heard = lambda: any(  # noqa: E731 - asked until it is so
            (item["case_id"], item["kind"]) == (lot.case_id, "assigned") for item in api.get("/news").json()["items"]
        )
        poll(heard, what="the news of the assignment")
    officer = next(one for one in world.stack.staff if one.staff_code == "20CF-0012")
    with world.staff(officer) as api:
        assert lot.case_id not in api.get("/news").text

    handler = sits(member)
    handler.page.get_by_role("button", name="chưa đọc").click()
    expect(handler.page.get_by_role("heading", level=1, name="Tin mới")).to_be_visible()
    row = handler.page.get_by_role("listitem").filter(has_text=lot.case_id).filter(has_text="Bạn được giao vụ việc")
    expect(row.get_by_text("Chưa đọc").first).to_be_visible()
    # It is read now, and says so no more once the page has been left.
    expect(handler.page.get_by_role("button", name="Tin mới", exact=True)).to_be_visible()
    row.get_by_role("link").click()
    expect(handler.page.get_by_role("heading", level=1)).to_contain_text("Phản ánh của")
    handler.visit("news")
    expect(row).to_be_visible()
    expect(row.get_by_text("Chưa đọc")).to_have_count(0)

    # The mail of the morning is turned off, stays off wherever one looks again, and is turned on again.
    switch = handler.page.get_by_role("checkbox", name="Nhận thư tổng hợp mỗi sáng ngày làm việc")
    for checked, told in ((False, "Bạn sẽ không nhận thư tổng hợp nữa."), (True, "Bạn sẽ nhận thư tổng hợp mỗi sáng.")):
        expect(switch).to_be_checked(checked=not checked)
        switch.click()
        handler.told(told)
        handler.page.reload()
        expect(switch).to_be_checked(checked=checked)


@pytest.mark.parametrize("look", LOOKS, ids=["wide", "phone", "laptop"])
def test_the_page_of_news_can_be_used_by_everybody(world: World, sits: Sits, look: Look) -> None:
    supervisor = sits(world.stack.person(group="supervisor"), look)
    supervisor.visit("news")
    expect(supervisor.page.get_by_role("status")).to_have_count(0)
    assert supervisor.violations() == []


def test_a_view_is_named_found_again_elsewhere_and_deleted(world: World, sits: Sits) -> None:
    member = world.stack.person(group="leader")
    leader = sits(member)
    leader.visit("queue/all?reason=delay&outcome=upheld")
    leader.button("Cách xem đã lưu").click()
    leader.page.get_by_role("menuitem", name="Lưu cách xem này").click()
    dialog = leader.page.get_by_role("dialog")
    dialog.get_by_label("Tên").fill("Chậm trễ, đúng")
    assert leader.violations() == []
    dialog.get_by_role("button", name="Lưu").click()
    leader.told("Đã lưu cách xem")
    # It is kept with the account: another browser has it, too.
    elsewhere = sits(member)
    elsewhere.visit("queue/all")
    elsewhere.button("Cách xem đã lưu").click()
    elsewhere.page.get_by_role("menuitem", name="Chậm trễ, đúng").click()
    expect(elsewhere.page).to_have_url(f"{world.stack.console_url}queue/all?reason=delay&outcome=upheld")
    elsewhere.button("Cách xem đã lưu").click()
    elsewhere.page.get_by_role("menuitem", name="Xóa cách xem đã lưu").click()
    elsewhere.button("Xóa cách xem “Chậm trễ, đúng”").click()
    views = elsewhere.page.get_by_role("dialog").get_by_role("listitem")
    expect(views.filter(has_text="Chậm trễ, đúng")).to_have_count(0)


def test_the_queue_as_it_is_filtered_is_had_as_a_file(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    handler.visit(f"queue/office?q={lot.case_id}")
    expect(handler.row(lot.case_id)).to_be_visible()
    with handler.page.expect_download() as started:
        handler.button("Tải danh sách").click()
        handler.page.get_by_role("menuitem", name="Tải danh sách (CSV)").click()
    lines = Path(started.value.path()).read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines] == ['"Mã vụ việc"', f'"{lot.case_id}"']
    handler.told("Đã tải xuống 1 vụ việc.")
    with handler.page.expect_download() as started:
        handler.button("Tải danh sách").click()
        handler.page.get_by_role("menuitem", name="Tải danh sách (Excel)").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(started.value.path()).read_bytes()))
    assert [row[0].value for row in book["Vụ việc"].iter_rows(min_row=4)] == [lot.case_id]
