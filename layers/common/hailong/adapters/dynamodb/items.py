"""The stored form of everything in the tables: keys, index keys and attributes, and back. No calls are made here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from hailong.adapters.dynamodb import lifetimes, values
from hailong.lots.clearance import Clearance
from hailong.lots.rating import PROMOTABLE, WAITING_KEPT, Rating, fingerprint
from hailong.vocabulary.errors import RecordUnreadable
from hailong.vocabulary.times import to_text

CLEARANCE, RATING, CASE, WAIT = "CLEARANCE", "RATING", "CASE", "WAIT"
LOT, TRIES, PLACE, QUOTA = "LOT", "TRIES", "PLACE", "QUOTA"
ENTRY_PREFIX, NOTICE_PREFIX, WAITING_PREFIX = "ENTRY#", "NOTICE#", "WAITING#"
REFUSALS_PREFIX, EVIDENCE_PREFIX = "REFUSED#", "EVIDENCE#"

type Item = values.Item
marshal, unmarshal = values.marshal, values.unmarshal
"""Here, too, for whoever reads and writes items."""

CALLS = "calls"
"""The part of each queue with the closed cases whose enterprise is still to be called."""


UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
"""What reading an item raises that is none, or not yet, or no longer."""


def readable[T](
    read: Callable[[Mapping[str, Any]], T], found: Iterable[Mapping[str, Any]], unreadable: list[str]
) -> Iterator[T]:
    """What can be read. The key of what cannot goes into `unreadable`: it keeps nothing else from being seen."""
    for item in found:
        try:
            value = read(item)
        except UNREADABLE:
            unreadable.append(str(item["pk"]["S"]))
            continue
        yield value


def clearance_key(declaration_key: str) -> Item:
    return marshal({"pk": f"D#{declaration_key}", "sk": CLEARANCE})


def lot_key(lot: str) -> Item:
    """Whose the lot is and how many declarations it has: beside its first declaration, for ratings never change."""
    return marshal({"pk": f"D#{lot}", "sk": LOT})


def tries_key(declaration_key: str) -> Item:
    """How often the rating key of a lot was tried that had been rated otherwise."""
    return marshal({"pk": f"D#{declaration_key}", "sk": TRIES})


def sweep_key() -> Item:
    """Where the sweep of waiting ratings goes on."""
    return marshal({"pk": "D#SWEEP", "sk": PLACE})


def correction_key() -> Item:
    """Where holding all dates against the calendar goes on."""
    return marshal({"pk": "CORRECTION", "sk": PLACE})


def verification_key() -> Item:
    """Where verifying all timelines, a share a day, goes on."""
    return marshal({"pk": "VERIFICATION", "sk": PLACE})


def quota_key(client_id: str) -> Item:
    """How many ratings of a client came to wait on the last day on which any did."""
    return marshal({"pk": f"D#CLIENT#{client_id}", "sk": QUOTA})


def rating_key(lot_key: str) -> Item:
    return marshal({"pk": f"L#{lot_key}", "sk": RATING})


def waiting_key(declaration_key: str, tax_code: str) -> Item:
    return marshal({"pk": f"D#{declaration_key}", "sk": f"{WAITING_PREFIX}{tax_code}"})


def case_key(case_id: str) -> Item:
    return marshal({"pk": case_id, "sk": CASE})


def wait_key(case_id: str) -> Item:
    return marshal({"pk": case_id, "sk": WAIT})


def notice_key(case_id: str, notice_id: str) -> Item:
    return marshal({"pk": case_id, "sk": f"{NOTICE_PREFIX}{notice_id}"})


def office_queue(office: str, state: str, *, restricted: bool) -> str:
    """The partition of `office-queue`. Restricted cases stand apart: who may not see them does not read them."""
    return f"{office}#{state}#restricted" if restricted else f"{office}#{state}"


def clearance_item(clearance: Clearance) -> Item:
    return clearance_key(clearance.key) | marshal(_stored(Clearance, clearance) | {"lot_key": clearance.lot_key})


def rating_item(rating: Rating) -> Item:
    """An accepted rating, under its lot."""
    if rating.lot_key is None:
        raise ValueError("only a rating that has its clearance is kept under its lot")
    found = {
        "lot_key": rating.lot_key,
        "negative": rating.negative,
        "fingerprint": fingerprint(rating),
        "case_id": rating.case_id,
    }
    if rating.negative:
        found["negative_month"] = to_text(rating.received_at)[:7]
    return rating_key(rating.lot_key) | marshal(_stored(Rating, rating) | found)


def waiting_item(rating: Rating) -> Item:
    """A rating that came before its clearance; `waiting_status` stands while a clearance may still promote it."""
    found: dict[str, Any] = {
        "fingerprint": fingerprint(rating),
        "expires": lifetimes.end(rating.received_at, WAITING_KEPT),
    }
    if rating.status in PROMOTABLE:
        found["waiting_status"] = rating.status.value
    return waiting_key(rating.key, rating.tax_code) | marshal(_stored(Rating, rating) | found)


def entry_place(number: int) -> str:
    return f"{ENTRY_PREFIX}{number:06d}"


def refusals_of_day(at: datetime) -> str:
    """Where the refusals of a day (UTC) begin."""
    return f"{REFUSALS_PREFIX}{to_text(at)[:10]}"


def evidence_key(case_id: str, evidence_id: str) -> Item:
    return marshal({"pk": case_id, "sk": f"{EVIDENCE_PREFIX}{evidence_id}"})


def clearance_from(item: Mapping[str, Any]) -> Clearance:
    return _read(Clearance, item)


def rating_from(item: Mapping[str, Any]) -> Rating:
    return _read(Rating, item)


def stored(kind: type[Any], value: object) -> dict[str, Any]:
    """The attributes of anything else that is kept in a table of its own."""
    return _stored(kind, value)


def read[T](kind: type[T], item: Mapping[str, Any]) -> T:
    """What `stored` made attributes of."""
    return _read(kind, item)


_adapters: dict[type[Any], TypeAdapter[Any]] = {}
"""Each built when first needed: no function stores everything there is."""


def load(*kinds: type[Any]) -> None:
    """Builds now what reading and writing things of these kinds needs."""
    for kind in kinds:
        _adapter(kind)


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def _read[T](kind: type[T], item: Mapping[str, Any]) -> T:
    try:
        found: T = _adapter(kind).validate_python(unmarshal(item))
    except UNREADABLE:
        # Nor is its cause told: that quotes what is stored.
        raise RecordUnreadable(kind.__name__, _named(item)) from None
    return found


def _named(item: Mapping[str, Any]) -> str:
    try:
        return str(item["pk"]["S"])
    except UNREADABLE:
        return "?"


def _stored(kind: type[Any], value: object) -> dict[str, Any]:
    """JSON-like attributes with times in the stored form; what is None is left out."""
    attributes = _adapter(kind).dump_python(value, mode="python", exclude_none=True)
    return {name: _storable(attribute) for name, attribute in attributes.items()}


def _storable(value: Any) -> Any:
    match value:
        case datetime():
            return to_text(value)
        case str():
            return str(value)
        case Mapping():
            return {str(key): _storable(part) for key, part in value.items() if part is not None}
        case tuple() | list():
            return [_storable(part) for part in value]
        case _:
            return value
