"""A client of the Hài Lòng API for declaration software and for the customs system."""

from hailong_client.client import HaiLong
from hailong_client.errors import HaiLongError, NotSignedIn, Refused, Unavailable
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

__all__ = [
    "BulkClearanceRequest",
    "BulkItem",
    "CaseAnswer",
    "ClearanceAnswer",
    "ClearanceRequest",
    "ContactRequest",
    "EnterpriseRequest",
    "HaiLong",
    "HaiLongError",
    "Kept",
    "LevelsRequest",
    "MissingItem",
    "NotSignedIn",
    "OfficerRequest",
    "Outbox",
    "RatingAnswer",
    "RatingFile",
    "RatingRequest",
    "Refused",
    "Sent",
    "Unavailable",
]
