"""One notice that calls for a mail to each of many: all are asked for, once, whatever fails in between."""

from dataclasses import replace

import pytest

from functions.notify import sending
from functions.notify.sending import Delivery
from hailong.cases import deadlines
from hailong.cases.notices import Notice
from hailong.vocabulary.words import NoticeKind, NoticeState, Role
from tests import samples
from tests.unit.mail_room import (
    CASE_ID,
    GIVE_UP,
    DyingStore,
    Killed,
    MailRoom,
    mail_room,
)


def _calls_for(people: int) -> MailRoom:
    """A due date was not kept, and so many inspectors are to hear of it."""
    room = mail_room()
    inspectors = [
        replace(samples.INSPECTOR, staff_code=f"20ZZ-{number:04d}", email=f"i{number}@customs.example.vn")
        for number in range(people)
    ]
    room.staff.staff = list(inspectors)
    told = deadlines.Told(inspectors, Role.INSPECTOR)
    room.store.write(deadlines.breach(room.case, told, at=room.now, due_at=samples.DUE))
    room.notice_id = "breach-1"
    return room


def _asked_for(room: MailRoom) -> list[Notice]:
    letters = room.store.correspondence(CASE_ID)
    assert letters is not None
    return [one for one in letters.notices.values() if one.kind is NoticeKind.BREACH and one.recipient]


def test_however_many_are_told_of_a_breach_it_is_written_and_each_is_written_to() -> None:
    room = _calls_for(300)
    assert room.deliver() is Delivery.PASSED_ON
    assert room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    asked = _asked_for(room)
    assert {one.notice_id for one in asked} == {f"breach-1-20ZZ-{number:04d}" for number in range(300)}
    assert {one.state for one in asked} == {NoticeState.QUEUED}
    assert room.told == []
    room.notice_id = asked[7].notice_id
    assert room.deliver() is Delivery.SENT
    assert room.told == ["i7@customs.example.vn"]


@pytest.mark.parametrize("written", [False, True])
def test_who_dies_while_passing_on_leaves_nobody_out_and_asks_nobody_twice(*, written: bool) -> None:
    room = _calls_for(3)
    with pytest.raises(Killed):
        room.deliver(DyingStore(room.store, at_write=1, written=written))
    room.notice_id = _asked_for(room)[0].notice_id
    assert room.deliver() is Delivery.SENT
    room.notice_id = "breach-1"
    room.deliver()
    assert [one.state for one in _asked_for(room)] == [NoticeState.SENT, NoticeState.QUEUED, NoticeState.QUEUED]


def test_a_call_for_many_that_goes_nowhere_has_nobody_call_the_enterprise() -> None:
    room = _calls_for(3)
    room.later(GIVE_UP)
    assert sending.failed(room.desk(), CASE_ID, room.notice_id, "AccessDenied") is Delivery.UNDELIVERABLE
    assert room.case.calls_due == ()
