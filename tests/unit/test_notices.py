"""What each step makes of a notice: its state, one more version, and nothing left over of the step before."""

from dataclasses import replace
from datetime import timedelta

from hailong.cases import notices
from hailong.cases.notices import Notice, queued
from hailong.vocabulary.words import NoticeKind, NoticeState
from tests import samples

AT = samples.RATED
LEASE, LATER = AT + timedelta(minutes=1), AT + timedelta(hours=4)
ASKED = queued("HL-10302752870", NoticeKind.INTERIM, AT, suffix="1")
TRIED = replace(ASKED, version=4, attempts=2, soft_bounces=1, refused_by=("a@example.vn",), last_error="busy")
IN_HAND = replace(TRIED, state=NoticeState.SENDING, lease_until=LEASE, not_before=LATER, sent_to="b@example.vn")


def _changes(before: Notice, after: Notice) -> dict[str, object]:
    fields = Notice.__dataclass_fields__
    return {name: getattr(after, name) for name in fields if getattr(after, name) != getattr(before, name)}


def test_each_step_changes_this_and_nothing_else() -> None:
    gone = {"version": 5, "lease_until": None}
    steps = [
        (
            notices.claimed(replace(TRIED, not_before=LATER), "b@example.vn", lease_until=LEASE),
            replace(TRIED, not_before=LATER),
            {"version": 5, "state": NoticeState.SENDING, "attempts": 3, "lease_until": LEASE, "not_before": None}
            | {"sent_to": "b@example.vn"},
        ),
        (
            notices.sent(IN_HAND, "m-1", at=LATER),
            IN_HAND,
            gone | {"state": NoticeState.SENT, "sent_at": LATER, "message_id": "m-1", "last_error": None},
        ),
        (
            notices.passed_on(TRIED, at=LATER),
            TRIED,
            {"version": 5, "state": NoticeState.SENT, "sent_at": LATER, "last_error": None},
        ),
        (
            notices.put_back(IN_HAND, "full"),
            IN_HAND,
            gone | {"state": NoticeState.QUEUED, "not_before": None, "last_error": "full"},
        ),
        (
            notices.put_back(IN_HAND, "full", soft=True, not_before=AT),
            IN_HAND,
            gone | {"state": NoticeState.QUEUED, "not_before": AT, "soft_bounces": 2, "last_error": "full"},
        ),
        (
            notices.put_back(IN_HAND, "none", refused="b@example.vn", soft=True),
            IN_HAND,
            gone
            | {"state": NoticeState.QUEUED, "not_before": None, "soft_bounces": 0, "last_error": "none"}
            | {"refused_by": ("a@example.vn", "b@example.vn")},
        ),
        (
            notices.undeliverable(IN_HAND, "none", refused="a@example.vn"),
            IN_HAND,
            gone | {"state": NoticeState.UNDELIVERABLE, "last_error": "none"},
        ),
        (notices.withdrawn(IN_HAND), IN_HAND, gone | {"state": NoticeState.WITHDRAWN, "not_before": None}),
        (
            notices.complained(IN_HAND, "abuse"),
            IN_HAND,
            gone | {"state": NoticeState.COMPLAINED, "last_error": "abuse"},
        ),
        (notices.put_off(TRIED, LATER), TRIED, {"version": 5, "not_before": LATER}),
    ]
    for after, before, changes in steps:
        assert _changes(before, after) == changes


def test_one_to_several_calls_for_one_to_each_from_the_beginning() -> None:
    several = replace(TRIED, recipients=("20CF-0001", "20CF-0002"), state=NoticeState.SENDING)
    assert [_changes(several, one) for one in notices.to_each(several)] == [
        {
            "notice_id": f"interim-1-{code}",
            "recipient": code,
            "recipients": (),
            "version": 1,
            "state": NoticeState.QUEUED,
            "last_error": None,
        }
        for code in several.recipients
    ]


def test_a_lease_counts_while_it_is_in_hand_and_a_pause_while_it_waits() -> None:
    assert IN_HAND.free_at(AT) == LEASE
    assert replace(IN_HAND, state=NoticeState.QUEUED).free_at(AT) == LATER
    assert replace(IN_HAND, lease_until=None).free_at(AT) == LATER


def test_the_first_invitation_bears_no_number() -> None:
    clearance = samples.clearance()
    assert notices.invitation(clearance, AT).notice_id == "invitation"
    assert notices.invitation(clearance, AT, number=2).notice_id == "invitation-2"
