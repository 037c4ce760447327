"""Casework on the deployed template: an appeal to its end, due dates, evidence, and finding a case."""

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import httpx

from hailong.vocabulary import workdays
from hailong.vocabulary.correlation import HEADER
from hailong.vocabulary.times import vietnamese_day
from local.stack import StaffMember
from tests.e2e.waiting import poll
from tests.e2e.world import Json, Lot, World, decision

CALENDAR = workdays.vietnamese_calendar()


def _inspectors(world: World) -> list[StaffMember]:
    return [member for member in world.stack.staff if "inspector" in member.groups]


def _as(world: World, member: StaffMember, lot: Lot, action: str, body: Json | None = None) -> httpx.Response:
    with world.staff(member) as client:
        return client.post(f"/tasks/{lot.case_id}/{action}", json=body or {})


def _file(world: World, lot: Lot) -> Json:
    file = world.case_file(lot)
    assert file is not None
    return file


def _state(world: World, lot: Lot) -> str:
    return str(_file(world, lot)["case"]["state"])


def _clock(world: World, at: datetime) -> dict[str, Any]:
    """The schedule rings at that moment."""
    answer = world.cloud.client("lambda").invoke(
        FunctionName="hailong-deadline", Payload=json.dumps({"time": at.isoformat()}).encode()
    )
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, said
    return said


def test_an_appeal_goes_to_other_inspectors_and_is_final(world: World) -> None:
    lot = world.opened_case()
    first, second, third, _ = _inspectors(world)
    _as(world, first, lot, "claim").raise_for_status()
    _as(world, first, lot, "decide", decision()).raise_for_status()
    _as(world, second, lot, "review", {"approve": True}).raise_for_status()
    poll(lambda: len(world.mails_to(lot.email)) == 2, what="the mail with the outcome")

    appeal = {"tax_code": lot.tax_code, "reason": "Kết luận chưa nói đến thời gian chờ."}
    with world.software() as software:
        assert software.post(f"/ratings/{lot.declaration_no}/appeal", json=appeal).status_code == httpx.codes.CREATED
        assert software.post(f"/ratings/{lot.declaration_no}/appeal", json=appeal).status_code == httpx.codes.CONFLICT
    file = _file(world, lot)
    assert (file["case"]["state"], file["case"]["level"], file["case"]["assignee"]) == ("appealed", 2, None)
    poll(lambda: len(world.mails_to(lot.email)) == 3, what="the confirmation of the appeal")

    for who_took_part in (first, second):
        refused = _as(world, who_took_part, lot, "claim")
        assert (refused.status_code, refused.json()["code"]) == (403, "conflict_of_interest")
    with world.supervisor() as supervisor:
        refused = supervisor.post(f"/tasks/{lot.case_id}/assign", json={"assignee": third.staff_code})
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    refused = _as(world, first, lot, "assign", {"assignee": second.staff_code})
    assert (refused.status_code, refused.json()["code"]) == (403, "conflict_of_interest")
    _as(world, first, lot, "assign", {"assignee": third.staff_code}).raise_for_status()
    _as(world, third, lot, "decide", decision(outcome="partly_upheld")).raise_for_status()
    for barred in (third, first):
        refused = _as(world, barred, lot, "review", {"approve": True})
        assert (refused.status_code, refused.json()["code"]) == (403, "conflict_of_interest")
    _as(world, second, lot, "review", {"approve": True}).raise_for_status()

    poll(lambda: _state(world, lot) == "closed", what="the end of the case")
    told = world.answer(lot)["case"]
    assert (told["state"], told["outcome"]) == ("closed", "partly_upheld")
    poll(lambda: len(world.mails_to(lot.email)) == 4, what="the final answer")
    file = _file(world, lot)
    assert [entry["action"] for entry in file["timeline"]] == [
        *("open", "claim", "decide", "review"),
        *("appeal", "assign", "decide", "review", "close"),
    ]
    poll(lambda: len(_file(world, lot)["refusals"]) == 6, what="the record of what was refused")
    with world.inspector() as inspector:
        verified = inspector.get(f"/tasks/{lot.case_id}/timeline/verify").json()
    assert verified == {"intact": True, "entries": 9, "first_broken": None, "what": None}


def test_a_date_that_is_not_kept_is_raised_and_the_enterprise_told(world: World) -> None:
    lot = world.opened_case()
    promised = datetime.fromisoformat(_file(world, lot)["case"]["due_at"])
    late = CALENDAR.close_of_business(CALENDAR.day_after(vietnamese_day(promised), 1))
    night = promised + timedelta(hours=1)
    assert lot.case_id in _clock(world, promised - timedelta(hours=1))["remind"]
    assert lot.case_id not in _clock(world, night)["breach"]
    assert lot.case_id in _clock(world, late)["breach"]
    assert lot.case_id not in _clock(world, late)["breach"]
    case = _file(world, lot)["case"]
    assert (case["breached"], case["raised_to"], case["state"]) == (True, "supervisor", "open")
    assert datetime.fromisoformat(case["first_due_at"]) == promised < datetime.fromisoformat(case["due_at"])
    poll(lambda: len(world.mails_to(lot.email)) == 2, what="the word of the new date")
    supervisor = world.stack.person(group="supervisor")

    def told_the_supervisor() -> bool:
        mails = world.mails_to(f"{supervisor.username}@customs.example.vn")
        return sum(lot.case_id in mail.subject for mail in mails) == 2

    poll(told_the_supervisor, what="the reminder and the word of the breach")
    _is_followed_by_the_clock(world, lot)


