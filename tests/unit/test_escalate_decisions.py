"""What escalate does with the news, however often and in whatever order it comes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from functions.escalate import decisions
from hailong.cases import casework
from hailong.cases.case import Case, Wait
from hailong.cases.notices import queued
from hailong.vocabulary import workdays
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState, WaitStep
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.executions import MemoryExecutions, MemoryQueue

PROMISE = decisions.Promise(working_days=5, calendar=workdays.vietnamese_calendar())
AT = samples.RATED
CASE_ID = "HL-10302752870"


def _wait(step: WaitStep, *, attempt: int = 1, error: str | None = None) -> Wait:
    token = None if step is WaitStep.FAILED else f"{step}-token"
    return Wait(case_id=CASE_ID, step=step, level=1, attempt=attempt, token=token, error=error)


def _news(cases: MemoryCaseStore, executions: MemoryExecutions, previous_attempt: int | None = None) -> None:
    case = cases.get(CASE_ID)
    assert case is not None
    decisions.case_changed(case, previous_attempt, cases, cases, executions, at=AT)


@given(st.integers(1, 4))
def test_a_repeated_rating_opens_one_case_and_starts_one_execution(times: int) -> None:
    cases, executions = MemoryCaseStore(), MemoryExecutions()
    opened = [decisions.rating_came(samples.accepted_rating(), cases, PROMISE, at=AT) for _ in range(times)]
    assert opened == [True] + [False] * (times - 1)
    for _ in range(times):
        _news(cases, executions)
    assert list(executions.started) == [CASE_ID]
    case = cases.get(CASE_ID)
    assert case is not None
    assert (case.due_at, case.entries) == (samples.DUE, 1)


def test_the_wait_is_answered_whichever_comes_first() -> None:
    for wait_first in (True, False):
        cases, executions = MemoryCaseStore(), MemoryExecutions()
        cases.write(samples.opening())
        claim = casework.claim(samples.open_case(), samples.HANDLER, at=AT)
        cases.write(claim)
        if wait_first:
            cases.waits[CASE_ID] = _wait(WaitStep.DECISION)
            decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)
            assert executions.answers == []
        cases.write(casework.decide(claim.after, samples.HANDLER, samples.RULING, at=AT))
        _news(cases, executions, previous_attempt=1)
        if not wait_first:
            assert executions.answers == []
            cases.waits[CASE_ID] = _wait(WaitStep.DECISION)
            decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)
        assert executions.answers == [("decision-token", {})]


def test_a_failure_is_made_visible_once_and_a_resumed_case_gets_a_new_run() -> None:
    cases, executions = MemoryCaseStore(), MemoryExecutions()
    cases.write(samples.opening())
    cases.waits[CASE_ID] = _wait(WaitStep.FAILED, error="DynamoDb.SdkClientException")
    for _ in range(2):
        decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)
        decisions.execution_stopped(CASE_ID, 1, "FAILED", cases, cases, at=AT)
    failed = cases.get(CASE_ID)
    assert failed is not None
    assert failed.failure is not None
    assert (failed.state, failed.failure.error, failed.entries) == (
        CaseState.FAILED,
        "DynamoDb.SdkClientException",
        2,
    )
    cases.write(casework.resume(failed, samples.INSPECTOR, at=AT))
    _news(cases, executions, previous_attempt=1)
    assert executions.started[f"{CASE_ID}-r2"]["start"] == "acknowledgement"
    decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)  # the old run's failure comes once more
    resumed = cases.get(CASE_ID)
    assert resumed is not None
    assert resumed.state is CaseState.OPEN


def test_an_aborted_execution_fails_the_case_of_its_run_only() -> None:
    cases = MemoryCaseStore()
    cases.write(samples.opening())
    decisions.execution_stopped(CASE_ID, 2, "ABORTED", cases, cases, at=AT)
    decisions.execution_stopped("HL-99999999999", 1, "ABORTED", cases, cases, at=AT)
    still = cases.get(CASE_ID)
    assert still is not None
    assert still.state is CaseState.OPEN
    decisions.execution_stopped(CASE_ID, 1, "ABORTED", cases, cases, at=AT)
    failed = cases.get(CASE_ID)
    assert failed is not None
    assert failed.failure is not None
    assert failed.failure.error == "ABORTED"


def test_the_answer_to_an_appeal_closes_the_case() -> None:
    cases, executions = MemoryCaseStore(), MemoryExecutions()
    decided = replace(samples.opening().after, state=CaseState.DECIDED, level=2)
    cases.write(replace(samples.opening(), after=decided))
    cases.waits[CASE_ID] = replace(_wait(WaitStep.CLOSING), level=2)
    decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)
    closed = cases.get(CASE_ID)
    assert closed is not None
    assert (closed.state, closed.closed_at) == (CaseState.CLOSED, AT)
    _news(cases, executions, previous_attempt=1)
    assert executions.answers == [("closing-token", {})]


def test_only_a_queued_notice_goes_on_its_way() -> None:
    queue = MemoryQueue()
    notice = queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, AT)
    decisions.notice_asked(notice, queue)
    decisions.notice_asked(replace(notice, state=NoticeState.SENT), queue)
    assert queue.messages == [{"case_id": CASE_ID, "notice_id": "acknowledgement"}]


class Meddled(MemoryCaseStore):
    """Somebody writes a note between each of the next reads and the write that follows."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self._times = times

    def get(self, case_id: str) -> Case | None:
        case = super().get(case_id)
        if case is not None and self._times:
            self._times -= 1
            self.write(casework.note(case, samples.HANDLER, "Đã gọi.", at=AT))
        return case


def test_who_is_faster_than_the_machine_is_no_error() -> None:
    """The change that was faster comes by the stream itself, and is compared then."""
    cases, executions = Meddled(0), MemoryExecutions()
    cases.write(samples.opening())
    cases.waits[CASE_ID] = _wait(WaitStep.FAILED, error="Boom")
    cases._times = 1
    decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)
    assert _state(cases) is CaseState.OPEN
    decisions.reconcile(CASE_ID, cases, cases, executions, at=AT)
    assert _state(cases) is CaseState.FAILED


def test_that_an_execution_stopped_is_written_whoever_is_faster_meanwhile() -> None:
    cases = Meddled(0)
    cases.write(samples.opening())
    cases._times = 3
    decisions.execution_stopped(CASE_ID, 1, "ABORTED", cases, cases, at=AT)
    assert _state(cases) is CaseState.FAILED


def _state(cases: MemoryCaseStore) -> CaseState:
    case = cases.get(CASE_ID)
    assert case is not None
    return case.state
