"""The answer to a question about a unit and a range of days, as much of it as the person may see."""

from typing import Any

from functions.report import access
from functions.report.query import Query
from functions.report.reading import Reading
from hailong.ports import SheetReader
from hailong.statistics.facts import RATINGS
from hailong.statistics.figures import (
    assess,
    assessment_view,
    level_counts,
    reasons_view,
    satisfied_share,
    series_view,
    subjects_view,
    tier,
    totals_view,
)
from hailong.statistics.names import unit_name
from hailong.statistics.periods import Bucket
from hailong.statistics.suppression import too_few_for
from hailong.statistics.units import DEPARTMENT, Unit, UnitKind, office_unit
from hailong.vocabulary.offices import office_codes
from hailong.vocabulary.people import Person


def statistics(query: Query, person: Person, reader: SheetReader) -> dict[str, Any]:
    """The statistics of the unit; Forbidden unless the person may see it."""
    access.require(person, query.unit)
    everything = access.sees_everything(person)
    reading = Reading(reader, query.within, query.bucket)
    unit = query.unit
    hidden_buckets = frozenset() if everything else reading.withheld_labels(unit)
    children = [child for child in _children(query, reading) if access.may_see(person, child)]
    names = reader.names([str(one) for one in (unit, *children) if one.kind is UnitKind.OFFICER])
    return {
        "unit": str(unit),
        "name": unit_name(unit, query.within.last, names),
        "from": query.within.first.isoformat(),
        "to": query.within.last.isoformat(),
        "bucket": query.bucket.value,
        **unit_figures(unit, reading, everything=everything),
        "series": [
            series_view(label, bucket, unit.subject, suppressed=label in hidden_buckets)
            for label, bucket in reading.series(unit).items()
        ],
        "children": [
            _child_view(child, unit_name(child, query.within.last, names), reading, everything=everything)
            for child in children
        ],
        "previous": _previous(query, reader, everything=everything),
    }


def unit_figures(unit: Unit, reading: Reading, *, everything: bool) -> dict[str, Any]:
    """What there is to say of one unit over the whole range; unless `everything` is seen, without what is withheld."""
    sheet = reading.sheet(unit)
    suppressed = not everything and reading.is_withheld(unit)
    return {
        "totals": totals_view(sheet, suppressed=suppressed),
        "subjects": subjects_view(sheet, suppressed=suppressed, everything=everything),
        "reasons": reasons_view(sheet, suppressed=suppressed),
        "suppressed": suppressed,
    }


def _children(query: Query, reading: Reading) -> list[Unit]:
    """The units right below, by code; of the department also the offices that nobody has rated."""
    if query.unit.kind is UnitKind.OFFICER:
        return []
    found = set(reading.kin(query.unit))
    if query.unit == DEPARTMENT:
        found |= {office_unit(code) for code in office_codes(query.within.last)}
    return sorted(found)


def _child_view(child: Unit, name: str, reading: Reading, *, everything: bool) -> dict[str, Any]:
    sheet, subject = reading.sheet(child), child.subject
    suppressed = not everything and (reading.is_withheld(child) or too_few_for(sheet, subject))
    assessment = assess(sheet, subject)
    department = satisfied_share(level_counts(reading.sheet(DEPARTMENT), subject))
    shown = assessment_view(assessment, suppressed=suppressed)
    del shown["counts"]
    return {
        "unit": str(child),
        "name": name,
        "ratings": sheet.figures.get(RATINGS, 0),
        **shown,
        "tier": None if suppressed else tier(assessment, department),
        "suppressed": suppressed,
    }


def _previous(query: Query, reader: SheetReader, *, everything: bool) -> dict[str, Any]:
    figures = unit_figures(query.unit, Reading(reader, query.previous, Bucket.YEAR), everything=everything)
    totals = figures.pop("totals")
    return {"from": query.previous.first.isoformat(), "to": query.previous.last.isoformat(), **totals, **figures}
