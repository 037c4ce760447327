import json
from datetime import date

from functions.console.settings import public_settings, work_calendar
from hailong.vocabulary.offices import all_offices
from hailong.vocabulary.workdays import vietnamese_calendar


def test_the_page_is_told_where_to_sign_in_and_what_offices_are_called() -> None:
    offices = [office for office in all_offices() if office.valid_on(date(2026, 6, 1))]
    told = json.loads(
        public_settings(authority="https://pool.example/p", client_id="abc", idle_minutes=30, offices=offices)
    )
    assert (told["authority"], told["client_id"], told["idle_minutes"]) == ("https://pool.example/p", "abc", 30)
    assert {
        "code": "20CF",
        "vi": "Hải quan cửa khẩu cảng Hòn Gai",
        "en": "Hòn Gai Port Customs",
        "short": "Hòn Gai",
    } in (told["offices"])
    assert len({office["code"] for office in told["offices"]}) == len(told["offices"])


def test_the_calendar_tells_what_differs_from_monday_to_friday() -> None:
    told = json.loads(work_calendar(date(2026, 2, 1), vietnamese_calendar()))
    # Tết of 2026: the new year is on 17 February.
    assert {"2026-02-16", "2026-02-17", "2026-02-18"} <= set(told["days_off"])
    assert "2026-02-12" not in told["days_off"]
    weekdays_off = [date.fromisoformat(day).weekday() for day in told["days_off"]]
    assert max(weekdays_off) < 5
    # The Monday before the National Day of 2026 is off, and 2 January; a Saturday is worked for each.
    assert "2026-08-31" in told["days_off"]
    assert [day for day in told["extra_working_days"] if day.startswith("2026")] == ["2026-01-10", "2026-08-22"]
