from datetime import date, timedelta
from itertools import pairwise

import pytest

from hailong.statistics.names import unit_name
from hailong.statistics.units import parse_unit
from hailong.vocabulary.offices import (
    DEPARTMENT_CODE,
    Offices,
    all_offices,
    from_json,
    in_force,
    is_office,
    office,
    office_codes,
    office_name,
    packaged,
    team_name,
    to_json,
)
from local.offices import differences, merged, read_entries, written
from local.progress import CannotGoOn

HON_GAI = "20CF Hải quan cửa khẩu cảng Hòn Gai / Hòn Gai Port Customs (Hòn Gai)"
TODAY = date(2026, 6, 20)
HEAD = "code,vi,en,short,valid_from,valid_to"
OLD = "20CF,Chi cục Hải quan cửa khẩu cảng Hòn Gai,Hòn Gai Port Customs Branch,Hòn Gai,2021-05-15,2025-02-28"
NOW = "20CF,Hải quan cửa khẩu cảng Hòn Gai,Hòn Gai Port Customs,Hòn Gai,2025-03-01,"
NEW = "20CF,Hải quan Hòn Gai,Hòn Gai Customs,Hòn Gai,2027-01-01,"
TEAM = "20CF-01,Đội Thủ tục,Procedures Team,Thủ tục,2026-01-01,"


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


def _set(*rows: str, there: Offices | None = None) -> Offices:
    return merged(there or packaged(), read_entries("\n".join([HEAD, *rows, ""])), TODAY)


def test_a_reorganisation_names_each_day_as_it_was() -> None:
    after = _set(OLD, NOW + "2026-12-31", NEW, TEAM)
    with in_force(lambda _code: after):
        assert office_name("20CF", date(2025, 2, 28)) == "Chi cục Hải quan cửa khẩu cảng Hòn Gai"
        assert office_name("20CF", date(2026, 12, 31)) == "Hải quan cửa khẩu cảng Hòn Gai"
        assert office_name("20CF", date(2027, 1, 1)) == "Hải quan Hòn Gai"
        assert unit_name(parse_unit("team:20CF-01"), date(2027, 1, 1), {}) == "Đội Thủ tục"
        assert (team_name("20CF", "02", TODAY), team_name("20BB", "01", TODAY)) == ("Đội 02", "Đội 01")
        # A team is no office, whoever asks.
        assert not is_office("20CF-01")
        assert "20CF-01" not in office_codes(TODAY)
    assert office_name("20CF", date(2027, 1, 1)) == "Hải quan cửa khẩu cảng Hòn Gai"
    assert {one.code for one in packaged().entries} <= {one.code for one in after.entries}


def test_an_office_ends_and_another_begins() -> None:
    after = _set(OLD, NOW + "2026-06-30", "20CH,Hải quan Hạ Long,Hạ Long Customs,Hạ Long,2026-07-01,")
    with in_force(lambda _code: after):
        assert (office("20CF", date(2026, 6, 30)) is None, office("20CF", date(2026, 7, 1)) is None) == (False, True)
        assert office_name("20CF", date(2030, 1, 1)) == "Hải quan cửa khẩu cảng Hòn Gai"
        assert is_office("20CH")
        # What has yet to begin clears nothing.
        assert office("20CH", date(2026, 6, 30)) is None
        assert ("20CF" in office_codes(date(2026, 7, 1)), "20CH" in office_codes(date(2026, 7, 1))) == (False, True)


def test_what_is_written_down_changes_nothing_and_is_read_as_it_was_kept() -> None:
    after = _set(OLD, NOW + "2026-12-31", NEW, TEAM)
    for one in (packaged(), after):
        assert differences(one, merged(one, read_entries(written(one)), TODAY)) == []
        assert from_json(to_json(one)).entries == one.entries


