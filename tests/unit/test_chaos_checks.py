"""The checks of `make chaos` can fail: of a run in which all is well one thing is taken away, and it is named."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import pytest

from hailong.statistics.recount import Plain
from tests.chaos import checks
from tests.chaos.checks import DeadLetters, SeenCase, SeenCounters, SeenEvents, SeenMails, SeenRatings, Told
from tests.chaos.plan import Happened, Planned, evidence_of, levels
from tests.e2e.world import Lot

PLANNED = Planned(number=0, negative=False, late=False, corrected=False, twice=False, unreachable=False, file=False)
NEGATIVE, UNREACHABLE, POSITIVE = (f"3000000000{number}1" for number in range(3))
LOTS = [
    Happened(Lot(NEGATIVE, email="a@example.vn"), replace(PLANNED, negative=True, late=True, file=True)),
    Happened(Lot(UNREACHABLE, email="b@example.vn"), replace(PLANNED, negative=True, unreachable=True)),
    Happened(Lot(POSITIVE, email="c@example.vn"), replace(PLANNED, late=True)),
]
CASES = [one for one in LOTS if one.planned.negative]
CASE_ID = LOTS[0].lot.case_id
STEPS = ("open", "claim", "decide", "review", "close")
MAILS = [(f"{kind} {CASE_ID}", "a@example.vn") for kind in ("Đã nhận", "Kết quả")]
OF_A_CASE = ("case.opened", "case.progressed", "case.progressed", "case.decided", "case.closed")


def _answer(one: Happened) -> dict[str, Any]:
    case_id = one.lot.case_id if one.planned.negative else None
    state = {"state": "closed"} if case_id else None
    return {"status": "accepted", "levels": levels(one.planned), "case_id": case_id, "case": state}


def _told() -> Iterator[Told]:
    for one in LOTS:
        types = [*(["rating.accepted"] if one.planned.late else []), *(OF_A_CASE if one.planned.negative else [])]
        for place, kind in enumerate(types):
            yield Told(f"{one.lot.lot_key}-{place:06d}", kind, one.lot.declaration_no)


@dataclass
class All:
    """Everything that is seen of a run in which nothing is missing; each test spoils a part of it."""

    ratings: SeenRatings
    cases: dict[str, SeenCase]
    mails: SeenMails
    events: SeenEvents
    counters: SeenCounters
    dead_letters: dict[str, DeadLetters]

    def named(self) -> list[str]:
        found: Sequence[tuple[Callable[..., Iterator[str]], Any]] = [
            (checks.ratings_are_there_once, self.ratings),
            (checks.cases_end, self.cases),
            (checks.enterprises_are_told, self.mails),
            (checks.vendors_are_told, self.events),
            (checks.counters_equal_a_recount, self.counters),
            (checks.dead_letters_are_empty, self.dead_letters),
        ]
        return [said for check, seen in found for said in check(LOTS, seen)]


@pytest.fixture
def seen() -> All:
    file = {"case": {"state": "closed"}, "timeline": [{"action": action} for action in STEPS]}
    sheets = {("department", "2026-06-19"): Plain({"ratings": 3}, {}, {})}
    told = list(_told())
    return All(
        ratings=SeenRatings(
            answers={one.lot.declaration_no: _answer(one) for one in LOTS},
            stored=Counter(one.lot.lot_key for one in LOTS),
            cases=Counter(one.lot.lot_key for one in CASES),
        ),
        cases={
            one.lot.case_id: SeenCase(deepcopy(file), {"intact": True}, "SUCCEEDED", [evidence_of(one.lot)])
            for one in CASES
        },
        mails=SeenMails(MAILS, {LOTS[1].lot.case_id: ["outcome", "acknowledgement"]}, in_the_dark=0),
        events=SeenEvents(told, list(reversed(told))),
        counters=SeenCounters(sheets, deepcopy(sheets)),
        dead_letters={"TallyDeadLetters": DeadLetters(0)},
    )


def test_where_nothing_is_missing_nothing_is_named(seen: All) -> None:
    assert seen.named() == []


def _first_case(seen: All, **changes: Any) -> None:
    seen.cases[CASE_ID] = replace(seen.cases[CASE_ID], **changes)


def _file(seen: All) -> dict[str, Any]:
    file = seen.cases[CASE_ID].file
    assert file is not None
    return file


def _no_rating(seen: All) -> None:
    seen.ratings = replace(seen.ratings, answers={**seen.ratings.answers, POSITIVE: None})


def _other_levels(seen: All) -> None:
    answer = _answer(LOTS[2]) | {"levels": {"officer": 1}}
    seen.ratings = replace(seen.ratings, answers={**seen.ratings.answers, POSITIVE: answer})


def _still_waiting(seen: All) -> None:
    answer = _answer(LOTS[2]) | {"status": "awaiting_clearance"}
    seen.ratings = replace(seen.ratings, answers={**seen.ratings.answers, POSITIVE: answer})


def _unknown_case(seen: All) -> None:
    answer = _answer(LOTS[0]) | {"case": None}
    seen.ratings = replace(seen.ratings, answers={**seen.ratings.answers, NEGATIVE: answer})


def _rating_not_stored(seen: All) -> None:
    del seen.ratings.stored[LOTS[2].lot.lot_key]


def _rating_stored_twice(seen: All) -> None:
    seen.ratings.stored[LOTS[2].lot.lot_key] += 1


def _rating_of_another_run_stored_twice(seen: All) -> None:
    seen.ratings.stored["39999999999"] = 2


def _case_not_stored(seen: All) -> None:
    del seen.ratings.cases[LOTS[0].lot.lot_key]


def _case_of_a_positive_rating(seen: All) -> None:
    seen.ratings.cases[LOTS[2].lot.lot_key] = 1


def _unreadable(seen: All) -> None:
    seen.ratings = replace(seen.ratings, unreadable=["L#30000000009"])


def _no_case(seen: All) -> None:
    _first_case(seen, file=None)


def _not_closed(seen: All) -> None:
    _file(seen)["case"]["state"] = "decided"


def _claimed_twice(seen: All) -> None:
    _file(seen)["timeline"].append({"action": "claim"})


def _never_reviewed(seen: All) -> None:
    _file(seen)["timeline"].remove({"action": "review"})


def _broken(seen: All) -> None:
    _first_case(seen, verified={"intact": False, "first_broken": 2})


def _runs_on(seen: All) -> None:
    _first_case(seen, execution="RUNNING")


def _file_lost(seen: All) -> None:
    _first_case(seen, files=[b"another"])


def _mail_lost(seen: All) -> None:
    seen.mails = replace(seen.mails, sent=MAILS[:1])


def _mail_to_another(seen: All) -> None:
    seen.mails = replace(seen.mails, sent=[MAILS[0], (MAILS[1][0], "c@example.vn")])


def _mail_twice(seen: All) -> None:
    seen.mails = replace(seen.mails, sent=[*MAILS, MAILS[0]])


def _no_call(seen: All) -> None:
    seen.mails = replace(seen.mails, calls_due={LOTS[1].lot.case_id: ["outcome"]})


def _needless_call(seen: All) -> None:
    seen.mails = replace(seen.mails, calls_due={**seen.mails.calls_due, CASE_ID: ["outcome"]})


def _event_lost(seen: All) -> None:
    del list_of(seen.events.delivered)[2]


def _events_swapped(seen: All) -> None:
    delivered = list_of(seen.events.delivered)
    delivered[0], delivered[1] = delivered[1], delivered[0]


def _event_told_late(seen: All) -> None:
    """The right kinds one after the other, and the later event first."""
    delivered = list_of(seen.events.delivered)
    delivered[2], delivered[3] = delivered[3], delivered[2]


def _not_on_the_bus(seen: All) -> None:
    del list_of(seen.events.on_bus)[0]


def _forged(seen: All) -> None:
    seen.events = replace(seen.events, forged=["no signature fits"])


def _counter_off(seen: All) -> None:
    seen.counters.kept["department", "2026-06-19"].figures["ratings"] = 2


def _counter_lost(seen: All) -> None:
    seen.counters = replace(seen.counters, kept={})


def _dead_letter(seen: All) -> None:
    seen.dead_letters["TallyDeadLetters"] = DeadLetters(2, "a record")


def list_of(told: Any) -> list[Told]:
    """A part that a test may change."""
    assert isinstance(told, list)
    return told


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (_no_rating, f"{POSITIVE}: the rating is None"),
        (_other_levels, f"{POSITIVE}: the rating is"),
        (_still_waiting, f"{POSITIVE}: the rating is"),
        (_unknown_case, f"{NEGATIVE}: its case is"),
        (_rating_not_stored, "30000000002: 0 ratings are stored"),
        (_rating_stored_twice, "30000000002: 2 ratings are stored"),
        (_rating_of_another_run_stored_twice, "39999999999: 2 ratings are stored"),
        (_case_not_stored, "30000000000: 0 cases are stored"),
        (_case_of_a_positive_rating, "30000000002: 1 cases are stored"),
        (_unreadable, "L#30000000009 cannot be read"),
        (_no_case, f"{CASE_ID}: there is no case"),
        (_not_closed, f"{CASE_ID}: it is decided"),
        (_claimed_twice, f"{CASE_ID}: claim 2 times"),
        (_never_reviewed, f"{CASE_ID}: review 0 times"),
        (_broken, f"{CASE_ID}: its timeline: {{'intact': False, 'first_broken': 2}}"),
        (_runs_on, f"{CASE_ID}: its execution is RUNNING"),
        (_file_lost, f"{CASE_ID}: what was attached is not there, but 1 other files"),
        (_mail_lost, f"{CASE_ID}: told ['{MAILS[0][0]}'], to be called for []"),
        (_mail_to_another, f"{CASE_ID}: told ['{MAILS[0][0]}'], to be called for []"),
        (_mail_twice, "1 mails were sent twice, and 0 may have been"),
        (_no_call, f"{LOTS[1].lot.case_id}: its address bounces, and to be called for are ['outcome']"),
        (_needless_call, f"{CASE_ID}: told {sorted(mail for mail, _ in MAILS)}, to be called for ['outcome']"),
        (_event_lost, f"{NEGATIVE}: its vendor was told ['rating.accepted', 'case.opened', 'case.progressed', 'case.d"),
        (_events_swapped, f"{NEGATIVE}: its vendor was told ['case.opened', 'rating.accepted',"),
        (_event_told_late, f"{NEGATIVE}: its vendor was told out of order: ['30000000000-000000', '30000000000-000001"),
        (_not_on_the_bus, f"{POSITIVE}: on the bus were [] instead of ['rating.accepted']"),
        (_forged, "a delivery was not genuine: no signature fits"),
        (_counter_off, "Difference(unit='department', period='2026-06-19', what='ratings', kept=2, counted=3)"),
        (_counter_lost, "Difference(unit='department', period='2026-06-19', what='ratings', kept=0, counted=3)"),
        (_dead_letter, "TallyDeadLetters: 2 messages, one of them a record"),
    ],
)
def test_what_is_taken_away_or_comes_twice_is_named(seen: All, spoil: Callable[[All], None], named: str) -> None:
    spoil(seen)
    found = seen.named()
    assert any(said.startswith(named) for said in found), found
    assert len({said.partition(":")[0] for said in found}) == 1


def test_a_mail_may_come_twice_where_nobody_can_know_whether_it_was_sent(seen: All) -> None:
    seen.mails = replace(seen.mails, sent=[*MAILS, MAILS[0]], in_the_dark=1)
    assert seen.named() == []


def test_an_event_may_come_twice(seen: All) -> None:
    delivered = list(seen.events.delivered)
    seen.events = replace(seen.events, delivered=[*delivered[:2], *delivered])
    assert seen.named() == []
