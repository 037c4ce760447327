"""The answer to a question about a unit and a range of days, as much of it as the person may see."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from functions.report import access, further
from functions.report.query import Query
from functions.report.reading import Reading, Remembering, remembering
from functions.report.view import View
from hailong.ports.statistics import SheetReader
from hailong.statistics.atoms import whole
from hailong.statistics.figure_names import RATINGS
from hailong.statistics.figures import (
    Assessment,
    assess,
    assessment_view,
    correlation_of,
    level_counts,
    reasons_view,
    satisfied_share,
    series_view,
    tier,
    totals_view,
)
from hailong.statistics.names import unit_name
from hailong.statistics.periods import Bucket, Range, Span, bucket_end, is_cut, month_key
from hailong.statistics.suppression import CASES, HELPED, LEVELS, NEGATIVES, RATERS, REASONS
from hailong.statistics.units import DEPARTMENT, Unit, UnitKind, office_unit
from hailong.vocabulary.errors import NotFound
from hailong.vocabulary.offices import FIRST_DAY, is_office, office_codes
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Subject

MOST_CHILDREN = 200
OF_EACH_ENTERPRISE = ("low_clustered", "high_clustered", "effective_n")
"""Which of two enterprises was dissatisfied can be told by them, if it is known how often either came."""


def statistics(query: Query, person: Person, reader: SheetReader) -> dict[str, Any]:
    """The statistics of the unit; Forbidden unless the person may see it."""
    access.require(person, query.unit)
    _require_known(query.unit, reader)
    reader = remembering(reader)
    unit = query.unit
    view, before = views(query, person, reader)
    last = query.within.last if view.sight.every_case else None
    stock = further.stock_series(unit, view.reading, reader, query.today, told=last is not None)
    below = [child for child in _children(query, view.reading) if access.may_see(person, child)]
    children = _busiest(below, view.reading.sheet(unit).kin)
    names = reader.names([str(one) for one in (unit, *children) if one.kind is UnitKind.OFFICER])
    return {
        "unit": str(unit),
        "name": unit_name(unit, query.within.last, names),
        **_days(view),
        "latest": _latest(unit, reader, query.today),
        "bucket": query.bucket.value,
        **_with_stock(unit, view, reader, last, query.today),
        "change": further.change_view(unit, before, view) if view.sight.every_case else None,
        "silent": further.silent_view(unit, view.over.last, reader, everything=view.sight.everything)
        if view.sight.every_case and view.over
        else None,
        "series": [
            series_view(
                label,
                view.ratings(unit, label),
                view.point(unit, LEVELS[unit.subject], label, days),
                unit.subject,
            )
            | stock[label]
            | {"partial": is_cut(days, query.bucket, query.today)}
            for label, days in view.reading.buckets
        ],
        "children_left_out": len(below) - len(children),
        "children": [_child_view(child, unit_name(child, query.within.last, names), view) for child in children],
        "previous": {
            **_days(before),
            **_flat(_with_stock(unit, before, reader, last and before.asked.last, query.today)),
        },
    }


def views(query: Query, person: Person, reader: Remembering) -> tuple[View, View]:
    """What the person sees of the period, and of the one before it."""
    sight = access.sight_of(person, reader)
    seen = partial(View, reader, today=query.today, sight=sight)
    view = seen(query.within, query.bucket)
    if not sight.everything and not view.ratings(query.unit):
        # As long as there is nothing but what is still being rated, that is what is counted.
        view = seen(query.within, query.bucket, closed=False)
    # Of what is given by quarter, as many quarters: this year's three are not to stand beside four.
    by_name = view.handled is not None and not isinstance(query.compare, Range)
    handled = query.beside(view.handled) if by_name and view.handled else None
    return view, seen(query.beside(view.days), Bucket.YEAR, handled=handled)


def unit_figures(unit: Unit, view: View) -> dict[str, Any]:
    """What there is to say of one unit over the whole range, without what is withheld."""
    raters = view.sheet(unit, RATERS)
    # Where it is not shown who rated, nothing is but how many ratings there are.
    negatives, reasons, handled, said = (
        raters and view.sheet(unit, family) for family in (NEGATIVES, REASONS, CASES, HELPED)
    )
    totals = totals_view(view.ratings(unit), raters, negatives, handled)
    return {
        "totals": totals | further.of_cases(handled),
        "subjects": {
            subject.value: _assessment_view(_assessment(unit, subject, view), view)
            for subject in (Subject.OFFICE, Subject.TEAM, Subject.OFFICER)
        },
        "reasons": reasons_view(reasons),
        "root_causes": further.causes_view(handled),
        "hours_to_decision": further.hours_view(handled),
        "helped": further.helped_view(said),
        "channels": further.channels_view(raters),
        "suppressed": raters is None,
    }


def _assessment(unit: Unit, subject: Subject, view: View) -> Assessment | None:
    sheet = view.sheet(unit, LEVELS[subject])
    if sheet is None:
        return None
    return assess(sheet, subject, correlation_of(view.sheet(DEPARTMENT, LEVELS[subject]), subject))


def _assessment_view(assessment: Assessment | None, view: View) -> dict[str, Any]:
    """Without what tells how much of it each enterprise makes, to who may not know."""
    found = assessment_view(assessment)
    return found if view.sight.every_case else found | dict.fromkeys(OF_EACH_ENTERPRISE)


def _days(view: View) -> dict[str, Any]:
    return {
        "asked": _range(view.asked),
        **_range(view.days),
        "handled": _range(view.handled) if view.handled else None,
    }


def _latest(unit: Unit, reader: SheetReader, today: date) -> dict[str, str] | None:
    """The months of a year up to the last one that is over and has ratings: how many there were is no secret."""
    over = whole(Range(FIRST_DAY, max(FIRST_DAY, today)), Bucket.MONTH, today)
    found = reader.latest(str(unit), RATINGS, Span(month_key(over.first), month_key(over.last))) if over else None
    if found is None:
        return None
    month = date.fromisoformat(f"{found[1:]}-01")
    return _range(Range(month.replace(month=1), bucket_end(month, Bucket.MONTH)))


def _range(days: Range) -> dict[str, str]:
    return {"from": days.first.isoformat(), "to": days.last.isoformat()}


def _with_stock(unit: Unit, view: View, reader: SheetReader, last: date | None, today: date) -> dict[str, Any]:
    """The figures of a unit, with what there was to decide at the end of a day (None: to who may not know)."""
    figures = unit_figures(unit, view)
    return figures | {"totals": figures["totals"] | further.stock_view(unit, last, reader, today)}


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


def _child_view(child: Unit, name: str, view: View) -> dict[str, Any]:
    subject = child.subject
    assessment = _assessment(child, subject, view)
    department = view.sheet(DEPARTMENT, LEVELS[subject])
    average = satisfied_share(level_counts(department, subject)) if department else None
    found = tier(assessment, average, child.kind, view.days.days) if assessment else None
    shown = _assessment_view(assessment, view)
    del shown["counts"]
    return {
        "unit": str(child),
        "name": name,
        "ratings": view.ratings(child),
        **shown,
        "tier": found.tier if found else None,
        "strength": found.strength if found else None,
        "root_causes": further.causes_view(view.sheet(child, CASES)),
        "helped": further.helped_of_child(view.sheet(child, HELPED)),
        "suppressed": assessment is None,
    }
