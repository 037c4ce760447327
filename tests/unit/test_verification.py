"""A case file is what its chain has sealed: whatever is altered beside the chain is found and named."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hailong.cases import casework, enterprise, transitions
from hailong.cases.case import Case
from hailong.cases.case_file import CaseFile
from hailong.cases.evidence import Evidence
from hailong.cases.timeline import Entry
from hailong.cases.verification import verify
from hailong.vocabulary.words import Outcome, Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore

AT = samples.RATED
CASE_ID = "HL-10302752870"
SHA256 = "0" * 64
FILE = Evidence(
    case_id=CASE_ID,
    evidence_id="e1",
    name="bien-ban.pdf",
    content_type="application/pdf",
    size=9,
    by="x",
    at=AT,
    sha256=SHA256,
)
THIRD = replace(samples.INSPECTOR, staff_code="20ZZ-0003")


STORED = {"e1": SHA256}


def whole() -> CaseFile:
    """A case with evidence, a decision that was sent back, one that was approved, and an appeal that was answered."""
    store = MemoryCaseStore()
    store.write(samples.opening())

    def write(transition: transitions.Transition) -> Case:
        store.write(transition)
        return transition.after

    case = write(casework.claim(samples.open_case(), samples.HANDLER, at=AT))
    case = write(casework.attach(case, samples.HANDLER, FILE, at=AT))
    hasty = replace(samples.RULING, message_to_enterprise="Không có gì.", outcome=Outcome.NOT_UPHELD)
    case = write(casework.decide(case, samples.HANDLER, hasty, at=AT))
    case = write(casework.send_back(case, samples.SUPERVISOR, "Chưa rõ.", at=AT))
    case = write(casework.decide(case, samples.HANDLER, samples.RULING, at=AT))
    case = write(casework.approve(case, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE))
    case = write(enterprise.appeal(case, "Chưa thoả đáng.", at=AT, due_at=samples.DUE))
    case = write(casework.claim(case, samples.INSPECTOR, at=AT))
    case = write(casework.decide(case, samples.INSPECTOR, samples.RULING, at=AT))
    write(casework.approve(case, THIRD, at=AT, appeal_until=samples.DUE))
    file = store.file(CASE_ID)
    assert file is not None
    return file


def _decision(file: CaseFile, level: int, **changes: object) -> CaseFile:
    made = replace(file.case.decisions[level], **changes)  # type: ignore[arg-type]
    return replace(file, case=replace(file.case, decisions={**file.case.decisions, level: made}))


def _entry(file: CaseFile, number: int, change: Callable[[Entry], Entry]) -> CaseFile:
    return replace(file, timeline=[change(one) if one.number == number else one for one in file.timeline])


def _message(entry: Entry) -> Entry:
    assert entry.decision is not None
    return replace(entry, decision=replace(entry.decision, message_to_enterprise="Đã sửa."))


def _rating(file: CaseFile, **changes: object) -> CaseFile:
    return replace(file, case=replace(file.case, rating=replace(file.case.rating, **changes)))  # type: ignore[arg-type]


def test_an_untouched_file_is_intact() -> None:
    found = verify(whole(), STORED)
    assert (found.intact, found.entries, found.first_broken, found.what) == (True, 11, None, None)


@pytest.mark.parametrize(
    ("alter", "number", "what"),
    [
        (lambda file: _decision(file, 1, message_to_enterprise="Chi cục xin lỗi doanh nghiệp"), 6, "decision"),
        (lambda file: _decision(file, 2, root_cause="conduct"), 10, "decision"),
        (lambda file: _decision(file, 1, reviewed_by="20CF-0101"), 6, "decision"),
        (lambda file: _decision(file, 2, reviewed_at=None), 10, "decision"),
        (lambda file: replace(file, case=replace(file.case, decisions={})), 6, "decision"),
        (lambda file: _entry(file, 4, _message), 4, "decision"),
        (lambda file: _entry(file, 6, lambda one: replace(one, decision=None)), 6, "decision"),
        (lambda file: _rating(file, comment="Rất tốt."), 1, "rating"),
        (lambda file: _rating(file, levels={Subject.OFFICER: 5}), 1, "rating"),
        (lambda file: _rating(file, clearance=replace(file.case.clearance, team="09")), 1, "rating"),
        (lambda file: replace(file, case=replace(file.case, appeal=None)), 8, "appeal"),
        (
            lambda file: replace(
                file, case=replace(file.case, appeal=replace(file.case.appeal, at=AT + timedelta(days=1)))
            ),
            8,
            "appeal",
        ),
        (lambda file: replace(file, evidence=()), 3, "evidence"),
        (lambda file: replace(file, evidence=(replace(FILE, sha256=None),)), 1, "evidence"),
        (lambda file: replace(file, evidence=(replace(FILE, sha256="1" * 64),)), 1, "evidence"),
        (lambda file: replace(file, evidence=(replace(FILE, name="khac.pdf"),)), 1, "evidence"),
        (lambda file: replace(file, evidence=(FILE, replace(FILE, evidence_id="e2"))), 1, "evidence"),
        (lambda file: _entry(file, 5, lambda one: replace(one, note="Đã rõ.")), 5, "entry"),
        (lambda file: _entry(file, 3, lambda one: replace(one, sealed={})), 3, "entry"),
        (lambda file: replace(file, timeline=file.timeline[:-1]), 11, "entry"),
    ],
)
def test_what_was_altered_is_found_and_named(alter: Callable[[CaseFile], CaseFile], number: int, what: str) -> None:
    found = verify(alter(whole()), STORED)
    assert (found.intact, found.first_broken, found.what) == (False, number, what)


def test_a_decision_that_was_sent_back_stays_in_the_file() -> None:
    (sent_back, *_) = [entry.decision for entry in whole().timeline if entry.decision is not None]
    assert sent_back is not None
    assert sent_back.message_to_enterprise == "Không có gì."


@pytest.mark.parametrize(
    ("stored", "found"),
    [({}, (True, None, None)), ({"e1": "1" * 64}, (False, 3, "file")), (STORED, (True, None, None))],
)
def test_a_file_is_held_to_what_was_sealed_of_it(
    stored: dict[str, str], found: tuple[bool, int | None, str | None]
) -> None:
    verified = verify(whole(), stored)
    assert (verified.intact, verified.first_broken, verified.what) == found


def test_a_file_is_withdrawn_only_where_an_entry_says_so() -> None:
    store = MemoryCaseStore()
    store.write(samples.opening())
    claimed = casework.claim(samples.open_case(), samples.HANDLER, at=AT)
    attached = casework.attach(claimed.after, samples.HANDLER, FILE, at=AT)
    withdrawn = casework.withdraw_file(attached.after, samples.SUPERVISOR, FILE, "Nhầm hồ sơ.", at=AT)
    for made in (claimed, attached, withdrawn):
        store.write(made)
    file = store.file(CASE_ID)
    assert file is not None
    assert verify(file).intact
    hidden = replace(file, case=replace(file.case, withdrawn_files=()))
    other = replace(file, case=replace(file.case, withdrawn_files=("e2",)))
    more = replace(file, case=replace(file.case, withdrawn_files=("e1", "e2")))
    assert [(verify(one).first_broken, verify(one).what) for one in (hidden, other, more)] == [
        (4, "evidence"),
        (4, "evidence"),
        (1, "evidence"),
    ]
