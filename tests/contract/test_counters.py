"""What every counter store keeps to: the one in DynamoDB (moto) and the fake."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

import pytest

from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.ports.statistics import SheetReader, TallyStore
from hailong.statistics.facts import Cleared, Dealt
from hailong.statistics.ledger import Declared, LotState
from hailong.statistics.periods import Span
from hailong.statistics.postings import Place, Posting
from hailong.statistics.rows import COLUMNS, Rows
from hailong.statistics.sheets import Sheet, SheetKey
from hailong.statistics.store import Kept, Key, LotKey, Name, NameKey, Outdated
from tests.fakes.counters import MemoryCounters

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Counters(TallyStore, SheetReader, Protocol):
    def every_sheet(self) -> Iterator[tuple[SheetKey, Sheet]]: ...

    def every_number(self) -> Mapping[int, str]: ...


@pytest.fixture(params=["memory", "dynamodb"])
def counters(request: pytest.FixtureRequest) -> Counters:
    if request.param == "memory":
        return MemoryCounters()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoCounters(client, request.getfixturevalue("counters_table"), pause=lambda _seconds: None)


PLACE = Place(office="20CF", team="01", officers=("20CF-0012",))
CLEARED = Cleared(
    number="10302752870",
    version=2,
    lot="10302752870",
    at="2022-01-05T02:31:00Z",
    day=date(2022, 1, 5),
    enterprise="abc",
    place=PLACE,
)
STATE = LotState(
    declared=Declared(version=2, lot="10302752870"),
    members={"10302752870": CLEARED},
    rated=True,
    case=Dealt(lot="10302752870", version=3, enterprise="abc", place=PLACE, opened=date(2022, 1, 5), on_time=True),
    owed=(Posting(day=date(2022, 1, 5), enterprise="abc", place=PLACE, figures={"cases_opened": 1}, cases=True),),
)


def sheet(ratings: int, *numbers: int) -> Sheet:
    return Sheet(
        {"ratings": ratings},
        {"office:20CF": ratings},
        Rows.of({number: [ratings] * len(COLUMNS) for number in numbers}),
        {"office:20CF": frozenset(numbers)},
    )


def key(period: str, block: int = 0, unit: str = "department") -> SheetKey:
    return SheetKey(unit, period, block)


def test_what_was_committed_is_loaded_with_its_revision(counters: Counters) -> None:
    name = Name("Nguyễn Văn A", "2022-01-05T02:31:00Z")
    counters.commit(
        {
            LotKey("10302752870"): Kept(STATE, 0),
            key("D2022-01-05"): Kept(sheet(3, 0, 7, 4095), 0),
            NameKey("officer:20CF-0012"): Kept(name, 0),
        }
    )
    keys: list[Key] = [
        LotKey("10302752870"),
        key("D2022-01-05"),
        NameKey("officer:20CF-0012"),
        LotKey("10302752871"),
        key("M2022-01"),
    ]
    assert counters.load(keys) == {
        LotKey("10302752870"): Kept(STATE, 1),
        key("D2022-01-05"): Kept(sheet(3, 0, 7, 4095), 1),
        NameKey("officer:20CF-0012"): Kept(name, 1),
    }


def test_a_commit_with_one_outdated_revision_writes_nothing(counters: Counters) -> None:
    counters.commit({key("D2022-01-05"): Kept(sheet(1, 0), 0)})
    with pytest.raises(Outdated):
        counters.commit({key("D2022-01-05"): Kept(sheet(2, 0), 0), key("M2022-01"): Kept(sheet(2, 0), 0)})
    with pytest.raises(Outdated):
        counters.commit({key("D2022-01-05"): Kept(sheet(2, 0), 7), key("M2022-01"): Kept(sheet(2, 0), 0)})
    assert counters.load([key("D2022-01-05"), key("M2022-01")]) == {key("D2022-01-05"): Kept(sheet(1, 0), 1)}
    counters.commit({key("D2022-01-05"): Kept(sheet(2, 0), 1), key("M2022-01"): Kept(sheet(2, 0), 0)})
    assert counters.load([key("D2022-01-05")]) == {key("D2022-01-05"): Kept(sheet(2, 0), 2)}


def test_a_whole_transaction_of_a_hundred_is_written_and_loaded(counters: Counters) -> None:
    keys = [LotKey(f"{number:011d}") for number in range(150)]
    counters.commit({one: Kept(LotState(rated=True), 0) for one in keys[:100]})
    counters.commit({one: Kept(LotState(rated=True), 0) for one in keys[100:]})
    assert len(counters.load(keys)) == 150


def test_every_enterprise_has_a_number_of_its_own_for_good(counters: Counters) -> None:
    first = counters.numbers({"a", "b"})
    many = counters.numbers({f"enterprise {n}" for n in range(250)} | {"a"})
    assert counters.numbers({"a", "b"}) == first
    assert many["a"] == first["a"]
    everyone = {**first, **many}
    assert sorted(everyone.values()) == list(range(252))
    assert counters.every_number() == {number: enterprise for enterprise, number in everyone.items()}


def test_sheets_of_a_run_come_by_period_with_their_blocks_added_up(counters: Counters) -> None:
    counters.commit(
        {
            key("M2022-01"): Kept(sheet(1, 3), 0),
            key("M2022-01", 1): Kept(sheet(2, 4096), 0),
            key("M2022-02"): Kept(sheet(4, 3), 0),
            key("M2022-03"): Kept(sheet(8, 3), 0),
            key("D2022-01-05"): Kept(sheet(16, 3), 0),
            key("M2022-01", unit="office:20CF"): Kept(sheet(32, 3), 0),
            NameKey("department"): Kept(Name("Cục", ""), 0),
        }
    )
    found = counters.sheets("department", Span("M2022-01", "M2022-02"))
    both = Sheet(
        {"ratings": 3},
        {"office:20CF": 3},
        Rows.of({3: [1] * len(COLUMNS), 4096: [2] * len(COLUMNS)}),
        {"office:20CF": frozenset({3, 4096})},
    )
    assert found == {"M2022-01": both, "M2022-02": sheet(4, 3)}
    assert counters.sheets("department", Span("D2022-01-01", "D2022-01-31")) == {"D2022-01-05": sheet(16, 3)}
    assert len(list(counters.every_sheet())) == 6


def test_the_last_period_with_a_figure_is_found_behind_any_number_without_it(counters: Counters) -> None:
    nothing = Sheet({"clearances": 1}, {}, Rows.of({3: [1] * len(COLUMNS)}), {})
    counters.commit({key("M2022-01"): Kept(sheet(1, 3), 0), key("M2022-02"): Kept(sheet(2, 3), 0)})
    counters.commit({key(f"M2022-{month:02d}"): Kept(nothing, 0) for month in range(3, 12)})
    assert counters.latest("department", "ratings", Span("M2021-05", "M2022-11")) == "M2022-02"
    assert counters.latest("department", "ratings", Span("M2021-05", "M2022-01")) == "M2022-01"
    assert counters.latest("department", "ratings", Span("M2021-05", "M2021-12")) is None
    assert counters.latest("office:20CF", "ratings", Span("M2021-05", "M2022-11")) is None


def test_names_are_found_for_those_that_have_one(counters: Counters) -> None:
    counters.commit({NameKey("officer:20CF-0012"): Kept(Name("Nguyễn Văn A", "2022"), 0)})
    assert counters.names(["officer:20CF-0012", "officer:20CF-0099"]) == {"officer:20CF-0012": "Nguyễn Văn A"}
    assert counters.names([]) == {}


def test_two_who_number_new_enterprises_at_once_agree(dynamodb: "DynamoDBClient", counters_table: str) -> None:
    """The second has looked before the first wrote: it meets the condition, looks again, and takes what is there."""
    one = DynamoCounters(dynamodb, counters_table)
    other = DynamoCounters(dynamodb, counters_table, pause=lambda _seconds: None)
    other.numbers(set())
    enrol = other._enrol

    def late(enterprises: tuple[str, ...]) -> None:
        other._enrol = enrol  # type: ignore[method-assign]
        one.numbers(set(enterprises) | {"c"})
        enrol(enterprises)

    other._enrol = late  # type: ignore[method-assign, assignment]
    assert other.numbers({"a", "b"}) == one.numbers({"a", "b"})
