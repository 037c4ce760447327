"""Who has how many cases, due when, as those see it who give out work."""

from dataclasses import replace
from typing import Any

import pytest

from functions.tasks import workload as overview_of
from functions.tasks.decisions import Caller
from hailong.cases import casework, course, transitions, workload
from hailong.cases.queue import QueuePage, QueueQuery
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import to_local_text
from hailong.vocabulary.words import CaseState, Reason, Subject
from tests import samples
from tests.contract.tasks_desk import TasksDesk

NOTHING = {"unassigned": 0, "in_review": 0, "due_soon": 0, "overdue": 0, "stuck": 0}


def workload_of(desk: TasksDesk, person: Person, **query: str) -> dict[str, Any]:
    status, found = desk.call(person, "GET", "/workload", query=query or None)
    assert status == 200, found
    return found


def load_of(found: dict[str, Any], person: Person) -> dict[str, Any]:
    return next(one for one in found["people"] if one["staff_code"] == person.staff_code)


def ids(found: dict[str, Any]) -> list[str]:
    return [item["case_id"][-2:] for item in found["items"]]


@pytest.fixture
def busy(tasks: TasksDesk, monkeypatch: pytest.MonkeyPatch) -> TasksDesk:
    """Monday morning: 10 is open and due on Friday, 11 claimed and due then, 12 restricted, 13 of the rated team;
    14 claimed and due on Tuesday, 15 in review, 16 claimed and long past its first date, 17 stopped, 18 over.
    """
    monday = samples.RATED.replace(day=22)
    monkeypatch.setattr(tasks.module.staff, "clock", lambda: monday)
    peculiar: dict[int, dict[str, Any]] = {12: {"reasons": (Reason.HARASSMENT,)}, 13: {"levels": {Subject.TEAM: 1}}}
    for number in range(10, 19):
        opened = samples.opening(f"103027528{number}1", **peculiar.get(number, {}))
        case = opened.after
        if number in {14, 16}:
            case = replace(case, due_at=samples.DUE.replace(day=23))
        if number == 16:
            case = replace(case, breached=True)
        opened = replace(opened, after=case)
        tasks.store.write(opened)
        if number in {11, 14, 15, 16}:
            claimed = casework.claim(case, samples.HANDLER, at=samples.RATED)
            tasks.store.write(claimed)
            if number == 15:
                tasks.store.write(casework.decide(claimed.after, samples.HANDLER, samples.RULING, at=samples.RATED))
        if number == 17:
            tasks.store.write(course.fail(case, error="States.Timeout", at=samples.RATED))
        if number == 18:
            over = replace(case, state=CaseState.CLOSED)
            tasks.store.write(transitions.by_system(case, over, "close", "", at=samples.RATED))
    return tasks


def test_a_supervisor_sees_who_has_how_many_due_when_and_what_nobody_has(busy: TasksDesk) -> None:
    found = workload_of(busy, samples.SUPERVISOR)
    tuesday, friday = to_local_text(samples.DUE.replace(day=23)), to_local_text(samples.DUE)
    assert found["total"] == {
        "cases": 7,
        "unassigned": 2,
        "in_review": 1,
        "due_soon": 2,
        "overdue": 0,
        "stuck": 2,
        "next_due": tuesday,
    }
    has = load_of(found, samples.HANDLER)
    assert (has["cases"], has["due_soon"], has["stuck"], has["next_due"]) == (3, 2, 1, tuesday)
    # What waits for review weighs on whoever reviews it.
    assert (
        load_of(found, samples.OTHER_HANDLER)
        == {
            "staff_code": samples.OTHER_HANDLER.staff_code,
            "name": None,
            "office": "20CF",
            "role": "handler",
            "cases": 0,
            "next_due": None,
        }
        | NOTHING
    )
    assert {one["staff_code"] for one in found["people"]} == {
        person.staff_code for person in samples.STAFF if person.office == "20CF"
    }
    # Soonest due first; what is claimed, and due on Friday, wants nobody's attention.
    assert ids(found) == ["14", "16", "10", "13", "17"]
    assert (found["soon"], found["complete"]) == (to_local_text(samples.DUE.replace(day=24)), True)
    assert friday > found["soon"]


def test_counts_tell_nothing_of_what_is_hidden(busy: TasksDesk) -> None:
    """Restricted cases, those of a rated team, and those about the reader are in no figure."""
    team = replace(samples.SUPERVISOR, staff_code="20CF-0002", team="01")
    rated = replace(samples.SUPERVISOR, staff_code=samples.RATED_OFFICER.staff_code, team=None)
    busy.directory.staff = [*samples.STAFF, team]
    assert workload_of(busy, samples.INSPECTOR, office="20CF")["total"]["unassigned"] == 3
    assert workload_of(busy, samples.SUPERVISOR)["total"]["unassigned"] == 2
    assert workload_of(busy, team)["total"]["unassigned"] == 1
    busy.directory.staff = [*(one for one in samples.STAFF if one.staff_code != rated.staff_code), rated]
    found = workload_of(busy, rated)
    assert (found["total"], found["items"]) == ({"cases": 0, "next_due": None} | NOTHING, [])
    assert all(one["cases"] == 0 for one in found["people"])


def test_inspectors_see_every_office_and_their_own_colleagues(busy: TasksDesk) -> None:
    found = workload_of(busy, samples.INSPECTOR)
    assert {one["staff_code"] for one in found["people"]} == {
        person.staff_code for person in samples.STAFF if person is not samples.LEADER
    }
    elsewhere = workload_of(busy, samples.INSPECTOR, office="20BB")
    assert (elsewhere["total"]["cases"], elsewhere["items"]) == (0, [])
    assert load_of(elsewhere, samples.SECOND_INSPECTOR)["cases"] == 0


@pytest.mark.parametrize("person", [samples.HANDLER, samples.LEADER])
def test_who_gives_out_no_work_is_refused(busy: TasksDesk, person: Person) -> None:
    for query in (None, {"office": "20XX"}):
        status, problem = busy.call(person, "GET", "/workload", query=query)
        assert (status, problem["code"]) == (403, "forbidden")


def test_another_office_is_refused_to_a_supervisor_and_none_is_none(busy: TasksDesk) -> None:
    assert busy.call(samples.SUPERVISOR, "GET", "/workload", query={"office": "20BB"})[0] == 403
    assert busy.call(samples.INSPECTOR, "GET", "/workload", query={"office": "20XX"})[0] == 422


class Endless:
    """A queue in which there are more cases than anybody asks for."""

    def page(self, query: QueueQuery) -> QueuePage:
        return QueuePage([samples.open_case()] * query.limit, "more")


def test_what_is_read_and_shown_is_bounded(busy: TasksDesk) -> None:
    caller = Caller(person=samples.SUPERVISOR, staff=samples.STAFF, at=samples.RATED)
    found = overview_of.overview(Endless(), caller, None, busy.module.calendar)
    assert (found.total.cases, found.complete) == (workload.MOST_CASES, False)
    assert len(found.attention) == overview_of.MOST_SHOWN
