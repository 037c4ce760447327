"""The names under which figures are counted, and what can be read from them. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import NamedTuple

from hailong.lots.rating import LINK_CLIENT, QR_CLIENT
from hailong.vocabulary.words import Helped, Outcome, Reason, RootCause, Subject

CLEARANCES, RATINGS, NEGATIVE, REASONED = "clearances", "ratings", "negative", "reasoned"
CASES_OPENED, CASES_DECIDED, CASES_ON_TIME, CASES_UPHELD, CASES_PARTLY_UPHELD, CASES_CLOSED = (
    "cases_opened",
    "cases_decided",
    "cases_on_time",
    "cases_upheld",
    "cases_partly_upheld",
    "cases_closed",
)
APPEALS, APPEALS_DECIDED, REVERSALS = "appeals", "appeals_decided", "reversals"
CASES_IN, CASES_OUT = "cases_in", "cases_out"
"""What came to be decided, and what was: at either level. Their sums up to a day differ by the backlog of that day."""
CASES_MISSED, CASES_LATE = "cases_missed", "cases_late"
"""First due dates of either level, on their day, that pass without a decision; and decisions on later days, on theirs.
Their sums up to a day differ by what is overdue at its end."""
CASE_EVENTS = (CASES_OPENED, CASES_DECIDED, CASES_CLOSED, APPEALS, APPEALS_DECIDED)

HELPED = "helped"
"""Answers of which the enterprise said whether they helped."""
HOUR_BANDS = (8, 16, 24, 40)
"""Working hours: up to one, two, three and five days; what took longer is in the last band."""
LONGER = "longer"
_CLIENT_PREFIX, _HOURS_PREFIX, _HELPED_PREFIX = "client_", "hours_", "helped_"


class Way(StrEnum):
    """How a rating came in."""

    SOFTWARE = "software"
    LINK = "link"
    QR = "qr"


def way_figure(way: Way) -> str:
    """The name under which the ratings that came in by a way are counted."""
    return f"way_{way}"


def way_of(client_id: str) -> Way:
    """The way of the client that a rating names: the page for links names itself, everything else is software."""
    return {LINK_CLIENT: Way.LINK, QR_CLIENT: Way.QR}.get(client_id, Way.SOFTWARE)


def cause_figure(cause: RootCause) -> str:
    """The name under which the decided cases with a root cause are counted."""
    return f"cause_{cause}"


def hours_figure(hours: int) -> str:
    """The name under which the cases are counted that took so many working hours from opening to decision."""
    return f"{_HOURS_PREFIX}{hours}"


def hours_counted(figures: Mapping[str, int]) -> dict[int, int]:
    """How many cases took how many working hours."""
    return _numbered(figures, _HOURS_PREFIX, int)


def band_of(hours: int) -> str:
    """The band of working hours, by its upper end."""
    return next((str(band) for band in HOUR_BANDS if hours <= band), LONGER)


def client_figure(client_id: str) -> str:
    """The name under which the ratings that came from a client of the API are counted."""
    return f"{_CLIENT_PREFIX}{client_id}"


class SaidOf(NamedTuple):
    """What was said of an answer, and which one it was: its outcome and, as a band, how long it took."""

    helped: Helped
    outcome: Outcome
    band: str


def helped_figure(said: SaidOf) -> str:
    """The name under which the answers of which that was said are counted."""
    return f"{_HELPED_PREFIX}{said.helped}:{said.outcome}:{said.band}"


def helped_counted(figures: Mapping[str, int]) -> dict[SaidOf, int]:
    """How often what was said of which answers."""
    found: dict[SaidOf, int] = {}
    for name, count in _numbered(figures, _HELPED_PREFIX, str).items():
        helped, outcome, band = name.split(":")
        found[SaidOf(Helped(helped), Outcome(outcome), band)] = count
    return found


def clients_counted(figures: Mapping[str, int]) -> dict[str, int]:
    """How many ratings came from which client of the API."""
    return _numbered(figures, _CLIENT_PREFIX, str)


def _numbered[K](figures: Mapping[str, int], prefix: str, key: Callable[[str], K]) -> dict[K, int]:
    return {key(name.removeprefix(prefix)): count for name, count in figures.items() if name.startswith(prefix)}


def level_figure(subject: Subject, level: int) -> str:
    """The name under which the ratings of a subject with a level are counted."""
    return f"{subject}_{level}"


def reason_figure(reason: Reason) -> str:
    """The name under which the ratings that give a reason are counted."""
    return f"reason_{reason}"
