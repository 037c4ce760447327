"""What the tables keep, and for how long: every kind of item by its key, as docs/security.md says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
from typing import Any

from hailong.adapters.dynamodb import events, lifetimes
from hailong.cases import invitations, news, notices, timeline
from hailong.lots import rating


@dataclass(frozen=True, slots=True)
class Kind:
    """Items of a table by the patterns of their keys. `kept`: from what it tells of on; None without end.

    `personal`: whether it may hold personal data; `some`: only some of them end.
    """

    table: str
    pk: str
    sk: str
    personal: bool
    kept: timedelta | None = None
    some: bool = False

    def fits(self, table: str, item: Mapping[str, Any]) -> bool:
        return table == self.table and fnmatchcase(item["pk"]["S"], self.pk) and fnmatchcase(item["sk"]["S"], self.sk)


KINDS = (
    Kind("ratings", "D#SWEEP", "PLACE", personal=False),
    Kind("ratings", "D#CLIENT#*", "QUOTA", personal=False, kept=lifetimes.QUOTA_KEPT),
    Kind("ratings", "D#*", "CLEARANCE", personal=True),
    Kind("ratings", "D#*", "LOT", personal=True),
    Kind("ratings", "D#*", "TRIES", personal=False, kept=lifetimes.TRIES_KEPT),
    Kind("ratings", "D#*", "WAITING#*", personal=True, kept=rating.WAITING_KEPT),
    Kind("ratings", "L#*", "RATING", personal=True),
    Kind("ratings", "E#*", "INVITATIONS", personal=True),
    Kind("cases", "HL-*", "CASE", personal=True),
    Kind("cases", "HL-*", "WAIT", personal=False),
    Kind("cases", "HL-*", "ENTRY#*", personal=True),
    Kind("cases", "HL-*", "EVIDENCE#*", personal=True),
    Kind("cases", "HL-*", "NOTICE#*", personal=True, kept=notices.INVITATION_KEPT, some=True),
    Kind("cases", "HL-*", "REFUSED#*", personal=True, kept=timeline.REFUSALS_KEPT),
    Kind("cases", "STAFF#*", "NOTICE#*", personal=True, kept=notices.DIGEST_KEPT),
    Kind("cases", "FIND#*", "*", personal=True),
    Kind("cases", "INVITED#*", "*", personal=True, kept=invitations.KEPT),
    Kind("cases", "NEWS#*", "*", personal=False, kept=news.KEPT),
    Kind("cases", "DESK#*", "DESK", personal=True),
    Kind("cases", "TEXTS#*", "*", personal=False),
    Kind("cases", "CORRECTION", "PLACE", personal=False),
    Kind("cases", "VERIFICATION", "PLACE", personal=False),
    Kind("counters", "LOT#*", "STATE", personal=False),
    Kind("counters", "ENTERPRISE#*", "NUMBER", personal=True),
    Kind("counters", "ENTERPRISES", "SEQUENCE", personal=False),
    Kind("counters", "*", "NAME", personal=True),
    Kind("counters", "*", "*#????", personal=False),
    Kind("events", "ENDPOINTS", "*", personal=False),
    Kind("events", "LOG#*", "*", personal=False, kept=events.EVENTS_KEPT),
    Kind("events", "*#*", "LINE", personal=False, kept=events.EVENTS_KEPT),
    Kind("events", "*#*", "EVENT#*", personal=False, kept=events.EVENTS_KEPT),
    Kind("offices", "OFFICES", "CURRENT", personal=False),
    Kind("offices", "OFFICES", "VERSION#*", personal=False),
)
"""The first that fits counts."""


def kind_of(table: str, item: Mapping[str, Any]) -> Kind:
    """LookupError for what nobody has said how long it is kept."""
    for kind in KINDS:
        if kind.fits(table, item):
            return kind
    raise LookupError(f"{table}: {item['sk']['S'].partition('#')[0]} is of no known kind")
