"""What there is to see: each page of the console by who sees it, and each page behind a link as it is rendered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from playwright.sync_api import Locator, Page, expect

from functions.submit import pages
from hailong.cases.case import Case
from hailong.lots.rating import Rating
from hailong.vocabulary.errors import FieldError
from hailong.vocabulary.words import Helped, Language, Subject
from local.halfyear import HALF_YEAR
from tests import samples
from tests.unit.test_helped import decided, reconsidered, say

type Prepare = Callable[[Page], None]


@dataclass(frozen=True)
class Sight:
    """`state`: of the case whose page it is; `mine` and `returned`: one that the person has, given back to them or not.

    `part`: what stands in the window, and no more.
    """

    name: str
    group: str
    path: str = ""
    state: str = ""
    prepare: Prepare | None = None
    part: bool = False


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(name)).first


def _press(*names: str) -> Prepare:
    """Presses buttons by what they are called in either language, one after the other."""

    def press(page: Page) -> None:
        for name in names:
            _button(page, name).click()

    return press


def _dialog(*names: str) -> Prepare:
    def opened(page: Page) -> None:
        _press(*names)(page)
        expect(page.get_by_role("dialog")).to_be_visible()

    return opened


def _decision(page: Page) -> None:
    page.get_by_role("radio").first.check()
    _button(page, "Nguyên nhân|Root cause").click()
    page.get_by_role("option").first.click()
    page.locator("form textarea").first.fill("Đã kiểm tra nhật ký và bố trí thêm người trực.")
    page.locator("form textarea").last.fill("Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ, và đã thêm người trực.")
    expect(page.locator(".hl-mail-window")).to_be_visible()


def _chosen(page: Page) -> None:
    for box in page.locator("tr:has([data-case]) input:enabled").all()[:3]:
        box.check()


def _given_out(page: Page) -> None:
    _chosen(page)
    _dialog(r"^(Giao|Assign) \d")(page)


def _unfolded(page: Page) -> None:
    """All that a page of figures keeps folded."""
    folded = page.locator("#content [role=button][aria-expanded=false]")
    while folded.count():
        folded.first.click()


_HALF_YEAR = f"from={HALF_YEAR.first}&to={HALF_YEAR.last}"

CONSOLE = (
    Sight("queue-mine", "handler", "queue/mine"),
    Sight("queue-office", "handler", "queue/office"),
    Sight("queue-overdue", "handler", "queue/overdue"),
    Sight("queue-calls", "handler", "queue/calls"),
    Sight("queue-no-match", "handler", "queue/office?q=khongco"),
    Sight("queue-filters", "handler", "queue/office", prepare=_press("Thêm điều kiện lọc|More filters"), part=True),
    Sight("shortcuts", "handler", "queue/mine", prepare=lambda page: page.keyboard.press("?"), part=True),
    Sight("case-open", "handler", state="open"),
    Sight("case-claim", "handler", state="open", prepare=lambda page: page.keyboard.press("c"), part=True),
    Sight("case-assigned", "handler", state="assigned"),
    Sight("case-note", "handler", state="assigned", prepare=_dialog("^(Ghi chú|Add note)$"), part=True),
    Sight("decide", "handler", state="mine", prepare=_decision),
    Sight("case-returned", "handler", state="returned"),
    Sight("case-in-review", "handler", state="in_review"),
    Sight("case-unknown", "handler", "cases/HL-99999999999"),
    Sight("page-unknown", "handler", "nowhere"),
    Sight("news", "handler", "news"),
    Sight("statistics", "handler", f"statistics?unit=office:20CF&{_HALF_YEAR}"),
    Sight("queue-review", "supervisor", "queue/review"),
    Sight("queue-chosen", "supervisor", "queue/office", prepare=_chosen),
    Sight("assign", "supervisor", "queue/office", prepare=_given_out, part=True),
    Sight("review", "supervisor", state="in_review"),
    Sight("approve", "supervisor", state="in_review", prepare=_dialog("^(Đồng ý và gửi|Approve and send)"), part=True),
    Sight("workload", "supervisor", "workload"),
    Sight("texts", "supervisor", "texts"),
    Sight("text-edited", "supervisor", "texts", prepare=_dialog("^(Sửa mẫu|Edit “)"), part=True),
    Sight("text-history", "supervisor", "texts", prepare=_dialog("^(Lịch sử|History)"), part=True),
    Sight("news", "supervisor", "news"),
    Sight("statistics", "supervisor", f"statistics?{_HALF_YEAR}"),
    Sight("statistics-today", "supervisor", "statistics"),
    Sight("queue-all", "inspector", "queue/all"),
    Sight("case-decided", "inspector", state="decided"),
    Sight("case-appealed", "inspector", state="appealed"),
    Sight("case-closed", "inspector", state="closed"),
    Sight("case-failed", "inspector", state="failed"),
    Sight("case-resumed", "inspector", state="failed", prepare=_dialog("^(Tiếp tục xử lý|Go on)$"), part=True),
    Sight("case-failed", "handler", state="failed"),
    Sight("workload", "inspector", "workload"),
    Sight("statistics", "inspector", f"statistics?unit=department&{_HALF_YEAR}"),
    Sight("statistics-unfolded", "inspector", f"statistics?unit=department&{_HALF_YEAR}", prepare=_unfolded),
    Sight("statistics-today", "inspector", "statistics", prepare=_unfolded),
    Sight("statistics-nothing", "inspector", "statistics?unit=office:20CE&from=2026-06-01&to=2026-06-02"),
    Sight("queue-all", "leader", "queue/all"),
    Sight("case-assigned", "leader", state="assigned"),
    Sight("statistics", "leader", f"statistics?unit=department&{_HALF_YEAR}"),
)

PRINTED = (
    Sight("statistics", "inspector", f"statistics?unit=department&{_HALF_YEAR}"),
    Sight("case", "supervisor", state="decided"),
)

_TODAY = samples.RATED.date()
_EMPTY = {"nonce": ["n"]}
_NEGATIVE = _EMPTY | {"officer": ["2"], "team": ["3"], "comment": ["Chờ kiểm hoá quá lâu."]}
_WRONG = (FieldError("contact.email", "…"), FieldError("levels", "…"))
_RATING = samples.accepted_rating()
_POSITIVE = replace(_RATING, levels={Subject.OFFICER: 5}, reasons=(), comment=None)
_ANSWERS = (
    ("received", samples.open_case(), pages.Visit()),
    ("decided", decided(), pages.Visit()),
    ("unhelped", say(decided(), Helped.NO, "Chưa rõ lần sau có phải chờ không."), pages.Visit(just_said=True)),
    ("helped-wrong", decided(), pages.Visit(errors=[FieldError("helped", "…")])),
    ("reconsidered", reconsidered(decided()), pages.Visit()),
)


def _form(given: pages.Fields, *errors: FieldError, action: str = "") -> Callable[[Language], str]:
    return lambda language: pages.rate_form(
        language, samples.clearance(), given, errors, today=_TODAY, form_action=action
    )


def _thanks(rating: Rating, nonce: str | None = None) -> Callable[[Language], str]:
    url = "https://example.vn/answers/…" if rating.case_id else None
    return lambda language: pages.thanks(language, rating, url, today=_TODAY, nonce=nonce, form_action="correct")


def _answer(case: Case, visit: pages.Visit) -> Callable[[Language], str]:
    return lambda language: pages.answer(language, _RATING, case, now=samples.RATED, visit=visit)


LINKS: Mapping[str, Callable[[Language], str]] = {
    "rate": _form(_EMPTY),
    "rate-negative": _form(_NEGATIVE),
    "rate-wrong": _form(_EMPTY | {"contact_email": ["ketoan@"]}, *_WRONG),
    "rate-already": lambda language: pages.already_rated(language, samples.clearance(), today=_TODAY),
    "rate-closed": lambda language: pages.closed(language, samples.clearance(), today=_TODAY),
    "thanks": _thanks(_POSITIVE),
    "thanks-negative": _thanks(_RATING, nonce="n"),
    "thanks-corrected": _thanks(replace(_POSITIVE, first=_RATING)),
    "correct-wrong": _form(_NEGATIVE, *_WRONG, action="correct"),
    **{f"answer-{name}": _answer(case, visit) for name, case, visit in _ANSWERS},
    "appealed": lambda language: pages.appealed(language, samples.open_case(), today=_TODAY),
    "invitations-on": lambda language: pages.invitations(language, today=_TODAY, invited=True, just_chosen=False),
    "invitations-off": lambda language: pages.invitations(language, today=_TODAY, invited=False, just_chosen=True),
    "refused": lambda language: pages.refused(language, "link_expired", today=_TODAY, ours=False),
    "refused-ours": lambda language: pages.refused(language, "internal_error", today=_TODAY, ours=True),
}
"""As they are rendered, without a cloud. What is folded is shown unfolded."""
