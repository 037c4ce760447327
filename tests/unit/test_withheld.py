"""What is withheld beside what, and from whom."""

from datetime import date

import pytest

from hailong.vocabulary.errors import Forbidden
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Reason, Role
from tests.samples import HANDLER, INSPECTOR, LEADER, SUPERVISOR
from tests.unit.asking import ask, child
from tests.unit.counted import counted, lot, rating

TWO_ENTERPRISES = [rating(1, level=1, reason=Reason.DELAY), rating(2, level=5)]


@pytest.mark.parametrize("person", [LEADER, HANDLER, SUPERVISOR])
def test_fewer_than_three_enterprises_are_not_shown(person: Person) -> None:
    answer = ask(counted(TWO_ENTERPRISES, [lot(1)]), person)
    assert answer["suppressed"] is True
    shown = {name: value for name, value in answer["totals"].items() if value is not None}
    assert {name: value for name, value in shown.items() if name not in {"backlog", "overdue"}} == {"ratings": 2}
    for subject in answer["subjects"].values():
        assert set(subject.values()) == {None}
    assert answer["reasons"] is None
    assert {point["counts"] for point in answer["series"]} == {None}
    office = child(answer, "office:20CF")
    assert (office["ratings"], office["suppressed"]) == (2, True)
    assert {office[name] for name in ("satisfied", "low", "high", "effective_n", "tier")} == {None}


def test_inspectors_see_all() -> None:
    answer = ask(counted(TWO_ENTERPRISES), INSPECTOR)
    assert answer["suppressed"] is False
    assert answer["subjects"]["office"]["counts"] == [1, 0, 0, 0, 1]
    assert child(answer, "office:20CF")["satisfied"] == 0.5
    assert answer["previous"]["suppressed"] is False


THREE_OFFICES = [
    *(rating(n, office="20BB") for n in range(9)),
    *(rating(n, office="20CD") for n in range(4)),
    *(rating(n, office="20CF", level=1) for n in range(2)),
]


def test_a_second_office_is_hidden_where_the_first_could_be_had_by_subtraction() -> None:
    answer = ask(counted(THREE_OFFICES))
    assert answer["suppressed"] is False
    assert child(answer, "office:20CF")["suppressed"] is True
    assert child(answer, "office:20CD")["suppressed"] is True
    assert child(answer, "office:20BB")["suppressed"] is False


@pytest.mark.parametrize("unit", ["office:20CD", "team:20CD-01", "office:20CF"])
def test_what_is_hidden_beside_another_is_hidden_when_asked_for_by_itself(unit: str) -> None:
    reader = counted(THREE_OFFICES)
    answer = ask(reader, unit=unit)
    assert answer["suppressed"] is True
    assert {point["suppressed"] for point in answer["series"]} == {True}
    assert ask(reader, unit="office:20BB")["suppressed"] is False
    assert ask(reader, INSPECTOR, unit=unit)["suppressed"] is False


def test_a_range_is_hidden_where_a_month_of_it_could_be_had_by_subtraction() -> None:
    reader = counted(
        [rating(n, day=date(2022, 1, 5)) for n in range(9)],
        [rating(n, day=date(2022, 2, 5)) for n in range(2)],
        [rating(n, day=date(2022, 3, 5)) for n in range(5)],
    )
    answer = ask(reader, from_="2022-01-01", to="2022-04-30")
    assert [point["suppressed"] for point in answer["series"]] == [False, True, False, True]
    assert [point["ratings"] for point in answer["series"]] == [9, 2, 5, 0]
    assert answer["suppressed"] is True


def test_an_officer_is_hidden_beside_another_of_the_team() -> None:
    reader = counted(
        [rating(n, officers=("20CF-0012",)) for n in range(2)],
        [rating(n, officers=("20CF-0013",)) for n in range(5)],
        [rating(n, officers=("20CF-0014",)) for n in range(8)],
    )
    hidden = {one["unit"]: one["suppressed"] for one in ask(reader, unit="team:20CF-01")["children"]}
    assert hidden == {"officer:20CF-0012": True, "officer:20CF-0013": True, "officer:20CF-0014": False}
    assert ask(reader, unit="officer:20CF-0013")["suppressed"] is True
    assert ask(reader, unit="officer:20CF-0014")["suppressed"] is False


def test_a_subject_that_too_few_enterprises_rated_is_not_shown_of_a_unit_that_is() -> None:
    reader = counted([rating(n, team=None) for n in range(5)], [rating(n) for n in range(2)])
    answer = ask(reader)
    assert answer["subjects"]["office"]["counts"] == [0, 0, 0, 0, 7]
    assert answer["subjects"]["team"]["counts"] is None
    assert ask(reader, INSPECTOR)["subjects"]["team"]["counts"] == [0, 0, 0, 0, 2]


EVERYWHERE = [rating(n, office=office) for n in range(5) for office in ("20BB", "20CD", "20CF")]


@pytest.mark.parametrize("person", [HANDLER, SUPERVISOR])
def test_handlers_and_supervisors_see_their_office_and_of_the_department_no_other_office(person: Person) -> None:
    reader = counted(EVERYWHERE)
    answer = ask(reader, person)
    assert answer["totals"]["ratings"] == 15
    assert [one["unit"] for one in answer["children"]] == ["office:20CF"]
    for unit in ("office:20CF", "team:20CF-01", "officer:20CF-0012"):
        assert ask(reader, person, unit=unit)["unit"] == unit
    for unit in ("office:20BB", "team:20BB-01", "officer:20BB-0012", "office:20ZZ"):
        with pytest.raises(Forbidden):
            ask(reader, person, unit=unit)


@pytest.mark.parametrize("person", [LEADER, INSPECTOR])
def test_leaders_and_inspectors_see_every_unit(person: Person) -> None:
    answer = ask(counted(EVERYWHERE), person)
    assert len(answer["children"]) == 7
    assert ask(counted(EVERYWHERE), person, unit="office:20BB")["totals"]["ratings"] == 5


def test_who_has_no_role_sees_nothing() -> None:
    nobody = Person(staff_code="x", roles=frozenset({Role.SYSTEM}), office="20CF")
    with pytest.raises(Forbidden):
        ask(counted(), nobody)
