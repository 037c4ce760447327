"""Invitations to rate, which an operator switches on by a parameter of the template."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from stdnum.vn import mst

from local.deploy import deploy
from local.mails import Mail
from tests.e2e.waiting import poll, stays
from tests.e2e.world import Json, Lot, World, clearance

BOUNCING = ["bounce+1@simulator.amazonses.com", "bounce+2@simulator.amazonses.com"]


@pytest.fixture(scope="module")
def inviting(world: World) -> Iterator[World]:
    """The world while its operator has enterprises invited."""
    log = world.cloud.directory / "deploy_again.log"
    deploy(world.cloud, log, {"InvitationEmail": "yes", "InvitationMinutes": "0"})
    yield world
    deploy(world.cloud, log, {"InvitationEmail": "no", "InvitationMinutes": "60"})


_stems = itertools.count(990_000_101, 7)


def _lot(world: World) -> Lot:
    """Of an enterprise of its own: one is invited once a day."""
    codes = (f"{stem}{mst.calc_check_digit(str(stem))}" for stem in _stems)
    return replace(world.new_lot(), tax_code=next(code for code in codes if mst.is_valid(code)))


def _clear(world: World, lot: Lot, **changes: object) -> Json:
    with world.customs() as customs:
        answer = customs.put(f"/clearances/{lot.declaration_no}", json=clearance(lot, **changes))
    answer.raise_for_status()
    found: Json = answer.json()
    return found


def _state(world: World, lot: Lot) -> str | None:
    """What has become of the invitation."""
    item = world.item("cases", lot.case_id, "NOTICE#invitation")
    return item["state"]["S"] if item else None


def _invited(world: World, lot: Lot) -> Mail:
    (mail,) = poll(lambda: world.mails_to(lot.email), timeout=60, what="the invitation")
    return mail


def test_an_enterprise_is_invited_once_and_rates_in_two_taps(inviting: World) -> None:
    lot = _lot(inviting)
    url = _clear(inviting, lot)["rate_url"]
    mail = _invited(inviting, lot)
    assert mail.subject.startswith(f"[{lot.declaration_no}] Mời Quý doanh nghiệp đánh giá")
    faces = re.findall(r'href="([^"]+\?officer=[1-5])"', mail.html)
    assert faces == [f"{url}?officer={level}" for level in range(1, 6)]
    with inviting.anyone() as scanner:
        for face in faces:
            assert "checked" in scanner.get(face, headers={"Accept": "text/html"}).text
        assert scanner.get(url, headers={"Accept": "application/json"}).json()["rated"] is False
    _clear(inviting, lot)
    _clear(inviting, lot, enterprise={"tax_code": lot.tax_code, "name": "Công ty TNHH Đổi tên", "emails": [lot.email]})
    with inviting.anyone() as enterprise:
        tapped = enterprise.post(faces[4], data={"officer": "5"}, headers={"Accept": "text/html"})
    assert tapped.status_code == httpx.codes.CREATED
    assert inviting.answer(lot)["levels"] == {"officer": 5}
    assert stays(lambda: len(inviting.mails_to(lot.email)), seconds=3) == 1


def test_who_has_rated_already_is_not_invited(inviting: World) -> None:
    lot = _lot(inviting)
    assert inviting.rate(lot, levels={"officer": 5}, reasons=[]).status_code == httpx.codes.ACCEPTED
    _clear(inviting, lot)
    poll(lambda: _state(inviting, lot) == "withdrawn", timeout=60, what="the invitation's withdrawal")
    assert inviting.mails_to(lot.email) == []


def test_an_invitation_that_bounces_everywhere_is_nobodys_task(inviting: World) -> None:
    lot = _lot(inviting)
    enterprise = {"tax_code": lot.tax_code, "name": "Công ty TNHH Ví dụ", "emails": BOUNCING}
    _clear(inviting, lot, enterprise=enterprise)
    poll(lambda: _state(inviting, lot) == "undeliverable", timeout=60, what="the bounce")
    assert inviting.case_file(lot) is None
    # Whoever rates all the same is answered at an address that works.
    inviting.rate(lot, contact={"email": lot.email}).raise_for_status()
    (mail,) = poll(lambda: inviting.mails_to(lot.email), timeout=60, what="the acknowledgement")
    assert lot.case_id in mail.subject
    poll(lambda: inviting.case_file(lot), what="the case")
    file = inviting.case_file(lot) or {}
    assert file["case"]["calls_due"] == []
    assert {one["kind"] for one in file["notices"]} == {"invitation", "acknowledgement"}


def test_an_enterprise_is_mailed_once_a_day_and_ends_it_by_one_click(inviting: World) -> None:
    lot = _lot(inviting)
    _clear(inviting, lot)
    mail = _invited(inviting, lot)
    second = replace(inviting.new_lot(), tax_code=lot.tax_code, email=lot.email)
    _clear(inviting, second)
    poll(lambda: _state(inviting, second) == "queued", timeout=60, what="the second lot's invitation")
    assert stays(lambda: len(inviting.mails_to(lot.email)), seconds=3) == 1
    (stop_url,) = set(re.findall(r'href="([^"]+/invitations/[^"]+)"', mail.html))
    with inviting.anyone() as mail_program:
        assert mail_program.get(stop_url, headers={"Accept": "application/json"}).json() == {"invited": True}
        mail_program.post(stop_url, data={"List-Unsubscribe": "One-Click"}).raise_for_status()
        assert mail_program.get(stop_url, headers={"Accept": "application/json"}).json() == {"invited": False}
    third = replace(inviting.new_lot(), tax_code=lot.tax_code, email=lot.email)
    _clear(inviting, third)
    poll(lambda: _state(inviting, third) == "withdrawn", timeout=60, what="the withdrawal of the third one's")
