"""Nothing is sent by surprise: what happens at the console when the network goes and comes back."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Sits
from tests.e2e.world import World

BANNER = "Mất kết nối mạng"


def _gone(page: Page, gone: bool = True) -> None:  # noqa: FBT001, FBT002 - reads as a sentence
    page.context.set_offline(gone)


def test_an_approval_that_was_cancelled_offline_is_never_sent(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    world.decide(lot)
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    sent: list[str] = []
    supervisor.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    _gone(supervisor.page)
    expect(supervisor.page.get_by_text(BANNER)).to_be_visible()
    supervisor.button("Đồng ý và gửi trả lời").click()
    dialog = supervisor.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Gửi trả lời").click()
    expect(dialog.get_by_role("alert").filter(has_text="Không kết nối được")).to_be_visible()
    dialog.get_by_role("button", name="Đóng", exact=True).last.click()
    expect(dialog).to_be_hidden()

    sent.clear()
    with supervisor.page.expect_response(lambda answer: answer.url.endswith(lot.case_id) and answer.ok):
        _gone(supervisor.page, gone=False)
    expect(supervisor.page.get_by_text(BANNER)).to_be_hidden()
    assert [url for url in sent if url.endswith("/review")] == []
    file = world.case_file(lot)
    assert file
    assert file["case"]["state"] == "in_review"


def test_a_decision_handed_in_offline_fails_at_once_and_stays_unsent_when_the_page_is_left(
    world: World, sits: Sits
) -> None:
    lot = world.opened_case()
    with world.handler() as api:
        api.post(f"/tasks/{lot.case_id}/claim", json={}).raise_for_status()
    handler = sits(world.stack.person(group="handler", office="20CF"))
    handler.open_case(lot.case_id)
    handler.write_decision("Chúng tôi xin lỗi.")
    _gone(handler.page)
    handler.button("Trình lãnh đạo duyệt").click()
    handler.told("Không kết nối được với máy chủ")
    handler.page.get_by_role("link", name="Việc của tôi").click()
    expect(handler.page.get_by_role("heading", level=1)).to_contain_text("Việc của tôi")
    with handler.page.expect_response(lambda answer: "/tasks?" in answer.url and answer.ok):
        _gone(handler.page, gone=False)
    handler.search(lot.case_id)
    expect(handler.row(lot.case_id)).to_contain_text("Đang xử lý")
    file = world.case_file(lot)
    assert file
    assert file["case"]["state"] == "assigned"
    # What was written is still there.
    handler.open_case(lot.case_id)
    expect(handler.page.get_by_label("Lời trả lời doanh nghiệp")).to_have_value("Chúng tôi xin lỗi.")


def test_who_cancels_a_slow_request_ends_it(world: World, sits: Sits) -> None:
    lot = world.opened_case()
    world.decide(lot)
    supervisor = sits(world.stack.person(group="supervisor"))
    supervisor.open_case(lot.case_id)
    # Held before it reaches the server, as on a line that does not answer.
    supervisor.page.route("**/review", lambda _: None)
    supervisor.button("Đồng ý và gửi trả lời").click()
    dialog = supervisor.page.get_by_role("dialog")
    with supervisor.page.expect_event("requestfailed", lambda request: request.url.endswith("/review")):
        dialog.get_by_role("button", name="Gửi trả lời").click()
        dialog.get_by_role("button", name="Đóng", exact=True).last.click()
    expect(dialog).to_be_hidden()
    expect(supervisor.button("Đồng ý và gửi trả lời")).to_be_enabled()


def test_a_page_that_could_not_be_loaded_is_loaded_the_next_time(world: World, sits: Sits) -> None:
    handler = sits(world.stack.person(group="handler", office="20CF"))
    expect(handler.page.get_by_role("heading", level=1)).to_be_visible()
    _gone(handler.page)
    handler.page.get_by_role("link", name="Tổng quan").click()
    expect(handler.page.get_by_role("heading", name="Chưa tải được")).to_be_visible()
    # Of what is there already, nothing is lost meanwhile.
    handler.page.get_by_role("link", name="Việc của tôi").click()
    expect(handler.page.get_by_role("heading", level=1)).to_contain_text("Việc của tôi")
    _gone(handler.page, gone=False)
    handler.page.get_by_role("link", name="Tổng quan").click()
    expect(handler.page.get_by_role("heading", level=1)).to_contain_text("Thống kê")
