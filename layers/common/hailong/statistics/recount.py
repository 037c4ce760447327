"""The counters as they must be, counted plainly from the records that stand, to compare the kept ones with. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hailong.statistics.facts import Cleared, Dealt, Rated
from hailong.statistics.figure_names import RATINGS
from hailong.statistics.ledger import representative
from hailong.statistics.postings import Posting
from hailong.statistics.rows import row_of
from hailong.statistics.sheets import Sheet, SheetKey
from hailong.statistics.units import UnitKind


@dataclass(slots=True)
class Plain:
    """A sheet whose enterprises have no numbers yet, and no blocks."""

    figures: dict[str, int]
    kin: dict[str, int]
    rows: dict[str, tuple[int, ...]]
    raters: dict[str, frozenset[str]] = field(default_factory=dict)


PlainSheets = dict[tuple[str, str], Plain]
"""By unit and period."""


@dataclass(frozen=True, slots=True)
class Difference:
    unit: str
    period: str
    what: str
    kept: int | tuple[int, ...]
    counted: int | tuple[int, ...]


def recount(clearances: Iterable[Cleared], ratings: Iterable[Rated], cases: Iterable[Dealt]) -> PlainSheets:
    """Counts every record once, as it stands in its table."""
    lots: dict[str, dict[str, Cleared]] = {}
    for clearance in clearances:
        lots.setdefault(clearance.lot, {})[clearance.number] = clearance
    sheets: PlainSheets = {}
    for members in lots.values():
        standing = representative(members)
        if standing is not None:
            _count(sheets, standing.postings())
    for rating in ratings:
        _count(sheets, rating.postings())
    for case in cases:
        _count(sheets, case.postings())
    return sheets


def plain(sheets: Iterable[tuple[SheetKey, Sheet]], enterprises: Mapping[int, str]) -> PlainSheets:
    """Kept sheets in the same form, blocks together; what has come to nothing is left out."""
    found: PlainSheets = {}
    for key, sheet in sheets:
        if not (sheet.figures or sheet.kin or sheet.rows):
            continue
        into = found.setdefault((key.unit, key.period), Plain({}, {}, {}))
        for name, value in sheet.figures.items():
            into.figures[name] = into.figures.get(name, 0) + value
        for name, value in sheet.kin.items():
            into.kin[name] = into.kin.get(name, 0) + value
        into.rows |= {enterprises[number]: row for number, row in sheet.rows.items()}
        for unit, numbers in sheet.raters.items():
            into.raters[unit] = into.raters.get(unit, frozenset()) | {enterprises[number] for number in numbers}
    return found


def differences(kept: PlainSheets, counted: PlainSheets) -> Iterator[Difference]:
    """Every figure that is not what it must be."""
    nothing = Plain({}, {}, {})
    for unit, period in sorted(kept.keys() | counted.keys()):
        one, other = kept.get((unit, period), nothing), counted.get((unit, period), nothing)
        for name in sorted(one.figures.keys() | other.figures.keys()):
            if one.figures.get(name, 0) != other.figures.get(name, 0):
                yield Difference(unit, period, name, one.figures.get(name, 0), other.figures.get(name, 0))
        for name in sorted(one.kin.keys() | other.kin.keys()):
            if one.kin.get(name, 0) != other.kin.get(name, 0):
                yield Difference(unit, period, f"kin {name}", one.kin.get(name, 0), other.kin.get(name, 0))
        for name in sorted(one.raters.keys() | other.raters.keys()):
            some, others = one.raters.get(name, frozenset()), other.raters.get(name, frozenset())
            if some != others:
                yield Difference(unit, period, f"raters {name}", len(some), len(others))
        for enterprise in sorted(one.rows.keys() | other.rows.keys()):
            if one.rows.get(enterprise) != other.rows.get(enterprise):
                yield Difference(
                    unit,
                    period,
                    f"enterprise {enterprise}",
                    one.rows.get(enterprise, ()),
                    other.rows.get(enterprise, ()),
                )


def _count(sheets: PlainSheets, postings: Iterable[Posting]) -> None:
    for posting in postings:
        row = row_of(posting.figures)
        for unit, period, kin in posting.sheets():
            sheet = sheets.setdefault((str(unit), period), Plain({}, {}, {}))
            for name, value in posting.figures.items():
                sheet.figures[name] = sheet.figures.get(name, 0) + value
            for other in kin:
                sheet.kin[str(other)] = sheet.kin.get(str(other), 0) + 1
                if RATINGS in posting.figures and unit.kind is not UnitKind.OFFICER:
                    raters = sheet.raters.get(str(other), frozenset())
                    sheet.raters[str(other)] = raters | {posting.enterprise}
            if any(row):
                old = sheet.rows.get(posting.enterprise, (0,) * len(row))
                sheet.rows[posting.enterprise] = tuple(one + more for one, more in zip(old, row, strict=True))
