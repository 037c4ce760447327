"""Texts to start from, as staff have them over HTTP, against moto."""

from typing import Any

import pytest

from hailong.adapters.dynamodb.texts import DynamoTextShelf
from hailong.cases import texts
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.people import Person
from tests import samples
from tests.contract.tasks_desk import TasksDesk

SORRY = {
    "outcome": "upheld",
    "root_cause": "workload",
    "language": "vi",
    "title": "Xin lỗi vì chờ lâu",
    "text": "Chúng tôi xin lỗi vì đã để doanh nghiệp phải chờ. Chúng tôi đã: ",
}
OFFICE = samples.SUPERVISOR.office


def start(desk: TasksDesk, person: Person, office: str = OFFICE, **other: Any) -> tuple[int, dict[str, Any]]:
    return desk.call(person, "POST", "/texts", SORRY | {"office": office} | other)


def revise(desk: TasksDesk, person: Person, text_id: str, **other: Any) -> tuple[int, dict[str, Any]]:
    return desk.call(person, "PUT", "/texts/{text_id}", SORRY | other, text_id=text_id)


def offered(desk: TasksDesk, person: Person, **query: str) -> list[dict[str, Any]]:
    status, found = desk.call(person, "GET", "/texts", query=query or None)
    assert status == 200
    items: list[dict[str, Any]] = found["items"]
    return items


def versions(desk: TasksDesk, person: Person, text_id: str) -> list[dict[str, Any]]:
    status, found = desk.call(person, "GET", "/texts/{text_id}/versions", text_id=text_id)
    assert status == 200
    items: list[dict[str, Any]] = found["items"]
    return items


def test_a_text_is_started_changed_and_withdrawn_and_its_history_stays(opened: TasksDesk) -> None:
    status, text = start(opened, samples.SUPERVISOR)
    assert (status, text["text_id"], text["version"], text["may_change"]) == (201, f"{OFFICE}-01", 1, True)
    text_id = text["text_id"]
    assert revise(opened, samples.SUPERVISOR, text_id, version=1, title="Xin lỗi")[1]["version"] == 2
    assert revise(opened, samples.SUPERVISOR, text_id, version=2, title="Xin lỗi", withdrawn=True)[0] == 200
    assert [(one["version"], one["title"], one["withdrawn"]) for one in versions(opened, samples.HANDLER, text_id)] == [
        (3, "Xin lỗi", True),
        (2, "Xin lỗi", False),
        (1, SORRY["title"], False),
    ]
    assert offered(opened, samples.HANDLER) == []
    assert [one["withdrawn"] for one in offered(opened, samples.SUPERVISOR)] == [True]


def test_everybody_starts_from_their_office_s_texts_and_the_department_s(opened: TasksDesk) -> None:
    start(opened, samples.SUPERVISOR)
    start(opened, samples.INSPECTOR, "20ZZ")
    start(opened, samples.INSPECTOR, samples.ELSEWHERE.office)
    found = [(one["text_id"], one["may_change"]) for one in offered(opened, samples.HANDLER)]
    assert found == [(f"{OFFICE}-01", False), ("20ZZ-01", False)]
    assert [one["text_id"] for one in offered(opened, samples.LEADER, office=OFFICE)] == [f"{OFFICE}-01", "20ZZ-01"]


@pytest.mark.parametrize(
    ("by", "office"),
    [(samples.HANDLER, OFFICE), (samples.LEADER, OFFICE), (samples.SUPERVISOR, "20BB"), (samples.SUPERVISOR, "20ZZ")],
)
def test_who_keeps_no_texts_of_the_office_is_refused(opened: TasksDesk, by: Person, office: str) -> None:
    start(opened, samples.INSPECTOR, office)
    assert (start(opened, by, office)[0], len(versions(opened, samples.INSPECTOR, f"{office}-01"))) == (403, 1)
    assert revise(opened, by, f"{office}-01", title="Khác")[0] == 403


