"""The answer to a question about a unit and a range of days, as much of it as the person may see."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from functions.report import access, further
from functions.report.query import Query
from functions.report.reading import Reading, Remembering
from hailong.ports import SheetReader
from hailong.statistics.facts import RATINGS
from hailong.statistics.figures import (
    assess,
    assessment_view,
    correlation_of,
    level_counts,
    reasons_view,
    satisfied_share,
    series_view,
    subjects_view,
    tier,
    totals_view,
)
from hailong.statistics.names import unit_name
from hailong.statistics.periods import Bucket, is_cut
from hailong.statistics.suppression import too_few_for
from hailong.statistics.units import DEPARTMENT, Unit, UnitKind, office_unit
from hailong.vocabulary.errors import NotFound
from hailong.vocabulary.offices import is_office, office_codes
from hailong.vocabulary.people import Person

MOST_CHILDREN = 200


def statistics(query: Query, person: Person, reader: SheetReader) -> dict[str, Any]:
    """The statistics of the unit; Forbidden unless the person may see it."""
    access.require(person, query.unit)
    _require_known(query.unit, reader)
    everything = access.sees_everything(person)
    reader = Remembering(reader)
    reading, before = Reading(reader, query.within, query.bucket), Reading(reader, query.previous, Bucket.YEAR)
    unit = query.unit
    stock = further.stock_series(unit, reading, reader, query.today, everything=everything)
    hidden_buckets = frozenset() if everything else reading.withheld_labels(unit)
    below = [child for child in _children(query, reading) if access.may_see(person, child)]
    children = _busiest(below, reading.sheet(unit).kin)
    names = reader.names([str(one) for one in (unit, *children) if one.kind is UnitKind.OFFICER])
    return {
        "unit": str(unit),
        "name": unit_name(unit, query.within.last, names),
        "from": query.within.first.isoformat(),
        "to": query.within.last.isoformat(),
        "bucket": query.bucket.value,
        **_with_stock(unit, reading, reader, query.within.last, query.today, everything=everything),
        "change": further.change_view(unit, before, reading, everything=everything),
        "silent": further.silent_view(unit, query.within.last, reader, everything=everything)
        if access.sees_silence(person)
        else None,
        "series": [
            series_view(label, reading.sheet(unit, label), unit.subject, suppressed=label in hidden_buckets)
            | stock[label]
            | {"partial": is_cut(days, query.bucket, query.today)}
            for label, days in reading.buckets
        ],
        "children_left_out": len(below) - len(children),
        "children": [
            _child_view(child, unit_name(child, query.within.last, names), reading, everything=everything)
            for child in children
        ],
        "previous": {
            "from": query.previous.first.isoformat(),
            "to": query.previous.last.isoformat(),
            **_flat(_with_stock(unit, before, reader, query.previous.last, query.today, everything=everything)),
        },
    }


def unit_figures(unit: Unit, reading: Reading, *, everything: bool) -> dict[str, Any]:
    """What there is to say of one unit over the whole range; unless `everything` is seen, without what is withheld."""
    sheet = reading.sheet(unit)
    suppressed = not everything and reading.is_withheld(unit)
    seen = {"suppressed": suppressed, "everything": everything}
    return {
        "totals": totals_view(sheet, suppressed=suppressed) | further.of_cases(sheet, **seen),
        "subjects": subjects_view(sheet, reading.sheet(DEPARTMENT), suppressed=suppressed, everything=everything),
        "reasons": reasons_view(sheet, suppressed=suppressed),
        "root_causes": further.causes_view(sheet, **seen),
        "hours_to_decision": further.hours_view(sheet, **seen),
        "channels": further.channels_view(sheet),
        "suppressed": suppressed,
    }


def _with_stock(
    unit: Unit, reading: Reading, reader: SheetReader, last: date, today: date, *, everything: bool
) -> dict[str, Any]:
    """The figures of a unit, with what there was to decide at the end of a day."""
    figures = unit_figures(unit, reading, everything=everything)
    stock = further.stock_view(unit, last, reader, today, everything=everything)
    return figures | {"totals": figures["totals"] | (dict.fromkeys(stock) if figures["suppressed"] else stock)}


def _flat(figures: dict[str, Any]) -> dict[str, Any]:
    """With the totals beside the rest."""
    return {**figures["totals"]} | {name: value for name, value in figures.items() if name != "totals"}


def _require_known(unit: Unit, reader: SheetReader) -> None:
    """NotFound where there is, and was, no such unit."""
    if unit == DEPARTMENT or (unit.kind is UnitKind.OFFICE and is_office(unit.code)):
        return
    if not reader.knows(str(unit)):
        raise NotFound("unit_not_found", "There is no such unit.")


def _children(query: Query, reading: Reading) -> list[Unit]:
    """The units right below, by code; of the department also the offices that nobody has rated."""
    if query.unit.kind is UnitKind.OFFICER:
        return []
    found = set(reading.kin(query.unit))
    if query.unit == DEPARTMENT:
        found |= {office_unit(code) for code in office_codes(query.within.last)}
    return sorted(found)


def _busiest(units: list[Unit], counted: Mapping[str, int]) -> list[Unit]:
    """Those with most to count, in their order: each is read by itself."""
    most = sorted(units, key=lambda unit: -counted.get(str(unit), 0))[:MOST_CHILDREN]
    return sorted(most)


def _child_view(child: Unit, name: str, reading: Reading, *, everything: bool) -> dict[str, Any]:
    sheet, subject = reading.sheet(child), child.subject
    suppressed = not everything and (reading.is_withheld(child) or too_few_for(sheet, subject))
    department = reading.sheet(DEPARTMENT)
    assessment = assess(sheet, subject, correlation_of(department, subject))
    average = satisfied_share(level_counts(department, subject))
    found = None if suppressed else tier(assessment, average, child.kind, reading.days)
    shown = assessment_view(assessment, suppressed=suppressed)
    del shown["counts"]
    return {
        "unit": str(child),
        "name": name,
        "ratings": sheet.figures.get(RATINGS, 0),
        **shown,
        "tier": found.tier if found else None,
        "strength": found.strength if found else None,
        "root_causes": further.causes_view(sheet, suppressed=suppressed, everything=everything),
        "suppressed": suppressed,
    }
