"""Whether the answer helped: said once for each answer, changed until the case is closed, told to staff after that."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.report.decisions import statistics
from functions.report.further_tables import helped_table
from functions.report.query import parse_query
from functions.tasks.views import timeline_view
from hailong.cases import casework, course, enterprise, transitions
from hailong.cases.case import Case
from hailong.cases.verification import verify
from hailong.statistics.facts import Dealt, Said
from hailong.statistics.facts_of_records import dealt
from hailong.statistics.figure_names import band_of
from hailong.vocabulary.errors import Conflict
from hailong.vocabulary.words import Helped, Outcome
from hailong.vocabulary.workdays import vietnamese_calendar
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.samples import INSPECTOR, LEADER
from tests.unit.counted import case, counted, rating

AT = samples.RATED
THIRD = replace(samples.INSPECTOR, staff_code="20ZZ-0003")


def decided() -> Case:
    taken = casework.claim(samples.open_case(), samples.HANDLER, at=AT).after
    ruled = casework.decide(taken, samples.HANDLER, samples.RULING, at=AT).after
    return casework.approve(ruled, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE).after


def reconsidered(first: Case) -> Case:
    appealed = enterprise.appeal(first, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
    taken = casework.claim(appealed, samples.INSPECTOR, at=AT).after
    ruled = casework.decide(taken, samples.INSPECTOR, samples.RULING, at=AT).after
    return casework.approve(ruled, THIRD, at=AT, appeal_until=samples.DUE).after


def say(case_: Case, helped: Helped, why: str | None = None, *, hours: int = 1) -> Case:
    said = enterprise.say_helped(case_, helped, why, at=AT + timedelta(hours=hours))
    assert said is not None
    return said.after


def refusal(case_: Case, helped: Helped) -> str:
    with pytest.raises(Conflict) as raised:
        enterprise.say_helped(case_, helped, None, at=AT)
    return raised.value.code


def test_nothing_can_be_said_before_there_is_an_answer() -> None:
    taken = casework.claim(samples.open_case(), samples.HANDLER, at=AT).after
    proposed = casework.decide(taken, samples.HANDLER, samples.RULING, at=AT).after
    for early in (samples.open_case(), taken, proposed):
        assert refusal(early, Helped.YES) == "no_outcome_yet"


def test_it_is_changed_until_the_case_is_closed_and_the_same_again_is_nothing_new() -> None:
    said = say(decided(), Helped.NO, "Chưa rõ.")
    assert enterprise.say_helped(said, Helped.NO, "Chưa rõ.", at=AT) is None
    changed = say(said, Helped.PARTLY)
    assert changed.verdict is not None
    assert (changed.verdict.helped, changed.verdict.why, changed.verdict.times) == (Helped.PARTLY, None, 2)
    assert (changed.state, changed.revision) == (said.state, decided().revision), "staff's work is not disturbed"
    closed = course.close(changed, at=AT).after
    assert enterprise.say_helped(closed, Helped.PARTLY, None, at=AT) is None
    assert refusal(closed, Helped.YES) == "case_closed"


def test_who_has_said_nothing_may_still_say_it_of_a_closed_case() -> None:
    closed = course.close(decided(), at=AT).after
    assert say(closed, Helped.YES).state == "closed"


def test_nobody_makes_a_timeline_grow_by_changing_their_mind() -> None:
    case_ = decided()
    for number in range(enterprise.MOST_CHANGES):
        case_ = say(case_, Helped.YES, f"{number}")
    assert refusal(case_, Helped.NO) == "changed_too_often"


def test_each_answer_is_asked_about_and_the_first_word_stays() -> None:
    first = say(decided(), Helped.NO)
    second = reconsidered(first)
    assert second.verdict is None
    said = say(course.close(second, at=AT).after, Helped.YES)
    assert {level: verdict.helped for level, verdict in said.verdicts.items()} == {1: Helped.NO, 2: Helped.YES}


def test_staff_are_told_once_nobody_can_hope_to_change_it() -> None:
    transition = enterprise.say_helped(decided(), Helped.NO, "Chưa rõ.", at=AT)
    assert transition is not None
    (shown,) = timeline_view([transition.entry], transition.after)
    assert (shown["by"], shown["action"], shown["note"]) == ("enterprise", "helped", "")
    closed = course.close(transition.after, at=AT).after
    assert timeline_view([transition.entry], closed)[0]["note"] == "no\nChưa rõ."


@pytest.mark.parametrize("level", [1, 2])
def test_what_was_said_is_sealed(level: int) -> None:
    store = MemoryCaseStore()

    def write(transition: transitions.Transition | None) -> Case:
        assert transition is not None
        store.write(transition)
        return transition.after

    write(samples.opening())
    current = write(casework.claim(samples.open_case(), samples.HANDLER, at=AT))
    current = write(casework.decide(current, samples.HANDLER, samples.RULING, at=AT))
    current = write(casework.approve(current, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE))
    current = write(enterprise.say_helped(current, Helped.YES, None, at=AT))
    current = write(enterprise.say_helped(current, Helped.NO, None, at=AT))
    current = write(enterprise.appeal(current, "Chưa thoả đáng.", at=AT, due_at=samples.DUE))
    current = write(casework.claim(current, samples.INSPECTOR, at=AT))
    current = write(casework.decide(current, samples.INSPECTOR, samples.RULING, at=AT))
    current = write(casework.approve(current, THIRD, at=AT, appeal_until=samples.DUE))
    write(enterprise.say_helped(current, Helped.PARTLY, "Đã rõ hơn.", at=AT))
    file = store.file(current.case_id)
    assert file is not None
    assert verify(file).intact
    better = replace(file.case.verdicts[level], helped=Helped.YES)
    tampered = replace(file, case=replace(file.case, verdicts={**file.case.verdicts, level: better}))
    assert (verify(tampered).what, verify(tampered).first_broken) == ("helped", {1: 6, 2: 11}[level])
    assert verify(replace(file, case=replace(file.case, verdicts={}))).what == "helped"


def test_the_fact_has_the_day_on_which_it_was_said_and_what_it_was_said_of() -> None:
    fact = dealt(say(decided(), Helped.NO, hours=72), vietnamese_calendar())
    assert fact.said == (Said(day=date(2026, 6, 22), helped=Helped.NO, outcome=Outcome.UPHELD, hours=0),)
    (posting,) = [one for one in fact.postings() if "helped" in one.figures]
    assert (posting.day, posting.figures) == (date(2026, 6, 22), {"helped": 1, "helped_no:upheld:8": 1})


@given(st.integers(0, 999))
def test_a_band_holds_the_hours_up_to_its_end(hours: int) -> None:
    band = band_of(hours)
    ends = [0, 8, 16, 24, 40]
    assert (
        hours > 40
        if band == "longer"
        else hours <= int(band) and (hours > ends[ends.index(int(band)) - 1] or not hours)
    )


DAY = date(2022, 2, 10)


def _cases(said: Sequence[tuple[int, Helped, Outcome, int]]) -> list[Dealt]:
    return [
        case(
            number,
            decided=DAY,
            said=(Said(day=DAY, helped=helped, outcome=outcome, hours=hours),),
        )
        for number, helped, outcome, hours in said
    ]


SAID = [
    (1, Helped.YES, Outcome.UPHELD, 5),
    (2, Helped.YES, Outcome.UPHELD, 20),
    (3, Helped.PARTLY, Outcome.NOT_UPHELD, 41),
    (4, Helped.NO, Outcome.NOT_UPHELD, 8),
]
ASKED = {"from": "2022-01-01", "to": "2022-03-31"}


def test_the_share_that_helped_by_outcome_hours_and_unit() -> None:
    answer = statistics(parse_query(ASKED, today=date(2022, 6, 20)), INSPECTOR, counted(_cases(SAID)))
    helped = answer["helped"]
    assert (helped["yes"], helped["partly"], helped["no"], helped["share"]) == (2, 1, 1, 0.5)
    assert helped["by_outcome"] == {
        "upheld": {"yes": 2, "partly": 0, "no": 0, "share": 1.0},
        "not_upheld": {"yes": 0, "partly": 1, "no": 1, "share": 0.0},
    }
    assert {band: said["share"] for band, said in helped["by_hours"].items()} == {"8": 0.5, "24": 1.0, "longer": 0.0}
    office = next(child for child in answer["children"] if child["unit"] == "office:20CF")
    assert office["helped"]["share"] == 0.5
    rows = {row[0].value: [cell.value for cell in row[1:]] for row in helped_table(answer).rows}
    assert rows["Phản ánh đúng / Upheld"] == [2, 0, 0, 1.0]
    assert rows["Trong 24 giờ / Within 24 hours"] == [1, 0, 0, 1.0]


def test_what_one_or_two_enterprises_said_is_told_to_inspectors_alone() -> None:
    raters = [rating(number) for number in range(9)]
    few = counted(raters, _cases(SAID[:2]), [case(number, decided=DAY) for number in range(3, 9)])
    query = parse_query(ASKED, today=date(2022, 6, 20))
    assert statistics(query, LEADER, few)["helped"] is None
    assert statistics(query, INSPECTOR, few)["helped"]["share"] == 1.0
    enough = counted(raters, _cases(SAID))
    assert statistics(query, LEADER, enough)["helped"]["share"] == 0.5


def test_what_was_never_said_is_no_share() -> None:
    answer = statistics(parse_query(ASKED, today=date(2022, 6, 20)), INSPECTOR, counted([case(1, decided=DAY)]))
    assert answer["helped"] == {"yes": 0, "partly": 0, "no": 0, "share": None, "by_outcome": {}, "by_hours": {}}
