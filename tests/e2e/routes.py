"""What each route answers whom to what is wrong: a row a route, held against openapi.json."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from hailong.cases import firewall
from hailong.cases.case import Case
from hailong.vocabulary.people import Person
from hailong.vocabulary.words import Action, Role
from local import roles
from tests.conformance import document

METHODS = ("get", "head", "post", "put", "patch", "delete")
CUSTOMS, SOFTWARE = frozenset({"customs"}), frozenset({"software"})

type Answer = tuple[int, str | None]
"""Status, and the stable code of a refusal."""

type OfStaff = Callable[[Person, Case | None], Answer]


@dataclass(frozen=True)
class Row:
    """What a route answers. `machines`: which of them may call it. `staff`: what it answers a person about a case.

    `served`: what it answers who may call it to what is sent here. `anyone`: whoever it is, that is answered.
    """

    machines: frozenset[str] = frozenset()
    staff: OfStaff | None = None
    served: Answer = (422, "invalid")
    anyone: bool = False
    query: str = ""


def _hidden(person: Person, case: Case | None) -> bool:
    return case is None or firewall.hidden_by(person, case, roles.STAFF) is not None


NOT_FOUND: Answer = (404, "case_not_found")


def _reads(person: Person, case: Case | None) -> Answer:
    return NOT_FOUND if _hidden(person, case) else (200, None)


def _previews(person: Person, case: Case | None) -> Answer:
    return NOT_FOUND if _hidden(person, case) else (422, "invalid")


def _fetches(person: Person, case: Case | None) -> Answer:
    return NOT_FOUND if _hidden(person, case) else (404, "evidence_not_found")


def _verifies(person: Person, case: Case | None) -> Answer:
    if _hidden(person, case):
        return NOT_FOUND
    return (200, None) if person.has(Role.INSPECTOR) else (403, "forbidden")


def _does(action: Action) -> OfStaff:
    def answer(person: Person, case: Case | None) -> Answer:
        if case is None or _hidden(person, case):
            return NOT_FOUND
        barrier = firewall.barrier(person, case, action, roles.STAFF)
        if barrier in firewall.CONFLICTS:
            return 403, "conflict_of_interest"
        if barrier not in {None, firewall.Barrier.STATE}:
            return 403, "forbidden"
        return 422, "invalid"

    return answer


def _withdraws(person: Person, case: Case | None) -> Answer:
    found = _does(Action.NOTE)(person, case)
    return (404, "evidence_not_found") if found == (422, "invalid") else found


def _all(person: Person, _case: Case | None) -> Answer:
    return 200, None


def _own_office(person: Person, _case: Case | None) -> Answer:
    everywhere = person.has(Role.INSPECTOR, Role.LEADER)
    return (200, None) if everywhere or person.office == roles.OFFICE else (403, "forbidden")


def _keeps_texts(person: Person, _case: Case | None) -> Answer:
    return (422, "invalid") if person.has(Role.SUPERVISOR, Role.INSPECTOR) else (403, "forbidden")


def _keeps_own(_person: Person, _case: Case | None) -> Answer:
    return 422, "invalid"


def _gives_out_work(person: Person, _case: Case | None) -> Answer:
    return (200, None) if person.has(Role.SUPERVISOR, Role.INSPECTOR) else (403, "forbidden")


def _no_such_text(person: Person, case: Case | None) -> Answer:
    own = _own_office(person, case)
    return own if own[0] == httpx.codes.FORBIDDEN else (404, "text_not_found")


ROWS: dict[str, Row] = {
    "PUT /clearances/{declaration_no}": Row(machines=CUSTOMS),
    "POST /clearances": Row(machines=CUSTOMS),
    "GET /clearances/missing": Row(machines=CUSTOMS, served=(200, None)),
    "POST /ratings": Row(machines=SOFTWARE),
    "GET /ratings/{declaration_no}": Row(
        machines=SOFTWARE, query="?tax_code=5700100256", served=(404, "rating_not_found")
    ),
    "POST /ratings/{declaration_no}/appeal": Row(machines=SOFTWARE),
    "POST /ratings/{declaration_no}/correct": Row(machines=SOFTWARE),
    "POST /ratings/{declaration_no}/helped": Row(machines=SOFTWARE),
    "GET /rate/{rating_key}": Row(anyone=True, served=(403, "wrong_rating_key")),
    "HEAD /rate/{rating_key}": Row(anyone=True, served=(403, None)),
    "POST /rate/{rating_key}": Row(anyone=True, served=(403, "wrong_rating_key")),
    "POST /rate/{rating_key}/correct": Row(anyone=True, served=(403, "wrong_rating_key")),
    "GET /answers/{token}": Row(anyone=True, served=(404, "no_such_link")),
    "HEAD /answers/{token}": Row(anyone=True, served=(404, None)),
    "POST /answers/{token}/appeal": Row(anyone=True, served=(404, "no_such_link")),
    "POST /answers/{token}/helped": Row(anyone=True, served=(404, "no_such_link")),
    "GET /invitations/{token}": Row(anyone=True, served=(404, "no_such_link")),
    "HEAD /invitations/{token}": Row(anyone=True, served=(404, None)),
    "POST /invitations/{token}": Row(anyone=True, served=(404, "no_such_link")),
    "GET /openapi.json": Row(anyone=True, served=(200, None)),
    "GET /tasks": Row(staff=_all),
    "GET /tasks/export": Row(staff=_all),
    "GET /tasks/{case_id}": Row(staff=_reads),
    "GET /tasks/{case_id}/file": Row(staff=_reads),
    "GET /tasks/{case_id}/timeline": Row(staff=_reads),
    "GET /tasks/{case_id}/timeline/verify": Row(staff=_verifies),
    "POST /tasks/{case_id}/evidence": Row(staff=_does(Action.NOTE)),
    "GET /tasks/{case_id}/evidence/{evidence_id}": Row(staff=_fetches),
    "POST /tasks/{case_id}/evidence/{evidence_id}/withdraw": Row(staff=_withdraws),
    "POST /tasks/{case_id}/preview": Row(staff=_previews),
    **{f"POST /tasks/{{case_id}}/{action}": Row(staff=_does(action)) for action in Action},
    "GET /workload": Row(staff=_gives_out_work),
    "GET /news": Row(staff=_all),
    "POST /news/seen": Row(staff=_keeps_own),
    "GET /desk": Row(staff=_all),
    "PUT /desk": Row(staff=_keeps_own),
    "GET /texts": Row(staff=_all),
    "POST /texts": Row(staff=_keeps_texts),
    "PUT /texts/{text_id}": Row(staff=_no_such_text),
    "GET /texts/{text_id}/versions": Row(staff=_no_such_text),
    "GET /statistics": Row(staff=_own_office, query=f"?unit=office:{roles.OFFICE}"),
    "GET /statistics/export": Row(staff=_own_office, query=f"?unit=office:{roles.OFFICE}&format=csv"),
    "GET /statistics/cdci": Row(staff=_all, query="?quarter=2022-Q1"),
}


def described() -> dict[str, Mapping[str, Any]]:
    return {
        f"{method.upper()} {path}": operations[method]
        for path, operations in document()["paths"].items()
        for method in METHODS
        if method in operations
    }
