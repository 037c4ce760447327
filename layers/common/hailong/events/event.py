"""What the software of a vendor is told of: that a rating, or its case, is no longer as it was. Ids and links only."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from hailong.cases.case import Case
from hailong.lots.rating import Rating, fingerprint
from hailong.vocabulary.words import CaseState, RatingStatus


class EventType(StrEnum):
    """`case.progressed`: any other change of the state that the answer shows."""

    RATING_ACCEPTED = "rating.accepted"
    RATING_SUPERSEDED = "rating.superseded"
    RATING_REJECTED = "rating.rejected"
    CASE_OPENED = "case.opened"
    CASE_PROGRESSED = "case.progressed"
    CASE_POSTPONED = "case.postponed"
    CASE_DECIDED = "case.decided"
    CASE_APPEALED = "case.appealed"
    CASE_CLOSED = "case.closed"


_OF_STATUS = {
    RatingStatus.ACCEPTED: EventType.RATING_ACCEPTED,
    RatingStatus.SUPERSEDED: EventType.RATING_SUPERSEDED,
    RatingStatus.REJECTED: EventType.RATING_REJECTED,
}
_OF_STATE = {
    CaseState.DECIDED: EventType.CASE_DECIDED,
    CaseState.APPEALED: EventType.CASE_APPEALED,
    CaseState.CLOSED: EventType.CASE_CLOSED,
}
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`client_id` is whose rating it is about. `subject` and `place`: events of one subject are in the order of these.

    The same change is always the same event: nothing in it is drawn or counted. `correlation_id`, of the request that
    made it, is for our logs: it is no part of what is told.
    """

    client_id: str
    subject: str
    place: str
    type: EventType
    at: datetime
    declaration_no: str
    lot_key: str | None = None
    case_id: str | None = None
    correlation_id: str | None = field(default=None, compare=False)

    @property
    def event_id(self) -> str:
        """Without a full stop, which Standard Webhooks signs between its parts."""
        return f"{self.subject}-{self.place}"


def place_of(event_id: str) -> tuple[str, str]:
    """The subject and the place that an event's id is made of; ValueError for what is none."""
    declaration, said, rank, number = event_id.split("-")
    return f"{declaration}-{said}", f"{rank}-{number}"


def of_rating(before: Rating | None, after: Rating, at: datetime) -> Event | None:
    """What became of a rating that awaited its clearance; None where nothing did."""
    kind = _OF_STATUS.get(after.status)
    if before is None or kind is None or before.status is after.status:
        return None
    # It may be rejected first and accepted by a correction; what is accepted or superseded stays so.
    number = 1 if after.status is RatingStatus.REJECTED else 2
    return _event(after, kind, f"0-{number:06d}", after.case_id, at, after.correlation_id)


def of_case(before: Case | None, after: Case, at: datetime) -> Event | None:
    """What a change of the case changes in the answer that the enterprise is shown; None where it changes nothing.

    A case that comes in closed has been dealt with elsewhere.
    """
    if before is None:
        kind = None if after.state is CaseState.CLOSED else EventType.CASE_OPENED
    elif shown_state(before) is not shown_state(after):
        kind = _OF_STATE.get(shown_state(after), EventType.CASE_PROGRESSED)
    else:
        kind = EventType.CASE_POSTPONED if before.due_at != after.due_at else None
    if kind is None:
        return None
    return _event(after.rating, kind, f"1-{after.version:06d}", after.case_id, at, after.moved_by)


def shown_state(case: Case) -> CaseState:
    """The state that the enterprise is shown: a failure is ours to mend, and none of its business."""
    return case.failure.state_before if case.failure else case.state


def _event(
    rating: Rating, kind: EventType, place: str, case_id: str | None, at: datetime, correlation_id: str | None
) -> Event:
    # Several enterprises may have rated one declaration before its clearance told whose it is. A correction changes
    # what is said, and not what the events are about.
    subject = f"{rating.key}-{fingerprint(rating.first or rating)[:_DIGITS]}"
    return Event(
        client_id=rating.client_id,
        subject=subject,
        place=place,
        type=kind,
        at=at,
        declaration_no=rating.declaration_no,
        lot_key=rating.lot_key,
        case_id=case_id,
        correlation_id=correlation_id,
    )
