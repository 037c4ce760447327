"""Casework at the console, from the sign-in page to the enterprise's mail."""

from typing import cast

import httpx
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import seen
from tests.browser.conftest import Sits
from tests.browser.desk import Desk
from tests.e2e.waiting import poll
from tests.e2e.world import TAX_CODE, Lot, World, decision

MESSAGE = "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ lâu."


def test_a_case_goes_from_claim_to_the_enterprises_mail(world: World, sits: Sits) -> None:
    lot = world.opened_case()

    handler = sits(world.stack.person(group="handler", staff_code="20CF-0021"))
    handler.visit("queue/office")
    handler.search(lot.case_id)
    handler.row(lot.case_id).get_by_role("button", name="Nhận xử lý").click()
    handler.told(f"Bạn đã nhận vụ việc {lot.case_id}")
    expect(handler.row(lot.case_id)).to_contain_text("Bạn")

    handler.row(lot.case_id).get_by_role("link").click()
    handler.write_decision(MESSAGE)
    preview = handler.page.get_by_role("region", name="Thư doanh nghiệp sẽ nhận")
    expect(preview).to_contain_text(lot.case_id)
    expect(preview).to_contain_text(MESSAGE)
    handler.button("Trình lãnh đạo duyệt").click()
    handler.told("Đã trình kết luận")
    # What must wait says so; what handlers never do is not there.
    expect(handler.button("Trả về hàng chờ")).to_have_attribute("aria-disabled", "true")
    expect(handler.button("Duyệt")).to_have_count(0)

    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    expect(supervisor.page.get_by_text("Phải chờ hai ngày mới có người kiểm hóa.").first).to_be_visible()
    expect(supervisor.page.get_by_text(MESSAGE).first).to_be_visible()
    supervisor.button("Đồng ý và gửi trả lời").click()
    supervisor.button("Gửi trả lời").click()
    supervisor.told("Đã duyệt")

    poll(lambda: len(world.mails_to(lot.email)) == 2, what="the mail with the outcome")
    assert MESSAGE in world.mails_to(lot.email)[-1].html
    # The page follows by itself what becomes of the mail.
    expect(supervisor.page.get_by_text("Thư trả lời kết quả").first).to_be_visible()


