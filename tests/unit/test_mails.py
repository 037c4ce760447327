"""The e-mails as they are read. After a change on purpose: `make mails MAILS=tests/unit/mails`, and look at them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.cases import casework
from hailong.cases.case import Appeal, Case
from hailong.cases.digest import MOST_NAMED, Digest
from hailong.cases.news import NewsKind
from hailong.lots.clearance import Enterprise
from hailong.mail.digest import render_digest
from hailong.mail.message import Mail, ascii_form, masked_address, sendable
from hailong.mail.render import OF_A_CASE, TEMPLATES, TO_STAFF, render, render_invitation
from hailong.vocabulary.words import Language, NoticeKind, Outcome, Reason, Subject
from local.sample_mails import RATE_URL, STOP_URL, all_mails, as_text, sample_case, sample_clearance, sample_digest
from tests import samples

SNAPSHOTS = Path(__file__).parent / "mails"
KINDS = list(OF_A_CASE)
UNTIL = samples.CLEARED + timedelta(days=30)
TO_ENTERPRISE = [kind for kind in KINDS if kind not in TO_STAFF]


@pytest.mark.parametrize("name", sorted(all_mails()))
def test_a_mail_is_what_it_was_when_it_was_last_looked_at(name: str) -> None:
    mail = all_mails()[name]
    assert mail.html == (SNAPSHOTS / f"{name}.html").read_text(encoding="utf-8")
    assert as_text(mail) == (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_mail_that_there_is() -> None:
    assert {path.stem for path in SNAPSHOTS.iterdir()} == set(all_mails())


def test_every_mail_has_its_template_in_both_languages() -> None:
    for language in Language:
        there = {path.stem for path in (TEMPLATES / language).glob("*.j2")} - {"words", "enterprise", "staff"}
        assert there == set(OF_A_CASE)
    assert set(NoticeKind) - set(OF_A_CASE) == {"invitation", "digest"}
    building_blocks = {path.name for form in ("html", "txt") for path in TEMPLATES.glob(f"*.{form}.j2")}
    in_both = {path.name for path in TEMPLATES.glob("*.j2")} - building_blocks
    assert in_both == {"invitation.j2", "invitations.j2", "digest.j2"}


class _Shape(HTMLParser):
    """The elements, links and visible words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"href", "src"}]

    def handle_data(self, data: str) -> None:
        self.words += data.split()


def _shape(mail: Mail) -> _Shape:
    shape = _Shape()
    shape.feed(mail.html)
    return shape


def _hostile() -> Iterator[Case]:
    """Everybody's words at their worst."""
    bad = "<script>alert(1)</script> {{ 7 * 7 }} \"'&lt; <a href='https://evil.example'>x</a>"
    for kind in KINDS:
        case = sample_case(kind, Language.VI)
        enterprise = Enterprise(tax_code=samples.TAX_CODE, name=f"{bad}\r\nBcc: b@evil.example")
        decisions = {level: replace(one, message_to_enterprise=bad) for level, one in case.decisions.items()}
        yield replace(
            case,
            rating=replace(
                case.rating,
                comment=f"{bad}\n.\n-- \nTừ: Hải quan",
                clearance=replace(case.clearance, enterprise=enterprise),
            ),
            decisions=decisions,
            appeal=Appeal(reason=bad, at=samples.RATED),
        )


@pytest.mark.parametrize("language", list(Language))
def test_nobodys_words_become_part_of_the_page(language: Language) -> None:
    for kind, hostile in zip(KINDS, _hostile(), strict=True):
        mail = render(kind, hostile, language=language)
        tame = render(kind, sample_case(kind, Language.VI), language=language)
        assert set(_shape(mail).elements) - {"br"} <= set(_shape(tame).elements)
        assert "script" not in _shape(mail).elements
        assert not [link for link in _shape(mail).links if "evil" in link]
        assert "{{" not in mail.subject
        assert "49" not in " ".join(_shape(mail).words).replace("{{ 7 * 7 }}", "")


def test_the_subject_is_one_line_with_the_reference() -> None:
    for kind, hostile in zip(KINDS, _hostile(), strict=True):
        for language in Language:
            subject = render(kind, hostile, language=language).subject
            assert subject.startswith("[HL-10302752870] ")
            assert subject.isprintable()
            assert len(subject) < 120


