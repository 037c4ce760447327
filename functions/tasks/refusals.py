"""Refused attempts on their way from the answer to the case: by a queue, so that no answer takes longer for them."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from hailong.cases.timeline import UNKNOWN, Refusal
from hailong.ports import RefusalCounter

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

_refusals = TypeAdapter(Refusal)


def message(refusal: Refusal) -> dict[str, Any]:
    """A refusal as it goes into the queue."""
    said: dict[str, Any] = _refusals.dump_python(refusal, mode="json")
    return said


def take_down(records: Iterable[Mapping[str, Any]], counter: RefusalCounter, logger: "Logger") -> dict[str, Any]:
    """Counts what came by the queue, and says what is to come again. Of a case that there is not, nothing is kept."""
    again: list[dict[str, str]] = []
    for record in records:
        try:
            refusal = _refusals.validate_json(record["body"])
            if refusal.why != UNKNOWN:
                counter.count_refusal(refusal, str(record["messageId"]))
        except ValidationError:
            logger.error("not a refusal", extra={"message_id": record["messageId"]})  # noqa: TRY400 - it quotes
            again.append({"itemIdentifier": record["messageId"]})
        except Exception:
            logger.exception("a refusal could not be counted", extra={"message_id": record["messageId"]})
            again.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": again}
