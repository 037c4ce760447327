"""`python fonts.py FOLDER` cuts the fonts of the case file on paper out of Noto Serif; run when the function is built.

Noto Serif (© The Noto Project Authors) is under the SIL Open Font License 1.1, which goes into the folder with it.
"""

import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_UPRIGHT, _ITALIC = "NotoSerif[wdth,wght].ttf", "NotoSerif-Italic[wdth,wght].ttf"
_CUTS = {"regular": (_UPRIGHT, 400), "bold": (_UPRIGHT, 700), "italic": (_ITALIC, 400)}

# Latin with all its accents, loose ones too, punctuation, đồng, euro: Vietnamese, English and what names need.
_LETTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x300, 0x370),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2060),
    0x20AB,
    0x20AC,
    0x2116,
    0x2122,
    0x2192,
    0xFFFD,
)


def cut(folder: Path) -> None:
    """Writes `regular.ttf`, `bold.ttf`, `italic.ttf` and their licence."""
    folder.mkdir(parents=True, exist_ok=True)
    package = files("fontpkg_noto_serif")
    for name, (source, weight) in _CUTS.items():
        with as_file(package / "files" / source) as path, TTFont(path) as font:
            options = Options()
            options.layout_features = []
            options.hinting = False
            options.name_IDs = ["*"]
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=_LETTERS)
            subsetter.subset(font)
            instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
            font.save(folder / f"{name}.ttf")
    with as_file(package / "LICENSE") as licence:
        shutil.copyfile(licence, folder / "OFL.txt")


if __name__ == "__main__":
    cut(Path(sys.argv[1]))
