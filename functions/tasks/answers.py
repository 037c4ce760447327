"""The answers of the staff API."""

from typing import NotRequired, TypedDict

from pydantic import with_config

from hailong.cases.firewall import Barrier
from hailong.edge.api import CLOSED, Address, Level, Moment
from hailong.vocabulary.words import (
    Action,
    CaseState,
    Channel,
    Helped,
    Language,
    NoticeKind,
    NoticeState,
    Outcome,
    Reason,
    Role,
    RootCause,
    Subject,
)


@with_config(CLOSED)
class EnterpriseShown(TypedDict):
    tax_code: str
    name: str


@with_config(CLOSED)
class SubjectLevels(TypedDict, total=False):
    officer: Level
    team: Level
    office: Level


@with_config(CLOSED)
class CaseItem(TypedDict):
    """A case in the queue. `calls_due`: notices that reached the enterprise at no address; somebody must call.

    `returned`: a reviewer sent the decision back. `comment`: how it begins. `version` grows with every change;
    `revision` is the version that last changed state, level, assignee or decision.
    """

    case_id: str
    declaration_no: str
    state: CaseState
    level: int
    office: str
    team: str | None
    enterprise: EnterpriseShown
    subjects: SubjectLevels
    negative_subjects: list[Subject]
    reasons: list[Reason]
    assignee: str | None
    opened_at: Moment
    due_at: Moment
    first_due_at: Moment
    overdue: bool
    breached: bool
    restricted: bool
    calls_due: list[str]
    returned: bool
    comment: str | None
    version: int
    revision: int


@with_config(CLOSED)
class QueueAnswer(TypedDict):
    """`names`: what the members of staff are called whose codes stand in the items."""

    items: list[CaseItem]
    names: dict[str, str]
    cursor: str | None


@with_config(CLOSED)
class DecisionShown(TypedDict):
    outcome: Outcome
    root_cause: RootCause
    action_taken: str
    message_to_enterprise: str
    by: str
    at: Moment
    reviewed_by: str | None
    reviewed_at: Moment | None


@with_config(CLOSED)
class AppealShown(TypedDict):
    reason: str
    at: Moment


@with_config(CLOSED)
class FailureShown(TypedDict):
    error: str
    at: Moment
    state: CaseState


@with_config(CLOSED)
class VerdictShown(TypedDict):
    """What the enterprise said of the answer of a level."""

    level: int
    helped: Helped
    why: str | None
    at: Moment


@with_config(CLOSED)
class CaseDetail(CaseItem):
    """`helped` is told once the case is closed; until then it is empty, and so are the notes of its entries."""

    decision: DecisionShown | None
    earlier_decisions: list[DecisionShown]
    appeal: AppealShown | None
    appeal_until: Moment | None
    closed_at: Moment | None
    failure: FailureShown | None
    attempt: int
    exceptions: list[str]
    raised_to: str | None
    helped: list[VerdictShown]


@with_config(CLOSED)
class ContactShown(TypedDict):
    name: str | None
    email: str | None
    phone: str | None


@with_config(CLOSED)
class FirstSaid(TypedDict):
    levels: SubjectLevels
    reasons: list[Reason]
    comment: str | None


@with_config(CLOSED)
class RatingShown(TypedDict):
    """`first`: what the enterprise had said before it corrected the rating; for inspectors only."""

    declaration_no: str
    tax_code: str
    levels: SubjectLevels
    reasons: list[Reason]
    comment: str | None
    language: Language
    contact: ContactShown | None
    received_at: Moment
    corrected_at: Moment | None
    first: FirstSaid | None


@with_config(CLOSED)
class OfficerShown(TypedDict):
    code: str
    name: str
    stage: str


@with_config(CLOSED)
class ClearanceShown(TypedDict):
    declaration_no: str
    lot_key: str
    declaration_type: str
    channel: Channel
    office: str
    team: str | None
    officers: list[OfficerShown]
    cleared_at: Moment


# `from` is a word of Python's: this one cannot be written as a class.
TimelineEntry = TypedDict(
    "TimelineEntry",
    {
        "at": Moment,
        "by": str,
        "role": Role,
        "action": str,
        "from": str,
        "to": str,
        "note": str,
        "exception": str | None,
        "decision": DecisionShown | None,
        "hash": str,
    },
)
TimelineEntry.__pydantic_config__ = CLOSED  # type: ignore[attr-defined]


@with_config(CLOSED)
class NoticeShown(TypedDict):
    """`recipient`: a staff code for a notice to staff, null for the enterprise."""

    notice_id: str
    kind: NoticeKind
    state: NoticeState
    created_at: Moment
    recipient: str | None
    sent_at: Moment | None
    sent_to: str | None
    attempts: int
    last_error: str | None


@with_config(CLOSED)
class EvidenceShown(TypedDict):
    """`uploaded` is null where it was not looked up, `sha256` where the file was announced without and not fetched.

    `withdrawn`: it was attached by mistake, and is kept. `erased`: it was taken away with somebody's personal data.
    `viewable`: it can be looked at without saving it.
    """

    evidence_id: str
    name: str
    content_type: str
    size: int
    sha256: str | None
    by: str
    at: Moment
    uploaded: bool | None
    withdrawn: bool
    erased: bool
    viewable: bool


@with_config(CLOSED)
class ActionShown(TypedDict):
    """`why`: the barrier; `exception`: the one that is lifted because nobody else is left."""

    allowed: bool
    why: NotRequired[Barrier]
    exception: NotRequired[Barrier]


@with_config(CLOSED)
class Assignee(TypedDict):
    staff_code: str
    name: str | None
    office: str
    role: Role


@with_config(CLOSED)
class RefusalsShown(TypedDict):
    """How often a person was refused an action by a barrier on a day. `about`: whom the case was to be given to."""

    by: str
    role: Role
    action: str
    why: str
    about: str | None
    first_at: Moment
    last_at: Moment
    times: int


@with_config(CLOSED)
class CaseFileAnswer(TypedDict):
    """`timeline` is its latest page, `timeline_cursor` leads to older entries (null: there are none), `notices` are the
    latest. `assignees` only for who may assign, `refusals`, the latest, only for inspectors.
    """

    case: CaseDetail
    rating: RatingShown
    clearance: ClearanceShown
    timeline: list[TimelineEntry]
    timeline_cursor: str | None
    notices: list[NoticeShown]
    evidence: list[EvidenceShown]
    actions: dict[Action, ActionShown]
    names: dict[str, str]
    assignees: NotRequired[list[Assignee]]
    refusals: NotRequired[list[RefusalsShown]]


@with_config(CLOSED)
class TimelineAnswer(TypedDict):
    """A page of entries in their order, and the cursor of the page before it; null: it is the first."""

    items: list[TimelineEntry]
    cursor: str | None


@with_config(CLOSED)
class VerifyAnswer(TypedDict):
    """`erased`: the entries of which personal data were taken away, as later entries say; only where there are any."""

    intact: bool
    entries: int
    first_broken: int | None
    what: str | None
    erased: NotRequired[list[int]]


@with_config(CLOSED)
class UploadShown(TypedDict):
    url: Address
    fields: dict[str, str]


@with_config(CLOSED)
class UploadAnswer(TypedDict):
    evidence_id: str
    upload: UploadShown


@with_config(CLOSED)
class DownloadAnswer(TypedDict):
    url: Address


@with_config(CLOSED)
class PreviewAnswer(TypedDict):
    subject: str
    html: str
