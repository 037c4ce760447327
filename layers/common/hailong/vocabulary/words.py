"""The closed vocabularies of the API and of what is stored."""

from enum import StrEnum


def word[W: StrEnum](vocabulary: type[W], text: str) -> W:
    """The word that `text` is; ValueError, in words for whoever wrote it, if the vocabulary has no such word."""
    try:
        return vocabulary(text)
    except ValueError:
        *others, last = vocabulary
        raise ValueError(f"must be {', '.join(others)} or {last}") from None


class Subject(StrEnum):
    """What a level is given to."""

    OFFICER = "officer"
    TEAM = "team"
    OFFICE = "office"


class Reason(StrEnum):
    OBSTRUCTION = "obstruction"
    HARASSMENT = "harassment"
    MISCONDUCT = "misconduct"
    DELAY = "delay"
    ERROR = "error"
    ATTITUDE = "attitude"
    UNCLEAR_GUIDANCE = "unclear_guidance"
    SYSTEM = "system"
    POLICY = "policy"
    OTHER_AGENCY = "other_agency"
    OTHER = "other"


class Language(StrEnum):
    VI = "vi"
    EN = "en"


class Channel(StrEnum):
    """The customs control channel of a declaration."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class RatingStatus(StrEnum):
    ACCEPTED = "accepted"
    AWAITING_CLEARANCE = "awaiting_clearance"
    SUPERSEDED = "superseded"
    REJECTED = "rejected"


class CaseState(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    APPEALED = "appealed"
    CLOSED = "closed"
    FAILED = "failed"


class Outcome(StrEnum):
    UPHELD = "upheld"
    PARTLY_UPHELD = "partly_upheld"
    NOT_UPHELD = "not_upheld"
    CANNOT_VERIFY = "cannot_verify"
    OUTSIDE_REMIT = "outside_remit"


class Helped(StrEnum):
    """What the enterprise says of the answer: whether it helped."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class RootCause(StrEnum):
    CONDUCT = "conduct"
    SKILL = "skill"
    PROCESS = "process"
    WORKLOAD = "workload"
    SYSTEM = "system"
    POLICY = "policy"
    OTHER_AGENCY = "other_agency"
    ENTERPRISE = "enterprise"
    NONE_FOUND = "none_found"


class Role(StrEnum):
    """The Cognito groups of staff, and the two actors that are not staff."""

    HANDLER = "handler"
    SUPERVISOR = "supervisor"
    INSPECTOR = "inspector"
    LEADER = "leader"
    ENTERPRISE = "enterprise"
    SYSTEM = "system"


class Action(StrEnum):
    """What staff do to a case."""

    CLAIM = "claim"
    ASSIGN = "assign"
    RELEASE = "release"
    NOTE = "note"
    DECIDE = "decide"
    REVIEW = "review"
    RESUME = "resume"
    CALLED = "called"


class WaitStep(StrEnum):
    """What the execution of a case waits for, or last said."""

    DECISION = "decision"
    REVIEW = "review"
    WINDOW = "window"
    CLOSING = "closing"
    FAILED = "failed"


class Timer(StrEnum):
    """What the working-day clock has next for a case."""

    REMIND = "remind"
    BREACH = "breach"
    CLOSE = "close"


class NoticeKind(StrEnum):
    """The e-mails there are: six tell the enterprise of its case, two tell staff; two are about no single case."""

    ACKNOWLEDGEMENT = "acknowledgement"
    INTERIM = "interim"
    OUTCOME = "outcome"
    APPEAL_RECEIVED = "appeal_received"
    FINAL = "final"
    REPLY_CLOSED = "reply_closed"
    REMINDER = "reminder"
    BREACH = "breach"
    INVITATION = "invitation"
    DIGEST = "digest"


class NoticeState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    COMPLAINED = "complained"
    UNDELIVERABLE = "undeliverable"
    WITHDRAWN = "withdrawn"
