"""What is news, for whom, and that it is posted once."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.escalate import decisions
from hailong.cases import casework, enterprise
from hailong.cases.case import Case
from hailong.cases.news import INSPECTORS, News, NewsKind, boards_of, is_for, personal
from hailong.cases.transitions import Transition
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import CaseState, Reason, Role, Subject
from tests import samples
from tests.fakes.cases import MemoryCaseStore

AT = samples.RATED
OFFICE = samples.SUPERVISOR.office


class MemoryBoards:
    """The same news again is the same news."""

    def __init__(self) -> None:
        self.posted: set[News] = set()

    def post(self, news: News) -> None:
        self.posted.add(news)

    def latest(self, board: str) -> Iterator[News]:
        raise NotImplementedError

    def cases(self, case_ids: Collection[str]) -> Mapping[str, Case]:
        raise NotImplementedError


class Told:
    """Writes transitions, and posts each as the stream brings it: twice."""

    def __init__(self) -> None:
        self.store, self.boards = MemoryCaseStore(), MemoryBoards()

    def write(self, transition: Transition) -> list[tuple[NewsKind, str]]:
        """What is posted for it."""
        before = set(self.boards.posted)
        self.store.write(transition)
        for _ in range(2):
            decisions.case_told(transition.before, transition.after, self.store, self.boards, at=AT)
        return [(news.kind, news.board) for news in self.boards.posted - before]


def test_each_step_that_somebody_waits_for_is_told_once_to_whom_it_concerns() -> None:
    told, handler, supervisor = Told(), samples.HANDLER, samples.SUPERVISOR
    opened = samples.opening()
    assert told.write(opened) == [(NewsKind.OPENED, OFFICE)]
    assigned = casework.assign(opened.after, supervisor, handler, at=AT)
    assert told.write(assigned) == [(NewsKind.ASSIGNED, personal(handler.staff_code))]
    noted = casework.note(assigned.after, handler, "Đã gọi.", at=AT)
    assert told.write(noted) == []
    decided = casework.decide(noted.after, handler, samples.RULING, at=AT)
    assert told.write(decided) == [(NewsKind.REVIEW, OFFICE)]
    returned = casework.send_back(decided.after, supervisor, "Chưa rõ.", at=AT)
    assert told.write(returned) == [(NewsKind.RETURNED, personal(handler.staff_code))]
    again = casework.decide(returned.after, handler, samples.RULING, at=AT)
    assert told.write(again) == [(NewsKind.REVIEW, OFFICE)]
    approved = casework.approve(again.after, supervisor, at=AT, appeal_until=samples.DUE)
    assert told.write(approved) == []
    appealed = enterprise.appeal(approved.after, "Chưa thỏa đáng.", at=AT, due_at=samples.DUE)
    assert told.write(appealed) == [(NewsKind.APPEALED, INSPECTORS)]


def test_who_takes_a_case_themselves_is_told_nothing() -> None:
    told, opened = Told(), samples.opening()
    told.write(opened)
    claimed = casework.claim(opened.after, samples.HANDLER, at=AT)
    assert told.write(claimed) == []
    assert told.write(casework.release(claimed.after, samples.HANDLER, at=AT)) == []
    mine = casework.assign(
        told.store.get(opened.after.case_id) or opened.after, samples.SUPERVISOR, samples.SUPERVISOR, at=AT
    )
    assert told.write(mine) == []


def test_a_case_that_comes_in_answered_is_no_news_and_one_that_waits_is() -> None:
    # As a replay of old data and a backup write it: at once, and as it stood at its end.
    opened = samples.opening()
    for state in CaseState:
        after = replace(opened.after, state=state)
        posted = Told().write(replace(opened, after=after))
        assert posted == ([] if state in {CaseState.DECIDED, CaseState.CLOSED} else [(NewsKind.OPENED, OFFICE)]), state


def test_a_restricted_case_is_news_for_inspectors_alone() -> None:
    assert Told().write(samples.opening(reasons=(Reason.HARASSMENT,))) == [(NewsKind.OPENED, INSPECTORS)]


@pytest.mark.parametrize(
    ("person", "boards"),
    [
        (samples.HANDLER, (OFFICE, "@20CF-0101")),
        (samples.INSPECTOR, (INSPECTORS, "@20ZZ-0001")),
        (samples.LEADER, ()),
    ],
)
def test_everybody_reads_what_concerns_them(person: Person, boards: tuple[str, ...]) -> None:
    assert boards_of(person) == boards


def news(kind: NewsKind, board: str, case: Case) -> News:
    return News(board=board, case_id=case.case_id, kind=kind, version=case.version, at=AT + timedelta(minutes=1))


def test_who_is_barred_never_hears_of_the_case() -> None:
    case = samples.open_case(levels={Subject.TEAM: 1})
    opened = news(NewsKind.OPENED, OFFICE, case)
    assert is_for(samples.HANDLER, opened, case, samples.STAFF)
    assert not is_for(samples.RATED_OFFICER, opened, case, samples.STAFF)
    assert not is_for(replace(samples.OTHER_HANDLER, team="01"), opened, case, samples.STAFF)
    # A correction has made it restricted meanwhile.
    restricted = samples.open_case(reasons=(Reason.MISCONDUCT,))
    assert not is_for(samples.SUPERVISOR, opened, restricted, samples.STAFF)


def test_what_waits_for_review_is_news_for_who_reviews_and_not_for_who_decided() -> None:
    supervisor = replace(samples.SUPERVISOR, roles=frozenset({Role.HANDLER, Role.SUPERVISOR}))
    case = casework.claim(samples.open_case(), supervisor, at=AT).after
    case = casework.decide(case, supervisor, samples.RULING, at=AT).after
    waits = news(NewsKind.REVIEW, OFFICE, case)
    assert not is_for(supervisor, waits, case, samples.STAFF)
    assert not is_for(samples.HANDLER, waits, case, samples.STAFF)
    assert is_for(replace(samples.SUPERVISOR, staff_code="20CF-0002"), waits, case, samples.STAFF)


def test_what_was_given_to_somebody_else_meanwhile_is_no_news() -> None:
    case = casework.assign(samples.open_case(), samples.SUPERVISOR, samples.HANDLER, at=AT).after
    mine = news(NewsKind.ASSIGNED, personal(samples.HANDLER.staff_code), case)
    assert is_for(samples.HANDLER, mine, case, samples.STAFF)
    other = casework.assign(case, samples.SUPERVISOR, samples.OTHER_HANDLER, at=AT).after
    assert not is_for(samples.HANDLER, mine, other, samples.STAFF)
