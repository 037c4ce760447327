"""Giving out work: a supervisor sees who has how many cases, and gives several to one person at once."""

from collections.abc import Sequence

import pytest
from playwright.sync_api import expect

from tests.browser import seen
from tests.browser.conftest import Sits
from tests.browser.desk import Desk, Look
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
    _choose_for_chosen(inspector, lots, code)
    assert inspector.violations() == []
    _give_out(world, inspector, lots, code)
    # Their count leads to their cases.
    page.get_by_role("row").filter(has_text=code).get_by_role("link").first.click()
    expect(page).to_have_url(f"{world.stack.console_url}queue/all?assignee={code}")
    expect(page.get_by_role("button", name="Người xử lý")).to_be_visible()
    inspector.search(lots[0].case_id)
    expect(inspector.row(lots[0].case_id)).to_be_visible()

    # From a queue, too: several that are chosen in it, and then one of them back.
    other = next(one for one in world.stack.staff if "inspector" in one.groups and one.staff_code != code)
    for given, to in ((lots, other.staff_code), (lots[:1], code)):
        inspector.visit("queue/all?office=20BC")
        expect(inspector.button("Giao vụ việc")).to_be_disabled()
        for lot in given:
            inspector.row(lot.case_id).get_by_role("checkbox").check()
        _choose_for_chosen(inspector, given, to)
        _give_out(world, inspector, given, to)
        for lot in given:
            expect(inspector.row(lot.case_id)).to_contain_text(to)


def _choose_for_chosen(desk: Desk, lots: Sequence[Lot], code: str) -> None:
    """Opens the dialog for the cases that are chosen on the page, and chooses a person in it."""
    desk.button(f"Giao {len(lots)} vụ việc").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Giao cho").click()
    option = dialog.get_by_role("option").filter(has_text=code)
    expect(option).to_contain_text("vụ việc đang có")
    option.click()
    expect(dialog.get_by_text("Sau khi giao, người này có").first).to_be_visible()


def _give_out(world: World, desk: Desk, lots: Sequence[Lot], code: str) -> None:
    desk.page.get_by_role("dialog").get_by_role("button", name="Giao", exact=True).click()
    desk.told(f"Đã giao {len(lots)} vụ việc cho")
    for lot in lots:
        file = world.case_file(lot)
        assert file is not None
        assert file["case"]["assignee"] == code


@pytest.mark.parametrize("look", LOOKS, ids=["wide", "phone", "laptop"])
def test_the_page_of_work_can_be_used_by_everybody(world: World, sits: Sits, look: Look) -> None:
    supervisor = sits(world.stack.person(group="supervisor"), look)
    supervisor.visit("workload")
    expect(supervisor.page.get_by_role("table")).to_have_count(2)
    # A table finds its widths while it is drawn.
    poll(lambda: seen.sideways(supervisor.page) == [], what="a page of which nothing is wider than its place")
    assert supervisor.violations() == []
