"""Whatever way the records come, the counters are what a plain recount of the tables gives."""

import contextlib
import random
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.tally.decisions import name_enterprises, name_officers, tally, uncount
from hailong.lots.clearance import Officer
from hailong.statistics.facts import Cleared, Dealt, Fact, Rated, Said
from hailong.statistics.figure_names import CASES_DECIDED, CLEARANCES, RATINGS
from hailong.statistics.periods import Span
from hailong.statistics.postings import Place, enterprise_id
from hailong.statistics.recount import differences, plain, recount
from hailong.statistics.sheets import BLOCK, Sheet
from hailong.statistics.store import enterprise_key
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.words import Helped, Outcome, Reason, RootCause, Subject
from tests.fakes.counters import MemoryCounters
from tests.samples import clearance
from tests.unit.counted import figures, no_pause, rating

DAYS = [date(2022, 1, 31), date(2022, 2, 1), date(2022, 2, 2)]
MANY = 100_000
NUMBERS = [f"1030275287{digit}" for digit in range(5)]


@dataclass(frozen=True)
class History:
    """Everything that ever streamed, and what stands in the tables at the end."""

    stream: Sequence[Fact]
    clearances: Sequence[Cleared]
    ratings: Sequence[Rated]
    cases: Sequence[Dealt]


days = st.sampled_from(DAYS)
enterprises = st.sampled_from(["a", "b", "c"])
places = st.builds(
    lambda office, team, officers: Place(office=office, team=team, officers=tuple(f"{office}-{o}" for o in officers)),
    st.sampled_from(["20CF", "20BB"]),
    st.sampled_from([None, "01", "02"]),
    st.lists(st.sampled_from(["0001", "0002", "0003"]), unique=True, max_size=3),
)


verdicts = st.builds(
    Said,
    day=days,
    helped=st.sampled_from(Helped),
    outcome=st.sampled_from([Outcome.UPHELD, Outcome.NOT_UPHELD]),
    hours=st.sampled_from([8, 41]),
)


@st.composite
def clearance_versions(draw: st.DrawFn, number: str) -> list[Cleared]:
    versions = []
    for version in range(1, draw(st.integers(1, 3)) + 1):
        day = draw(days)
        versions.append(
            Cleared(
                number=number,
                version=version,
                lot=draw(st.sampled_from([number, *NUMBERS])),
                at=f"{day}T0{draw(st.integers(1, 3))}:00:00Z",
                day=day,
                enterprise=draw(enterprises),
                place=draw(places),
            )
        )
    return versions


@st.composite
def ratings_of(draw: st.DrawFn, lot: str) -> Rated:
    levels = draw(st.dictionaries(st.sampled_from(Subject), st.integers(1, 5)))
    reason = draw(st.sampled_from([None, Reason.DELAY]))
    return Rated(
        lot=lot, day=draw(days), enterprise=draw(enterprises), place=draw(places), figures=figures(levels, reason)
    )


@st.composite
def case_versions(draw: st.DrawFn, lot: str) -> list[Dealt]:
    opened, enterprise, place = draw(days), draw(enterprises), draw(places)
    decided, on_time, upheld = draw(days), draw(st.booleans()), draw(st.booleans())
    steps: list[dict[str, Any]] = [
        {},
        {"decided": decided, "on_time": on_time, "upheld": upheld},
        {"decided": decided, "on_time": on_time, "upheld": draw(st.booleans()), "partly": draw(st.booleans())},
        {"decided": decided, "on_time": on_time, "upheld": upheld, "closed": draw(days)},
    ]
    due, hours, cause = draw(days), draw(st.integers(0, 99)), draw(st.sampled_from(RootCause))
    for step in steps[1:]:
        step |= {"hours": hours, "cause": cause}
    appeal: dict[str, Any] = {"appealed": draw(days), "appeal_due": draw(days)}
    answered = {"answered": draw(days), "answered_on_time": draw(st.booleans()), "reversed": draw(st.booleans())}
    steps[2:] = [steps[2], steps[2] | appeal, steps[2] | appeal | answered, steps[3] | appeal | answered]
    # What the enterprise says of an answer, and changes its mind about.
    for step in steps[2:]:
        step["said"] = tuple(draw(st.lists(verdicts, max_size=2)))
    return [
        Dealt(lot=lot, version=version, enterprise=enterprise, place=place, opened=opened, due=due, **step)
        for version, step in enumerate(steps[: draw(st.integers(1, 6))], start=1)
    ]


@st.composite
def histories(draw: st.DrawFn) -> History:
    clearances = [draw(clearance_versions(number)) for number in draw(st.sets(st.sampled_from(NUMBERS)))]
    ratings = [draw(ratings_of(lot)) for lot in draw(st.sets(st.sampled_from(NUMBERS)))]
    cases = [draw(case_versions(lot)) for lot in draw(st.sets(st.sampled_from(NUMBERS)))]
    return History(
        stream=[*chain.from_iterable(clearances), *chain.from_iterable(cases), *ratings],
        clearances=[versions[-1] for versions in clearances],
        ratings=ratings,
        cases=[versions[-1] for versions in cases],
    )


