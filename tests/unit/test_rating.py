from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.lots.clearance import Enterprise, same_content, same_facts
from hailong.lots.rating import Contact, accepted, fingerprint, window_over
from hailong.vocabulary.words import Reason, Subject
from tests import samples


@pytest.mark.parametrize(("level", "negative"), [(1, True), (2, True), (3, False), (4, False), (5, False)])
def test_one_and_two_are_negative_and_three_is_neutral(level: int, negative: bool) -> None:  # noqa: FBT001
    rating = samples.accepted_rating(levels={Subject.TEAM: level, Subject.OFFICE: 5})
    assert rating.negative is negative
    assert rating.case_id == ("HL-10302752870" if negative else None)


def test_a_rating_that_waits_opens_no_case() -> None:
    assert samples.rating().negative
    assert samples.rating().case_id is None


def test_is_restricted_by_a_grave_reason_or_a_negative_office() -> None:
    assert not samples.rating().restricted
    assert samples.rating(reasons=(Reason.DELAY, Reason.HARASSMENT)).restricted
    assert samples.rating(levels={Subject.OFFICE: 2}).restricted


def test_the_lot_is_that_of_the_first_declaration() -> None:
    part = samples.clearance("103027528711", first_declaration_no="103027528703")
    assert part.key == "10302752871"
    assert part.lot_key == "10302752870"
    assert accepted(samples.rating("103027528711"), part).case_id == "HL-10302752870"


@given(st.permutations(list(Reason)[:4]), st.sampled_from(["103027528701", "103027528702", "10302752870"]))
def test_the_same_again_is_the_same_however_it_is_written(reasons: list[Reason], number: str) -> None:
    first = samples.rating(reasons=tuple(list(Reason)[:4]))
    assert fingerprint(samples.rating(number, reasons=tuple(reasons))) == fingerprint(first)


@pytest.mark.parametrize(
    "change",
    [
        {"levels": {Subject.OFFICER: 2}},
        {"levels": {Subject.OFFICER: 2, Subject.TEAM: 3, Subject.OFFICE: 5}},
        {"reasons": ()},
        {"comment": None},
        {"contact": None},
        {"contact": Contact(email="ketoan@example.vn")},
    ],
)
def test_other_content_is_other_content(change: dict[str, Any]) -> None:
    assert fingerprint(samples.rating(**change)) != fingerprint(samples.rating())


def test_the_window_runs_from_clearance() -> None:
    window = timedelta(days=30)
    assert not window_over(samples.clearance(), samples.CLEARED + window, window)
    assert window_over(samples.clearance(), samples.CLEARED + window + timedelta(seconds=1), window)


def test_name_and_e_mails_are_no_facts() -> None:
    known = samples.clearance()
    renamed = samples.clearance(enterprise=Enterprise(tax_code=samples.TAX_CODE, name="Tên mới"))
    assert same_facts(known, renamed)
    assert not same_content(known, renamed)
    assert not same_facts(known, samples.clearance(office="20BB"))
    assert same_content(known, samples.clearance("103027528702"))


@pytest.mark.parametrize("first", ["10302752870", "103027528701", "103027528702"])
def test_the_first_declaration_is_the_same_however_its_number_is_written(first: str) -> None:
    assert same_content(samples.clearance(), samples.clearance(first_declaration_no=first))
    other = samples.clearance("103027529901", first_declaration_no="10302752870")
    assert same_content(other, replace(other, first_declaration_no=first))
    assert not same_facts(other, samples.clearance("103027529901"))
