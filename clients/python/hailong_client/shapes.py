"""What is sent and what comes back: written from openapi.json by `make openapi`, not to be edited."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Error(TypedDict):
    field: str
    message: str


class Problem(TypedDict):
    """
    RFC 9457 problem details. `code` is stable; `current` is the case's state where that has moved.
    """

    type: str
    title: str
    status: int
    code: str
    detail: NotRequired[str]
    errors: NotRequired[list[Error]]
    current: NotRequired[dict[str, Any]]
    correlation_id: NotRequired[str]


class AppealRequest(TypedDict):
    reason: str
    tax_code: str


CaseState: TypeAlias = Literal["open", "assigned", "in_review", "decided", "appealed", "closed", "failed"]


Channel: TypeAlias = Literal["green", "yellow", "red"]


class ClearanceAnswer(TypedDict):
    declaration_no: str
    lot_key: str
    rating_key: str
    rate_url: str


class ContactRequest(TypedDict):
    name: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]


Email: TypeAlias = str


class EnterpriseRequest(TypedDict):
    tax_code: str
    name: str
    emails: NotRequired[list[Email]]


class FieldProblem(TypedDict):
    field: str
    message: str


Helped: TypeAlias = Literal["yes", "partly", "no"]


class HelpedAnswer(TypedDict):
    """
    Whether the answer helped, as the enterprise last said.
    """

    helped: Helped
    why: str | None
    at: str


class HelpedRequest(TypedDict):
    helped: Helped
    why: NotRequired[str | None]
    tax_code: str


Language: TypeAlias = Literal["vi", "en"]


class Levels(TypedDict):
    officer: NotRequired[int]
    team: NotRequired[int]
    office: NotRequired[int]


class LevelsRequest(TypedDict):
    officer: NotRequired[int]
    team: NotRequired[int]
    office: NotRequired[int]


class MissingItem(TypedDict):
    declaration_no: str
    received_at: str


class OfficerRequest(TypedDict):
    code: str
    name: str
    stage: str


Outcome: TypeAlias = Literal["upheld", "partly_upheld", "not_upheld", "cannot_verify", "outside_remit"]


RatingStatus: TypeAlias = Literal["accepted", "awaiting_clearance", "superseded", "rejected"]


Reason: TypeAlias = Literal[
    "obstruction",
    "harassment",
    "misconduct",
    "delay",
    "error",
    "attitude",
    "unclear_guidance",
    "system",
    "policy",
    "other_agency",
    "other",
]


class BulkClearanceRequest(TypedDict):
    """
    A clearance that names its declaration itself.
    """

    declaration_type: str
    first_declaration_no: NotRequired[str | None]
    channel: Channel
    enterprise: EnterpriseRequest
    cleared_at: str
    office: str
    team: NotRequired[str | None]
    officers: list[OfficerRequest]
    declaration_no: str


class BulkItem(TypedDict):
    """
    `status` is the one that the item would have had alone; with an error come `code`, `detail` and `errors`.
    """

    declaration_no: str | None
    status: int
    lot_key: NotRequired[str]
    rating_key: NotRequired[str]
    rate_url: NotRequired[str]
    code: NotRequired[str]
    detail: NotRequired[str]
    errors: NotRequired[list[FieldProblem]]


class CaseAnswer(TypedDict):
    """
    `outcome` and `message` come with the decision that a second person has approved.

    `receipt` finds that approval in the public log. `helped` is what the enterprise said of this outcome.
    """

    state: CaseState
    opened_at: str
    due_at: str
    outcome: Outcome | None
    message: str | None
    decided_at: str | None
    appeal_until: str | None
    receipt: str | None
    helped: HelpedAnswer | None


class ClearanceRequest(TypedDict):
    declaration_type: str
    first_declaration_no: NotRequired[str | None]
    channel: Channel
    enterprise: EnterpriseRequest
    cleared_at: str
    office: str
    team: NotRequired[str | None]
    officers: list[OfficerRequest]


class CorrectionRequest(TypedDict):
    levels: LevelsRequest
    reasons: NotRequired[list[Reason]]
    comment: NotRequired[str | None]
    language: NotRequired[Language]
    contact: NotRequired[ContactRequest | None]
    tax_code: str


class MissingAnswer(TypedDict):
    """
    `cursor`: for the page that follows; null on the last one.
    """

    items: list[MissingItem]
    cursor: str | None


class RatingAnswer(TypedDict):
    declaration_no: str
    lot_key: str | None
    received_at: str
    negative: bool
    status: RatingStatus
    case_id: str | None


class RatingFile(TypedDict):
    """
    `corrected_at`: when it was corrected; `correctable_until`: up to when it may be, null where it may not.
    """

    declaration_no: str
    lot_key: str | None
    received_at: str
    negative: bool
    status: RatingStatus
    case_id: str | None
    levels: Levels
    reasons: list[Reason]
    comment: str | None
    corrected_at: str | None
    correctable_until: str | None
    case: CaseAnswer | None


class RatingRequest(TypedDict):
    levels: LevelsRequest
    reasons: NotRequired[list[Reason]]
    comment: NotRequired[str | None]
    language: NotRequired[Language]
    contact: NotRequired[ContactRequest | None]
    declaration_no: str
    tax_code: str
    rating_key: NotRequired[str | None]


class BulkAnswer(TypedDict):
    results: list[BulkItem]


class BulkBody(TypedDict):
    """
    The same as callers are told of it: what is expected of each item.
    """

    clearances: list[BulkClearanceRequest]
