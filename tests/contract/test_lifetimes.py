"""Every kind of item is known with how long it is kept, carries its end if it has one, and is passed over after it."""

import inspect
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb import case_items, counters, desk_items, events, finding, invitation_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.desks import DynamoDeskStore
from hailong.adapters.dynamodb.events import DynamoEndpoints, DynamoEventLines, DynamoEventOutbox
from hailong.adapters.dynamodb.finding import DynamoCaseIndex
from hailong.adapters.dynamodb.invitations import DynamoInvitationDays, DynamoOptOuts
from hailong.adapters.dynamodb.ratings import DynamoRatingStore
from hailong.adapters.dynamodb.rounds import DynamoVerificationRound
from hailong.adapters.dynamodb.texts import DynamoTextShelf
from hailong.adapters.dynamodb.timers import DynamoTimers
from hailong.cases import notices
from hailong.cases.case import Wait
from hailong.cases.evidence import Evidence
from hailong.cases.invitations import DailyMail
from hailong.cases.news import News, NewsKind
from hailong.cases.texts import Content, StartingText
from hailong.cases.timeline import Refusal
from hailong.events.delivery import Attempt, Endpoint, Line, Waiting
from hailong.events.event import Event, EventType
from hailong.lots.rating import WAITING_KEPT, accepted
from hailong.statistics.store import Kept, Name, NameKey
from hailong.vocabulary.offices import packaged
from hailong.vocabulary.words import Language, NoticeKind, Outcome, RatingStatus, Role, WaitStep
from local.offices import OfficesKept
from local.paths import ROOT
from local.recount import enter_missing, read_records
from local.stack import Tables
from tests import samples
from tests.contract import kinds_of_items

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT = samples.RATED
DAY = date(2026, 6, 19)
WAITING, NEW = "103027528921", "103027529031"
CASE_ID = "HL-10302752870"


def _ratings(client: "DynamoDBClient", table: str) -> None:
    store = DynamoRatingStore(client, table, clock=lambda: AT)
    store.put_clearance(samples.clearance(), None)
    store.accept(samples.accepted_rating())
    store.wait(samples.rating(WAITING))
    store.count_try("10302752870", 3)
    store.count_waiting("software", DAY, 3)
    store.keep_place(None)
    DynamoOptOuts(client, table).choose(samples.TAX_CODE, invited=False, at=AT)


def _cases(client: "DynamoDBClient", table: str) -> None:
    store = DynamoCaseStore(client, table)
    opened = samples.opening()
    store.write(opened)
    DynamoCaseIndex(client, table).enlist(opened.after, ())
    wait = Wait(case_id=CASE_ID, step=next(iter(WaitStep)), level=1, attempt=1)
    attached = Evidence(
        case_id=CASE_ID, evidence_id="ab" * 16, name="a.pdf", content_type="application/pdf", size=1, by="x", at=AT
    )
    told = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, AT, suffix="2")
    news = News(board="20CF", kind=next(iter(NewsKind)), case_id=CASE_ID, version=1, at=AT)
    for item in (
        case_items.wait_item(wait),
        case_items.evidence_item(attached),
        case_items.notice_item(told),
        case_items.notice_item(notices.invitation(samples.clearance(NEW), AT)),
        case_items.notice_item(notices.digest("20CF-0101", AT)),
        desk_items.news_item(news),
    ):
        client.put_item(TableName=table, Item=item)
    refused = Refusal(case_id=CASE_ID, at=AT, by="20CF-0012", role=Role.HANDLER, action="read", why="unknown")
    store.count_refusal(refused, "1")
    days = DynamoInvitationDays(client, table)
    days.take(DailyMail(tax_code=samples.TAX_CODE, day=DAY, by="n", lots=()))
    days.put_off(samples.TAX_CODE, DAY, "10302752870")
    DynamoDeskStore(client, table).seen("20CF-0101", AT)
    content = Content(outcome=next(iter(Outcome)), language=Language.VI, title="Tên", text="Lời")
    text = StartingText(text_id="20CF-01", office="20CF", content=content, version=1, by="20CF-0001", at=AT)
    DynamoTextShelf(client, table).put(text)
    DynamoTimers(client, table).keep_correction_place(None)
    DynamoVerificationRound(client, table).keep_reached(None)


def _events(client: "DynamoDBClient", table: str) -> None:
    event = Event(
        client_id="software",
        subject="10302752870-aa",
        place="000001",
        type=next(iter(EventType)),
        at=AT,
        declaration_no="103027528701",
    )
    DynamoEventOutbox(client, table).tell(event)
    endpoint = Endpoint(client_id="software", url="https://example.vn", since=AT, secrets_at=AT)
    DynamoEndpoints(client, table).swap(None, endpoint)
    lines = DynamoEventLines(client, table)
    (line,) = lines.due("software", AT + timedelta(days=1))
    assert isinstance(line, Line)
    attempt = Attempt(event_id=event.event_id, type=event.type, number=1, at=AT, status=200, milliseconds=5)
    lines.record(line, Waiting(event=event, attempts=0, again_at=None), attempt, None)


