"""The queue as staff see it over the API: who sees what, every filter, and pages."""

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb import case_items, finding, items
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.cases import casework, transitions
from hailong.cases.case import Case
from hailong.cases.queue import QueueQuery
from hailong.cases.transitions import Transition
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
            closed = transitions.by_system(case, replace(case, state=CaseState.CLOSED), "close", "", at=samples.RATED)
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
        due = transitions.by_system(case, replace(case, calls_due=("outcome",)), "call_needed", "", at=samples.RATED)
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


def test_inspectors_find_the_cases_of_an_officer_and_nobody_else_asks_for_them(full: TasksDesk) -> None:
    rated = samples.RATED_OFFICER.staff_code
    every = ",".join(CaseState)
    assert _ids(full.queue(samples.INSPECTOR, officer=rated, state=every)) == ["10", "11", "12", "13", "14", "15"]
    assert _ids(full.queue(samples.INSPECTOR, officer=rated, q="vi du", state="closed")) == ["15"]
    assert _ids(full.queue(samples.INSPECTOR, officer=rated, office="20CF", assignee=samples.HANDLER.staff_code)) == [
        "14"
    ]
    assert _ids(full.queue(samples.INSPECTOR, officer="20CF-0013", state=every)) == []
    for person in (samples.HANDLER, samples.SUPERVISOR, samples.RATED_OFFICER, samples.LEADER):
        status, answer = full.call(person, "GET", "/tasks", query={"officer": rated})
        assert (status, answer["code"]) == (403, "forbidden"), person


def test_an_inspector_finds_no_case_about_themselves_by_their_own_code(full: TasksDesk) -> None:
    rated = replace(samples.RATED_OFFICER, roles=samples.INSPECTOR.roles)
    full.directory.staff = [rated if one == samples.RATED_OFFICER else one for one in full.directory.staff]
    assert full.queue(rated, officer=rated.staff_code, state=",".join(CaseState)) == {
        "items": [],
        "names": {},
        "cursor": None,
    }


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
        {"assignee": "x" * 33},
        {"assignee": "Đ"},
        {"colour": "red"},
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


@pytest.mark.parametrize("name", ["state", "cursor", "q"])
def test_a_parameter_is_given_once(tasks: TasksDesk, name: str) -> None:
    status, problem = tasks.call(samples.HANDLER, "GET", "/tasks", query={name: ["open", "assigned"]})
    assert (status, problem["errors"]) == (422, [{"field": name, "message": "is given more than once"}])


@pytest.mark.parametrize("query", [{}, {"q": "vi du"}, {"assignee": "20CF-0101"}, {"calls_due": "true"}])
@pytest.mark.parametrize("limit", ["1", "2", "3"])
def test_no_page_and_no_cursor_tells_of_what_is_hidden(unreached: TasksDesk, query: dict[str, str], limit: str) -> None:
    """Whether a case is hidden or is not there at all makes no difference to a page."""
    for person in (samples.RATED_OFFICER, replace(samples.OTHER_HANDLER, team="01"), samples.HANDLER):
        desk = _seated(unreached, person)
        seen = _ids(desk.queue(person, limit="100", **query))
        assert desk.queue(person, limit="100", **query)["cursor"] is None
        cursor: dict[str, str] = {}
        for start in range(0, max(len(seen), 1), int(limit)):
            page = desk.queue(person, limit=limit, **query, **cursor)
            assert _ids(page) == seen[start : start + int(limit)]
            assert (page["cursor"] is None) == (start + int(limit) >= len(seen))
            if page["cursor"]:
                sealed = base64.urlsafe_b64decode(page["cursor"] + "===")
                assert b"HL-" not in sealed
                cursor = {"cursor": page["cursor"]}


def test_a_page_is_full_however_many_before_it_are_hidden(tasks: TasksDesk) -> None:
    """Forty cases of one's own office that one may not see, and then one more."""
    member = replace(samples.OTHER_HANDLER, team="01")
    for number in range(40):
        tasks.store.write(samples.opening(f"1030275{number:04d}1", levels={Subject.TEAM: 1}))
    tasks.store.write(samples.opening("103027590001"))
    page = _seated(tasks, member).queue(member, limit="1")
    assert (_ids(page), page["cursor"]) == (["00"], None)


