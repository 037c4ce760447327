"""The tasks function as API Gateway calls it, against moto: what staff ask for, and what they get."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb import items
from hailong.cases import transitions
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Role, Subject
from tests import samples
from tests.contract.tasks_desk import CASE_ID, TasksDesk

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DECISION = {
    "outcome": "upheld",
    "root_cause": "process",
    "action_taken": "Đã rút kinh nghiệm.",
    "message_to_enterprise": "Xin lỗi doanh nghiệp.",
}


def test_a_case_goes_from_claim_to_decided_and_the_file_tells_of_it(opened: TasksDesk) -> None:
    assert opened.act(samples.HANDLER, "claim")[0] == 200
    assert opened.act(samples.HANDLER, "note", {"text": "Đã gọi điện."})[0] == 200
    assert opened.act(samples.HANDLER, "decide", DECISION)[0] == 200
    status, file = opened.act(samples.SUPERVISOR, "review", {"approve": True})
    assert status == 200
    assert (file["case"]["state"], file["case"]["decision"]["outcome"]) == ("decided", "upheld")
    assert [entry["action"] for entry in file["timeline"]] == ["open", "claim", "note", "decide", "review"]
    assert set(file["timeline"][0]) == {
        "at",
        "by",
        "role",
        "action",
        "from",
        "to",
        "note",
        "exception",
        "decision",
        "hash",
    }
    assert "refusals" not in file
    assert file["actions"]["claim"] == {"allowed": False, "why": "state"}


def test_each_approved_decision_is_counted_once(opened: TasksDesk, capsys: pytest.CaptureFixture[str]) -> None:
    opened.act(samples.HANDLER, "claim")
    opened.act(samples.HANDLER, "decide", DECISION)
    opened.act(samples.SUPERVISOR, "review", {"approve": False, "note": "Xin nói rõ hơn."})
    opened.act(samples.HANDLER, "decide", DECISION)
    assert "CaseDecided" not in capsys.readouterr().out
    opened.act(samples.SUPERVISOR, "review", {"approve": True})
    opened.act(samples.SUPERVISOR, "review", {"approve": True})
    assert capsys.readouterr().out.count('"CaseDecided": 1') == 1


def test_a_supervisor_assigns_reassigns_and_sees_to_whom(opened: TasksDesk) -> None:
    file = opened.file(samples.SUPERVISOR)
    assert {one["staff_code"] for one in file["assignees"]} == {
        one.staff_code
        for one in (
            samples.HANDLER,
            samples.OTHER_HANDLER,
            samples.SUPERVISOR,
            samples.INSPECTOR,
            samples.SECOND_INSPECTOR,
        )
    }
    for assignee in (samples.HANDLER, samples.OTHER_HANDLER):
        status, file = opened.act(samples.SUPERVISOR, "assign", {"assignee": assignee.staff_code})
        assert (status, file["case"]["assignee"], file["case"]["state"]) == (200, assignee.staff_code, "assigned")
        assert file["timeline"][-1]["note"] == assignee.staff_code
    assert "assignees" not in opened.file(samples.HANDLER)


@pytest.mark.parametrize(
    ("by", "assignee", "status", "code"),
    [
        (samples.SUPERVISOR, samples.ELSEWHERE, 403, "forbidden"),
        (samples.SUPERVISOR, samples.LEADER, 403, "forbidden"),
        (samples.SUPERVISOR, samples.RATED_OFFICER, 403, "conflict_of_interest"),
        (samples.HANDLER, samples.OTHER_HANDLER, 403, "forbidden"),
        (samples.LEADER, samples.HANDLER, 403, "forbidden"),
        (samples.ELSEWHERE, samples.HANDLER, 404, "case_not_found"),
        (samples.RATED_OFFICER, samples.HANDLER, 404, "case_not_found"),
        (samples.SUPERVISOR, replace(samples.HANDLER, staff_code="20CF-9999"), 422, "invalid"),
    ],
)
def test_an_assignment_that_may_not_be_changes_nothing(
    opened: TasksDesk, by: Person, assignee: Person, status: int, code: str
) -> None:
    before = opened.case
    answer = opened.act(by, "assign", {"assignee": assignee.staff_code})
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert opened.case == before
    file = opened.store.file(CASE_ID)
    assert file is not None
    assert len(file.timeline) == 1


def test_refused_attempts_are_recorded_beside_the_chain_for_inspectors(opened: TasksDesk) -> None:
    opened.act(samples.RATED_OFFICER, "claim")
    opened.call(samples.ELSEWHERE, "GET", "/tasks/{case_id}", case_id=CASE_ID)
    opened.act(samples.LEADER, "decide", DECISION)
    opened.act(samples.SUPERVISOR, "assign", {"assignee": samples.RATED_OFFICER.staff_code})
    opened.act(samples.SUPERVISOR, "review", {"approve": True})  # too early is no refusal
    opened.take_down()
    file = opened.file(samples.INSPECTOR)
    told = {(one["by"], one["action"], one["why"], one["about"]) for one in file["refusals"]}
    assert told == {
        (samples.RATED_OFFICER.staff_code, "claim", "rated_officer", None),
        (samples.ELSEWHERE.staff_code, "view", "other_office", None),
        (samples.LEADER.staff_code, "decide", "role", None),
        (samples.SUPERVISOR.staff_code, "assign", "rated_officer", samples.RATED_OFFICER.staff_code),
    }
    assert len(file["timeline"]) == 1


def test_a_stale_action_is_told_the_current_state(opened: TasksDesk) -> None:
    opened.act(samples.HANDLER, "claim", {"version": 1})
    status, problem = opened.act(samples.OTHER_HANDLER, "claim", {"version": 1})
    assert (status, problem["code"]) == (409, "stale")
    assert problem["current"] == {"state": "assigned", "level": 1, "assignee": "20CF-0101", "version": 2}
    assert opened.act(samples.HANDLER, "note", {"text": "Muộn.", "version": 1})[0] == 409
    assert opened.act(samples.HANDLER, "release", {"version": 2})[0] == 200


def test_a_colleagues_note_or_file_refuses_no_decision(opened: TasksDesk) -> None:
    _, seen = opened.act(samples.HANDLER, "claim")
    opened.act(samples.SUPERVISOR, "note", {"text": "Doanh nghiệp vừa gọi lại."})
    opened.act(samples.OTHER_HANDLER, "evidence", {"name": "a.pdf", "content_type": "application/pdf", "size": 1})
    status, file = opened.act(samples.HANDLER, "decide", DECISION | {"version": seen["case"]["version"]})
    assert (status, file["case"]["state"]) == (200, "in_review")
    # Of a decision, however, the reviewer must know the one that stands.
    assert file["case"]["revision"] > seen["case"]["revision"]
    assert opened.act(samples.SUPERVISOR, "review", {"approve": True} | {"version": seen["case"]["version"]})[0] == 409
    # Notes are written once each: who presses again for want of an answer does not write twice.
    note = {"text": "Đã hẹn gọi lại.", "version": file["case"]["version"]}
    assert [opened.act(samples.HANDLER, "note", note)[0] for _ in range(2)] == [200, 409]


def test_a_decision_that_was_sent_back_is_marked_until_another_is_submitted(opened: TasksDesk) -> None:
    opened.act(samples.HANDLER, "claim")
    _, file = opened.act(samples.HANDLER, "decide", DECISION)
    assert file["case"]["returned"] is False
    _, file = opened.act(samples.SUPERVISOR, "review", {"approve": False, "note": "Cần rõ hơn."})
    assert file["case"]["returned"] is True
    _, file = opened.act(samples.HANDLER, "decide", DECISION)
    assert file["case"]["returned"] is False


@pytest.mark.parametrize(
    ("action", "body"),
    [
        ("claim", {}),
        ("assign", {"assignee": "20CF-0101"}),
        ("release", {}),
        ("note", {"text": "Thêm."}),
        ("decide", DECISION),
        ("review", {"approve": True}),
        ("resume", {}),
    ],
)
def test_nothing_can_be_done_to_a_closed_case(opened: TasksDesk, action: str, body: Any) -> None:
    closed = replace(opened.case, state=CaseState.CLOSED)
    before = opened.write(transitions.by_system(opened.case, closed, "close", "", at=samples.RATED))
    status, problem = opened.act(samples.INSPECTOR, action, body)
    assert (status, problem["code"], problem["current"]["state"]) == (409, "stale", "closed")
    assert opened.case == before


def test_nobody_reviews_the_own_decision(opened: TasksDesk) -> None:
    opened.act(samples.SUPERVISOR, "claim")
    opened.act(samples.SUPERVISOR, "decide", DECISION)
    status, problem = opened.act(samples.SUPERVISOR, "review", {"approve": True})
    assert (status, problem["code"]) == (403, "conflict_of_interest")
    assert opened.case.state is CaseState.IN_REVIEW


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("assign", {}, "assignee"),
        ("assign", {"assignee": ""}, "assignee"),
        ("note", {"text": ""}, "text"),
        ("note", {"text": "x" * 4001}, "text"),
        ("note", {"text": "a\u0007"}, "text"),
        ("decide", DECISION | {"outcome": "maybe"}, "outcome"),
        ("decide", {key: value for key, value in DECISION.items() if key != "root_cause"}, "root_cause"),
        ("review", {"approve": "yes"}, "approve"),
        ("review", {"approve": False}, "body"),
        ("claim", {"versoin": 1}, "versoin"),
        ("claim", {"version": "1"}, "version"),
        ("evidence", {"name": "a.exe", "content_type": "application/x-msdownload", "size": 10}, "content_type"),
        ("evidence", {"name": "a.pdf", "content_type": "application/pdf", "size": 20 * 1024 * 1024 + 1}, "size"),
        ("evidence", {"name": "a.pdf", "content_type": "application/pdf", "size": 0}, "size"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(opened: TasksDesk, action: str, body: Any, field: str) -> None:
    before = opened.case
    status, problem = opened.act(samples.SUPERVISOR, action, body)
    assert (status, problem["code"], [one["field"] for one in problem["errors"]]) == (422, "invalid", [field])
    assert opened.case == before


def test_who_is_no_longer_of_the_staff_is_out_though_the_token_still_holds(opened: TasksDesk) -> None:
    opened.directory.staff.remove(samples.HANDLER)
    status, problem = opened.act(samples.HANDLER, "claim")
    assert (status, problem["code"]) == (403, "not_staff")
    assert opened.directory.asked[-1] == datetime(2026, 11, 24, 2, 31, tzinfo=UTC)
    assert opened.call(samples.HANDLER, "GET", "/tasks")[0] == 403


def test_a_role_that_was_taken_away_is_gone_though_the_token_still_says_it(opened: TasksDesk) -> None:
    opened.directory.staff.remove(samples.SUPERVISOR)
    opened.directory.staff.append(replace(samples.SUPERVISOR, roles=frozenset({Role.HANDLER})))
    status, problem = opened.act(samples.SUPERVISOR, "assign", {"assignee": samples.HANDLER.staff_code})
    assert (status, problem["code"]) == (403, "forbidden")


def test_a_machine_is_no_staff(opened: TasksDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    event_claims = {"token_use": "access", "scope": "hailong/rating.read", "client_id": "vendor"}
    monkeypatch.setattr("tests.contract.tasks_desk.claims_of", lambda _person: event_claims)
    assert opened.call(samples.HANDLER, "GET", "/tasks")[0] == 403


def test_when_nobody_is_left_an_inspector_acts_by_exception_and_it_is_shown(tasks: TasksDesk) -> None:
    of_the_team = replace(samples.INSPECTOR, office="20CF", team="01")
    tasks.directory.staff = [of_the_team, samples.RATED_OFFICER, samples.ELSEWHERE]
    tasks.write(samples.opening(levels={Subject.TEAM: 1}))
    assert tasks.file(of_the_team)["actions"]["claim"] == {"allowed": True, "exception": "rated_team"}
    status, file = tasks.act(of_the_team, "claim")
    assert (status, file["case"]["exceptions"]) == (200, [of_the_team.staff_code])
    assert file["timeline"][-1]["exception"] == "rated_team"
    tasks.directory.staff.append(samples.SECOND_INSPECTOR)
    status, problem = tasks.act(of_the_team, "decide", DECISION)
    assert (status, problem["code"]) == (403, "conflict_of_interest")  # somebody is there again


def test_a_timeline_that_was_tampered_with_is_found(opened: TasksDesk, dynamodb: "DynamoDBClient") -> None:
    opened.act(samples.HANDLER, "claim")
    opened.act(samples.HANDLER, "note", {"text": "Đúng."})
    verify = ("GET", "/tasks/{case_id}/timeline/verify")
    assert opened.call(samples.INSPECTOR, *verify, case_id=CASE_ID) == (
        200,
        {"intact": True, "entries": 3, "first_broken": None, "what": None},
    )
    status, problem = opened.call(samples.SUPERVISOR, *verify, case_id=CASE_ID)
    assert (status, problem["code"]) == (403, "forbidden")
    assert opened.call(samples.ELSEWHERE, *verify, case_id=CASE_ID)[0] == 404
    dynamodb.update_item(
        TableName="cases",
        Key=items.marshal({"pk": CASE_ID, "sk": "ENTRY#000002"}),
        UpdateExpression="SET #by = :other",
        ExpressionAttributeNames={"#by": "by"},
        ExpressionAttributeValues=items.marshal({":other": "20CF-0102"}),
    )
    assert opened.call(samples.INSPECTOR, *verify, case_id=CASE_ID)[1]["first_broken"] == 2


def test_a_comment_that_was_altered_beside_the_chain_is_found(opened: TasksDesk, dynamodb: "DynamoDBClient") -> None:
    dynamodb.update_item(
        TableName="cases",
        Key=items.marshal({"pk": CASE_ID, "sk": "CASE"}),
        UpdateExpression="SET rating.#comment = :other",
        ExpressionAttributeNames={"#comment": "comment"},
        ExpressionAttributeValues=items.marshal({":other": "Rất tốt."}),
    )
    found = opened.call(samples.INSPECTOR, "GET", "/tasks/{case_id}/timeline/verify", case_id=CASE_ID)[1]
    assert found == {"intact": False, "entries": 1, "first_broken": 1, "what": "rating"}


def test_a_review_is_kept_with_the_case_as_what_its_mail_follows_from(opened: TasksDesk) -> None:
    opened.act(samples.HANDLER, "claim")
    opened.act(samples.HANDLER, "decide", DECISION)
    before = opened.case.cause
    assert opened.act(samples.SUPERVISOR, "review", {"approve": True}, request_id="reviewed")[0] == 200
    assert opened.act(samples.INSPECTOR, "note", {"text": "Đã gọi."}, request_id="noted")[0] == 200
    assert (before, opened.case.cause, opened.case.state) == ("a-request", "reviewed", "decided")
