"""What names a person beside ratings and cases is shown to them and erased: each kind as it is meant to be."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus

import pytest

from hailong.adapters.dynamodb.desks import DynamoDeskStore
from hailong.adapters.dynamodb.events import DynamoEndpoints, DynamoEventOutbox
from hailong.adapters.dynamodb.invitations import DynamoInvitationDays, DynamoOptOuts
from hailong.adapters.dynamodb.texts import DynamoTextShelf
from hailong.cases.desk import View
from hailong.cases.erasure import ERASED, Anyone, Redaction, Subject
from hailong.cases.invitations import KEPT, DailyMail
from hailong.cases.texts import Content, StartingText
from hailong.events.delivery import Endpoint
from hailong.events.event import Event, EventType
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Language, Outcome
from local.erase import Records
from local.stack import Tables
from tests import samples

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

HOUSEHOLD, OTHER = "001099123457", "001099123458"
NAME = "Kiều Văn Kín Đáo"
WHO = Subject([HOUSEHOLD, NAME])
DAY, AHEAD = date(2026, 6, 19), date(2999, 1, 1)


class Stored:
    """The tables, and what an operator does to them."""

    def __init__(self, client: "DynamoDBClient", tables: Tables, events: str) -> None:
        self.client, self.tables, self.events = client, tables, events
        self.days = DynamoInvitationDays(client, tables.cases)
        self.opt_outs = DynamoOptOuts(client, tables.ratings)
        self.desks = DynamoDeskStore(client, tables.cases)
        self.texts = DynamoTextShelf(client, tables.cases)

    def erase(self, who: Redaction = WHO, before: str = "", *, apply: bool = True) -> tuple[list[str], list[str]]:
        done = Records(self.client, self.tables, self.events, apply=apply).erase(who, "12/2027", before)
        return done.changed, done.left

    def held(self, who: Subject = WHO) -> set[tuple[str, str]]:
        return {(one["table"], one["pk"]) for one in Records(self.client, self.tables, self.events).held(who)}

    def all(self, table: str) -> list[Any]:
        return self.client.scan(TableName=table)["Items"]


@pytest.fixture
def stored(
    dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, counters_table: str, events_table: str
) -> Stored:
    return Stored(dynamodb, Tables(ratings=ratings_table, cases=cases_table, counters=counters_table), events_table)


def _invited(stored: Stored, tax_code: str, day: date) -> None:
    stored.days.take(DailyMail(tax_code=tax_code, day=day, by="HL-1/invitation", lots=("10302752870",)))
    stored.days.put_off(tax_code, day, "10302752881")


def test_the_invitations_of_a_household_go_once_their_day_is_over(stored: Stored) -> None:
    for tax_code, day in ((HOUSEHOLD, DAY), (HOUSEHOLD, AHEAD), (OTHER, DAY)):
        _invited(stored, tax_code, day)
    assert ("cases", f"INVITED#{HOUSEHOLD}#{DAY}") in stored.held()
    shown, _ = stored.erase(apply=False)
    assert len(stored.all(stored.tables.cases)) == 6
    changed, left = stored.erase()
    assert changed == shown == [f"INVITED#{HOUSEHOLD}#{DAY} {sk}" for sk in ("MAIL", "WAITS#10302752881")]
    assert stored.days.mail(HOUSEHOLD, DAY) is None
    assert stored.days.mail(OTHER, DAY) is not None
    assert stored.days.mail(HOUSEHOLD, AHEAD) is not None
    assert [told.partition(":")[2] for told in left] == [" holds a second mail back until that day is over"] * 2
    assert stored.erase() == ([], left)


def test_what_was_kept_long_enough_loses_all_invitations_of_before(stored: Stored) -> None:
    for day in (DAY, DAY + timedelta(days=1)):
        _invited(stored, OTHER, day)
    stored.opt_outs.choose(OTHER, invited=False, at=samples.RATED)
    stored.erase(Anyone(), "2026-06-20T00:00:00Z")
    assert stored.days.mail(OTHER, DAY) is None
    assert stored.days.mail(OTHER, DAY + timedelta(days=1)) is not None
    assert stored.opt_outs.opted_out(OTHER)


def test_invitations_end_by_themselves_and_what_an_enterprise_chose_does_not(stored: Stored) -> None:
    _invited(stored, HOUSEHOLD, DAY)
    stored.opt_outs.choose(HOUSEHOLD, invited=False, at=samples.RATED)
    ends = [int(item["expires"]["N"]) for item in stored.all(stored.tables.cases)]
    midnight = datetime(2026, 6, 19, tzinfo=VIETNAM)
    assert ends == [int((midnight + KEPT).timestamp())] * 2
    assert not any("expires" in item for item in stored.all(stored.tables.ratings))


def test_a_no_to_invitations_is_kept_to_and_a_yes_goes(stored: Stored) -> None:
    stored.opt_outs.choose(HOUSEHOLD, invited=False, at=samples.RATED)
    stored.opt_outs.choose(OTHER, invited=True, at=samples.RATED)
    assert stored.held() == {("ratings", f"E#{HOUSEHOLD}")}
    changed, left = stored.erase()
    assert changed == []
    assert left == [f"E#{HOUSEHOLD} INVITATIONS: they want no invitations, which has to be known to be kept to"]
    assert stored.opt_outs.opted_out(HOUSEHOLD)
    assert stored.erase(Subject([OTHER])) == ([f"E#{OTHER} INVITATIONS"], [])
    assert [item["pk"]["S"] for item in stored.all(stored.tables.ratings)] == [f"E#{HOUSEHOLD}"]


def test_a_view_that_looks_for_a_person_goes_and_others_stay(stored: Stored) -> None:
    own = View(name="Trễ hạn", address="/cases?state=open")
    named, asked = (
        View(name=f"Hồ sơ {NAME}", address="/cases"),
        View(name="Tìm", address=f"/cases?q={quote_plus(NAME)}"),
    )
    stored.desks.seen("20CF11", samples.RATED)
    stored.desks.keep_views("20CF11", [own, named, asked])
    assert stored.held() == {("cases", "DESK#20CF11")}
    stored.erase(Anyone(), "2999-01-01T00:00:00Z")
    assert stored.desks.desk("20CF11").views == (own, named, asked)
    assert stored.erase() == (["DESK#20CF11 DESK"], [])
    left = stored.desks.desk("20CF11")
    assert (left.views, left.seen_until) == ((own,), samples.RATED)
    assert stored.held() == set()


def test_a_text_to_start_from_loses_the_name_in_all_its_versions(stored: Stored) -> None:
    content = Content(
        outcome=next(iter(Outcome)), language=Language.VI, title="Xin lỗi", text=f"Kính gửi {NAME}, chúng tôi xin lỗi."
    )
    text = StartingText(text_id="20CF-01", office="20CF", content=content, version=1, by="20CF11", at=samples.RATED)
    stored.texts.put(text)
    changed, left = stored.erase()
    assert (len(changed), left) == (2, [])
    kept = replace(text, content=replace(content, text=f"Kính gửi {ERASED}, chúng tôi xin lỗi."))
    assert stored.texts.get("20CF-01") == kept
    assert stored.texts.versions("20CF-01") == [kept]
    assert stored.erase() == ([], [])


def test_events_of_vendors_are_searched_and_what_waits_is_left_until_it_is_told(stored: Stored) -> None:
    event = Event(
        client_id="vendor-of-001099123457",
        subject="103027528701-aa",
        place="000001",
        type=next(iter(EventType)),
        at=samples.RATED,
        declaration_no="103027528701",
    )
    DynamoEventOutbox(stored.client, stored.events).tell(event)
    where = Endpoint(
        client_id="other", url=f"https://example.vn/{HOUSEHOLD}", since=samples.RATED, secrets_at=samples.RATED
    )
    DynamoEndpoints(stored.client, stored.events).swap(None, where)
    assert {table for table, _ in stored.held()} == {"events"}
    changed, left = stored.erase()
    assert changed == []
    assert sorted(told.partition(": ")[2] for told in left) == [
        "a vendor is still to be told",
        "a vendor is still to be told",
        "where a vendor's events go; `make webhooks` changes it",
    ]
    for item in stored.all(stored.events):
        if "expires" in item:
            told = {name: value for name, value in item.items() if name != "due_at"}
            if "state" in told:
                told["state"] = {"S": "delivered"}
            stored.client.put_item(TableName=stored.events, Item=told)
    changed, left = stored.erase()
    assert (len(changed), len(left)) == (2, 1)
    assert [item["pk"]["S"] for item in stored.all(stored.events)] == ["ENDPOINTS"]


def test_a_text_changed_meanwhile_is_left_for_the_next_time(stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    stored.desks.keep_views("20CF11", [View(name=NAME, address="/cases")])
    records = Records(stored.client, stored.tables, stored.events, apply=True)
    real = stored.client.update_item

    def late(**asked: Any) -> Any:
        monkeypatch.setattr(stored.client, "update_item", real)
        stored.desks.keep_views("20CF11", [View(name=f"{NAME} 2", address="/cases")])
        return real(**asked)

    monkeypatch.setattr(stored.client, "update_item", late)
    done = records.erase(WHO, "12/2027")
    assert (done.changed, done.left) == ([], ["DESK#20CF11 DESK: was changed meanwhile; run it again"])
    assert stored.erase() == (["DESK#20CF11 DESK"], [])


def test_what_cannot_be_read_is_told_of_and_keeps_nothing_else(stored: Stored) -> None:
    _invited(stored, HOUSEHOLD, DAY)
    for pk in (f"INVITED#{HOUSEHOLD}#never", "TEXTS#00ZZ"):
        stored.client.put_item(TableName=stored.tables.cases, Item={"pk": {"S": pk}, "sk": {"S": "X"}})
    changed, left = stored.erase()
    assert len(changed) == 2
    assert sorted(left) == [f"INVITED#{HOUSEHOLD}#never X: cannot be read", "TEXTS#00ZZ X: cannot be read"]