def test_the_difference_is_said_row_by_row() -> None:
    assert differences(packaged(), _set(OLD, NOW + "2026-12-31", NEW)) == [
        f"end    {HON_GAI}, from 2025-03-01 -> until 2026-12-31",
        "add    20CF Hải quan Hòn Gai / Hòn Gai Customs (Hòn Gai), from 2027-01-01",
    ]
    planned = _set(OLD, NOW + "2026-12-31", NEW)
    assert [line.split()[:2] for line in differences(planned, _set(OLD, NOW, there=planned))] == [
        ["end", "20CF"],
        ["remove", "20CF"],
    ]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["20cf,a,a,a,2026-01-01,"], "line 2: code is that of an office, 20CF, or of a team with its office"),
        (["20CF-,a,a,a,2026-01-01,"], "line 2: code is that of an office"),
        (["20CH,,a,a,2026-01-01,"], "line 2: vi is a name of up to 128 letters"),
        (["20CH,a, a,a,2026-01-01,"], "line 2: en is a name of up to 128 letters, with no blanks around it"),
        (["20CH,a,a,<b>,2026-01-01,"], "line 2: short is a name"),
        (["20CH,a,a,a,1.1.2026,"], "line 2: valid_from is a day, 2027-01-01, not '1.1.2026'"),
        (["20CH,a,a,a,2026-02-30,"], "line 2: valid_from is a day"),
        (["20CH,a,a,a,2026-01-01,then"], "line 2: valid_to is a day, 2027-01-01, or empty, not 'then'"),
        (["20CH,a,a,a,2026-01-02,2026-01-01"], "line 2: valid_to 2026-01-01 is before valid_from 2026-01-02"),
        (["20CH,a,a,a,2026-01-02,,x"], "line 2: there are more than 6 cells"),
        (["20CH,a,a,a,2026-01-01,", "20CH,b,b,b,2027-01-01,"], "20CH: the row from 2026-01-01 goes on for ever"),
        (["20CH,a,a,a,2026-01-01,2027-01-01", "20CH,b,b,b,2027-01-01,"], "goes on until 2027-01-01, over that from"),
        (["20CH,a,a,a,2026-07-01,", "20CH,a,a,a,2026-07-01,"], "20CH: the row from 2026-07-01 goes on for ever"),
        (["20XX-01,a,a,a,2026-01-01,"], "20XX-01 from 2026-01-01: there is no office 20XX on 2026-01-01"),
        ([OLD, NOW + "2026-12-31", TEAM], "20CF-01 from 2026-01-01: there is no office 20CF on 2027-01-01"),
        ([NOW], "20CF: on 2021-05-15 it was"),
        ([OLD, NOW.replace("Hải quan", "Hai quan")], "20CF: on 2025-03-01 it was"),
        ([OLD, NOW + "2026-06-18", NEW.replace("2027-01-01", "2026-06-19")], "20CF: on 2026-06-19 it was"),
        (["20ZZ,Cục,Department,Cục,2021-05-15,2026-12-31"], "20ZZ is the department: it can be renamed, and has no"),
    ],
)
def test_each_mistake_is_one_clear_line(rows: list[str], told: str) -> None:
    with pytest.raises(CannotGoOn, match="nothing was changed") as refused:
        _set(*rows)
    lines = str(refused.value).splitlines()[1:]
    assert any(line.strip().startswith(told) or told in line for line in lines), lines


def test_a_name_may_change_today_and_an_end_may_be_entered_late() -> None:
    assert _set(OLD, NOW + "2026-06-19", NEW.replace("2027-01-01", "2026-06-20")).called("20CF", TODAY)
    assert _set(OLD, NOW + "2026-05-31").on("20CF", TODAY) is None


def test_a_file_without_its_head_or_too_large_is_refused() -> None:
    with pytest.raises(CannotGoOn, match="the first line of the file has to be: code,vi"):
        read_entries("code,vi\n")
    with pytest.raises(CannotGoOn, match="take more than 350,000 bytes"):
        _set(*(f"20CF-{n:04},{'đ' * 128},{'đ' * 128},x,2026-01-01," for n in range(1_000)))
