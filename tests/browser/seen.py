"""What can be measured of a page, which is so only once nothing on it moves or fades any more."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = (Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")

# What turns for ever, such as a spinner, is not waited for. One frame without any is not enough: a transition may begin
# in the frame after the one that put its element there.
_SETTLED = """async longest => {
    const until = performance.now() + longest
    const underWay = () => document.getAnimations().filter(
        one => one.playState === 'running' && Number.isFinite(one.effect?.getComputedTiming().endTime))
    const frame = () => new Promise(requestAnimationFrame)
    for (let still = 0; still < 3; ) {
        still = underWay().length === 0 ? still + 1 : 0
        if (performance.now() > until) return underWay().map(one => one.animationName ?? one.transitionProperty ?? '?')
        await frame()
    }
    return []
}"""
LONGEST_MS = 15_000

# What stands outside on purpose, to be read out only, is no wider than a pixel.
_SIDEWAYS = """() => [document.documentElement, ...document.querySelectorAll('body *')].filter(one =>
    one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1
    && (one === document.documentElement || ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
    && !one.matches('textarea')
).map(one => `${one.tagName.toLowerCase()} "${one.innerText.trim().slice(0, 40).replace(/\\s+/g, ' ')}"`
    + ` is ${one.scrollWidth - one.clientWidth} px wider than its place`)"""

# A spinner says that something goes on, which a standing one would not.
_MOVES = """() => [...document.querySelectorAll('*')].filter(one => {
    const { animationName, animationDuration, transitionDuration } = getComputedStyle(one)
    const lasts = durations => durations.split(',').some(one => parseFloat(one) > 0)
    const animated = animationName !== 'none' && !/spinner/.test(animationName)
    return (animated && lasts(animationDuration)) || lasts(transitionDuration)
}).map(one => `${one.tagName} ${one.getAttribute('class')}`)"""


def settled(page: Page) -> Page:
    """The page once no animation or transition that ends is running."""
    running = page.evaluate(_SETTLED, LONGEST_MS)
    assert running == [], f"still running after {LONGEST_MS} ms: {running}"
    return page


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands."""
    settled(page).evaluate(AXE)
    result: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{found['id']}: {found['help']} {[[node['target'], node['html'][:200]] for node in found['nodes']]}"
        for found in result["violations"]
    ]


def moves(page: Page) -> list[str]:
    """What would move or fade on the page, at once or when it changes."""
    found: list[str] = page.evaluate(_MOVES)
    return found


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = settled(page).evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(wider, 0)


def sideways(page: Page) -> list[str]:
    """What is wider than its place, so that one has to scroll sideways to see it: the page, or something on it."""
    found: list[str] = settled(page).evaluate(_SIDEWAYS)
    return found