@pytest.fixture
def stored(
    dynamodb: "DynamoDBClient",
    ratings_table: str,
    cases_table: str,
    counters_table: str,
    events_table: str,
    offices_table: str,
) -> dict[str, list[dict[str, Any]]]:
    """One of everything, by the tables."""
    _ratings(dynamodb, ratings_table)
    _cases(dynamodb, cases_table)
    _events(dynamodb, events_table)
    tables = Tables(ratings=ratings_table, cases=cases_table, counters=counters_table)
    kept = counters.DynamoCounters(dynamodb, counters_table)
    enter_missing(read_records(dynamodb, tables), kept)
    kept.commit({NameKey("officer:20CF-0012"): Kept(Name("Nguyễn Văn A", "2026"), 0)})
    OfficesKept(dynamodb, offices_table).put(packaged(), after=0, at=AT)
    found = {}
    for table in (ratings_table, cases_table, counters_table, events_table, offices_table):
        found[table] = dynamodb.scan(TableName=table)["Items"]
    return found


def test_each_kind_that_is_kept_is_known_and_carries_its_end(stored: dict[str, list[dict[str, Any]]]) -> None:
    seen = set()
    for table, found in stored.items():
        for item in found:
            kind = kinds_of_items.kind_of(table, item)
            seen.add(kind)
            told = f"{table} {item['pk']['S']} {item['sk']['S']}"
            if kind.kept is None:
                assert "expires" not in item, told
            elif not kind.some or item.get("kind") == {"S": "invitation"}:
                ends = datetime.fromtimestamp(int(item["expires"]["N"]), AT.tzinfo)
                assert timedelta() <= kind.kept + AT - ends < timedelta(days=1), told
    assert set(kinds_of_items.KINDS) - seen == set()


def _asked(made: Any) -> bool:
    return bool(inspect.signature(made).parameters)


def test_no_kind_of_item_is_named_in_the_code_that_nobody_has_said_an_end_of() -> None:
    """Each constant that begins a key of an item: a new one has to be given its row, and an item here."""
    named = {
        value
        for module in (items, desk_items, invitation_items, events, finding, counters)
        for name, value in vars(module).items()
        if isinstance(value, str) and (name.endswith(("_PREFIX", "FIND")) or name in {value, "DAILY_MAIL"})
    }
    assert len(named) > 20
    patterns = " ".join(f"{kind.pk} {kind.sk}" for kind in kinds_of_items.KINDS)
    beside = {invitation_items.DAILY_MAIL, invitation_items.PUT_OFF_PREFIX}
    assert {one for one in named - beside if one not in patterns} == set()
    alone = [made() for name, made in vars(items).items() if name.endswith("_key") and not _asked(made)]
    assert len(alone) >= 3
    for key in alone:
        assert any(kind.fits(kind.table, key) and "*" not in kind.pk for kind in kinds_of_items.KINDS), key


def test_the_page_on_security_has_a_row_for_each() -> None:
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    rows = re.findall(
        r"^\| (ratings|cases|counters|events|offices) \| `([^`]+)` \| (yes|no) \| ([^|]+) \|", page, re.MULTILINE
    )
    told = {(table, key): (personal == "yes", lives.strip()) for table, key, personal, lives in rows}
    assert told.keys() == {(kind.table, f"{kind.pk} {kind.sk}") for kind in kinds_of_items.KINDS}
    for kind in kinds_of_items.KINDS:
        personal, lives = told[kind.table, f"{kind.pk} {kind.sk}"]
        assert personal is kind.personal, kind
        assert (f"{kind.kept.days} days" in lives) if kind.kept else "days" not in lives, kind


def test_what_is_over_and_still_there_is_passed_over(dynamodb: "DynamoDBClient", ratings_table: str) -> None:
    moment = AT
    store = DynamoRatingStore(dynamodb, ratings_table, clock=lambda: moment)
    waits = samples.rating(WAITING)
    assert store.wait(waits) is None
    assert store.waiting(waits.key, waits.tax_code) == waits
    moment = AT + WAITING_KEPT + timedelta(seconds=1)
    assert store.waiting(waits.key, waits.tax_code) is None
    assert store.waiting_at(waits.key) == []
    ever = datetime(2000, 1, 1, tzinfo=AT.tzinfo)
    assert list(store.waited(RatingStatus.AWAITING_CLEARANCE, since=ever, until=moment)) == []
    later = replace(waits, received_at=moment)
    assert store.wait(later) is None
    assert store.waiting(waits.key, waits.tax_code) == later
    moment += WAITING_KEPT + timedelta(seconds=1)
    cleared = samples.clearance(WAITING, cleared_at=moment, recorded_at=moment)
    store.put_clearance(cleared, None)
    assert store.accept(accepted(replace(waits, received_at=moment), cleared)) is None


def test_refusals_that_are_over_are_not_shown(dynamodb: "DynamoDBClient", cases_table: str) -> None:
    moment = AT
    store = DynamoCaseStore(dynamodb, cases_table, clock=lambda: moment)
    store.write(samples.opening())
    case = store.get(CASE_ID)
    assert case is not None
    store.count_refusal(
        Refusal(case_id=CASE_ID, at=AT, by="20CF-0012", role=Role.HANDLER, action="read", why="unknown"), "1"
    )
    assert len(store.first_page(case, refusals=True).refusals) == 1
    moment = AT + timedelta(days=5 * 365 + 2)
    assert store.first_page(case, refusals=True).refusals == []
