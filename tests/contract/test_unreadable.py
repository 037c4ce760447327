"""What is stored and cannot be read is called so, by a code of its own, and only to whom it may be; a log names it."""

import io
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from hailong.adapters.dynamodb import case_items, items
from hailong.cases.notices import queued
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import NoticeKind, Role
from tests import samples
from tests.contract.submit_desk import NUMBER, TAX_CODE, SubmitDesk, rating
from tests.contract.tasks_desk import CASE_ID, TasksDesk

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SECRET = "nobody may be told"
READING = ("/tasks/{case_id}", "/tasks/{case_id}/timeline", "/tasks/{case_id}/file", "/tasks/{case_id}/timeline/verify")
ONE_FILE = "/tasks/{case_id}/evidence/{evidence_id}"
_NO_MORE: Mapping[str, str] = {}
PDF = {"name": "bien-ban.pdf", "content_type": "application/pdf", "size": 5}


def _tear(dynamodb: "DynamoDBClient", sk: str, attribute: str, *, table: str = "cases", pk: str = CASE_ID) -> None:
    dynamodb.update_item(
        TableName=table,
        Key=items.marshal({"pk": pk, "sk": sk}),
        UpdateExpression="SET #torn = :torn",
        ConditionExpression="attribute_exists(pk)",
        ExpressionAttributeNames={"#torn": attribute},
        ExpressionAttributeValues=items.marshal({":torn": SECRET}),
    )


def _get(desk: TasksDesk, person: Person, route: str, more: Mapping[str, str] = _NO_MORE) -> tuple[int, str]:
    path: Any = {"case_id": CASE_ID, **more}
    answer = desk.answer(person, "GET", route, **path)
    return answer["statusCode"], answer["body"]


@pytest.fixture
def log(opened: TasksDesk, monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    monkeypatch.setattr(opened.module.logger.registered_handler, "stream", found := io.StringIO())
    return found


def _is_said(found: tuple[int, str], logged: str) -> bool:
    """Without a word of what stands there."""
    assert SECRET not in found[1] + logged
    named = '"RecordUnreadable": 1' in logged and CASE_ID in logged
    return named and (found[0], json.loads(found[1])["code"]) == (500, "record_unreadable")


@pytest.mark.parametrize("route", READING)
def test_a_case_that_cannot_be_read_is_called_so_and_named_in_the_log(
    opened: TasksDesk, dynamodb: "DynamoDBClient", route: str, log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    _tear(dynamodb, items.CASE, "level")
    for person in (samples.INSPECTOR, samples.LEADER):
        log.truncate(0)
        capsys.readouterr()
        found = _get(opened, person, route)
        assert _is_said(found, capsys.readouterr().out + log.getvalue())


@pytest.mark.parametrize(
    ("prefix", "attribute", "routes"),
    [
        (items.ENTRY_PREFIX, "at", READING[:3]),
        (items.EVIDENCE_PREFIX, "size", (READING[0], READING[2], ONE_FILE)),
        (items.NOTICE_PREFIX, "attempts", (READING[0], READING[2])),
    ],
)
def test_what_is_kept_beside_a_case_is_called_unreadable_to_whoever_sees_it(
    opened: TasksDesk,
    dynamodb: "DynamoDBClient",
    prefix: str,
    attribute: str,
    routes: tuple[str, ...],
    log: io.StringIO,
    capsys: pytest.CaptureFixture[str],
) -> None:
    evidence_id = opened.act(samples.HANDLER, "evidence", PDF)[1]["evidence_id"]
    dynamodb.put_item(
        TableName="cases", Item=case_items.notice_item(queued(CASE_ID, NoticeKind.INTERIM, samples.RATED))
    )
    kept = dynamodb.query(
        TableName="cases",
        KeyConditionExpression="pk = :case AND begins_with(sk, :prefix)",
        ExpressionAttributeValues=items.marshal({":case": CASE_ID, ":prefix": prefix}),
    )["Items"]
    _tear(dynamodb, kept[0]["sk"]["S"], attribute)
    for route in routes:
        log.truncate(0)
        capsys.readouterr()
        path = {"evidence_id": evidence_id} if route == ONE_FILE else {}
        found = _get(opened, samples.HANDLER, route, path)
        assert _is_said(found, capsys.readouterr().out + log.getvalue())


def test_a_timeline_of_which_an_entry_cannot_be_read_is_not_intact(
    opened: TasksDesk, dynamodb: "DynamoDBClient"
) -> None:
    _tear(dynamodb, items.entry_place(1), "at")
    status, body = _get(opened, samples.INSPECTOR, READING[3])
    assert (status, json.loads(body)) == (
        200,
        {"intact": False, "entries": 1, "first_broken": None, "what": "unreadable"},
    )


def test_who_may_be_barred_hears_of_an_unreadable_case_what_is_said_of_none(
    opened: TasksDesk, dynamodb: "DynamoDBClient"
) -> None:
    """It cannot say any more who sees it: only those are told from whom no case is hidden but by their own part."""
    rated_inspector = Person(
        staff_code=samples.RATED_OFFICER.staff_code, roles=frozenset({Role.INSPECTOR}), office="20ZZ"
    )
    opened.directory.staff.append(rated_inspector)
    barred = (samples.HANDLER, samples.SUPERVISOR, samples.ELSEWHERE, samples.RATED_OFFICER, rated_inspector)

    def heard() -> list[tuple[int, str]]:
        found = [_get(opened, person, route) for route in READING for person in barred]
        acts = [opened.act(person, "claim") for person in barred]
        return found + [(status, json.dumps(body)) for status, body in acts]

    def recorded() -> list[Any]:
        found = [{**message["refusal"], "at": None} for message in opened.refused.messages]
        opened.refused.messages.clear()
        return found

    _tear(dynamodb, items.CASE, "level")
    of_the_unreadable = heard()
    recorded_of_it = recorded()
    dynamodb.delete_item(TableName="cases", Key=items.case_key(CASE_ID))
    assert of_the_unreadable == heard()
    assert {status for status, _ in of_the_unreadable} == {404}
    assert recorded_of_it == recorded()


def test_where_it_cannot_be_told_who_was_rated_nobody_is_told_of_the_case(
    opened: TasksDesk, dynamodb: "DynamoDBClient"
) -> None:
    for attribute in ("level", "rated_officers"):
        _tear(dynamodb, items.CASE, attribute)
    assert _get(opened, samples.INSPECTOR, READING[0])[0] == 404


def test_the_enterprise_is_told_the_same_of_its_rating(
    desk: SubmitDesk, key: str, dynamodb: "DynamoDBClient", capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk.send("POST", "/ratings", rating()).status == 201
    lot = NUMBER[:-1]
    _tear(dynamodb, items.RATING, "levels", table="ratings", pk=f"L#{lot}")
    capsys.readouterr()
    found = desk.send("GET", "/ratings/{declaration_no}", query={"tax_code": TAX_CODE}, at={"declaration_no": NUMBER})
    logged = capsys.readouterr().out
    assert (found.status, found.json["code"]) == (500, "record_unreadable")
    assert '"RecordUnreadable": 1' in logged
    page = desk.send("GET", "/rate/{rating_key}", at={"rating_key": key}, headers={"Accept": "text/html"})
    logged += capsys.readouterr().out
    assert (page.status, logged.count('"RecordUnreadable": 1')) == (500, 2)
    assert SECRET not in found.text + page.text + logged
