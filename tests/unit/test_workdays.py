from datetime import datetime

import pytest

from hailong.times import VIETNAM
from hailong.workdays import due_after, vietnamese_calendar, working_days_between

CALENDAR = vietnamese_calendar()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-06-19T10:00", "2026-06-26T17:00"),  # Friday: the fifth working day after is the next Friday
        ("2026-06-19T17:00", "2026-06-26T17:00"),  # on the stroke of five is still that day
        ("2026-06-19T17:01", "2026-06-29T17:00"),  # after five: counted from Monday
        ("2026-06-20T09:00", "2026-06-29T17:00"),  # Saturday: counted from Monday
        ("2026-06-19T00:30", "2026-06-26T17:00"),  # the Vietnamese day, not the one of UTC
        ("2026-04-24T10:00", "2026-05-06T17:00"),  # Hung Kings (Sunday, moved to Monday), 30 April and 1 May are off
        ("2026-02-13T10:00", "2026-02-27T17:00"),  # Tet 2026: 16 to 20 February are off
    ],
)
def test_five_working_days(opened: str, due: str) -> None:
    assert due_after(_at(opened), 5, CALENDAR) == _at(due)


def test_counts_working_days_between() -> None:
    assert working_days_between(_at("2026-06-19T10:00").date(), _at("2026-06-26T17:00").date(), CALENDAR) == 5
    assert working_days_between(_at("2026-06-20T10:00").date(), _at("2026-06-21T17:00").date(), CALENDAR) == 0