def assert_counted(store: MemoryCounters, history: History) -> None:
    counted = recount(history.clearances, history.ratings, history.cases)
    assert list(differences(plain(store.every_sheet(), store.every_number()), counted)) == []


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.data())
def test_any_split_repetition_and_interleaving_gives_what_a_recount_gives(
    history: History, data: st.DataObject
) -> None:
    repeated = data.draw(st.lists(st.sampled_from(history.stream))) if history.stream else []
    delivered = data.draw(st.permutations([*history.stream, *repeated]))
    store = MemoryCounters()
    while delivered:
        size = data.draw(st.integers(1, len(delivered)))
        tally(delivered[:size], store, pause=no_pause)
        delivered = delivered[size:]
    assert_counted(store, history)


class Interruptions:
    """Stops the tally ahead of a commit, or lets somebody else go first."""

    def __init__(self, plan: list[str], other: Callable[[], None]) -> None:
        self.plan = plan
        self.other = other

    def __call__(self) -> None:
        if not self.plan:
            return
        match self.plan.pop(0):
            case "cut off":
                raise ConnectionError
            case "race":
                self.other()


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.lists(st.sampled_from(["cut off", "race", "go on"]), max_size=6), st.randoms())
def test_batches_cut_off_or_overtaken_change_no_figure(history: History, plan: list[str], rng: random.Random) -> None:
    interruptions = Interruptions(plan, lambda: None)
    store = MemoryCounters(before_commit=interruptions)
    shuffled = list(history.stream)
    rng.shuffle(shuffled)

    def somebody_else() -> None:
        tally(shuffled[: len(shuffled) // 2], store, pause=no_pause)

    interruptions.other = somebody_else
    for _ in range(len(plan) + 1):
        try:
            tally(shuffled, store, pause=no_pause)
        except ConnectionError:
            continue
        break
    assert_counted(store, history)


def _crowded_history() -> History:
    """Lots of as many officers as the API takes, each of which alone is more than a transaction holds."""
    place = Place(office="20CF", team="01", officers=tuple(f"20CF-{n:04d}" for n in range(20)))
    days = [date(2022, month, 28) for month in range(1, 8)]
    case = Dealt(
        lot=NUMBERS[0],
        version=9,
        enterprise="a",
        place=place,
        opened=days[0],
        due=days[1],
        decided=days[2],
        hours=30,
        cause=RootCause.SYSTEM,
        appealed=days[3],
        appeal_due=days[4],
        answered=days[5],
        reversed=True,
        closed=days[6],
    )
    moved = [
        Cleared(
            number=NUMBERS[1],
            version=version,
            lot=NUMBERS[1 + version],
            at=f"{days[version]}T01:00:00Z",
            day=days[version],
            enterprise="ab"[version - 1],
            place=replace(place, officers=tuple(f"20C{'FG'[version - 1]}-{n:04d}" for n in range(20))),
        )
        for version in (1, 2)
    ]
    return History(stream=[case, *moved], clearances=moved[-1:], ratings=[], cases=[case])


@pytest.mark.parametrize("cut", range(6))
def test_a_fact_that_is_more_than_a_transaction_is_entered_in_parts_and_never_by_half(cut: int) -> None:
    history = _crowded_history()
    interruptions = Interruptions(["go on"] * cut + ["cut off"], lambda: None)
    store = MemoryCounters(before_commit=interruptions)
    with contextlib.suppress(ConnectionError):
        tally(history.stream, store, pause=no_pause)
    interruptions.plan.clear()
    # What comes again may be something newer, which has to wait for what is owed.
    newer = replace(history.cases[0], version=10, cause=RootCause.POLICY)
    tally([*history.stream, newer], store, pause=no_pause)
    assert store.commits > 3
    assert_counted(store, replace(history, cases=[newer]))


def test_a_case_counted_by_a_calendar_that_was_corrected_is_counted_anew_by_the_next_one() -> None:
    history = _crowded_history()
    store = MemoryCounters()
    tally(history.stream, store, pause=no_pause)
    corrected = [replace(history.cases[0], hours=22)]
    assert tally(corrected, store, pause=no_pause).entered
    assert_counted(store, replace(history, cases=corrected))


def test_memory_is_that_of_the_enterprises_in_the_batch_and_not_of_all_there_are() -> None:
    store = MemoryCounters()
    store.numbers([str(number) for number in range(MANY)])
    rng = random.Random(7)  # noqa: S311 - the same every time
    batch = [
        rating(rng.randrange(MANY), officers=(f"20CF-{n % 60:04d}",), day=DAYS[n % len(DAYS)]) for n in range(2000)
    ]
    tally(batch[:1500], store, pause=no_pause)
    tracemalloc.start()
    tally(batch[1500:], store, pause=no_pause)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000_000  # with rows from the first enterprise on: 1.5 GB


def test_a_batch_of_many_places_is_several_transactions_of_whole_facts() -> None:
    history = _wide_history(120)
    store = MemoryCounters()
    work = tally(history.stream, store, pause=no_pause)
    assert work.entered == 120
    assert work.transactions == store.commits > 1
    assert_counted(store, history)
    again = tally(history.stream, store, pause=no_pause)
    assert (again.entered, again.writes) == (0, 0)


def test_a_busy_unit_costs_one_write_a_transaction_and_not_one_a_rating() -> None:
    work = tally([rating(n % 7) for n in range(90)], MemoryCounters(), pause=no_pause)
    assert (work.transactions, work.writes) == (1, 90 + 4 * 2)


def test_more_enterprises_than_a_block_are_counted_all_the_same() -> None:
    store = MemoryCounters()
    store.numbers([f"earlier {n}" for n in range(BLOCK - 3)])
    history = _wide_history(10)
    tally(history.stream, store, pause=no_pause)
    assert_counted(store, history)
    blocks = {key.block for key, _ in store.every_sheet() if key.unit == "department"}
    assert blocks == {0, 1}
    month = store.sheets("department", Span("M2022-01", "M2022-01"))["M2022-01"]
    assert len(list(month.rows.items())) == 10


def test_when_others_never_stop_writing_the_batch_comes_again_later() -> None:
    number = 0

    def somebody_else() -> None:
        nonlocal number
        number += 1
        if number % 2:
            tally([rating(2)], store, pause=no_pause)

    store = MemoryCounters(before_commit=somebody_else)
    with pytest.raises(RetryLater):
        tally([rating(1)], store, pause=no_pause)


def test_an_officer_is_called_what_the_latest_clearance_says_in_any_order() -> None:
    store = MemoryCounters()
    later = clearance(officers=(Officer(code="20CF-0012", name="Trần Thị B", stage="inspection"),))
    earlier = clearance(
        officers=(Officer(code="20CF-0012", name="Trần Thị C", stage="inspection"),),
        cleared_at=later.cleared_at - timedelta(days=1),
    )
    name_officers([later], store, pause=no_pause)
    name_officers([earlier], store, pause=no_pause)
    assert store.names(["officer:20CF-0012", "officer:20CF-0099"]) == {"officer:20CF-0012": "Trần Thị B"}


def test_an_enterprise_is_named_by_its_number_and_a_person_is_not() -> None:
    store = MemoryCounters()
    company = clearance()
    person = replace(
        clearance("103027528810"),
        enterprise=replace(company.enterprise, tax_code="022085000123", name="Nguyễn Thị Bình"),
    )
    name_enterprises([company, person], store, pause=no_pause)
    name_enterprises([company, person], store, pause=no_pause)
    assert store.commits == 1
    numbers = store.numbers([enterprise_id(one.enterprise.tax_code) for one in (company, person)])
    names = store.names([enterprise_key(number).unit for number in numbers.values()])
    assert sorted(names.values()) == sorted(
        [f"{company.enterprise.name} ({company.enterprise.tax_code})", "•••••••••123"]
    )


def _wide_history(facts: int) -> History:
    ratings = [rating(n, team=f"{n % 30:02d}", officers=(f"20CF-{n % 50:04d}",), day=DAYS[0]) for n in range(facts)]
    return History(stream=ratings, clearances=[], ratings=ratings, cases=[])


def test_the_recount_sees_a_lost_and_a_doubled_record() -> None:
    """The proof above rests on `differences` noticing things."""
    history = _wide_history(3)
    store = MemoryCounters()
    tally(history.stream[:2], store, pause=no_pause)
    counted = recount([], history.ratings, [])
    found = list(differences(plain(store.every_sheet(), store.every_number()), counted))
    assert {(one.unit, one.what) for one in found if one.period == "M2022-01"} >= {
        ("department", RATINGS),
        ("department", "kin office:20CF"),
        ("officer:20CF-0002", "office_5"),
    }
    assert CLEARANCES not in {one.what for one in found}
    assert CASES_DECIDED not in {one.what for one in found}


def test_what_is_taken_out_of_all_figures_leaves_nothing_behind() -> None:
    store, one = MemoryCounters(), rating(0)
    tally([one], store, pause=no_pause)
    uncount(one.lot, one, store, pause=no_pause)
    kept = {**store.sheets("department", Span("A", "Z")), **store.sheets("office:20CF", Span("A", "Z"))}
    assert kept
    assert all(sheet == Sheet(rows=sheet.rows) and not list(sheet.rows.items()) for sheet in kept.values())
