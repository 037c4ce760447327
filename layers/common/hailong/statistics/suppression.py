"""What must not be shown because too few enterprises stand behind it. Pure.

Every figure belongs to a family: the enterprises that it concerns, and the atoms it is given for. Whatever is computed
from the shown figures of a family is a sum of parts that each concern none or at least three enterprises: in an atom, a
unit is shown only if it concerns so many itself, if the unit above it is shown, and if what the units that are shown
leave of that one concerns so many, too. Officers, who overlap, are shown only if no combination of them concerns fewer.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hailong.statistics.combinations import Space
from hailong.statistics.periods import Bucket
from hailong.statistics.rows import (
    CASES_COLUMN,
    HELPED_COLUMN,
    NEGATIVE_COLUMN,
    RATINGS_COLUMN,
    REASONED_COLUMN,
    given_column,
)
from hailong.statistics.sheets import Sheet
from hailong.vocabulary.words import Subject

FEWEST_ENTERPRISES = 3


@dataclass(frozen=True, slots=True)
class Family:
    """Figures that concern the same enterprises: those with anything in `column`.

    `of_raters`: what says something of everybody who rated, also where nobody said it.
    """

    column: int
    atom: Bucket
    of_raters: bool = True


RATERS = Family(RATINGS_COLUMN, Bucket.MONTH)
LEVELS: Mapping[Subject, Family] = {subject: Family(given_column(subject), Bucket.MONTH) for subject in Subject}
NEGATIVES = Family(NEGATIVE_COLUMN, Bucket.QUARTER)
REASONS = Family(REASONED_COLUMN, Bucket.QUARTER)
CASES = Family(CASES_COLUMN, Bucket.QUARTER, of_raters=False)
HELPED = Family(HELPED_COLUMN, Bucket.QUARTER, of_raters=False)


def concerned(sheet: Sheet, family: Family) -> dict[int, int]:
    """How often each enterprise is concerned; none is left out but those that are not."""
    return sheet.rows.counts(family.column)


def few(count: int) -> bool:
    """Whether so many enterprises are some, but too few."""
    return 0 < count < FEWEST_ENTERPRISES


def too_few(sheet: Sheet, family: Family) -> bool:
    """Whether a figure of the family must not be shown for its own sake."""
    if few(len(sheet.rows.having(family.column))):
        return True
    return family.of_raters and few(len(sheet.rows.having(RATINGS_COLUMN)))


def withheld[K: str](whole: Sheet, parts: Mapping[K, Sheet], family: Family) -> frozenset[K]:
    """Which parts must not be shown while the whole is.

    Those with too few enterprises, those without which the whole leaves too few, and as many others, smallest first, as
    it takes until what is left of the whole concerns none or enough. The parts do not overlap.
    """
    total = concerned(whole, family)
    who = {part: concerned(sheet, family) for part, sheet in parts.items()}
    shown = sorted(
        (part for part, sheet in parts.items() if not too_few(sheet, family) and not few(_beside(total, who[part]))),
        key=lambda part: (len(who[part]), part),
        reverse=True,
    )
    left = Counter(total)
    for part in shown:
        left.subtract(who[part])
    while shown and few(sum(map(bool, left.values()))):
        left.update(who[shown.pop()])
    return frozenset(parts.keys() - set(shown))


def withheld_of_overlapping[K: str](whole: Sheet, parts: Mapping[K, Sheet], family: Family) -> frozenset[K]:
    """The same of parts that may overlap, as officers of a team do.

    Whoever leaves of the whole enough by himself may yet leave too few together with some others, or count too few
    twice: so they are shown, largest first, as long as nothing that can be computed from them concerns too few.
    """
    space = Space().plus(concerned(whole, family))
    who = {part: concerned(sheet, family) for part, sheet in parts.items()}
    hidden = set()
    for part in sorted(parts, key=lambda part: (len(who[part]), part), reverse=True):
        wider = space.plus(who[part])
        if too_few(parts[part], family) or wider.has_few():
            hidden.add(part)
        else:
            space = wider
    return frozenset(hidden)


def _beside(total: Mapping[int, int], part: Mapping[int, int]) -> int:
    """How many enterprises are concerned by what is left of the whole beside a part."""
    return len(total) - sum(total.get(number) == count for number, count in part.items())
