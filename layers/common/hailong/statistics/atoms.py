"""The fixed periods for which figures are given to everybody but inspectors: whole months, whole quarters. Pure.

They are the same for every unit, asker and way out, and given once they are over: so any two ranges differ by whole
atoms, and never by a day. What was given does not change any more: what comes too late for its own atom counts on the
day on which it came. So two looks at different times tell no more than one.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from hailong.statistics.periods import ONE_DAY, Bucket, Range, bucket_end, bucket_start, buckets

SETTLING = timedelta(days=5)
"""How long after its end an atom is given."""

COUNTING = ONE_DAY
"""What comes in the last of these days comes too late: a look at midnight must not be before the tally."""


def closed(atom: Range, today: date) -> bool:
    return atom.last + SETTLING < today


def in_time(day: date, atom: Bucket, came: date) -> bool:
    """Whether what came on one day is still counted in the atom of another: this has not been given by then."""
    return came <= bucket_end(day, atom) + SETTLING - COUNTING


def whole(asked: Range, atom: Bucket, today: date) -> Range | None:
    """The closed atoms that the range touches; None where there is none."""
    first, last = bucket_start(asked.first, atom), bucket_end(asked.last, atom)
    while last >= first and not closed(Range(first, last), today):
        last = bucket_start(last, atom) - ONE_DAY
    return Range(first, last) if last >= first else None


def atoms(within: Range, atom: Bucket) -> Iterator[Range]:
    """The atoms that make up a range of whole ones."""
    return (days for _, days in buckets(within, atom))
