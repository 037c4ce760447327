"""Who calls, may they see it, may they do it, and only then what they sent; and what of it is taken down."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hailong.cases import casework, transitions
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState
from tests import samples
from tests.contract.tasks_desk import CASE_ID, TasksDesk

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NO_SUCH_CASE = "HL-99999999999"
ACTIONS = ("claim", "assign", "release", "note", "called", "decide", "review", "resume", "evidence", "preview")
WRONG = {"nonsense": True}


def _post(desk: TasksDesk, person: Person, action: str, body: Any, *, case_id: str = CASE_ID) -> tuple[int, str]:
    status, answer = desk.call(person, "POST", f"/tasks/{{case_id}}/{action}", body, case_id=case_id)
    return status, answer["code"]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("person", [samples.RATED_OFFICER, samples.ELSEWHERE], ids=["rated", "elsewhere"])
@pytest.mark.parametrize("body", [WRONG, {"assignee": "20CF-9999"}, {"version": "1"}])
def test_nothing_that_is_sent_tells_whether_there_is_a_case(
    opened: TasksDesk, action: str, person: Person, body: Any
) -> None:
    for case_id in (CASE_ID, NO_SUCH_CASE, "HL-1", "x" * 3000):
        assert _post(opened, person, action, body, case_id=case_id) == (404, "case_not_found")
    # The two that look like cases took the same way.
    assert len(opened.refused.messages) == 2


@pytest.mark.parametrize("action", ACTIONS[:-1])
def test_who_may_not_do_it_is_told_so_before_what_they_sent(opened: TasksDesk, action: str) -> None:
    assert _post(opened, samples.LEADER, action, WRONG) == (403, "forbidden")


@pytest.mark.parametrize("action", ACTIONS)
def test_who_is_nobody_learns_nothing(opened: TasksDesk, action: str) -> None:
    opened.directory.staff.remove(samples.HANDLER)
    assert _post(opened, samples.HANDLER, action, WRONG) == (403, "not_staff")


@pytest.mark.parametrize("action", ACTIONS)
def test_what_they_sent_comes_before_the_state_of_the_case(opened: TasksDesk, action: str) -> None:
    inspector = samples.INSPECTOR
    opened.write(casework.claim(opened.case, inspector, at=samples.RATED))
    status, problem = opened.act(inspector, action, WRONG)
    assert (status, problem["code"]) == (422, "invalid")


@pytest.mark.parametrize("route", ["", "/timeline", "/timeline/verify", "/evidence/{evidence_id}"])
def test_a_parameter_that_there_is_not_is_named_to_who_may_see_the_case(opened: TasksDesk, route: str) -> None:
    path: dict[str, Any] = {"case_id": CASE_ID} | ({"evidence_id": "0" * 32} if "evidence" in route else {})
    resource = f"/tasks/{{case_id}}{route}"
    asked = opened.call(samples.INSPECTOR, "GET", resource, query={"colour": "red"}, **path)
    assert (asked[0], [one["field"] for one in asked[1]["errors"]]) == (422, ["colour"])
    assert opened.call(samples.ELSEWHERE, "GET", resource, query={"colour": "red"}, **path)[0] == 404


@pytest.mark.parametrize("evidence_id", ["x" * 3000, "", "../../x", "0" * 31])
def test_a_key_that_the_table_would_not_take_is_not_asked_for(opened: TasksDesk, evidence_id: str) -> None:
    status, problem = opened.call(
        samples.HANDLER,
        "GET",
        "/tasks/{case_id}/evidence/{evidence_id}",
        case_id=CASE_ID,
        evidence_id=evidence_id or "%20",
    )
    assert (status, problem["code"]) == (404, "evidence_not_found")


# ------------------------------------------------------------------ what is taken down


def test_whoever_insists_is_counted_and_fills_nothing(opened: TasksDesk, dynamodb: "DynamoDBClient") -> None:
    for _ in range(40):
        opened.act(samples.RATED_OFFICER, "claim")
    opened.act(samples.RATED_OFFICER, "note", WRONG)
    opened.take_down()
    kept = [item for item in dynamodb.scan(TableName="cases")["Items"] if item["sk"]["S"].startswith("REFUSED#")]
    assert len(kept) == 2
    counted = {one["action"]: one for one in opened.file(samples.INSPECTOR)["refusals"]}
    assert (counted["claim"]["times"], counted["note"]["times"]) == (40, 1)
    assert counted["claim"]["first_at"] <= counted["claim"]["last_at"]
    assert set(counted["claim"]) == {"by", "role", "action", "why", "about", "first_at", "last_at", "times"}


def test_of_a_case_that_there_is_not_nothing_is_kept(opened: TasksDesk, dynamodb: "DynamoDBClient") -> None:
    before = dynamodb.scan(TableName="cases")["Count"]
    _post(opened, samples.HANDLER, "claim", {}, case_id=NO_SUCH_CASE)
    opened.take_down()
    assert dynamodb.scan(TableName="cases")["Count"] == before


def test_a_hidden_case_and_none_take_the_same_way(
    opened: TasksDesk, dynamodb: "DynamoDBClient", subtests: pytest.Subtests
) -> None:
    """The same calls of AWS and the same message: nothing is left that could take another time."""
    made: list[str] = []
    dynamodb.meta.events.register("before-call.*", lambda model, **_: made.append(model.name))
    opened.module._client.meta.events.register("before-call.*", lambda model, **_: made.append(model.name))
    for route in ("", "/timeline", "/timeline/verify"):
        with subtests.test(route=route):
            ways = []
            for case_id in (CASE_ID, NO_SUCH_CASE):
                made.clear()
                opened.refused.messages.clear()
                assert opened.call(samples.ELSEWHERE, "GET", f"/tasks/{{case_id}}{route}", case_id=case_id)[0] == 404
                ways.append((Counter(made), [set(message["refusal"]) for message in opened.refused.messages]))
            assert ways[0] == ways[1]
            assert len(ways[0][1]) == 1


def test_that_a_refusal_cannot_be_taken_down_changes_no_answer(
    opened: TasksDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def send(self, _message: dict[str, Any]) -> None:
            raise RetryLater("the queue cannot be reached")

    monkeypatch.setattr(opened.module, "refused", Broken())
    for case_id in (CASE_ID, NO_SUCH_CASE):
        assert _post(opened, samples.RATED_OFFICER, "claim", {}, case_id=case_id) == (404, "case_not_found")
    assert _post(opened, samples.LEADER, "claim", {}) == (403, "forbidden")


def test_a_refused_verification_is_taken_down(opened: TasksDesk) -> None:
    for person, status in ((samples.SUPERVISOR, 403), (samples.RATED_OFFICER, 404)):
        assert opened.call(person, "GET", "/tasks/{case_id}/timeline/verify", case_id=CASE_ID)[0] == status
    opened.take_down()
    told = {(one["by"], one["action"], one["why"]) for one in opened.file(samples.INSPECTOR)["refusals"]}
    assert told == {
        (samples.SUPERVISOR.staff_code, "verify", "role"),
        (samples.RATED_OFFICER.staff_code, "verify", "rated_officer"),
    }


# ------------------------------------------------------------------ what would grow without end


def test_the_timeline_comes_page_by_page(opened: TasksDesk) -> None:
    case = opened.case
    for number in range(119):
        note = casework.note(case, samples.HANDLER, f"{number}", at=samples.RATED)
        opened.store.write(note)
        case = note.after
    file = opened.file(samples.HANDLER)
    assert [entry["note"] for entry in file["timeline"]] == [str(number) for number in range(69, 119)]
    pages, cursor = [], file["timeline_cursor"]
    while cursor:
        page = opened.call(
            samples.HANDLER, "GET", "/tasks/{case_id}/timeline", query={"cursor": cursor}, case_id=CASE_ID
        )[1]
        pages.append([entry["note"] for entry in page["items"]])
        cursor = page["cursor"]
    assert pages == [[str(number) for number in range(19, 69)], ["", *(str(number) for number in range(19))]]
    latest = opened.call(samples.HANDLER, "GET", "/tasks/{case_id}/timeline", case_id=CASE_ID)[1]
    assert latest["items"] == file["timeline"]
    for person, wrong in ((samples.SUPERVISOR, file["timeline_cursor"]), (samples.HANDLER, "51")):
        asked = opened.call(person, "GET", "/tasks/{case_id}/timeline", query={"cursor": wrong}, case_id=CASE_ID)
        assert (asked[0], asked[1]["code"]) == (400, "bad_cursor")


def test_an_action_answers_the_latest_page(opened: TasksDesk) -> None:
    case = opened.case
    for number in range(60):
        note = casework.note(case, samples.HANDLER, f"{number}", at=samples.RATED)
        opened.store.write(note)
        case = note.after
    status, file = opened.act(samples.HANDLER, "claim")
    assert (status, len(file["timeline"]), file["timeline"][-1]["action"]) == (200, 50, "claim")
    assert file["timeline_cursor"]


def test_notes_and_evidence_have_a_quota(opened: TasksDesk) -> None:
    """Three notes and two files, as this desk is set up."""
    file = {"name": "a.pdf", "content_type": "application/pdf", "size": 5}
    for action, body, quota in (("note", {"text": "Một."}, 3), ("evidence", file, 2)):
        answers = [opened.act(samples.HANDLER, action, body) for _ in range(quota + 1)]
        assert {status for status, _ in answers[:-1]} <= {200, 201}
        assert (answers[-1][0], answers[-1][1]["code"]) == (409, "quota_reached")
    assert opened.act(samples.HANDLER, "claim")[0] == 200


def test_a_closed_case_with_wrong_words_is_stale_only_for_right_ones(opened: TasksDesk) -> None:
    closed = replace(opened.case, state=CaseState.CLOSED)
    opened.write(transitions.by_system(opened.case, closed, "close", "", at=samples.RATED))
    assert opened.act(samples.INSPECTOR, "note", WRONG)[0] == 422
    assert opened.act(samples.INSPECTOR, "note", {"text": "Muộn."})[0] == 409


def test_what_is_no_refusal_comes_again_and_ends_in_the_dead_letters(opened: TasksDesk) -> None:
    answer = opened.module.refusals.take_down([{"messageId": "1", "body": "{}"}], opened.store, opened.module.logger)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