def _is_followed_by_the_clock(world: World, lot: Lot) -> None:
    """What the clock does about a case goes by the request that its rating came with, as far as the mails."""
    stored = world.item("cases", lot.case_id, "CASE")
    assert stored is not None
    rated = stored["rating"]["M"]["correlation_id"]["S"]
    way = {
        ("submit", "NegativeRating 1"),
        ("deadline", f"the clock has moved a case case_id={lot.case_id} timer=breach"),
        ("notify", f"notice handled case_id={lot.case_id} notice_id=interim-1 delivery=sent"),
    }
    poll(lambda: way <= world.told(rated), timeout=60, what="the lines of the breach")
    sent = [world.posting.headers(mail.message_id)[HEADER] for mail in world.mails_to(lot.email)]
    assert sent == [rated, rated]


def test_a_window_that_is_over_closes_the_case(world: World) -> None:
    lot = world.opened_case()
    world.decide(lot)
    world.approve(lot)
    until = datetime.fromisoformat(world.answer(lot)["case"]["appeal_until"])
    poll(lambda: world.item("cases", lot.case_id, "NOTICE#outcome"), what="the outcome to be told")
    assert lot.case_id not in _clock(world, until)["close"]
    assert lot.case_id in _clock(world, until + timedelta(minutes=1))["close"]
    assert world.answer(lot)["case"]["state"] == "closed"
    arn = f"{world.stack.state_machine.replace(':stateMachine:', ':execution:')}:{lot.case_id}"
    machines = world.cloud.client("stepfunctions")
    poll(lambda: machines.describe_execution(executionArn=arn)["status"] == "SUCCEEDED", what="the execution's end")


def test_evidence_goes_in_as_announced_and_comes_out_for_those_who_see_the_case(world: World) -> None:
    lot = world.opened_case()
    path = f"/tasks/{lot.case_id}/evidence"
    digest = hashlib.sha256(b"%PDF-1.7").hexdigest()
    announced = {"name": "../Biên bản.pdf", "content_type": "application/pdf", "size": 8, "sha256": digest}

    def upload(content: bytes, **changes: str) -> tuple[str, int]:
        with world.handler() as handler:
            answer = handler.post(path, json=announced)
        assert answer.status_code == httpx.codes.CREATED
        form = answer.json()["upload"]
        sent = httpx.post(form["url"], data=form["fields"] | changes, files={"file": content}, trust_env=False)
        return answer.json()["evidence_id"], sent.status_code

    evidence_id, status = upload(b"%PDF-1.7")
    assert status == httpx.codes.NO_CONTENT
    _, of_another_checksum = upload(b"%PDF-1.7", **{"x-amz-checksum-sha256": "A" * 43 + "="})
    assert of_another_checksum == httpx.codes.FORBIDDEN
    _, too_large = upload(b"%PDF-1.7 and more")
    _, of_another_type = upload(b"%PDF-1.7", **{"Content-Type": "text/html"})
    assert too_large >= httpx.codes.BAD_REQUEST <= of_another_type

    file = _file(world, lot)
    assert [one["uploaded"] for one in file["evidence"]].count(True) == 1
    assert {one["name"] for one in file["evidence"]} == {"Biên bản.pdf"}
    with world.supervisor() as supervisor:
        link = supervisor.get(f"{path}/{evidence_id}").json()["url"]
        # AWS refuses another file by its checksum; the local cloud takes it, and it is not served.
        swapped, _ = upload(b"%PDF-1.8")
        answer = supervisor.get(f"{path}/{swapped}")
    assert (answer.status_code, answer.json()["code"]) in {(409, "file_altered"), (409, "not_uploaded")}
    fetched = httpx.get(link, trust_env=False)
    assert fetched.content == b"%PDF-1.7"
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert httpx.get(link.partition("?")[0], trust_env=False).status_code == httpx.codes.FORBIDDEN
    for outsider in (
        world.stack.person(group="handler", staff_code="20CF-0012"),
        world.stack.person(group="handler", office="20BB"),
    ):
        with world.staff(outsider) as client:
            assert client.get(f"{path}/{evidence_id}").status_code == httpx.codes.NOT_FOUND
            assert client.post(path, json=announced).status_code == httpx.codes.NOT_FOUND


def test_a_case_is_found_by_its_numbers_and_by_words_of_the_name(world: World) -> None:
    name = "Công ty TNHH Đá Bạch Đằng"
    lot = world.cleared_lot(
        enterprise={"tax_code": "5700100256", "name": name, "emails": ["bachdang@example.vn"]},
    )
    world.rate(lot).raise_for_status()

    def found(query: str, **more: str) -> list[str]:
        with world.handler() as handler:
            answer = handler.get("/tasks", params={"q": query, "limit": "100", **more})
        answer.raise_for_status()
        return [item["case_id"] for item in answer.json()["items"]]

    poll(lambda: found("cong ty da bach dang") == [lot.case_id], what="the case to be found")
    assert found("bach da") == found("đá bạch") == found(lot.case_id) == [lot.case_id]
    assert found(f"{lot.declaration_no[:11]}/A11") == found(lot.declaration_no) == [lot.case_id]
    assert lot.case_id in found("5700100256")
    assert found("bach dangx") == []
    assert found("bach dang", overdue="true") == found("bach dang", state="closed") == []
    with world.handler(office="20BB") as elsewhere:
        assert elsewhere.get("/tasks", params={"q": lot.case_id}).json()["items"] == []
