"""The edges at which a rule turns, each once survived a change of the code: exact moments, exact spellings, races."""

import io
import json
import logging
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.deadline import decisions as deadline
from functions.escalate import decisions as escalate
from functions.escalate import sweeping
from functions.escalate.verifying import Archive
from functions.notify.feedback import SOFT_BOUNCES, Report
from functions.notify.sending import Delivery
from functions.submit import decisions as submit
from functions.submit import waiting
from functions.tasks import views
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.cases import casework, course, enterprise
from hailong.cases.case import Case
from hailong.edge import http
from hailong.edge.routing import Response
from hailong.lots.clearance import Clearance, Enterprise
from hailong.lots.rating import Contact, Rating
from hailong.vocabulary import workdays
from hailong.vocabulary.errors import Conflict, Invalid, Raced, RetryLater
from hailong.vocabulary.words import CaseState, NoticeKind, RatingStatus
from tests import samples
from tests.fakes.cases import MemoryCaseStore, MemoryVerificationRound
from tests.fakes.events import MemoryEventOutbox
from tests.fakes.executions import MemoryExecutions, MemoryQueue
from tests.fakes.ratings import MemoryRatingStore
from tests.fakes.staff import MemoryStaffDirectory
from tests.unit.mail_room import COMPANY, CONTACT, mail_room

AT = samples.RATED
SECOND = timedelta(seconds=1)
CASE_ID = "HL-10302752870"
WINDOW = timedelta(days=30)
CALENDAR = workdays.vietnamese_calendar()


# ------------------------------------------------------------------ exact moments


def _decided() -> Case:
    case = casework.claim(samples.open_case(), samples.HANDLER, at=AT).after
    case = casework.decide(case, samples.HANDLER, samples.RULING, at=AT).after
    return casework.approve(case, samples.SUPERVISOR, at=AT, appeal_until=samples.DUE).after


def test_an_appeal_is_taken_in_the_very_last_second_and_not_in_the_next() -> None:
    case = _decided()
    taken = enterprise.appeal(case, "Chưa thoả đáng.", at=samples.DUE, due_at=samples.DUE + WINDOW).after
    assert taken.state is CaseState.APPEALED
    with pytest.raises(Conflict, match="appeal_window_over"):
        enterprise.appeal(case, "Chưa thoả đáng.", at=samples.DUE + SECOND, due_at=samples.DUE + WINDOW)


def test_a_clearance_may_lie_ten_minutes_ahead_and_not_a_second_more() -> None:
    ahead = AT + timedelta(minutes=10)
    submit.register(MemoryRatingStore(), samples.clearance(cleared_at=ahead), now=AT)
    with pytest.raises(Invalid):
        submit.register(MemoryRatingStore(), samples.clearance(cleared_at=ahead + SECOND), now=AT)


# ------------------------------------------------------------------ who is told


def test_an_assignee_who_may_no_longer_decide_is_not_reminded() -> None:
    moved = replace(samples.HANDLER, office="20BB")
    cases = MemoryCaseStore()
    cases.write(samples.opening())
    cases.write(casework.claim(samples.open_case(), samples.HANDLER, at=AT))
    directory = MemoryStaffDirectory(moved, samples.SUPERVISOR, samples.INSPECTOR)
    periods = deadline.Periods(calendar=CALENDAR, reminder=1, extension=3)
    deadline.run(cases, cases, directory, periods, at=samples.DUE - timedelta(hours=8))
    file = cases.file(CASE_ID)
    assert file is not None
    told = [notice.recipients for notice in file.notices if notice.kind is NoticeKind.REMINDER]
    assert told == [(samples.SUPERVISOR.staff_code,)]


def test_a_personal_tax_code_is_masked_in_the_queue() -> None:
    personal = Enterprise(tax_code="079203001234", name="Hộ kinh doanh Ví dụ")
    case = samples.open_case()
    clearance = replace(case.clearance, enterprise=personal)
    shown = views.item_view(replace(case, rating=replace(case.rating, clearance=clearance)), AT)
    assert personal.tax_code not in str(shown)


# ------------------------------------------------------------------ addresses


def test_an_address_that_refused_is_the_same_in_whatever_case_it_is_written() -> None:
    room = mail_room(emails=("KeToan@Example.vn", COMPANY), rating={"contact": Contact(email=CONTACT)})
    room.deliver()
    room.report(Report.REFUSED)
    room.deliver()
    assert room.told == [CONTACT, COMPANY]


def test_a_new_address_begins_with_no_soft_bounces_of_the_one_before() -> None:
    room = mail_room()
    for _ in range(SOFT_BOUNCES - 1):
        room.deliver()
        room.report(Report.REFUSED_FOR_NOW)
        room.later(timedelta(hours=4))
    room.deliver()
    room.report(Report.REFUSED)
    assert room.deliver() is Delivery.SENT
    room.report(Report.REFUSED_FOR_NOW, address=COMPANY)
    room.later(timedelta(hours=4))
    assert room.deliver() is Delivery.SENT
    assert room.told[-2:] == [COMPANY, COMPANY]


# ------------------------------------------------------------------ races


