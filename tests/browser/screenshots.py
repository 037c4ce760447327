"""`make screenshots`: the pictures of both READMEs, taken of the local stack as it stands."""

import sys
from pathlib import Path
from secrets import randbelow

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, expect, sync_playwright

from local.commands import cloud_and_stack
from local.halfyear import HALF_YEAR
from local.paths import ROOT
from local.progress import CannotGoOn
from tests.browser.conftest import installed_browser
from tests.browser.desk import Desk, Look
from tests.e2e.world import Lot, World, clearance

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 800_000
_PHONE = ViewportSize(width=440, height=800)


def take(world: World, browser: Browser, folder: Path) -> list[Path]:
    """The queue, a case, the figures and the page by which an enterprise rates: each in both languages."""
    folder.mkdir(parents=True, exist_ok=True)
    lot = Lot(declaration_no=f"1{randbelow(10**10):010d}1", email="xnk@example.vn")
    with world.customs() as customs:
        told = customs.put(f"/clearances/{lot.declaration_no}", json=clearance(lot)).raise_for_status().json()
    taken = []
    for english in (False, True):
        ending = "en" if english else "vi"
        look = Look(width=1120, height=700, english=english)
        supervisor = Desk.take(browser, world.stack, world.stack.person(group="supervisor"), look)
        supervisor.visit("queue/office")
        expect(supervisor.page.locator("[data-case]").first).to_be_visible()
        taken.append(_shot(supervisor, folder / f"queue.{ending}.png"))
        case_id = supervisor.page.locator("[data-case]").first.get_attribute("data-case")
        supervisor.open_case(str(case_id))
        taken.append(_shot(supervisor, folder / f"case.{ending}.png"))
        supervisor.context.close()
        inspector = Desk.take(browser, world.stack, world.stack.person(group="inspector"), look)
        inspector.visit(f"statistics?unit=department&from={HALF_YEAR.first}&to={HALF_YEAR.last}")
        taken.append(_shot(inspector, folder / f"statistics.{ending}.png"))
        inspector.context.close()
        phone = browser.new_page(viewport=_PHONE, locale="vi-VN")
        phone.goto(f"{told['rate_url']}?lang={ending}")
        phone.screenshot(path=folder / f"rate.{ending}.png")
        phone.close()
        taken.append(folder / f"rate.{ending}.png")
    return taken


def _shot(desk: Desk, path: Path) -> Path:
    desk.page.wait_for_load_state("networkidle")
    desk.page.screenshot(path=path, animations="disabled")
    return path


def _with_few_colours(path: Path) -> None:
    """A page has not many: a palette makes its picture a third as large, and nobody sees it."""
    with Image.open(path) as picture:
        few = picture.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main() -> None:
    cloud, stack = cloud_and_stack()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=["--no-sandbox"])
        taken = take(World(stack=stack, cloud=cloud, outputs={}), browser, PICTURES)
        browser.close()
    for path in taken:
        _with_few_colours(path)
    total = sum(path.stat().st_size for path in taken)
    if total > MOST_BYTES:
        raise CannotGoOn(f"the pictures have {total:,} bytes together, more than {MOST_BYTES:,}")
    sys.stdout.write(f"  {len(taken)} pictures, {total:,} bytes, in {PICTURES.relative_to(ROOT)}\n")


if __name__ == "__main__":
    try:
        main()
    except CannotGoOn as hindrance:
        sys.exit(f"make screenshots: {hindrance}")