def test_another_office_s_texts_are_not_seen(opened: TasksDesk) -> None:
    start(opened, samples.INSPECTOR, "20BB")
    for number in ("01", "02"):
        path = "/texts/{text_id}/versions"
        assert opened.call(samples.HANDLER, "GET", path, text_id=f"20BB-{number}")[0] == 403
    assert opened.call(samples.HANDLER, "GET", "/texts", query={"office": "20BB"})[0] == 403


@pytest.mark.parametrize("text_id", [f"{OFFICE}-07", "20CF", "TEXTS#20CF", "20CF-1", "x" * 3000])
def test_what_is_not_there_is_not_found(opened: TasksDesk, text_id: str) -> None:
    assert revise(opened, samples.INSPECTOR, text_id)[1]["code"] == "text_not_found"


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"text": "\u200b"}, {"outcome": "sorry"}, {"office": "20XX"}, {"title": "x" * 101}, {"by": "me"}],
)
def test_what_is_wrong_is_named_and_nothing_is_written(opened: TasksDesk, wrong: dict[str, Any]) -> None:
    status, problem = start(opened, samples.SUPERVISOR, **wrong)
    assert status == 422, problem
    assert offered(opened, samples.INSPECTOR, office=OFFICE) == []


def test_an_office_that_is_none_is_refused(opened: TasksDesk) -> None:
    assert start(opened, samples.INSPECTOR, "20XX")[0] == 422
    assert opened.call(samples.INSPECTOR, "GET", "/texts", query={"office": "20XX"})[0] == 422


def test_of_two_who_change_a_text_one_is_told(opened: TasksDesk) -> None:
    text_id = start(opened, samples.SUPERVISOR)[1]["text_id"]
    assert revise(opened, samples.SUPERVISOR, text_id, version=1, title="Một")[0] == 200
    status, problem = revise(opened, samples.INSPECTOR, text_id, version=1, title="Hai")
    assert (status, problem["code"], problem["current"]) == (409, "stale", {"version": 2})
    # The same again is no new version.
    assert revise(opened, samples.SUPERVISOR, text_id, version=1, title="Một")[1]["version"] == 2
    assert len(versions(opened, samples.SUPERVISOR, text_id)) == 2


def test_a_version_is_written_once_whoever_writes_at_the_same_time(opened: TasksDesk) -> None:
    text_id = start(opened, samples.SUPERVISOR)[1]["text_id"]
    shelf: DynamoTextShelf = opened.module.shelf
    first = shelf.get(text_id)
    assert first is not None
    with pytest.raises(Raced):
        shelf.put(first)
    revise(opened, samples.SUPERVISOR, text_id, title="Một")
    second = shelf.get(text_id)
    assert second is not None
    with pytest.raises(Raced):
        shelf.put(second)


def test_an_office_has_so_many_texts_and_no_more(opened: TasksDesk) -> None:
    codes = [start(opened, samples.SUPERVISOR)[1].get("code") for _ in range(texts.MAX_TEXTS + 1)]
    assert codes == [None] * texts.MAX_TEXTS + ["quota_reached"]
    # One that is withdrawn can be put to use again, so that nothing is lost by the bound.
    assert len(offered(opened, samples.SUPERVISOR)) == texts.MAX_TEXTS


def test_a_text_has_so_many_versions_and_no_more(opened: TasksDesk) -> None:
    text_id = start(opened, samples.SUPERVISOR)[1]["text_id"]
    found = [revise(opened, samples.SUPERVISOR, text_id, title=f"Mẫu {n}")[1] for n in range(texts.MAX_VERSIONS)]
    assert [one.get("code") for one in found] == [None] * (texts.MAX_VERSIONS - 1) + ["quota_reached"]
    assert len(versions(opened, samples.SUPERVISOR, text_id)) == texts.MAX_VERSIONS
