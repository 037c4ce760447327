"""What people read: one word for a thing wherever it stands, no code in its place, one name and one mark."""

import re
from pathlib import Path

import pytest

from functions.report.labels import TIERS
from functions.submit import pages
from functions.tasks import paper_words
from hailong.cases.casework import EVIDENCE, EVIDENCE_WITHDRAWN
from hailong.cases.firewall import Barrier
from hailong.vocabulary.official import labels, words
from hailong.vocabulary.words import Action, Language, Outcome

ROOT = Path(__file__).parents[2]
CONSOLE = ROOT / "functions" / "console"
LANGUAGES = ("vi", "en")
# What is asked for beside the actions, as the refusals beside a timeline name it.
ASKED = {"view", "verify", EVIDENCE, EVIDENCE_WITHDRAWN}
# The faces of Unicode 6.0 (2010): those added later (U+1F600, 1F611, 1F615, 1F617, 1F619, 1F61B, 1F61F, 1F626 and so
# on in 6.1, U+1F641 to 1F644 in 7.0 and 8.0) are empty boxes on machines of that time.
SINCE_6_0 = set("😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😒😓😔😖😘😚😜😝😞😠😡😢😣😤😥😨😩😪😫😭😰😱😲😳😵😶😷")
PICTOGRAPH = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


def _told(source: str, name: str) -> list[set[str]]:
    """The keys of each object of that name in a source of the console."""
    text = (CONSOLE / "src" / source).read_text("utf-8")
    bodies = re.findall(rf"\b{name}: {{(.*?)^ *}}", text, re.DOTALL | re.MULTILINE)
    return [set(re.findall(r"^ *(\w+):", body, re.MULTILINE)) for body in bodies]


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_can_be_done_or_refused_has_words_in_the_console(language: str) -> None:
    (entries,) = _told(f"i18n/{language}/case.ts", "entries")
    assert {action.value for action in Action} | ASKED <= entries
    (reasons,) = _told(f"i18n/{language}/actions.ts", "reasons")
    assert {barrier.value for barrier in Barrier} <= reasons


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ("inspection", "Kiểm tra thực tế hàng hóa"),
        # The customs system may name steps of its own: words stay, a code says nothing.
        ("Thu phí hạ tầng", "Thu phí hạ tầng"),
        ("release", "Khâu khác"),
    ],
)
def test_a_step_that_is_not_ours_is_no_code_on_paper(named: str, told: str) -> None:
    assert paper_words.stage(named, labels("stages", Language.VI)) == told


def test_a_code_of_the_machinery_is_called_one_on_paper() -> None:
    assert paper_words.note("fail", "States.Timeout", {}, {}) == "Mã lỗi: States.Timeout"
    assert paper_words.note("fail", "", {}, {}) == ""


def test_a_sheet_calls_the_tiers_what_the_page_calls_them() -> None:
    text = (CONSOLE / "src" / "statistics" / "words.ts").read_text("utf-8")
    vi, en = (dict(re.findall(r'(\w+): "(.*?)"', body)) for body in re.findall(r"\btiers: {(.*?)}", text, re.DOTALL))
    page = {key: f"{vi[key]} / {en[key]}" for key in vi if key != "none"}
    assert {"_".join(filter(None, tier)): label for tier, label in TIERS.items()} == page


def test_no_pictograph_is_younger_than_the_machines_that_show_it() -> None:
    sources = [*(ROOT / "layers/common/hailong/mail/templates").rglob("*.j2"), *pages.TEMPLATES.rglob("*.*")]
    sources += [path for path in (CONSOLE / "src").rglob("*.ts*") if ".test." not in path.name]
    found = {sign for source in sources for sign in PICTOGRAPH.findall(source.read_text("utf-8"))}
    assert found
    assert found <= SINCE_6_0


@pytest.mark.parametrize("language", list(Language))
def test_who_could_not_verify_promises_no_further_look(language: Language) -> None:
    (made_up,) = re.findall(r'"cannot_verify": "(.*?)"', (ROOT / "local/data/made_up.json").read_text("utf-8"))
    told = f"{words(language).outcomes[Outcome.CANNOT_VERIFY]} {made_up}"
    assert not re.search(r"chưa|bổ sung|cung cấp|yet|further|more", told, re.IGNORECASE)


def test_there_is_one_mark_and_one_name() -> None:
    icon = (CONSOLE / "public" / "icon.svg").read_text("utf-8")
    parts = (pages.TEMPLATES / "parts.html.j2").read_text("utf-8")
    (logo,) = re.findall(r'<svg class="logo".*?</svg>', parts)
    shapes = re.compile(r' (?:d|cx|cy|r|rx|width|height|viewBox)="[^"]*"')
    drawn = [one for one in shapes.findall(icon) if one not in {' width="36"', ' height="36"'}]
    assert drawn == [one for one in shapes.findall(logo) if one not in {' width="36"', ' height="36"'}]
    assert "<title>Hài Lòng</title>" in icon
    assert "<title>Hài Lòng</title>" in (CONSOLE / "index.html").read_text("utf-8")
    for language in LANGUAGES:
        assert 'brand = "Hài Lòng"' in (pages.TEMPLATES / language / "page.j2").read_text("utf-8")
        assert 'product: "Hài Lòng"' in (CONSOLE / "src" / "i18n" / language / "frame.ts").read_text("utf-8")
