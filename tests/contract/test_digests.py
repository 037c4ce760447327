"""The mail of a working morning, from the schedule's message to SES, against moto."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from functions.notify import digests
from hailong.adapters.dynamodb.desks import DynamoDeskStore
from hailong.adapters.dynamodb.news import DynamoNewsBoards
from hailong.cases import casework
from hailong.cases.news import INSPECTORS, News, NewsKind, personal
from hailong.cases.notices import STAFF_PREFIX, Notice
from hailong.vocabulary.errors import RetryLater
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import NoticeState, Reason
from local.transform import written
from tests import samples
from tests.aws import lambda_context
from tests.contract.notify_desk import REPORTS, Notify
from tests.fakes.staff import MemoryStaffDirectory

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MORNING = datetime(2026, 6, 25, 7, 30, tzinfo=VIETNAM)
"""A Thursday; the case of the samples is due on Friday at five."""
DAY = timedelta(days=1)
STAFF = [replace(one, email=f"{one.staff_code.lower()}@customs.example.vn") for one in samples.STAFF]
HANDLER, RATED, SUPERVISOR, INSPECTOR = (
    next(one for one in STAFF if one.staff_code == wanted.staff_code)
    for wanted in (samples.HANDLER, samples.RATED_OFFICER, samples.SUPERVISOR, samples.INSPECTOR)
)


@dataclass
class Mornings:
    """The function on a morning, whose clock stands until it is moved."""

    notify: Notify
    monkeypatch: pytest.MonkeyPatch
    now: datetime = MORNING

    def __post_init__(self) -> None:
        module = self.notify.module
        morning = replace(module._morning(), clock=lambda: self.now)
        self.directory = MemoryStaffDirectory(*STAFF)
        desk = replace(module.desk, staff=self.directory, clock=lambda: self.now, digest=partial(digests.mail, morning))
        self.monkeypatch.setattr(module, "desk", desk)
        self.monkeypatch.setattr(module, "now", lambda: self.now)
        self.boards = DynamoNewsBoards(self.notify.dynamodb, self.notify.table)
        self.desks = DynamoDeskStore(self.notify.dynamodb, self.notify.table)

    def rings(self, at: datetime | None = None) -> bool:
        """What the schedule says comes out of the queue; True when it is to come again."""
        said = written()["Resources"]["DigestSchedule"]["Properties"]["Target"]["Input"]
        return self._bring(said, sent=at or self.now)

    def sends(self) -> None:
        """Each notice is brought twice, as the stream and the queue may."""
        for notice in self.asked:
            for _ in range(2):
                order = {"case_id": notice.case_id, "notice_id": notice.notice_id}
                self._bring(json.dumps(order), sent=self.now)

    def happens(self) -> dict[str, str]:
        """A whole morning; gives the subjects of what was sent, by address."""
        before = len(self.notify.sent)
        assert not self.rings()
        self.sends()
        mails = self.notify.sent[before:]
        found = {mail.destinations["ToAddresses"][0]: mail.subject for mail in mails}
        assert len(found) == len(mails)
        return found

    @property
    def asked(self) -> list[Notice]:
        letters = (self.notify.module.desk.notices.correspondence(f"{STAFF_PREFIX}{one.staff_code}") for one in STAFF)
        return [notice for found in letters if found for notice in found.notices.values()]

    def told(self, board: str, kind: NewsKind, at: datetime, case_id: str = "HL-10302752870") -> None:
        self.boards.post(News(board=board, case_id=case_id, kind=kind, version=1, at=at))

    def _bring(self, body: str, *, sent: datetime) -> bool:
        record = {
            "eventSourceARN": "arn:aws:sqs:ap-southeast-1:123456789012:notices",
            "messageId": "1",
            "receiptHandle": "held back by nobody",
            "body": body,
            "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": f"{int(sent.timestamp())}123"},
        }
        return bool(self.notify.module.handler({"Records": [record]}, lambda_context())["batchItemFailures"])


@pytest.fixture
def mornings(
    dynamodb: "DynamoDBClient", cases_table: str, ratings_table: str, monkeypatch: pytest.MonkeyPatch
) -> Mornings:
    return Mornings(Notify(dynamodb, cases_table, ratings_table, monkeypatch), monkeypatch)


def body_to(mornings: Mornings, person: Person) -> str:
    return "".join(mail.body for mail in mornings.notify.sent if mail.destinations["ToAddresses"] == [person.email])


def test_each_is_told_of_what_is_theirs_by_one_mail_and_others_get_none(mornings: Mornings) -> None:
    mornings.told(samples.HANDLER.office, NewsKind.OPENED, samples.RATED)
    sent = mornings.happens()
    # Of the one case, which nobody has, the supervisor is also told that it is due; the rated officer of nothing.
    assert sent == {
        HANDLER.email: "Việc sáng thứ Năm, ngày 25/06/2026: 1 tin mới / 1 new",
        "20cf-0102@customs.example.vn": "Việc sáng thứ Năm, ngày 25/06/2026: 1 tin mới / 1 new",
        SUPERVISOR.email: "Việc sáng thứ Năm, ngày 25/06/2026: 1 tin mới, 1 sắp đến hạn / 1 new, 1 due soon",
    }
    assert "HL-10302752870" in body_to(mornings, SUPERVISOR)
    for secret in ("Công ty TNHH", "5700100256", "Chờ kiểm"):
        assert secret not in "".join(mail.body for mail in mornings.notify.sent)
    # Whatever comes again, and however often the schedule rings.
    assert mornings.happens() == {}


def test_the_next_morning_tells_of_what_is_new_since_and_of_nothing_twice(mornings: Mornings) -> None:
    mornings.told(samples.HANDLER.office, NewsKind.OPENED, MORNING - DAY)
    assert HANDLER.email in mornings.happens()
    mornings.now = MORNING + DAY
    assert HANDLER.email not in mornings.happens()
    mornings.now = MORNING + 4 * DAY
    mornings.told(INSPECTORS, NewsKind.APPEALED, mornings.now - DAY)
    assert set(mornings.happens()) >= {INSPECTOR.email}


def test_what_was_read_in_the_console_is_no_news(mornings: Mornings) -> None:
    mornings.told(samples.HANDLER.office, NewsKind.OPENED, MORNING - DAY)
    mornings.desks.seen(HANDLER.staff_code, MORNING - DAY)
    assert HANDLER.email not in mornings.happens()


def test_who_has_turned_it_off_gets_none_until_it_is_wanted_again(mornings: Mornings) -> None:
    mornings.desks.want_digest(SUPERVISOR.staff_code, wanted=False)
    assert SUPERVISOR.email not in mornings.happens()
    mornings.desks.want_digest(SUPERVISOR.staff_code, wanted=True)
    mornings.now = MORNING + DAY
    assert SUPERVISOR.email in mornings.happens()


@pytest.mark.parametrize("day", [MORNING + 2 * DAY, MORNING + 3 * DAY, datetime(2026, 9, 2, 7, 30, tzinfo=VIETNAM)])
def test_nobody_is_written_to_on_a_day_off(mornings: Mornings, day: datetime) -> None:
    mornings.now = day
    assert mornings.happens() == {}
    assert mornings.asked == []


def test_a_mail_that_could_not_go_out_on_its_day_is_not_sent_on_another(mornings: Mornings) -> None:
    mornings.rings()
    mornings.now = MORNING + DAY
    mornings.sends()
    assert mornings.notify.sent == []
    assert {notice.state for notice in mornings.asked} == {NoticeState.WITHDRAWN}
    # So is what the schedule said and nobody heard.
    mornings.now = MORNING + 4 * DAY
    assert not mornings.rings(at=MORNING + DAY)
    assert {notice.created_at for notice in mornings.asked} == {MORNING}


def test_what_changed_between_asking_and_sending_counts_as_it_then_is(mornings: Mornings) -> None:
    mornings.told(samples.HANDLER.office, NewsKind.OPENED, samples.RATED)
    mornings.rings()
    # Corrected to a restricted case, which is none of the office's any more.
    grave = samples.opening(reasons=(Reason.HARASSMENT,))
    case = mornings.notify.cases.get("HL-10302752870")
    assert case is not None
    moved = replace(casework.claim(case, samples.INSPECTOR, at=samples.RATED), condition=None)
    moved = replace(moved, after=replace(moved.after, rating=grave.after.rating))
    mornings.notify.cases.write(moved)
    mornings.sends()
    assert [mail.destinations["ToAddresses"] for mail in mornings.notify.sent] == [[INSPECTOR.email]]


def test_an_address_that_bounced_is_not_written_to_the_next_morning(mornings: Mornings) -> None:
    mornings.happens()
    notice = next(one for one in mornings.asked if one.recipient == SUPERVISOR.staff_code)
    event: dict[str, Any] = {
        "eventType": "Bounce",
        "mail": {
            "messageId": notice.message_id,
            "destination": [SUPERVISOR.email],
            "tags": {"case_id": ["STAFF_2320CF-0001"], "notice_id": [notice.notice_id]},
        },
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [{"status": "5.1.1"}]},
    }
    record = {"eventSourceARN": REPORTS, "messageId": "report", "body": json.dumps(event)}
    assert mornings.notify.module.handler({"Records": [record]}, lambda_context()) == {"batchItemFailures": []}
    assert mornings.notify.messages(mornings.notify.aside) == []
    mornings.now = MORNING + DAY
    assert SUPERVISOR.email not in mornings.happens()
    states = {one.notice_id: one.state for one in mornings.asked if one.recipient == SUPERVISOR.staff_code}
    assert states == {"digest-2026-06-25": NoticeState.UNDELIVERABLE, "digest-2026-06-26": NoticeState.WITHDRAWN}


def test_while_the_staff_cannot_be_read_the_schedule_s_message_comes_again(mornings: Mornings) -> None:
    def away() -> None:
        raise RetryLater("the user pool cannot be asked")

    with mornings.monkeypatch.context() as outage:
        outage.setattr(mornings.directory, "everyone", away)
        assert mornings.rings()
    assert SUPERVISOR.email in mornings.happens()


def test_who_begins_again_in_the_middle_asks_for_the_rest(mornings: Mornings) -> None:
    ask, asked = mornings.notify.module.desk.outbox.ask, iter(range(3))

    class Dying:
        def ask(self, notice: Notice) -> Notice | None:
            if next(asked, None) is None:
                raise RetryLater("the table is too busy")
            found: Notice | None = ask(notice)
            return found

    module = mornings.notify.module
    there = module.desk
    mornings.monkeypatch.setattr(module, "desk", replace(there, outbox=Dying()))
    assert mornings.rings()
    assert len(mornings.asked) == 3
    mornings.monkeypatch.setattr(module, "desk", there)
    assert not mornings.rings(at=MORNING + timedelta(minutes=10))
    # Everybody who works on cases; the leader is asked for nothing.
    assert len(mornings.asked) == len(STAFF) - 1


def test_a_digest_ends_by_itself_and_other_notices_do_not(mornings: Mornings) -> None:
    mornings.happens()
    for notice in mornings.asked:
        key = {"pk": {"S": notice.case_id}, "sk": {"S": f"NOTICE#{notice.notice_id}"}}
        item = mornings.notify.dynamodb.get_item(TableName=mornings.notify.table, Key=key)["Item"]
        assert int(item["expires"]["N"]) == int((MORNING + 30 * DAY).timestamp())
    key = {"pk": {"S": "HL-10302752870"}, "sk": {"S": "NOTICE#acknowledgement"}}
    assert "expires" not in mornings.notify.dynamodb.get_item(TableName=mornings.notify.table, Key=key)["Item"]


def test_what_was_assigned_is_told_to_the_assignee(mornings: Mornings) -> None:
    case = mornings.notify.cases.get("HL-10302752870")
    assert case is not None
    mornings.notify.cases.write(casework.assign(case, samples.SUPERVISOR, samples.HANDLER, at=samples.RATED))
    mornings.told(personal(HANDLER.staff_code), NewsKind.ASSIGNED, MORNING - DAY)
    assert mornings.happens() == {
        HANDLER.email: "Việc sáng thứ Năm, ngày 25/06/2026: 1 tin mới, 1 sắp đến hạn / 1 new, 1 due soon"
    }
