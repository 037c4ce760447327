"""What callers of the enterprise API are shown."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from functions.submit.decisions import Answer, Rated
from functions.submit.waiting import Cursor
from hailong.lots.clearance import Clearance
from hailong.lots.links import rate_url
from hailong.lots.rating import Rating, Waited
from hailong.lots.signing import rating_key
from hailong.vocabulary.times import to_local_text
from hailong.vocabulary.words import RatingStatus

if TYPE_CHECKING:
    from functions.submit.answers import (
        CaseAnswer,
        ClearanceAnswer,
        HelpedAnswer,
        Levels,
        LotAnswer,
        MissingAnswer,
        MissingItem,
        RatingAnswer,
        RatingFile,
    )
    from hailong.cases.case import Case, Verdict


def clearance_view(clearance: Clearance, secrets: Sequence[str], api_url: str) -> "ClearanceAnswer":
    key = rating_key(secrets, clearance)
    return {
        "declaration_no": clearance.declaration_no,
        "lot_key": clearance.lot_key,
        "rating_key": key,
        "rate_url": rate_url(api_url, key),
    }


def missing_view(missing: Iterable[Waited], following: Cursor | None) -> "MissingAnswer":
    items: list[MissingItem] = [
        {"declaration_no": one.declaration_no, "received_at": to_local_text(one.received_at)} for one in missing
    ]
    return {"items": items, "cursor": cursor_text(following) if following else None}


def cursor_text(cursor: Cursor) -> str:
    return f"{cursor.received_at.astimezone(UTC):%Y%m%dT%H%M%S}-{cursor.given}"


def status_of(rated: Rated) -> int:
    """201 for a new rating, 200 for the same again, 202 as long as it awaits its clearance."""
    if rated.rating.status is RatingStatus.AWAITING_CLEARANCE:
        return 202
    return 201 if rated.new else 200


def lot_view(clearance: Clearance, rated: Rating | None, *, closes_at: datetime) -> "LotAnswer":
    """A lot as it is shown to who has its rating key; of a rating that it has, only that there is one."""
    return {
        "declaration_no": clearance.declaration_no,
        "lot_key": clearance.lot_key,
        "office": clearance.office,
        "cleared_at": to_local_text(clearance.cleared_at),
        "closes_at": to_local_text(closes_at),
        "subjects": list(clearance.subjects),
        "rated": rated is not None,
    }


def rating_view(rating: Rating) -> "RatingAnswer":
    return {
        "declaration_no": rating.declaration_no,
        "lot_key": rating.lot_key,
        "received_at": to_local_text(rating.received_at),
        "negative": rating.negative,
        "status": rating.status,
        "case_id": rating.case_id,
    }


def answer_view(answer: Answer) -> "RatingFile":
    rating = answer.rating
    levels: Levels = {}
    for subject in rating.levels:
        levels[subject.value] = rating.levels[subject]
    return {
        **rating_view(rating),
        "levels": levels,
        "reasons": list(rating.reasons),
        "comment": rating.comment,
        "corrected_at": to_local_text(rating.corrected_at) if rating.corrected_at else None,
        "correctable_until": to_local_text(answer.correctable_until) if answer.correctable_until else None,
        "case": case_view(answer.case) if answer.case else None,
    }


def case_view(case: "Case") -> "CaseAnswer":
    """What the enterprise may know: no staff, no decision before a second person approved it, no fault of ours."""
    told = case.told
    return {
        "state": case.failure.state_before if case.failure else case.state,
        "opened_at": to_local_text(case.opened_at),
        "due_at": to_local_text(case.due_at),
        "outcome": told.outcome if told else None,
        "message": told.message_to_enterprise if told else None,
        "decided_at": to_local_text(told.reviewed_at) if told and told.reviewed_at else None,
        "appeal_until": to_local_text(case.appeal_until) if case.appeal_until else None,
        "receipt": receipt_of(case),
        "helped": helped_view(case.verdict) if case.verdict else None,
    }


def helped_view(verdict: "Verdict") -> "HelpedAnswer":
    return {"helped": verdict.helped, "why": verdict.why, "at": to_local_text(verdict.at)}


def receipt_of(case: "Case") -> str | None:
    """What finds the approval of the outcome in the public log."""
    # Loads what a case is made of, for which no rating should have to wait.
    from hailong.log.receipts import Receipt  # noqa: PLC0415

    return str(Receipt(case.case_id, case.told_seal)) if case.told_seal else None
