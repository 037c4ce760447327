"""The promise of the whole system, under fire: the mail service refuses, addresses bounce, `notify` is killed.

Every enterprise ends with its acknowledgement and its outcome, or with a call that somebody has to make. A kill that
falls into the sending may cost one mail twice; nothing else may. `HAILONG_CHAOS=200` runs it with 200 ratings.
"""

import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest

from hailong.adapters.dynamodb import case_items, items
from hailong.vocabulary.times import now
from local import mails
from tests.e2e.waiting import poll
from tests.e2e.world import Json, Lot, World, clearance

RATINGS = int(os.environ.get("HAILONG_CHAOS", "20"))
KILLS = 6
_KINDS = ("acknowledgement", "outcome")


def _bouncing(lot: Lot) -> str:
    return f"bounce+{lot.lot_key}@simulator.amazonses.com"


def _rate(world: World, number: int) -> Lot:
    """Every fifth enterprise named a contact whose address bounces; every seventh has no address but such a one."""
    lot = world.new_lot()
    emails = [_bouncing(lot)] if number % 7 == 0 else [lot.email]
    enterprise = {"tax_code": lot.tax_code, "name": "Công ty TNHH Ví dụ", "emails": emails}
    with world.customs() as customs:
        told = clearance(lot, enterprise=enterprise)
        customs.put(f"/clearances/{lot.declaration_no}", json=told).raise_for_status()
    contact = {"contact": {"email": _bouncing(lot)}} if number % 5 == 0 else {}
    world.rate(lot, **contact).raise_for_status()
    return lot


def _deal_with(world: World, lot: Lot) -> None:
    poll(lambda: world.case_file(lot), timeout=120, what=f"the opening of {lot.case_id}")
    world.decide(lot)
    world.approve(lot)


@contextmanager
def _under_fire(world: World, killed: list[int]) -> Iterator[None]:
    """The sender is refused at first, then `notify` is killed again and again while it works."""
    ses, sender = world.cloud.client("sesv2"), world.outputs["SenderAddress"]
    sqs = world.cloud.client("sqs")
    over = threading.Event()

    def fire() -> None:
        while not over.wait(1.5) and len(killed) < KILLS:
            killed.extend(world.kill_workers("hailong-notify"))

    before = {
        queue: sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
        for queue in (world.outputs["NoticesQueueUrl"], world.outputs["MailReportsQueueUrl"])
    }
    for queue in before:
        # What a killed process had in hand comes back sooner than in earnest.
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": "10"})
    ses.delete_email_identity(EmailIdentity=sender)
    shooters = ThreadPoolExecutor(1)
    try:
        threading.Timer(5, lambda: ses.create_email_identity(EmailIdentity=sender)).start()
        shooting = shooters.submit(fire)
        yield
        over.set()
        shooting.result()
    finally:
        over.set()
        shooters.shutdown()
        for queue, attributes in before.items():
            sqs.set_queue_attributes(QueueUrl=queue, Attributes=attributes)


def _settled(world: World, lot: Lot, *, hopeless: bool) -> Json | None:
    """The case file once its mails are where they end."""
    file = world.case_file(lot)
    if file is None:
        return None
    ends = {one["notice_id"]: (one["state"], one["sent_to"]) for one in file["notices"]}
    if hopeless:
        return file if all(ends.get(kind, ("", ""))[0] == "undeliverable" for kind in _KINDS) else None
    return file if all(ends.get(kind) == ("sent", lot.email) for kind in _KINDS) else None


def _ended(world: World, lot: Lot, *, hopeless: bool, seconds: float) -> Json:
    found = poll(
        lambda: _settled(world, lot, hopeless=hopeless),
        timeout=seconds,
        what=f"telling the enterprise of {lot.case_id}",
    )
    assert found is not None
    return found


def test_no_enterprise_is_left_untold(world: World) -> None:
    killed: list[int] = []
    # So that there is something to kill from the first mail on: a cloud that has just started is slow to bring it up.
    first = world.opened_case()
    poll(lambda: world.mails_to(first.email), timeout=120, what="the first mail")
    for who in (world.customs, world.software, world.handler, world.supervisor, world.inspector):
        who().close()
    with _under_fire(world, killed), ThreadPoolExecutor(4) as pool:
        lots = list(pool.map(lambda number: _rate(world, number), range(1, RATINGS + 1)))
        list(pool.map(lambda lot: _deal_with(world, lot), lots))
        # Under fire until all is told: the staff may be done before the first mail goes out.
        deadline = time.monotonic() + 240 + 2 * RATINGS
        files = [
            _ended(world, lot, hopeless=number % 7 == 0, seconds=max(1, deadline - time.monotonic()))
            for number, lot in enumerate(lots, start=1)
        ]
    sent = Counter((mail.subject, mail.to[0]) for mail in mails.sent(world.stack))
    for number, (lot, file) in enumerate(zip(lots, files, strict=True), start=1):
        told = [subject for subject, address in sent if lot.case_id in subject and address == lot.email]
        if number % 7 == 0:
            assert set(file["case"]["calls_due"]) == set(_KINDS)
        else:
            assert len(told) == len(_KINDS), f"{lot.case_id} was told {told}"
            assert file["case"]["calls_due"] == []
    assert killed
    assert sum(times - 1 for times in sent.values()) <= len(killed)


@pytest.fixture(autouse=True)
def _nothing_else_waits(world: World) -> Iterator[None]:
    """Kills would fall into the mails of other tests: those are done before, but for what is for another day."""
    poll(lambda: not _to_be_sent_soon(world), timeout=120, what="the end of all other mails")
    yield
    poll(lambda: not _to_be_sent_soon(world), timeout=240, what="the end of all mails")


def _to_be_sent_soon(world: World) -> list[str]:
    """An invitation may wait for tomorrow morning, and keeps nobody waiting here."""
    soon = now() + timedelta(minutes=15)
    pages = (
        world.cloud.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=world.stack.tables.cases,
            FilterExpression="begins_with(sk, :notice)",
            ExpressionAttributeValues=items.marshal({":notice": items.NOTICE_PREFIX}),
            ConsistentRead=True,
        )
    )
    notices = [case_items.notice_from(item) for page in pages for item in page["Items"]]
    return [one.case_id for one in notices if not one.settled and one.free_at(soon) <= soon]
