"""Enters facts into the counters: whole transactions of whole facts, tried again where somebody else was faster."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import cast

from hailong.lots.clearance import Clearance
from hailong.ports import TRANSACTION_LIMIT
from hailong.ports.statistics import TallyStore
from hailong.statistics.facts import Fact, Rated
from hailong.statistics.ledger import (
    NOTHING,
    Entry,
    LotState,
    enter,
    former_lot,
    in_parts,
    numbers_of,
    owed_by,
    withdrawals,
)
from hailong.statistics.postings import Posting, enterprise_id
from hailong.statistics.sheets import Sheet, SheetKey, keys_of
from hailong.statistics.store import Kept, Key, LotKey, Name, NameKey, Outdated, Value, enterprise_key
from hailong.statistics.units import officer_unit
from hailong.vocabulary.attempts import Pause, attempts
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.tax_code import is_personal, is_pseudonym, masked
from hailong.vocabulary.times import to_text

Changes = dict[Key, Kept[Value]]


@dataclass(slots=True)
class Work:
    """What a batch came to: facts that said something new, transactions, items written."""

    entered: int = 0
    transactions: int = 0
    writes: int = 0

    def __add__(self, other: "Work") -> "Work":
        return Work(self.entered + other.entered, self.transactions + other.transactions, self.writes + other.writes)


def tally(facts: Collection[Fact], store: TallyStore, *, pause: Pause) -> Work:
    """Enters every fact once for all; RetryLater when others are in the way for too long, and the rest comes again."""
    work = Work()
    # Facts of one office share their sheets: side by side, a transaction holds more of them. Their order is free.
    remaining = sorted(facts, key=lambda fact: (fact.place.office, fact.place.team or "", fact.place.officers))

    def pass_over() -> None:
        for changes, count in _transactions(remaining.copy(), store):
            if changes:
                store.commit(changes)
                work.entered += count
                work.transactions += 1
                work.writes += len(changes)

    _persist(pass_over, pause)
    return work


def name_officers(clearances: Iterable[Clearance], store: TallyStore, *, pause: Pause) -> None:
    """Keeps the name of each officer as the latest of their clearances says."""
    _keep_latest(
        (
            (NameKey(str(officer_unit(officer.code))), Name(officer.name, to_text(clearance.cleared_at)))
            for clearance in clearances
            for officer in clearance.officers
        ),
        store,
        pause,
    )


def name_enterprises(clearances: Collection[Clearance], store: TallyStore, *, pause: Pause) -> None:
    """Keeps what each enterprise is called, by its number, as the latest of its clearances says: for inspectors."""
    ids = {clearance.key: enterprise_id(clearance.enterprise.tax_code) for clearance in clearances}
    numbers = store.numbers(frozenset(ids.values()))
    _keep_latest(
        (
            (enterprise_key(numbers[ids[clearance.key]]), Name(_called(clearance), to_text(clearance.cleared_at)))
            for clearance in clearances
        ),
        store,
        pause,
    )


def _called(clearance: Clearance) -> str:
    """With its tax code; a person's name and code are personal data, and have no place here."""
    code = clearance.enterprise.tax_code
    return masked(code) if is_personal(code) or is_pseudonym(code) else f"{clearance.enterprise.name} ({code})"


def _keep_latest(names: Iterable[tuple[NameKey, Name]], store: TallyStore, pause: Pause) -> None:
    latest: dict[NameKey, Name] = {}
    for key, name in names:
        if key not in latest or _newer(name, latest[key]):
            latest[key] = name

    def pass_over() -> None:
        kept = store.load(latest)
        changes: Changes = {}
        for key, name in latest.items():
            known = kept.get(key)
            # The same name once more is not worth a write.
            if known is None or _says_more(name, cast("Name", known.value)):
                changes[key] = Kept(name, known.revision if known else 0)
        for part in _parts(changes):
            store.commit(part)

    if latest:
        _persist(pass_over, pause)


