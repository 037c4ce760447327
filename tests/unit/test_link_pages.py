"""The pages behind links for everybody: what is wrong is tied to its field, and the colours and sizes can be seen."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from html.parser import HTMLParser
from itertools import product

import pytest

from functions.submit import pages
from hailong.vocabulary.errors import FieldError
from hailong.vocabulary.words import Language
from tests import samples
from tests.unit.test_helped import decided

CSS = (pages.TEMPLATES / "style.css").read_text("utf-8")
ERROR = {Language.VI: "Lỗi: ", Language.EN: "Error: "}
DARK = "@media (prefers-color-scheme: dark)"
SMALLEST_REM = 12 / 16
LEAST_CONTRAST = 3.0
TODAY = samples.RATED.date()

type Attributes = dict[str, str | None]


class _Page(HTMLParser):
    """The elements of a page with their attributes, and the words of each that has an id or is a title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.title = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._in_title = tag == "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data

    def handle_endtag(self, _tag: str) -> None:
        self._in_title = False

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.elements for key, value in attributes.items() if key == name and value]

    def named(self, name: str) -> Attributes:
        return next(attributes for _, attributes in self.elements if attributes.get("name") == name)


def rated(language: Language, given: pages.Fields, errors: Sequence[FieldError]) -> str:
    return pages.rate_form(language, samples.clearance(), {"nonce": ["n"]} | dict(given), errors, today=TODAY)


def answered(language: Language, given: pages.Fields, errors: Sequence[FieldError]) -> str:
    visit = pages.Visit(given=given, errors=errors)
    case = decided()
    return pages.answer(language, samples.accepted_rating(), case, now=samples.RATED, visit=visit)


type Form = Callable[[Language, Mapping[str, Sequence[str]], Sequence[FieldError]], str]

TEXTS: dict[str, tuple[Form, str]] = {
    "comment": (rated, "comment"),
    "contact.name": (rated, "contact_name"),
    "contact.email": (rated, "contact_email"),
    "contact.phone": (rated, "contact_phone"),
    "reason": (answered, "reason"),
    "why": (answered, "why"),
}
CHOICES: dict[str, Form] = {"levels": rated, "reasons": rated, "helped": answered}


@pytest.mark.parametrize(("wrong", "language"), list(product(TEXTS, Language)))
def test_what_is_wrong_with_a_field_is_said_at_the_field(wrong: str, language: Language) -> None:
    form, name = TEXTS[wrong]
    page = _Page(form(language, {name: ["x"]}, [FieldError(wrong, "…")]))
    field = page.named(name)
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] in page.all("id")
    assert page.all("href").count(f"#{field['id']}") == 1
    assert page.all("aria-invalid") == ["true"]


@pytest.mark.parametrize(("wrong", "language"), list(product(CHOICES, Language)))
def test_what_is_wrong_with_a_choice_is_said_of_its_group(wrong: str, language: Language) -> None:
    page = _Page(CHOICES[wrong](language, {}, [FieldError(wrong, "…")]))
    groups = [attributes for tag, attributes in page.elements if tag == "fieldset"]
    described = {group["aria-describedby"] for group in groups if "aria-describedby" in group}
    assert described == {f"field-{wrong}-error"}
    assert described <= set(page.all("id"))
    (way,) = [address for address in page.all("href") if address.startswith("#")]
    assert [tag for tag, attributes in page.elements if attributes.get("id") == way[1:]] == ["input"]


@pytest.mark.parametrize(("form", "language"), list(product((rated, answered), Language)))
def test_the_title_begins_with_that_something_is_wrong(form: Form, language: Language) -> None:
    right = _Page(form(language, {}, []))
    wrong = _Page(form(language, {}, [FieldError("what_no_form_has", "…")]))
    assert wrong.title == ERROR[language] + right.title
    assert right.all("aria-invalid") == right.all("aria-describedby") == []


@pytest.mark.parametrize(("form", "language"), list(product((rated, answered), Language)))
def test_every_id_is_there_once_and_every_field_has_its_label(form: Form, language: Language) -> None:
    page = _Page(form(language, {}, [FieldError(wrong, "…") for wrong in (*TEXTS, *CHOICES)]))
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    texts = [attributes for tag, attributes in page.elements if tag == "textarea" or attributes.get("type") in _TYPED]
    assert texts
    assert {text["id"] for text in texts} <= set(page.all("for"))


_TYPED = {"text", "email", "tel"}


def _colours(css: str) -> dict[str, str]:
    return {name: value.strip() for name, value in re.findall(r"--([\w-]+):\s*(#[0-9a-f]+)", css)}


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(2 * digit for digit in colour[1:])
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_edges_of_fields_and_all_that_is_drawn_can_be_seen(dark: bool) -> None:  # noqa: FBT001
    light_css, dark_css = CSS.split(DARK)
    colours = _colours(light_css) | (_colours(dark_css) if dark else {})
    drawn = ("edge", "soft", "accent", "bad", "l1", "l2", "l3", "l4", "l5")
    seen = {
        (edge, ground): _contrast(colours[edge], colours[ground]) for edge, ground in product(drawn, ("ground", "card"))
    }
    assert {pair: ratio for pair, ratio in seen.items() if ratio < LEAST_CONTRAST} == {}


@pytest.mark.parametrize("rule", [".field input, .field textarea", ".steps li::after", ".chip"])
def test_what_can_be_filled_in_or_is_drawn_has_an_edge_of_a_colour_that_is_seen(rule: str) -> None:
    (body,) = re.findall(rf"^{re.escape(rule)} {{(.*?)}}", CSS, re.MULTILINE)
    (colour,) = re.findall(r"border: \dpx solid var\(--(\w+)\)", body)
    assert colour in {"edge", "soft"}


def test_nothing_is_smaller_than_twelve_pixels() -> None:
    sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)rem", CSS)]
    assert sizes
    assert min(sizes) >= SMALLEST_REM
    assert len(re.findall(r"font(-size)?:", CSS)) == len(sizes) + len(re.findall(r"font: (inherit|16px)", CSS))


def test_nothing_moves() -> None:
    assert not re.search(r"animation|transition|scroll-behavior|@keyframes", CSS)


def test_a_page_says_what_the_department_is_called_on_that_day() -> None:
    names = {
        pages.invitations(language, today=today, invited=True, just_chosen=False)
        .partition('<span class="department">')[2]
        .partition("<")[0]
        for today in (date(2025, 2, 28), date(2025, 3, 1))
        for language in Language
    }
    assert names == {
        "Cục Hải quan tỉnh Quảng Ninh",
        "Quảng Ninh Customs Department",
        "Chi cục Hải quan khu vực VIII",
        "Regional Customs Sub-Department VIII",
    }
