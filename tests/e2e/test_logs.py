"""The logs of a whole run are read for every name, address, number, word and token that it used."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, quote_plus, urlsplit

import httpx
import pytest

from tests.e2e.waiting import poll
from tests.e2e.world import Json, Lot, World, clearance, rating

PERSONAL_TAX_CODE = "001099123457"
ENTERPRISE, OFFICER, CONTACT = "Hộ kinh doanh Trăng Khuyết", "Đoàn Thị Ẩn Danh", "Kiều Văn Kín Đáo"
PHONE, ADDRESSES = "0912 345 987", ("ke.toan@trang-khuyet.example.vn", "bounce+kin-dao@simulator.amazonses.com")
COMMENT, NOTE, REASON = "Phải đưa thêm giấy không có trong danh mục.", "Đã gọi cho chị Ẩn.", "Chưa trả lời điều đã hỏi."
ACTION, MESSAGE = "Nhắc cán bộ tra lại danh mục.", "Chúng tôi xin lỗi vì đã đòi giấy thừa."
FILE = "Giấy của chị Ẩn.pdf"

_MOST_OF_A_PAGE = 10_000


def _text(world: World, group: str, since: datetime) -> str:
    """All that a group was told from a moment on. The local cloud has a stream a call, and gives no second page."""
    pages = world.cloud.client("logs").get_paginator("filter_log_events")
    found = [
        event["message"]
        for page in pages.paginate(logGroupName=group, startTime=int(since.timestamp() * 1000))
        for event in page["events"]
    ]
    assert len(found) < _MOST_OF_A_PAGE, f"{group} was told more than can be read at once"
    return "\n".join(found)


def _groups(world: World) -> list[str]:
    """The log groups of the stack: of its functions, its API and its state machine."""
    pages = world.cloud.client("logs").get_paginator("describe_log_groups").paginate()
    found = [group["logGroupName"] for page in pages for group in page["logGroups"]]
    return [name for name in found if f"/{_stack_name(world)}" in name]


def _stack_name(world: World) -> str:
    return world.outputs["StateMachine"].rpartition(":")[2].removesuffix("-case")


def _spellings(secret: str) -> set[str]:
    """As it is, as JSON writes it, and as an address does."""
    return {secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote(secret), quote_plus(secret)}


def _last_part(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def _rated_and_answered(world: World) -> tuple[Lot, set[str]]:
    """A lot through every function that logs, right and wrong requests both; what was used on the way."""
    lot = Lot(declaration_no=world.new_lot().declaration_no, tax_code=PERSONAL_TAX_CODE, email=ADDRESSES[0])
    told = clearance(
        lot,
        enterprise={"tax_code": lot.tax_code, "name": ENTERPRISE, "emails": [lot.email]},
        officers=[{"code": "20CF-0012", "name": OFFICER, "stage": "inspection"}],
    )
    with world.customs() as customs:
        cleared = customs.put(f"/clearances/{lot.declaration_no}", json=told).raise_for_status().json()
        customs.put(f"/clearances/{lot.declaration_no}", json=told | {"channel": OFFICER})
    contact = {"name": CONTACT, "email": ADDRESSES[1], "phone": PHONE}
    body = rating(lot, comment=COMMENT, contact=contact)
    with world.software() as software:
        software.post("/ratings", json=body | {"levels": {"officer": COMMENT}})
        software.post("/ratings", content=json.dumps(body)[:-1], headers={"Content-Type": "application/json"})
        software.post("/ratings", json=body).raise_for_status()
    poll(lambda: world.case_file(lot), what="the opening of the case")
    used = {_last_part(cleared["rate_url"]), *_decided(world, lot)}
    with world.anyone() as anyone:
        anyone.get(cleared["rate_url"], headers={"Accept": "text/html"})
        anyone.post(cleared["rate_url"], data={"officer": "1", "comment": COMMENT}, headers={"Accept": "text/html"})
    return lot, used | {*ADDRESSES, PERSONAL_TAX_CODE, ENTERPRISE, OFFICER, CONTACT, PHONE, COMMENT}


def _decided(world: World, lot: Lot) -> set[str]:
    """The case up to its appeal, by the link of a mail; the words and rights that were used."""
    wait = poll(lambda: world.item("cases", lot.case_id, "WAIT"), what="the task of a person")
    assert wait
    path = f"/tasks/{lot.case_id}"
    with world.handler() as handler:
        handler.post(f"{path}/note", json={"text": NOTE}).raise_for_status()
        announced = {"name": FILE, "content_type": "application/pdf", "size": 8}
        form: Json = handler.post(f"{path}/evidence", json=announced).raise_for_status().json()
        handler.get("/tasks", params={"q": ENTERPRISE})
        handler.get("/tasks", params={"q": COMMENT, "state": PHONE})
    world.decide(lot, action_taken=ACTION, message_to_enterprise=MESSAGE)
    world.approve(lot)
    mail = poll(
        lambda: [one for one in world.mails_to(lot.email) if MESSAGE in one.text],
        timeout=60,
        what="the mail with the outcome",
    )[0]
    link = next(word for word in mail.text.split() if "/answers/" in word)
    with world.anyone() as enterprise:
        enterprise.get(link, headers={"Accept": "text/html"}).raise_for_status()
        appeal = enterprise.post(f"{link}/appeal", json={"reason": REASON}, headers={"Accept": "application/json"})
        assert appeal.status_code == httpx.codes.CREATED
    signed = {
        value for name, value in form["upload"]["fields"].items() if "signature" in name.lower() or name == "policy"
    }
    assert signed
    return {wait["token"]["S"], _last_part(link), NOTE, FILE, ACTION, MESSAGE, REASON, *signed}


def test_no_log_holds_a_name_an_address_a_number_a_word_or_a_token(world: World) -> None:
    # The clock of the machine that logs may go a little differently.
    begun = datetime.now(UTC) - timedelta(seconds=5)
    lot, used = _rated_and_answered(world)
    used |= {token for _, token in world._tokens.values()}
    with world.anyone() as stranger:
        stranger.get(f"/ratings/{lot.declaration_no}", params={"tax_code": lot.tax_code})

    # What the run has logged has arrived once these have: each names the case.
    acting = [f"/aws/lambda/{_stack_name(world)}-{function}" for function in ("escalate", "notify", "tasks")]
    poll(
        lambda: all(lot.case_id in _text(world, group, begun) for group in acting),
        timeout=60,
        what="the logs of the run",
    )
    texts = {group: _text(world, group, begun) for group in _groups(world)}
    assert set(acting) <= texts.keys()
    found = {
        (group, secret)
        for group, text in texts.items()
        for secret in used
        for spelling in _spellings(secret)
        if spelling.casefold() in text.casefold()
    }
    assert found == set()


@pytest.mark.parametrize("line", ["{}", '{{"a": {json}}}', "/answers?reason={url}"])
def test_what_is_looked_for_would_be_found(line: str) -> None:
    text = line.format(COMMENT, json=json.dumps(COMMENT), url=quote_plus(COMMENT))
    assert any(spelling in text for spelling in _spellings(COMMENT))
