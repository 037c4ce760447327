"""What has to hold when it is over. Each check is given what was seen from outside, and names what is missing."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from hailong.statistics.recount import PlainSheets, differences
from tests.chaos.plan import Happened, evidence_of, levels
from tests.e2e.world import Json

MAILS = ("acknowledgement", "outcome")
_ONCE = ("open", "claim", "decide", "review", "close")
_OF_A_CASE = ("case.opened", "case.progressed", "case.progressed", "case.decided", "case.closed")


# ------------------------------------------------------------------ ratings and cases


@dataclass(frozen=True, slots=True)
class SeenRatings:
    """`answers`: what the software is told, by declaration number. `stored`, `cases`: how many the tables hold, by lot.

    `unreadable`: keys of records that cannot be read.
    """

    answers: Mapping[str, Json | None]
    stored: Counter[str]
    cases: Counter[str]
    unreadable: Sequence[str] = ()


def ratings_are_there_once(lots: Sequence[Happened], seen: SeenRatings) -> Iterator[str]:
    """As they were sent, and every negative one has one case, no other one has any."""
    yield from (f"{key} cannot be read" for key in seen.unreadable)
    for one in lots:
        number, found = one.lot.declaration_no, seen.answers.get(one.lot.declaration_no)
        if found is None or found["status"] != "accepted" or found["levels"] != levels(one.planned):
            yield f"{number}: the rating is {found}"
            continue
        case = found["case_id"], bool(found["case"])
        wanted = (one.lot.case_id, True) if one.planned.negative else (None, False)
        if case != wanted:
            yield f"{number}: its case is {case} instead of {wanted}"
    for one in lots:
        if (times := seen.stored[one.lot.lot_key]) != 1:
            yield f"{one.lot.lot_key}: {times} ratings are stored"
        if (times := seen.cases[one.lot.lot_key]) != one.planned.negative:
            yield f"{one.lot.lot_key}: {times} cases are stored"
    yield from (f"{lot}: {times} ratings are stored" for lot, times in seen.stored.items() if times > 1)


@dataclass(frozen=True, slots=True)
class SeenCase:
    """`verified` is what the timeline's verification says; `files` are the attached ones, as they can be fetched."""

    file: Json | None
    verified: Json | None
    execution: str
    files: Sequence[bytes]


def cases_end(lots: Sequence[Happened], seen: Mapping[str, SeenCase]) -> Iterator[str]:
    """Closed, each step once, with an execution that has come to its end, and a timeline that verifies."""
    for one in lots:
        if one.planned.negative:
            yield from (f"{one.lot.case_id}: {said}" for said in _end(one, seen[one.lot.case_id]))


def _end(one: Happened, seen: SeenCase) -> Iterator[str]:
    if seen.file is None:
        yield "there is no case"
        return
    if seen.file["case"]["state"] != "closed":
        yield f"it is {seen.file['case']['state']}"
    done = Counter(entry["action"] for entry in seen.file["timeline"])
    yield from (f"{action} {done[action]} times" for action in _ONCE if done[action] != 1)
    if seen.verified is None or not seen.verified["intact"]:
        yield f"its timeline: {seen.verified}"
    if seen.execution != "SUCCEEDED":
        yield f"its execution is {seen.execution}"
    if one.planned.file and evidence_of(one.lot) not in seen.files:
        yield f"what was attached is not there, but {len(seen.files)} other files"


# ------------------------------------------------------------------ who is told


@dataclass(frozen=True, slots=True)
class SeenMails:
    """`sent`: subject and address of each. `calls_due`: the notices that somebody has to call about, by case.

    `in_the_dark`: how often whoever sent died in the one call that sends, or did not learn what became of it.
    """

    sent: Sequence[tuple[str, str]]
    calls_due: Mapping[str, Collection[str]]
    in_the_dark: int


def enterprises_are_told(lots: Sequence[Happened], seen: SeenMails) -> Iterator[str]:
    """Of both: by mail, or by a call that somebody has to make."""
    sent = Counter(seen.sent)
    again = 0
    for one in lots:
        if not one.planned.negative:
            continue
        case_id = one.lot.case_id
        calls = sorted(seen.calls_due.get(case_id, ()))
        told = {mail: times for mail, times in sent.items() if case_id in mail[0] and mail[1] == one.lot.email}
        if one.planned.unreachable:
            if calls != sorted(MAILS):
                yield f"{case_id}: its address bounces, and to be called for are {calls}"
        else:
            again += sum(times - 1 for times in told.values())
            if len(told) != len(MAILS) or calls:
                yield f"{case_id}: told {sorted(subject for subject, _ in told)}, to be called for {calls}"
    if again > seen.in_the_dark:
        yield f"{again} mails were sent twice, and {seen.in_the_dark} may have been"


@dataclass(frozen=True, slots=True)
class Told:
    """An event, as it came to a vendor or onto the bus."""

    event_id: str
    type: str
    declaration_no: str


@dataclass(frozen=True, slots=True)
class SeenEvents:
    """`delivered` in the order in which the vendor took them. `forged`: why it took one for none of ours."""

    delivered: Sequence[Told]
    on_bus: Collection[Told]
    forged: Sequence[str] = ()


def vendors_are_told(lots: Sequence[Happened], seen: SeenEvents) -> Iterator[str]:
    """Of every change at least once, and of each rating in the order of what happened; and so is the bus."""
    yield from (f"a delivery was not genuine: {why}" for why in seen.forged)
    came, on_bus = _by_rating(seen.delivered), _by_rating(seen.on_bus)
    for one in lots:
        number = one.lot.declaration_no
        wanted = [*(["rating.accepted"] if one.planned.late else []), *(_OF_A_CASE if one.planned.negative else [])]
        first = came.get(number, {})
        if (types := list(first.values())) != wanted:
            yield f"{number}: its vendor was told {types} instead of {wanted}"
        if list(first) != sorted(first):
            yield f"{number}: its vendor was told out of order: {list(first)}"
        if Counter(on_bus.get(number, {}).values()) != Counter(wanted):
            yield f"{number}: on the bus were {sorted(on_bus.get(number, {}).values())} instead of {wanted}"


def _by_rating(told: Collection[Told]) -> dict[str, dict[str, str]]:
    """By declaration number: types by event id, in the order in which they came first."""
    found: dict[str, dict[str, str]] = {}
    for one in told:
        found.setdefault(one.declaration_no, {}).setdefault(one.event_id, one.type)
    return found


# ------------------------------------------------------------------ and all together


@dataclass(frozen=True, slots=True)
class SeenCounters:
    kept: PlainSheets
    counted: PlainSheets


def counters_equal_a_recount(_lots: Sequence[Happened], seen: SeenCounters) -> Iterator[str]:
    yield from (str(one) for one in differences(seen.kept, seen.counted))


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Those of one queue. `first`: what one of them says."""

    count: int
    first: str = ""


def dead_letters_are_empty(_lots: Sequence[Happened], seen: Mapping[str, DeadLetters]) -> Iterator[str]:
    for queue, letters in seen.items():
        if letters.count:
            yield f"{queue}: {letters.count} messages, one of them {letters.first}"
