"""What a leader looks at."""

import re
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.browser.conftest import Sits
from tests.browser.desk import Look
from tests.e2e.waiting import poll
from tests.e2e.world import Json, World


def test_a_leader_reads_the_statistics_and_takes_them_along(world: World, sits: Sits, tmp_path: Path) -> None:
    world.opened_case()
    poll(lambda: _department(world)["totals"]["ratings"] > 0, what="the counting of a rating")
    leader = sits(world.stack.person(group="leader"))
    expect(leader.page).to_have_url(re.compile("/console/statistics"))
    # Other tests' ratings may be counted meanwhile, so what the page was told last is what it has to show.
    told: list[str] = []

    def listen(route: Route) -> None:
        answer = route.fetch()
        told.append(f"{answer.json()['totals']['ratings']:,}".replace(",", "."))
        route.fulfill(response=answer)

    leader.page.route("**/v1/statistics?*", listen)
    leader.page.reload()
    ratings = leader.page.locator(".hl-figure").first
    poll(lambda: [ratings.inner_text()] == told[-1:], what="the number of ratings")

    for choice, ending in (("Bảng số liệu (CSV)", ".csv"), ("Báo cáo (Excel)", ".xlsx")):
        leader.button("Xuất dữ liệu").click()
        with leader.page.expect_download() as download:
            leader.page.get_by_role("menuitem", name=choice).click()
        assert download.value.suggested_filename.endswith(ending)
        kept = tmp_path / f"statistics{ending}"
        download.value.save_as(kept)
        start = kept.read_bytes()[:3]
        assert start == (b"\xef\xbb\xbf" if ending == ".csv" else b"PK\x03")


def test_units_are_named_in_the_language_of_the_page(world: World, sits: Sits) -> None:
    world.opened_case()
    poll(lambda: _department(world)["totals"]["ratings"] > 0, what="the counting of a rating")
    inspector = world.stack.person(group="inspector")
    for english, name in ((False, "Hải quan cửa khẩu cảng Hòn Gai"), (True, "Hòn Gai Port Customs")):
        desk = sits(inspector, Look(english=english))
        desk.visit("statistics")
        desk.page.get_by_role("link", name=name, exact=True).click()
        team = desk.page.get_by_role("link", name="Team 01" if english else "Đội 01", exact=True)
        expect(team).to_be_visible()


def test_a_share_that_does_not_fit_into_its_segment_stands_in_the_table_alone(world: World, sits: Sits) -> None:
    inspector = sits(world.stack.person(group="inspector"), Look(width=390, height=844))

    def with_small_shares(route: Route) -> None:
        answer = route.fetch()
        statistics = answer.json()
        for subject in statistics["subjects"].values():
            subject["counts"] = [10, 75, 115, 300, 500]
        route.fulfill(response=answer, json=statistics)

    inspector.page.route("**/v1/statistics?*", with_small_shares)
    inspector.visit("statistics")
    bar = inspector.page.get_by_role("img", name="Đơn vị. Rất không hài lòng: 1,0%")
    expect(bar.get_by_text("50,0%").first).to_be_visible()
    for share in ("1,0%", "7,5%"):
        expect(bar.get_by_text(share, exact=True)).to_be_hidden()
    overflowing = bar.locator(".hl-segment-share").evaluate_all(
        "all => all.filter(one => one.offsetWidth > one.parentElement.offsetWidth).map(one => one.textContent)"
    )
    assert overflowing == []
    inspector.button("Xem bảng số liệu").last.click()
    table = inspector.page.get_by_role("table", name="Mức độ theo đối tượng")
    expect(table.get_by_role("row").filter(has_text="Rất không hài lòng")).to_contain_text("1,0% (10)")


def test_a_view_is_a_link(world: World, sits: Sits) -> None:
    leader = sits(world.stack.person(group="leader"))
    leader.page.get_by_role("link", name="Hải quan cửa khẩu cảng Hòn Gai").click()
    expect(leader.page).to_have_url(re.compile(r"unit=office%3A20CF"))
    leader.page.get_by_role("radio", name="Quý").or_(leader.button("Quý")).first.click()
    expect(leader.page).to_have_url(re.compile("bucket=quarter"))
    colleague = sits(world.stack.person(group="inspector"))
    colleague.page.goto(leader.page.url)
    expect(colleague.page.locator(".hl-figures").first).to_be_visible()
    expect(colleague.page.get_by_text("Hải quan cửa khẩu cảng Hòn Gai").first).to_be_visible()
    expect(colleague.page).to_have_url(leader.page.url)


