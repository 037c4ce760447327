"""The invitation to rate a lot: asked for by its clearance, sent once, and only while it makes sense."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.escalate import decisions
from functions.notify.feedback import Report
from functions.notify.sending import Delivery, Later, PutOff, deliver
from hailong.cases import course, notices
from hailong.cases.invitations import MOST_LOTS, next_morning
from hailong.cases.notices import Notice
from hailong.lots.clearance import Clearance, Enterprise
from hailong.vocabulary.errors import GiveUp, RetryLater
from hailong.vocabulary.words import NoticeKind, NoticeState
from tests import samples
from tests.unit.mail_room import CASE_ID, COMPANY, GIVE_UP, SECOND, WINDOW, MailRoom

AT = samples.CLEARED + timedelta(minutes=1)


def _enterprise(*emails: str, tax_code: str = samples.TAX_CODE) -> Enterprise:
    return Enterprise(tax_code=tax_code, name="Công ty TNHH Ví dụ", emails=emails)


@dataclass
class Customs:
    """Clearances as they come in; each change of one reaches escalate, and what that asks for can be sent."""

    room: MailRoom = field(default_factory=lambda: MailRoom(notice_id="invitation", now=AT))

    def clear(self, number: str = "103027528701", **changes: Any) -> bool:
        """Clears a declaration, or corrects it; True when it brought an invitation about."""
        before = self.room.ratings.clearance(number[:11])
        after = samples.clearance(number, **({"enterprise": _enterprise(COMPANY)} | changes))
        after = replace(after, version=before.version + 1 if before else 1)
        self.room.ratings.put_clearance(after, before)
        return self.news(after)

    def news(self, clearance: Clearance) -> bool:
        """The stream brings the clearance to escalate; True when that asks for an invitation."""
        return decisions.lot_cleared(clearance, self.room.store, at=self.room.now, window=WINDOW)

    def rate(self) -> None:
        """The enterprise rates its lot in its software."""
        clearance = self.room.ratings.clearance("10302752870")
        assert clearance is not None
        self.room.ratings.accept(replace(samples.accepted_rating(), clearance=clearance))

    def invitations(self, case_id: str = CASE_ID) -> dict[str, Notice]:
        letters = self.room.store.correspondence(case_id)
        return dict(letters.notices) if letters else {}


def test_the_enterprise_of_a_cleared_lot_is_invited_at_the_address_of_the_clearance() -> None:
    customs = Customs()
    assert customs.clear()
    assert customs.room.deliver() is Delivery.SENT
    (mail,) = customs.room.mailer.sent
    assert (mail.address, mail.mail.subject) == (COMPANY, f"103027528701 of {samples.TAX_CODE}")
    assert mail.tags == {"case_id": CASE_ID, "notice_id": "invitation"}
    assert customs.room.notice.state is NoticeState.SENT


def test_an_invitation_reads_the_clearance_and_the_rating_once() -> None:
    customs = Customs()
    customs.clear()
    before = customs.room.ratings.reads
    customs.room.deliver()
    assert customs.room.ratings.reads - before == len(("the clearance", "the rating"))


def test_there_is_one_invitation_however_often_the_news_comes_and_whatever_is_corrected() -> None:
    customs = Customs()
    first = customs.clear()
    again = customs.clear(enterprise=_enterprise(SECOND)), customs.clear(channel="red")
    clearance = customs.room.ratings.clearance("10302752870")
    assert clearance is not None
    assert (first, again, customs.news(clearance)) == (True, (False, False), False)
    assert list(customs.invitations()) == ["invitation"]


def test_a_lot_of_several_declarations_is_invited_to_once() -> None:
    customs = Customs()
    assert customs.clear("103027528701")
    assert not customs.clear("103027528801", first_declaration_no="103027528701")


def test_nobody_is_invited_without_an_address_until_there_is_one() -> None:
    customs = Customs()
    assert not customs.clear(enterprise=_enterprise())
    assert customs.clear(enterprise=_enterprise(COMPANY))


def test_nobody_is_invited_to_rate_what_can_no_longer_be_rated() -> None:
    customs = Customs(MailRoom(notice_id="invitation", now=samples.CLEARED + WINDOW + timedelta(seconds=1)))
    assert not customs.clear()


@pytest.mark.parametrize("pause", [timedelta(0), timedelta(minutes=1)], ids=["in the same second", "later"])
def test_the_enterprise_that_a_correction_names_is_invited_in_place_of_the_first(pause: timedelta) -> None:
    customs = Customs()
    customs.clear()
    customs.room.later(pause)
    assert customs.clear(enterprise=_enterprise(SECOND, tax_code=samples.OTHER_TAX_CODE))
    assert set(customs.invitations()) == {"invitation", "invitation-2"}
    assert customs.room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert customs.room.notice.state is NoticeState.WITHDRAWN
    customs.room.notice_id = "invitation-2"
    assert customs.room.deliver() is Delivery.SENT
    assert customs.room.told == [SECOND]


def test_another_enterprise_is_invited_once_it_has_an_address() -> None:
    customs = Customs()
    customs.clear()
    customs.room.deliver()
    assert not customs.clear(enterprise=_enterprise(tax_code=samples.OTHER_TAX_CODE))
    assert customs.clear(enterprise=_enterprise(SECOND, tax_code=samples.OTHER_TAX_CODE))
    customs.room.notice_id = "invitation-2"
    assert customs.room.deliver() is Delivery.SENT
    assert customs.room.told == [COMPANY, SECOND]


def test_another_enterprise_is_invited_once_however_many_declarations_of_the_lot_are_corrected() -> None:
    customs = Customs()
    first: dict[str, Any] = {"first_declaration_no": "103027528701"}
    other: dict[str, Any] = {"enterprise": _enterprise(SECOND, tax_code=samples.OTHER_TAX_CODE)}
    customs.clear()
    customs.clear("103027528801", **first)
    customs.clear(channel="red")
    customs.clear("103027528801")  # alone: a lot has one tax code
    assert customs.clear(**other)
    assert not customs.clear("103027528801", **first, **other)
    assert set(customs.invitations()) == {"invitation", "invitation-2"}


def test_a_declaration_that_is_corrected_into_a_lot_of_another_enterprise_brings_that_lot_one_invitation() -> None:
    customs = Customs()
    other: dict[str, Any] = {"enterprise": _enterprise(SECOND, tax_code=samples.OTHER_TAX_CODE)}
    customs.clear("103027528801")
    assert customs.clear("103027528801", first_declaration_no="103027528701", **other)
    customs.room.deliver()
    customs.room.later(timedelta(minutes=1))
    assert not customs.clear("103027528701", **other)
    assert customs.room.told == [SECOND]


def test_old_news_of_the_first_enterprise_brings_nobody_a_second_invitation() -> None:
    customs = Customs()
    customs.clear()
    was = customs.room.ratings.clearance("10302752870")
    assert was is not None
    customs.clear(enterprise=_enterprise(SECOND, tax_code=samples.OTHER_TAX_CODE))
    assert not customs.news(was)


def test_an_invitation_to_a_lot_that_the_declaration_no_longer_belongs_to_is_withdrawn() -> None:
    customs = Customs()
    customs.clear()
    assert customs.clear(first_declaration_no="103027529901")
    assert list(customs.invitations("HL-10302752990")) == ["invitation"]
    assert customs.room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert customs.room.told == []


def test_who_has_rated_meanwhile_is_not_invited() -> None:
    customs = Customs()
    customs.clear()
    customs.rate()
    assert customs.room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert customs.room.notice.state is NoticeState.WITHDRAWN
    assert customs.room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert customs.room.told == []


def test_an_invitation_that_waited_until_the_lot_can_no_longer_be_rated_is_withdrawn() -> None:
    customs = Customs()
    customs.clear()
    customs.room.later(WINDOW)
    customs.room.deliver()
    assert customs.room.notice.state is NoticeState.WITHDRAWN


def test_an_address_that_bounces_is_followed_by_the_next_and_nobody_is_called() -> None:
    customs = Customs()
    customs.clear(enterprise=_enterprise(COMPANY, SECOND))
    customs.room.deliver()
    assert customs.room.report(Report.REFUSED, address=COMPANY).state is NoticeState.QUEUED
    assert customs.room.deliver() is Delivery.SENT
    assert customs.room.report(Report.REFUSED, address=SECOND).state is NoticeState.UNDELIVERABLE
    assert customs.room.told == [COMPANY, SECOND]
    assert customs.room.store.get(CASE_ID) is None


def test_after_days_of_refusal_an_invitation_is_given_up() -> None:
    customs = Customs()
    customs.clear()

    def refuse(_address: str) -> None:
        raise RetryLater("AccountSuspendedException")

    customs.room.mailer.before = refuse
    with pytest.raises(Later):
        customs.room.deliver()
    customs.room.later(GIVE_UP)
    assert customs.room.deliver() is Delivery.UNDELIVERABLE


def test_a_notice_about_a_case_that_does_not_exist_is_given_up() -> None:
    room = MailRoom()
    room.store.ask(notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, AT))
    with pytest.raises(GiveUp):
        room.deliver()


def test_who_called_the_invitation_spam_is_answered_all_the_same() -> None:
    customs = Customs()
    customs.clear(enterprise=_enterprise(COMPANY, SECOND))
    room = customs.room
    room.deliver()
    customs.rate()
    asked = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, room.now)
    rating = room.ratings.rating("10302752870")
    assert rating is not None
    opened = course.open_case(replace(rating, contact=None), at=room.now, salt="5a" * 32, due_at=samples.DUE)
    room.store.write(replace(opened, notices=(asked,)))
    room.report(Report.UNWANTED, address=COMPANY)
    assert room.timeline() == [("mail_failed", "invitation, x•••@example.vn: bounce unwanted")]
    room.notice_id = "acknowledgement"
    room.deliver()
    assert room.told == [COMPANY, COMPANY]


def test_an_address_that_refused_the_invitation_is_not_asked_to_take_the_answer() -> None:
    customs = Customs()
    customs.clear(enterprise=_enterprise(COMPANY, SECOND))
    room = customs.room
    room.deliver()
    room.report(Report.REFUSED, address=COMPANY)
    asked = notices.queued(CASE_ID, NoticeKind.ACKNOWLEDGEMENT, room.now)
    room.store.write(replace(samples.opening(contact=None), notices=(asked,)))
    room.notice_id = "acknowledgement"
    room.deliver()
    assert room.told == [COMPANY, SECOND]


_NEWS = st.lists(st.sampled_from(["clear", "again", "name", "address", "rate", "deliver", "bounce"]), max_size=20)


@given(_NEWS)
def test_whatever_happens_an_enterprise_gets_an_invitation_once_an_address_and_none_after_it_has_rated(
    news: list[str],
) -> None:
    customs = Customs()
    room = customs.room
    customs.clear()
    rated_at: int | None = None
    for event in [*news, "deliver"]:
        match event:
            case "clear" | "name":
                customs.clear(enterprise=replace(_enterprise(COMPANY), name=event))
            case "address":
                customs.clear(enterprise=_enterprise(COMPANY, SECOND))
            case "again":
                clearance = room.ratings.clearance("10302752870")
                assert clearance is not None
                customs.news(clearance)
            case "rate":
                customs.rate()
                rated_at = len(room.told) if rated_at is None else rated_at
            case "deliver":
                room.deliver()
            case "bounce" if room.told:
                room.report(Report.REFUSED, address=room.told[-1])
    assert len(set(room.told)) == len(room.told)
    assert rated_at is None or len(room.told) == rated_at
    assert room.notice.settled


# ---------------------------------------------------------------- one mail a day, and none that nobody wants

OTHERS = ("103027529901", "103027530001", "103027530101")


def _deliver(customs: Customs, number: str) -> Delivery | None:
    """None where it has to wait."""
    room = customs.room
    letters = room.store.correspondence(f"HL-{number[:11]}")
    assert letters is not None
    try:
        return deliver(room.desk(), f"HL-{number[:11]}", "invitation")
    except PutOff:
        return None


def test_who_rates_within_the_hour_is_not_invited() -> None:
    customs = Customs()
    clearance = samples.clearance(enterprise=_enterprise(COMPANY))
    customs.room.ratings.put_clearance(clearance, None)
    hour = timedelta(hours=1)
    assert decisions.lot_cleared(clearance, customs.room.store, at=AT, window=WINDOW, patience=hour)
    with pytest.raises(PutOff) as waits:
        customs.room.deliver()
    assert waits.value.pause == hour
    customs.rate()
    customs.room.later(hour)
    assert customs.room.deliver() is Delivery.NOTHING_LEFT_TO_DO
    assert customs.room.told == []


def test_an_enterprise_gets_one_mail_a_day_and_in_the_morning_one_with_all_that_waits() -> None:
    customs = Customs()
    for number in ("103027528701", *OTHERS):
        customs.clear(number)
    assert _deliver(customs, "103027528701") is Delivery.SENT
    assert [_deliver(customs, number) for number in OTHERS] == [None, None, None]
    morning = next_morning(customs.room.now)
    assert morning.isoformat() == "2026-06-20T08:00:00+07:00"
    customs.room.now = morning - timedelta(seconds=1)
    assert [_deliver(customs, number) for number in OTHERS] == [None, None, None]
    customs.room.now = morning
    told = [_deliver(customs, number) for number in OTHERS]
    assert sorted(told, key=str) == [Delivery.NOTHING_LEFT_TO_DO, Delivery.NOTHING_LEFT_TO_DO, Delivery.SENT]
    subjects = [sent.mail.subject for sent in customs.room.mailer.sent]
    assert subjects == [f"103027528701 of {samples.TAX_CODE}", f"{' '.join(OTHERS)} of {samples.TAX_CODE}"]


def test_another_enterprise_has_a_day_of_its_own() -> None:
    customs = Customs()
    customs.clear()
    customs.clear(OTHERS[0], enterprise=_enterprise(SECOND, tax_code=samples.OTHER_TAX_CODE))
    assert _deliver(customs, "103027528701") is _deliver(customs, OTHERS[0]) is Delivery.SENT
    assert customs.room.told == [COMPANY, SECOND]


def test_what_was_rated_over_night_is_not_in_the_morning_s_mail() -> None:
    customs = Customs()
    customs.clear(OTHERS[0])
    assert _deliver(customs, OTHERS[0]) is Delivery.SENT
    for number in ("103027528701", *OTHERS[1:]):
        customs.clear(number)
        assert _deliver(customs, number) is None
    customs.rate()
    customs.room.now = next_morning(customs.room.now)
    assert _deliver(customs, OTHERS[1]) is Delivery.SENT
    assert customs.room.mailer.sent[-1].mail.subject == f"{OTHERS[1]} {OTHERS[2]} of {samples.TAX_CODE}"


def test_what_does_not_fit_into_a_mail_waits_for_the_next_day() -> None:
    customs = Customs()
    numbers = [f"1030276{place:04d}1" for place in range(MOST_LOTS + 2)]
    for number in numbers:
        customs.clear(number)
        _deliver(customs, number)
    mails = []
    for _ in range(3):
        customs.room.now = next_morning(customs.room.now)
        told = [_deliver(customs, number) for number in numbers]
        mails.append(told.count(Delivery.SENT))
    assert mails == [1, 1, 0]
    sent = " ".join(mail.mail.subject for mail in customs.room.mailer.sent)
    assert all(sent.count(number) == 1 for number in numbers)


def test_who_wants_no_invitations_gets_none_until_they_think_better_of_it() -> None:
    customs = Customs()
    customs.room.opt_outs.choose(samples.TAX_CODE, invited=False, at=AT)
    customs.clear()
    assert _deliver(customs, "103027528701") is Delivery.NOTHING_LEFT_TO_DO
    customs.room.opt_outs.choose(samples.TAX_CODE, invited=True, at=AT)
    customs.clear(OTHERS[0])
    assert _deliver(customs, OTHERS[0]) is Delivery.SENT


def test_a_mail_that_is_tried_again_is_still_the_mail_of_its_day() -> None:
    customs = Customs()
    customs.clear()
    customs.room.mailer.before = _unavailable
    with pytest.raises(Later):
        _deliver(customs, "103027528701")
    customs.room.mailer.before = lambda _address: None
    customs.clear(OTHERS[0])
    assert _deliver(customs, OTHERS[0]) is None
    assert _deliver(customs, "103027528701") is Delivery.SENT


def _unavailable(_address: str) -> None:
    raise RetryLater("InternalServiceErrorException")