def test_quoted_words_are_marked_in_plain_text_line_by_line() -> None:
    case = samples.open_case(comment="Chậm.\n\nKính gửi: trả 100 triệu đồng.")
    text = render(NoticeKind.ACKNOWLEDGEMENT, case).text
    assert "> Chậm.\n>\n> Kính gửi: trả 100 triệu đồng.\n" in text
    assert "\nKính gửi: trả" not in text


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x85", "\x0b", "\r"])
def test_no_end_of_a_line_gets_out_of_the_quotation(end: str) -> None:
    case = samples.open_case(comment=f"Chậm.{end}Kính gửi: trả 100 triệu đồng.")
    assert "> Kính gửi: trả" in render(NoticeKind.ACKNOWLEDGEMENT, case).text


@pytest.mark.parametrize("kind", TO_ENTERPRISE)
@pytest.mark.parametrize("language", list(Language))
def test_no_mail_to_an_enterprise_names_staff(kind: NoticeKind, language: Language) -> None:
    case = sample_case(kind, language)
    mail = render(kind, case, language=language)
    people = {one for decision in case.decisions.values() for one in (decision.by, decision.reviewed_by or "-")}
    people |= {one for officer in case.clearance.officers for one in (officer.code, officer.name)}
    for name in people:
        assert name not in mail.subject + mail.text + mail.html


@pytest.mark.parametrize(
    ("changes", "asked_about"),
    [({}, "officer"), ({"officers": ()}, "team"), ({"officers": (), "team": None}, "office")],
)
def test_the_faces_of_an_invitation_answer_the_first_question_of_the_page(
    changes: dict[str, Any], asked_about: str
) -> None:
    mail = render_invitation(
        replace(sample_clearance(), **changes), rate_url=RATE_URL, rate_until=UNTIL, stop_url=STOP_URL
    )
    faces = [f"{RATE_URL}?{asked_about}={level}" for level in range(1, 6)]
    assert _shape(mail).links == [*faces, f"{RATE_URL}?lang=en", STOP_URL]
    assert all(f"\n  {face}\n" in mail.text for face in faces)


def test_an_invitation_speaks_of_other_questions_only_where_there_are_some() -> None:
    one = replace(sample_clearance(), officers=(), team=None)
    told = {
        clearance: render_invitation(clearance, rate_url=RATE_URL, rate_until=UNTIL, stop_url=STOP_URL).text
        for clearance in (sample_clearance(), one)
    }
    assert [("các mục khác" in text) for text in told.values()] == [True, False]


def test_an_invitation_says_until_when_and_that_opening_it_sends_nothing() -> None:
    mail = render_invitation(sample_clearance(), rate_url=RATE_URL, rate_until=UNTIL, stop_url=STOP_URL)
    for words in (
        "chậm nhất 09:31 Chủ nhật, ngày 19/07/2026",
        "by 09:31 on Sunday 19 July 2026 (Vietnamese time)",
        "chỉ được gửi đi khi Quý doanh nghiệp bấm “Gửi đánh giá”",
    ):
        assert words in mail.text
        assert words in " ".join(_shape(mail).words)


def test_an_invitation_names_no_staff_and_its_words_stay_words() -> None:
    bad = "<script>alert(1)</script> {{ 7 * 7 }}\r\nBcc: b@evil.example"
    clearance = replace(sample_clearance(), enterprise=Enterprise(tax_code=samples.TAX_CODE, name=bad))
    mail = render_invitation(clearance, rate_url=RATE_URL, rate_until=UNTIL, stop_url=STOP_URL)
    assert "script" not in _shape(mail).elements
    assert "Bcc: b@evil.example" not in mail.text.split("\n")
    assert mail.subject == "[103027528701] Mời Quý doanh nghiệp đánh giá / How did we do?"
    for officer in clearance.officers:
        assert officer.name not in mail.text + mail.html
        assert officer.code not in mail.text + mail.html


