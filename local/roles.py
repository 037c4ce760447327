"""`make roles`: writes docs/roles.md, who may do what, by asking the function that decides it.

People and cases here are made up, one of each kind that the rules tell apart. A test holds the page to the code, and
another one tries every cell over HTTP.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hailong.cases import casework, course, enterprise, firewall
from hailong.cases.case import Case
from hailong.lots.clearance import Clearance, Enterprise, Officer
from hailong.lots.rating import Contact, Rating, accepted
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, Channel, Language, Outcome, RatingStatus, Reason, Role, RootCause, Subject
from local.paths import ROOT

PAGE = ROOT / "docs" / "roles.md"
OFFICE = "20CG"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def _person(number: int, *roles: Role, office: str = OFFICE, team: str | None = None) -> Person:
    return Person(staff_code=f"{office}-09{number:02d}", roles=frozenset(roles), office=office, team=team)


HANDLER = _person(1, Role.HANDLER, team="02")
SUPERVISOR = _person(5, Role.SUPERVISOR)
INSPECTOR = _person(7, Role.INSPECTOR, office="20ZZ")
SECOND_INSPECTOR = _person(8, Role.INSPECTOR, office="20ZZ")
SPARE_INSPECTOR = _person(9, Role.INSPECTOR, office="20ZZ")
RATED_OFFICER = _person(2, Role.HANDLER, team="02")

PEOPLE: dict[str, Person] = {
    "handler A of the office": HANDLER,
    "handler B of the office": _person(6, Role.HANDLER),
    "handler, a rated officer": RATED_OFFICER,
    "handler of the rated team": _person(3, Role.HANDLER, team="01"),
    "handler of another office": _person(4, Role.HANDLER, office="20BB", team="01"),
    "supervisor of the office": SUPERVISOR,
    "inspector A": INSPECTOR,
    "inspector B": SECOND_INSPECTOR,
    "inspector C": SPARE_INSPECTOR,
    "inspector of the rated team": _person(10, Role.INSPECTOR, team="01"),
    "leader": _person(11, Role.LEADER, office="20ZZ"),
}
STAFF = tuple(PEOPLE.values())
ASSIGNEE = _person(12, Role.INSPECTOR, office="20ZZ")
"""To whom `assign` would give the case: somebody who may have any."""


@dataclass(frozen=True, slots=True)
class Situation:
    title: str
    case: Case


def situations(first_number: int = 1) -> Iterator[Situation]:
    """One case of each kind, each of a lot of its own, numbered from `first_number`."""
    number = iter(range(first_number, first_number + 100))

    def opened(*reasons: Reason) -> Case:
        return course.open_case(
            _rating(next(number), reasons), at=AT, due_at=AT + timedelta(days=7, hours=8), salt=""
        ).after

    def appealed() -> Case:
        told = _approved(opened(), INSPECTOR, SECOND_INSPECTOR)
        return enterprise.appeal(told, "Chưa thoả đáng.", at=AT, due_at=AT + timedelta(days=14, hours=8)).after

    yield Situation("Open; an officer and a team are rated negative", opened(Reason.DELAY))
    yield Situation("Open and restricted: harassment is reported", opened(Reason.HARASSMENT))
    yield Situation("Assigned to handler A", _claimed(opened(), HANDLER))
    yield Situation("In review; handler A decided", _decided(opened(), HANDLER))
    yield Situation("In review; the supervisor decided", _decided(opened(), SUPERVISOR))
    yield Situation("Decided: the outcome is sent, the appeal window runs", _approved(opened(), HANDLER, SUPERVISOR))
    yield Situation("Appealed; at level 1 inspector A decided and inspector B reviewed", appealed())
    yield Situation(
        "In review at level 2; inspector C decided, at level 1 inspector A decided and inspector B reviewed",
        _decided(appealed(), SPARE_INSPECTOR),
    )
    yield Situation("Failed: the execution gave up", course.fail(opened(), error="States.Timeout", at=AT).after)
    closed = course.close(_approved(opened(), HANDLER, SUPERVISOR), at=AT).after
    yield Situation("Closed", closed)
    unreached = course.close(_approved(opened(), HANDLER, SUPERVISOR), at=AT).after
    yield Situation(
        "Closed; the outcome reached the enterprise at no address", replace(unreached, calls_due=("outcome",))
    )


def page() -> str:
    """docs/roles.md."""
    lines = [
        "# Who may do what",
        "",
        "Written by `make roles` from what enforces it (`hailong.cases.firewall.access_decision`); do not edit.",
        "A test tries every cell over HTTP.",
        "",
        "`yes`: allowed. A word: the barrier, as `actions` in the case file says it (`why`). `–`: who does not see a",
        "case is told that there is none, whatever they try. Evidence is attached by who may write a note; timelines",
        "are verified by inspectors.",
        "",
        "Not in the tables: when nobody of the staff is left who may take a step, any inspector may, in spite of",
        "`rated_team` and `took_part_before`, never in spite of `rated_officer` or `own_decision`. The timeline says",
        "so (`exception`).",
    ]
    for situation in situations():
        lines += ["", f"## {situation.title}", "", _row("", "sees it", *Action), _row(*["---"] * (len(Action) + 2))]
        for name, person in PEOPLE.items():
            hidden = firewall.hidden_by(person, situation.case, STAFF)
            barriers = firewall.actions(person, situation.case, STAFF)
            cells = ("–" if hidden else _cell(barriers[action]) for action in Action)
            lines.append(_row(name, _cell(hidden), *cells))
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(barrier: firewall.Barrier | None) -> str:
    return "yes" if barrier is None else f"`{barrier}`"


def _rating(number: int, reasons: tuple[Reason, ...]) -> Rating:
    clearance = Clearance(
        declaration_no=f"90{number:09d}1",
        declaration_type="A11",
        channel=Channel.GREEN,
        enterprise=Enterprise(tax_code="5700100256", name="Công ty TNHH Ví dụ", emails=("xnk@example.vn",)),
        office=OFFICE,
        team="01",
        officers=(Officer(code=RATED_OFFICER.staff_code, name="Nguyễn Văn A", stage="inspection"),),
        cleared_at=AT,
        recorded_at=AT,
        client_id="customs",
    )
    rating = Rating(
        declaration_no=clearance.declaration_no,
        tax_code="5700100256",
        levels={Subject.OFFICER: 2, Subject.TEAM: 2, Subject.OFFICE: 4},
        reasons=reasons,
        language=Language.VI,
        contact=Contact(email="ketoan@example.vn"),
        received_at=AT,
        client_id="software",
        status=RatingStatus.AWAITING_CLEARANCE,
    )
    return accepted(rating, clearance)


def _claimed(case: Case, person: Person) -> Case:
    return casework.claim(case, person, at=AT).after


def _decided(case: Case, person: Person) -> Case:
    ruling = casework.Ruling(
        outcome=Outcome.UPHELD,
        root_cause=RootCause.PROCESS,
        action_taken="Đã rút kinh nghiệm.",
        message_to_enterprise="Xin lỗi doanh nghiệp.",
    )
    return casework.decide(_claimed(case, person), person, ruling, at=AT).after


def _approved(case: Case, decider: Person, reviewer: Person) -> Case:
    return casework.approve(_decided(case, decider), reviewer, at=AT, appeal_until=AT + timedelta(days=30)).after


def main(target: Path = PAGE) -> None:
    target.write_text(page())


if __name__ == "__main__":
    main()
