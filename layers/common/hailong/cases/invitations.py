"""One mail a day and enterprise that invites to rate, whatever number of lots it had cleared. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hailong.vocabulary.times import VIETNAM, vietnamese_day

MOST_LOTS = 20
"""In one mail; what is beyond has to wait for the next day's."""

KEPT = timedelta(days=31)
"""How long it is known what an enterprise was sent on a day; a notice is tried again for some days at most."""

_MORNING = time(8, 0, tzinfo=VIETNAM)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyMail:
    """What an enterprise is sent on a day: by which notice, and to rate which declarations (by their 11 digits)."""

    tax_code: str
    day: date
    by: str
    lots: tuple[str, ...]


def next_morning(now: datetime) -> datetime:
    """Eight o'clock of the next Vietnamese day: the lots that were put off are in that day's mail."""
    return datetime.combine(vietnamese_day(now) + timedelta(days=1), _MORNING)
