"""One id from a request to the mail that it leads to: what it may be, who keeps it, and which of two counts."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from hypothesis import given
from hypothesis import strategies as st

from functions.escalate import decisions
from hailong.adapters.dynamodb import case_items
from hailong.adapters.dynamodb.stream import change_of
from hailong.cases import casework, course, deadlines, enterprise, machine, notices
from hailong.cases.case import Case, Wait
from hailong.cases.transitions import caused
from hailong.cases.verification import verify
from hailong.edge import correlation
from hailong.edge.metrics import count
from hailong.events.event import of_case
from hailong.events.payload import body_of
from hailong.lots.rating import corrected
from hailong.vocabulary.correlation import HEADER, correlation_id_in
from hailong.vocabulary.words import NoticeKind, Role, WaitStep
from tests import samples
from tests.aws import lambda_context
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.executions import MemoryQueue
from tests.template.stack_template import ROOT, load
from tests.unit.mail_room import mail_room

AT = samples.RATED
UUID = "6f2a1c1e-6a55-4a5e-9c43-0c1f8f0e2a11"
HOSTILE = [
    "",
    "a" * 65,
    "a\r\nBcc: ai@example.vn",
    "a b",
    "-begins",
    "Kiều Văn",
    "ketoan@example.vn",
    '{"a": 1}',
    "\u0000",
    None,
    7,
    ["a"],
    {"a": "b"},
]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_nothing_else_is_taken_for_a_correlation_id(value: object) -> None:
    assert correlation_id_in(value) is None


@given(st.text())
def test_what_is_taken_is_bounded_and_plain(text: str) -> None:
    found = correlation_id_in(text)
    assert found is None or (len(found) <= 64 and found.isascii() and found.replace("-", "").replace("_", "").isalnum())


@pytest.mark.parametrize("value", [UUID, "test-invoke-request", "a", "a" * 64])
def test_what_the_gateway_and_lambda_call_a_request_is_one(value: str) -> None:
    assert correlation_id_in(value) == value


def _lines(told: io.StringIO) -> list[tuple[str, str | None]]:
    return [(one["message"], one.get("correlation_id")) for one in map(json.loads, told.getvalue().splitlines())]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"requestContext": {"requestId": UUID}}, UUID),
        ({"requestContext": {"requestId": "a\r\nb"}}, lambda_context().aws_request_id),
        ({"requestContext": None, "headers": {HEADER: "mine"}}, lambda_context().aws_request_id),
        ({"Records": []}, lambda_context().aws_request_id),
    ],
)
def test_each_line_of_a_call_names_its_request_else_the_call(
    event: dict[str, Any], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = io.StringIO()
    logger = Logger(service=f"test-of-{event}", stream=told)

    @correlation.followed(logger)
    def handler(_event: dict[str, Any], _context: Any) -> str | None:
        logger.info("before")
        with correlation.following(logger, None, "of the record", "of-the-record"):
            logger.info("meanwhile")
            count("CaseOpened")
        with correlation.following(logger, "no such\nthing"):
            logger.info("after")
        return correlation.current()

    assert handler(event, lambda_context()) == expected
    logger.info("outside")
    assert _lines(told) == [
        ("before", expected),
        ("meanwhile", "of-the-record"),
        ("after", expected),
        ("outside", None),
    ]
    counted = json.loads(capsys.readouterr().out)
    assert counted["correlation_id"] == "of-the-record"
    # A dimension of that kind would be a metric for each request.
    assert counted["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    assert correlation.current() is None


def test_after_a_fault_nothing_goes_on_under_its_name() -> None:
    logger = Logger(service="test-of-faults", stream=io.StringIO())
    with pytest.raises(ZeroDivisionError), correlation.following(logger, "a"):
        raise ZeroDivisionError
    assert (correlation.current(), logger.get_correlation_id()) == (None, None)


def _opened() -> Case:
    rating = samples.accepted_rating(correlation_id="rating")
    return course.open_case(rating, at=AT, due_at=samples.DUE, salt="", working_days=5).after


def test_a_case_keeps_the_id_of_its_rating_and_knows_by_which_request_it_last_moved() -> None:
    opened = _opened()
    claimed = caused(casework.claim(opened, samples.HANDLER, at=AT), "claim").after
    noted = caused(casework.note(claimed, samples.HANDLER, "Đã gọi.", at=AT), "note").after
    assert [(case.correlation_id, case.moved_by) for case in (opened, claimed, noted)] == [
        ("rating", "rating"),
        ("rating", "claim"),
        ("rating", "claim"),
    ]


def test_what_is_mailed_with_a_change_goes_by_the_request_that_made_it() -> None:
    told = deadlines.Told((samples.SUPERVISOR,), Role.SUPERVISOR)
    breach = deadlines.breach(_opened(), told, at=samples.DUE, due_at=samples.DUE + timedelta(days=3), working_days=3)
    assert {one.correlation_id for one in caused(breach, "ring").notices} == {"ring"}
    assert caused(breach, None) == breach
    queue = MemoryQueue()
    decisions.notice_asked(caused(breach, "ring").notices[0], queue)
    assert queue.messages[0]["correlation_id"] == "ring"


def test_a_corrected_rating_and_what_is_left_of_one_still_verify() -> None:
    store = MemoryCaseStore()
    opening = course.open_case(
        samples.accepted_rating(correlation_id="rating"), at=AT, due_at=samples.DUE, salt="", working_days=5
    )
    store.write(opening)
    meant = corrected(opening.after.rating, samples.accepted_rating(comment="Xin lỗi, nhầm."), at=AT)
    store.write(caused(enterprise.correct(opening.after, meant, at=AT), "correction"))
    file = store.file(opening.after.case_id)
    assert file is not None
    assert verify(file).intact
    assert file.case.correlation_id == "rating"


def _decided(by: str | None) -> Case:
    claimed = casework.claim(_opened(), samples.HANDLER, at=AT).after
    ruled = casework.decide(claimed, samples.HANDLER, samples.RULING, at=AT).after
    return caused(casework.approve(ruled, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE), by).after


def _wait(step: WaitStep) -> Wait:
    return Wait(case_id="HL-10302752870", step=step, level=1, attempt=1, token="token")


def test_the_machine_is_told_whose_review_and_whose_appeal_it_goes_on_by() -> None:
    decided = _decided("review")
    assert machine.answer(_wait(WaitStep.REVIEW), decided) == {"approved": True, "correlation_id": "review"}
    appeal = enterprise.appeal(decided, "Chưa rõ.", at=AT, due_at=samples.DUE, working_days=5)
    appealed = caused(appeal, "appeal").after
    assert machine.answer(_wait(WaitStep.WINDOW), appealed) == {"appealed": True, "correlation_id": "appeal"}
    assert machine.execution_input(replace(appealed, attempt=2))["correlation_id"] == "appeal"


def test_a_run_that_begins_with_the_acknowledgement_goes_by_the_rating_whoever_was_faster() -> None:
    claimed = caused(casework.claim(_opened(), samples.HANDLER, at=AT), "claim").after
    assert machine.execution_input(claimed)["correlation_id"] == "rating"


def test_what_was_kept_before_there_were_ids_goes_on_without() -> None:
    old = samples.open_case()
    assert (old.correlation_id, old.moved_by, machine.execution_input(old)["correlation_id"]) == (None, None, "")
    stored = case_items.notice_item(notices.queued(old.case_id, NoticeKind.OUTCOME, AT)) | {"correlation_id": {"S": ""}}
    change = {"Keys": {name: stored[name] for name in ("pk", "sk")}, "NewImage": stored}
    notice = change_of({"dynamodb": change | {"ApproximateCreationDateTime": AT.timestamp()}}).after
    assert isinstance(notice, notices.Notice)
    assert notices.send_order(notice) == {"case_id": old.case_id, "notice_id": "outcome"}


def test_an_event_goes_by_its_request_in_our_logs_and_tells_nobody_of_it() -> None:
    event = of_case(None, _opened(), AT)
    assert event is not None
    assert event.correlation_id == "rating"
    assert event == replace(event, correlation_id="another")
    assert "rating" not in body_of(event, "https://api.example.vn/v1").model_dump_json(exclude={"data": {"url"}})


@pytest.mark.parametrize(
    ("kept", "current", "named"),
    [
        ("rating", "call", "rating"),
        ("", "call", "call"),
        ("a\r\nBcc: ai@example.vn", "call", "call"),
        (None, None, None),
    ],
)
def test_a_mail_is_named_by_its_notice_else_by_the_call_that_sends_it(
    kept: str | None, current: str | None, named: str | None
) -> None:
    room = mail_room()
    room.current = current
    room.store.swap(room.notice, replace(room.notice, correlation_id=kept, version=room.notice.version + 1))
    room.deliver()
    (mail,) = room.mailer.sent
    assert [value for name, value in mail.mail.headers if name == HEADER] == ([named] if named else [])


def test_no_function_of_the_template_logs_without_saying_of_what() -> None:
    handlers = {function["Handler"] for function in load().functions.values()}
    assert "functions.submit.handler.handler" in handlers
    for handler in handlers:
        module = ROOT / f"{handler.removesuffix('.handler').replace('.', '/')}.py"
        assert "\n@correlation.followed(logger)\ndef handler(" in module.read_text("utf-8"), handler
