"""The body of an event, as webhooks and the bus carry it: `docs/events/` is generated from these models."""

from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field

from hailong.events.event import Event, EventType
from hailong.vocabulary.declaration import CASE_ID
from hailong.vocabulary.times import to_local_text

SOURCE = "hailong"
"""Who says it, on the bus."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class EventData(_Model):
    """What the event is about, by ids, and where to look."""

    declaration_no: str = Field(description="The declaration as it was rated", examples=["103027528701"])
    lot_key: str | None = Field(description="The lot; null while no clearance tells it", examples=["10302752870"])
    case_id: str | None = Field(
        description="The case that the rating opened; null where it opened none",
        pattern=f"^{CASE_ID}$",
        examples=["HL-10302752870"],
    )
    url: str = Field(
        description="The rating with the answer to it; add `?tax_code=`, and ask with a token of the same client",
        examples=["https://api.example.vn/v1/ratings/103027528701"],
    )


class EventBody(_Model):
    """That something changed. What it is now, the API tells those who may know."""

    id: str = Field(
        description="The same whenever this event is delivered again; the header `webhook-id`",
        pattern="^[0-9]{11}-[0-9a-f]{16}-[0-9]-[0-9]{6,}$",
        examples=["10302752870-9f86d081884c7d65-1-000005"],
    )
    type: EventType = Field(description="What happened")
    timestamp: str = Field(description="When it happened", examples=["2026-06-24T15:40:00+07:00"])
    data: EventData


MEANINGS: dict[EventType, str] = {
    EventType.RATING_ACCEPTED: "A rating that awaited its clearance has been accepted",
    EventType.RATING_SUPERSEDED: "A rating that awaited its clearance came second: its lot had been rated by then",
    EventType.RATING_REJECTED: "A rating that awaited its clearance does not fit the one that came",
    EventType.CASE_OPENED: "A negative rating has been accepted, and its case opened",
    EventType.CASE_PROGRESSED: "The case has moved: to a person, back, or on to its review",
    EventType.CASE_POSTPONED: "The answer is promised for another day",
    EventType.CASE_DECIDED: "The answer is there",
    EventType.CASE_APPEALED: "The enterprise has asked for the outcome to be reconsidered",
    EventType.CASE_CLOSED: "The case is closed, and nothing more will change",
}
"""What each event tells, for those who write software by it."""


def body_of(event: Event, api_url: str) -> EventBody:
    """The body of an event whose API stands at `api_url`."""
    return EventBody(
        id=event.event_id,
        type=event.type,
        timestamp=to_local_text(event.at),
        data=EventData(
            declaration_no=event.declaration_no,
            lot_key=event.lot_key,
            case_id=event.case_id,
            url=f"{api_url}/ratings/{quote(event.declaration_no, safe='')}",
        ),
    )


def schema_of(kind: EventType) -> type[EventBody]:
    """The body of one type of event, as a model of its own."""
    name = "".join(part.capitalize() for part in kind.value.split("."))
    return type(
        name,
        (EventBody,),
        {"__doc__": f"{MEANINGS[kind]}.", "__annotations__": {"type": Literal[kind.value]}, "__module__": __name__},
    )
