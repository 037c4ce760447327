"""What every notice store keeps to: the one in DynamoDB (moto) and the fake."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import pytest

from hailong.adapters.dynamodb import items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.notices import DynamoNoticeStore, DynamoOutbox
from hailong.cases import casework, course, notices
from hailong.cases.case import Case
from hailong.cases.notices import Correspondence, Notice
from hailong.ports.cases import CaseFiles, CaseStore
from hailong.ports.mail import NoticeStore, Outbox
from hailong.vocabulary.errors import Raced
from hailong.vocabulary.words import NoticeKind, NoticeState
from tests import samples
from tests.fakes.cases import MemoryCaseStore
from tests.fakes.pages import all_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

CASE_ID = "HL-10302752870"
ASKED = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, samples.RATED)
LEASE = samples.RATED + timedelta(minutes=1)


class Cases(CaseStore, CaseFiles, Protocol):
    pass


@dataclass(frozen=True)
class Table:
    notices: NoticeStore
    cases: Cases
    outbox: Outbox

    def notice(self) -> Notice:
        return self.letters().notices[ASKED.notice_id]

    def letters(self) -> Correspondence:
        found = self.notices.correspondence(CASE_ID)
        assert found is not None
        return found

    def case(self) -> Case:
        case = self.letters().case
        assert case is not None
        return case


@pytest.fixture(params=["memory", "dynamodb"])
def table(request: pytest.FixtureRequest) -> Table:
    """A case with an acknowledgement asked for."""
    if request.param == "memory":
        memory = MemoryCaseStore()
        made = Table(notices=memory, cases=memory, outbox=memory)
    else:
        client: DynamoDBClient = request.getfixturevalue("dynamodb")
        name = request.getfixturevalue("cases_table")
        made = Table(
            notices=DynamoNoticeStore(client, name),
            cases=DynamoCaseStore(client, name),
            outbox=DynamoOutbox(client, name),
        )
    made.cases.write(replace(samples.opening(), notices=(ASKED,)))
    return made


def test_a_case_comes_with_its_notices(table: Table) -> None:
    assert table.letters() == Correspondence(case=samples.open_case(), notices={"acknowledgement": ASKED})


def test_there_is_nothing_of_an_unknown_case(table: Table) -> None:
    assert table.notices.correspondence("HL-99999999999") is None


def test_a_notice_can_be_asked_for_before_there_is_a_case_and_only_once(table: Table) -> None:
    invited = notices.invitation(samples.clearance("103027529901"), samples.CLEARED)
    assert table.outbox.ask(invited) is None
    assert table.outbox.ask(replace(invited, created_at=samples.RATED)) == invited
    letters = table.notices.correspondence("HL-10302752990")
    assert letters == Correspondence(case=None, notices={"invitation": invited})
    table.notices.swap(invited, notices.withdrawn(invited))
    assert table.cases.file("HL-10302752990") is None
    assert all_of(lambda after: table.outbox.unsettled(samples.DUE, after=after)) == [ASKED]


def test_of_two_claims_one_wins(table: Table) -> None:
    mine = notices.claimed(ASKED, "a@example.vn", lease_until=LEASE)
    table.notices.swap(ASKED, mine)
    with pytest.raises(Raced):
        table.notices.swap(ASKED, notices.claimed(ASKED, "b@example.vn", lease_until=LEASE))
    assert table.notice() == mine


def test_every_field_is_kept(table: Table) -> None:
    full = replace(
        notices.put_back(ASKED, "why", refused="a@example.vn", not_before=LEASE),
        sent_at=LEASE,
        sent_to="a@example.vn",
        message_id="m-1",
        attempts=3,
        soft_bounces=2,
        recipient="20CF-0101",
        declaration_key="10302752870",
    )
    table.notices.swap(ASKED, full)
    assert table.notice() == full


def test_a_notice_and_the_move_of_its_case_are_written_together(table: Table) -> None:
    transition = course.call_enterprise(samples.open_case(), "acknowledgement", "no address", at=samples.RATED)
    table.notices.swap(ASKED, notices.undeliverable(ASKED, "no address"), transition)
    assert table.case().calls_due == ("acknowledgement",)
    assert table.notice().state is NoticeState.UNDELIVERABLE


def test_neither_is_written_when_the_case_has_moved(table: Table) -> None:
    table.cases.write(casework.claim(samples.open_case(), samples.HANDLER, at=samples.RATED))
    transition = course.call_enterprise(samples.open_case(), "acknowledgement", "no address", at=samples.RATED)
    with pytest.raises(Raced):
        table.notices.swap(ASKED, notices.undeliverable(ASKED, "no address"), transition)
    assert table.notice() == ASKED
    assert table.case().calls_due == ()


def test_neither_is_written_when_the_notice_has_changed(table: Table) -> None:
    table.notices.swap(ASKED, notices.claimed(ASKED, "a@example.vn", lease_until=LEASE))
    transition = course.call_enterprise(samples.open_case(), "acknowledgement", "no address", at=samples.RATED)
    with pytest.raises(Raced):
        table.notices.swap(ASKED, notices.undeliverable(ASKED, "no address"), transition)
    assert table.letters().case == samples.open_case()


def test_a_notice_that_the_state_machine_wrote_has_no_version_yet(dynamodb: "DynamoDBClient", cases_table: str) -> None:
    store = DynamoNoticeStore(dynamodb, cases_table)
    DynamoCaseStore(dynamodb, cases_table).write(samples.opening())
    written = {
        "case_id": CASE_ID,
        "notice_id": "outcome",
        "kind": "outcome",
        "state": "queued",
        "created_at": "2026-06-19T03:00:00.123Z",
    }
    dynamodb.put_item(TableName=cases_table, Item=items.notice_key(CASE_ID, "outcome") | items.marshal(written))
    letters = store.correspondence(CASE_ID)
    assert letters is not None
    asked = letters.notices["outcome"]
    mine = notices.claimed(asked, "a@example.vn", lease_until=LEASE)
    store.swap(asked, mine)
    with pytest.raises(Raced):
        store.swap(asked, mine)
    with pytest.raises(Raced):
        store.swap(replace(asked, notice_id="interim"), mine)
