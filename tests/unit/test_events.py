"""Which changes are events, in what order, and where they may go."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hailong.cases import casework
from hailong.cases.case import Case, Failure
from hailong.events.addresses import NotOutside, require_outside, target_of
from hailong.events.delivery import PAUSES, pause
from hailong.events.event import Event, EventType, of_case, of_rating, place_of
from hailong.events.payload import MEANINGS, body_of, schema_of
from hailong.lots.rating import corrected, superseded
from hailong.vocabulary.words import CaseState, RatingStatus
from tests import samples

AT = samples.RATED


def _kind(event: Event | None) -> EventType | None:
    return event.type if event else None


def _way() -> list[Case]:
    """A case from its opening to its decision."""
    opened = samples.open_case()
    claimed = casework.claim(opened, samples.HANDLER, at=AT).after
    decided = casework.decide(claimed, samples.HANDLER, samples.RULING, at=AT).after
    return [opened, claimed, decided]


def test_a_case_is_told_of_from_its_opening_on_in_the_order_of_its_changes() -> None:
    opened, claimed, decided = _way()
    events = [of_case(None, opened, AT), of_case(opened, claimed, AT), of_case(claimed, decided, AT)]
    assert [_kind(one) for one in events] == [
        EventType.CASE_OPENED,
        EventType.CASE_PROGRESSED,
        EventType.CASE_PROGRESSED,
    ]
    found = [one for one in events if one is not None]
    assert len({one.subject for one in found}) == 1
    assert [one.place for one in found] == sorted(one.place for one in found)
    assert found[0].client_id == "software"


def test_what_the_enterprise_does_not_see_is_no_event() -> None:
    opened, claimed, _ = _way()
    noted = casework.note(claimed, samples.HANDLER, "Đã gọi cho đội.", at=AT, limit=10).after
    assert of_case(claimed, noted, AT) is None
    failed = replace(
        claimed,
        state=CaseState.FAILED,
        failure=Failure(error="States.Timeout", at=AT, state_before=claimed.state),
        version=claimed.version + 1,
    )
    assert of_case(claimed, failed, AT) is None
    assert of_case(failed, replace(claimed, version=claimed.version + 2), AT) is None
    assert of_case(None, replace(opened, state=CaseState.CLOSED), AT) is None


def test_a_new_date_a_decision_an_appeal_and_the_end_are_events_of_their_own() -> None:
    _, claimed, _ = _way()
    for kind, after in {
        EventType.CASE_POSTPONED: replace(claimed, due_at=claimed.due_at + timedelta(days=3)),
        EventType.CASE_DECIDED: replace(claimed, state=CaseState.DECIDED),
        EventType.CASE_APPEALED: replace(claimed, state=CaseState.APPEALED, due_at=claimed.due_at + timedelta(days=9)),
        EventType.CASE_CLOSED: replace(claimed, state=CaseState.CLOSED),
    }.items():
        assert _kind(of_case(claimed, after, AT)) is kind


def test_a_rating_that_waited_is_told_of_once_it_is_settled() -> None:
    waiting, accepted = samples.rating(), samples.accepted_rating()
    rejected = replace(waiting, status=RatingStatus.REJECTED)
    assert of_rating(None, accepted, AT) is None
    assert of_rating(waiting, waiting, AT) is None
    assert _kind(of_rating(waiting, accepted, AT)) is EventType.RATING_ACCEPTED
    assert _kind(of_rating(waiting, superseded(waiting, samples.clearance()), AT)) is EventType.RATING_SUPERSEDED
    first, then = of_rating(waiting, rejected, AT), of_rating(rejected, accepted, AT)
    assert first is not None
    assert then is not None
    assert (first.type, first.subject, first.lot_key) == (EventType.RATING_REJECTED, then.subject, None)
    opened = of_case(None, samples.open_case(), AT)
    assert opened is not None
    # The same rating, before its case.
    assert [first.subject, first.place] < [then.subject, then.place] < [opened.subject, opened.place]


def test_an_event_holds_ids_and_links_and_nothing_that_anybody_wrote() -> None:
    event = of_case(None, samples.open_case(), AT)
    assert event is not None
    text = body_of(event, "https://api.example.vn/v1").model_dump_json()
    rating = samples.rating()
    assert rating.contact is not None
    for personal in (rating.tax_code, rating.comment, rating.contact.name, rating.contact.email, "Ví dụ", "20CF-0012"):
        assert personal is not None
        assert personal not in text
    assert place_of(event.event_id) == (event.subject, event.place)
    assert "." not in event.event_id


def test_two_enterprises_that_rate_one_declaration_are_two_subjects() -> None:
    one, other = (
        of_rating(
            samples.rating(tax_code=tax_code), samples.rating(tax_code=tax_code, status=RatingStatus.REJECTED), AT
        )
        for tax_code in (samples.TAX_CODE, samples.OTHER_TAX_CODE)
    )
    assert one is not None
    assert other is not None
    assert one.event_id != other.event_id


def test_a_correction_changes_nothing_of_what_the_events_are_about() -> None:
    opened = samples.open_case()
    rating = corrected(opened.rating, samples.rating(comment="Nhầm."), at=AT)
    first, then = of_case(None, opened, AT), of_case(None, replace(opened, rating=rating), AT)
    assert first is not None
    assert then is not None
    assert first.subject == then.subject
    assert of_rating(opened.rating, rating, AT) is None


def test_every_type_has_a_meaning_and_a_schema_of_its_own() -> None:
    assert set(MEANINGS) == set(EventType)
    for kind in EventType:
        assert schema_of(kind).model_json_schema()["properties"]["type"]["const"] == kind.value


@given(st.integers(1, 1000))
def test_pauses_grow_to_an_end(failures: int) -> None:
    assert PAUSES[0] <= pause(failures) <= pause(failures + 1) <= PAUSES[-1]


INSIDE_ADDRESSES = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:8.8.8.8",
    "::7f00:1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2002:7f00:1::",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1",
    "2001:db8::1",
]


@pytest.mark.parametrize("address", INSIDE_ADDRESSES)
def test_no_address_inside_a_network_is_sent_to(address: str) -> None:
    with pytest.raises(NotOutside):
        require_outside(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "203.119.8.1", "2400:cb00:2048:1::6814:1"])
def test_addresses_in_the_world_outside_are_fine(address: str) -> None:
    require_outside(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://vendor.example.vn/",
        "ftp://vendor.example.vn/",
        "https://",
        "https:///events",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://a.example.0x7f/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://vendor.example.vn:22/",
        "https://vendor.example.vn:80/",
        "https://vendor.example.vn:0/",
        "https://vendor.example.vn:99999/",
        "https://user@vendor.example.vn/",
        "https://user:secret@vendor.example.vn/",
        "https://@vendor.example.vn/",
        "https://vendor.example.vn#@127.0.0.1/",
        "https://vendor.example.vn\\@127.0.0.1/",
        "https://vendor.example.vn/a b",
        "https://vendor.example.vn/\r\nX-More: 1",
        "https://vendör.example.vn/",
        "https://vendor.example.vn./",
        "https://-vendor.example.vn/",
        f"https://vendor.example.vn/{'a' * 500}",
    ],
)
def test_what_can_be_no_endpoint_is_refused(url: str) -> None:
    with pytest.raises(NotOutside):
        target_of(url)


def test_an_endpoint_is_taken_apart() -> None:
    found = target_of("https://Vendor.example.vn:8443/events?of=hailong")
    assert (found.host, found.port, found.path, found.inside) == (
        "vendor.example.vn",
        8443,
        "/events?of=hailong",
        False,
    )
    assert target_of("https://vendor.example.vn").path == "/"


def test_only_the_hosts_that_are_allowed_inside_may_be_and_they_alone_without_tls() -> None:
    inside = frozenset({"127.0.0.1"})
    assert target_of("http://127.0.0.1:9000/events", inside).inside
    for url in ("http://127.0.0.2:9000/", "https://127.0.0.1:9000/", "http://localhost:9000/", "http://10.0.0.1/"):
        with pytest.raises(NotOutside):
            target_of(url, inside)
