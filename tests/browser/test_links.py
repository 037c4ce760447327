"""The pages behind links in a real browser: on a phone, with and without JavaScript, in both languages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from local.stack import Stack
from tests.browser import seen
from tests.e2e.waiting import poll
from tests.e2e.world import Lot, World, clearance

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artifacts" / "links"
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}

type Opens = Callable[..., Page]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def script(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def opens(chromium: Browser) -> Iterator[Opens]:
    """Opens an address in a browser of its own; what a page complains of is looked at afterwards."""
    complaints: list[str] = []
    contexts = []

    def open_at(
        address: str, *, script: bool = True, viewport: dict[str, int] | None = None, dark: bool = False
    ) -> Page:
        context = chromium.new_context(
            java_script_enabled=script,
            viewport=viewport or PHONE,  # type: ignore[arg-type]
            color_scheme="dark" if dark else "light",
            locale="vi-VN",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        # Errors of the page's own policy among them; an answer of 400 and above is what some tests want.
        page.on("console", lambda said: None if "status of" in said.text else complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert complaints == []


def _cleared(world: World) -> tuple[Lot, str]:
    """A lot that can be rated, and the address to rate it at."""
    lot = world.new_lot()
    with world.customs() as customs:
        answer = customs.put(f"/clearances/{lot.declaration_no}", json=clearance(lot))
    answer.raise_for_status()
    return lot, str(answer.json()["rate_url"])


def _face(page: Page, subject: str, level: str) -> None:
    page.get_by_role("group", name=subject).locator("label").filter(has_text=level).first.click()


def test_two_taps_rate(world: World, opens: Opens, script: bool) -> None:  # noqa: FBT001 - a fixture
    lot, address = _cleared(world)
    page = opens(address, script=script)
    _face(page, "Công chức", "Rất hài lòng")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("heading", name="Cảm ơn Quý doanh nghiệp")).to_be_visible()
    assert world.answer(lot)["levels"] == {"officer": 5}


def test_a_face_of_the_invitation_needs_one_more_tap(world: World, opens: Opens, script: bool) -> None:  # noqa: FBT001
    lot, address = _cleared(world)
    page = opens(f"{address}?officer=2", script=script)
    expect(page.get_by_role("group", name="Công chức").get_by_label("Không hài lòng", exact=True)).to_be_checked()
    expect(page.get_by_role("group", name="Điều gì khiến")).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("group", name="Officer").get_by_label("Dissatisfied", exact=True)).to_be_checked()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert world.answer(lot)["levels"] == {"officer": 2}


def test_from_a_bad_rating_to_the_appeal(world: World, opens: Opens, script: bool) -> None:  # noqa: FBT001
    lot, address = _cleared(world)
    page = opens(address, script=script)
    reasons = page.get_by_role("group", name="Điều gì khiến Quý doanh nghiệp chưa hài lòng?")
    expect(reasons).to_be_hidden()
    _face(page, "Công chức", "Rất không hài lòng")
    expect(reasons).to_be_visible()
    reasons.get_by_role("checkbox", name="chậm trễ").check()
    page.get_by_text("Viết thêm ý kiến").click()
    page.get_by_label("Ý kiến của Quý doanh nghiệp").fill("Phải chờ hai ngày. <script>alert(1)</script>")
    page.get_by_label("Thư điện tử").fill("ketoan@")
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_role("alert")).to_have_text("Địa chỉ thư điện tử chưa đúng.")
    page.get_by_label("Thư điện tử").fill(lot.email)
    page.get_by_role("button", name="Gửi đánh giá").click()
    expect(page.get_by_text(lot.case_id).first).to_be_visible()

    page.get_by_role("link", name="Xem tình trạng xử lý").click()
    expect(page.get_by_role("heading", name="Kết quả xử lý phản ánh")).to_be_visible()
    page.get_by_text("Nội dung đánh giá đã gửi").click()
    expect(page.get_by_text("<script>alert(1)</script>").first).to_be_visible()

    poll(lambda: world.case_file(lot), what=f"the opening of {lot.case_id}")
    world.decide(lot)
    page.reload()
    expect(page.get_by_text("đang được rà soát").first).to_be_visible()
    world.approve(lot)
    page.reload()
    expect(page.get_by_text("Phản ánh của Quý doanh nghiệp là đúng.").first).to_be_visible()
    page.get_by_text("Tôi chưa đồng ý với kết quả này").click()
    page.get_by_label("Lý do đề nghị xem xét lại").fill("Chúng tôi đã chờ ba ngày.")
    page.get_by_role("button", name="Đề nghị xem xét lại").click()
    expect(page.get_by_role("heading", name="Đã nhận đề nghị xem xét lại")).to_be_visible()
    assert world.answer(lot)["case"]["state"] == "appealed"


def test_the_links_of_the_e_mails_open_the_answer(world: World, opens: Opens) -> None:
    lot = world.opened_case()
    (mail,) = poll(lambda: world.mails_to(lot.email), what="the acknowledgement")
    address = next(part for part in mail.text.split() if "/answers/" in part)
    page = opens(address)
    expect(page.get_by_text(lot.case_id).first).to_be_visible()
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", name="The outcome of your feedback")).to_be_visible()


def test_the_keyboard_is_enough(world: World, opens: Opens) -> None:
    lot, address = _cleared(world)
    page = opens(address, viewport=DESK)
    page.get_by_role("group", name="Công chức").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Cảm ơn Quý doanh nghiệp")).to_be_visible()
    assert world.answer(lot)["levels"] == {"officer": 4}


def test_the_page_sends_no_referrer_and_asks_for_nothing_else(world: World, opens: Opens, stack: Stack) -> None:
    _, address = _cleared(world)
    page = opens("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    assert asked == [address]
    assert page.evaluate("document.referrer") == ""
    with page.expect_request(lambda request: "lang=en" in request.url) as followed:
        page.get_by_role("link", name="English").click()
    assert "referer" not in followed.value.all_headers()
    assert stack.endpoint in address


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_can_be_read_and_used_by_everybody(
    world: World,
    opens: Opens,
    language: str,
    dark: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    _, address = _cleared(world)
    lot = world.opened_case()
    world.decide(lot)
    world.approve(lot)
    mail = poll(lambda: world.mails_to(lot.email), what="the mails")[-1]
    answer = next(part for part in mail.text.split() if "/answers/" in part)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, place in {"rate": address, "answer": answer, "refused": f"{address}x"}.items():
        for viewport in (PHONE, DESK):
            page = opens(f"{place}?lang={language}", viewport=viewport, dark=dark)
            for folded in page.locator("details").all():
                folded.locator("summary").click()
            if name == "rate":
                page.locator("label.level-1").first.click()
            look = f"{name}-{language}-{viewport['width']}-{'dark' if dark else 'light'}"
            seen.settled(page).screenshot(path=PICTURES / f"{look}.png", full_page=True)
            assert seen.overflow(page) == 0, look
            assert seen.violations(page) == [], look
