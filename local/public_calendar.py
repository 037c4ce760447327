"""`python -m local.public_calendar` writes the public calendar of Vietnam as `holidays` has it: `make holidays`."""

import json
from datetime import date, timedelta

from holidays import country_holidays

from local.paths import ROOT

FILE = ROOT / "layers" / "common" / "hailong" / "vocabulary" / "public_holidays.json"
FIRST, LAST = date(2014, 1, 1), date(2060, 12, 31)
_SATURDAY = 5


def main() -> None:
    # With the years around: a day off about New Year's is worked in the year before or after it.
    public = country_holidays("VN", years=range(FIRST.year - 1, LAST.year + 2))
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    unusual = [day for day in days if public.is_working_day(day) != (day.weekday() < _SATURDAY)]
    found = {
        "first": str(FIRST),
        "last": str(LAST),
        "off": [str(day) for day in unusual if day.weekday() < _SATURDAY],
        "worked": [str(day) for day in unusual if day.weekday() >= _SATURDAY],
    }
    FILE.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
