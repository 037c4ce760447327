"""What is taken away of a person leaves a case file that verifies, and says that something was taken away."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hailong.cases import casework, course, enterprise, replies, transitions
from hailong.cases.case import Case
from hailong.cases.case_file import CaseFile
from hailong.cases.erasure import ERASED, MOST_AT_ONCE, Anyone, Subject, erase, erased_rating, mentions
from hailong.cases.timeline import ERASE, Entry, seal
from hailong.cases.verification import verify
from hailong.lots.rating import Contact
from hailong.vocabulary.words import Helped
from hailong.vocabulary.words import Subject as Rated
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.unit.test_verification import CASE_ID, FILE

AT = samples.RATED
LATER = AT + timedelta(days=400)
NAME, PHONE, EMAIL = "Kiều Văn Kín Đáo", "0912 345 987", "kin.dao@example.vn"
WHO = Subject([NAME, PHONE, EMAIL])


def closed(*, replied: bool = False) -> CaseFile:
    """A closed case whose contact stands in each thing that holds words."""
    rated = replace(
        samples.accepted_rating(),
        comment=f"Gọi tôi: {PHONE}",
        contact=Contact(name=NAME, email=EMAIL, phone=PHONE),
    )
    store = MemoryCaseStore()

    def write(transition: transitions.Transition) -> Case:
        store.write(transition)
        return transition.after

    case = write(course.open_case(rated, at=AT, due_at=samples.DUE, salt="ab" * 32))
    case = write(casework.claim(case, samples.HANDLER, at=AT))
    case = write(casework.note(case, samples.HANDLER, f"Đã gọi {NAME.upper()}, +84 912.345.987.", at=AT))
    case = write(casework.note(case, samples.HANDLER, "Đã xem hồ sơ.", at=AT))
    case = write(casework.attach(case, samples.HANDLER, replace(FILE, name=f"{NAME}.pdf"), at=AT))
    if replied:
        case = write(replies.reply(case, "Tôi đã chờ ba giờ.", (), message_id="mail-1", at=AT))
        sent = replace(FILE, evidence_id="e" * 32, name=f"thư của {NAME}.pdf", by="enterprise")
        case = write(replies.attach(case, sent, at=AT, limit=50))
    ruling = replace(samples.RULING, message_to_enterprise=f"Kính gửi {NAME}.")
    case = write(casework.decide(case, samples.HANDLER, ruling, at=AT))
    case = write(casework.approve(case, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE))
    said = enterprise.say_helped(case, Helped.NO, "Chưa ai xin lỗi tôi.", at=AT)
    assert said is not None
    write(said)
    write(course.close(store.get(CASE_ID) or case, at=LATER))
    file = store.file(CASE_ID)
    assert file is not None
    return file


def without(file: CaseFile, who: Subject | Anyone = WHO, reference: str = "12/2027") -> CaseFile:
    """The file as it is stored after the erasure."""
    found = erase(file, who, reference, at=LATER)
    assert found is not None
    return _stored(file, *found)


def _stored(file: CaseFile, transition: transitions.Transition, changed: CaseFile) -> CaseFile:
    entries = {one.number: one for one in (*file.timeline, *changed.timeline, transition.entry)}
    files = {one.evidence_id: one for one in (*file.evidence, *changed.evidence)}
    return replace(file, case=transition.after, timeline=list(entries.values()), evidence=list(files.values()))


def test_nothing_of_them_is_left_and_the_file_verifies_and_says_what_was_erased() -> None:
    file = closed()
    assert verify(file).intact
    left = without(file)
    found = verify(left)
    assert (found.intact, found.first_broken, found.what) == (True, None, None)
    assert found.erased == (3, 5, 6, 8)
    assert left.timeline[-1].action == ERASE
    assert left.timeline[-1].note == "12/2027"
    said = str((left.case, left.timeline, left.evidence))
    assert not WHO.mentioned(said)
    assert "xin lỗi tôi" not in said
    assert "Đã xem hồ sơ." in said


def test_what_they_replied_goes_too_and_its_file_is_still_that_of_its_entry() -> None:
    left = without(closed(replied=True))
    found = verify(left)
    assert (found.intact, found.first_broken, found.what) == (True, None, None)
    said = str((left.case, left.timeline, left.evidence))
    assert not WHO.mentioned(said)
    assert "ba giờ" not in said
    assert "e" * 32 in left.timeline[6].note


def test_what_is_counted_stays() -> None:
    file = closed()
    left = without(file).case
    kept = ("levels", "reasons", "tax_code", "received_at", "status", "language")
    assert [getattr(left.rating, one) for one in kept] == [getattr(file.case.rating, one) for one in kept]
    assert (left.state, left.closed_at, left.deciders) == (file.case.state, file.case.closed_at, file.case.deciders)
    assert left.rating.contact is None
    assert left.rating.comment == ERASED


def test_a_second_time_there_is_nothing_to_do_and_another_person_is_erased_as_well() -> None:
    left = without(closed())
    assert erase(left, WHO, "12/2027", at=LATER) is None
    again = without(left, Subject(["Đã xem hồ sơ"]), "13/2027")
    assert verify(again).intact
    assert verify(again).erased == (3, 4, 5, 6, 8)


def test_who_alters_what_was_erased_is_found() -> None:
    left = without(closed())

    def altered(number: int, **changes: object) -> CaseFile:
        entries = [replace(one, **changes) if one.number == number else one for one in left.timeline]  # type: ignore[arg-type]
        return replace(left, timeline=entries)

    assert verify(altered(3, note="Đã gọi người khác.")).first_broken == 3
    assert verify(altered(3, by="20CF-9999")).first_broken == 3
    proposal = left.timeline[5].decision
    assert proposal is not None
    assert verify(altered(6, decision=replace(proposal, action_taken="Không."))).first_broken == 6
    changed = replace(left.case, rating=replace(left.case.rating, levels={**left.case.rating.levels, Rated.OFFICE: 5}))
    assert not verify(replace(left, case=changed)).intact
    assert verify(replace(left, evidence=[])).what == "evidence"
    assert verify(replace(left, evidence=[replace(left.evidence[0], name="khac.pdf")])).what == "evidence"


def test_an_alteration_cannot_name_itself_an_erasure() -> None:
    """Whoever writes an entry of their own at the end breaks what the case says, or leaves it for all to see."""
    left = without(closed())
    last = left.timeline[-1]
    forged = replace(last, sealed={**last.sealed, "erased:2": "00"})
    assert verify(replace(left, timeline=[*left.timeline[:-1], forged])).first_broken == 2
    assert seal(forged, left.timeline[-2].hash) != last.hash


def test_an_erasure_speaks_of_no_other_and_of_nothing_that_comes_after_it() -> None:
    left = without(closed())
    first = left.timeline[-1]
    second = without(left, Subject(["Đã xem hồ sơ"]), "13/2027")
    assert second.timeline[-2] == first
    assert verify(replace(second, timeline=[*second.timeline[:-2], _noted(first), second.timeline[-1]])).intact is False


def _noted(entry: Entry) -> Entry:
    return replace(entry, note="khác")


def test_a_case_that_is_not_over_is_left_alone() -> None:
    file = closed()
    with pytest.raises(ValueError, match="once it is closed"):
        erase(replace(file, case=samples.open_case()), WHO, "12/2027", at=LATER)


def test_more_than_a_transaction_holds_is_left_to_the_next() -> None:
    file = closed()
    many = [replace(file.timeline[2], number=number) for number in range(1, 2 * MOST_AT_ONCE)]
    found = erase(replace(file, timeline=many), WHO, "12/2027", at=LATER)
    assert found is not None
    assert len(found[1].timeline) + len(found[1].evidence) == MOST_AT_ONCE


@pytest.mark.parametrize(
    "text",
    [EMAIL.upper(), "kieu: Kiều  Văn Kín Đáo!", "0912345987", "+84912345987", "(84) 912-345-987", f"<{EMAIL}>"],
)
def test_a_person_is_found_however_they_are_written(text: str) -> None:
    assert WHO.mentioned(text)
    assert not WHO.mentioned(WHO.text(text))


@pytest.mark.parametrize("text", ["a.kin.dao@example.vn", "20912345987", "Kiều Văn Kín", "09123459871"])
def test_another_is_not_taken_for_them(text: str) -> None:
    assert WHO.text(text) == text


@pytest.mark.parametrize("called", [[], ["An"], ["", EMAIL, "ab"]])
def test_who_could_be_anybody_is_refused(called: list[str]) -> None:
    with pytest.raises(ValueError, match="5 characters"):
        Subject(called)


def test_a_household_loses_its_name_and_addresses_but_not_its_place_in_the_figures() -> None:
    clearance = replace(
        samples.clearance(),
        enterprise=replace(samples.clearance().enterprise, tax_code="001099123457", name="Hộ Trăng Khuyết"),
    )
    rated = replace(samples.rating(), tax_code="001099123457", clearance=clearance, comment="Chậm.")
    left = erased_rating(rated, Subject(["001099123457"]))
    assert left.clearance is not None
    assert (left.clearance.enterprise.name, left.clearance.enterprise.emails) == (ERASED, ())
    assert (left.tax_code, left.comment) == ("001099123457", ERASED)


def test_what_was_kept_long_enough_loses_who_said_it_whoever_it_was() -> None:
    left = without(closed(), Anyone(), "retention")
    assert verify(left).intact
    assert left.case.rating.contact is None
    assert left.case.clearance.enterprise.emails == ()
    assert left.case.clearance.enterprise.name == samples.clearance().enterprise.name


def test_each_text_that_names_them_is_found_with_its_path() -> None:
    found = mentions({"pk": "L#1", "contact": {"email": EMAIL}, "notes": ["-", f"{NAME} gọi"]}, WHO)
    assert [(one.path, one.text) for one in found] == [("contact.email", EMAIL), ("notes[1]", f"{NAME} gọi")]


def test_a_file_that_was_erased_is_said_to_be_erased_and_not_altered() -> None:
    """Its digest stays; what is there under its name later is no longer it."""
    file = closed()
    found = erase(file, WHO, "12/2027", at=LATER, files={FILE.evidence_id: FILE.sha256 or "ab" * 32})
    assert found is not None
    left = _stored(file, *found)
    (gone,) = left.evidence
    assert (gone.erased_at, gone.sha256) == (LATER, FILE.sha256 or "ab" * 32)
    assert verify(left).intact
    assert 5 in verify(left).erased
    again = verify(left, {FILE.evidence_id: gone.sha256 or ""})
    assert (again.intact, again.what) == (False, "file")
    assert not verify(replace(left, evidence=[replace(gone, erased_at=None)])).intact
    assert not verify(replace(left, evidence=[replace(gone, sha256="cd" * 32)])).intact


def test_who_marks_a_file_as_erased_without_an_entry_is_found() -> None:
    file = closed()
    assert verify(replace(file, evidence=[replace(file.evidence[0], erased_at=LATER)])).what == "evidence"


def test_a_personal_number_gives_way_to_its_pseudonym_wherever_it_counts() -> None:
    code = "001099123457"
    clearance = replace(samples.clearance(), enterprise=replace(samples.clearance().enterprise, tax_code=code))
    first = replace(samples.rating(), tax_code=code)
    rated = replace(first, clearance=clearance, first=first)
    left = erased_rating(rated, Subject([code], {code: "erased-0123456789ab"}))
    assert code not in str(left)
    assert left.clearance is not None
    assert left.tax_code == left.clearance.enterprise.tax_code == "erased-0123456789ab"
    assert left.levels == rated.levels
    other = Subject([code, "001099123458"], {"001099123458": "erased-0123456789ab"})
    assert erased_rating(rated, other).tax_code == code
