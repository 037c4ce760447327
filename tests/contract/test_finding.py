"""Finding cases by what is typed: the lists in DynamoDB (moto) give what looking at every case gives."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from functions.escalate import decisions as escalate
from functions.escalate import sweeping
from hailong.adapters.dynamodb import finding as lists
from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.case_items import place_of
from hailong.adapters.dynamodb.case_queue import DynamoCaseQueue
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.cases import casework, transitions
from hailong.cases.case import Case
from hailong.cases.finding import understood
from hailong.cases.queue import QueueQuery
from hailong.cases.transitions import Transition
from hailong.lots.clearance import Enterprise
from hailong.ports.cases import CaseIndex, CaseQueue, CaseStore
from hailong.vocabulary.words import CaseState, Reason
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.executions import MemoryQueue

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Store(CaseStore, CaseQueue, CaseIndex, Protocol):
    pass


class _All(DynamoCaseStore, DynamoCaseQueue, DynamoCaseIndex):
    def __init__(self, client: "DynamoDBClient", table: str) -> None:
        DynamoCaseStore.__init__(self, client, table)
        DynamoCaseQueue.__init__(self, client, table)
        DynamoCaseIndex.__init__(self, client, table)


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> Store:
    if request.param == "memory":
        return MemoryCaseStore()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return _All(client, request.getfixturevalue("cases_table"))


def _moved(index: CaseIndex, transition: Transition) -> None:
    index.enlist(transition.after, index.places(transition.before) if transition.before else ())


def _write(store: Store, transition: Transition) -> Case:
    store.write(transition)
    _moved(store, transition)
    return transition.after


def _opening(
    number: int, name: str, *, office: str = "20CF", tax_code: str = samples.TAX_CODE, **rating: Any
) -> Transition:
    """The n-th case, due n hours after the first."""
    transition = samples.opening(f"1030275{number:04d}1", **rating)
    clearance = replace(transition.after.clearance, office=office, enterprise=Enterprise(tax_code=tax_code, name=name))
    changed = replace(transition.after.rating, clearance=clearance, tax_code=tax_code)
    return replace(
        transition, after=replace(transition.after, rating=changed, due_at=samples.DUE + timedelta(hours=number))
    )


NAMES = [
    "Công ty TNHH Ví dụ",
    "Công ty cổ phần Hạ Long",
    "Công ty TNHH Thương mại Ví dụ Hạ Long",
    "Hộ kinh doanh Dụ",
    "Công ty TNHH Vĩnh Dương",
]


@pytest.fixture
def cases(store: Store) -> list[Case]:
    transitions = [_opening(number, name) for number, name in enumerate(NAMES)]
    transitions.append(_opening(5, NAMES[0], office="20BB", tax_code=samples.OTHER_TAX_CODE))
    transitions.append(_opening(6, NAMES[0], reasons=(Reason.HARASSMENT,)))
    return [_write(store, transition) for transition in reversed(transitions)][::-1]


def _found(store: Store, typed: str, **query: Any) -> list[str]:
    """The last digit of each case that is found, over all pages."""
    return [case.case_id[-1] for page in _pages(store, typed, **query) for case in page]


def _pages(store: Store, typed: str, *, limit: int = 3, **query: Any) -> Iterator[list[Case]]:
    after = None
    while True:
        page = store.page(QueueQuery(wanted=understood(typed), limit=limit, after=after, **query))
        yield list(page.cases)
        if page.last is None:
            return
        after = page.last


def test_the_cases_of_an_officer_are_on_no_list_of_an_office(store: Store, cases: list[Case]) -> None:
    officer = samples.RATED_OFFICER.staff_code
    assert len(store.page(QueueQuery(officer=officer)).cases) == len(cases)
    assert [case.office for case in store.page(QueueQuery(officer=officer, office="20BB")).cases] == ["20BB"]
    assert store.page(QueueQuery(officer="20CF-0013")).cases == []
    term = f"!officer={officer}"
    found = {place for case in cases for place, _ in lists._keys(case) if place.endswith(term)}
    assert found == {f"FIND#*#live#{term}"}


TYPED: list[tuple[str, dict[str, Any], str]] = [
    ("cong ty", {}, "012456"),
    ("cong ty vi du", {}, "02456"),
    ("vi du ha long", {}, "2"),
    ("du", {}, "023456"),
    ("duong", {}, "4"),
    ("thuong mai", {}, "2"),
    ("thuongx", {}, ""),
    ("5700100256", {}, "012346"),
    ("10302750003", {}, "3"),
    ("103027500031", {}, "3"),
    ("HL-10302750005", {}, "5"),
    ("vi du", {"office": "20CF"}, "0246"),
    ("vi du", {"office": "20CF", "restricted": False}, "024"),
    ("vi du", {"office": "20CF", "restricted": True}, "6"),
    ("vi du", {"office": "20BB"}, "5"),
    ("HL-10302750005", {"office": "20CF"}, ""),
    ("vi du", {"overdue": True, "now": samples.DUE + timedelta(hours=3)}, "02"),
    ("vi du", {"overdue": False, "now": samples.DUE + timedelta(hours=3)}, "456"),
    ("vi du", {"states": (CaseState.ASSIGNED,)}, ""),
]


def test_what_is_typed_finds_cases_in_due_order_page_by_page(
    store: Store, cases: list[Case], subtests: pytest.Subtests
) -> None:
    for typed, query, found in TYPED:
        with subtests.test(typed=typed, query=query):
            assert "".join(_found(store, typed, **query)) == found


def test_a_case_is_found_where_it_has_moved_and_only_there(store: Store, cases: list[Case]) -> None:
    later = replace(cases[0], due_at=samples.DUE + timedelta(days=9))
    _write(store, transitions.by_system(cases[0], later, "breach", "", at=samples.RATED))
    assert "".join(_found(store, "cong ty vi du")) == "24560"
    claimed = _write(store, casework.claim(cases[2], samples.HANDLER, at=samples.RATED))
    assert "".join(_found(store, "vi du", assignee=samples.HANDLER.staff_code)) == "2"
    assert "".join(_found(store, "vi du", states=(CaseState.ASSIGNED,))) == "2"
    closed = replace(claimed, state=CaseState.CLOSED)
    _write(store, transitions.by_system(claimed, closed, "close", "", at=samples.RATED))
    live = tuple(state for state in CaseState if state is not CaseState.CLOSED)
    assert "".join(_found(store, "vi du", states=live)) == "4560"
    assert "".join(_found(store, "vi du", states=(CaseState.CLOSED,))) == "2"
    assert "".join(_found(store, "vi du")) == "24560"


def test_a_closed_case_with_a_call_to_make_stays_in_sight(store: Store, cases: list[Case]) -> None:
    closed = replace(cases[0], state=CaseState.CLOSED, calls_due=("outcome",))
    _write(store, transitions.by_system(cases[0], closed, "close", "", at=samples.RATED))
    live = tuple(state for state in CaseState if state is not CaseState.CLOSED)
    assert "".join(_found(store, "vi du", states=live, calls=True)) == "02456"
    assert "".join(_found(store, "vi du", states=live)) == "2456"


def _to_be_called(store: Store, case: Case, **changes: Any) -> Case:
    changed = replace(case, calls_due=("outcome",), **changes)
    return _write(store, transitions.by_system(case, changed, "call_needed", "", at=samples.RATED))


def _places(store: Store, **query: Any) -> str:
    """The last digit of each case, without anything typed."""
    page = store.page(QueueQuery(limit=100, **query))
    assert page.last is None
    return "".join(case.case_id[-1] for case in page.cases)


TO_BE_CALLED: list[tuple[dict[str, Any], str]] = [
    ({}, "0356"),
    ({"office": "20CF"}, "036"),
    ({"office": "20CF", "restricted": False}, "03"),
    ({"office": "20BB"}, "5"),
    ({"states": (CaseState.OPEN,), "calls": False}, "356"),
    ({"states": (CaseState.CLOSED,), "calls": False}, "0"),
    ({"overdue": True, "now": samples.DUE + timedelta(hours=4)}, "3"),
    ({"assignee": samples.HANDLER.staff_code}, "3"),
    ({"wanted": understood("vi du")}, "056"),
    ({"wanted": understood("5700100256")}, "036"),
    ({"wanted": understood("HL-10302750003")}, "3"),
    ({"wanted": understood("HL-10302750001")}, ""),
]


def test_whose_enterprise_is_to_be_called_is_found_wherever_the_case_stands(
    store: Store, cases: list[Case], subtests: pytest.Subtests
) -> None:
    _to_be_called(store, cases[0], state=CaseState.CLOSED)
    _to_be_called(store, cases[3], assignee=samples.HANDLER.staff_code)
    _to_be_called(store, cases[5])
    _to_be_called(store, cases[6])
    live = tuple(state for state in CaseState if state is not CaseState.CLOSED)
    for query, found in TO_BE_CALLED:
        with subtests.test(query=query):
            assert _places(store, calls_due=True, **({"states": live, "calls": True} | query)) == found


def test_who_has_been_called_is_no_longer_to_be_called(store: Store, cases: list[Case]) -> None:
    _to_be_called(store, cases[1])
    closed = _to_be_called(store, cases[2], state=CaseState.CLOSED)
    assert _places(store, calls_due=True) == "12"
    assert _places(store, calls_due=False) == "03456"
    called = casework.called(closed, samples.INSPECTOR, "Đã báo kết quả.", at=samples.RATED)
    # Even before the lists have followed.
    store.write(called)
    assert _places(store, calls_due=True) == "1"
    _moved(store, called)
    assert _places(store, calls_due=True) == "1"


def test_following_again_or_late_changes_nothing(store: Store, cases: list[Case]) -> None:
    later = replace(cases[0], due_at=samples.DUE + timedelta(days=9))
    transition = transitions.by_system(cases[0], later, "breach", "", at=samples.RATED)
    _write(store, transition)
    store.enlist(cases[0])  # an outdated word comes last: its entries are passed over
    store.enlist(transition.after)
    assert "".join(_found(store, "cong ty vi du")) == "24560"


def _listed(client: "DynamoDBClient", table: str) -> list[Any]:
    """Every place on a list."""
    pages = client.get_paginator("scan").paginate(TableName=table)
    found = [item for page in pages for item in page["Items"] if item["pk"]["S"].startswith(lists.FIND)]
    return sorted(found, key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def test_a_case_that_the_stream_left_behind_is_found_once_and_the_sweep_removes_its_place(
    dynamodb: "DynamoDBClient", cases_table: str
) -> None:
    store = _All(dynamodb, cases_table)
    case = _write(store, _opening(0, NAMES[0]))
    later = replace(case, due_at=samples.DUE + timedelta(days=9))
    transition = transitions.by_system(case, later, "breach", "", at=samples.RATED)
    store.write(transition)
    before = _listed(dynamodb, cases_table)
    # The stream has lost the change, and somebody lists the case where it is now: both places stand there.
    for key in before:
        dynamodb.put_item(TableName=cases_table, Item=key | {"sk": {"S": place_of(transition.after)}})
    assert "".join(_found(store, "cong ty vi du")) == "0"
    _sweep_lists(store)
    after = _listed(dynamodb, cases_table)
    assert [key["pk"] for key in after] == [key["pk"] for key in before]
    assert {key["sk"]["S"] for key in after} == {place_of(transition.after)}


def test_a_case_that_moved_is_listed_anew_whichever_of_its_moves_is_told_last(store: Store, cases: list[Case]) -> None:
    told = MemoryQueue()
    moves: list[Transition] = []
    case = cases[0]
    for days in (9, 12):
        later = replace(case, due_at=samples.DUE + timedelta(days=days))
        moves.append(transitions.by_system(case, later, "breach", "", at=samples.RATED))
        store.write(moves[-1])
        case = moves[-1].after
    for move in moves:
        escalate.case_listed(move.before, move.after, store, told)
    claimed = casework.claim(case, samples.HANDLER, at=samples.RATED)
    escalate.case_listed(claimed.before, claimed.after, store, told)
    assert len(told.messages) == 2, "whoever claims moves nothing in the lists"
    for order in reversed(told.messages):
        escalate.case_relisted(order["case_id"], [(one, place) for one, place in order["left"]], store, store)
        assert "".join(_found(store, "cong ty vi du")) == "24560"


def test_a_new_case_is_listed_at_once(store: Store) -> None:
    transition, told = _opening(0, "Công ty Ví dụ"), MemoryQueue()
    store.write(transition)
    escalate.case_listed(None, transition.after, store, told)
    assert told.messages == []
    assert _found(store, "cong ty vi du") == ["0"]


def test_the_sweep_lists_what_the_stream_lost(store: Store) -> None:
    for number, name in enumerate(NAMES):
        store.write(_opening(number, name))
    closed = replace(_opening(5, "Công ty Ví dụ").after, state=CaseState.CLOSED, calls_due=("outcome",))
    store.write(replace(_opening(5, "Công ty Ví dụ"), after=closed))
    _sweep_lists(store)
    assert "".join(_found(store, "cong ty vi du")) == "0245"
    assert _places(store, calls_due=True) == "5"


def _sweep_lists(store: Store) -> None:
    """A sweep that has come to the lists, which need nothing else."""
    nothing: Any = None
    desk = sweeping.Desk(
        ratings=nothing,
        early=nothing,
        events=nothing,
        cases=nothing,
        queue=store,
        executions=nothing,
        outbox=nothing,
        notices=nothing,
        index=store,
        promise=nothing,
        archive=nothing,
    )
    order = replace(sweeping.begin(samples.RATED), place=sweeping.Place(sweeping.Part.LISTS))
    rest = sweeping.sweep(order, desk, at=samples.RATED, enough=lambda: True).rest
    assert rest is not None
    assert rest.place.part is sweeping.Part.TIMELINES


def _calls(client: "DynamoDBClient", table: str, *, cases: int = 5, **query: Any) -> int:
    """How many calls a page costs."""
    counted: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: counted.append(model.name))
    page = DynamoCaseQueue(client, table).page(QueueQuery(limit=5, **query))
    assert len(page.cases) == cases
    return len(counted)


def test_a_page_costs_the_same_whatever_the_number_of_cases(dynamodb: "DynamoDBClient", cases_table: str) -> None:
    store = _All(dynamodb, cases_table)
    typed = understood("cty vi")
    for number in range(8):
        _write(store, _opening(number, "Cty Ví dụ"))
    _to_be_called(store, _write(store, _opening(8, "Cty Ví dụ")))
    few, few_calls = _calls(dynamodb, cases_table, wanted=typed), _calls(dynamodb, cases_table, cases=1, calls_due=True)
    # More than a list gives in one step.
    for number in range(9, 60):
        _write(store, _opening(number, "Cty Ví dụ"))
    assert _calls(dynamodb, cases_table, wanted=typed) == few
    assert _calls(dynamodb, cases_table, cases=1, calls_due=True) == few_calls


class _Lists:
    """Two lists without a place in common, each of so many: in turn, the worst there is for a walk."""

    def __init__(self, length: int) -> None:
        self.places = {
            term: [f"2026-06-26T10:00:00Z#HL-{number:011d}" for number in range(offset, 2 * length, 2)]
            for offset, term in enumerate(("ha", "long"))
        }
        self.requests = 0

    def query(self, **request: Any) -> dict[str, Any]:
        self.requests += 1
        asked = items.unmarshal(request["ExpressionAttributeValues"])
        _, _, phase, term = asked[":list"].split("#")
        places = self.places[term] if phase == "live" else []
        start = bisect_left(places, asked[":from"])
        found = [place for place in places[start : start + request["Limit"]] if place <= asked[":to"]]
        more: dict[str, Any] = {"LastEvaluatedKey": {}} if start + request["Limit"] < len(places) else {}
        return {"Items": [{"sk": {"S": place}} for place in found], **more}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        """There is nothing to be read: it is asked for the sake of the time that this takes."""
        self.requests += 1
        (wanted,) = request["RequestItems"]["cases"]["Keys"]
        assert wanted == items.case_key("HL-NONE")
        return {"Responses": {"cases": []}, "UnprocessedKeys": {}}


@pytest.mark.parametrize("length", [1_000, 20_000, 200_000])
def test_words_that_never_meet_are_looked_for_only_so_long(length: int) -> None:
    client: Any = _Lists(length)
    query = QueueQuery(wanted=understood("ha long"))
    pages = 0
    while True:
        before = client.requests
        page = DynamoCaseQueue(client, "cases").page(query)
        assert client.requests - before <= lists.REQUESTS
        assert page.cases == []
        pages += 1
        if page.last is None:
            break
        assert page.last > (query.after or "")
        query = replace(query, after=page.last)
    assert (pages > 1) is (length > 50_000)
