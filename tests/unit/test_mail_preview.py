from dataclasses import replace
from datetime import timedelta

from functions.tasks.preview import preview
from hailong.cases.case import APPEAL_LEVEL, Appeal
from hailong.vocabulary.words import Outcome
from tests.samples import open_case

WORDS = "Chúng tôi đã xác minh.\n\nXin lỗi Quý doanh nghiệp & cảm ơn."


def test_a_decider_sees_the_outcome_mail_with_the_appeal_that_it_will_offer() -> None:
    case = open_case()
    until = case.opened_at + timedelta(days=14)
    mail = preview(case, Outcome.UPHELD, WORDS, appeal_until=until, now=case.opened_at)
    assert case.case_id in mail.subject
    assert "Xin lỗi Quý doanh nghiệp &amp; cảm ơn." in mail.html
    assert "xem xét lại một lần" in mail.html
    assert f"{until:%d/%m/%Y}" in mail.html


def test_at_the_second_level_it_is_the_final_mail() -> None:
    first = open_case()
    case = replace(first, level=APPEAL_LEVEL, appeal=Appeal(reason="Chưa đúng", at=first.opened_at))
    mail = preview(case, Outcome.NOT_UPHELD, WORDS, appeal_until=first.opened_at, now=first.opened_at)
    assert "Đây là kết quả cuối cùng" in mail.html
    assert "Xin lỗi Quý doanh nghiệp &amp; cảm ơn." in mail.html
    assert "xem xét lại một lần" not in mail.html


def test_a_message_not_yet_written_still_shows_the_mail_around_it() -> None:
    case = open_case()
    assert (
        case.case_id in preview(case, Outcome.CANNOT_VERIFY, "", appeal_until=case.opened_at, now=case.opened_at).html
    )