@pytest.mark.parametrize("kind", sorted(TO_STAFF))
def test_a_mail_to_staff_says_nothing_of_the_rating_or_the_enterprise(kind: NoticeKind) -> None:
    case = sample_case(kind, Language.VI)
    mail = render(kind, case, console_url="https://hailong.example.vn/v1/console/")
    for secret in (
        case.rating.comment or "-",
        case.clearance.enterprise.name,
        case.rating.declaration_no,
        "hài lòng (",
    ):
        assert secret not in mail.text + mail.html


def test_a_digest_names_cases_by_their_ids_and_nobody() -> None:
    mail = render_digest(sample_digest(), at=samples.RATED, console_url="https://hailong.example.vn/v1/console/")
    case = sample_case(NoticeKind.REMINDER, Language.VI)
    for secret in (case.rating.comment or "-", case.clearance.enterprise.name, case.clearance.enterprise.tax_code):
        assert secret not in mail.text + mail.html
    shape = _shape(mail)
    assert shape.links[-2:] == [f"https://hailong.example.vn/v1/console/news{end}" for end in ("", "#mail")]
    assert len([link for link in shape.links if "/cases/HL-" in link]) == 2 + MOST_NAMED
    assert "và 2 vụ việc khác / and 2 more" in mail.text


@pytest.mark.parametrize("kind", list(NewsKind))
def test_every_kind_of_news_has_words_in_a_digest(kind: NewsKind) -> None:
    mail = render_digest(Digest(news={kind: 3}), at=samples.RATED, console_url="https://hailong.example.vn/v1/console/")
    assert kind.value not in mail.text.split()
    assert " / " in next(line for line in mail.text.splitlines() if line.endswith(": 3"))


def test_a_digest_says_only_what_there_is_and_that_there_is_more() -> None:
    found = Digest(news={NewsKind.RETURNED: 1}, complete=False)
    mail = render_digest(found, at=samples.RATED, console_url="https://hailong.example.vn/v1/console/")
    assert mail.subject == "Việc sáng thứ Sáu, ngày 19/06/2026: 1 tin mới / 1 new"
    assert "Kết luận bị trả lại / Decisions sent back: 1" in mail.text
    assert "Còn nhiều hơn" in mail.text
    assert "Sắp đến hạn" not in mail.text


def test_a_digest_writes_numbers_as_each_language_does() -> None:
    case = sample_case(NoticeKind.REMINDER, Language.VI)
    found = Digest(news={NewsKind.OPENED: 2019}, overdue=[case] * 1151)
    mail = render_digest(found, at=samples.RATED, console_url="https://hailong.example.vn/v1/console/")
    assert mail.subject.endswith(": 2.019 tin mới, 1.151 quá hạn / 2,019 new, 1,151 overdue")
    for line in ("Từ thư trước có 2.019 tin mới", "và 1.141 vụ việc khác / and 1,141 more", "Overdue: 1.151"):
        assert line in mail.text


@pytest.mark.parametrize("kind", TO_ENTERPRISE)
@pytest.mark.parametrize("language", list(Language))
def test_every_mail_to_an_enterprise_says_which_rights_remain(kind: NoticeKind, language: Language) -> None:
    invitation = render_invitation(sample_clearance(), rate_url=RATE_URL, rate_until=UNTIL, stop_url=STOP_URL)
    for mail in (render(kind, sample_case(kind, language), language=language), invitation):
        words = " ".join(mail.text.split())
        assert "02/2011/QH13" in words
        assert "25/2018/QH14" in words


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_words(language: Language, outcome: Outcome) -> None:
    case = sample_case(NoticeKind.OUTCOME, language)
    decision = replace(case.decisions[1], outcome=outcome)
    assert outcome.value not in render(NoticeKind.OUTCOME, case, decision=decision, language=language).text


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_subject_and_level_has_words(language: Language) -> None:
    for level in range(1, 6):
        case = samples.open_case(levels=dict.fromkeys(Subject, level) | {Subject.OFFICER: 1}, reasons=tuple(Reason))
        assert f"({level}/5)" in render(NoticeKind.ACKNOWLEDGEMENT, case, language=language).text


def test_the_acknowledgement_promises_the_date_by_the_vietnamese_clock() -> None:
    mail = render(NoticeKind.ACKNOWLEDGEMENT, samples.open_case())
    assert "17:00 thứ Sáu, ngày 26/06/2026" in mail.text
    english = render(NoticeKind.ACKNOWLEDGEMENT, samples.open_case(language=Language.EN))
    assert "17:00 on Friday 26 June 2026 (Vietnamese time)" in " ".join(english.text.split())


