"""What every store of invitations keeps to: the ones in DynamoDB (moto) and the fakes."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from hailong.adapters.dynamodb.invitations import DynamoInvitationDays, DynamoOptOuts
from hailong.cases.invitations import DailyMail
from hailong.ports.mail import InvitationDays, OptOuts
from tests import samples
from tests.fakes.invitations import MemoryInvitationDays, MemoryOptOuts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DAY, NEXT = date(2026, 6, 19), date(2026, 6, 20)
MAIL = DailyMail(tax_code=samples.TAX_CODE, day=DAY, by="HL-10302752870/invitation", lots=("10302752870",))


@pytest.fixture(params=["memory", "dynamodb"])
def days(request: pytest.FixtureRequest) -> InvitationDays:
    if request.param == "memory":
        return MemoryInvitationDays()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoInvitationDays(client, request.getfixturevalue("cases_table"))


@pytest.fixture(params=["memory", "dynamodb"])
def opt_outs(request: pytest.FixtureRequest) -> OptOuts:
    if request.param == "memory":
        return MemoryOptOuts()
    client: DynamoDBClient = request.getfixturevalue("dynamodb")
    return DynamoOptOuts(client, request.getfixturevalue("ratings_table"))


def test_a_day_is_one_notices_and_stays_its_own(days: InvitationDays) -> None:
    assert days.mail(samples.TAX_CODE, DAY) is None
    assert days.take(MAIL)
    assert not days.take(replace(MAIL, by="another"))
    assert days.mail(samples.TAX_CODE, DAY) == MAIL
    grown = replace(MAIL, lots=("10302752870", "10302752880"))
    assert days.take(grown)
    assert days.mail(samples.TAX_CODE, DAY) == grown
    assert days.take(replace(MAIL, day=NEXT, by="another"))
    assert days.take(replace(MAIL, tax_code=samples.OTHER_TAX_CODE, by="another"))


def test_what_was_put_off_waits_for_its_day_alone(days: InvitationDays) -> None:
    for key in ("3", "1", "2", "1"):
        days.put_off(samples.TAX_CODE, NEXT, key)
    assert days.take(replace(MAIL, day=NEXT))
    assert list(days.waiting(samples.TAX_CODE, NEXT, 9)) == ["1", "2", "3"]
    assert list(days.waiting(samples.TAX_CODE, NEXT, 2)) == ["1", "2"]
    assert list(days.waiting(samples.TAX_CODE, DAY, 9)) == []
    assert list(days.waiting(samples.OTHER_TAX_CODE, NEXT, 9)) == []


def test_who_has_said_nothing_is_invited_and_what_is_said_lasts(opt_outs: OptOuts) -> None:
    assert not opt_outs.opted_out(samples.TAX_CODE)
    opt_outs.choose(samples.TAX_CODE, invited=False, at=samples.RATED)
    assert opt_outs.opted_out(samples.TAX_CODE)
    assert not opt_outs.opted_out(samples.OTHER_TAX_CODE)
    opt_outs.choose(samples.TAX_CODE, invited=True, at=samples.RATED)
    assert not opt_outs.opted_out(samples.TAX_CODE)
