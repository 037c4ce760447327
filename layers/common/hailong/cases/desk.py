"""What a member of staff keeps for themselves: how far the news are read, named views, what they are sent. Pure."""

from dataclasses import dataclass
from datetime import datetime

MAX_VIEWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """`address`: path and query of a list in the console."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`seen_until` None: no news has been seen yet. `digest`: whether the morning's mail is wanted."""

    staff_code: str
    seen_until: datetime | None = None
    views: tuple[View, ...] = ()
    digest: bool = True
