"""Giving out work: a supervisor sees who has how many cases, and gives several to one person at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Sits
from tests.browser.desk import Look
from tests.e2e.waiting import poll
from tests.e2e.world import Lot, World

LOOKS = [Look(), Look(width=390, height=844, dark=True, english=True), Look(width=1093, height=700)]


def unrated_elsewhere(world: World) -> Lot:
    """A case of an office that no other test uses, so that it is not behind a hundred others."""
    officer = {"code": "20BC-0012", "name": "Lê Văn Thử", "stage": "inspection"}
    lot = world.cleared_lot(office="20BC", team=None, officers=[officer])
    world.rate(lot).raise_for_status()
    poll(lambda: world.case_file(lot), what=f"the opening of {lot.case_id}")
    return lot


def test_several_cases_are_given_out_at_once_and_the_load_of_each_person_is_shown(world: World, sits: Sits) -> None:
    lots = [unrated_elsewhere(world) for _ in range(2)]
    inspector = sits(world.stack.person(group="inspector"))
    code = inspector.member.staff_code
    page = inspector.page
    page.get_by_role("link", name="Phân công").click()
    page.get_by_role("button", name="Đơn vị").click()
    page.get_by_role("option", name="Hoành Mô").click()
    for lot in lots:
        row = inspector.row(lot.case_id)
        expect(row.get_by_text("Chưa có người xử lý").first).to_be_visible()
        row.get_by_role("checkbox").check()
    inspector.button("Giao 2 vụ việc").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Giao cho").click()
    option = dialog.get_by_role("option").filter(has_text=code)
    expect(option).to_contain_text("vụ việc đang có")
    option.click()
    expect(dialog.get_by_text("Sau khi giao, người này có").first).to_be_visible()
    assert inspector.violations() == []
    dialog.get_by_role("button", name="Giao", exact=True).click()
    inspector.told("Đã giao 2 vụ việc cho")
    for lot in lots:
        file = world.case_file(lot)
        assert file is not None
        assert file["case"]["assignee"] == code
    # Their count leads to their cases.
    page.get_by_role("row").filter(has_text=code).get_by_role("link").first.click()
    expect(page).to_have_url(f"{world.stack.console_url}queue/all?assignee={code}")
    expect(page.get_by_role("button", name="Người xử lý")).to_be_visible()
    inspector.search(lots[0].case_id)
    expect(inspector.row(lots[0].case_id)).to_be_visible()


@pytest.mark.parametrize("look", LOOKS, ids=["wide", "phone", "laptop"])
def test_the_page_of_work_can_be_used_by_everybody(world: World, sits: Sits, look: Look) -> None:
    supervisor = sits(world.stack.person(group="supervisor"), look)
    supervisor.visit("workload")
    expect(supervisor.page.get_by_role("table")).to_have_count(2)
    assert supervisor.violations() == []
