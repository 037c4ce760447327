"""What each act on a case leaves behind, whom it lets through, and what it says when it comes too late or too often."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from hailong.cases import casework, course, enterprise, transitions
from hailong.cases.case import Case, Failure, Period, Seal, Verdict
from hailong.cases.evidence import Evidence
from hailong.cases.firewall import Barrier, PersonCondition, WriteCondition
from hailong.cases.transitions import Transition
from hailong.vocabulary.errors import Conflict, Forbidden, NotFound
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Helped, Outcome, Role, Subject
from tests import samples

AT = samples.RATED
SOON = AT + timedelta(hours=1)
HANDLER, SUPERVISOR, INSPECTOR = samples.HANDLER, samples.SUPERVISOR, samples.INSPECTOR

OPEN = samples.open_case()
ASSIGNED = casework.claim(OPEN, HANDLER, at=AT).after
IN_REVIEW = casework.decide(ASSIGNED, HANDLER, samples.RULING, at=AT).after
DECIDED = casework.approve(IN_REVIEW, SUPERVISOR, at=AT, appeal_until=samples.DUE).after
APPEALED = enterprise.appeal(DECIDED, "Chưa thoả đáng.", at=AT, due_at=samples.DUE).after
FAILED = course.fail(ASSIGNED, error="Boom", at=AT).after
CALLS = course.call_enterprise(ASSIGNED, "outcome", "Không tới được.", at=AT).after

type Act = Callable[..., Transition]


def _attach(case: Case, person: Person, **options: object) -> Transition:
    return casework.attach(case, person, _file(), at=SOON, **options)  # type: ignore[arg-type]


ACTS: dict[str, tuple[Act, Case, Person]] = {
    "claim": (partial(casework.claim, at=SOON), OPEN, HANDLER),
    "assign": (lambda case, by, **more: casework.assign(case, by, HANDLER, at=SOON, **more), OPEN, SUPERVISOR),
    "release": (partial(casework.release, at=SOON), ASSIGNED, HANDLER),
    "note": (lambda case, by, **more: casework.note(case, by, "Đã gọi.", at=SOON, **more), ASSIGNED, HANDLER),
    "evidence": (_attach, ASSIGNED, HANDLER),
    "decide": (
        lambda case, by, **more: casework.decide(case, by, samples.RULING, at=SOON, **more),
        ASSIGNED,
        HANDLER,
    ),
    "review": (
        lambda case, by, **more: casework.approve(case, by, at=SOON, appeal_until=samples.DUE, **more),
        IN_REVIEW,
        SUPERVISOR,
    ),
    "send back": (
        lambda case, by, **more: casework.send_back(case, by, "Xem lại.", at=SOON, **more),
        IN_REVIEW,
        SUPERVISOR,
    ),
    "resume": (partial(casework.resume, at=SOON), FAILED, INSPECTOR),
    "called": (lambda case, by, **more: casework.called(case, by, "Đã gọi.", at=SOON, **more), CALLS, HANDLER),
}
every_act = pytest.mark.parametrize(("act", "case", "person"), ACTS.values(), ids=ACTS)
WRITTEN_ONCE = {"note", "evidence", "called"}


def _file() -> Evidence:
    return Evidence(
        case_id=OPEN.case_id,
        evidence_id="e1",
        name="biên bản.pdf",
        content_type="application/pdf",
        size=9,
        by=HANDLER.staff_code,
        at=SOON,
        sha256="ab" * 32,
    )


@every_act
def test_the_entry_says_who_did_what_when_and_from_what_to_what(act: Act, case: Case, person: Person) -> None:
    done = act(case, person)
    name = next(name for name, (one, _, _) in ACTS.items() if one is act)
    entry = done.entry
    assert entry.action == {"send back": "review"}.get(name, name)
    assert (entry.by, entry.role, entry.at) == (person.staff_code, person.acting_role, SOON)
    assert bool(entry.note) is (name not in {"claim", "release", "review", "resume"})
    assert (entry.state_from, entry.state_to) == (case.state, done.after.state)
    assert (done.before, done.after.version, entry.exception) == (case, case.version + 1, "")
    assert done.after.excepted == ()
    assert done.condition is not None
    assert (done.condition.state, done.condition.actor.person) == (case.state, person.staff_code)


@every_act
def test_an_act_upon_what_has_changed_comes_too_late(act: Act, case: Case, person: Person) -> None:
    name = next(name for name, (one, _, _) in ACTS.items() if one is act)
    assert act(case, person, version=case.version).after.version == case.version + 1
    for version in (case.revision - 1, case.version + 1):
        with pytest.raises(Conflict) as late:
            act(case, person, version=version)
        assert (late.value.code, late.value.current and late.value.current["version"]) == ("stale", case.version)
    # Somebody has written a note meanwhile: what people act upon is as it was.
    noted = replace(case, version=case.version + 1)
    if name in WRITTEN_ONCE:
        with pytest.raises(Conflict, match="stale"):
            act(noted, person, version=case.version)
    else:
        assert act(noted, person, version=case.revision).before == noted


@every_act
def test_who_is_barred_acts_by_exception_alone_and_the_write_asks_for_no_more(
    act: Act, case: Case, person: Person
) -> None:
    """The team is rated negative, and whoever acts is the only inspector there is, of that very team."""
    of_the_team = replace(INSPECTOR, office="20CF", team="01")
    rating = replace(case.rating, levels={**case.rating.levels, Subject.TEAM: 1})
    rated = replace(case, rating=rating, assignee=case.assignee and of_the_team.staff_code)
    with pytest.raises(NotFound) as hidden:
        act(rated, of_the_team)
    assert hidden.value.why is Barrier.RATED_TEAM
    if ACTS["assign"][0] is act:
        # Nobody else is left whom it could be given to, either.
        done = casework.assign(rated, of_the_team, of_the_team, at=SOON, staff=[of_the_team])
    elif ACTS["note"][0] is act or ACTS["evidence"][0] is act:
        # A step that nobody needs is nobody's exception: who has claimed by one may go on to write.
        with pytest.raises(Forbidden) as barred:
            act(rated, of_the_team, staff=[of_the_team])
        assert barred.value.why is Barrier.RATED_TEAM
        return
    else:
        done = act(rated, of_the_team, staff=[of_the_team])
    assert done.entry.exception == Barrier.RATED_TEAM
    assert done.after.excepted == (of_the_team.staff_code,)
    assert done.condition is not None
    assert done.condition.actor.not_team is None
    assert done.condition.assignee is None or done.condition.assignee.not_team is None


# ------------------------------------------------------------------ each act


def test_a_case_given_to_somebody_is_theirs_and_the_write_asks_for_both() -> None:
    given = casework.assign(OPEN, SUPERVISOR, HANDLER, at=SOON)
    assert (given.after.state, given.after.assignee) == (CaseState.ASSIGNED, HANDLER.staff_code)
    assert given.entry.note == HANDLER.staff_code
    assert given.condition == WriteCondition(
        state=CaseState.OPEN,
        actor=PersonCondition(person=SUPERVISOR.staff_code, only_office="20CF", only_level=1),
        assignee=PersonCondition(
            person=HANDLER.staff_code,
            not_team=HANDLER.team_code,
            only_office="20CF",
            only_level=1,
            took_no_part=True,
        ),
    )


def test_a_case_can_be_taken_from_one_and_given_to_another_but_not_to_who_has_it() -> None:
    other = casework.assign(ASSIGNED, SUPERVISOR, samples.OTHER_HANDLER, at=SOON)
    assert other.after.assignee == samples.OTHER_HANDLER.staff_code
    with pytest.raises(Conflict, match="stale"):
        casework.assign(ASSIGNED, SUPERVISOR, HANDLER, at=SOON)


@pytest.mark.parametrize(
    ("to", "code", "why"),
    [
        (samples.RATED_OFFICER, "conflict_of_interest", Barrier.RATED_OFFICER),
        (samples.ELSEWHERE, "forbidden", Barrier.OTHER_OFFICE),
        (samples.LEADER, "forbidden", Barrier.ROLE),
    ],
)
def test_a_case_is_given_to_nobody_who_may_not_decide_it(to: Person, code: str, why: Barrier) -> None:
    with pytest.raises(Forbidden) as refused:
        casework.assign(OPEN, SUPERVISOR, to, at=SOON)
    assert (refused.value.code, refused.value.why, refused.value.about) == (code, why, to.staff_code)
    assert to.staff_code in str(refused.value.detail)


def test_whom_it_is_given_to_by_exception_is_written_down_also_where_who_gives_needs_none() -> None:
    decider, reviewer = INSPECTOR, samples.SECOND_INSPECTOR
    case = replace(APPEALED, deciders={1: (decider.staff_code,)}, reviewers={1: (reviewer.staff_code,)})
    given = casework.assign(case, decider, reviewer, at=SOON, staff=[decider, reviewer])
    assert given.entry.exception == Barrier.TOOK_PART_BEFORE
    assert set(given.after.excepted) == {decider.staff_code, reviewer.staff_code}
    assert given.condition is not None
    assert given.condition.assignee is not None
    assert not given.condition.assignee.took_no_part


def test_what_is_given_back_waits_for_anybody_and_an_appeal_for_an_inspector() -> None:
    released = casework.release(ASSIGNED, HANDLER, at=SOON).after
    assert (released.state, released.assignee) == (CaseState.OPEN, None)
    claimed = casework.claim(APPEALED, INSPECTOR, at=SOON).after
    released = casework.release(claimed, INSPECTOR, at=SOON).after
    assert (released.state, released.assignee, released.level) == (CaseState.APPEALED, None, 2)


def test_notes_and_files_are_counted_apart_and_have_each_their_quota() -> None:
    case = ASSIGNED
    for number in (1, 2):
        written = casework.note(case, HANDLER, f"Lần {number}", at=SOON, limit=2)
        assert (written.after.notes, written.entry.note, written.evidence) == (number, f"Lần {number}", None)
        case = written.after
        attached = casework.attach(case, HANDLER, _file(), at=SOON, limit=2)
        assert (attached.after.files, attached.entry.note) == (number, "biên bản.pdf (e1)")
        assert (attached.evidence, set(attached.entry.sealed)) == (_file(), {"evidence"})
        case = attached.after
    for act, what in (
        (partial(casework.note, text="x"), "2 notes"),
        (partial(casework.attach, evidence=_file()), "2 files"),
    ):
        with pytest.raises(Conflict, match=what) as full:
            act(case, HANDLER, at=SOON, limit=2)
        assert full.value.code == "quota_reached"
        assert act(case, HANDLER, at=SOON).before == case


def test_a_decision_stands_as_it_was_put_down_and_waits_for_a_second_person() -> None:
    done = casework.decide(ASSIGNED, HANDLER, samples.RULING, at=SOON)
    made = done.after.decisions[1]
    assert (made.outcome, made.root_cause) == (samples.RULING.outcome, samples.RULING.root_cause)
    assert made.action_taken == samples.RULING.action_taken
    assert made.message_to_enterprise == samples.RULING.message_to_enterprise
    assert (made.by, made.at, made.reviewed_by, made.reviewed_at) == (HANDLER.staff_code, SOON, None, None)
    assert (done.entry.note, done.entry.decision, set(done.entry.sealed)) == (made.outcome, made, {"decision"})
    assert done.after.deciders == {1: (HANDLER.staff_code,)}


def test_an_approval_dates_the_appeal_window_and_seals_what_was_approved() -> None:
    done = casework.approve(IN_REVIEW, SUPERVISOR, at=SOON, appeal_until=samples.DUE, working_days=10, text="Đồng ý.")
    made = done.after.decisions[1]
    assert (made.reviewed_by, made.reviewed_at) == (SUPERVISOR.staff_code, SOON)
    assert (done.after.appeal_until, done.after.period) == (samples.DUE, Period(since=SOON, working_days=10))
    assert done.entry.note == "Đồng ý."
    assert done.after.approvals == {1: Seal(number=done.entry.number, hash=done.entry.hash, salt=done.entry.salt)}
    assert casework.approve(IN_REVIEW, SUPERVISOR, at=SOON, appeal_until=samples.DUE).entry.note == ""


def test_the_answer_to_an_appeal_is_final() -> None:
    claimed = casework.claim(APPEALED, INSPECTOR, at=SOON).after
    decided = casework.decide(claimed, INSPECTOR, replace(samples.RULING, outcome=Outcome.UPHELD), at=SOON).after
    later = samples.DUE + timedelta(days=30)
    done = casework.approve(decided, samples.SECOND_INSPECTOR, at=SOON, appeal_until=later, working_days=10).after
    assert (done.appeal_until, done.period) == (samples.DUE, None)
    assert set(done.decisions) == set(done.approvals) == {1, 2}
    assert done.approvals[1] == DECIDED.approvals[1]


def test_what_is_sent_back_is_no_decision_and_that_of_the_first_level_stays() -> None:
    done = casework.send_back(IN_REVIEW, SUPERVISOR, "Xem lại.", at=SOON)
    assert (done.after.state, done.after.decisions, done.after.assignee) == (CaseState.ASSIGNED, {}, HANDLER.staff_code)
    assert (done.entry.note, done.after.reviewers) == ("Xem lại.", {1: (SUPERVISOR.staff_code,)})
    again = casework.decide(done.after, HANDLER, samples.RULING, at=SOON).after
    assert casework.send_back(again, SUPERVISOR, "Xem lại.", at=SOON).after.reviewers == {1: (SUPERVISOR.staff_code,)}
    claimed = casework.claim(APPEALED, INSPECTOR, at=SOON).after
    decided = casework.decide(claimed, INSPECTOR, samples.RULING, at=SOON).after
    sent_back = casework.send_back(decided, samples.SECOND_INSPECTOR, "Xem lại.", at=SOON).after
    assert sent_back.decisions == DECIDED.decisions


def test_a_resumed_case_stands_where_it_failed_with_a_new_attempt() -> None:
    assert FAILED.failure is not None
    assert (FAILED.failure.error, FAILED.failure.at, FAILED.failure.state_before) == ("Boom", AT, CaseState.ASSIGNED)
    done = casework.resume(FAILED, INSPECTOR, at=SOON).after
    assert (done.state, done.failure, done.attempt) == (CaseState.ASSIGNED, None, FAILED.attempt + 1)
    torn = replace(FAILED, failure=None)
    with pytest.raises(Conflict, match="stale"):
        casework.resume(torn, INSPECTOR, at=SOON)


def test_called_ends_all_calls_and_each_failed_mail_asks_for_one() -> None:
    twice = course.call_enterprise(CALLS, "interim-1", "x", at=SOON).after
    assert twice.calls_due == ("outcome", "interim-1")
    assert course.call_enterprise(twice, "outcome", "x", at=SOON).after.calls_due == ("interim-1", "outcome")
    done = casework.called(twice, HANDLER, "Đã nói với kế toán.", at=SOON)
    assert (done.after.calls_due, done.entry.note) == ((), "Đã nói với kế toán.")


# ------------------------------------------------------------------ the machine and the enterprise


def test_the_machine_writes_under_its_own_name() -> None:
    failed = course.fail(ASSIGNED, error="Boom", at=SOON)
    closed = course.close(DECIDED, at=SOON)
    assert [(one.entry.action, one.entry.note) for one in (failed, closed)] == [("fail", "Boom"), ("close", "")]
    assert failed.after.failure == Failure(error="Boom", at=SOON, state_before=CaseState.ASSIGNED)
    assert closed.after.closed_at == SOON
    assert {(one.entry.by, one.entry.role) for one in (failed, closed)} == {("system", Role.SYSTEM)}
    with pytest.raises(Conflict, match="stale"):
        course.close(ASSIGNED, at=SOON)


def test_an_appeal_begins_the_second_level_anew() -> None:
    done = enterprise.appeal(DECIDED, "Chưa thoả đáng.", at=SOON, due_at=samples.DUE, working_days=5)
    after = done.after
    assert (after.state, after.level, after.assignee, after.due_at) == (CaseState.APPEALED, 2, None, samples.DUE)
    assert after.period == Period(since=SOON, working_days=5)
    assert (after.attempt, after.failure) == (DECIDED.attempt, None)
    assert (done.entry.by, done.entry.role, done.entry.action) == ("enterprise", Role.ENTERPRISE, "appeal")
    assert enterprise.appeal(DECIDED, "x", at=SOON, due_at=samples.DUE).after.period is None


def test_an_appeal_of_a_case_whose_execution_gave_up_starts_a_new_one() -> None:
    failed = course.fail(DECIDED, error="Boom", at=AT).after
    after = enterprise.appeal(failed, "Chưa thoả đáng.", at=SOON, due_at=samples.DUE).after
    assert (after.state, after.failure, after.attempt) == (CaseState.APPEALED, None, DECIDED.attempt + 1)


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (APPEALED, "already_appealed"),
        (replace(DECIDED, level=2), "already_appealed"),
        (IN_REVIEW, "no_outcome_yet"),
        (ASSIGNED, "no_outcome_yet"),
        (course.close(DECIDED, at=AT).after, "appeal_window_over"),
        (replace(DECIDED, appeal_until=None), "appeal_window_over"),
        (replace(DECIDED, appeal_until=AT), "appeal_window_over"),
    ],
)
def test_an_appeal_that_cannot_be_is_refused_by_its_reason(case: Case, code: str) -> None:
    with pytest.raises(Conflict) as refused:
        enterprise.appeal(case, "Chưa thoả đáng.", at=SOON, due_at=samples.DUE)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("case", "level", "state"),
    [
        (OPEN, 1, CaseState.OPEN),
        (ASSIGNED, 5, CaseState.CLOSED),
        (DECIDED, 1, CaseState.DECIDED),
        (DECIDED, 5, CaseState.DECIDED),
        (FAILED, 5, CaseState.CLOSED),
    ],
)
def test_a_correction_ends_what_is_under_way_and_no_complaint_any_more(
    case: Case, level: int, state: CaseState
) -> None:
    rating = replace(case.rating, levels={Subject.OFFICER: level})
    done = enterprise.correct(case, rating, at=SOON)
    assert (done.after.rating, done.after.state) == (rating, state)
    assert done.after.closed_at == (SOON if state is CaseState.CLOSED else None)
    assert (done.entry.action, done.entry.note, set(done.entry.sealed)) == (enterprise.CORRECTED, "", {"rating"})


def test_what_an_enterprise_says_can_be_changed_until_the_case_is_closed() -> None:
    said = Verdict(helped=Helped.NO, why=None, at=SOON, times=1)
    assert enterprise.note_of(said) == "no"
    assert enterprise.note_of(replace(said, why="Vẫn phải chờ.")) == "no\nVẫn phải chờ."
    closed = course.close(DECIDED, at=SOON).after
    assert [enterprise.verdict_open(case) for case in (IN_REVIEW, DECIDED, closed)] == [False, True, True]
    told = {1: said}
    assert enterprise.verdict_open(replace(DECIDED, verdicts=told))
    assert not enterprise.verdict_open(replace(closed, verdicts=told))


def test_a_case_waits_where_its_level_has_it() -> None:
    assert transitions.waiting_state(OPEN) is CaseState.OPEN
    assert transitions.waiting_state(APPEALED) is CaseState.APPEALED
