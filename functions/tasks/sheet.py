"""A document laid out as Decree 30/2020/NĐ-CP (appendix I) asks: A4, margins, serif letters, letterhead, page numbers.

Loaded only when a case file is printed.
"""

import warnings
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

with warnings.catch_warnings():
    # Pillow, of which it warns, is for pictures; there are none.
    warnings.simplefilter("ignore", UserWarning)
    from fpdf import FPDF
    from fpdf.enums import Align
    from fpdf.fonts import CoreFont, TTFFont

from hailong.vocabulary.times import VIETNAM

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
REPLACED = "\N{REPLACEMENT CHARACTER}"
"""Stands for a character that the font does not have."""

_TOP, _BOTTOM, _LEFT, _RIGHT = 20, 20, 30, 15
_BODY, _SMALL = 13, 11
_NARROW, _WIDE = 72, 93
_LINE = 6.2


class Sheet(FPDF):
    """Flowing text on A4; the numbers of its pages, but for the first, stand in the middle of the upper margin."""

    def __init__(self, title: str, at: datetime, fonts: Path) -> None:
        """`fonts`: where `packaging/fonts.py` put what it cut."""
        super().__init__(orientation="portrait", unit="mm", format="A4")
        for style, name in (("", "regular"), ("B", "bold"), ("I", "italic")):
            self.add_font("Serif", style, fonts / f"{name}.ttf")
        self._letters = _letters(self.fonts["serif"])
        # Else it would stand for the number of pages wherever somebody wrote `{nb}`.
        self.alias_nb_pages("")
        self.set_margins(_LEFT, _TOP, _RIGHT)
        self.set_auto_page_break(True, _BOTTOM)
        self.set_title(title)
        self.set_lang("vi-VN")
        self.set_creation_date(at.astimezone(VIETNAM))
        self.set_font("Serif", "", _BODY)
        self.add_page()

    def header(self) -> None:
        if self.page_no() == 1:
            return
        self.set_font("Serif", "", _BODY)
        self.set_y(_TOP / 2)
        self.cell(0, _LINE, str(self.page_no()), align=Align.C)
        self.set_xy(_LEFT, _TOP)

    def printable(self, text: str) -> str:
        """The text, with a mark where a character cannot be printed."""
        flat = text.replace("\r\n", "\n").replace("\t", " ")
        return "".join(one if one == "\n" or ord(one) in self._letters else REPLACED for one in flat)

    def letterhead(self, above: str, office: str, place_and_day: str) -> None:
        """Who issues it and the nation's name, side by side; below them its number, left open, and place and day."""
        top = self.get_y()
        self._column(_LEFT, _NARROW, above.upper(), "", _SMALL + 1)
        self._column(_LEFT, _NARROW, office.upper(), "B", _SMALL + 1)
        self._rule(_LEFT + _NARROW / 3, _NARROW / 3)
        left = self.get_y()
        self.set_y(top)
        self._column(_LEFT + _NARROW, _WIDE, NATION, "B", _SMALL + 1)
        self._column(_LEFT + _NARROW, _WIDE, MOTTO, "B", _BODY)
        width = self.get_string_width(MOTTO)
        self._rule(_LEFT + _NARROW + (_WIDE - width) / 2, width)
        below = max(left, self.get_y()) + 3
        self.set_y(below)
        self._column(_LEFT, _NARROW, "Số: ............/HS-........", "", _BODY)
        self.set_y(below)
        self._column(_LEFT + _NARROW, _WIDE, place_and_day, "I", _BODY)
        self.ln(4)

    def heading(self, kind: str, about: str) -> None:
        """The kind of document and what it is about, with the rule below them."""
        self._column(_LEFT, self.epw, kind, "B", _BODY + 1)
        self._column(_LEFT, self.epw, about, "B", _BODY)
        self._rule(_LEFT + self.epw * 0.4, self.epw * 0.2)
        self.ln(4)

    def part(self, title: str) -> None:
        self._together(3)
        self.ln(2)
        self.line_of(title, style="B")

    def line_of(self, text: str, *, style: str = "", size: int = _BODY, indent: float = 0) -> None:
        self.set_font("Serif", style, size)
        self.set_x(_LEFT + indent)
        self.multi_cell(0, _LINE * size / _BODY, self.printable(text), align=Align.L, new_x="LMARGIN", new_y="NEXT")
        self.ln(0.8)

    def fact(self, name: str, value: str, *, indent: float = 0) -> None:
        """`name: value`, which may be of several lines."""
        self.line_of(f"{name}: {value}", indent=indent)

    def signatures(self, blocks: Iterable[tuple[str, str]]) -> None:
        """Who signs, each with what they do beneath it, side by side, and the room for it; never torn apart."""
        found = list(blocks)
        self._together(9)
        self.ln(4)
        top, width = self.get_y(), self.epw / len(found)
        for number, (who, how) in enumerate(found):
            self.set_y(top)
            self._column(_LEFT + number * width, width, who, "B", _BODY)
            self._column(_LEFT + number * width, width, how, "I", _SMALL + 1)
        self.set_y(top + 6 * _LINE)

    def new_part_on_new_page(self, title: str, about: str) -> None:
        """An annex."""
        self.add_page()
        self._column(_LEFT, self.epw, title, "B", _BODY + 1)
        self._column(_LEFT, self.epw, about, "B", _BODY)
        self.ln(3)

    def _column(self, left: float, width: float, text: str, style: str, size: int) -> None:
        self.set_font("Serif", style, size)
        self.set_x(left)
        self.multi_cell(width, _LINE, self.printable(text), align=Align.C, new_x="LMARGIN", new_y="NEXT")

    def _rule(self, left: float, width: float) -> None:
        self.line(left, self.get_y() + 0.6, left + width, self.get_y() + 0.6)

    def _together(self, lines: int) -> None:
        """A new page where so many lines do not fit any more."""
        if self.will_page_break(lines * _LINE):
            self.add_page()


def _letters(font: CoreFont | TTFFont) -> frozenset[int]:
    return frozenset(font.cmap) if isinstance(font, TTFFont) else frozenset()
