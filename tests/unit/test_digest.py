"""What a morning's mail tells whom of: what is theirs, and nothing that they may not see."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.cases import casework, digest, enterprise
from hailong.cases.case import Case
from hailong.cases.digest import Digest
from hailong.cases.firewall import may_see
from hailong.cases.news import News, NewsKind
from hailong.cases.queue import QueuePage
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import CaseState, Reason, Role, Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore

MORNING = datetime(2026, 6, 25, 7, 30, tzinfo=VIETNAM)
"""A Thursday; what was rated in the samples is due on Friday."""
SOON = samples.DUE
DAY = timedelta(days=1)


def told(person: Person, *cases: Case, now: datetime = MORNING, rung: Sequence[tuple[News, Case]] = ()) -> Digest:
    store = MemoryCaseStore()
    for case in cases:
        store._cases[case.case_id] = case
    due = store.page(digest.due_query(person, samples.STAFF, soon=SOON))
    return digest.digest(person, samples.STAFF, rung, due, since=None, until=now, now=now)


def due(found: Digest) -> tuple[list[str], list[str]]:
    return [case.case_id[-2:] for case in found.overdue], [case.case_id[-2:] for case in found.due_soon]


def case(number: int, **rating: object) -> Case:
    return samples.open_case(f"103027528{number}1", **rating)


def given_to(one: Case, person: Person) -> Case:
    return casework.assign(one, samples.SUPERVISOR, person, at=samples.RATED).after


def test_who_has_a_case_is_told_that_it_is_due_and_nobody_else() -> None:
    mine = given_to(case(10), samples.HANDLER)
    assert due(told(samples.HANDLER, mine)) == ([], ["10"])
    for person in (samples.OTHER_HANDLER, samples.SUPERVISOR, samples.INSPECTOR, samples.ELSEWHERE, samples.LEADER):
        assert told(person, mine).empty, person


def test_of_what_nobody_has_or_waits_for_review_the_supervisor_is_told() -> None:
    waits = casework.decide(given_to(case(11), samples.HANDLER), samples.HANDLER, samples.RULING, at=samples.RATED)
    assert due(told(samples.SUPERVISOR, case(10), waits.after)) == ([], ["10", "11"])
    assert told(samples.HANDLER, case(10), waits.after).empty


def test_what_is_overdue_concerns_who_has_it_and_the_supervisor_and_later_the_inspectors() -> None:
    late = replace(given_to(case(10), samples.HANDLER), due_at=MORNING - DAY)
    for person in (samples.HANDLER, samples.SUPERVISOR):
        assert due(told(person, late)) == (["10"], [])
    assert told(samples.INSPECTOR, late).empty
    raised = replace(late, breached=True, raised=2, raised_to=Role.INSPECTOR, due_at=SOON)
    assert due(told(samples.INSPECTOR, raised)) == (["10"], [])
    assert told(samples.SUPERVISOR, raised).empty


def test_what_is_due_later_or_decided_is_not_told() -> None:
    later = replace(given_to(case(10), samples.HANDLER), due_at=SOON + timedelta(seconds=1))
    decided = casework.decide(given_to(case(11), samples.HANDLER), samples.HANDLER, samples.RULING, at=samples.RATED)
    approved = casework.approve(decided.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=SOON)
    for person in samples.STAFF:
        assert told(person, later, approved.after).empty


def test_an_appeal_and_a_restricted_case_are_due_for_inspectors_alone() -> None:
    decided = casework.decide(given_to(case(10), samples.HANDLER), samples.HANDLER, samples.RULING, at=samples.RATED)
    approved = casework.approve(decided.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=SOON + DAY)
    appealed = enterprise.appeal(approved.after, "Chưa thỏa đáng.", at=samples.RATED, due_at=SOON).after
    grave = case(11, reasons=(Reason.HARASSMENT,))
    assert due(told(samples.INSPECTOR, appealed, grave)) == ([], ["10", "11"])
    for person in set(samples.STAFF) - {samples.INSPECTOR, samples.SECOND_INSPECTOR}:
        assert told(person, appealed, grave).empty, person


def test_news_are_counted_by_kind_after_the_mail_before_and_up_to_the_asking() -> None:
    one = case(10)
    rung = [
        (News(board="20CF", case_id=one.case_id, kind=kind, version=number, at=MORNING - DAY * number), one)
        for number, kind in enumerate([NewsKind.OPENED, NewsKind.APPEALED, NewsKind.OPENED, NewsKind.OPENED])
    ]
    page = QueuePage([], None)

    def counted(since: datetime | None, until: datetime) -> dict[NewsKind, int]:
        found = digest.digest(samples.INSPECTOR, samples.STAFF, rung, page, since=since, until=until, now=MORNING)
        return dict(found.news)

    assert counted(None, MORNING) == {NewsKind.OPENED: 3, NewsKind.APPEALED: 1}
    assert counted(MORNING - DAY * 2, MORNING) == {NewsKind.OPENED: 1, NewsKind.APPEALED: 1}
    # Every piece falls into one mail: what the first told of up to its asking, the next begins after.
    assert counted(None, MORNING - DAY) == {NewsKind.OPENED: 2, NewsKind.APPEALED: 1}
    assert counted(MORNING - DAY, MORNING) == {NewsKind.OPENED: 1}


def test_that_there_is_more_than_was_looked_through_is_said() -> None:
    page = QueuePage([], "further on")
    found = digest.digest(samples.INSPECTOR, samples.STAFF, (), page, since=None, until=MORNING, now=MORNING)
    assert not found.complete


@pytest.mark.parametrize("person", [samples.LEADER, samples.HANDLER])
def test_who_has_no_address_or_only_reads_is_sent_nothing(person: Person) -> None:
    assert not digest.is_for(person)
    assert digest.is_for(replace(person, email="a@example.vn")) is (person is samples.HANDLER)


@given(
    levels=st.dictionaries(st.sampled_from(Subject), st.integers(1, 5), min_size=1).filter(
        lambda said: min(said.values()) < 3
    ),
    reasons=st.sets(st.sampled_from(Reason)),
    assignee=st.sampled_from([None, *samples.STAFF]),
    late=st.booleans(),
    raised_to=st.sampled_from([None, Role.SUPERVISOR, Role.INSPECTOR]),
)
def test_nobody_is_told_of_a_case_that_they_may_not_see(
    levels: dict[Subject, int], reasons: set[Reason], assignee: Person | None, *, late: bool, raised_to: Role | None
) -> None:
    one = case(10, levels=levels, reasons=tuple(reasons))
    # Whoever the case was given to, by whatever staff there was then.
    if assignee is not None:
        one = replace(one, state=CaseState.ASSIGNED, assignee=assignee.staff_code)
    one = replace(one, due_at=MORNING - DAY if late else SOON, raised_to=raised_to, breached=bool(raised_to))
    for person in samples.STAFF:
        found = told(person, one)
        assert found.empty or may_see(person, one, samples.STAFF)
        assert found.empty or person.staff_code not in one.rated_officers
