"""A person's request, on the stored records: what is held of them, and what is left once it is erased."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb import case_items, items
from hailong.adapters.dynamodb.cases import DynamoCaseStore
from hailong.adapters.dynamodb.counters import DynamoCounters
from hailong.cases import casework, course, notices
from hailong.cases.erasure import ERASED, Anyone, Subject
from hailong.cases.verification import verify
from hailong.lots.rating import Contact
from hailong.statistics.recount import differences
from hailong.statistics.recount import recount as count_anew
from hailong.vocabulary.words import NoticeKind, NoticeState, RatingStatus
from local.erase import Records
from local.erase_commands import erase_person
from local.progress import CannotGoOn
from local.recount import enter_missing, read_counters, read_records
from local.stack import Tables
from tests import samples

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OPEN, CLOSED, WAITING, OTHER = "103027528701", "103027528811", "103027528921", "103027529031"
NAME, PHONE, EMAIL = "Kiều Văn Kín Đáo", "0912 345 987", "kin.dao@example.vn"
CONTACT = Contact(name=NAME, email=EMAIL, phone=PHONE)
WHO = Subject([EMAIL, NAME])


@pytest.fixture
def tables(dynamodb: "DynamoDBClient", ratings_table: str, cases_table: str, counters_table: str) -> Tables:
    found = Tables(ratings=ratings_table, cases=cases_table, counters=counters_table)
    for number in (OPEN, CLOSED, OTHER):
        whose = {"contact": CONTACT} if number != OTHER else {}
        rating = samples.accepted_rating(number, **whose)
        cleared = samples.clearance(number)
        if number == CLOSED:
            enterprise = replace(cleared.enterprise, emails=(EMAIL, "xnk@example.vn"), name=f"Hộ kinh doanh {NAME}")
            cleared = replace(cleared, enterprise=enterprise)
            rating = replace(rating, clearance=cleared)
        dynamodb.put_item(TableName=ratings_table, Item=items.clearance_item(cleared))
        dynamodb.put_item(TableName=ratings_table, Item=items.rating_item(rating))
        _case(dynamodb, cases_table, rating, over=number != OPEN)
    waiting = samples.rating(WAITING, contact=CONTACT, status=RatingStatus.AWAITING_CLEARANCE)
    dynamodb.put_item(TableName=ratings_table, Item=items.waiting_item(waiting))
    enter_missing(read_records(dynamodb, found), DynamoCounters(dynamodb, counters_table))
    return found


def _case(dynamodb: "DynamoDBClient", table: str, rating: Any, *, over: bool) -> None:
    store = DynamoCaseStore(dynamodb, table)
    opened = course.open_case(rating, at=samples.RATED, due_at=samples.DUE, salt="ab" * 32)
    store.write(opened)
    noted = casework.claim(opened.after, samples.HANDLER, at=samples.RATED)
    store.write(noted)
    called = casework.note(noted.after, samples.HANDLER, f"Đã gọi {NAME}.", at=samples.RATED)
    store.write(called)
    if over:
        decided = casework.decide(called.after, samples.HANDLER, samples.RULING, at=samples.RATED)
        store.write(decided)
        approved = casework.approve(decided.after, samples.SUPERVISOR, at=samples.RATED, appeal_until=samples.DUE)
        store.write(approved)
        store.write(course.close(approved.after, at=samples.DUE))
    sent = notices.queued(rating.case_id, NoticeKind.ACKNOWLEDGEMENT, samples.RATED)
    mailed = replace(sent, state=NoticeState.SENT, sent_to=EMAIL)
    dynamodb.put_item(TableName=table, Item=case_items.notice_item(mailed))


def _everything(dynamodb: "DynamoDBClient", tables: Tables) -> dict[str, str]:
    return {
        f"{item['pk']['S']} {item['sk']['S']}": json.dumps(item, ensure_ascii=False, default=repr)
        for table in (tables.ratings, tables.cases, tables.counters)
        for page in dynamodb.get_paginator("scan").paginate(TableName=table)
        for item in page["Items"]
    }


def _unlike(one: Mapping[str, str], other: Mapping[str, str]) -> set[str]:
    return {key for key in one.keys() | other.keys() if one.get(key) != other.get(key)}


def test_what_is_held_of_a_person_names_each_record_and_what_they_said(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    held = {(one["pk"], one["sk"]): one for one in Records(dynamodb, tables, events_table).held(WHO)}
    rated = held[f"L#{CLOSED[:-1]}", "RATING"]
    assert rated["names"]["contact.email"] == EMAIL
    assert rated["said"]["comment"] == samples.rating().comment
    assert rated["said"]["contact"]["phone"] == PHONE
    assert (f"D#{WAITING[:-1]}", f"WAITING#{samples.TAX_CODE}") in held
    assert held[f"HL-{CLOSED[:-1]}", "ENTRY#000003"]["names"] == {"note": f"Đã gọi {NAME}."}
    assert not any(pk.endswith(OTHER[:-1]) and sk == "RATING" for pk, sk in held)


def test_it_is_shown_first_and_nothing_changes(dynamodb: "DynamoDBClient", tables: Tables, events_table: str) -> None:
    before = _everything(dynamodb, tables)
    shown = Records(dynamodb, tables, events_table).erase(WHO, "12/2027")
    assert shown.changed
    assert _everything(dynamodb, tables) == before


def test_a_person_is_erased_and_statistics_and_timelines_hold(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    done = Records(dynamodb, tables, events_table, apply=True).erase(WHO, "12/2027")
    left = _everything(dynamodb, tables)
    still = {key for key, text in left.items() if WHO.mentioned(text)}
    assert {key.split()[0][-10:] for key in still} == {OPEN[1:-1]}
    assert any(OPEN[:-1] in one and "once it is closed" in one for one in done.left)

    store = DynamoCaseStore(dynamodb, tables.cases)
    for number in (CLOSED, OTHER):
        file = store.file(f"HL-{number[:-1]}")
        assert file is not None
        found = verify(file)
        assert (found.intact, found.erased) == (True, (3,))
        assert file.timeline[-1].note == "12/2027"
    records = read_records(dynamodb, tables)
    counted = count_anew(records.clearances, records.ratings, records.cases)
    assert list(differences(read_counters(dynamodb, tables), counted)) == []
    assert not records.unreadable

    again = Records(dynamodb, tables, events_table, apply=True).erase(WHO, "12/2027")
    assert (again.changed, again.left) == ([], done.left)
    assert _everything(dynamodb, tables) == left


def test_what_another_said_is_as_it_was(dynamodb: "DynamoDBClient", tables: Tables, events_table: str) -> None:
    before = _everything(dynamodb, tables)
    Records(dynamodb, tables, events_table, apply=True).erase(WHO, "12/2027")
    changed = _unlike(before, _everything(dynamodb, tables))
    assert f"L#{OTHER[:-1]} RATING" not in changed
    assert not any(OPEN[:-1] in key for key in changed)
    assert f"D#{CLOSED[:-1]} CLEARANCE" in changed


def test_the_days_on_which_entries_were_written_stay_for_the_public_log(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    key = {"pk": {"S": f"HL-{CLOSED[:-1]}"}, "sk": {"S": "ENTRY#000003"}}
    before = dynamodb.get_item(TableName=tables.cases, Key=key)["Item"]
    Records(dynamodb, tables, events_table, apply=True).erase(WHO, "12/2027")
    after = dynamodb.get_item(TableName=tables.cases, Key=key)["Item"]
    assert _unlike({k: str(v) for k, v in before.items()}, {k: str(v) for k, v in after.items()}) == {"note"}
    assert after["note"] == {"S": f"Đã gọi {ERASED}."}


def test_what_is_older_than_a_day_loses_whoever_rated(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    before = _everything(dynamodb, tables)
    nothing = Records(dynamodb, tables, events_table, apply=True).erase(Anyone(), "2021/1", "2026-06-01T00:00:00Z")
    assert nothing.changed == []
    Records(dynamodb, tables, events_table, apply=True).erase(Anyone(), "2021/1", "2027-01-01T00:00:00Z")
    records = read_records(dynamodb, tables)
    counted = count_anew(records.clearances, records.ratings, records.cases)
    assert list(differences(read_counters(dynamodb, tables), counted)) == []
    after = _everything(dynamodb, tables)
    assert not any("xnk@example.vn" in after[key] for key in after if OTHER[:-1] in key)
    assert f"HL-{OPEN[:-1]} CASE" not in _unlike(before, after)
    file = DynamoCaseStore(dynamodb, tables.cases).file(f"HL-{OTHER[:-1]}")
    assert file is not None
    assert verify(file).intact


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "either WHO"),
        ({"who": EMAIL, "before": "2021-01-01"}, "either WHO"),
        ({"who": EMAIL, "apply": True}, "REFERENCE"),
        ({"who": "An"}, "5 characters"),
    ],
)
def test_each_mistake_has_its_line(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(CannotGoOn, match=told):
        erase_person(**asked)


def test_what_cannot_be_read_is_told_of_and_keeps_nothing_else_from_being_erased(
    dynamodb: "DynamoDBClient", tables: Tables, events_table: str
) -> None:
    poison = items.marshal({"pk": "L#00000000000", "sk": items.RATING, "negative": True, "levels": "not levels"})
    dynamodb.put_item(TableName=tables.ratings, Item=poison)
    done = Records(dynamodb, tables, events_table, apply=True).erase(WHO, "7/2027")
    assert "L#00000000000 RATING: cannot be read" in done.left
    assert any(WAITING[:11] in key for key in done.changed)
