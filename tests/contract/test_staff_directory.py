"""The staff directory in a user pool (moto): who is in it, and how old it may be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from hailong.adapters.cognito import KEPT_FOR, KEPT_IN_AN_OUTAGE, CognitoStaffDirectory
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.people import Person, who_has
from hailong.vocabulary.words import Role
from tests import samples

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


class Pool:
    """A user pool of the template's shape, and a directory with a clock that the test moves."""

    def __init__(self, client: "CognitoIdentityProviderClient") -> None:
        self.client = client
        schema = [{"Name": name, "AttributeDataType": "String"} for name in ("office", "team", "staff_code")]
        self.id = client.create_user_pool(PoolName="staff", Schema=schema)["UserPool"]["Id"]  # type: ignore[arg-type]
        for role in ("handler", "supervisor", "inspector", "leader"):
            client.create_group(UserPoolId=self.id, GroupName=role)
        self.now = START
        self.directory = CognitoStaffDirectory(client, self.id, lambda: self.now)

    def add(self, person: Person, username: str | None = None) -> None:
        attributes = {"custom:office": person.office, "custom:staff_code": person.staff_code} | {
            name: value
            for name, value in (("custom:team", person.team), ("name", person.name), ("email", person.email))
            if value
        }
        self.client.admin_create_user(
            UserPoolId=self.id,
            Username=username or person.staff_code.lower(),
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
        for role in person.roles:
            self.join(person, role, username)

    def join(self, person: Person, role: Role, username: str | None = None) -> None:
        self.client.admin_add_user_to_group(
            UserPoolId=self.id, Username=username or person.staff_code.lower(), GroupName=role.value
        )


@pytest.fixture
def pool(aws: None) -> Pool:
    return Pool(boto3.client("cognito-idp"))


def test_two_people_with_one_code_are_refused_and_not_merged(pool: Pool) -> None:
    pool.add(samples.HANDLER)
    pool.add(samples.INSPECTOR)
    pool.add(replace(samples.HANDLER, roles=frozenset({Role.SUPERVISOR})), "somebody-else")
    pool.add(replace(samples.INSPECTOR, staff_code=samples.INSPECTOR.staff_code.lower()), "a-twin")
    pool.add(samples.SUPERVISOR)
    assert set(pool.directory.everyone()) == {samples.SUPERVISOR}
    pool.client.admin_disable_user(UserPoolId=pool.id, Username="somebody-else")
    pool.now += KEPT_FOR + timedelta(seconds=1)
    assert set(pool.directory.everyone()) == {samples.SUPERVISOR, samples.HANDLER}


def test_staff_are_who_has_a_role_an_office_and_a_code_and_is_not_disabled(pool: Pool) -> None:
    both = replace(samples.SUPERVISOR, roles=frozenset({Role.HANDLER, Role.SUPERVISOR}), name="Tạ Thị M")
    mailed = replace(samples.HANDLER, email="ha@customs.example.vn")
    gone = samples.INSPECTOR
    for person in (both, mailed, gone, Person(staff_code="20CF-0900", roles=frozenset(), office="20CF")):
        pool.add(person)
    pool.client.admin_disable_user(UserPoolId=pool.id, Username=gone.staff_code.lower())
    staff = pool.directory.everyone()
    assert set(staff) == {both, mailed}
    found = who_has(mailed.staff_code, staff)
    assert found is not None
    assert (found.email, found.team_code) == ("ha@customs.example.vn", "20CF-02")
    supervisor = who_has(both.staff_code, staff)
    assert supervisor is not None
    assert supervisor.name == "Tạ Thị M"


def test_it_is_read_again_after_minutes_or_when_a_later_word_is_needed(pool: Pool) -> None:
    pool.add(samples.HANDLER)
    assert len(pool.directory.everyone()) == 1
    pool.add(samples.SUPERVISOR)
    pool.now += timedelta(minutes=1)
    assert len(pool.directory.everyone()) == 1
    assert len(pool.directory.everyone(as_of=START - timedelta(seconds=1))) == 1
    assert len(pool.directory.everyone(as_of=pool.now)) == 2
    pool.add(samples.INSPECTOR)
    pool.now += KEPT_FOR
    assert len(pool.directory.everyone()) == 2
    pool.now += timedelta(seconds=1)
    assert len(pool.directory.everyone()) == 3


def test_who_signs_in_within_the_second_in_which_it_was_read_is_known(pool: Pool) -> None:
    pool.add(samples.HANDLER)
    assert len(pool.directory.everyone()) == 1
    pool.add(samples.SUPERVISOR)
    assert len(pool.directory.everyone(as_of=START)) == 2
    pool.now += timedelta(seconds=1)
    pool.add(samples.INSPECTOR)
    assert len(pool.directory.everyone(as_of=START)) == 3
    pool.add(samples.SECOND_INSPECTOR)
    assert len(pool.directory.everyone(as_of=START)) == 3


def test_a_moment_that_has_not_come_yet_is_no_reason_to_read_for_ever(pool: Pool) -> None:
    pool.add(samples.HANDLER)
    ahead = START + timedelta(hours=1)
    assert len(pool.directory.everyone(as_of=ahead)) == 1
    pool.add(samples.SUPERVISOR)
    assert len(pool.directory.everyone(as_of=ahead)) == 1


def test_an_outage_is_bridged_for_as_long_as_a_token_lasts(pool: Pool) -> None:
    pool.add(samples.HANDLER)
    assert len(pool.directory.everyone()) == 1
    pool.client.delete_user_pool(UserPoolId=pool.id)
    pool.now += KEPT_IN_AN_OUTAGE
    assert len(pool.directory.everyone()) == 1
    pool.now += timedelta(seconds=1)
    with pytest.raises(RetryLater):
        pool.directory.everyone()


def test_more_than_a_page_of_people(pool: Pool) -> None:
    for number in range(70):
        pool.add(replace(samples.HANDLER, staff_code=f"20CF-1{number:03d}"))
    assert len(pool.directory.everyone()) == 70