def test_the_first_look_is_at_the_last_months_that_were_rated(world: World, sits: Sits) -> None:
    leader = sits(world.stack.person(group="leader"))

    def with_a_half_year_long_ago(route: Route) -> None:
        answer = route.fetch()
        statistics = answer.json() | {"latest": {"from": "2022-01-01", "to": "2022-06-30"}}
        statistics["suppressed"] = "from=2022-01-01" not in route.request.url
        statistics["totals"] |= {"upheld": 57, "partly_upheld": 19, "cases_decided": 181}
        route.fulfill(response=answer, json=statistics)

    leader.page.route("**/v1/statistics?*", with_a_half_year_long_ago)
    leader.visit("statistics")
    expect(leader.page).to_have_url(re.compile("from=2022-01-01&to=2022-06-30.*compare=last_year"))
    expect(leader.page.get_by_text("Gần nhất: 01/2022 – 06/2022").first).to_be_visible()
    expect(leader.page.get_by_role("heading", level=1)).to_have_text("Thống kê mức độ hài lòng: Toàn chi cục")
    expect(leader.page).to_have_title(re.compile("Toàn chi cục, 01/01/2022 – 30/06/2022"))
    expect(leader.page.get_by_role("heading", name="Chi cục, đơn vị")).to_be_visible()
    headline = leader.page.locator(".hl-figures").first
    for label, count in (("Phản ánh đúng", "38"), ("Phản ánh đúng một phần", "19")):
        figure = headline.locator("div").filter(has=leader.page.get_by_text(label, exact=True)).first
        expect(figure.locator(".hl-figure")).to_have_text(count)
    # The figures of the half-year may still be on their way: what is shown meanwhile are those of before.
    leader.page.unroute_all(behavior="wait")


def test_who_works_in_an_office_lands_there_and_days_that_make_no_sense_are_spoken_of(world: World, sits: Sits) -> None:
    world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    handler.visit("statistics")
    expect(handler.page.get_by_role("heading", level=1)).to_contain_text("Hải quan cửa khẩu cảng Hòn Gai")
    handler.visit("statistics?from=2026-02-01&to=2026-01-01")
    expect(handler.page.get_by_text("Ngày cuối trong liên kết đứng trước ngày đầu").first).to_be_visible()
    handler.visit("statistics?from=2019-01-01&to=2019-12-31")
    expect(handler.page.get_by_text("Hệ thống chỉ có số liệu từ 15/05/2021.").first).to_be_visible()


def test_another_unit_is_read_from_its_top(world: World, sits: Sits) -> None:
    world.opened_case()
    leader = sits(world.stack.person(group="inspector"), Look(width=1366, height=768))
    leader.visit("statistics")
    link = leader.page.get_by_role("link", name="Hải quan cửa khẩu cảng Hòn Gai").first
    link.scroll_into_view_if_needed()
    link.click()
    heading = leader.page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Hòn Gai")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()


def test_a_leader_reads_cases_and_does_nothing_to_them(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    leader = sits(world.stack.person(group="leader"))
    leader.visit(f"queue/all?q={lot.case_id}")
    expect(leader.row(lot.case_id)).to_be_visible()
    expect(leader.row(lot.case_id).get_by_role("button", name="Nhận xử lý")).to_have_count(0)
    leader.open_case(lot.case_id)
    expect(leader.page.get_by_text("Quá trình xử lý").first).to_be_visible()
    for action in ("Nhận xử lý", "Kết luận", "Duyệt", "Giao việc", "Trả về hàng chờ", "Ghi chú"):
        expect(leader.button(action)).to_have_count(0)


def _department(world: World) -> Json:
    with world.leader() as api:
        answer = api.get("/statistics")
    answer.raise_for_status()
    found: Json = answer.json()
    return found
