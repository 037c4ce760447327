"""What the execution of a case is told, whatever the order in which things come to pass."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hailong.cases import casework, course, enterprise
from hailong.cases.case import Case, Wait
from hailong.cases.machine import answer, execution_input, execution_name
from hailong.vocabulary.words import WaitStep
from tests import samples

AT = samples.RATED
OPEN = samples.open_case()
ASSIGNED = casework.claim(OPEN, samples.HANDLER, at=AT).after
IN_REVIEW = casework.decide(ASSIGNED, samples.HANDLER, samples.RULING, at=AT).after
SENT_BACK = casework.send_back(IN_REVIEW, samples.SUPERVISOR, "Chưa rõ.", at=AT).after
DECIDED = casework.approve(IN_REVIEW, samples.SUPERVISOR, at=AT, appeal_until=AT + timedelta(days=14)).after
CLOSED = course.close(DECIDED, at=AT).after
APPEALED = enterprise.appeal(DECIDED, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
FAILED = course.fail(IN_REVIEW, error="States.TaskFailed", at=AT).after
RESUMED = casework.resume(FAILED, samples.INSPECTOR, at=AT).after


def _wait(step: WaitStep, level: int = 1, attempt: int = 1) -> Wait:
    return Wait(case_id=OPEN.case_id, step=step, level=level, attempt=attempt, token="token")


@pytest.mark.parametrize(
    ("step", "case", "expected"),
    [
        (WaitStep.DECISION, OPEN, None),
        (WaitStep.DECISION, ASSIGNED, None),
        (WaitStep.DECISION, IN_REVIEW, {}),
        (WaitStep.DECISION, SENT_BACK, None),
        (WaitStep.DECISION, DECIDED, {}),
        (WaitStep.REVIEW, IN_REVIEW, None),
        (WaitStep.REVIEW, SENT_BACK, {"approved": False}),
        (WaitStep.REVIEW, DECIDED, {"approved": True}),
        (WaitStep.REVIEW, CLOSED, {"approved": True}),
        (WaitStep.WINDOW, DECIDED, None),
        (WaitStep.WINDOW, CLOSED, {"appealed": False}),
        (WaitStep.WINDOW, APPEALED, {"appealed": True}),
        (WaitStep.REVIEW, APPEALED, {"approved": True}),
        (WaitStep.DECISION, FAILED, None),
        (WaitStep.CLOSING, DECIDED, None),
        (WaitStep.CLOSING, CLOSED, {}),
    ],
)
def test_the_answer_follows_from_the_case(step: WaitStep, case: Case, expected: dict[str, object] | None) -> None:
    assert answer(_wait(step), case) == expected


def test_a_wait_of_level_two_is_not_answered_by_level_one() -> None:
    assert answer(_wait(WaitStep.DECISION, level=2), APPEALED) is None


def test_a_wait_of_an_earlier_run_is_left_alone() -> None:
    assert answer(_wait(WaitStep.DECISION, attempt=1), RESUMED) is None
    assert answer(_wait(WaitStep.DECISION, attempt=2), RESUMED) == {}


def test_a_failure_has_no_token_to_answer() -> None:
    assert answer(replace(_wait(WaitStep.FAILED), token=None), DECIDED) is None


@pytest.mark.parametrize(
    ("case", "start"),
    [
        (OPEN, "acknowledgement"),
        (ASSIGNED, "acknowledgement"),
        (IN_REVIEW, "review"),
        (DECIDED, "outcome"),
        (APPEALED, "appeal"),
    ],
)
def test_a_further_run_begins_where_the_case_stands(case: Case, start: str) -> None:
    assert execution_input(replace(case, attempt=2))["start"] == start


@pytest.mark.parametrize("case", [OPEN, ASSIGNED, IN_REVIEW, DECIDED, APPEALED])
def test_the_first_run_leaves_out_nothing_that_people_were_faster_with(case: Case) -> None:
    assert execution_input(case)["start"] == "acknowledgement"


def test_each_run_has_a_name_of_its_own() -> None:
    assert execution_name(OPEN) == "HL-10302752870"
    assert execution_name(RESUMED) == "HL-10302752870-r2"
