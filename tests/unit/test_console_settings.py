import json
from datetime import date

from functions.console.settings import public_settings, work_calendar
from hailong.vocabulary.offices import packaged
from hailong.vocabulary.workdays import vietnamese_calendar


def test_the_page_is_told_where_to_sign_in_and_what_offices_are_called() -> None:
    told = json.loads(
        public_settings(
            authority="https://pool.example/p",
            client_id="abc",
            idle_minutes=30,
            offices=packaged(),
            today=date(2026, 6, 1),
        )
    )
    assert (told["authority"], told["client_id"], told["idle_minutes"]) == ("https://pool.example/p", "abc", 30)
    today = {
        "code": "20CF",
        "vi": "Hải quan cửa khẩu cảng Hòn Gai",
        "en": "Hòn Gai Port Customs",
        "short": "Hòn Gai",
        "valid_from": "2025-03-01",
        "valid_to": None,
    }
    assert today in told["offices"]
    assert len({office["code"] for office in told["offices"]}) == len(told["offices"])
    names = [one["vi"] for one in told["names"] if one["code"] == "20CF"]
    assert names == ["Chi cục Hải quan cửa khẩu cảng Hòn Gai", "Hải quan cửa khẩu cảng Hòn Gai"]


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
