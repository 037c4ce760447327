"""What staff are shown of a case."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from textwrap import shorten
from typing import TYPE_CHECKING

from hailong.cases import firewall
from hailong.cases.case import Case, Decision, Verdict
from hailong.cases.case_file import CaseFile
from hailong.cases.enterprise import HELPED
from hailong.cases.evidence import VIEWABLE, Evidence
from hailong.cases.notices import Notice
from hailong.cases.timeline import Entry, Refusals, Verification
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.people import Person
from hailong.vocabulary.tax_code import masked
from hailong.vocabulary.times import to_local_text
from hailong.vocabulary.words import Action, CaseState, Role, Subject

if TYPE_CHECKING:
    from functions.tasks.answers import (
        ActionShown,
        Assignee,
        CaseDetail,
        CaseFileAnswer,
        CaseItem,
        ClearanceShown,
        DecisionShown,
        EvidenceShown,
        FirstSaid,
        NoticeShown,
        RatingShown,
        RefusalsShown,
        SubjectLevels,
        TimelineEntry,
        VerdictShown,
        VerifyAnswer,
    )

COMMENT_SHOWN = 160
"""Characters of a comment that the queue shows."""


def item_view(case: Case, now: datetime) -> "CaseItem":
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
        "subjects": _levels(case.rating.levels),
        "negative_subjects": list(case.negative_subjects),
        "reasons": list(case.rating.reasons),
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
    file: CaseFile,
    person: Person,
    staff: Sequence[Person],
    arrived: Collection[str] | None,
    now: datetime,
    *,
    older: str | None,
) -> "CaseFileAnswer":
    """The case file, with what this person may do next and to whom.

    `arrived`: the evidence that is there, if known. `older`: the cursor of the timeline's page before this one.
    """
    case = file.case
    shown: CaseFileAnswer = {
        "case": _detail_view(case, now),
        "rating": _rating_view(case.rating, with_first=person.has(Role.INSPECTOR)),
        "clearance": _clearance_view(case.clearance),
        "timeline": timeline_view(file.timeline, case),
        "timeline_cursor": older,
        "notices": [_notice_view(notice) for notice in sorted(file.notices, key=lambda one: one.created_at)],
        "evidence": [
            _evidence_view(one, arrived, case)
            for one in sorted(file.evidence, key=lambda one: (one.at, one.evidence_id))
        ],
        "actions": actions_view(person, case, staff),
        "names": names(_people_of(file), staff),
    }
    if firewall.barrier(person, case, Action.ASSIGN, staff) is None:
        shown["assignees"] = [
            assignee_view(one)
            for one in firewall.who_may(case, Action.DECIDE, staff)
            if one.staff_code != case.assignee
        ]
    if person.has(Role.INSPECTOR):
        shown["refusals"] = [_refusals_view(one) for one in file.refusals]
    return shown


def _people_of(file: CaseFile) -> Iterator[str | None]:
    yield file.case.assignee
    for entry in file.timeline:
        yield entry.by
        # Whom a case was given to, or who was reminded of it, stands in the note.
        yield from entry.note.split(", ")
    for refusal in file.refusals:
        yield refusal.by
        yield refusal.about
    for evidence in file.evidence:
        yield evidence.by


def verification_view(found: Verification) -> "VerifyAnswer":
    shown: VerifyAnswer = {
        "intact": found.intact,
        "entries": found.entries,
        "first_broken": found.first_broken,
        "what": found.what,
    }
    if found.erased:
        shown["erased"] = list(found.erased)
    return shown


def _detail_view(case: Case, now: datetime) -> "CaseDetail":
    enterprise, failure = case.clearance.enterprise, case.failure
    earlier = [made for level, made in sorted(case.decisions.items()) if level < case.level]
    return {
        **item_view(case, now),
        "enterprise": {"tax_code": enterprise.tax_code, "name": enterprise.name},
        "decision": _decision_view(case.decision) if case.decision else None,
        "earlier_decisions": [_decision_view(made) for made in earlier],
        "appeal": {"reason": case.appeal.reason, "at": to_local_text(case.appeal.at)} if case.appeal else None,
        "appeal_until": moment_view(case.appeal_until),
        "closed_at": moment_view(case.closed_at),
        "failure": (
            {"error": failure.error, "at": to_local_text(failure.at), "state": failure.state_before}
            if failure
            else None
        ),
        "attempt": case.attempt,
        "exceptions": list(case.excepted),
        "raised_to": case.raised_to,
        "helped": [_verdict_view(level, verdict) for level, verdict in sorted(case.verdicts.items())]
        if tells_helped(case)
        else [],
    }


def tells_helped(case: Case) -> bool:
    """Whether staff are told what the enterprise said of the answer: nobody can still hope to change its mind."""
    return case.state is CaseState.CLOSED


def _verdict_view(level: int, verdict: Verdict) -> "VerdictShown":
    return {"level": level, "helped": verdict.helped, "why": verdict.why, "at": to_local_text(verdict.at)}


def _rating_view(rating: Rating, *, with_first: bool) -> "RatingShown":
    """What was first said of a corrected rating is for inspectors: it may speak of who may see the case by now."""
    contact = rating.contact
    return {
        "declaration_no": rating.declaration_no,
        "tax_code": rating.tax_code,
        "levels": _levels(rating.levels),
        "reasons": list(rating.reasons),
        "comment": rating.comment,
        "language": rating.language,
        "contact": {"name": contact.name, "email": contact.email, "phone": contact.phone} if contact else None,
        "received_at": to_local_text(rating.received_at),
        "corrected_at": moment_view(rating.corrected_at),
        "first": _first_view(rating.first) if rating.first and with_first else None,
    }


def _first_view(first: Rating) -> "FirstSaid":
    return {"levels": _levels(first.levels), "reasons": list(first.reasons), "comment": first.comment}


def _levels(levels: Mapping[Subject, int]) -> "SubjectLevels":
    shown: SubjectLevels = {}
    if Subject.OFFICER in levels:
        shown["officer"] = levels[Subject.OFFICER]
    if Subject.TEAM in levels:
        shown["team"] = levels[Subject.TEAM]
    if Subject.OFFICE in levels:
        shown["office"] = levels[Subject.OFFICE]
    return shown


def _clearance_view(clearance: Clearance) -> "ClearanceShown":
    return {
        "declaration_no": clearance.declaration_no,
        "lot_key": clearance.lot_key,
        "declaration_type": clearance.declaration_type,
        "channel": clearance.channel,
        "office": clearance.office,
        "team": clearance.team,
        "officers": [{"code": one.code, "name": one.name, "stage": one.stage} for one in clearance.officers],
        "cleared_at": to_local_text(clearance.cleared_at),
    }


def _evidence_view(evidence: Evidence, arrived: Collection[str] | None, case: Case) -> "EvidenceShown":
    return {
        "evidence_id": evidence.evidence_id,
        "name": evidence.name,
        "content_type": evidence.content_type,
        "size": evidence.size,
        "sha256": evidence.sha256,
        "by": evidence.by,
        "at": to_local_text(evidence.at),
        "uploaded": None if arrived is None else evidence.evidence_id in arrived,
        "withdrawn": evidence.evidence_id in case.withdrawn_files,
        "erased": evidence.erased_at is not None,
        "viewable": evidence.content_type in VIEWABLE,
    }


def assignee_view(person: Person) -> "Assignee":
    return {
        "staff_code": person.staff_code,
        "name": person.name,
        "office": person.office,
        "role": person.acting_role,
    }


def actions_view(person: Person, case: Case, staff: Sequence[Person]) -> "dict[Action, ActionShown]":
    """Each action, the barrier that stands before it (`why`), or the one lifted since nobody else is left."""
    return {action: _action_view(firewall.access_decision(person, case, action, staff)) for action in Action}


def _action_view(access_decision: firewall.AccessDecision) -> "ActionShown":
    if access_decision.barrier is not None:
        return {"allowed": False, "why": access_decision.barrier}
    if access_decision.exception is not None:
        return {"allowed": True, "exception": access_decision.exception}
    return {"allowed": True}


def _refusals_view(refusals: Refusals) -> "RefusalsShown":
    return {
        "by": refusals.by,
        "role": refusals.role,
        "action": refusals.action,
        "why": refusals.why,
        "about": refusals.about,
        "first_at": to_local_text(refusals.first_at),
        "last_at": to_local_text(refusals.last_at),
        "times": refusals.times,
    }


def timeline_view(entries: Iterable[Entry], case: Case) -> "list[TimelineEntry]":
    return [
        {
            "at": to_local_text(entry.at),
            "by": entry.by,
            "role": entry.role,
            "action": entry.action,
            "from": entry.state_from,
            "to": entry.state_to,
            "note": entry.note if tells_helped(case) or entry.action != HELPED else "",
            "exception": entry.exception or None,
            "decision": _decision_view(entry.decision) if entry.decision else None,
            "hash": entry.hash,
        }
        for entry in entries
    ]


def _decision_view(decision: Decision) -> "DecisionShown":
    return {
        "outcome": decision.outcome,
        "root_cause": decision.root_cause,
        "action_taken": decision.action_taken,
        "message_to_enterprise": decision.message_to_enterprise,
        "by": decision.by,
        "at": to_local_text(decision.at),
        "reviewed_by": decision.reviewed_by,
        "reviewed_at": moment_view(decision.reviewed_at),
    }


def _notice_view(notice: Notice) -> "NoticeShown":
    return {
        "notice_id": notice.notice_id,
        "kind": notice.kind,
        "state": notice.state,
        "created_at": to_local_text(notice.created_at),
        "recipient": notice.recipient,
        "sent_at": moment_view(notice.sent_at),
        "sent_to": notice.sent_to,
        "attempts": notice.attempts,
        "last_error": notice.last_error,
    }


def moment_view(moment: datetime | None) -> str | None:
    return to_local_text(moment) if moment else None
