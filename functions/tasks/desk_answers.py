"""The answers of the staff API about news, desk, workload and texts."""

from typing import TypedDict

from pydantic import with_config

from functions.tasks.answers import Assignee, CaseItem
from hailong.cases.news import NewsKind
from hailong.edge.api import CLOSED, Moment
from hailong.vocabulary.words import Language, Outcome, RootCause


@with_config(CLOSED)
class NewsShown(TypedDict):
    """`enterprise`, `office` and `due_at` are those of the case as it is now."""

    kind: NewsKind
    at: Moment
    case_id: str
    office: str
    enterprise: str
    due_at: Moment
    unread: bool


@with_config(CLOSED)
class NewsAnswer(TypedDict):
    """The latest first, at most thirty, of a month at most; `unread` counts among them."""

    items: list[NewsShown]
    unread: int


@with_config(CLOSED)
class ViewShown(TypedDict):
    name: str
    address: str


@with_config(CLOSED)
class DeskAnswer(TypedDict):
    """`digest`: whether this person is sent the mail of the morning."""

    views: list[ViewShown]
    digest: bool


@with_config(CLOSED)
class Weight(TypedDict):
    """`due_soon`: within two working days, and not overdue. `stuck`: the machine stopped, or a due date was missed."""

    cases: int
    unassigned: int
    in_review: int
    due_soon: int
    overdue: int
    stuck: int
    next_due: Moment | None


@with_config(CLOSED)
class Laden(Assignee, Weight):
    """Somebody with what they have to do; what waits for review is not counted as theirs."""


@with_config(CLOSED)
class WorkloadAnswer(TypedDict):
    """Counted over what the reader may see. `items`: those that want attention, at most a hundred, soonest due first.

    `soon`: the end of the two working days. `complete` false: there are more cases than were counted.
    """

    total: Weight
    people: list[Laden]
    items: list[CaseItem]
    names: dict[str, str]
    soon: Moment
    complete: bool


@with_config(CLOSED)
class TextShown(TypedDict):
    """A version of a text to start from. `root_cause` null: for every cause. `by` wrote this version."""

    text_id: str
    office: str
    outcome: Outcome
    root_cause: RootCause | None
    language: Language
    title: str
    text: str
    withdrawn: bool
    version: int
    by: str
    at: Moment
    may_change: bool


@with_config(CLOSED)
class TextsAnswer(TypedDict):
    """`names`: what the members of staff are called whose codes stand in the items."""

    items: list[TextShown]
    names: dict[str, str]