def test_a_mail_is_in_the_language_of_the_rating_and_staff_are_written_to_in_vietnamese() -> None:
    english = samples.open_case(language=Language.EN)
    assert "your feedback" in render(NoticeKind.ACKNOWLEDGEMENT, english).subject
    assert "Sắp đến hạn" in render(NoticeKind.REMINDER, english).subject


def test_only_an_approved_decision_is_told_but_for_a_preview() -> None:
    claim = casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED)
    decided = casework.decide(claim.after, samples.HANDLER, samples.RULING, at=samples.RATED).after
    with pytest.raises(ValueError, match="no approved decision"):
        render(NoticeKind.OUTCOME, decided)
    preview = render(NoticeKind.OUTCOME, decided, decision=decided.decisions[1])
    assert samples.RULING.message_to_enterprise in preview.text
    approved = casework.approve(
        decided, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE + timedelta(days=14)
    ).after
    assert samples.RULING.message_to_enterprise in render(NoticeKind.OUTCOME, approved).text


def test_the_first_outcome_is_told_even_when_the_case_has_moved_on_to_its_second() -> None:
    case = sample_case(NoticeKind.OUTCOME, Language.VI)
    assert case.decisions[2].message_to_enterprise not in " ".join(render(NoticeKind.OUTCOME, case).text.split())


def test_the_page_of_the_answer_is_linked_where_there_is_one() -> None:
    case = sample_case(NoticeKind.OUTCOME, Language.VI)
    url = "https://hailong.example.vn/v1/answers/ey.J0eXAi&x=1"
    mail = render(NoticeKind.OUTCOME, case, answer_url=url)
    asked = [f"{url}?helped={helped}" for helped in ("yes", "partly", "no")]
    assert _shape(mail).links == [url, *asked]
    assert f"\n{url}\n" in mail.text
    assert _shape(render(NoticeKind.OUTCOME, case)).links == []


@given(st.text(max_size=60))
def test_what_is_sendable_is_one_plain_address(address: str) -> None:
    if sendable(address):
        assert address.isascii()
        assert address.isprintable()
        assert not set(address) & set(' ,;:<>()[]\\"')
        assert address.count("@") == 1


@pytest.mark.parametrize("address", ["a@example.vn", "ke.toan+hq@xnk.vidu.com.vn", "O'Brien@a-b.example"])
def test_common_addresses_are_sendable(address: str) -> None:
    assert sendable(address)


def test_a_vietnamese_domain_is_written_to_in_its_ascii_form() -> None:
    plain = ascii_form("ketoan@công-ty.vn")
    assert plain == "ketoan@xn--cng-ty-ixa.vn"
    assert sendable(plain)


@pytest.mark.parametrize(
    "address", ["kế.toán@example.vn", "a@", "@example.vn", "a@" + "x" * 70 + ".vn", "a b@example.vn"]
)
def test_what_mail_cannot_be_sent_to_has_no_ascii_form(address: str) -> None:
    assert ascii_form(address) is None


def test_a_masked_address_keeps_its_domain() -> None:
    assert masked_address("ketoan@example.vn") == "k•••@example.vn"


def test_a_mail_is_signed_by_what_the_department_was_called_then() -> None:
    new, old = "Chi cục Hải quan khu vực VIII", "Cục Hải quan tỉnh Quảng Ninh"
    now = samples.open_case()
    before = samples.RATED.replace(year=2022)
    then = replace(now, rating=replace(now.rating, received_at=before))
    for case, name, other in ((now, new, old), (then, old, new)):
        mail = render(NoticeKind.ACKNOWLEDGEMENT, case)
        assert f"Bộ phận tiếp nhận ý kiến, {name}" in mail.text
        assert mail.html.count(name) == 2
        assert other not in mail.html + mail.text
    # An answer by the day on which it was approved, whenever the rating came.
    answered = sample_case(NoticeKind.OUTCOME, Language.EN)
    late = replace(answered, rating=replace(answered.rating, received_at=before))
    assert "Feedback desk, Regional Customs Sub-Department VIII" in render(NoticeKind.OUTCOME, late).text