def test_a_decision_that_is_sent_back_comes_to_its_decider_with_the_note(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    world.decide(lot)
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    supervisor.button("Yêu cầu làm rõ").click()
    expect(supervisor.page.get_by_text("Vui lòng ghi điều cần làm rõ.").first).to_be_visible()
    supervisor.page.get_by_label("Ý kiến của người duyệt").fill("Cần nêu thời điểm kiểm hóa.")
    supervisor.button("Yêu cầu làm rõ").click()
    supervisor.told("Đã yêu cầu làm rõ")

    handler = sits(world.stack.person(group="handler", office="20CF"))
    handler.visit(f"queue/mine?q={lot.case_id}")
    expect(handler.row(lot.case_id)).to_contain_text("Bị trả lại")
    handler.open_case(lot.case_id)
    expect(handler.page.get_by_role("form").or_(handler.page.locator("form"))).to_contain_text(
        "Cần nêu thời điểm kiểm hóa."
    )
    # In any browser, all that was submitted is there to be mended.
    expect(handler.page.get_by_label("Lời trả lời doanh nghiệp")).to_have_value(decision()["message_to_enterprise"])
    expect(handler.page.get_by_label("Biện pháp đã thực hiện")).to_have_value(decision()["action_taken"])
    expect(handler.page.get_by_role("radio", checked=True)).to_have_count(1)
    handler.page.get_by_label("Lời trả lời doanh nghiệp").fill(MESSAGE)
    handler.button("Trình lãnh đạo duyệt").click()
    handler.told("Đã trình kết luận")
    # What was rejected stays in the file, beside what asked for it.
    handler.page.get_by_role("button", name="Kết luận bị trả lại (1)").click()
    expect(handler.page.get_by_text(decision()["message_to_enterprise"]).first).to_be_visible()


def test_of_two_who_claim_at_once_one_has_it_and_the_other_is_told(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    first = sits(world.stack.person(group="handler", staff_code="20CF-0021"))
    second = sits(world.stack.person(group="handler", staff_code="20CF-0022"))
    for desk in (first, second):
        desk.visit(f"queue/office?q={lot.case_id}")
        expect(desk.row(lot.case_id).get_by_role("button", name="Nhận xử lý")).to_be_visible()
    for desk in (first, second):
        desk.row(lot.case_id).get_by_role("button", name="Nhận xử lý").click(no_wait_after=True)
    won, lost = f"Bạn đã nhận vụ việc {lot.case_id}", "Vụ việc này vừa có người khác nhận"
    for desk in (first, second):
        # It stands there once to be seen, and a moment later once more to be announced.
        expect(desk.page.get_by_text(won).or_(desk.page.get_by_text(lost)).first).to_be_visible()
    # Both lists say who has it now.
    for desk in (first, second):
        expect(desk.row(lot.case_id)).to_contain_text("Đang xử lý")
    # What went well goes away by itself; what did not stays until it is closed, by a button that says what it closes.
    closing = [desk.page.get_by_role("button", name=f"Đóng thông báo: {lost}") for desk in (first, second)]
    (refused,) = [button for button in closing if button.count() == 1]
    refused.click()
    expect(refused).to_be_hidden()


def test_who_no_mail_reaches_is_called_also_once_the_case_is_answered(world: World, sits: Sits) -> None:
    unreached = {"tax_code": TAX_CODE, "name": "Công ty TNHH Ví dụ", "emails": ["bounce@simulator.amazonses.com"]}
    lot = world.cleared_lot(enterprise=unreached)
    world.rate(lot).raise_for_status()
    poll(lambda: world.case_file(lot), what=f"the opening of {lot.case_id}")
    world.decide(lot)
    world.approve(lot)
    poll(lambda: "outcome" in _calls_due(world, lot), what="the bounce of the outcome")

    handler = sits(world.stack.person(group="handler", staff_code="20CF-0021"))
    handler.page.get_by_role("link", name="Cần gọi điện").click()
    expect(handler.row(lot.case_id)).to_contain_text("Thư trả lời kết quả")
    handler.row(lot.case_id).get_by_role("link").click()
    handler.button("Đã gọi điện").first.click()
    handler.page.get_by_label("Nội dung trao đổi").fill("Kế toán trưởng nghe máy, đã báo kết quả.")
    handler.button("Lưu").click()
    handler.told("Đã ghi nhận cuộc gọi")
    assert _calls_due(world, lot) == []
    handler.visit("queue/calls")
    handler.search(lot.case_id)
    expect(handler.page.get_by_text("Không tìm thấy vụ việc phù hợp").first).to_be_visible()


def test_a_rated_officer_does_not_see_the_case(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    rated = sits(world.stack.person(group="handler", staff_code="20CF-0012"))
    rated.visit(f"queue/office?q={lot.case_id}")
    expect(rated.page.get_by_text("Không tìm thấy vụ việc phù hợp").first).to_be_visible()
    rated.visit(f"cases/{lot.case_id}")
    expect(rated.page.get_by_role("heading", name="Không tìm thấy vụ việc này")).to_be_visible()
    assert "Công ty TNHH Ví dụ" not in rated.page.content()


def test_script_in_a_comment_is_shown_and_not_run(world: World, sits: Sits) -> None:
    hostile = "<script>document.title='gotcha'</script><img src=x onerror=\"document.title='gotcha'\">"
    lot = world.opened_case(comment=hostile)
    world.decide(lot, message_to_enterprise=hostile)
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    expect(supervisor.page.get_by_text(hostile).first).to_be_visible()
    # In the mail's preview, too, which is made of HTML.
    expect(supervisor.page.get_by_role("region", name="Thư doanh nghiệp sẽ nhận")).to_contain_text(hostile)
    expect(supervisor.page.locator("img[src=x]")).to_have_count(0)
    assert "gotcha" not in supervisor.page.title()


def test_what_was_typed_outlives_the_page_and_a_case_that_moved(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    handler.open_case(lot.case_id)
    handler.write_decision(MESSAGE)
    expect(handler.page.get_by_text("Bản nháp đã lưu trên máy này").first).to_be_visible()

    handler.page.reload()
    expect(handler.page.get_by_label("Lời trả lời doanh nghiệp")).to_have_value(MESSAGE)

    _hold_back_refreshing(handler)
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/release", json={}).raise_for_status()
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    with handler.page.expect_response(lambda response: response.url.endswith("/decide")) as refused:
        handler.button("Trình lãnh đạo duyệt").click()
    assert refused.value.status == httpx.codes.CONFLICT
    handler.page.unroute("**/tasks/HL-*")

    changed = handler.page.get_by_text("Vụ việc đã thay đổi trong lúc bạn làm")
    # It comes to where the person is, and has the focus, so that it is read out.
    expect(changed).to_be_in_viewport()
    expect(handler.page.get_by_role("alert").filter(has=changed)).to_be_focused()
    # To press again sends nothing as long as the change has not been seen.
    handler.button("Trình lãnh đạo duyệt").click()
    expect(changed).to_be_in_viewport()
    expect(changed).to_have_count(1)
    expect(handler.page.get_by_role("alert").filter(has=changed)).to_contain_text("Trả về hàng chờ")
    expect(handler.page.get_by_label("Lời trả lời doanh nghiệp")).to_have_value(MESSAGE)
    handler.button("Đã xem").click()
    expect(changed).to_be_hidden()
    handler.button("Trình lãnh đạo duyệt").click()
    handler.told("Đã trình kết luận")
    assert not any("draft" in name for name in handler.storage("local"))


def test_a_colleagues_note_stands_in_the_way_of_no_decision(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    handler.open_case(lot.case_id)
    handler.write_decision(MESSAGE)
    with world.supervisor() as api:
        api.post(f"/tasks/{lot.case_id}/note", json={"text": "Doanh nghiệp vừa gọi lại."}).raise_for_status()
    handler.button("Trình lãnh đạo duyệt").click()
    handler.told("Đã trình kết luận")


def test_a_decision_that_is_not_finished_leads_to_what_is_missing(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    handler.open_case(lot.case_id)
    handler.button("Trình lãnh đạo duyệt").click()
    expect(handler.page.get_by_label("Phản ánh đúng", exact=True)).to_be_focused()
    handler.write_decision("")
    handler.button("Chèn mẫu câu").click()
    handler.page.get_by_role("menuitem", name="Câu gợi ý chung").click()
    handler.button("Trình lãnh đạo duyệt").click()
    # The suggestion waits for somebody to go on from it.
    expect(handler.page.get_by_label("Lời trả lời doanh nghiệp")).to_be_focused()
    expect(handler.page.get_by_text("Câu cuối còn để ngỏ").first).to_be_visible()


def test_who_acts_in_a_dialog_on_a_case_that_moved_is_told_there(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    handler.open_case(lot.case_id)
    _hold_back_refreshing(handler)
    with world.supervisor() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    handler.button("Ghi chú").click()
    dialog = handler.page.get_by_role("dialog")
    dialog.get_by_label("Nội dung ghi chú").fill("Đã hẹn gọi lại.")
    dialog.get_by_role("button", name="Lưu").click()
    expect(dialog.get_by_text("Vụ việc đã thay đổi").first).to_be_visible()
    handler.page.unroute("**/tasks/HL-*")
    # With the case as it is now, the same words are saved.
    expect(handler.page.get_by_text("20CF-0002").first).to_be_attached()
    dialog.get_by_role("button", name="Lưu").click()
    handler.told("Đã lưu ghi chú")


def test_who_reviews_a_case_that_moved_is_told_in_the_dialog(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    world.decide(lot)
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    _hold_back_refreshing(supervisor)
    with world.inspector() as api:
        api.post(f"/tasks/{lot.case_id}/review", json={"approve": False, "note": "Cần rõ hơn."}).raise_for_status()
    supervisor.button("Đồng ý và gửi trả lời").click()
    dialog = supervisor.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Gửi trả lời").click()
    expect(dialog.get_by_text("Vụ việc đã thay đổi trong lúc bạn làm").first).to_be_visible()
    supervisor.page.unroute("**/tasks/HL-*")
    expect(dialog.get_by_text("Trạng thái: Chờ duyệt → Đang xử lý").first).to_be_visible()
    expect(dialog.get_by_role("button", name="Gửi trả lời")).to_be_disabled()
    dialog.get_by_role("button", name="Đã xem").click()
    expect(dialog).to_be_hidden()
    expect(supervisor.page.get_by_text("Đang xử lý").first).to_be_visible()


def test_evidence_is_attached_and_can_be_fetched(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", staff_code="20CF-0021"))
    handler.open_case(lot.case_id)
    handler.page.locator("input[type=file]").set_input_files(
        {"name": "biên bản.txt", "mimeType": "text/plain", "buffer": "Đã kiểm tra.".encode()}
    )
    handler.told("Đã tải lên biên bản.txt")
    with handler.page.expect_popup() as popup, handler.context.expect_event("page"):
        handler.button("Tải xuống biên bản.txt").click()
    popup.value.close()


# Of the boxes beside and below the facts of a case: the space above each, and how far each ends from where it should.
_FLOW = """() => {
    const place = document.querySelector('.hl-sides > div')
    const facts = place.querySelector('.hl-facts').getBoundingClientRect()
    const boxes = [...place.children].slice(1).map(one => one.getBoundingClientRect())
    return {
        above: boxes.slice(1).map((box, index) => box.top - boxes[index].bottom),
        beside: boxes.filter(box => box.top < facts.bottom).map(box => facts.left - box.right),
        below: boxes.filter(box => box.top >= facts.bottom).map(box => facts.right - box.right),
    }
}"""


def _nothing_is_left_empty(desk: Desk) -> None:
    """What was said stands close beside the facts, and takes the whole width below them."""
    expect(desk.page.get_by_role("heading", name="Vụ việc khác của doanh nghiệp")).to_be_visible()
    flow = seen.settled(desk.page).evaluate(_FLOW)
    assert flow["above"], flow
    assert flow["beside"], flow
    assert flow["below"], flow
    assert all(15 < space < 30 for space in flow["above"] + flow["beside"]), flow
    assert all(abs(space) < 1 for space in flow["below"]), flow


def _hold_back_refreshing(desk: Desk) -> None:
    """So that the page learns of a change only by being refused."""
    desk.page.route(
        "**/tasks/HL-*", lambda route: route.abort() if route.request.method == "GET" else route.continue_()
    )


def _calls_due(world: World, lot: Lot) -> list[str]:
    file = world.case_file(lot)
    return cast("list[str]", file["case"]["calls_due"]) if file else []


def test_the_case_file_is_had_on_paper(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    handler = sits(world.stack.person(group="handler", staff_code="20CF-0021"))
    handler.open_case(lot.case_id)
    with handler.page.expect_download() as download:
        handler.button("Tải hồ sơ PDF").click()
    assert download.value.suggested_filename == f"{lot.case_id}.pdf"
    text = " ".join(page.extract_text() for page in PdfReader(download.value.path()).pages)
    assert lot.case_id in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    handler.told(f"Đã lưu {lot.case_id}.pdf.")


def test_a_file_that_was_attached_by_mistake_is_withdrawn_and_other_cases_stand_beside(
    world: World, sits: Sits
) -> None:
    before, lot = world.opened_case(), world.opened_case()
    world.attach(lot, b"%PDF-1.4 made up")
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    expect(supervisor.button("Xem a.pdf không cần tải xuống")).to_be_visible()
    _nothing_is_left_empty(supervisor)
    supervisor.button("Rút a.pdf").click()
    dialog = supervisor.page.get_by_role("dialog")
    dialog.get_by_label("Lý do rút").fill("Nhầm hồ sơ của doanh nghiệp khác.")
    assert supervisor.violations() == []
    dialog.get_by_role("button", name="Rút tài liệu").click()
    supervisor.told("Đã rút a.pdf.")
    expect(supervisor.page.get_by_text("đã rút ·").first).to_be_visible()
    expect(supervisor.page.get_by_text("a.pdf: Nhầm hồ sơ của doanh nghiệp khác.").first).to_be_visible()
    # Other cases of the enterprise, whatever has become of them; one of them is the latest.
    expect(supervisor.page.get_by_role("heading", name="Vụ việc khác của doanh nghiệp")).to_be_visible()
    assert before.tax_code == lot.tax_code
