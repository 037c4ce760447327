"""Renders every e-mail with sample data into a folder, so that one can look at them: `make mails`."""

import sys
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hailong.cases.case import Appeal, Case, Decision, Seal
from hailong.cases.digest import MOST_NAMED, Digest
from hailong.cases.news import NewsKind
from hailong.lots.clearance import Clearance, Enterprise, Officer
from hailong.lots.rating import Contact, Rating, accepted
from hailong.mail.digest import render_digest
from hailong.mail.message import Mail
from hailong.mail.render import OF_A_CASE, TO_STAFF, Invited, render, render_invitations
from hailong.vocabulary.words import (
    CaseState,
    Channel,
    Language,
    NoticeKind,
    Outcome,
    RatingStatus,
    Reason,
    RootCause,
    Subject,
)

ANSWER_URL = "https://hailong.example.vn/v1/answers/sample-token"
RATE_URL = "https://hailong.example.vn/v1/rate/10302752870.sample-key"
STOP_URL = "https://hailong.example.vn/v1/invitations/sample-token"
CONSOLE_URL = "https://hailong.example.vn/v1/console/"

_AS_FIRST_PROMISED = {NoticeKind.ACKNOWLEDGEMENT, NoticeKind.REMINDER}

WORDS = tomllib.loads(Path(__file__).with_name("sample_mails.toml").read_text(encoding="utf-8"))


def sample_clearance() -> Clearance:
    return Clearance(
        declaration_no="103027528701",
        declaration_type="A11",
        channel=Channel.YELLOW,
        enterprise=Enterprise(
            tax_code="5700100256", name="Công ty TNHH Xuất nhập khẩu Ví Dụ", emails=("xnk@vidu.example.vn",)
        ),
        office="20CF",
        team="01",
        officers=(Officer(code="20CF-0012", name="Nguyễn Văn Mẫu", stage="inspection"),),
        cleared_at=_at(20, 2, 31),
        recorded_at=_at(20, 2, 32),
        client_id="customs",
    )


def sample_case(kind: NoticeKind, language: Language) -> Case:
    """A case at level 2 that has seen everything, so that every kind of mail has something to tell of."""
    words = {name: text.strip() for name, text in WORDS[language].items()}
    rating = Rating(
        declaration_no="103027528701",
        tax_code="5700100256",
        levels={Subject.OFFICER: 2, Subject.TEAM: 3, Subject.OFFICE: 4},
        reasons=(Reason.DELAY, Reason.UNCLEAR_GUIDANCE),
        comment=words["comment"],
        language=language,
        contact=Contact(name="Trần Thị Thử", email="ketoan@vidu.example.vn"),
        received_at=_at(22, 3, 5),
        client_id="software",
        status=RatingStatus.ACCEPTED,
    )
    first = Decision(
        outcome=Outcome.UPHELD,
        root_cause=RootCause.WORKLOAD,
        action_taken="Bố trí thêm người trực trưa.",
        message_to_enterprise=words["message"],
        by="20CF-0031",
        at=_at(25, 3, 0),
        reviewed_by="20CF-0002",
        reviewed_at=_at(26, 3, 0),
    )
    second = replace(first, message_to_enterprise=words["final"], by="20ZZ-0003")
    return Case(
        rating=accepted(rating, sample_clearance()),
        state=CaseState.APPEALED,
        opened_at=_at(22, 3, 5),
        due_at=_at(29, 10, 0) if kind in _AS_FIRST_PROMISED else datetime(2026, 7, 3, 10, 0, tzinfo=UTC),
        first_due_at=_at(29, 10, 0),
        level=2,
        decisions={1: first, 2: second},
        approvals={level: Seal(number=3 * level, hash="5c" * 32, salt="a3" * 32) for level in (1, 2)},
        appeal=Appeal(reason=words["appeal"], at=_at(26, 8, 0)),
        appeal_until=datetime(2026, 7, 10, 10, 0, tzinfo=UTC),
    )


def sample_digest() -> Digest:
    """A supervisor's Tuesday morning."""
    case = sample_case(NoticeKind.REMINDER, Language.VI)
    late = [replace(case, rating=_of_lot(case.rating, number)) for number in range(2)]
    soon = [
        replace(case, rating=_of_lot(case.rating, number), due_at=_at(30, 10, 0)) for number in range(2, 4 + MOST_NAMED)
    ]
    news = {NewsKind.OPENED: 2, NewsKind.ASSIGNED: 1, NewsKind.REVIEW: 1}
    return Digest(news=news, overdue=late, due_soon=soon)


def _of_lot(rating: Rating, number: int) -> Rating:
    declaration_no = f"10302752{870 + number}1"
    return accepted(rating, replace(sample_clearance(), declaration_no=declaration_no))


def all_mails() -> dict[str, Mail]:
    """Every mail there is by `{language}-{kind}`, or by its kind alone where it is in both languages."""
    of_a_case = {
        f"{language}-{kind}": render(
            kind,
            sample_case(kind, language),
            answer_url=None if kind in TO_STAFF else ANSWER_URL,
            console_url=CONSOLE_URL if kind in TO_STAFF else None,
            write_to="gopy@customs.example.vn",
            language=language,
        )
        for language in Language
        for kind in OF_A_CASE
    }
    clearance = sample_clearance()
    until = clearance.cleared_at + timedelta(days=30)
    one = Invited(clearance=clearance, rate_url=RATE_URL, rate_until=until)
    other = replace(one, clearance=replace(clearance, declaration_no="103027529901", office="20CD", team=None))
    return of_a_case | {
        "invitation": render_invitations([one], stop_url=STOP_URL),
        "invitations": render_invitations([one, other], stop_url=STOP_URL),
        "digest": render_digest(sample_digest(), at=_at(30, 0, 30), console_url=CONSOLE_URL),
    }


def write(folder: Path) -> int:
    """Writes `.html` and `.txt` (with the subject on top) of every mail; gives how many mails."""
    folder.mkdir(parents=True, exist_ok=True)
    mails = all_mails()
    for name, mail in mails.items():
        (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")
        (folder / f"{name}.txt").write_text(as_text(mail), encoding="utf-8")
    return len(mails)


def as_text(mail: Mail) -> str:
    """Subject and plain text in one."""
    return f"Subject: {mail.subject}\n\n{mail.text}"


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("artifacts/mails")
    try:
        print(f"{write(target)} mails in {target}")
    except OSError as error:
        sys.exit(f"make mails: {target} is no folder that can be written to: {error.strerror}")
