"""E-mails that do not arrive: the next address, a call, and nothing lost while the mail service refuses."""

import httpx

from hailong.vocabulary.correlation import HEADER
from tests.e2e.waiting import poll, stays
from tests.e2e.world import Json, Lot, World, clearance

BOUNCING, UNWANTING = "bounce@simulator.amazonses.com", "complaint@simulator.amazonses.com"


def _rated(world: World, *, contact: str | None, emails: list[str] | None = None) -> Lot:
    """A lot with a case; `contact` is the rating's address, `emails` are the clearance's (its own if not given)."""
    lot = world.new_lot()
    enterprise = {"tax_code": lot.tax_code, "name": "Công ty TNHH Ví dụ", "emails": emails or [lot.email]}
    with world.customs() as customs:
        told = clearance(lot, enterprise=enterprise)
        customs.put(f"/clearances/{lot.declaration_no}", json=told).raise_for_status()
    world.rate(lot, **({"contact": {"email": contact}} if contact else {})).raise_for_status()
    return lot


def _acknowledgement(world: World, lot: Lot) -> Json:
    file = world.case_file(lot)
    found: list[Json] = [one for one in (file or {}).get("notices", []) if one["kind"] == "acknowledgement"]
    return found[0] if found else {}


def _actions(file: Json) -> list[str]:
    return [entry["action"] for entry in file["timeline"]]


def test_an_address_that_bounces_is_followed_by_the_next(world: World) -> None:
    lot = _rated(world, contact=BOUNCING)
    poll(lambda: _acknowledgement(world, lot).get("sent_to") == lot.email, what="the mail to the second address")
    file = world.case_file(lot) or {}
    assert "mail_failed" in _actions(file)
    assert file["case"]["calls_due"] == []
    assert len(world.mails_to(lot.email)) == 1


def test_when_no_address_is_left_somebody_calls_and_says_so(world: World) -> None:
    lot = _rated(world, contact=None, emails=[BOUNCING])
    poll(lambda: _acknowledgement(world, lot).get("state") == "undeliverable", what="the bounce")
    with world.handler() as handler:
        items = handler.get("/tasks", params={"q": lot.case_id}).json()["items"]
        assert next(one for one in items if one["case_id"] == lot.case_id)["calls_due"] == ["acknowledgement"]
        words = {"text": "Đã gọi cho kế toán trưởng và đọc thư."}
        assert handler.post(f"/tasks/{lot.case_id}/called", json={}).status_code == httpx.codes.UNPROCESSABLE_ENTITY
        answer = handler.post(f"/tasks/{lot.case_id}/called", json=words)
        assert answer.status_code == httpx.codes.OK
        assert answer.json()["case"]["calls_due"] == []
        assert _actions(answer.json())[-2:] == ["call_needed", "called"]
        assert handler.post(f"/tasks/{lot.case_id}/called", json=words).status_code == httpx.codes.CONFLICT


def test_who_calls_it_spam_is_not_written_to_again(world: World) -> None:
    lot = _rated(world, contact=UNWANTING)
    poll(lambda: _acknowledgement(world, lot).get("state") == "complained", what="the complaint")
    world.decide(lot)
    world.approve(lot)
    (outcome,) = poll(lambda: world.mails_to(lot.email), what="the outcome at the other address")
    assert "Kết quả xử lý" in outcome.subject


def test_a_mail_service_that_refuses_delays_and_loses_nothing(world: World) -> None:
    """Here it has suspended the account; a sender that it does not know is in test_mail_chaos.py."""
    with world.posting.suspended("SendingPausedException"):
        lot = world.cleared_lot()
        rated = world.rate(lot).headers[HEADER]
        poll(lambda: world.case_file(lot), what="the opening of the case")
        poll(lambda: _acknowledgement(world, lot).get("attempts", 0) >= 2, what="the second attempt")
        waiting = _acknowledgement(world, lot)
        assert (waiting["state"], waiting["last_error"]) == ("queued", "SendingPausedException")
        assert world.mails_to(lot.email) == []
        # The case does not wait for the mail.
        world.decide(lot)
        world.approve(lot)
        poll(lambda: ("notify", "MailDelayed 1") in world.told(rated), what="what the alarm counts")
    poll(lambda: len(world.mails_to(lot.email)) == 2, timeout=60, what="both mails")
    assert stays(lambda: len(world.mails_to(lot.email)), seconds=3) == 2
    file = world.case_file(lot) or {}
    assert ({one["state"] for one in file["notices"]}, file["case"]["calls_due"]) == ({"sent"}, [])
