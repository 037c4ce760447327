"""Replies by mail: what an enterprise answers to the mails about its case comes into the file. Pure."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from hailong.cases.case import Case, ReplyNotTaken, TakenReply
from hailong.cases.casework import EVIDENCE
from hailong.cases.evidence import Evidence
from hailong.cases.notices import Correspondence
from hailong.cases.transitions import Transition, by_enterprise, by_system
from hailong.vocabulary.errors import Conflict
from hailong.vocabulary.times import vietnamese_day
from hailong.vocabulary.words import CaseState, NoticeKind

REPLY = "reply"
"""The timeline's word for what an enterprise wrote in a reply."""

UNKNOWN = "reply_unknown"
"""The timeline's word for a reply that was not taken, for no mail had gone to its sender, or nobody vouches for it."""

UNREADABLE = "reply_unreadable"
"""The timeline's word for a reply that was not taken as it came: too large, not to be read, or taken for harmful."""

MOST_NOT_TAKEN = 10
"""How often a case's timeline tells of such replies: once a Vietnamese day of each kind, and so often in all."""

MOST, MOST_A_DAY = 30, 5
"""Replies that one case takes in all, and on one Vietnamese day."""

_TO_ANYBODY = frozenset({NoticeKind.INVITATION})


def written_to(letters: Correspondence) -> frozenset[str]:
    """The addresses to which mails about the case have gone, in lower case: who may reply."""
    return frozenset(
        notice.sent_to.lower()
        for notice in letters.notices.values()
        if notice.sent_to is not None
        and notice.sent_at is not None
        and not notice.to_staff
        and notice.kind not in _TO_ANYBODY
    )


def takes_replies(case: Case) -> bool:
    """Whether what the enterprise replies now would come into the file."""
    return case.state is not CaseState.CLOSED


def taken(case: Case, message_id: str) -> bool:
    """Whether this very mail is in the file."""
    return any(one.message_id == message_id for one in case.replies)


def reply(case: Case, text: str, left_out: Collection[str], *, message_id: str, at: datetime) -> Transition:
    """The case with what was written as a note of the enterprise; `left_out` names the files that are not taken.

    Conflict `case_closed`, or `too_many_replies`.
    """
    if not takes_replies(case):
        raise Conflict("case_closed", "The case is closed.")
    today = [one for one in case.replies if vietnamese_day(one.at) == vietnamese_day(at)]
    if len(case.replies) >= MOST or len(today) >= MOST_A_DAY:
        raise Conflict("too_many_replies", "So many replies were taken already, of this day or in all.")
    after = replace(case, replies=(*case.replies, TakenReply(message_id=message_id, at=at)))
    said = [text, f"[Tệp không nhận: {'; '.join(left_out)}]" if left_out else ""]
    return by_enterprise(case, after, REPLY, "\n\n".join(one for one in said if one), at=at)


def not_taken(case: Case, kind: str, *, at: datetime) -> Transition | None:
    """The case telling its staff of a reply UNKNOWN or UNREADABLE: neither whose it is, nor what it says.

    None where it has said so today or often enough, or takes no replies any more.
    """
    told = case.replies_not_taken
    today = {one.kind for one in told if vietnamese_day(one.at) == vietnamese_day(at)}
    if not takes_replies(case) or len(told) >= MOST_NOT_TAKEN or kind in today:
        return None
    after = replace(case, replies_not_taken=(*told, ReplyNotTaken(kind=kind, at=at)))
    return by_system(case, after, kind, at=at)


def evidence_id_of(message_id: str, number: int) -> str:
    """The id of a file of the mail, the same however often the mail comes."""
    return hashlib.sha256(f"{message_id}/{number}".encode()).hexdigest()[:32]


def attach(case: Case, evidence: Evidence, *, at: datetime, limit: int) -> Transition:
    """The case with a file of a reply. Conflict `case_closed`, or `quota_reached` where it has `limit` files."""
    if not takes_replies(case):
        raise Conflict("case_closed", "The case is closed.")
    if case.files >= limit:
        raise Conflict("quota_reached", f"This case has {case.files} files, and may not have more.")
    text = f"{evidence.name} ({evidence.evidence_id})"
    grown = replace(case, files=case.files + 1)
    return replace(by_enterprise(case, grown, EVIDENCE, text, at=at, brings={EVIDENCE: evidence}), evidence=evidence)
