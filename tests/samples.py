"""Made-up clearances, ratings, cases and people that tests share. Every moment is fixed."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from hailong.cases import casework, course, transitions
from hailong.cases.case import Case
from hailong.lots.clearance import Clearance, Enterprise, Officer
from hailong.lots.rating import Contact, Rating, accepted
from hailong.vocabulary import workdays
from hailong.vocabulary.people import Person
from hailong.vocabulary.times import VIETNAM
from hailong.vocabulary.words import Channel, Language, Outcome, RatingStatus, Reason, Role, RootCause, Subject

CLEARED = datetime(2026, 6, 19, 9, 31, tzinfo=VIETNAM)
"""A Friday."""
RATED = datetime(2026, 6, 19, 10, 0, tzinfo=VIETNAM)
DUE = datetime(2026, 6, 26, 17, 0, tzinfo=VIETNAM)
TAX_CODE, OTHER_TAX_CODE = "5700100256", "0100109106"

HANDLER = Person(staff_code="20CF-0101", roles=frozenset({Role.HANDLER}), office="20CF", team="02")
OTHER_HANDLER = Person(staff_code="20CF-0102", roles=frozenset({Role.HANDLER}), office="20CF")
RATED_OFFICER = Person(staff_code="20CF-0012", roles=frozenset({Role.HANDLER}), office="20CF", team="01")
SUPERVISOR = Person(staff_code="20CF-0001", roles=frozenset({Role.SUPERVISOR}), office="20CF")
ELSEWHERE = Person(staff_code="20BB-0101", roles=frozenset({Role.HANDLER}), office="20BB")
INSPECTOR = Person(staff_code="20ZZ-0001", roles=frozenset({Role.INSPECTOR}), office="20ZZ")
SECOND_INSPECTOR = Person(staff_code="20ZZ-0002", roles=frozenset({Role.INSPECTOR}), office="20ZZ")
LEADER = Person(staff_code="20ZZ-0009", roles=frozenset({Role.LEADER}), office="20ZZ")
STAFF = (HANDLER, OTHER_HANDLER, RATED_OFFICER, SUPERVISOR, ELSEWHERE, INSPECTOR, SECOND_INSPECTOR, LEADER)

RULING = casework.Ruling(
    outcome=Outcome.UPHELD,
    root_cause=RootCause.PROCESS,
    action_taken="Đã rút kinh nghiệm trong toàn đội.",
    message_to_enterprise="Chi cục xin lỗi doanh nghiệp về sự chậm trễ.",
)


def clearance(number: str = "103027528701", **changes: Any) -> Clearance:
    return replace(
        Clearance(
            declaration_no=number,
            declaration_type="A11",
            channel=Channel.GREEN,
            enterprise=Enterprise(tax_code=TAX_CODE, name="Công ty TNHH Ví dụ", emails=("xnk@example.vn",)),
            office="20CF",
            team="01",
            officers=(Officer(code="20CF-0012", name="Nguyễn Văn A", stage="inspection"),),
            cleared_at=CLEARED,
            recorded_at=CLEARED,
            client_id="customs",
        ),
        **changes,
    )


def rating(number: str = "103027528701", **changes: Any) -> Rating:
    """Negative for the officer, and nothing else about it is grave."""
    return replace(
        Rating(
            declaration_no=number,
            tax_code=TAX_CODE,
            levels={Subject.OFFICER: 2, Subject.TEAM: 3, Subject.OFFICE: 4},
            reasons=(Reason.DELAY,),
            comment="Chờ kiểm hoá quá lâu.",
            language=Language.VI,
            contact=Contact(name="Trần Thị B", email="ketoan@example.vn"),
            received_at=RATED,
            client_id="software",
            status=RatingStatus.AWAITING_CLEARANCE,
        ),
        **changes,
    )


def accepted_rating(number: str = "103027528701", **changes: Any) -> Rating:
    return accepted(rating(number, **changes), clearance(number))


def opening(number: str = "103027528701", **changes: Any) -> transitions.Transition:
    return course.open_case(
        accepted_rating(number, **changes),
        at=RATED,
        salt="5a" * 32,
        due_at=workdays.due_after(RATED, 5, workdays.vietnamese_calendar()),
        working_days=5,
    )


def open_case(number: str = "103027528701", **changes: Any) -> Case:
    return opening(number, **changes).after
