"""Replies by mail into the files of cases: which, once, within bounds, and what becomes of the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.inbox.decisions import Filed
from hailong.cases import casework, replies, verification
from hailong.cases.news import INSPECTORS, NewsKind, news_of, personal
from hailong.cases.transitions import Transition
from hailong.mail.inbound import LeftAside, Refusal
from hailong.mail.reply_address import reply_address
from hailong.vocabulary.errors import Conflict, Raced, RetryLater
from hailong.vocabulary.words import CaseState, NoticeKind, NoticeState, Reason, Role
from tests import samples
from tests.unit.incoming import DOMAIN, KEYS, SENDER, mail, notification
from tests.unit.reply_office import ADDRESS, AT, CASE_ID, Office, with_file


def test_a_reply_is_a_note_of_the_enterprise_and_its_files_are_sealed_evidence() -> None:
    office = Office()
    assert office.receive(with_file()) == Filed(CASE_ID, files=1, too_many=0)
    file = office.store.file(CASE_ID)
    assert file is not None
    noted, attached = file.timeline[-2:]
    assert (noted.action, noted.role, noted.by, noted.note) == ("reply", Role.ENTERPRISE, "enterprise", "Kèm biên bản.")
    assert (attached.action, attached.by) == ("evidence", "enterprise")
    (evidence,) = file.evidence
    assert (evidence.name, evidence.size, evidence.by) == ("bien-ban.pdf", 8, "enterprise")
    assert office.files.files[CASE_ID][evidence.evidence_id] == b"%PDF-1.7"
    stored = {evidence.evidence_id: office.files.sha256(evidence)}
    assert verification.verify(file, stored).intact
    assert not verification.verify(file, {evidence.evidence_id: "0" * 64}).intact


def test_the_same_mail_again_changes_nothing_and_another_is_another_note() -> None:
    office = Office()
    for _ in range(3):
        office.receive(with_file())
    office.receive(mail("Một điều nữa."), message_id="mail-2")
    file = office.store.file(CASE_ID)
    assert file is not None
    assert [entry.action for entry in file.timeline] == ["open", "reply", "evidence", "reply"]


@given(st.integers(0, 6))
def test_whoever_dies_in_the_middle_is_followed_by_one_who_ends_it(dies_at: int) -> None:
    """Before any of the writes to the case, and before or after any of the files."""
    office, calls = Office(), 0

    def dying[**P, R](call: Callable[P, R], *, after: bool) -> Callable[P, R]:
        def called(*args: P.args, **kwargs: P.kwargs) -> R:
            nonlocal calls
            calls += 1
            if calls == dies_at and not after:
                raise RetryLater("died")
            found = call(*args, **kwargs)
            if calls == dies_at:
                raise RetryLater("died")
            return found

        return called

    message = with_file()
    message.add_attachment(b"x", maintype="image", subtype="png", filename="2.png")
    office.store.write = dying(office.store.write, after=dies_at % 2 == 0)  # type: ignore[method-assign]
    office.files.put = dying(office.files.put, after=dies_at % 2 == 0)  # type: ignore[method-assign]
    for _ in range(2):
        try:
            office.receive(message)
        except RetryLater:
            continue
    file = office.store.file(CASE_ID)
    assert file is not None
    assert [entry.action for entry in file.timeline] == ["open", "reply", "evidence", "evidence"]
    assert {one.evidence_id for one in file.evidence} == set(office.files.files[CASE_ID])


def test_who_moves_the_case_at_the_same_moment_costs_no_reply() -> None:
    office = Office()
    write, moved = office.store.write, False

    def racing(transition: Transition) -> None:
        nonlocal moved
        if not moved:
            moved = True
            write(casework.claim(office.case, samples.HANDLER, at=AT))
        write(transition)

    office.store.write = racing  # type: ignore[method-assign]
    office.receive(mail("Vẫn chờ."))
    file = office.store.file(CASE_ID)
    assert file is not None
    assert [entry.action for entry in file.timeline] == ["open", "claim", "reply"]
    assert file.case.assignee == samples.HANDLER.staff_code


class TestLeftAside:
    @pytest.mark.parametrize(
        ("check", "why"),
        [("spam", Refusal.SPAM), ("virus", Refusal.VIRUS), ("dmarc", Refusal.NOT_AUTHENTIC)],
    )
    def test_what_ses_warns_of(self, check: str, why: Refusal) -> None:
        assert Office().refuses(mail(), notification(ADDRESS, **{check: "FAIL"})) is why

    def test_a_sender_that_nothing_vouches_for(self) -> None:
        nothing = dict.fromkeys(("spf", "dkim", "dmarc"), "GRAY")
        assert Office().refuses(mail(), notification(ADDRESS, **nothing)) is Refusal.NOT_AUTHENTIC
        told = notification(ADDRESS)
        for check in ("spf", "dkim", "dmarc"):
            del told["receipt"][f"{check}Verdict"]
        assert Office().refuses(mail(), told) is Refusal.NOT_AUTHENTIC

    @pytest.mark.parametrize("source", [SENDER, f"ketoan@mail.{SENDER.partition('@')[2]}"])
    def test_but_not_one_whose_domain_has_no_policy_and_who_is_on_its_servers(self, source: str) -> None:
        told = notification(ADDRESS, dmarc="GRAY", dkim="GRAY")
        told["mail"]["source"] = source
        assert Office().receive(mail(), told).case_id == CASE_ID

    @pytest.mark.parametrize(
        ("source", "verdicts"),
        [
            # On servers of somebody's own, in the name of the enterprise.
            ("me@evil.example", {"spf": "PASS", "dkim": "PASS"}),
            (f"me@x{SENDER.partition('@')[2]}", {"spf": "PASS", "dkim": "PASS"}),
            # Signed by nobody knows whom.
            (SENDER, {"spf": "GRAY", "dkim": "PASS"}),
            (SENDER, {"spf": "FAIL", "dkim": "PASS"}),
        ],
    )
    def test_who_writes_in_the_enterprises_name_from_elsewhere(self, source: str, verdicts: dict[str, str]) -> None:
        told = notification(ADDRESS, dmarc="GRAY", **verdicts)
        told["mail"]["source"] = source
        assert Office().refuses(mail(), told) is Refusal.NOT_AUTHENTIC

    def test_files_that_were_not_looked_through_and_they_are_named(self) -> None:
        office = Office()
        told = notification(ADDRESS, virus="PROCESSING_FAILED")
        assert office.receive(with_file(), told) == Filed(CASE_ID, files=0, too_many=0)
        file = office.store.file(CASE_ID)
        assert file is not None
        assert "bien-ban.pdf (không kiểm tra được vi-rút)" in file.timeline[-1].note

    @pytest.mark.parametrize("sender", ["ketoan@other.example.vn", f"x{SENDER}", f"Ketoan <{SENDER}.example.com>"])
    def test_who_was_not_written_to(self, sender: str) -> None:
        office = Office()
        with pytest.raises(LeftAside) as caught:
            office.receive(mail(headers={"From": sender}))
        assert caught.value.why is Refusal.ANOTHER_SENDER

    def test_but_not_for_capitals(self) -> None:
        assert Office().receive(mail(headers={"From": SENDER.upper()})).case_id == CASE_ID

    @pytest.mark.parametrize("address", [f"reply@{DOMAIN}", ADDRESS.replace("@", "a@"), f"{ADDRESS}.com", "x"])
    def test_an_address_that_was_never_given_out(self, address: str) -> None:
        assert Office().refuses(mail(), notification(address)) is Refusal.NO_REPLY_ADDRESS

    def test_everything_where_replies_are_switched_off(self) -> None:
        office = Office()
        office.desk = replace(office.desk, domain="")
        assert office.refuses(mail()) is Refusal.NO_REPLY_ADDRESS

    def test_a_case_that_there_is_not(self) -> None:
        other = reply_address(KEYS, "HL-10302752999", DOMAIN)
        assert Office().refuses(mail(), notification(other)) is Refusal.NO_SUCH_CASE

    def test_who_was_only_invited_or_never_reached(self) -> None:
        office = Office()
        letters = office.store.correspondence(CASE_ID)
        assert letters is not None
        (sent,) = letters.notices.values()
        for notice in (
            replace(sent, kind=NoticeKind.INVITATION),
            replace(sent, sent_at=None),
            replace(sent, recipient="20CF-0101"),
        ):
            assert replies.written_to(replace(letters, notices={notice.notice_id: notice})) == frozenset()

    def test_a_mail_that_is_too_large_is_not_even_read(self) -> None:
        office = Office()
        office.mails.read = lambda _key, _most: None  # type: ignore[method-assign, assignment]
        assert office.refuses(mail()) is Refusal.TOO_LARGE


class TestBounds:
    def test_so_many_a_day_and_so_many_in_all(self) -> None:
        office, number = Office(), 0
        for _ in range(replies.MOST // replies.MOST_A_DAY):
            for _ in range(replies.MOST_A_DAY):
                office.receive(mail("Thêm."), message_id=f"mail-{number}")
                number += 1
            assert office.refuses(mail("Thêm."), message_id="one-more") is Refusal.TOO_MANY
            office.at += timedelta(days=1)
        assert office.refuses(mail("Thêm."), message_id="one-more") is Refusal.TOO_MANY
        assert len(office.case.replies) == replies.MOST

    def test_the_day_is_that_of_vietnam(self) -> None:
        office = Office()
        office.at = samples.RATED.replace(hour=23, minute=59)
        for number in range(replies.MOST_A_DAY):
            office.receive(mail("Thêm."), message_id=f"mail-{number}")
        office.at += timedelta(minutes=1)
        assert office.receive(mail("Sang ngày."), message_id="next").case_id == CASE_ID

    def test_files_share_the_cases_quota_and_the_note_names_those_left_out(self) -> None:
        office = Office()
        office.desk = replace(office.desk, most_files=1)
        message = with_file()
        message.add_attachment(b"x", maintype="image", subtype="png", filename="2.png")
        assert office.receive(message) == Filed(CASE_ID, files=1, too_many=1)
        file = office.store.file(CASE_ID)
        assert file is not None
        assert file.timeline[1].note.endswith("[Tệp không nhận: 2.png (hồ sơ đã đủ tệp)]")

    def test_others_take_the_last_place_meanwhile(self) -> None:
        case = replace(samples.open_case(), files=50)
        evidence = replace(casework_evidence(), case_id=case.case_id)
        with pytest.raises(Conflict, match="50 files"):
            replies.attach(case, evidence, at=AT, limit=50)


def casework_evidence() -> Any:
    office = Office()
    office.receive(with_file())
    file = office.store.file(CASE_ID)
    assert file is not None
    return file.evidence[0]


def test_a_closed_case_is_said_to_be_closed_once_and_nothing_is_put_into_its_file() -> None:
    office = Office()
    office.close()
    for number in range(3):
        assert office.refuses(with_file(), message_id=f"mail-{number}") is Refusal.CLOSED
    letters = office.store.correspondence(CASE_ID)
    assert letters is not None
    told = [one for one in letters.notices.values() if one.kind is NoticeKind.REPLY_CLOSED]
    assert [(one.notice_id, one.state, one.to_staff) for one in told] == [("reply_closed", NoticeState.QUEUED, False)]


def test_files_of_a_mail_whose_case_closed_in_between_are_left_out() -> None:
    case = replace(samples.open_case(), state=CaseState.CLOSED)
    with pytest.raises(Conflict):
        replies.attach(case, casework_evidence(), at=AT, limit=50)


def test_who_has_the_case_is_told_else_the_office_or_the_inspectors() -> None:
    case = samples.open_case()
    taken = casework.claim(case, samples.HANDLER, at=AT).after
    grave = samples.open_case(reasons=(Reason.HARASSMENT,))
    boards = []
    for one in (case, taken, grave):
        step = replies.reply(one, "Thêm.", (), message_id="m", at=AT)
        news = news_of(step.before, step.after, action=step.entry.action, by=step.entry.by, at=AT)
        assert news is not None
        assert news.kind is NewsKind.REPLIED
        boards.append(news.board)
    assert boards == [samples.HANDLER.office, personal(samples.HANDLER.staff_code), INSPECTORS]


def test_a_reply_makes_no_action_of_staff_stale() -> None:
    taken = casework.claim(samples.open_case(), samples.HANDLER, at=AT).after
    replied = replies.reply(taken, "Thêm.", (), message_id="m", at=AT).after
    assert replied.revision == taken.revision
    assert casework.decide(replied, samples.HANDLER, samples.RULING, at=AT).after.state is CaseState.IN_REVIEW


def test_others_who_are_always_faster_bring_the_mail_back() -> None:
    office = Office()

    def lost(_: Transition) -> None:
        raise Raced("moved")

    office.store.write = lost  # type: ignore[method-assign, assignment]
    with pytest.raises(RetryLater):
        office.receive(mail("Thêm."))
