"""What must not be shown because too few enterprises stand behind it. Pure."""

from collections.abc import Collection, Mapping

from hailong.statistics.rows import RATINGS_COLUMN, given_column
from hailong.statistics.sheets import Sheet
from hailong.vocabulary.words import Subject

FEWEST_ENTERPRISES = 3


def raters(sheet: Sheet) -> frozenset[int]:
    """The enterprises that rated."""
    return frozenset(number for number, ratings in enumerate(sheet.rows.column(RATINGS_COLUMN)) if ratings)


def too_few(sheet: Sheet) -> bool:
    return len(raters(sheet)) < FEWEST_ENTERPRISES


def too_few_for(sheet: Sheet, subject: Subject) -> bool:
    """Whether some, but too few, enterprises gave the subject a level."""
    return 0 < sum(map(bool, sheet.rows.column(given_column(subject)))) < FEWEST_ENTERPRISES


def withheld[K: str](who: Mapping[K, frozenset[int]], already: Collection[K] = ()) -> frozenset[K]:
    """Which parts of a whole, by the enterprises that rated them, must not be shown while the whole is.

    Those with too few enterprises, those that are kept back `already` for another reason, and as many others, smallest
    first, as it takes that what is missing is at least two parts which together have enough enterprises: so
    that subtraction from the whole gives nobody away.
    """
    hidden = {part for part, raters in who.items() if part in already or len(raters) < FEWEST_ENTERPRISES}
    missing = {part for part in hidden if who[part]}
    shown = sorted((part for part in who if part not in hidden), key=lambda part: (len(who[part]), part), reverse=True)
    while missing and shown and not _covered(missing, who):
        missing.add(shown.pop())
    return frozenset(hidden | missing)


def _covered[K: str](missing: Collection[K], who: Mapping[K, frozenset[int]]) -> bool:
    together: set[int] = set()
    for part in missing:
        together |= who[part]
    return len(missing) > 1 and len(together) >= FEWEST_ENTERPRISES
