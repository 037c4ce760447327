"""What is sent and what comes back, as `openapi.json` describes it."""

from typing import Literal, NotRequired, TypedDict

Reason = Literal[
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
Status = Literal["accepted", "awaiting_clearance", "superseded", "rejected"]


class Levels(TypedDict, total=False):
    """1 (rất không hài lòng) to 5 (rất hài lòng); at least one."""

    officer: int
    team: int
    office: int


class Contact(TypedDict, total=False):
    name: str
    email: str
    phone: str


class Rating(TypedDict):
    declaration_no: str
    tax_code: str
    levels: Levels
    rating_key: NotRequired[str]
    reasons: NotRequired[list[Reason]]
    comment: NotRequired[str]
    language: NotRequired[Literal["vi", "en"]]
    contact: NotRequired[Contact]


class RatingAnswer(TypedDict):
    """`case_id` is null unless the rating is accepted and negative."""

    declaration_no: str
    lot_key: str | None
    received_at: str
    negative: bool
    status: Status
    case_id: str | None


class CaseAnswer(TypedDict):
    """`outcome` and `message` are null until there is an answer."""

    state: str
    opened_at: str
    due_at: str
    outcome: str | None
    message: str | None
    decided_at: str | None
    appeal_until: str | None


class RatingFile(RatingAnswer):
    levels: Levels
    reasons: list[Reason]
    comment: str | None
    case: CaseAnswer | None


class Enterprise(TypedDict):
    tax_code: str
    name: str
    emails: NotRequired[list[str]]


class Officer(TypedDict):
    code: str
    name: str
    stage: str


class Clearance(TypedDict):
    declaration_type: str
    channel: Literal["green", "yellow", "red"]
    enterprise: Enterprise
    office: str
    officers: list[Officer]
    cleared_at: str
    first_declaration_no: NotRequired[str | None]
    team: NotRequired[str | None]
    declaration_no: NotRequired[str]


class ClearanceAnswer(TypedDict):
    declaration_no: str
    lot_key: str
    rating_key: str
    rate_url: str


class BulkItem(TypedDict):
    """`status` as if the item had been sent alone; `code` and `detail` when it was refused."""

    declaration_no: str | None
    status: int
    lot_key: NotRequired[str]
    rating_key: NotRequired[str]
    rate_url: NotRequired[str]
    code: NotRequired[str]
    detail: NotRequired[str]


class Missing(TypedDict):
    declaration_no: str
    received_at: str
