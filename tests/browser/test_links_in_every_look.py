"""The pages behind links as rendered, without a cloud: forced colours, small screens, and what is wrong with a form."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from functions.submit import pages
from hailong.vocabulary.errors import FieldError
from hailong.vocabulary.words import Language
from tests import samples
from tests.browser import seen
from tests.unit.test_helped import decided

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "artifacts" / "links"
WRONG = [FieldError("contact.email", "…"), FieldError("levels", "…")]
GIVEN = {"nonce": ["n"], "contact_email": ["ketoan@"]}

type Shows = Callable[..., Page]


@pytest.fixture
def shows(chromium: Browser) -> Iterator[Shows]:
    contexts = []

    def show(html: str, *, width: int = 390, dark: bool = False, forced: bool = False) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844},
            color_scheme="dark" if dark else "light",
            forced_colors="active" if forced else "none",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_content(html)
        return page

    yield show
    for context in contexts:
        context.close()


def _form(language: Language = Language.VI, *, wrong: bool = False) -> str:
    given = GIVEN if wrong else {"nonce": ["n"]}
    return pages.rate_form(language, samples.clearance(), given, WRONG if wrong else (), today=samples.RATED.date())


def _answer() -> str:
    case = decided()
    return pages.answer(Language.VI, samples.accepted_rating(), case, now=samples.RATED, visit=pages.Visit())


def _style(of: Locator, name: str, part: str | None = None) -> str:
    return str(of.evaluate("(one, [name, part]) => getComputedStyle(one, part)[name]", [name, part]))


def test_forced_colours_keep_edges_of_buttons_bars_and_what_is_chosen(shows: Shows) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page = shows(_form(), forced=True)
    page.locator("label.level-2").first.click()
    seen.settled(page).screenshot(path=PICTURES / "rate-forced.png", full_page=True)
    for button in page.get_by_role("button").all():
        assert _style(button, "borderTopWidth") == "1px"
        assert _style(button, "borderTopColor") != _style(page.locator("body"), "backgroundColor")
    chosen, other = page.locator("label.level-2").first, page.locator("label.level-3").first
    assert _style(chosen, "backgroundColor") != _style(other, "backgroundColor")
    assert _style(chosen, "borderTopColor") != _style(other, "borderTopColor")

    page = shows(_answer(), forced=True)
    seen.settled(page).screenshot(path=PICTURES / "answer-forced.png", full_page=True)
    ground = _style(page.locator("body"), "backgroundColor")
    bars = [_style(step, "backgroundColor", "::before") for step in page.locator(".steps li").all()[1:]]
    assert ground not in bars
    assert len(set(bars)) == 2, "what is done looks unlike what is to come"


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(shows: Shows) -> None:
    page = shows(_form(wrong=True))
    expect(page).to_have_title("Lỗi: Đánh giá của Quý doanh nghiệp · Hài Lòng")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name="Địa chỉ thư điện tử").click()
    field = page.get_by_role("textbox", name="Thư điện tử")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Địa chỉ thư điện tử chưa đúng.")
    group = page.get_by_role("group", name="Công chức")
    expect(group).to_have_accessible_description("Xin chọn mức độ cho ít nhất một mục.")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 500, 1366])
def test_a_refused_form_is_accessible_and_no_word_breaks(
    shows: Shows,
    language: Language,
    dark: bool,  # noqa: FBT001 - a parameter of the test
    width: int,
) -> None:
    page = shows(_form(language, wrong=True), width=width, dark=dark)
    PICTURES.mkdir(parents=True, exist_ok=True)
    look = f"wrong-{language}-{width}-{'dark' if dark else 'light'}"
    seen.settled(page).screenshot(path=PICTURES / f"{look}.png", full_page=True)
    assert seen.overflow(page) == 0
    sizes = page.locator(".level span").evaluate_all(
        "all => all.map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= 12
    # A word that is wider than its place is broken, and then takes a line more than it has words.
    lines = page.locator(".level span").evaluate_all(
        "all => all.map(one => [one.getClientRects()[0].height / (1.25 * parseFloat(getComputedStyle(one).fontSize)),"
        " one.textContent.split(/\\s+/).length])"
    )
    assert [pair for pair in lines if round(pair[0]) > pair[1]] == []
    assert seen.violations(page) == []
