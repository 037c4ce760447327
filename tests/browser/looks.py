"""`make looks`: photographs every page in every width, colour and language, and puts contact sheets of them together.

What a page has that is wider than its place, and so scrolls sideways, is written down beside its name.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from shutil import rmtree

from PIL import Image
from playwright.sync_api import Browser, Error, Page, PdfMargins, expect, sync_playwright

from hailong.vocabulary.words import Language
from local.commands import cloud_and_stack
from local.paths import ROOT
from local.progress import CannotGoOn
from tests.browser import seen
from tests.browser.conftest import installed_browser
from tests.browser.desk import Desk, Look
from tests.browser.sights import CONSOLE, LINKS, PRINTED, Sight
from tests.browser.stage import staged
from tests.e2e.world import World

FOLDER = ROOT / "artifacts" / "looks"
HEIGHTS = {390: 844, 1093: 700, 1366: 768, 1920: 1080}
"""Of a phone, of a laptop at 125 % and at 100 %, and of a screen."""

_SHOWN = {390: 240, 1093: 400, 1366: 430, 1920: 480}
"""How wide a picture of so many pixels is on a contact sheet."""
_SHEET, _ROW, _GAP = 1560, 740, 3
_DPI = "70"
_MARGINS = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
_GROUND = "#7f8790"


class Photographer:
    """Takes pictures into a folder, and says of each page what it looks wrong by."""

    def __init__(self, world: World, browser: Browser, folder: Path) -> None:
        self._world, self._browser, self._folder = world, browser, folder
        self.taken = 0

    def console(self, sights: Iterable[Sight]) -> None:
        for (group, language), wanted in _grouped(sights):
            member = self._world.stack.person(
                group=group, office="20CF" if group in {"handler", "supervisor"} else None
            )
            desk = Desk.take(self._browser, self._world.stack, member, Look(english=language is Language.EN))
            for sight in wanted:
                name = f"{group}-{sight.name}.{language}"
                path = self._path(sight, desk)
                if path is None:
                    _say(f"{name}: there is no such case")
                    continue
                try:
                    desk.visit(path)
                    desk.page.wait_for_load_state("networkidle")
                    if sight.prepare:
                        sight.prepare(desk.page)
                    self._in_every_look(desk.page, name, part=sight.part)
                except Error as error:
                    # The others are to be seen all the same.
                    _say(f"{name}: {error.message}")
            for complaint in desk.complaints:
                _say(f"{group}.{language}: {complaint}")
            desk.context.close()

    def sign_in(self) -> None:
        page = self._browser.new_page(locale="vi-VN")
        page.goto(self._world.stack.console_url)
        expect(page.locator("#username")).to_be_visible()
        self._in_every_look(page, "sign-in")
        page.close()

    def links(self, names: Iterable[str]) -> None:
        page = self._browser.new_page(locale="vi-VN")
        for name, language in product(names, Language):
            page.set_content(LINKS[name](language))
            page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
            self._in_every_look(page, f"link-{name}.{language}")
        page.close()

    def paper(self, sights: Iterable[Sight]) -> None:
        """What is printed of a page, and the case file that is made for the archive."""
        for (group, language), wanted in _grouped(sights):
            member = self._world.stack.person(group=group)
            desk = Desk.take(self._browser, self._world.stack, member, Look(english=language is Language.EN))
            for sight in wanted:
                path = self._path(sight, desk)
                if path is None:
                    continue
                desk.visit(path)
                desk.page.wait_for_load_state("networkidle")
                leaves = desk.page.pdf(format="A4", print_background=False, margin=_MARGINS)
                self._leaves(leaves, f"paper-{sight.name}.{language}")
                if sight.state:
                    with self._world.staff(member) as api:
                        file = api.get(f"/tasks/{path.partition('/')[2]}/file").raise_for_status()
                    self._leaves(file.content, "paper-case-file")
            desk.context.close()

    def _path(self, sight: Sight, desk: Desk) -> str | None:
        """Where the sight is; None where it takes a case that nobody has."""
        if not sight.state:
            return sight.path
        returned = sight.state == "returned"
        mine = returned or sight.state == "mine"
        query = {"state": "assigned", "assignee": desk.member.staff_code} if mine else {"state": sight.state}
        with self._world.staff(desk.member) as api:
            found = api.get("/tasks", params=query).raise_for_status().json()["items"]
        fitting = (item["case_id"] for item in found if item["returned"] is returned)
        return next((f"cases/{case_id}" for case_id in fitting), None)

    def _in_every_look(self, page: Page, name: str, *, part: bool = False) -> None:
        pictures, wrong = [], set()
        for dark, width in product((False, True), HEIGHTS):
            page.emulate_media(color_scheme="dark" if dark else "light")
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            if not part:
                # What stays in view while one scrolls stands where it begins.
                page.evaluate("scrollTo(0, 0)")
            seen.settled(page)
            wrong |= {f"{width} px: {what}" for what in seen.sideways(page)}
            path = self._folder / f"{name}.{width}.{'dark' if dark else 'light'}.png"
            page.screenshot(path=path, full_page=not part, animations="disabled")
            pictures.append(path)
        self.taken += len(pictures)
        self._sheets(pictures, name)
        for what in sorted(wrong):
            _say(f"{name}, {what}")

    def _leaves(self, document: bytes, name: str) -> None:
        paper = self._folder / f"{name}.pdf"
        paper.write_bytes(document)
        subprocess.run(["pdftoppm", "-png", "-r", _DPI, paper, paper.with_suffix("")], check=True)  # noqa: S607
        pictures = sorted(self._folder.glob(f"{name}-*.png"))
        self.taken += len(pictures)
        self._sheets(pictures, name)

    def _sheets(self, pictures: Iterable[Path], name: str) -> None:
        for number, sheet in enumerate(_contact_sheets(pictures), start=1):
            sheet.save(self._folder / "sheets" / f"{name}-{number}.png")


def _grouped(sights: Iterable[Sight]) -> Iterator[tuple[tuple[str, Language], list[Sight]]]:
    """By who sees them in which language, so that each signs in once."""
    listed = list(sights)
    for group, language in product(dict.fromkeys(sight.group for sight in listed), Language):
        yield (group, language), [sight for sight in listed if sight.group == group]


def _contact_sheets(pictures: Iterable[Path]) -> Iterator[Image.Image]:
    """The pictures in rows; what is longer than a row is cut, and goes on beside itself."""
    placed: list[tuple[Image.Image, int, int]] = []
    left = top = bottom = 0
    for piece in (piece for path in pictures for piece in _pieces(path)):
        if left and left + piece.width > _SHEET:
            left, top = 0, bottom + _GAP
        if top + piece.height > _SHEET:
            yield _sheet(placed)
            placed, left, top, bottom = [], 0, 0, 0
        placed.append((piece, left, top))
        left, bottom = left + piece.width + _GAP, max(bottom, top + piece.height)
    yield _sheet(placed)


def _sheet(placed: Iterable[tuple[Image.Image, int, int]]) -> Image.Image:
    sheet = Image.new("RGB", (_SHEET, max(top + piece.height for piece, _, top in placed)), _GROUND)
    for piece, left, top in placed:
        sheet.paste(piece, (left, top))
    return sheet


def _pieces(path: Path) -> Iterator[Image.Image]:
    with Image.open(path) as picture:
        width = _SHOWN.get(picture.width, 386)
        shown = picture.convert("RGB").resize((width, round(picture.height * width / picture.width)))
    for upper in range(0, shown.height, _ROW):
        yield shown.crop((0, upper, width, min(upper + _ROW, shown.height)))


def _say(text: str) -> None:
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


def main(wanted: str) -> None:
    """All pages, or those whose name has `wanted` in it."""
    cloud, stack = cloud_and_stack()
    if not wanted:
        rmtree(FOLDER, ignore_errors=True)
    (FOLDER / "sheets").mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=["--no-sandbox"])
        photographer = Photographer(staged(cloud, stack), browser, FOLDER)
        photographer.links(name for name in LINKS if wanted in f"link-{name}")
        if wanted in "sign-in":
            photographer.sign_in()
        photographer.console(sight for sight in CONSOLE if wanted in f"{sight.group}-{sight.name}")
        photographer.paper(sight for sight in PRINTED if wanted in f"paper-{sight.name}")
        browser.close()
    _say(f"{photographer.taken} pictures, in {FOLDER.relative_to(ROOT)}; contact sheets in sheets/")


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "")
    except CannotGoOn as hindrance:
        sys.exit(f"make looks: {hindrance}")
