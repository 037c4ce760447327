"""The queue as staff see it over the API: who sees what, every filter, and pages."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.cases import casework
from hailong.cases.casework import Transition
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Reason, Subject
from tests import samples
from tests.contract.tasks_desk import TasksDesk

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def _ids(page: dict[str, Any]) -> list[str]:
    return [item["case_id"][-2:] for item in page["items"]]


def _moved(index: DynamoCaseIndex, transition: Transition) -> None:
    index.enlist(transition.after, index.places(transition.before) if transition.before else ())


@pytest.fixture
def full(tasks: TasksDesk, dynamodb: "DynamoDBClient") -> TasksDesk:
    """Six cases: 10 to 15; 12 is restricted, 13 has its team rated, 14 is claimed, 15 is closed."""
    index = DynamoCaseIndex(dynamodb, "cases")
    peculiar: dict[int, dict[str, Any]] = {12: {"reasons": (Reason.HARASSMENT,)}, 13: {"levels": {Subject.TEAM: 1}}}
    for number in range(10, 16):
        rating = peculiar.get(number, {})
        transition = samples.opening(f"103027528{number}1", **rating)
        tasks.store.write(transition)
        case = transition.after
        index.enlist(case)
        if number == 14:
            claimed = casework.claim(case, samples.HANDLER, at=samples.RATED)
            tasks.store.write(claimed)
            _moved(index, claimed)
        if number == 15:
            closed = casework.by_system(case, replace(case, state=CaseState.CLOSED), "close", "", at=samples.RATED)
            tasks.store.write(closed)
            _moved(index, closed)
    return tasks


@pytest.fixture
def unreached(full: TasksDesk, dynamodb: "DynamoDBClient") -> TasksDesk:
    """The same six; no e-mail reaches the enterprises of 11 to 13 and 15."""
    index = DynamoCaseIndex(dynamodb, "cases")
    for number in (11, 12, 13, 15):
        case = full.store.get(f"HL-103027528{number}")
        assert case is not None
        due = casework.by_system(case, replace(case, calls_due=("outcome",)), "call_needed", "", at=samples.RATED)
        full.store.write(due)
        _moved(index, due)
    return full


type Question = tuple[Person, dict[str, str], list[str]]
"""Who asks, for what, and which cases come."""

QUESTIONS: list[Question] = [
    (samples.INSPECTOR, {}, ["10", "11", "12", "13", "14"]),
    (samples.LEADER, {}, ["10", "11", "12", "13", "14"]),
    (samples.HANDLER, {}, ["10", "11", "13", "14"]),
    (replace(samples.OTHER_HANDLER, team="01"), {}, ["10", "11", "14"]),
    (samples.RATED_OFFICER, {}, []),
    (samples.ELSEWHERE, {}, []),
    (samples.HANDLER, {"office": "20BB"}, []),
    (samples.INSPECTOR, {"office": "20CF"}, ["10", "11", "12", "13", "14"]),
    (samples.HANDLER, {"state": "assigned"}, ["14"]),
    (samples.HANDLER, {"state": "closed,assigned"}, ["14", "15"]),
    (samples.HANDLER, {"assignee": "20CF-0101"}, ["14"]),
    (samples.HANDLER, {"overdue": "true"}, ["10", "11", "13", "14"]),
    (samples.HANDLER, {"overdue": "false"}, []),
    (samples.HANDLER, {"overdue": "false", "state": "closed"}, ["15"]),
    (samples.HANDLER, {"q": "cong ty vi du"}, ["10", "11", "13", "14"]),
    (samples.INSPECTOR, {"q": "ví dụ"}, ["10", "11", "12", "13", "14"]),
    (samples.INSPECTOR, {"q": "HL-10302752812"}, ["12"]),
    (samples.HANDLER, {"q": "HL-10302752812"}, []),
    (samples.RATED_OFFICER, {"q": "HL-10302752810"}, []),
    (samples.HANDLER, {"q": "103027528111"}, ["11"]),
    (samples.HANDLER, {"q": "5700100256", "state": "closed"}, ["15"]),
    (samples.INSPECTOR, {"reason": "harassment"}, ["12"]),
    (samples.HANDLER, {"reason": "harassment"}, []),
    (samples.HANDLER, {"team": "01"}, ["10", "11", "13", "14"]),
    (samples.HANDLER, {"team": "02"}, []),
    (samples.HANDLER, {"level": "2"}, []),
    (samples.HANDLER, {"level": "1", "state": "assigned"}, ["14"]),
    (samples.HANDLER, {"outcome": "upheld"}, []),
    (samples.HANDLER, {"opened_from": "2999-01-01"}, []),
    (samples.HANDLER, {"opened_until": "2999-01-01"}, ["10", "11", "13", "14"]),
    (samples.SUPERVISOR, {"reviewable": "true"}, []),
]


def test_each_sees_what_they_may_and_asked_for(full: TasksDesk, subtests: pytest.Subtests) -> None:
    for person, query, found in QUESTIONS:
        with subtests.test(person=person.staff_code, query=query):
            assert _ids(_seated(full, person).queue(person, **query)) == found


QUESTIONS_OF_CALLS: list[Question] = [
    (samples.INSPECTOR, {"calls_due": "true"}, ["11", "12", "13", "15"]),
    (samples.LEADER, {"calls_due": "true"}, ["11", "12", "13", "15"]),
    (samples.INSPECTOR, {"calls_due": "true", "office": "20BB"}, []),
    (samples.HANDLER, {"calls_due": "true"}, ["11", "13", "15"]),
    (replace(samples.OTHER_HANDLER, team="01"), {"calls_due": "true"}, ["11", "15"]),
    (samples.RATED_OFFICER, {"calls_due": "true"}, []),
    (samples.ELSEWHERE, {"calls_due": "true"}, []),
    (samples.HANDLER, {"calls_due": "true", "state": "open"}, ["11", "13"]),
    (samples.HANDLER, {"calls_due": "true", "state": "closed"}, ["15"]),
    (samples.HANDLER, {"calls_due": "true", "q": "vi du"}, ["11", "13", "15"]),
    (samples.HANDLER, {"calls_due": "false"}, ["10", "14"]),
    (samples.HANDLER, {}, ["10", "11", "13", "14", "15"]),
]


def test_each_sees_the_calls_that_they_may_and_asked_for(unreached: TasksDesk, subtests: pytest.Subtests) -> None:
    for person, query, found in QUESTIONS_OF_CALLS:
        with subtests.test(person=person.staff_code, query=query):
            assert _ids(_seated(unreached, person).queue(person, **query)) == found


def test_who_reviews_is_shown_only_what_they_may_review(full: TasksDesk) -> None:
    case = full.store.get("HL-10302752814")
    assert case is not None
    full.store.write(casework.decide(case, samples.HANDLER, samples.RULING, at=samples.RATED))
    queue = {
        person.staff_code: _ids(full.queue(person, reviewable="true"))
        for person in (samples.HANDLER, samples.SUPERVISOR, samples.INSPECTOR, samples.LEADER, samples.ELSEWHERE)
    }
    assert queue == {code: [] for code in queue} | {
        samples.SUPERVISOR.staff_code: ["14"],
        samples.INSPECTOR.staff_code: ["14"],
    }
    named = _seated(full, replace(samples.HANDLER, name="Đỗ Thu Hà"))
    page = named.queue(samples.SUPERVISOR, outcome=samples.RULING.outcome)
    assert _ids(page) == ["14"]
    assert page["names"] == {samples.HANDLER.staff_code: "Đỗ Thu Hà"}


def _seated(desk: TasksDesk, person: Person) -> TasksDesk:
    """With the person on the staff as they are here, in whichever team."""
    desk.directory.staff = [*(one for one in desk.directory.staff if one.staff_code != person.staff_code), person]
    return desk


@pytest.mark.parametrize("query", [{}, {"q": "vi du"}])
def test_pages_follow_each_other(full: TasksDesk, query: dict[str, str]) -> None:
    found: list[str] = []
    cursor: dict[str, str] = {}
    for _ in range(10):
        page = full.queue(samples.INSPECTOR, limit="2", **query, **cursor)
        assert len(page["items"]) <= 2
        found += _ids(page)
        if page["cursor"] is None:
            break
        cursor = {"cursor": page["cursor"]}
    assert found == ["10", "11", "12", "13", "14"]


@pytest.mark.parametrize(
    "query",
    [
        {"office": "20XX"},
        {"office": "20ZZ"},
        {"limit": "0"},
        {"limit": "101"},
        {"state": "openn"},
        {"overdue": "1"},
        {"calls_due": "yes"},
        {"cursor": "***"},
        {"q": "!!"},
        {"q": "x" * 101},
        {"reviewable": "maybe"},
        {"level": "3"},
        {"reason": "bribe"},
        {"outcome": "won"},
        {"opened_from": "31/12/2026"},
        {"opened_until": "2026-02-30"},
    ],
)
def test_a_question_that_cannot_be_read_is_named(tasks: TasksDesk, query: dict[str, str]) -> None:
    status, problem = tasks.call(samples.HANDLER, "GET", "/tasks", query=query)
    assert (status, [one["field"] for one in problem["errors"]]) == (422, list(query))


def test_a_state_that_there_is_not_is_answered_with_those_that_there_are(tasks: TasksDesk) -> None:
    _, problem = tasks.call(samples.HANDLER, "GET", "/tasks", query={"state": "open,foo"})
    there_are = "must be open, assigned, in_review, decided, appealed, closed or failed"
    assert (problem["code"], problem["errors"]) == ("invalid", [{"field": "state", "message": there_are}])
