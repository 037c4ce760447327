"""`make calendar YEAR=2027`: the days of a year that differ from Monday to Friday, to compare with the announcement."""

import sys
from collections.abc import Iterator
from datetime import date, timedelta

from holidays import country_holidays

from hailong.vocabulary.workdays import WorkingTime, vietnamese_calendar

_SATURDAY = 5


def differing(year: int, calendar: WorkingTime) -> Iterator[tuple[date, str]]:
    """Each weekday that is off, with its name, and each day of a weekend that is worked."""
    names = country_holidays("VN", language="vi")
    day = date(year, 1, 1)
    while day.year == year:
        if calendar.works_on(day) is (day.weekday() >= _SATURDAY):
            yield day, "worked" if calendar.works_on(day) else f"off: {names.get(day) or 'by decree'}"
        day += timedelta(days=1)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not arguments[0].isdecimal() or not 2014 <= int(arguments[0]) <= 2060:  # noqa: PLR2004
        print("make calendar: YEAR must be a year, such as YEAR=2027", file=sys.stderr)
        return 1
    year, calendar = int(arguments[0]), vietnamese_calendar()
    for day, what in differing(year, calendar):
        print(f"{day:%a %d/%m/%Y}  {what}")
    print("confirmed" if year in calendar.confirmed else "NOT confirmed: see the runbook, Every year")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
