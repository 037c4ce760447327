"""What the page is told of its surroundings, before anybody has signed in. Nothing in it is secret."""

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from hailong.vocabulary.offices import Offices, as_json

if TYPE_CHECKING:
    from hailong.vocabulary.workdays import WorkingTime

_CALENDAR_SPAN = timedelta(days=400)
_SATURDAY = 5


def public_settings(*, authority: str, client_id: str, idle_minutes: int, offices: Offices, today: date) -> bytes:
    """`config.json`: where to sign in, when to sign out, the offices of today, and what all units were called when."""
    return _json(
        {
            "authority": authority,
            "client_id": client_id,
            "idle_minutes": idle_minutes,
            "offices": [as_json(one) for one in offices.entries if one.valid_on(today) and not one.is_team],
            "names": [as_json(one) for one in offices.entries],
        }
    )


def work_calendar(today: date, calendar: "WorkingTime") -> bytes:
    """`calendar.json`: the days around today that differ from "Monday to Friday"."""
    span = range(-_CALENDAR_SPAN.days, _CALENDAR_SPAN.days + 1)
    days = [today + timedelta(days=offset) for offset in span]
    return _json(
        {
            "days_off": [str(day) for day in days if day.weekday() < _SATURDAY and not calendar.works_on(day)],
            "extra_working_days": [str(day) for day in days if day.weekday() >= _SATURDAY and calendar.works_on(day)],
        }
    )


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
