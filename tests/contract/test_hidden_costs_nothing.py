"""What is hidden from somebody costs their question not one call of the table: its time tells them nothing, either."""

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.lots.clearance import Enterprise
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Reason, Subject
from tests import samples
from tests.contract.tasks_desk import TasksDesk

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

IN_THE_TEAM = replace(samples.OTHER_HANDLER, team="01")
RATED_INSPECTOR = replace(samples.INSPECTOR, staff_code=samples.RATED_OFFICER.staff_code)
HIDDEN: dict[str, tuple[Person, dict[str, Any]]] = {
    "rated oneself": (samples.RATED_OFFICER, {}),
    "of the rated team": (IN_THE_TEAM, {"levels": {Subject.TEAM: 1}}),
    "restricted": (samples.HANDLER, {"reasons": (Reason.HARASSMENT,)}),
    "of another office": (samples.ELSEWHERE, {}),
    "rated as an inspector": (RATED_INSPECTOR, {}),
}
QUERIES: list[dict[str, str]] = [
    {},
    {"overdue": "true"},
    {"calls_due": "true"},
    {"assignee": "20CF-0101"},
    {"q": "103027599001"},
    {"q": "HL-10302759900"},
    {"q": samples.OTHER_TAX_CODE},
    {"q": "cong ty hiem co"},
    {"q": "hiem cong"},
    {"q": "hiem co", "state": "open"},
]


def _put(desk: TasksDesk, index: DynamoCaseIndex, number: int, **rating: Any) -> None:
    transition = samples.opening(f"1030275{number:04d}1", **rating)
    enterprise = Enterprise(tax_code=samples.OTHER_TAX_CODE, name="Công ty Hiếm Có")
    clearance = replace(transition.after.clearance, enterprise=enterprise)
    rated = replace(transition.after.rating, clearance=clearance, tax_code=samples.OTHER_TAX_CODE)
    after = replace(transition.after, rating=rated)
    desk.store.write(replace(transition, after=after))
    index.enlist(after)


@pytest.mark.parametrize("why", HIDDEN)
@pytest.mark.parametrize("hidden", [1, 5])
def test_a_question_asks_the_table_as_often_whatever_is_hidden(
    tasks: TasksDesk, dynamodb: "DynamoDBClient", why: str, hidden: int
) -> None:
    person, rating = HIDDEN[why]
    tasks.directory.staff = [*(one for one in samples.STAFF if one.staff_code != person.staff_code), person]
    client = tasks.module._client
    index = DynamoCaseIndex(dynamodb, "cases")
    officer = {"officer": person.staff_code} if person == RATED_INSPECTOR else {}
    calls: Counter[str] = Counter()

    def asked(**query: str) -> tuple[Counter[str], Any]:
        calls.clear()
        page = tasks.queue(person, **query)
        return Counter(calls), page

    def told() -> list[Any]:
        return [asked(**query) for query in [*QUERIES, *([officer] if officer else [])]]

    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.update([model.name]), unique_id=why)
    before = told()
    for number in range(hidden):
        _put(tasks, index, 9900 + number, **rating)
    after = told()
    client.meta.events.unregister("before-call.dynamodb", unique_id=why)
    assert after == before
    assert all(page["items"] == [] for _, page in after)


@pytest.mark.parametrize("seen", [25, 27])
def test_nor_where_what_is_seen_fills_the_page(tasks: TasksDesk, dynamodb: "DynamoDBClient", seen: int) -> None:
    """25 cases are a page; those that are hidden stand before them."""
    tasks.directory.staff = [*(one for one in samples.STAFF if one.staff_code != IN_THE_TEAM.staff_code), IN_THE_TEAM]
    client, index = tasks.module._client, DynamoCaseIndex(dynamodb, "cases")
    calls: list[str] = []

    def asked() -> list[tuple[int, int]]:
        found = []
        for query in ({}, {"q": "cong ty hiem co"}, {"q": samples.OTHER_TAX_CODE}):
            calls.clear()
            page = tasks.queue(IN_THE_TEAM, **query)
            found.append((len(calls), len(page["items"])))
        return found

    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name), unique_id="full")
    for number in range(seen):
        _put(tasks, index, 9900 + number, levels={Subject.OFFICER: 2})
    found = [asked()]
    for hidden in (1, 6):
        for number in range(hidden):
            _put(tasks, index, 9800 + hidden + number, levels={Subject.TEAM: 1})
        found.append(asked())
    client.meta.events.unregister("before-call.dynamodb", unique_id="full")
    assert found[1:] == found[:1] * 2
    assert {items for one in found for _, items in one} == {25}
