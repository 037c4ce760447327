"""A client of the Hài Lòng API for declaration software and for the customs system."""

from hailong_client.client import HaiLong
from hailong_client.errors import HaiLongError, NotGenuine, NotSignedIn, Refused, Unavailable
from hailong_client.outbox import Kept, Outbox, Sent
from hailong_client.shapes import (
    BulkClearanceRequest,
    BulkItem,
    CaseAnswer,
    ClearanceAnswer,
    ClearanceRequest,
    ContactRequest,
    EnterpriseRequest,
    LevelsRequest,
    MissingItem,
    OfficerRequest,
    RatingAnswer,
    RatingFile,
    RatingRequest,
)
from hailong_client.webhooks import Event, Webhooks

__all__ = [
    "BulkClearanceRequest",
    "BulkItem",
    "CaseAnswer",
    "ClearanceAnswer",
    "ClearanceRequest",
    "ContactRequest",
    "EnterpriseRequest",
    "Event",
    "HaiLong",
    "HaiLongError",
    "Kept",
    "LevelsRequest",
    "MissingItem",
    "NotGenuine",
    "NotSignedIn",
    "OfficerRequest",
    "Outbox",
    "RatingAnswer",
    "RatingFile",
    "RatingRequest",
    "Refused",
    "Sent",
    "Unavailable",
    "Webhooks",
]