class _Conflicts:
    """A client whose first transactions meet another one."""

    def __init__(self, times: int) -> None:
        self.left, self.calls = times, 0

    def transact_write_items(self, **_: Any) -> None:
        self.calls += 1
        if self.left:
            self.left -= 1
            answer: Any = {
                "Error": {"Code": "TransactionCanceledException", "Message": ""},
                "CancellationReasons": [{"Code": "TransactionConflict"}, {"Code": "None"}],
            }
            raise ClientError(answer, "TransactWriteItems")


def test_a_transaction_that_meets_another_one_is_tried_until_it_goes_through() -> None:
    client: Any = _Conflicts(times=3)
    store = DynamoRatingStore(client, "ratings", pause=lambda _seconds: None)
    assert store.accept(samples.accepted_rating()) is None
    assert client.calls == 4


def test_a_transaction_that_always_meets_another_one_is_given_back_to_the_caller() -> None:
    client: Any = _Conflicts(times=1000)
    store = DynamoRatingStore(client, "ratings", pause=lambda _seconds: None)
    with pytest.raises(RetryLater):
        store.accept(samples.accepted_rating())


class _RacedOnce(MemoryRatingStore):
    """Somebody else is faster at the second rating that is reconciled."""

    def __init__(self) -> None:
        super().__init__()
        self.reconciled = 0

    def reconcile(self, seen: Rating, settled: Rating, clearance: Clearance) -> bool:
        self.reconciled += 1
        if self.reconciled == 2:
            raise Raced("somebody was faster")
        return super().reconcile(seen, settled, clearance)


def test_what_was_reconciled_before_a_race_is_told_of_too() -> None:
    store = _RacedOnce()
    store.wait(samples.rating())
    store.wait(samples.rating(tax_code=samples.OTHER_TAX_CODE))
    store.put_clearance(samples.clearance(), replaces=None)
    changed = waiting.match(store, CASE_ID.removeprefix("HL-"), window=WINDOW, at=samples.RATED)
    assert {(one.tax_code, one.status) for one in changed} == {
        (samples.TAX_CODE, RatingStatus.ACCEPTED),
        (samples.OTHER_TAX_CODE, RatingStatus.REJECTED),
    }


class _StartedMeanwhile(MemoryExecutions):
    """The stream starts the execution between the sweep's two questions."""

    def running(self, name: str) -> bool:
        found = super().running(name)
        self.started.setdefault(name, {})
        return found


def test_the_sweep_fails_no_case_whose_execution_the_stream_starts_just_then() -> None:
    cases, executions = MemoryCaseStore(), _StartedMeanwhile()
    cases.write(samples.opening())
    promise = escalate.Promise(working_days=5, calendar=CALENDAR)
    desk = sweeping.Desk(
        ratings=MemoryRatingStore(),
        early=MemoryRatingStore(),
        events=MemoryEventOutbox(),
        cases=cases,
        queue=cases,
        executions=executions,
        outbox=cases,
        notices=MemoryQueue(),
        index=cases,
        promise=promise,
        archive=Archive(queue=cases, files=cases, round=MemoryVerificationRound()),
    )
    assert sweeping.sweep(sweeping.begin(AT), desk, at=AT).failed == []
    case = cases.get(CASE_ID)
    assert case is not None
    assert case.state is CaseState.OPEN


def test_a_case_that_comes_in_closed_starts_no_execution() -> None:
    cases, executions = MemoryCaseStore(), MemoryExecutions()
    closed = course.close(_decided(), at=samples.DUE).after
    escalate.case_changed(closed, None, cases, cases, executions, at=AT)
    assert executions.started == {}


# ------------------------------------------------------------------ faults


def test_a_fault_of_ours_is_logged_once_with_its_trace(caplog: pytest.LogCaptureFixture) -> None:
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - this test alone reads what it logs

    app = http.new_app(Logger(service="test-of-faults"))

    @app.get("/fault")
    def _fault() -> Response[str]:
        raise ZeroDivisionError

    with caplog.at_level(logging.ERROR):
        answered = app.resolve({"resource": "/fault", "httpMethod": "GET"})
    assert answered["statusCode"] == 500
    faults = [record for record in caplog.records if record.exc_info]
    assert len(faults) == 1
    assert json.loads(answered["body"]).keys() == {"type", "title", "status", "code", "detail"}
    assert "X-Correlation-Id" not in answered["multiValueHeaders"]


def test_a_request_is_followed_by_one_id_and_the_next_by_its_own() -> None:
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - as above

    lines = io.StringIO()
    logger = Logger(service="test-of-following", stream=lines)
    app = http.new_app(logger)

    @app.get("/fine")
    def _fine() -> Response[str]:
        logger.info("looked at")
        return http.answer(200, {})

    @app.get("/fault")
    def _fault() -> Response[str]:
        raise ZeroDivisionError

    def ask(path: str, name: str) -> dict[str, Any]:
        return app.resolve({"resource": path, "httpMethod": "GET", "requestContext": {"requestId": name}})

    fine, fault = ask("/fine", "first"), ask("/fault", "second")
    logger.info("swept")
    assert fine["multiValueHeaders"]["X-Correlation-Id"] == ["first"]
    assert fault["multiValueHeaders"]["X-Correlation-Id"] == ["second"]
    assert "correlation_id" not in json.loads(fine["body"])
    assert json.loads(fault["body"])["correlation_id"] == "second"
    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [(one["message"], one.get("correlation_id")) for one in told] == [
        ("looked at", "first"),
        ("unexpected error", "second"),
        ("swept", None),
    ]