def uncount(lot: str, rating: Rated | None, store: TallyStore, *, pause: Pause) -> None:
    """Takes a lot out of all figures, as if it had never been: what comes in of it later would be counted anew."""

    def attempt() -> None:
        key = LotKey(lot)
        known = store.load({key}).get(key)
        if known is None:
            return
        entry = Entry({lot: NOTHING}, withdrawals(cast("LotState", known.value), rating))
        numbers = store.numbers({posting.enterprise for posting in entry.postings})
        kept: Changes = {key: known}
        for part in in_parts(entry, lambda one: len(_touched(one, numbers)) <= TRANSACTION_LIMIT):
            kept |= store.load(_touched(part, numbers))
            changes: Changes = {}
            _apply(part, numbers, changes, kept)
            store.commit(changes)

    _persist(attempt, pause)


def _transactions(facts: list[Fact], store: TallyStore) -> Iterator[tuple[Changes, int]]:
    """The facts as transactions, each with how many facts it enters. The next one rests on the one before."""
    states = _states(facts, store)
    current = {number: cast("LotState", kept.value) for number, kept in states.items()}
    whole: list[Entry] = []
    owed = [owed_by(number, state) for number, state in current.items()]
    # One by one: what a fact changes depends on those before it.
    for entry in chain(owed, (enter(fact, current) for fact in facts)):
        if entry.states:
            current |= entry.states
            whole.append(entry)
    numbers = store.numbers({posting.enterprise for entry in whole for posting in entry.postings})
    entries = [
        part
        for entry in whole
        for part in in_parts(entry, lambda one: len(_touched(one, numbers)) <= TRANSACTION_LIMIT)
    ]
    touched = [_touched(entry, numbers) for entry in entries]
    kept: Changes = {LotKey(number): state for number, state in states.items()}
    kept |= store.load({key for keys in touched for key in keys if isinstance(key, SheetKey)})
    changes: Changes = {}
    count = 0
    for entry, keys in zip(entries, touched, strict=True):
        if len(changes.keys() | keys) > TRANSACTION_LIMIT:
            yield changes, count
            kept |= {key: Kept(change.value, change.revision + 1) for key, change in changes.items()}
            changes, count = {}, 0
        _apply(entry, numbers, changes, kept)
        count += 1
    yield changes, count


def _states(facts: list[Fact], store: TallyStore) -> dict[str, Kept[Value]]:
    """The states of every number that the facts are about."""
    found: dict[str, Kept[Value]] = {}
    wanted = {number for fact in facts for number in numbers_of(fact)}
    while wanted:
        loaded = cast("Mapping[LotKey, Kept[Value]]", store.load({LotKey(number) for number in wanted}))
        found |= {number: loaded.get(LotKey(number), Kept(NOTHING, 0)) for number in wanted}
        known = {number: cast("LotState", kept.value) for number, kept in found.items()}
        former = {lot for fact in facts if (lot := former_lot(fact, known)) is not None}
        wanted = former - found.keys()
    return found


def _touched(entry: Entry, numbers: Mapping[str, int]) -> set[Key]:
    keys: set[Key] = {LotKey(number) for number in entry.states}
    for posting in entry.postings:
        keys |= {key for key, _ in keys_of(posting, numbers[posting.enterprise])}
    return keys


def _apply(entry: Entry, numbers: Mapping[str, int], changes: Changes, kept: Mapping[Key, Kept[Value]]) -> None:
    for number, state in entry.states.items():
        key = LotKey(number)
        changes[key] = Kept(state, kept[key].revision)
    for posting in entry.postings:
        _post(posting, numbers[posting.enterprise], changes, kept)


def _post(posting: Posting, number: int, changes: Changes, kept: Mapping[Key, Kept[Value]]) -> None:
    for key, kin in keys_of(posting, number):
        if key not in changes:
            before = kept.get(key)
            changes[key] = Kept(cast("Sheet", before.value).copy(), before.revision) if before else Kept(Sheet(), 0)
        cast("Sheet", changes[key].value).post(posting, kin, number, kin_below=not key.of_officer)


def _persist(attempt: Callable[[], None], pause: Pause) -> None:
    for _ in attempts(pause):
        try:
            attempt()
        except Outdated:
            continue
        return
    raise RetryLater("the counters were being written by others all the time")


def _says_more(name: Name, than: Name) -> bool:
    return name.name != than.name and _newer(name, than)


def _newer(name: Name, than: Name) -> bool:
    return (name.as_of, name.name) > (than.as_of, than.name)


def _parts(changes: Changes) -> Iterator[Changes]:
    items = list(changes.items())
    for start in range(0, len(items), TRANSACTION_LIMIT):
        yield dict(items[start : start + TRANSACTION_LIMIT])
