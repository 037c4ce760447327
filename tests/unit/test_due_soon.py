"""What is due soon, at whichever hour and on whichever day somebody looks."""

from datetime import datetime

import pytest

from hailong.cases.workload import soon_after
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.workdays import vietnamese_calendar


@pytest.mark.parametrize(
    ("now", "last"),
    [
        # A Thursday: what is due on Tuesday is three working days away, in the evening, too.
        ("2026-11-26T08:00", "2026-11-30T17:00"),
        ("2026-11-26T17:00", "2026-11-30T17:00"),
        ("2026-11-26T17:01", "2026-11-30T17:00"),
        ("2026-11-26T23:59", "2026-11-30T17:00"),
        ("2026-11-27T00:01", "2026-12-01T17:00"),
        ("2026-11-28T09:00", "2026-12-01T17:00"),
        ("2026-11-29T21:00", "2026-12-01T17:00"),
    ],
)
def test_it_is_two_working_days_after_today(now: str, last: str) -> None:
    at, until = (datetime.fromisoformat(one).replace(tzinfo=VIETNAM) for one in (now, last))
    assert soon_after(at, vietnamese_calendar()) == until
