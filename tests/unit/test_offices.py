from datetime import date, timedelta
from itertools import pairwise

from hailong.vocabulary.offices import DEPARTMENT_CODE, all_offices, office, office_codes, office_name


def test_the_seven_offices_and_the_department() -> None:
    assert office_codes(date(2026, 11, 24)) == ("20BB", "20BC", "20BD", "20CD", "20CE", "20CF", "20CG")
    assert office(DEPARTMENT_CODE, date(2022, 6, 20)) is not None


def test_an_office_is_called_what_it_was_called_on_the_day() -> None:
    assert office_name("20CF", date(2025, 2, 28)) == "Chi cục Hải quan cửa khẩu cảng Hòn Gai"
    assert office_name("20CF", date(2025, 3, 1)) == "Hải quan cửa khẩu cảng Hòn Gai"


def test_a_day_before_the_first_entry_has_the_first_name() -> None:
    assert office_name("20BB", date(2010, 1, 1)) == "Chi cục Hải quan cửa khẩu Móng Cái"


def test_an_unknown_code_stands_for_itself() -> None:
    assert office("99XX", date(2026, 1, 1)) is None
    assert office_name("99XX", date(2026, 1, 1)) == "99XX"


def test_the_entries_of_an_office_follow_each_other_without_gap_or_overlap() -> None:
    for code in {entry.code for entry in all_offices()}:
        entries = sorted((e for e in all_offices() if e.code == code), key=lambda e: e.valid_from)
        assert entries[-1].valid_to is None
        for earlier, later in pairwise(entries):
            assert earlier.valid_to is not None
            assert later.valid_from == earlier.valid_to + timedelta(days=1)
