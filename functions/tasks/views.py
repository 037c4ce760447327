"""What staff are shown of a case."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from textwrap import shorten
from typing import Any

from hailong.cases import firewall
from hailong.cases.case import Case, Decision
from hailong.cases.case_file import CaseFile
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusal
from hailong.vocabulary.people import Person
from hailong.vocabulary.tax_code import masked
from hailong.vocabulary.times import to_local_text
from hailong.vocabulary.words import Action, Role

COMMENT_SHOWN = 160
"""Characters of a comment that the queue shows."""


def item_view(case: Case, now: datetime) -> dict[str, Any]:
    """A case in the queue. Personal tax codes are masked: the file shows them whole."""
    enterprise = case.clearance.enterprise
    return {
        "case_id": case.case_id,
        "declaration_no": case.rating.declaration_no,
        "state": case.state,
        "level": case.level,
        "office": case.office,
        "team": case.clearance.team,
        "enterprise": {"tax_code": masked(enterprise.tax_code), "name": enterprise.name},
        "subjects": {subject.value: level for subject, level in case.rating.levels.items()},
        "negative_subjects": [subject.value for subject in case.negative_subjects],
        "reasons": [reason.value for reason in case.rating.reasons],
        "assignee": case.assignee,
        "opened_at": to_local_text(case.opened_at),
        "due_at": to_local_text(case.due_at),
        "first_due_at": to_local_text(case.first_due_at),
        "overdue": case.overdue(now),
        "breached": case.breached,
        "restricted": case.restricted,
        "calls_due": list(case.calls_due),
        "returned": case.returned,
        "comment": shorten(case.rating.comment or "", width=COMMENT_SHOWN, placeholder=" …") or None,
        "version": case.version,
        "revision": case.revision,
    }


def names(codes: Iterable[str | None], staff: Sequence[Person]) -> dict[str, str]:
    """What the people of these codes are called, as far as the directory says."""
    wanted = frozenset(codes)
    return {one.staff_code: one.name for one in staff if one.name and one.staff_code in wanted}


def file_view(
    file: CaseFile, person: Person, staff: Sequence[Person], arrived: Collection[str] | None, now: datetime
) -> dict[str, Any]:
    """The case file, with what this person may do next and to whom. `arrived`: the evidence that is there, if known."""
    case, clearance, rating = file.case, file.case.clearance, file.case.rating
    shown: dict[str, Any] = {
        "case": item_view(case, now)
        | {
            "enterprise": {"tax_code": clearance.enterprise.tax_code, "name": clearance.enterprise.name},
            "decision": _decision_view(case.decision),
            "earlier_decisions": [
                _decision_view(decision) for level, decision in sorted(case.decisions.items()) if level < case.level
            ],
            "appeal": {"reason": case.appeal.reason, "at": to_local_text(case.appeal.at)} if case.appeal else None,
            "appeal_until": _moment(case.appeal_until),
            "closed_at": _moment(case.closed_at),
            "failure": (
                {"error": case.failure.error, "at": to_local_text(case.failure.at), "state": case.failure.state_before}
                if case.failure
                else None
            ),
            "attempt": case.attempt,
            "exceptions": list(case.excepted),
            "raised_to": case.raised_to,
        },
        "rating": {
            "declaration_no": rating.declaration_no,
            "tax_code": rating.tax_code,
            "levels": {subject.value: level for subject, level in rating.levels.items()},
            "reasons": [reason.value for reason in rating.reasons],
            "comment": rating.comment,
            "language": rating.language,
            "contact": (
                {"name": rating.contact.name, "email": rating.contact.email, "phone": rating.contact.phone}
                if rating.contact
                else None
            ),
            "received_at": to_local_text(rating.received_at),
        },
        "clearance": {
            "declaration_no": clearance.declaration_no,
            "lot_key": clearance.lot_key,
            "declaration_type": clearance.declaration_type,
            "channel": clearance.channel,
            "office": clearance.office,
            "team": clearance.team,
            "officers": [{"code": one.code, "name": one.name, "stage": one.stage} for one in clearance.officers],
            "cleared_at": to_local_text(clearance.cleared_at),
        },
        "timeline": timeline_view(file.timeline),
        "notices": [_notice_view(notice) for notice in sorted(file.notices, key=lambda one: one.created_at)],
        "evidence": [
            {
                "evidence_id": one.evidence_id,
                "name": one.name,
                "content_type": one.content_type,
                "size": one.size,
                "by": one.by,
                "at": to_local_text(one.at),
                "uploaded": None if arrived is None else one.evidence_id in arrived,
            }
            for one in sorted(file.evidence, key=lambda one: (one.at, one.evidence_id))
        ],
        "actions": actions_view(person, case, staff),
        "names": names(_people_of(file), staff),
    }
    if firewall.barrier(person, case, Action.ASSIGN, staff) is None:
        shown["assignees"] = [
            {"staff_code": one.staff_code, "name": one.name, "office": one.office, "role": one.acting_role}
            for one in firewall.who_may(case, Action.DECIDE, staff)
            if one.staff_code != case.assignee
        ]
    if person.has(Role.INSPECTOR):
        shown["refusals"] = [_refusal_view(refusal) for refusal in file.refusals]
    return shown


def _people_of(file: CaseFile) -> Iterator[str | None]:
    yield file.case.assignee
    for entry in file.timeline:
        yield entry.by
        # Whom a case was given to stands in the note.
        yield entry.note
    for refusal in file.refusals:
        yield refusal.by
        yield refusal.about
    for evidence in file.evidence:
        yield evidence.by


def actions_view(person: Person, case: Case, staff: Sequence[Person]) -> dict[str, Any]:
    """Each action, the barrier that stands before it (`why`), or the one lifted since nobody else is left."""
    return {action.value: _action_view(firewall.access_decision(person, case, action, staff)) for action in Action}


def _action_view(access_decision: firewall.AccessDecision) -> dict[str, Any]:
    if access_decision.barrier is not None:
        return {"allowed": False, "why": access_decision.barrier}
    return {"allowed": True} | ({"exception": access_decision.exception} if access_decision.exception else {})


def _refusal_view(refusal: Refusal) -> dict[str, Any]:
    return {
        "at": to_local_text(refusal.at),
        "by": refusal.by,
        "role": refusal.role,
        "action": refusal.action,
        "why": refusal.why,
        "about": refusal.about,
    }


def timeline_view(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "at": to_local_text(entry.at),
            "by": entry.by,
            "role": entry.role,
            "action": entry.action,
            "from": entry.state_from,
            "to": entry.state_to,
            "note": entry.note,
            "exception": entry.exception or None,
            "decision": _decision_view(entry.decision),
            "hash": entry.hash,
        }
        for entry in entries
    ]


def _decision_view(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "outcome": decision.outcome,
        "root_cause": decision.root_cause,
        "action_taken": decision.action_taken,
        "message_to_enterprise": decision.message_to_enterprise,
        "by": decision.by,
        "at": to_local_text(decision.at),
        "reviewed_by": decision.reviewed_by,
        "reviewed_at": _moment(decision.reviewed_at),
    }


def _notice_view(notice: Notice) -> dict[str, Any]:
    return {
        "notice_id": notice.notice_id,
        "kind": notice.kind,
        "state": notice.state,
        "created_at": to_local_text(notice.created_at),
        "recipient": notice.recipient,
        "sent_at": _moment(notice.sent_at),
        "sent_to": notice.sent_to,
        "attempts": notice.attempts,
        "last_error": notice.last_error,
    }


def _moment(moment: datetime | None) -> str | None:
    return to_local_text(moment) if moment else None
