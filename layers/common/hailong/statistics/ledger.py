"""What has been counted of each lot, so that nothing is counted twice, whatever is delivered how often in what order.

For each number there is one `LotState`: the latest version known of everything. A fact that says nothing newer changes
nothing; a newer one withdraws what was posted and posts what is true now. So the counters depend on the set of facts
that have come, never on their order, their repetition or how they were cut into batches.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from hailong.statistics.facts import Cleared, Dealt, Fact, Rated
from hailong.statistics.postings import Posting


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """The latest version known of the declaration of a number, and the lot that this version puts it in."""

    version: int
    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotState:
    """All that is remembered under one 11-digit number, be it a declaration, a lot, or both as it mostly is.

    `members` are the declarations of the lot; `declared` is where the declaration of this number is a member. `owed`
    are postings of what has been entered that did not fit into its transaction: they come before anything else.
    """

    declared: Declared | None = None
    members: Mapping[str, Cleared] = field(default_factory=dict)
    rated: bool = False
    corrected: bool = False
    case: Dealt | None = None
    owed: tuple[Posting, ...] = ()


NOTHING = LotState()
States = Mapping[str, LotState]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a fact changes: the new states by number, and the postings. Empty for a fact that says nothing new."""

    states: States
    postings: tuple[Posting, ...]


NO_CHANGE = Entry({}, ())


def owed_by(number: str, state: LotState) -> Entry:
    """What is still to be posted of what the state says has been entered."""
    return Entry({number: replace(state, owed=())}, state.owed) if state.owed else NO_CHANGE


def in_parts(entry: Entry, fits: Callable[[Entry], bool]) -> Iterator[Entry]:
    """The entry as parts that each fit: the states in the first one, owing what the parts after it post."""
    number = min(entry.states, default="")
    states, left = entry.states, list(entry.postings)
    while True:
        taken = len(left)
        while taken > 1 and not fits(Entry(states, tuple(left[:taken]))):
            taken -= 1
        now, left = tuple(left[:taken]), left[taken:]
        if number:
            states = {**states, number: replace(states[number], owed=tuple(left))}
        yield Entry(states, now)
        if not left:
            return
        states = {number: states[number]}


def numbers_of(fact: Fact) -> frozenset[str]:
    """The numbers whose states must be known to enter the fact (and, for a clearance, `former_lot` after them)."""
    return frozenset({fact.number, fact.lot}) if isinstance(fact, Cleared) else frozenset({fact.lot})


def former_lot(fact: Fact, states: States) -> str | None:
    """The lot that the declaration has been in so far."""
    if not isinstance(fact, Cleared):
        return None
    declared = states.get(fact.number, NOTHING).declared
    return declared.lot if declared else None


def enter(fact: Fact, states: States) -> Entry:
    """What the fact changes, given the states of `numbers_of` and `former_lot`."""
    match fact:
        case Cleared():
            return _enter_clearance(fact, states)
        case Rated():
            return _enter_rating(fact, states.get(fact.lot, NOTHING))
        case Dealt():
            state = states.get(fact.lot, NOTHING)
            # Of one version there are two only where the calendar was corrected, or more is counted than before.
            if state.case is not None and (state.case.version > fact.version or state.case == fact):
                return NO_CHANGE
            before = state.case.postings() if state.case else ()
            return Entry({fact.lot: replace(state, case=fact)}, _difference(before, fact.postings()))


def _enter_rating(fact: Rated, state: LotState) -> Entry:
    """A rating counts once, and its correction (there is one at most) takes the place of what was first said."""
    if fact.first is None:
        return NO_CHANGE if state.rated else Entry({fact.lot: replace(state, rated=True)}, fact.postings())
    if state.corrected:
        return NO_CHANGE
    before = fact.postings_before() if state.rated else ()
    return Entry({fact.lot: replace(state, rated=True, corrected=True)}, _difference(before, fact.postings()))


def representative(members: Mapping[str, Cleared]) -> Cleared | None:
    """The declaration that stands for its lot: the first to be cleared. A split lot counts once."""
    return min(members.values(), key=lambda member: (member.at, member.number), default=None)


def _enter_clearance(fact: Cleared, states: States) -> Entry:
    declared = states.get(fact.number, NOTHING).declared
    if declared is not None and declared.version >= fact.version:
        return NO_CHANGE
    changed: dict[str, LotState] = {}

    def current(number: str) -> LotState:
        return changed.get(number, states.get(number, NOTHING))

    lots = {fact.lot, declared.lot} if declared else {fact.lot}
    before = tuple(posting for lot in sorted(lots) for posting in _lot_postings(current(lot)))
    if declared is not None and declared.lot != fact.lot:
        old = current(declared.lot)
        changed[declared.lot] = replace(
            old, members={number: member for number, member in old.members.items() if number != fact.number}
        )
    new = current(fact.lot)
    changed[fact.lot] = replace(new, members={**new.members, fact.number: fact})
    changed[fact.number] = replace(current(fact.number), declared=Declared(version=fact.version, lot=fact.lot))
    after = tuple(posting for lot in sorted(lots) for posting in _lot_postings(current(lot)))
    return Entry(changed, _difference(before, after))


def _lot_postings(state: LotState) -> tuple[Posting, ...]:
    standing = representative(state.members)
    return standing.postings() if standing else ()


def _difference(before: tuple[Posting, ...], after: tuple[Posting, ...]) -> tuple[Posting, ...]:
    """Withdrawals of what is no longer so, then what is new. Two lots may post alike: each occurrence counts."""
    withdrawn, posted = list(before), []
    for posting in after:
        if posting in withdrawn:
            withdrawn.remove(posting)
        else:
            posted.append(posting)
    return (*(replace(posting, times=-1) for posting in withdrawn), *posted)


def withdrawals(state: LotState, rating: Rated | None) -> tuple[Posting, ...]:
    """What takes back all that has been posted of a lot, given its rating; for a lot that never was one."""
    posted = _lot_postings(state)
    if rating is not None and state.rated:
        posted += rating.postings() if state.corrected or rating.first is None else rating.postings_before()
    posted += state.case.postings() if state.case else ()
    return tuple(replace(posting, times=-1) for posting in posted)
