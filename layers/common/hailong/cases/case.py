"""A case: what a negative rating opens, and its state. `casework`, `course` and `enterprise` move it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.declaration import case_id_of
from hailong.vocabulary.words import CaseState, Helped, Outcome, Role, RootCause, Subject, Timer, WaitStep

FIRST_LEVEL, APPEAL_LEVEL = 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    outcome: Outcome
    root_cause: RootCause
    action_taken: str
    message_to_enterprise: str
    by: str
    at: datetime
    reviewed_by: str | None = None
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """`due_at` is the first due date of its answer."""

    reason: str
    at: datetime
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidBefore:
    """What the enterprise said of an answer before it changed its mind."""

    helped: Helped
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the answer helped, as the enterprise last said; `times`: how often it has said so.

    `before`: what it had said, in order; None where it has not changed its mind.
    """

    helped: Helped
    why: str | None = None
    at: datetime
    times: int = 1
    before: tuple[SaidBefore, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """An entry of the timeline by its number, with its hash and the salt under which the public log has it (hex)."""

    number: int
    hash: str
    salt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why an operator must look: the error that ended the execution, and the state to go back to."""

    error: str
    at: datetime
    state_before: CaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What a date was worked out from: so many working days from a moment."""

    since: datetime
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenReply:
    """A reply by mail that is in the file, by the id with which the mail service took it."""

    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyNotTaken:
    """That a reply by mail was not taken: which kind of reason the timeline names, and when it did."""

    kind: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`version` grows with every change; `revision` is that of the last change of state, level, assignee or decision.

    `entries` and `head_hash` are the length and the end of the timeline's chain.
    `decisions` has at most one decision a level, the one that stands; `deciders` and `reviewers` name all who ever
    decided or reviewed at a level, sent-back rounds included. `excepted` names who acted because nobody else was left.
    `reminded_for` is the due date that was last reminded of, `raised` counts the due dates that were not kept and
    `raised_to` is who was told of the last. `attempt` counts executions, from 1. `calls_due` are the notices that reach
    the enterprise at no address, so that somebody must call it. `period` is that of the date which the clock waits for.
    `cause`: the correlation id of the request by which state, level, assignee or decision changed last.
    `salt` (hex) is the case's own for the public log; `approvals` are the entries that approved what the enterprise is
    told, by level: receipts are made of them.
    `verdicts` are what the enterprise said of the answers that it was told, by level.
    `replies` are the mails of the enterprise that were put into the file; `replies_not_taken` tells of those that were
    not, and of which its timeline told.
    `notes` and `files` count what was written and attached; `withdrawn_files` are the ids of those attached by mistake.
    """

    rating: Rating
    state: CaseState
    opened_at: datetime
    due_at: datetime
    first_due_at: datetime
    version: int = 1
    revision: int = 1
    entries: int = 0
    head_hash: str = ""
    level: int = FIRST_LEVEL
    attempt: int = 1
    breached: bool = False
    reminded_for: datetime | None = None
    raised: int = 0
    raised_to: Role | None = None
    assignee: str | None = None
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    deciders: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    reviewers: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    excepted: tuple[str, ...] = ()
    appeal: Appeal | None = None
    appeal_until: datetime | None = None
    closed_at: datetime | None = None
    failure: Failure | None = None
    calls_due: tuple[str, ...] = ()
    period: Period | None = None
    cause: str | None = None
    salt: str = ""
    approvals: Mapping[int, Seal] = field(default_factory=dict)
    verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    notes: int = 0
    files: int = 0
    withdrawn_files: tuple[str, ...] = ()
    replies: tuple[TakenReply, ...] = ()
    replies_not_taken: tuple[ReplyNotTaken, ...] = ()

    @property
    def clearance(self) -> Clearance:
        if self.rating.clearance is None:
            raise ValueError("a case is only opened for an accepted rating")
        return self.rating.clearance

    @property
    def case_id(self) -> str:
        return case_id_of(self.clearance.lot_key)

    @property
    def correlation_id(self) -> str | None:
        """That of the request by which its rating came."""
        return self.rating.correlation_id

    @property
    def moved_by(self) -> str | None:
        """That of the request which follows up on the case as it stands."""
        return self.cause or self.correlation_id

    @property
    def office(self) -> str:
        return self.clearance.office

    @property
    def rated_officers(self) -> frozenset[str]:
        """The codes of the officers who handled the lot."""
        return frozenset(officer.code for officer in self.clearance.officers)

    @property
    def rated_team(self) -> str | None:
        """The team that is rated negative, as `20CF-01`; None where it is not, or there is none."""
        if Subject.TEAM not in self.negative_subjects or not self.clearance.team:
            return None
        return f"{self.office}-{self.clearance.team}"

    @property
    def negative_subjects(self) -> tuple[Subject, ...]:
        return self.rating.negative_subjects

    @property
    def withdrawn(self) -> bool:
        """Whether the enterprise has corrected its rating so that there is nothing left to look into."""
        return not self.rating.negative

    @property
    def restricted(self) -> bool:
        return self.rating.restricted

    @property
    def decision(self) -> Decision | None:
        """The decision of the present level."""
        return self.decisions.get(self.level)

    @property
    def latest(self) -> Decision | None:
        """The decision of the highest level that has one."""
        return self.decisions[max(self.decisions)] if self.decisions else None

    @property
    def returned(self) -> bool:
        """Whether a reviewer has sent the decision of this level back, and no other was submitted since."""
        return self.under_way and self.decision is None and self.level in self.deciders

    @property
    def told(self) -> Decision | None:
        """The latest decision that a second person has approved: the only one the enterprise is told."""
        level = self.told_level
        return None if level is None else self.decisions[level]

    @property
    def told_level(self) -> int | None:
        """The level of that decision."""
        return max((level for level, made in self.decisions.items() if made.reviewed_at is not None), default=None)

    @property
    def verdict(self) -> Verdict | None:
        """What the enterprise says of what it was told last."""
        return None if self.told_level is None else self.verdicts.get(self.told_level)

    @property
    def told_seal(self) -> Seal | None:
        """The entry that approved what the enterprise is told."""
        return None if self.told_level is None else self.approvals.get(self.told_level)

    @property
    def under_way(self) -> bool:
        """True while the clock of `due_at` runs."""
        return self.state in {CaseState.OPEN, CaseState.ASSIGNED, CaseState.IN_REVIEW, CaseState.APPEALED} or (
            self.failure is not None and self.failure.state_before is not CaseState.DECIDED
        )

    @property
    def timer(self) -> tuple[Timer, datetime] | None:
        """What the clock has next for the case, and the moment that this goes by; None when nothing is due any more."""
        if self.under_way:
            return (Timer.BREACH if self.reminded_for == self.due_at else Timer.REMIND), self.due_at
        if self.state is CaseState.DECIDED and self.level == FIRST_LEVEL and self.appeal_until is not None:
            return Timer.CLOSE, self.appeal_until
        return None

    def overdue(self, now: datetime) -> bool:
        return self.under_way and now > self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """What the execution of a case waits for, with the task token that answers it (None once it has failed).

    `correlation_id`: of the request that has brought the execution there; empty where that is not known.
    """

    case_id: str
    step: WaitStep
    level: int
    attempt: int
    token: str | None = None
    error: str | None = None
    correlation_id: str | None = None
