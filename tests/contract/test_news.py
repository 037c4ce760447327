"""The bell and the desk of each member of staff, over HTTP, against moto."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from hailong.cases import bell
from hailong.cases.news import INSPECTORS, KEPT, News, NewsKind, personal
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import now, to_local_text
from hailong.vocabulary.words import Reason, Subject
from tests import samples
from tests.contract.tasks_desk import TasksDesk

BEGUN = now() - timedelta(days=1)
"""The function reads its own clock, and tells nothing that is older than news are kept."""
OFFICE = samples.SUPERVISOR.office
PECULIAR: dict[int, dict[str, Any]] = {12: {"reasons": (Reason.HARASSMENT,)}, 13: {"levels": {Subject.TEAM: 1}}}


def told(desk: TasksDesk, person: Person) -> dict[str, Any]:
    status, found = desk.call(person, "GET", "/news")
    assert status == 200, found
    return found


def ids(found: dict[str, Any]) -> list[str]:
    return [item["case_id"][-2:] for item in found["items"]]


def post(desk: TasksDesk, numbers: Iterable[int], board: str = OFFICE, kind: NewsKind = NewsKind.OPENED) -> None:
    for number in numbers:
        at = BEGUN + timedelta(minutes=number)
        piece = News(board=board, case_id=f"HL-103027528{number}", kind=kind, version=1, at=at)
        # However often the stream brings it.
        for _ in range(2):
            desk.module.boards.post(piece)


@pytest.fixture
def noisy(tasks: TasksDesk) -> TasksDesk:
    """News of 10 to 13; 12 is restricted (for inspectors), in 13 the team is rated."""
    for number in range(10, 14):
        tasks.store.write(samples.opening(f"103027528{number}1", **PECULIAR.get(number, {})))
    post(tasks, (10, 11, 13))
    post(tasks, (12,), INSPECTORS)
    return tasks


def test_everybody_is_told_of_what_they_see_and_nobody_of_what_they_do_not(noisy: TasksDesk) -> None:
    found = told(noisy, samples.HANDLER)
    assert (ids(found), found["unread"]) == (["13", "11", "10"], 3)
    first = found["items"][0]
    assert (first["kind"], first["enterprise"], first["unread"]) == ("opened", "Công ty TNHH Ví dụ", True)
    assert ids(told(noisy, samples.INSPECTOR)) == ["12"]
    # The rated officer, who is of the rated team, and somebody who only reads: not even a count.
    for person in (samples.RATED_OFFICER, samples.LEADER, samples.ELSEWHERE):
        assert told(noisy, person) == {"items": [], "unread": 0}


def test_a_restricted_case_that_stands_on_an_office_s_board_is_not_told(noisy: TasksDesk) -> None:
    post(noisy, (12,))
    assert ids(told(noisy, samples.SUPERVISOR)) == ["13", "11", "10"]


def test_what_was_seen_is_unread_no_more_and_never_again(noisy: TasksDesk) -> None:
    def see(until: str) -> dict[str, Any]:
        status, found = noisy.call(samples.HANDLER, "POST", "/news/seen", {"until": until})
        assert status == 200, found
        return found

    latest = told(noisy, samples.HANDLER)["items"][0]["at"]
    assert see(latest)["unread"] == 0
    assert see("2021-05-15T00:00:00+07:00")["unread"] == 0
    assert told(noisy, samples.SUPERVISOR)["unread"] == 3
    post(noisy, (13,), personal(samples.HANDLER.staff_code), NewsKind.ASSIGNED)
    assert told(noisy, samples.HANDLER)["unread"] == 0


@pytest.mark.parametrize("until", ["yesterday", "2026-06-19", "2026-06-19T10:00:00", None, 7.5])
def test_a_moment_that_is_none_is_refused(noisy: TasksDesk, until: object) -> None:
    assert noisy.call(samples.HANDLER, "POST", "/news/seen", {"until": until})[0] == 422


def test_nobody_sees_the_future(noisy: TasksDesk) -> None:
    noisy.call(samples.HANDLER, "POST", "/news/seen", {"until": "2099-01-01T00:00:00+07:00"})
    seen = noisy.module.desks.desk(samples.HANDLER.staff_code).seen_until
    assert seen is not None
    assert to_local_text(seen) < "2099"


def test_what_is_read_and_shown_is_bounded(noisy: TasksDesk) -> None:
    def many(board: str, case_id: str, count: int) -> None:
        for number in range(count):
            at = BEGUN + timedelta(hours=1, seconds=number)
            noisy.module.boards.post(News(board=board, case_id=case_id, kind=NewsKind.OPENED, version=number, at=at))

    many(OFFICE, "HL-10302752810", bell.MOST_SHOWN + 1)
    assert ids(told(noisy, samples.HANDLER)) == ["10"] * bell.MOST_SHOWN
    # What is behind so many that are none of theirs is not looked for.
    many(personal(samples.HANDLER.staff_code), "HL-10302752812", bell.MOST_READ)
    assert len(ids(told(noisy, samples.HANDLER))) < bell.MOST_SHOWN


def test_news_of_a_case_that_is_gone_or_that_is_over_and_still_there_is_no_news(noisy: TasksDesk) -> None:
    post(noisy, (19,))
    over = News(board=OFFICE, case_id="HL-10302752810", kind=NewsKind.OPENED, version=2, at=now() - KEPT)
    noisy.module.boards.post(over)
    assert ids(told(noisy, samples.HANDLER)) == ["13", "11", "10"]


VIEW = {"name": "Chậm trễ", "address": "/queue/office?reason=delay"}


def test_views_are_kept_for_each_person(noisy: TasksDesk) -> None:
    assert noisy.call(samples.HANDLER, "GET", "/desk")[1]["views"] == []
    assert noisy.call(samples.HANDLER, "PUT", "/desk", {"views": [VIEW]})[0] == 200
    assert noisy.call(samples.HANDLER, "GET", "/desk")[1]["views"] == [VIEW]
    assert noisy.call(samples.LEADER, "GET", "/desk")[1]["views"] == []
    # The one does not undo the other.
    noisy.call(samples.HANDLER, "POST", "/news/seen", {"until": to_local_text(BEGUN + timedelta(hours=1))})
    assert noisy.call(samples.HANDLER, "GET", "/desk")[1]["views"] == [VIEW]
    noisy.call(samples.HANDLER, "PUT", "/desk", {"views": []})
    assert told(noisy, samples.HANDLER)["unread"] == 0


def test_each_turns_the_mail_of_the_morning_off_and_on_for_themselves(noisy: TasksDesk) -> None:
    def kept(person: Person, body: Any = None) -> Any:
        status, found = noisy.call(person, "PUT" if body else "GET", "/desk", body)
        assert status == 200, found
        return found

    assert kept(samples.HANDLER) == {"views": [], "digest": True}
    kept(samples.HANDLER, {"views": [VIEW]})
    assert kept(samples.HANDLER, {"digest": False}) == {"views": [VIEW], "digest": False}
    assert kept(samples.SUPERVISOR)["digest"] is True
    # The one does not undo the other.
    assert kept(samples.HANDLER, {"views": []}) == {"views": [], "digest": False}
    assert kept(samples.HANDLER, {"digest": True})["digest"] is True


@pytest.mark.parametrize("body", [{}, {"digest": "no"}, {"digest": None}, {"digest": False, "staff_code": "20CF-0001"}])
def test_a_desk_that_is_none_is_refused(noisy: TasksDesk, body: object) -> None:
    assert noisy.call(samples.HANDLER, "PUT", "/desk", body)[0] == 422


@pytest.mark.parametrize(
    "views",
    [
        [VIEW, VIEW],
        [VIEW | {"name": " "}],
        [VIEW | {"name": "x" * 61}],
        [VIEW | {"address": "https://example.vn/"}],
        [VIEW | {"address": "//example.vn/queue/all"}],
        [VIEW | {"address": "/queue/all?" + "x" * 600}],
        [VIEW | {"name": f"{n}"} for n in range(21)],
        "none",
    ],
)
def test_views_that_are_none_are_refused(noisy: TasksDesk, views: object) -> None:
    assert noisy.call(samples.HANDLER, "PUT", "/desk", {"views": views})[0] == 422
    assert noisy.call(samples.HANDLER, "GET", "/desk")[1]["views"] == []
