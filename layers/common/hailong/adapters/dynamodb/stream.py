"""Records of the tables' streams: what they say has changed, and which of them can never be acted upon."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from hailong.adapters.dynamodb import case_items, items
from hailong.cases.case import Case, Wait
from hailong.cases.notices import Notice
from hailong.lots.clearance import Clearance
from hailong.lots.rating import Rating
from hailong.vocabulary.errors import GiveUp

type Stored = Clearance | Rating | Case | Wait | Notice

_READ: dict[str, Callable[[Mapping[str, Any]], Stored]] = {
    items.CLEARANCE: items.clearance_from,
    items.RATING: items.rating_from,
    items.CASE: case_items.case_from,
    items.WAIT: case_items.wait_from,
}
_READ_BY_PREFIX: dict[str, Callable[[Mapping[str, Any]], Stored]] = {
    items.NOTICE_PREFIX: case_items.notice_from,
    items.WAITING_PREFIX: items.rating_from,
}


@dataclass(frozen=True, slots=True)
class Change:
    """An item as it became, and as it was before (None: it was not there, or that is not told)."""

    at: datetime
    after: Stored
    before: Stored | None = None


def change_of(record: Mapping[str, Any]) -> Change:
    """What a record says; GiveUp for one that can never be read. Its cause may quote what people wrote."""
    try:
        change = record["dynamodb"]
        kind = change["Keys"]["sk"]["S"]
        prefix = f"{kind.partition('#')[0]}#"
        read = _READ_BY_PREFIX.get(prefix) or _READ[kind]
        before = change.get("OldImage")
        return Change(
            at=datetime.fromtimestamp(int(change.get("ApproximateCreationDateTime", 0)), UTC),
            after=read(change["NewImage"]),
            before=read(before) if before else None,
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise GiveUp("not a record that can be read") from error


def hopeless(error: Exception) -> bool:
    """True for an error that comes again however often one tries: what is asked for is wrong, and not the moment."""
    if isinstance(error, ClientError):
        reasons: Any = error.response.get("CancellationReasons") or ()
        codes = {error.response["Error"]["Code"], *(reason.get("Code") for reason in reasons)}
        return not codes.isdisjoint({"ValidationException", "ValidationError"})
    return isinstance(error, (GiveUp, ParamValidationError, ValueError, TypeError, LookupError, ArithmeticError))


def each_but_the_hopeless[T](parts: Sequence[T], do: Callable[[Sequence[T]], None]) -> list[tuple[T, Exception]]:
    """Does all of it, and gives those that can never be done: found by halves, so that they take no others with them.

    What has been done may be done again meanwhile. Any other error is raised.
    """
    if not parts:
        return []
    try:
        do(parts)
    except Exception as error:
        if not hopeless(error):
            raise
        if len(parts) == 1:
            return [(parts[0], error)]
        half = len(parts) // 2
        return each_but_the_hopeless(parts[:half], do) + each_but_the_hopeless(parts[half:], do)
    return []
