"""A client of the Hài Lòng API for declaration software and for the customs system."""

from hailong_client.client import HaiLong
from hailong_client.errors import HaiLongError, Refused, Unavailable
from hailong_client.outbox import Kept, Outbox, Sent
from hailong_client.shapes import (
    BulkItem,
    CaseAnswer,
    Clearance,
    ClearanceAnswer,
    Contact,
    Enterprise,
    Levels,
    Missing,
    Officer,
    Rating,
    RatingAnswer,
    RatingFile,
)

__all__ = [
    "BulkItem",
    "CaseAnswer",
    "Clearance",
    "ClearanceAnswer",
    "Contact",
    "Enterprise",
    "HaiLong",
    "HaiLongError",
    "Kept",
    "Levels",
    "Missing",
    "Officer",
    "Outbox",
    "Rating",
    "RatingAnswer",
    "RatingFile",
    "Refused",
    "Sent",
    "Unavailable",
]
