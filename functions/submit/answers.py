"""The answers of the enterprise API."""

from typing import Annotated, NotRequired, TypedDict

from pydantic import Field, with_config

from hailong.edge.api import CLOSED, Address, Level, Moment
from hailong.vocabulary.words import CaseState, Helped, Outcome, RatingStatus, Reason, Subject


@with_config(CLOSED)
class FieldProblem(TypedDict):
    field: str
    message: str


@with_config(CLOSED)
class ClearanceAnswer(TypedDict):
    declaration_no: str
    lot_key: str
    rating_key: str
    rate_url: Address


@with_config(CLOSED)
class BulkItem(TypedDict):
    """`status` is the one that the item would have had alone; with an error come `code`, `detail` and `errors`."""

    declaration_no: str | None
    status: int
    lot_key: NotRequired[str]
    rating_key: NotRequired[str]
    rate_url: NotRequired[Address]
    code: NotRequired[str]
    detail: NotRequired[str]
    errors: NotRequired[list[FieldProblem]]


@with_config(CLOSED)
class BulkAnswer(TypedDict):
    results: list[BulkItem]


@with_config(CLOSED)
class MissingItem(TypedDict):
    declaration_no: str
    received_at: Moment


@with_config(CLOSED)
class MissingAnswer(TypedDict):
    """`cursor`: for the page that follows; null on the last one."""

    items: list[MissingItem]
    cursor: str | None


@with_config(CLOSED)
class RatingAnswer(TypedDict):
    declaration_no: str
    lot_key: str | None
    received_at: Moment
    negative: bool
    status: RatingStatus
    case_id: str | None


@with_config(CLOSED)
class Levels(TypedDict, total=False):
    officer: Level
    team: Level
    office: Level


@with_config(CLOSED)
class HelpedAnswer(TypedDict):
    """Whether the answer helped, as the enterprise last said."""

    helped: Helped
    why: str | None
    at: Moment


@with_config(CLOSED)
class CaseAnswer(TypedDict):
    """`outcome` and `message` come with the decision that a second person has approved.

    `receipt` finds that approval in the public log. `helped` is what the enterprise said of this outcome.
    """

    state: CaseState
    opened_at: Moment
    due_at: Moment
    outcome: Outcome | None
    message: str | None
    decided_at: Moment | None
    appeal_until: Moment | None
    receipt: str | None
    helped: HelpedAnswer | None


@with_config(CLOSED)
class RatingFile(RatingAnswer):
    """`corrected_at`: when it was corrected; `correctable_until`: up to when it may be, null where it may not."""

    levels: Levels
    reasons: list[Reason]
    comment: str | None
    corrected_at: Moment | None
    correctable_until: Moment | None
    case: CaseAnswer | None


@with_config(CLOSED)
class LinkRatingAnswer(RatingAnswer):
    """`answer_url` opens the page of the case; null when there is none."""

    answer_url: Address | None


@with_config(CLOSED)
class InvitationsAnswer(TypedDict):
    invited: bool


@with_config(CLOSED)
class LotAnswer(TypedDict):
    """`rated` says that there is a rating, and nothing of it."""

    declaration_no: str
    lot_key: str
    office: str
    cleared_at: Moment
    closes_at: Moment
    subjects: Annotated[list[Subject], Field(min_length=1)]
    rated: bool