class _Hidden:
    """An index in which so many reads, one after the other, find only what is hidden, and the last one a case."""

    def __init__(self, reads: int) -> None:
        self.requests, self._reads = 0, reads

    def query(self, **request: Any) -> dict[str, Any]:
        self.requests += 1
        asked = items.unmarshal(request["ExpressionAttributeValues"])
        if asked[":partition"] != "20CF#assigned":
            return {"Items": []}
        start = request.get("ExclusiveStartKey", {"queue_due": {"S": asked[":low"]}})["queue_due"]["S"]
        number = int(start.rstrip("#") or 0) + 1
        if number <= self._reads:
            return {"Items": [], "LastEvaluatedKey": {"queue_due": {"S": f"{number:04d}#"}}}
        return {"Items": [case_items.case_item(samples.opening().after) | {"queue_due": {"S": "2026#HL"}}]}


@pytest.mark.parametrize(("behind", "pages"), [(3, 1), (150, 2), (420, 5)])
def test_a_page_reads_on_only_so_long_and_the_next_goes_on_from_there(behind: int, pages: int) -> None:
    client: Any = _Hidden(behind)
    query = QueueQuery(office="20CF", states=(CaseState.OPEN, CaseState.ASSIGNED), restricted=False)
    found: list[Case] = []
    asked = 0
    while True:
        before = client.requests
        page = DynamoCaseQueue(client, "cases").page(query)
        assert client.requests - before <= finding.REQUESTS
        found += page.cases
        asked += 1
        if page.last is None:
            break
        assert page.last > (query.after or "")
        query = replace(query, after=page.last)
    assert (asked, [case.case_id for case in found]) == (pages, ["HL-10302752870"])


def test_however_little_is_looked_through_at_a_time_all_is_found_once_and_in_order(
    full: TasksDesk, dynamodb: "DynamoDBClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = ({"q": "vi du"}, {"state": "open"}, {"q": "vi du", "state": "open"}, {"office": "20CF"})
    for question in questions:
        whole = _ids(full.queue(samples.INSPECTOR, **question))
        with monkeypatch.context() as patched:
            for requests in (26, 30, 60):
                patched.setattr(full.module, "queue", DynamoCaseQueue(dynamodb, "cases", requests))
                found: list[str] = []
                cursor: dict[str, str] = {}
                while True:
                    page = full.queue(samples.INSPECTOR, **question, **cursor, limit="2")
                    found += _ids(page)
                    if not page["cursor"]:
                        break
                    cursor = {"cursor": page["cursor"]}
                assert found == whole


def test_a_cursor_is_good_for_its_person_and_question_only(full: TasksDesk, subtests: pytest.Subtests) -> None:
    cursor = full.queue(samples.INSPECTOR, limit="2", state="open")["cursor"]
    assert full.queue(samples.INSPECTOR, limit="3", state="open", cursor=cursor)["items"]
    plain = base64.urlsafe_b64encode(b"2026-06-26T10:00:00Z#HL-10302752812").decode()
    others: dict[str, tuple[Person, dict[str, str]]] = {
        "another person": (samples.SECOND_INSPECTOR, {"state": "open", "cursor": cursor}),
        "another question": (samples.INSPECTOR, {"state": "assigned", "cursor": cursor}),
        "no question": (samples.INSPECTOR, {"cursor": cursor}),
        "altered": (samples.INSPECTOR, {"state": "open", "cursor": f"x{cursor}"}),
        "made up": (samples.INSPECTOR, {"state": "open", "cursor": plain}),
        "no text": (samples.INSPECTOR, {"state": "open", "cursor": "***"}),
        "not ASCII": (samples.INSPECTOR, {"state": "open", "cursor": "đ\ud800"}),
        "too long": (samples.INSPECTOR, {"state": "open", "cursor": "x" * 4000}),
    }
    for name, (person, query) in others.items():
        with subtests.test(name):
            status, problem = full.call(person, "GET", "/tasks", query=query)
            assert (status, problem["code"]) == (400, "bad_cursor")


def test_a_case_that_cannot_be_read_keeps_no_other_from_being_seen(full: TasksDesk, dynamodb: "DynamoDBClient") -> None:
    dynamodb.update_item(
        TableName="cases",
        Key={"pk": {"S": "HL-10302752811"}, "sk": {"S": "CASE"}},
        UpdateExpression="SET #level = :x",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeNames={"#level": "level"},
        ExpressionAttributeValues={":x": {"S": "x"}},
    )
    assert _ids(full.queue(samples.INSPECTOR)) == ["10", "12", "13", "14"]
    assert _ids(full.queue(samples.INSPECTOR, q="vi du")) == ["10", "12", "13", "14"]
    assert _ids(full.queue(samples.INSPECTOR, q="HL-10302752811")) == []
