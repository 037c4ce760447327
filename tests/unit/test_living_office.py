"""What a fresh stack begins with: cases in every state, of recent working days, whatever day it is."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from hailong.cases.case_file import CaseFile
from hailong.cases.verification import verify
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import CaseState, Helped
from local.living_office import NEGATIVE, living_office
from local.tables import items_of_cases

TIMES = [
    datetime(2026, 11, 26, 8, 30, tzinfo=VIETNAM),
    datetime(2026, 7, 5, 23, 0, tzinfo=VIETNAM),  # a Sunday
    datetime(2027, 2, 15, 10, 0, tzinfo=VIETNAM),  # after Tet
]


@pytest.mark.parametrize("now", TIMES, ids=str)
def test_every_page_has_something_to_show_and_nothing_is_absurdly_late(now: datetime) -> None:
    world, cases = living_office(now)
    states = Counter(past.case.state for past in cases)
    assert NEGATIVE * 3 // 4 <= len(cases) <= NEGATIVE
    assert set(states) == set(CaseState) - {CaseState.FAILED}
    for past in cases:
        assert past.case.opened_at < now
        assert all(entry.at <= now for entry in past.timeline)
        if past.case.under_way:
            assert now - past.case.due_at < timedelta(days=15)
    said = Counter(verdict.helped for past in cases for verdict in past.case.verdicts.values())
    assert set(said) == set(Helped)
    assert sum(said.values()) < states[CaseState.DECIDED] + states[CaseState.CLOSED] + states[CaseState.APPEALED]
    assert all(verdict.at <= now for past in cases for verdict in past.case.verdicts.values())
    assert all(lot.clearances[0].cleared_at < now for lot in world)
    assert sum(lot.rating is not None for lot in world) > 5 * len(cases)


def test_the_same_moment_gives_the_same_office_and_its_timelines_verify() -> None:
    world, cases = living_office(TIMES[0])
    assert living_office(TIMES[0]) == (world, cases)
    for past in cases:
        assert verify(CaseFile(case=past.case, timeline=past.timeline, notices=past.notices)).intact


def test_whatever_days_it_tells_of_the_public_log_will_hold_it() -> None:
    """The log begins with the day on which the stack did: what says that it was written before is no entry of it."""
    _, cases = living_office(TIMES[0])
    written = [item["written_on"]["S"] for item in items_of_cases(cases, TIMES[0]) if "written_on" in item]
    assert len(written) == sum(len(past.timeline) for past in cases)
    assert set(written) == {"2026-11-26"}
