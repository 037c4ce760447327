"""The staff of a user pool, made what a file says."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import boto3
import pytest
from moto import mock_aws

from hailong.vocabulary.offices import packaged
from local.progress import CannotGoOn
from local.staffing import COLUMNS, StaffPool, differences, read_members, written
from tests.aws import REGION

ON = date(2026, 6, 20)
HEAD = ",".join(COLUMNS)
HA = "ha.handler,Đỗ Thu Hà,ha@customs.example.vn,20CF,02,20CF-0021,handler,yes"
MAI = "mai.supervisor,Tạ Thị Mai,mai@customs.example.vn,20CF,,20CF-0002,supervisor handler,yes"


def file_of(*rows: str) -> str:
    return "\n".join([HEAD, *rows, ""])


@pytest.fixture
def pool() -> Iterator[tuple[StaffPool, Any, str]]:
    with mock_aws():
        cognito = boto3.client("cognito-idp", region_name=REGION)
        attributes = [{"Name": name, "AttributeDataType": "String"} for name in ("office", "team", "staff_code")]
        made = cognito.create_user_pool(PoolName="hailong", Schema=attributes)["UserPool"]["Id"]  # type: ignore[arg-type]
        for group in ("handler", "supervisor", "inspector", "leader"):
            cognito.create_group(UserPoolId=made, GroupName=group)
        yield StaffPool(cognito, made), cognito, made


def apply(pool: StaffPool, *rows: str) -> list[str]:
    changes = differences(pool.members(), read_members(file_of(*rows), ON, packaged()))
    for change in changes:
        pool.make(change)
    return [str(change) for change in changes]


def test_people_are_created_moved_and_disabled_and_a_second_time_nothing_is(pool: Any) -> None:
    people, cognito, pool_id = pool
    assert len(apply(people, HA, MAI)) == 2
    assert apply(people, HA, MAI) == []
    moved = "ha.handler,Đỗ Thu Hà,ha@customs.example.vn,20BB,,20BB-0040,supervisor,yes"
    (shown,) = apply(people, moved)
    assert shown.startswith("change   ha.handler: office 20CF -> 20BB, team 02 -> -, staff_code 20CF-0021 -> 20BB-0040")
    assert shown.endswith("groups handler -> supervisor")
    assert people.members()["ha.handler"].said()["office"] == "20BB"
    assert people.members()["mai.supervisor"].active
    assert apply(people, moved.replace(",yes", ",no")) == ["disable  ha.handler: active yes -> no"]
    assert not cognito.admin_get_user(UserPoolId=pool_id, Username="ha.handler")["Enabled"]
    assert apply(people, moved.replace(",yes", ",no")) == []
    apply(people, moved)
    assert people.members()["ha.handler"].active


def test_what_is_written_down_reads_as_what_is(pool: Any) -> None:
    people, _, _ = pool
    apply(people, HA, MAI)
    there = people.members()
    assert differences(there, read_members(written(there.values()), ON, packaged())) == []


def test_half_a_change_is_completed_by_the_next_run(pool: Any) -> None:
    people, cognito, pool_id = pool
    apply(people, HA)
    cognito.admin_remove_user_from_group(UserPoolId=pool_id, Username="ha.handler", GroupName="handler")
    assert apply(people, HA) == ["change   ha.handler: groups - -> handler"]


def test_who_leaves_a_code_makes_place_for_who_comes_to_have_it(pool: Any) -> None:
    people, _, _ = pool
    apply(people, HA)
    heir = HA.replace("ha.handler", "binh.handler")
    with pytest.raises(CannotGoOn, match=r"20CF-0021 is ha\.handler's"):
        apply(people, heir)
    done = apply(people, heir, HA.replace(",yes", ",no"))
    assert [one.split()[0] for one in done] == ["disable", "create"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (HA.replace("20CF,", "20XX,"), "line 2: there is no office '20XX'"),
        (HA.replace("handler,yes", "chief,yes"), "groups are of"),
        (HA.replace("handler,yes", ",yes"), "groups are of"),
        (HA.replace(",yes", ",ja"), "active is yes or no, not 'ja'"),
        (HA.replace("ha@customs.example.vn", "Ha <ha@customs.example.vn>"), "email is an e-mail address"),
        (HA.replace("20CF-0021", "21"), "staff_code is a staff code"),
        (HA.replace("ha.handler", "Hà"), "username is small letters"),
        (HA + ",more", "more than 8 cells"),
        (HA.removesuffix(",handler,yes"), "groups are of"),
    ],
)
def test_each_mistake_has_its_line(row: str, told: str) -> None:
    with pytest.raises(CannotGoOn) as found:
        read_members(file_of(row), ON, packaged())
    assert told in str(found.value)


def test_what_two_would_have_is_refused_before_anything_is_done() -> None:
    with pytest.raises(CannotGoOn, match="20CF-0021 is given to 2 people"):
        read_members(file_of(HA, HA.replace("ha.handler", "hb.handler")), ON, packaged())
    with pytest.raises(CannotGoOn, match="stands in it 2 times"):
        read_members(file_of(HA, HA), ON, packaged())
    with pytest.raises(CannotGoOn, match="first line"):
        read_members("name,username\n", ON, packaged())
