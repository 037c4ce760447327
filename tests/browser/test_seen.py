"""What is measured is the page as it comes to rest, on a machine of any speed."""

import pytest
from playwright.sync_api import Browser

from tests.browser import seen

# Grey on white on the way, as a dialog is while it fades in; each part begins once the one before it has ended.
FADING = """<!doctype html><html lang="en"><title>Fading</title><style>
@keyframes in { from { opacity: 0 } }
@keyframes turn { to { rotate: 1turn } }
main { animation: in 700ms }
p { transition: color 700ms; color: #ddd }
p.late { color: #000 }
i { display: inline-block; animation: turn 1s infinite }
</style><main><h1>Fading</h1><p>Words</p><i></i></main><script>
document.querySelector('main').onanimationend = () =>
    requestAnimationFrame(() => document.querySelector('p').classList.add('late'))
</script>"""


def test_nothing_is_measured_while_it_fades_in(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(FADING)
    assert seen.violations(page) == []
    assert page.locator("p").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
    page.close()


def test_what_does_not_come_to_rest_is_named(chromium: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "LONGEST_MS", 100)
    page = chromium.new_page()
    page.set_content(FADING.replace("700ms", "3600s"))
    with pytest.raises(AssertionError, match=r"still running.*'in'"):
        seen.settled(page)
    page.close()


def test_a_page_that_is_wider_than_its_window_is_measured(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 300})
    page.set_content("<div style='width: 420px'>Wide</div>")
    assert seen.overflow(page) > 100
    assert len(seen.sideways(page)) == 1
    page.set_content("<div style='overflow-x: auto'>Within <div style='width: 420px'>Wide</div></div>")
    assert seen.overflow(page) == 0
    (found,) = seen.sideways(page)
    assert found.startswith('div "Within Wide" is ')
    page.set_content("<div>Narrow</div>")
    assert seen.overflow(page) == 0
    assert seen.sideways(page) == []
    page.close()
